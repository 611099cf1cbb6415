"""Find and read scenario files; nothing else reads them from disk."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, BinaryIO, Final

from scenario_kit.files.source import MAX_BYTES, parse, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from scenario_kit.files.document import Document

SUFFIXES: Final = (".yaml", ".yml", ".json")
STDIN: Final = "-"


def find(paths: Iterable[str | Path]) -> list[str]:
    """Return the files at some paths, each once, sorted; a directory is replaced by the scenarios below it.

    Hidden files and folders are skipped, and links to folders are not followed. A missing path, a directory without
    scenarios, and a folder that cannot be listed stay in the list; reading them reports the error.
    """
    found: set[str] = set()
    for path in map(str, paths):
        found.update(list(_walk(path)) or [path] if os.path.isdir(path) else [path])  # noqa: PTH112
    return sorted(found)


def _walk(directory: str) -> Iterator[str]:
    closed: list[OSError] = []
    for folder, folders, names in os.walk(directory, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if name.endswith(SUFFIXES) and not name.startswith("."):
                yield os.path.join(folder, name)  # noqa: PTH118  keeps the path as the user began it
    yield from (error.filename for error in closed)


def read(path: str, stdin: BinaryIO | None = None) -> Document:
    """Read one file, `-` from `stdin`. Every error becomes a finding of the document."""
    try:
        data = stdin.read(MAX_BYTES + 1) if stdin is not None and path == STDIN else _read_bytes(path)
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


def _read_bytes(path: str) -> bytes:
    # Opened without blocking, since a FIFO without a writer would hang the run, and checked once it is open, since the
    # path may refer to another file a moment later.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            suffixes = ", ".join(f"*{suffix}" for suffix in SUFFIXES)
            raise _NotAFileError(f"directory `{path}` contains no scenario", f"a scenario is a file named {suffixes}")
        if not stat.S_ISREG(mode):
            raise _NotAFileError(f"`{path}` is not a regular file", "pass `-` to read from standard input")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(MAX_BYTES + 1)
    finally:
        os.close(handle)


def _reason(error: OSError) -> str:
    return (error.strerror or "unknown reason").lower()
