"""Exported sheets to the YAML of a scenario, such that building it gives the same sheets."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenario_kit.callgraph.graph import compile_graph
from scenario_kit.editor.exported import built_sheets
from scenario_kit.editor.importing.notes import changes_by_building, missing_information
from scenario_kit.editor.importing.planning import plan_import
from scenario_kit.editor.importing.tree import long_form, short_form
from scenario_kit.files.source import parse
from scenario_kit.files.yaml_text import yaml_text
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.language.loading import load

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
        text: Its YAML. The secrets of the sheets are in it, for without them it would be another scenario.
        changes: What building it makes otherwise than it was exported, a line for each kind; empty where it gives the
            same bytes.
    """

    name: str
    text: str
    changes: tuple[str, ...]


def import_sheets(sheets: Sequence[ExportedSheet], profile: Profile, *, name: str | None = None) -> ImportedScenario:
    """Make a scenario of its exported sheets.

    Args:
        sheets: All sheets of one scenario, in any order.
        profile: The profile that they were read through, and that building will write through.
        name: The scenario's name, in place of the one that the sheets hold.

    Raises:
        ScenarioKitError: They are not sheets of one scenario, or what they hold can be no scenario.
        TemplateError: The profile's template is at fault.
    """
    plan = plan_import(sheets, name)
    tree = long_form(plan)
    calls = _compiled(tree)
    short = short_form(plan)
    if short is not None:
        with suppress(ScenarioKitError):  # the short form takes less
            shortly = _compiled(short)
            if _essence(shortly) == _essence(calls):
                tree, calls = short, shortly
    changes = changes_by_building(sheets, built_sheets(calls, profile), plan.renamed)
    comments = [*missing_information(plan), *(["", "Building it changes the sheets:"] if changes else [])]
    return ImportedScenario(plan.name, yaml_text(tree, [*comments, *(f"- {change}" for change in changes)]), changes)


def _compiled(tree: Tree) -> CallGraph:
    """Take a tree all the way, as the file that it is written to."""
    loaded = load(parse(yaml_text(tree).encode(), "import.yaml"))
    if loaded.scenario is None or loaded.findings:
        raise ScenarioKitError(f"these sheets make no scenario: {loaded.findings[0].message}")
    return compile_graph(loaded.scenario)


def _essence(calls: CallGraph) -> object:
    """Return what two call graphs have in common that are built into the same sheets."""
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
