"""Texts that describe components: values with the editor's labels, outputs, and the most important details.

Secrets are masked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from scenario_kit.callgraph.graph import JUMP
from scenario_kit.findings.masking import HIDDEN, in_address
from scenario_kit.language.catalogue import ParameterType
from scenario_kit.language.component_models import VariableReference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.callgraph.drafts import Row, Value
    from scenario_kit.callgraph.graph import Component
    from scenario_kit.language.catalogue import Parameter


def value_text(parameter: Parameter, value: Value) -> str:
    """Return the text of a value; secrets are masked."""
    if parameter.type is ParameterType.SECRET:
        return HIDDEN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if parameter.type is ParameterType.SECONDS and isinstance(value, int):
        return f"{value} s"
    return in_address(_plain(value))


def _plain(value: Value) -> str:
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, VariableReference):
        return f"variable {value.variable}"
    if isinstance(value, Mapping):
        return ", ".join(f"{day} {' '.join(ranges)}" for day, ranges in value.items())
    return ", ".join(value)


def labelled(values: Mapping[str, Value], parameters: Mapping[str, Parameter]) -> Iterator[tuple[str, str]]:
    """Iterate over the labels and texts of values."""
    return ((parameters[name].label, value_text(parameters[name], value)) for name, value in values.items())


def details(component: Component, count: int) -> list[str]:
    """Return up to `count` of the most important values, such as a number, an announcement or a time."""
    texts: list[str] = []
    for name, value in component.parameters.items():
        if len(texts) == count:
            break
        parameter = component.type.parameters[name]
        if name == "name" or value is False:
            continue
        text = parameter.label if value is True else value_text(parameter, value)
        if parameter.type is ParameterType.SECONDS:
            text = f"{name.removesuffix('_sec').replace('_', ' ')} {text}"
        elif parameter.type is ParameterType.INTEGER:
            text = f"{parameter.label.lower()} {text}"
        elif parameter.type is ParameterType.URL:
            text = text.partition("://")[2] or text
        texts.append(text)
    return texts


def output_label(component: Component, output: str) -> str:
    """Return the label of an output: what its row matches, or its name; empty for `out` and jumps."""
    if not component.type.has_rows or output == JUMP:
        return "" if output in ("out", JUMP) else output
    row = component.rows[int(output) - 1]
    texts = [
        value_text(component.type.row[name], row.fields[name])
        for name in ("pattern", "case", "cid", "did", "text")
        if name in row.fields
    ]
    shown = [text for text in texts if text != "any"][:1] if "did" in row.fields or "cid" in row.fields else texts[:1]
    return " ".join(shown) or "any"


def row_label(component: Component, row: Row) -> str:
    """Return everything that a row matches, in the editor's order."""
    texts = [value_text(component.type.row[name], value) for name, value in row.fields.items()]
    return " · ".join(text for text in texts if text != "any") or "any"
