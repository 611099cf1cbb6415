"""The one place that reads scenario files from disk."""

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
    """Return the files that the paths mean, each once, sorted: a directory stands for the scenarios below it.

    Hidden files and folders are passed over, and links to folders are not followed. A path that is missing, a directory
    without scenarios, and a folder that cannot be listed stay in the list; reading them tells what is wrong.
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
    """Read one file; `-` is `stdin`. Whatever is wrong with it becomes a finding of the document."""
    try:
        data = stdin.read(MAX_BYTES + 1) if stdin is not None and path == STDIN else _read_bytes(path)
    except OSError as error:
        return unreadable(path, f"`{path}` cannot be read: {_reason(error)}")
    except ValueError:
        return unreadable(path, f"{path!r} cannot be read: no file can have this name")
    except _NotAFileError as error:
        return unreadable(path, str(error), error.help)
    return parse(data, path)


class _NotAFileError(Exception):
    def __init__(self, message: str, help_: str) -> None:
        super().__init__(message)
        self.help = help_


def _read_bytes(path: str) -> bytes:
    # Opened without blocking, for a FIFO nobody writes to would hang the run; looked at once it is open, for between
    # two calls a path may come to mean another file.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            suffixes = ", ".join(f"*{suffix}" for suffix in SUFFIXES)
            raise _NotAFileError(f"directory `{path}` holds no scenario", f"a scenario is a file named {suffixes}")
        if not stat.S_ISREG(mode):
            raise _NotAFileError(f"`{path}` is not a regular file", "pass `-` to read from standard input")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(MAX_BYTES + 1)
    finally:
        os.close(handle)


def _reason(error: OSError) -> str:
    return (error.strerror or "unknown reason").lower()
