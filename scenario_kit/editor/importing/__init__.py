"""Turns exported sheets into the YAML of a scenario that builds the same sheets."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenario_kit.callgraph.graph import compile_graph
from scenario_kit.editor.exported import built_sheets
from scenario_kit.editor.importing.keeping import editor_notes
from scenario_kit.editor.importing.notes import changes_by_building, missing_information
from scenario_kit.editor.importing.planning import plan_import
from scenario_kit.editor.importing.tree import long_form, short_form
from scenario_kit.files.source import parse
from scenario_kit.files.yaml_text import yaml_text
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.language.loading import load
from scenario_kit.profiles.editor_file import editor_file_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.editor.exported import ExportedSheet, Profile
    from scenario_kit.files.yaml_text import Tree

__all__ = ["ImportedScenario", "import_sheets"]


@dataclass(frozen=True, slots=True)
class ImportedScenario:
    """A scenario made of exported sheets.

    Attributes:
        name: Its name.
        text: Its YAML. It holds the secrets of the sheets; without them it would be a different scenario.
        changes: How the built sheets differ from the exported ones, a line for each kind; empty if they are the same
            bytes.
        editor_file: The text of the file with what the editor knows of the sheets, which holds no secret; None if it
            was not asked for.
    """

    name: str
    text: str
    changes: tuple[str, ...]
    editor_file: str | None = None


def import_sheets(
    sheets: Sequence[ExportedSheet], profile: Profile, *, name: str | None = None, keep: bool = False
) -> ImportedScenario:
    """Return the scenario of exported sheets.

    Args:
        sheets: All sheets of one scenario, in any order.
        profile: The profile of the sheets, used for building them again.
        name: The scenario's name, instead of the one in the sheets.
        keep: Whether ids, positions and all else that the editor knows are kept in a file of their own.

    Raises:
        ScenarioKitError: The sheets do not belong to one scenario, or their contents are not a valid scenario.
        TemplateError: The profile's template is invalid.
    """
    plan = plan_import(sheets, name)
    tree = long_form(plan)
    calls = _compiled(tree)
    short = short_form(plan)
    if short is not None:
        with suppress(ScenarioKitError):  # not every call fits the short form
            short_calls = _compiled(short)
            if _built_content(short_calls) == _built_content(calls):
                tree, calls = short, short_calls
    notes, faults = editor_notes(sheets, plan, calls, profile) if keep else ({}, ())
    built = dict(zip(calls.sheets, built_sheets(calls, profile, notes), strict=True))
    changes = (*changes_by_building(sheets, built, plan.renamed), *faults)
    comments = [*missing_information(plan, calls), *(["", "Building this file changes the sheets:"] if changes else [])]
    text = yaml_text(tree, [*comments, *(f"- {change}" for change in changes)])
    return ImportedScenario(plan.name, text, changes, editor_file_text(profile.name, notes) if keep else None)


def _compiled(tree: Tree) -> CallGraph:
    """Compile a tree from the text that it is written as."""
    loaded = load(parse(yaml_text(tree).encode(), "import.yaml"))
    if loaded.scenario is None or loaded.findings:
        raise ScenarioKitError(f"the sheets are not a valid scenario: {loaded.findings[0].message}")
    return compile_graph(loaded.scenario)


def _built_content(calls: CallGraph) -> object:
    """Return everything of a call graph that its sheets depend on."""
    components = {
        component.id: (
            component.type.name,
            component.name,
            dict(component.parameters),
            [dict(row.fields) for row in component.rows],
        )
        for component in calls.components
    }
    return components, {(wire.source, wire.output, wire.target) for node in calls.nodes for wire in calls.wires(node)}
