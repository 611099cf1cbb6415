"""Read the exported sheets that a command names."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scenario_kit.editor.exported import ExportedSheet, Profile


def read_sheets(paths: Iterable[str | Path], profile: Profile) -> list[ExportedSheet]:
    """Read exported files; `-` is standard input.

    Raises:
        ScenarioKitError: A file cannot be read, or is not a sheet of the profile.
    """
    from scenario_kit.editor.exported import read_sheet

    return [read_sheet(_read_bytes(str(path)), str(path), profile) for path in paths]


def _read_bytes(path: str) -> bytes:
    """Read a file, but at most one byte more than a sheet may have."""
    from scenario_kit.files.reader import STDIN
    from scenario_kit.files.source import MAX_BYTES

    if path == STDIN:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    if Path(path).is_dir():
        raise ScenarioKitError(f"{path}: a directory; name the exported files in it, such as {Path(path) / '*.json'}")
    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ScenarioKitError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
