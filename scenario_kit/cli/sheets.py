"""Read the exported sheets, and the scenarios, that a command names."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scenario_kit.cli.options import resolve_options
from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.editor.exported import ExportedSheet, Profile


def read_sheets(paths: Iterable[str | Path], profile: Profile) -> list[ExportedSheet]:
    """Read exported files; `-` is standard input.

    Raises:
        ScenarioKitError: A file cannot be read, or is not a sheet of the profile.
    """
    from scenario_kit.editor.exported import read_sheet

    return [read_sheet(read_bytes_of(str(path)), str(path), profile) for path in paths]


def read_bytes_of(path: str) -> bytes:
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


def call_graphs(paths: Sequence[str]) -> list[CallGraph]:
    """Return the call graphs of scenarios; other errors than unreadable files do not matter here.

    Raises:
        ScenarioKitError: A file cannot be read.
    """
    run = resolve_options(paths, (), ()).check()
    graphs = []
    for checked in run.files:
        if checked.calls is None:
            finding = next(finding for finding in run.blockers if finding.file == checked.loaded.document.file)
            raise ScenarioKitError(f"{finding.file}:{finding.span.line}: {finding.message}; nothing was written")
        graphs.append(checked.calls)
    return graphs
