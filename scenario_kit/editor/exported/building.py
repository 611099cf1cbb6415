"""The sheets that building a scenario would write, read back through the same profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.profiles.reading import read_sheet
from scenario_kit.rendering.artifacts import Renderer
from scenario_kit.rendering.sheets import sheets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.profiles.loading import Profile
    from scenario_kit.profiles.records import Notes
    from scenario_kit.profiles.sheet import ExportedSheet


def built_sheets(
    calls: CallGraph, profile: Profile, notes: Mapping[str, Notes] | None = None
) -> tuple[ExportedSheet, ...]:
    """Return the sheets that a call graph is built into, as `read_sheet` reads them.

    Args:
        calls: The call graph.
        profile: The profile.
        notes: What the editor knows of each sheet, by the sheet's id.

    Raises:
        TemplateError: The profile's template is invalid.
        UnreadableSheetError: The template's output does not match the profile's declaration.
    """
    renderer = Renderer(profile.templates)
    written = [(sheet.name, renderer.sheet_of(calls, sheet, profile.name, notes)) for sheet in sheets(calls)]
    return tuple(read_sheet(data, f"{calls.scenario.name}/sheets/{name}.json", profile) for name, data in written)
