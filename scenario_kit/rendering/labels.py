"""Components in words for people: their values with the editor's labels, their outputs, what says most of them.

No secret is value_text.
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
    """Return a value for people; a secret is not value_text."""
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


def fields(component: Component) -> Iterator[tuple[str, str]]:
    """Return the parameters of a component and then the fields of its rows, each with its label and value."""
    yield from labelled(component.parameters, component.type.parameters)
    for row in component.rows:
        yield from labelled(row.fields, component.type.row)


def labelled(values: Mapping[str, Value], parameters: Mapping[str, Parameter]) -> Iterator[tuple[str, str]]:
    """Return values with their labels."""
    return ((parameters[name].label, value_text(parameters[name], value)) for name, value in values.items())


def details(component: Component, count: int) -> list[str]:
    """Return the values that say most, as many as `count`: what is dialled, played or waited for."""
    found: list[str] = []
    for name, value in component.parameters.items():
        if len(found) == count:
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
        found.append(text)
    return found


def output_label(component: Component, output: str) -> str:
    """Return what stands at an output: what a row matches, or the output's own name; nothing at one without a label."""
    if not component.type.has_rows or output == JUMP:
        return "" if output in ("out", JUMP) else output
    row = component.rows[int(output) - 1]
    texts = [
        value_text(component.type.row[name], row.fields[name])
        for name in ("pattern", "case", "cid", "did", "text")
        if name in row.fields
    ]
    telling = [text for text in texts if text != "any"][:1] if "did" in row.fields or "cid" in row.fields else texts[:1]
    return " ".join(telling) or "any"


def row_label(component: Component, row: Row) -> str:
    """Return all that a row matches, in the order in which the editor shows it."""
    texts = [value_text(component.type.row[name], value) for name, value in row.fields.items()]
    return " · ".join(text for text in texts if text != "any") or "any"
