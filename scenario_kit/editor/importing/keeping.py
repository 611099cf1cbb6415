"""What the editor knows of exported sheets and their scenario does not hold: ids, positions, order, unknown fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scenario_kit.language.values import NAME_PATTERN
from scenario_kit.profiles.contexts import plain_value
from scenario_kit.profiles.notes import kept_notes
from scenario_kit.profiles.raw import SHORTEST, secrets_of
from scenario_kit.profiles.reading import read_whole
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
    keeping = _Keeping(Writer(profile.map), calls)
    laid_out = {sheet.name: template_context(calls, sheet) for sheet in sheets_of(calls)}
    notes: dict[str, Notes] = {}
    faults = []
    for sheet in sheets:
        id_ = plan.renamed[sheet.name]
        read = read_whole(sheet.data, sheet.file, profile)
        notes[id_], fault = keeping.notes(read, laid_out[id_], plan.keys[sheet.name])
        faults += [] if fault is None else [fault]
    return notes, tuple(faults)


class _Keeping:
    def __init__(self, writer: Writer, calls: CallGraph) -> None:
        self._writer = writer
        self._variables = [variable.name for variable in calls.scenario.variables]
        self._places = {node.name for node in walk(writer.map.sheet) if isinstance(node, Place)}

    def notes(self, read: ReadSheet, context: Context, keys: Mapping[str, str]) -> tuple[Notes, str | None]:
        """Return the notes of a sheet, and what they cannot hold."""
        exported = _as_exported(context, read.sheet, keys)
        kept, fault = kept_notes(read, exported, self._writer, keys)
        secrets = [secret for secret in secrets_of(exported) if len(secret) >= SHORTEST]
        notes = _without_names_of(secrets, kept)
        if notes != kept:
            fault = f"{read.sheet.file}: members whose names hold a secret are not kept"
        for component, own in zip(context["components"], exported["components"], strict=True):
            if component["name"] != own["name"]:
                notes["components"][own["key"]]["name"] = own["name"]
        listed = {variable["name"] for variable in exported["variables"]}
        others = {
            "order": [keys[component] for component in read.places],
            "name": exported["sheet"] if exported["sheet"] != context["sheet"] and "sheet" in self._places else None,
            "scenario": None if re.fullmatch(NAME_PATTERN, exported["scenario"]) else exported["scenario"],
            "unlisted": [name for name in self._variables if name not in listed],
        }
        return notes | {name: value for name, value in others.items() if value}, fault


def _as_exported(context: Context, sheet: ExportedSheet, keys: Mapping[str, str]) -> Context:
    """Return the context of a sheet with the names of the exported one, some of which its scenario cannot have."""
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
    """Return a component with its exported name; generated jumps hold the exported names of scenario and sheet too."""
    named = {**component, "name": exported.name or component["name"]}
    if not component["key"].startswith(("jump-in:", "jump-out:")):
        return named
    values = exported.parameters
    parameters = [
        {**one, "value": plain_value(values[one["name"]])} if one["name"] in values else one
        for one in component["parameters"]
    ]
    return {**named, "parameters": parameters}


def _without_names_of(secrets: Sequence[str], value: Any) -> Any:  # noqa: ANN401  JSON
    """Return notes without the members of files whose names hold a secret."""
    if not secrets:
        return value
    if isinstance(value, list):
        return [_without_names_of(secrets, item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _without_names_of(secrets, child)
        for name, child in value.items()
        if not any(secret in name for secret in secrets)
    }
