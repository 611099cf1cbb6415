"""Exported sheets as arguments of a command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scenario_kit.editor.exported import ExportedSheet, Profile

STDIN = "-"


def profile_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --profile and --templates."""
    templates = click.option("--templates", metavar="DIR", help="Templates of your own, before the built-in ones.")
    profile = click.option(
        "--profile", metavar="NAME", default="scenario-kit", show_default=True, help="The sheets' format."
    )
    return profile(templates(command))


def read_sheets(paths: Iterable[str | Path], profile: Profile) -> list[ExportedSheet]:
    """Read exported files; `-` is standard input.

    Raises:
        ScenarioKitError: One cannot be read, or is no sheet of the profile.
    """
    from scenario_kit.editor.exported import read_sheet

    return [read_sheet(_data(str(path)), str(path), profile) for path in paths]


def _data(path: str) -> bytes:
    """Read a file, and of one that is too long for a sheet no more than shows that it is."""
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
