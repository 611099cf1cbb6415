"""The notes of an import: what the sheets do not hold, and how the built sheets will differ."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scenario_kit.editor.differences import Matcher, compare
from scenario_kit.language.catalogue import ParameterType
from scenario_kit.language.values import describe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.editor.exported import ExportedSheet
    from scenario_kit.editor.importing.planning import ImportPlan


def missing_information(plan: ImportPlan, calls: CallGraph) -> Iterator[str]:
    """Iterate over the comment lines that list what the sheets of an imported scenario do not hold."""
    yield "Imported from exported sheets. The sheets do not hold the following; add it by hand:"
    yield "- originate, simotel_ini, parameters, tests" + ("" if plan.description else ", description")
    if any(component.ended for component in calls.components):
        yield "- targets for outputs without a wire, if they were left open by mistake; here `~` ends the call"
    if secrets := list(_secrets(plan)):
        yield f"- parameters instead of these secrets, before you share the file: {', '.join(secrets)}"
    if plan.missing:
        names = ", ".join(f"`{name}`" for name in plan.missing)
        yield f"- sheet {names}, which was not given; until then, jumps to it stay Jump Outs without a known Jump In"
    if plan.guessed:
        names = ", ".join(f"`{name}`" for name in plan.guessed)
        yield f"- the types of the variables {names}, which are guessed; the sheets do not say them"


def _secrets(plan: ImportPlan) -> Iterator[str]:
    """Iterate over the secrets in the file, by parameter and component."""
    for sheet, components in plan.sheets.items():
        for component in components:
            for name, value in component.exported.parameters.items():
                parameter = component.exported.type.parameters[name]
                if parameter.type is ParameterType.SECRET and isinstance(value, str) and value != parameter.default:
                    yield f"`{name}` of `{sheet}/{component.key}`"


def changes_by_building(
    sheets: Sequence[ExportedSheet], built: Mapping[str, ExportedSheet], renamed: Mapping[str, str]
) -> tuple[str, ...]:
    """Return how the built sheets differ from the exported ones, a line for each kind of change.

    Args:
        sheets: The exported sheets.
        built: The built sheets by their names in the scenario.
        renamed: Those names, by the names of the exported sheets.
    """
    pairs = [(sheet, built[renamed[sheet.name]]) for sheet in sheets]
    pairs = [(old, new) for old, new in pairs if old.data != new.data]
    return tuple(_changes(pairs)) if pairs else ()


def _changes(pairs: Sequence[tuple[ExportedSheet, ExportedSheet]]) -> Iterator[str]:
    for old, new in pairs:
        if old.name != new.name:
            yield f"the name of sheet {describe(old.name)} to `{new.name}`, because it must be an id"
    pairs = [(replace(old, name=new.name), new) for old, new in pairs]
    total = sum(len(old.components) for old, _ in pairs)
    same = [
        (old.components[old_id], new.components[new_id])
        for old, new in pairs
        for old_id, new_id in Matcher(old, new).pairs().items()
    ]
    ids = sum(old.id != new.id for old, new in same)
    moved = sum(old.at is not None and old.at != new.at for old, new in same)
    different = compare(*zip(*pairs, strict=True))
    changed = sum(len(sheet.components) for sheet in different.sheets)
    if ids:
        yield f"the ids of {ids} of {total} components, because `build` derives them from the names in the file"
    if moved:
        yield f"the positions of {moved} of {total} components, because `build` lays out the sheets itself"
    if changed:
        yield f"{changed} of {total} components; `scenario-kit diff` shows how"
    if different.variables:
        yield f"{len(different.variables)} of the variables; `scenario-kit diff` shows how"
    for detail in different.scenario:
        yield f"the {'name' if detail.name == 'scenario' else detail.name} of the scenario"
    if not (ids or moved or changed or different.variables or different.scenario):
        yield "only the form of the JSON: spaces, order, or fields that the profile does not read"
