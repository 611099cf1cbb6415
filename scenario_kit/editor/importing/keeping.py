"""What the editor knows of exported sheets and their scenario does not hold: ids, positions, order, unknown fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scenario_kit.language.values import NAME_PATTERN
from scenario_kit.profiles.contexts import plain_value
from scenario_kit.profiles.notes import kept_notes
from scenario_kit.profiles.reading import read_whole
from scenario_kit.profiles.style import sheet_text, style_of
from scenario_kit.profiles.template import Place, walk
from scenario_kit.profiles.writing import Writer
from scenario_kit.rendering.sheets import sheets as sheets_of
from scenario_kit.rendering.sheets import template_context

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.editor.exported import ExportedComponent, ExportedSheet, Profile
    from scenario_kit.editor.importing.planning import ImportPlan
    from scenario_kit.profiles.reading import ReadSheet
    from scenario_kit.profiles.records import Context, Notes
    from scenario_kit.profiles.style import Style


def editor_notes(
    sheets: Sequence[ExportedSheet], plan: ImportPlan, calls: CallGraph, profile: Profile
) -> tuple[dict[str, Notes], tuple[str, ...]]:
    """Return the notes of each sheet by its id in the scenario, and what they cannot hold.

    Args:
        sheets: The exported sheets.
        plan: The plan of their scenario.
        calls: The call graph of that scenario.
        profile: The profile of the sheets.
    """
    writer = Writer(profile.map)
    places = {node.name for node in walk(profile.map.sheet) if isinstance(node, Place)}
    laid_out = {sheet.name: sheet for sheet in sheets_of(calls)}
    notes: dict[str, Notes] = {}
    faults = []
    for sheet in sheets:
        id_, keys = plan.renamed[sheet.name], plan.keys[sheet.name]
        read = read_whole(sheet.data, sheet.file, profile)
        context = _as_exported(template_context(calls, laid_out[id_]), sheet, keys)
        kept, fault = kept_notes(read, context, writer, keys)
        kept["order"] = [keys[component] for component in read.places]
        if sheet.name != id_ and "sheet" in places:
            kept["name"] = sheet.name
        if sheet.scenario is not None and not re.fullmatch(NAME_PATTERN, sheet.scenario):
            kept["scenario"] = sheet.scenario
        listed = {variable["name"] for variable in context["variables"]}
        unlisted = [variable.name for variable in calls.scenario.variables if variable.name not in listed]
        style = _style(read, writer.map.style)
        kept |= {name: value for name, value in (("unlisted", unlisted), ("style", style)) if value}
        notes[id_] = kept
        faults += [] if fault is None else [fault]
    return notes, tuple(faults)


def _as_exported(context: Context, sheet: ExportedSheet, keys: Mapping[str, str]) -> Context:
    """Return the context of a sheet with the names of the exported one, which its scenario may not be able to have."""
    by_key = {keys[id_]: component for id_, component in sheet.components.items()}
    listed = None if sheet.variables is None else {variable.name for variable in sheet.variables}
    return {
        **context,
        "scenario": sheet.scenario or context["scenario"],
        "description": sheet.description,
        "sheet": sheet.name,
        "components": [_renamed(component, by_key[component["key"]]) for component in context["components"]],
        "variables": [one for one in context["variables"] if listed is None or one["name"] in listed],
    }


def _renamed(component: Context, exported: ExportedComponent) -> Context:
    """Return a generated jump with its exported names, which hold the exported names of scenario and sheet."""
    if not component["key"].startswith(("jump-in:", "jump-out:")):
        return component
    values = exported.parameters
    return {
        **component,
        "name": exported.name or component["name"],
        "parameters": [
            {**one, "value": plain_value(values[one["name"]])} if one["name"] in values else one
            for one in component["parameters"]
        ],
    }


def _style(read: ReadSheet, usual: Style) -> dict[str, Any]:
    """Return how the text of a file is written other than usual, if that can be said."""
    text = read.sheet.data.decode("utf-8-sig")
    if sheet_text(read.root.value, usual) == text:
        return {}
    style = style_of(text)
    if sheet_text(read.root.value, style) != text:
        return {}
    fields, usual_fields = style.model_dump(mode="json"), usual.model_dump(mode="json")
    return {name: value for name, value in fields.items() if value != usual_fields[name]}
