"""What a scenario uses of a format that is only guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scenario_kit.language.component_models import VariableReference
from scenario_kit.profiles.template import Each, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.callgraph.drafts import Value
    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.language.catalogue import Parameter
    from scenario_kit.profiles.declaration import SheetMap


class GuessedUse(NamedTuple):
    """The first use of something in a scenario that the map of a profile guesses.

    Attributes:
        component: The component that uses it.
        what: What is guessed, such as "type `fax`".
        draw: What to draw in the editor, so that an export shows it.
    """

    component: Component
    what: str
    draw: str


def guessed_uses(calls: CallGraph, sheet_map: SheetMap) -> list[GuessedUse]:
    """Return what a scenario uses that a map guesses, the first use of each, in the order of the components."""
    if not sheet_map.guesses:
        return []
    writes_open = any(isinstance(node, Each) and node.records == "outputs" for node in walk(sheet_map.sheet))
    first: dict[str, GuessedUse] = {}
    for component in calls.components:
        wired = calls.targets(component.id)
        outputs = component.outputs if writes_open else [output for output in component.outputs if output in wired]
        for use in _uses(component, outputs, sheet_map):
            first.setdefault(use.what, use)
    return list(first.values())


def _uses(component: Component, outputs: tuple[str, ...] | list[str], sheet_map: SheetMap) -> Iterator[GuessedUse]:
    guesses, type_ = sheet_map.guesses, component.type
    a_component = f"a component of type {type_.label}"
    if type_.name in guesses.types:
        whole = f"{a_component} with all that it has" if type_.parameters or type_.row else a_component
        yield GuessedUse(component, f"type `{type_.name}`", whole)
        return
    rows = [dict(row.fields) for row in component.rows]
    fields = {name: value for row in rows for name, value in row.items() if _is_set(value, type_.row[name])}
    for values, known, what, guessed in (
        (component.parameters, type_.parameters, "parameter", guesses.parameters),
        (fields, type_.row, "field", guesses.fields),
    ):
        for name, value in values.items():
            if f"{type_.name}.{name}" in guessed and _is_set(value, known[name]):
                inside = " in a row" if what == "field" else ""
                draw = f"{a_component} with `{known[name].label}`{inside}"
                yield GuessedUse(component, f"{what} `{name}` of `{type_.name}`", draw)
    for output in outputs:
        if f"{type_.name}.{output}" in guesses.outputs:
            yield GuessedUse(
                component, f"output `{output}` of `{type_.name}`", f"{a_component} with a wire from `{output}`"
            )
    values_in_rows = [value for row in rows for value in row.values()]
    if guesses.variable and any(
        isinstance(value, VariableReference) for value in (*component.parameters.values(), *values_in_rows)
    ):
        draw = f"{a_component} with an editor variable as a value"
        yield GuessedUse(component, "reference to an editor variable", draw)


def _is_set(value: Value, parameter: Parameter) -> bool:
    """Whether a value is set; a documented default is like no value."""
    return value is not None and value != parameter.default
