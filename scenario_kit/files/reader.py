"""Scenario files on disk: which files a path names, and reading them."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, BinaryIO, Final

from scenario_kit.files.source import MAX_BYTES, parse, unreadable
from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from scenario_kit.files.document import Document

YAML_SUFFIXES: Final = (".yaml", ".yml")
SUFFIXES: Final = (*YAML_SUFFIXES, ".json")
STDIN: Final = "-"
MAX_EDITOR_BYTES: Final = 8 * MAX_BYTES
"""The largest file with what the editor knows: it is about all sheets of a scenario."""

EDITOR_SUFFIX: Final = ".editor.json"
"""The end of the name of the file beside a scenario with what the editor knows of its sheets."""


def find(paths: Iterable[str | Path]) -> list[str]:
    """Return the files that the paths name, sorted; a directory means the scenarios below it.

    A file that is named more than once, also by a symbolic link, is listed once, by its first name. Hard links are
    separate files. In directories, hidden files and folders and ``*.editor.json`` are skipped, and links to folders are
    not followed. A missing path, a directory without scenarios, and a folder that cannot be listed stay in the list;
    reading them reports an error.
    """
    names: dict[str, str] = {}
    for path in map(str, paths):
        if path == STDIN:
            names[STDIN] = STDIN
        elif os.path.isdir(path):  # noqa: PTH112
            files = list(_walk(path))
            for name, place in files or [(path, os.path.realpath(path))]:
                names.setdefault(place, name)
        else:
            names.setdefault(_real(path), path)
    return sorted(names.values())


def _walk(directory: str) -> Iterator[tuple[str, str]]:
    """Return the scenarios below a directory, by the path as the user wrote it and by their real path."""
    errors: list[OSError] = []
    for folder, folders, names in os.walk(directory, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        real = os.path.realpath(folder)
        for name in sorted(names):
            if name.endswith(SUFFIXES) and not name.startswith(".") and not name.endswith(EDITOR_SUFFIX):
                path = os.path.join(folder, name)  # noqa: PTH118  keeps the path as the user wrote it
                yield path, _real(path) if os.path.islink(path) else os.path.join(real, name)  # noqa: PTH114, PTH118
    yield from ((error.filename, _real(error.filename)) for error in errors)


def _real(path: str) -> str:
    try:
        return os.path.realpath(path)
    except ValueError:  # an invalid file name, which `read` reports
        return path


def editor_file_of(path: str) -> str:
    """Return the name of the file beside a scenario with what the editor knows of its sheets."""
    return os.path.splitext(path)[0] + EDITOR_SUFFIX  # noqa: PTH122  keeps the path as the user wrote it


def read_beside(path: str, limit: int) -> bytes | None:
    """Return the bytes of a file that need not exist, at most one more than the limit; None if it does not exist.

    Raises:
        ScenarioKitError: It cannot be read.
    """
    try:
        return _read_bytes(path, limit)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (IsADirectoryError, _NotAFileError):
        raise ScenarioKitError(f"{path}: not a regular file; remove it or rename it") from None
    except OSError as error:
        raise ScenarioKitError(f"{path}: cannot be read: {_reason(error)}") from None


def read(path: str, stdin: BinaryIO | None = None, *, is_scenario: bool = True) -> Document:
    """Read one file, `-` from `stdin`. Every error becomes a finding of the document.

    Args:
        path: The file. A directory in its place is said to contain no scenario, since it may stand for scenarios.
        stdin: The standard input.
        is_scenario: Whether it is a scenario; a directory is not the place of any other file.
    """
    try:
        data = stdin.read(MAX_BYTES + 1) if stdin is not None and path == STDIN else _read_bytes(path)
    except IsADirectoryError:
        if not is_scenario:
            return unreadable(path, f"`{path}` is a directory, not a file")
        suffixes = ", ".join(f"*{suffix}" for suffix in SUFFIXES)
        message = f"directory `{path}` contains no scenario"
        return unreadable(path, message, f"a scenario is a file named {suffixes}")
    except OSError as error:
        return unreadable(path, f"`{path}` cannot be read: {_reason(error)}")
    except ValueError:
        return unreadable(path, f"{path!r} cannot be read: invalid file name")
    except _NotAFileError as error:
        return unreadable(path, str(error), error.help)
    return parse(data, path)


class _NotAFileError(Exception):
    def __init__(self, message: str, help_: str) -> None:
        super().__init__(message)
        self.help = help_


def _read_bytes(path: str, limit: int = MAX_BYTES) -> bytes:
    # Opened without blocking, since a FIFO without a writer would hang the run, and checked once it is open, since the
    # path may refer to another file a moment later.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError
        if not stat.S_ISREG(mode):
            raise _NotAFileError(f"`{path}` is not a regular file", "pass `-` to read from standard input")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(limit + 1)
    finally:
        os.close(handle)


def _reason(error: OSError) -> str:
    return (error.strerror or "unknown reason").lower()
