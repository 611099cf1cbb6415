"""Values with their secrets masked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from scenario_kit.findings.masking import HIDDEN, in_address
from scenario_kit.language.catalogue import Parameter, ParameterType
from scenario_kit.language.component_models import VariableReference

if TYPE_CHECKING:
    from scenario_kit.callgraph.drafts import Value
    from scenario_kit.editor.differences.model import MaskedValue


def masked_value(value: Value | None, parameter: Parameter) -> MaskedValue:
    """Return the value of a parameter without its secrets."""
    if isinstance(value, VariableReference):
        return {"variable": value.variable}
    if value is not None and parameter.type is ParameterType.SECRET:
        return HIDDEN
    if isinstance(value, Mapping):
        return {day: list(ranges) for day, ranges in value.items()}
    if isinstance(value, tuple):
        return [in_address(text) for text in value]
    return in_address(value) if isinstance(value, str) else value


def masked_text(text: str | None) -> str | None:
    """Return a text without the secrets of an address in it."""
    return None if text is None else in_address(text)
