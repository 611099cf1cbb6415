"""What scenarios use of the editor: component types, parameters, fields of rows, and variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.language.catalogue import ComponentName, ParameterType, Role, catalogue
from scenario_kit.language.component_models import UNKNOWN, VariableReference

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.language.catalogue import ComponentType, Parameter

_VARIABLE_TYPES: Final[Mapping[str, Callable[[Parameter], bool]]] = {
    "number": lambda parameter: parameter.type is ParameterType.NUMBER,
    "string": lambda parameter: parameter.type is ParameterType.TEXT and parameter.refers_to is None,
    "announcement": lambda parameter: parameter.refers_to == "announcement",
}
"""The types of variables, and the parameters that each is made for."""


class TypeUses(NamedTuple):
    """A component type with the parameters and the fields of rows that are used, in the editor's order."""

    type: ComponentType
    parameters: tuple[Parameter, ...]
    row: tuple[Parameter, ...]


class VariableUse(NamedTuple):
    """A place where a variable is used.

    Attributes:
        kind: The type of the variable: number, string or announcement.
        component: The component type.
        parameter: The parameter, or the field of a row.
        in_row: Whether it is a field of a row.
    """

    kind: str
    component: str
    parameter: str
    in_row: bool = False


class Uses(NamedTuple):
    """What is used: component types in the catalogue's order, and one place for each type of variable."""

    types: tuple[TypeUses, ...]
    variables: tuple[VariableUse, ...] = ()


def uses_of(graphs: Iterable[CallGraph]) -> Uses:
    """Return what the scenarios of call graphs use.

    Parameters that are required, or that a choice needs, are included, since the editor needs them, and so are
    documented defaults, since a sheet has them. Types that the sheet needs to be a valid one are included too.
    """
    parameters: dict[str, set[str]] = {}
    row_fields: dict[str, set[str]] = {}
    variables: dict[str, VariableUse] = {}
    for calls in graphs:
        kinds = {variable.name: variable.type for variable in calls.scenario.variables}
        for component in calls.components:
            name = component.type.name
            parameters.setdefault(name, set()).update(component.parameters)
            row_fields.setdefault(name, set()).update(*(row.fields for row in component.rows))
            for use in _variables(component, kinds):
                variables.setdefault(use.kind, use)
    parameters = {name: set() for name in _needed_too(parameters)} | parameters
    return Uses(
        tuple(
            TypeUses(
                type_,
                _used(type_.parameters, parameters[type_.name]),
                _used(type_.row, row_fields.get(type_.name, set())),
            )
            for type_ in catalogue().values()
            if type_.name in parameters
        ),
        tuple(variables[kind] for kind in _VARIABLE_TYPES if kind in variables),
    )


def _needed_too(names: Collection[str]) -> Iterator[str]:
    """Iterate over the types that a sheet needs with these: a route, another component, both jumps, and an answer."""
    types = [catalogue()[name] for name in names]
    roles = {type_.role for type_ in types}
    if Role.ENTRY not in roles:
        yield ComponentName.OUTGOING_ROUTE
    if Role.JUMP in roles:
        yield from (ComponentName.JUMP_IN, ComponentName.JUMP_OUT)
    is_answered = any(type_.role is Role.DIAL and "S" in type_.outputs and not type_.audio for type_ in types)
    needs_answer = ComponentName.INCOMING_ROUTE in names and any(type_.audio for type_ in types) and not is_answered
    if roles <= {Role.ENTRY, Role.JUMP} or needs_answer:
        yield ComponentName.ANSWER


def all_uses() -> Uses:
    """Return everything that the catalogue has, with a variable of each type."""
    types = tuple(
        TypeUses(type_, tuple(type_.parameters.values()), tuple(type_.row.values())) for type_ in catalogue().values()
    )
    return Uses(types, tuple(_place(kind, suits) for kind, suits in _VARIABLE_TYPES.items()))


def _used(parameters: Mapping[str, Parameter], names: set[str]) -> tuple[Parameter, ...]:
    return tuple(one for one in parameters.values() if one.required or one.only_for or one.name in names)


def _variables(component: Component, kinds: Mapping[str, str]) -> Iterator[VariableUse]:
    places = [(component.parameters, False), *((row.fields, True) for row in component.rows)]
    for values, in_row in places:
        for name, value in values.items():
            if not isinstance(value, VariableReference) or value.variable == UNKNOWN["variable"]:
                continue
            kind = kinds.get(value.variable)
            if kind is not None:
                yield VariableUse(kind, component.type.name, name, in_row)


def _place(kind: str, suits: Callable[[Parameter], bool]) -> VariableUse:
    """Return the best place for a variable: a required parameter needs no component of its own."""
    places = [(type_, one) for type_ in catalogue().values() for one in type_.parameters.values() if suits(one)]
    type_, parameter = min(places, key=lambda place: not place[1].required)
    return VariableUse(kind, type_.name, parameter.name)
