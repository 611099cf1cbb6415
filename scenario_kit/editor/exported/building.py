"""What building a scenario would export, read back through the same profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.editor.exported.reading import read_sheet
from scenario_kit.rendering.artifacts import Renderer
from scenario_kit.rendering.sheets import sheets, template_context

if TYPE_CHECKING:
    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.editor.exported.declaration import Profile
    from scenario_kit.editor.exported.sheet import ExportedSheet


def built_sheets(calls: CallGraph, profile: Profile) -> tuple[ExportedSheet, ...]:
    """Return the sheets of a call graph as they would be read once they are built.

    Raises:
        TemplateError: The profile's template is at fault.
        UnreadableSheetError: What the template writes is not what the profile says to read.
    """
    renderer = Renderer(profile.templates)
    written = [(sheet.name, renderer.sheet(template_context(calls, sheet), profile.name)) for sheet in sheets(calls)]
    return tuple(read_sheet(data, f"{calls.scenario.name}/sheets/{name}.json", profile) for name, data in written)
