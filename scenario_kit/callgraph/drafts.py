"""Converts both forms of a scenario, short and long, to component drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from scenario_kit.callgraph.patterns import exactly
from scenario_kit.language.catalogue import ComponentName, Parameter, catalogue
from scenario_kit.language.component_models import ComponentModel, DiallerModel, Model, VariableReference
from scenario_kit.language.spec import DEFAULT_CONTEXT, DIAL_TYPES, Call, Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scenario_kit.findings.model import NodePath

SHORT_FORM_SHEET: Final = "outgoing"

Value = str | int | bool | tuple[str, ...] | Mapping[str, tuple[str, ...]] | VariableReference
"""The value of a parameter: text, number, boolean, list of texts, time ranges by day, or an editor variable."""


class Row(NamedTuple):
    """A row of a component: an output, and the values that select it.

    Attributes:
        output: The name of the output: the row's position, counted from 1.
        fields: The row's values, by name.
        path: Its place in the document.
    """

    output: str
    fields: Mapping[str, Value]
    path: NodePath


@dataclass
class Draft:
    """A component whose wires are not resolved yet.

    `next` maps each output to its target as written (None where the call ends on purpose) and the place of the wire.
    """

    sheet: str
    key: str
    type: str
    parameters: Mapping[str, Value]
    path: NodePath
    name: str | None = None
    rows: tuple[Row, ...] = ()
    next: dict[str, tuple[str | None, NodePath]] = field(default_factory=dict)


def _values(model: Model, parameters: Mapping[str, Parameter]) -> dict[str, Value]:
    """Return the given values of a model, and the documented defaults of the others."""
    values: dict[str, Value] = {}
    for name, parameter in parameters.items():
        value = getattr(model, name)
        if value is None:
            value = parameter.default
        if value is not None:
            values[name] = value
    return values


def drafts(scenario: Scenario) -> Iterator[Draft]:
    """Return the components of a scenario, sheet by sheet in the document's order."""
    if scenario.sheets is None:
        yield from _short_form(scenario)
    for sheet, components in (scenario.sheets or {}).items():
        for key, model in components.items():
            yield _draft(sheet, key, model, ("sheets", sheet, key))


def _draft(sheet: str, key: str, model: ComponentModel, path: NodePath) -> Draft:
    type_ = model.kind
    models: Sequence[Any] = getattr(model, "rows", ())
    rows = [Row(str(index), _values(row, type_.row), (*path, "rows", index - 1)) for index, row in enumerate(models, 1)]
    draft = Draft(sheet, key, type_.name, _values(model, type_.parameters), path, model.name, tuple(rows))
    for row, row_model in zip(rows, models, strict=True):
        if "next" in row_model.model_fields_set:
            draft.next[row.output] = (row_model.next, (*row.path, "next"))
    targets: dict[str, str | None] = getattr(model, "next", {})
    for output, target in targets.items():
        draft.next[output] = (target, (*path, "next", output))
    return draft


def _short_form(scenario: Scenario) -> list[Draft]:
    """Return the chain route, answer, hold_music, record, dial, and the components after the dialling component."""
    call = scenario.call
    if call is None:
        return []
    chain = [_route(scenario)]

    def add(key: str, type_: str, parameters: dict[str, Value], name: str | None = None) -> Draft:
        draft = Draft(SHORT_FORM_SHEET, key, type_, parameters, ("call", key), name)
        chain.append(draft)
        return draft

    if call.answer is not None:
        add("answer", ComponentName.ANSWER, {"type": call.answer})
    if call.hold_music is not None:
        add("hold_music", ComponentName.ANNOUNCEMENT, {"announcement": call.hold_music})
    if call.record:
        add("record", ComponentName.MIX_MONITOR, {"type": "start"})
    type_ = next(name for name in DIAL_TYPES if getattr(call.dial, name) is not None)
    dialler: DiallerModel = getattr(call.dial, type_)
    dial = add("dial", type_, _values(dialler, catalogue()[type_].parameters), dialler.name or scenario.name)
    dial.path = ("call", "dial", type_)
    for draft, follower in pairwise(chain):
        outputs = [row.output for row in draft.rows] or ["out"]
        draft.next = dict.fromkeys(outputs, (follower.key, follower.path))
    return [*chain, *_followers(call, dial)]


def _route(scenario: Scenario) -> Draft:
    call, originate = scenario.call, scenario.originate
    context = (call and call.context) or (originate and originate.context) or DEFAULT_CONTEXT
    if call is not None and call.match is not None:
        rows: list[tuple[str, NodePath]] = [
            (pattern, ("call", "match", index)) for index, pattern in enumerate(call.match)
        ]
    else:
        rows = [(exactly(originate.callee), ("originate", "callee"))] if originate is not None else []
    place: NodePath = ("call", "context") if call is not None and call.context is not None else ("call",)
    return Draft(
        SHORT_FORM_SHEET,
        "route",
        ComponentName.OUTGOING_ROUTE,
        {"context": context},
        place,
        rows=tuple(Row(str(index), {"pattern": pattern}, path) for index, (pattern, path) in enumerate(rows, 1)),
    )


def _followers(call: Call, dial: Draft) -> Iterator[Draft]:
    """Return the components after the dialling component, and wire it to them."""
    if call.survey is not None:
        path: NodePath = ("call", "survey")
        yield Draft(
            SHORT_FORM_SHEET,
            "survey",
            ComponentName.POLL,
            _values(call.survey, catalogue()[ComponentName.POLL].parameters),
            path,
        )
        dial.next["S"] = ("survey", path)
    outputs = catalogue()[dial.type].outputs
    for key, output in (("unavailable", "F"), ("busy", "B")):
        if key not in call.model_fields_set or output not in outputs:
            continue
        announcement: str | None = getattr(call, key)
        path = ("call", key)
        if announcement is not None:
            yield Draft(SHORT_FORM_SHEET, key, ComponentName.ANNOUNCEMENT, {"announcement": announcement}, path)
        dial.next[output] = (announcement and key, path)
        if output == "F" and "B" in outputs:
            dial.next["B"] = dial.next["F"]
