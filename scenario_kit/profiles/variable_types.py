"""Guesses the types of editor variables that a file uses without saying their types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scenario_kit.language.catalogue import ParameterType
from scenario_kit.language.component_models import VariableReference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scenario_kit.language.catalogue import Parameter
    from scenario_kit.profiles.sheet import ExportedComponent

_NUMBERS: Final = frozenset({ParameterType.SECONDS, ParameterType.INTEGER, ParameterType.NUMBER})
UNUSED: Final = "string"
"""The type of a variable that nothing refers to."""


def guessed_types(components: Iterable[ExportedComponent]) -> dict[str, str]:
    """Return the type of each variable that components refer to, by its first use."""
    types: dict[str, str] = {}
    for name, parameter in _references(components):
        types.setdefault(name, _guessed_type(parameter))
    return types


def _references(components: Iterable[ExportedComponent]) -> Iterator[tuple[str, Parameter]]:
    for component in components:
        places = [(component.parameters, component.type.parameters)]
        places += [(row, component.type.row) for row in component.rows]
        for fields, parameters in places:
            for name, value in fields.items():
                if isinstance(value, VariableReference):
                    yield value.variable, parameters[name]


def _guessed_type(parameter: Parameter) -> str:
    if parameter.refers_to == "announcement":
        return "announcement"
    return "number" if parameter.type in _NUMBERS else "string"
