"""Turns the plan of a scenario into the tree of its file, in the order of the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scenario_kit.callgraph.drafts import SHORT_FORM_SHEET
from scenario_kit.files.yaml_text import Flow, Tree
from scenario_kit.language.catalogue import ComponentName
from scenario_kit.language.spec import ANY, DIAL_TYPES
from scenario_kit.profiles.contexts import plain_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.callgraph.drafts import Value
    from scenario_kit.editor.importing.planning import ImportPlan, PlannedComponent
    from scenario_kit.language.catalogue import Parameter

_SHORT_FORM: Final = {
    "route": ComponentName.OUTGOING_ROUTE,
    "answer": ComponentName.ANSWER,
    "hold_music": ComponentName.ANNOUNCEMENT,
    "record": ComponentName.MIX_MONITOR,
    "survey": ComponentName.POLL,
    "busy": ComponentName.ANNOUNCEMENT,
    "unavailable": ComponentName.ANNOUNCEMENT,
}
"""The component ids of the short form other than `dial`, and their types."""


def long_form(plan: ImportPlan) -> Tree:
    """Return the scenario in the long form."""
    sheets: dict[str, Tree] = {
        name: {component.key: _component(component) for component in components}
        for name, components in plan.sheets.items()
    }
    return {**_head(plan), "sheets": sheets, **_variables(plan)}


def short_form(plan: ImportPlan) -> Tree:
    """Return the scenario in the short form; None if its components do not fit it.

    The short form cannot express every parameter, so the caller has to compare what both forms compile to.
    """
    components = {component.key: component for component in plan.sheets.get(SHORT_FORM_SHEET, ())}
    types = {key: component.exported.type.name for key, component in components.items()}
    is_dialling = types.pop("dial", None) in DIAL_TYPES and "route" in types
    if len(plan.sheets) != 1 or not is_dialling or not types.items() <= _SHORT_FORM.items():
        return None
    values = {key: component.exported.parameters for key, component in components.items()}
    call: dict[str, Tree] = {
        "match": Flow([_value(row["pattern"]) for row in components["route"].exported.rows]),
        "context": _value(values["route"]["context"]),
    }
    for key, parameter in (("answer", "type"), ("hold_music", "announcement")):
        if key in values and parameter in values[key]:
            call[key] = _value(values[key][parameter])
    if "record" in values:
        call["record"] = True
    call["dial"] = _dial(components["dial"])
    if "survey" in values:
        call["survey"] = _fields(values["survey"], components["survey"].exported.type.parameters)
    busy, unavailable = (components["dial"].next.get(output) for output in ("B", "F"))
    for key, target in (("busy", busy), ("unavailable", unavailable)):
        if key == "unavailable" or ("B" in components["dial"].next and busy != unavailable):
            call[key] = None if target is None else _value(values.get(target, {}).get("announcement", ""))
    return {**_head(plan), "call": call, **_variables(plan)}


def _head(plan: ImportPlan) -> dict[str, Tree]:
    head: dict[str, Tree] = {"version": 1, "name": plan.name}
    return head if plan.description is None else head | {"description": plan.description}


def _variables(plan: ImportPlan) -> dict[str, Tree]:
    variables: list[Tree] = [Flow(variable.model_dump(exclude_none=True)) for variable in plan.variables]
    return {"variables": variables} if variables else {}


def _dial(component: PlannedComponent) -> Tree:
    """Return the dialling component of the short form, as its main parameter alone where that is enough."""
    type_, values = component.exported.type, component.exported.parameters
    main = values.get(type_.shorthand or "")
    if not values and type_.name == ComponentName.EXTENSION:
        return Flow({type_.name: ANY})
    if len(values) == 1 and isinstance(main, str) and main != ANY:
        return Flow({type_.name: main})
    return {type_.name: Flow(_fields(values, type_.parameters))}


def _component(component: PlannedComponent) -> Tree:
    exported = component.exported
    tree: dict[str, Tree] = {"component": exported.type.name}
    if exported.name not in (None, component.key) and "name" not in exported.type.parameters:
        tree["name"] = exported.name
    tree |= _fields(exported.parameters, exported.type.parameters)
    if exported.rows:
        tree["rows"] = [_row(component, index, row) for index, row in enumerate(exported.rows, 1)]
    elif component.next:
        tree["next"] = component.next["out"] if set(component.next) == {"out"} else Flow(component.next)
    return tree


def _row(component: PlannedComponent, index: int, row: Mapping[str, Value]) -> Tree:
    output, parameters = str(index), component.exported.type.row
    fields = _fields(row, parameters) or {name: _value(value) for name, value in row.items()}
    return Flow({**fields, "next": component.next[output]} if output in component.next else fields)


def _fields(values: Mapping[str, Value], parameters: Mapping[str, Parameter]) -> dict[str, Tree]:
    """Return the values that differ from the defaults of the PBX."""
    return {name: _value(value) for name, value in values.items() if value != parameters[name].default}


def _value(value: Value) -> Tree:
    return value if isinstance(value, str | int) else Flow(plain_value(value))
