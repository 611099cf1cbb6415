"""What is said with an import: what the sheets do not hold, and what building makes otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scenario_kit.editor.differences import compare, matches
from scenario_kit.language.catalogue import ParameterType
from scenario_kit.language.values import describe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.editor.exported import ExportedSheet
    from scenario_kit.editor.importing.planning import ImportPlan


def missing_information(plan: ImportPlan) -> Iterator[str]:
    """Say what the sheets do not hold, a line of comment at a time."""
    yield "ImportedScenario from exported sheets. What they do not hold is for you to add:"
    yield "- originate, simotel_ini, parameters, tests" + ("" if plan.description else ", description")
    if any(None in component.next.values() for components in plan.sheets.values() for component in components):
        yield "- whether an output without a wire was left open on purpose; here it ends the call by `~`"
    if secrets := list(_secrets(plan)):
        yield f"- parameters in place of the secrets that it holds, before it is shared: {', '.join(secrets)}"
    if plan.missing:
        names = ", ".join(f"`{name}`" for name in plan.missing)
        yield f"- sheet {names}, which was not given; so the jumps there stay Jump Outs, and their Jump Ins are unknown"
    if plan.guessed:
        names = ", ".join(f"`{name}`" for name in plan.guessed)
        yield f"- what the variables {names} are; the sheets use them and do not list them, so their types are a guess"


def _secrets(plan: ImportPlan) -> Iterator[str]:
    """Name the secrets that the file holds."""
    for sheet, components in plan.sheets.items():
        for component in components:
            for name, value in component.exported.parameters.items():
                parameter = component.exported.type.parameters[name]
                if parameter.type is ParameterType.SECRET and isinstance(value, str) and value != parameter.default:
                    yield f"`{name}` of `{sheet}/{component.key}`"


def changes_by_building(
    sheets: Sequence[ExportedSheet], built: Sequence[ExportedSheet], renamed: Mapping[str, str]
) -> tuple[str, ...]:
    """Say what building makes otherwise than it was exported, a line for each kind of change."""
    made = {sheet.name: sheet for sheet in built}
    pairs = [(sheet, made[renamed[sheet.name]]) for sheet in sheets]
    return tuple(_changes([(old, new) for old, new in pairs if old.data != new.data]))


def _changes(pairs: Sequence[tuple[ExportedSheet, ExportedSheet]]) -> Iterator[str]:
    if not pairs:
        return
    for old, new in pairs:
        if old.name != new.name:
            yield f"the name of sheet {describe(old.name)} to `{new.name}`: it is an id in a scenario"
    olds = [replace(old, name=new.name) for old, new in pairs]
    news = [new for _, new in pairs]
    total = sum(len(old.components) for old in olds)
    same = [
        (old.components[one], new.components[other])
        for old, new in zip(olds, news, strict=True)
        for one, other in matches(old, new).items()
    ]
    ids = sum(old.id != new.id for old, new in same)
    moved = sum(old.at is not None and old.at != new.at for old, new in same)
    different = compare(olds, news)
    others = sum(len(sheet.components) for sheet in different.sheets)
    if ids:
        yield f"the ids of {ids} of {total} components: `build` makes them of scenario, sheet and the id in this file"
    if moved:
        yield f"the positions of {moved} of {total} components: `build` lays the sheets out itself"
    if others:
        yield f"what {others} of {total} components are, hold or lead to; `scenario-kit diff` shows it"
    if different.variables:
        yield f"{len(different.variables)} of the variables; `scenario-kit diff` shows which"
    if not (ids or moved or others or different.variables):
        yield "only how the JSON is written: spaces, order, or fields that the profile does not read"
