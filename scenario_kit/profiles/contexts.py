"""The values of a scenario in JSON types, as the context of a sheet has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scenario_kit.language.component_models import VariableReference

if TYPE_CHECKING:
    from scenario_kit.callgraph.drafts import Value


def plain_value(value: Value | None) -> Any:  # noqa: ANN401
    """Return the value of a parameter in JSON types."""
    if isinstance(value, str | int | None):
        return value
    if isinstance(value, VariableReference):
        return {"variable": value.variable}
    if isinstance(value, Mapping):
        return {day: list(ranges) for day, ranges in value.items()}
    return list(value)
