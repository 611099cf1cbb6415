"""The plain value of a place of a template, taken from the records of a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scenario_kit.profiles.frames import ABSENT
from scenario_kit.profiles.ids import highest
from scenario_kit.profiles.places import ENDS
from scenario_kit.profiles.spellings import ABSENT as ABSENT_WORD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scenario_kit.profiles.frames import Frame
    from scenario_kit.profiles.spellings import IdForm, Ids
    from scenario_kit.profiles.template import Place
    from scenario_kit.profiles.writing import Writer


def getter_of(place: Place, writer: Writer) -> Callable[[Frame], Any]:
    """Return the function that returns the plain value of a place; `ABSENT` if there is none."""
    name, ids = place.name, writer.map.ids
    if name in ENDS:
        return _end(place, writer)
    if name == "description":
        return lambda frame: _description(frame, writer)
    if name in _LAST:
        form, ids_of = (ids, _component_ids) if name == "last_id" else (ids.wire, _wire_ids)
        return lambda frame: _last(highest(form, ids_of(frame)))
    if name == "type":
        words = writer.vocabulary
        return lambda frame: words.types().words[frame.component.type.name]
    getter = _GETTERS[name]
    if name in _FORMS and _FORMS[name](ids).as_ == "number":
        return lambda frame: _number_of(getter(frame))
    return getter


def _description(frame: Frame, writer: Writer) -> Any:  # noqa: ANN401
    owner, what = (frame.variable, "variable") if frame.variable is not None else (frame.sheet.context, "description")
    text, unset = owner.get("description"), writer.map.texts[what]
    if text is None:
        return ABSENT if unset == ABSENT_WORD else unset
    return text


def _end(place: Place, writer: Writer) -> Callable[[Frame], Any]:
    get = _END_PARTS[place.of or "id"]
    number = writer.map.ids.as_ == "number" and place.of in ("", "id")
    word = writer.map.words.outputs.open
    is_source, open_ = place.name == "source", ABSENT if word == ABSENT_WORD else word

    def fill(frame: Frame) -> Any:  # noqa: ANN401
        wire = frame.wire or frame.output.wire
        if is_source:
            component = wire.output.component
        elif wire is None:
            return open_
        else:
            component = wire.target
        value = get(writer, component)
        return _numeric(value) if number else value

    return fill


def _numeric(text: str) -> str | int:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and str(int(text)) == text else text


def output_of(frame: Frame) -> Any:  # noqa: ANN401
    """Return the output of a frame: its own, or the one that its wire leaves by."""
    return frame.output if frame.wire is None else frame.wire.output


def _variable_id(frame: Frame) -> Any:  # noqa: ANN401
    return frame.sheet.variable_ids[frame.variable["name"]]


def _target_port(frame: Frame) -> Any:  # noqa: ANN401
    wire = frame.wire or frame.output.wire
    return ABSENT if wire is None else wire.target.input


def _arrival(frame: Frame) -> Any:  # noqa: ANN401
    if frame.arrival is not None:
        return frame.arrival
    wire = frame.wire or frame.output.wire
    return ABSENT if wire is None else wire.arrival


def _arrival1(frame: Frame) -> Any:  # noqa: ANN401
    arrival = _arrival(frame)
    return arrival if arrival is ABSENT else arrival + 1


def _number_of(id_: Any) -> Any:  # noqa: ANN401
    return _numeric(id_) if isinstance(id_, str) else id_


def _component_ids(frame: Frame) -> list[str]:
    return [component.id for component in frame.sheet.components]


def _wire_ids(frame: Frame) -> list[str]:
    return [wire.id for wire in frame.sheet.wires]


def _last(number: int | None) -> Any:  # noqa: ANN401
    return ABSENT if number is None else number


def _start(frame: Frame) -> Any:  # noqa: ANN401
    start = frame.sheet.start
    return ABSENT if start is None else start.id


_GETTERS: Final[Mapping[str, Callable[[Frame], Any]]] = {
    "scenario": lambda frame: frame.sheet.context["scenario"],
    "sheet": lambda frame: frame.sheet.context["sheet"],
    "sheet_id": lambda frame: frame.sheet.sheet_id,
    "start": _start,
    "component_count": lambda frame: len(frame.sheet.components),
    "wire_count": lambda frame: len(frame.sheet.wires),
    "variable_count": lambda frame: len(frame.sheet.context["variables"]),
    "id": lambda frame: frame.component.id,
    "key": lambda frame: frame.component.key,
    "name": lambda frame: frame.component.context["name"],
    "x": lambda frame: frame.component.x,
    "y": lambda frame: frame.component.y,
    "number": lambda frame: frame.component.number,
    "number0": lambda frame: frame.component.number - 1,
    "input": lambda frame: frame.component.input,
    "row": lambda frame: frame.row.index,
    "row1": lambda frame: frame.row.index + 1,
    "output": lambda frame: output_of(frame).word,
    "port": lambda frame: output_of(frame).port,
    "source_port": lambda frame: output_of(frame).port,
    "target_port": _target_port,
    "position": lambda frame: output_of(frame).position,
    "position1": lambda frame: output_of(frame).position + 1,
    "wire": lambda frame: frame.wire.id,
    "wire_number": lambda frame: frame.wire.number,
    "arrival": _arrival,
    "arrival1": _arrival1,
    "output_count": lambda frame: len(frame.component.outputs),
    "incoming_count": lambda frame: len(frame.component.incoming),
    "parameter": lambda frame: frame.named[0],
    "field": lambda frame: frame.named[0],
    "variable": lambda frame: frame.variable["name"],
    "variable_type": lambda frame: frame.variable["type"],
    "variable_id": _variable_id,
}
_LAST: Final = ("last_id", "last_wire_id")
_FORMS: Final[Mapping[str, Callable[[Ids], IdForm]]] = {
    "id": lambda ids: ids,
    "start": lambda ids: ids,
    "wire": lambda ids: ids.wire,
    "port": lambda ids: ids.port,
    "source_port": lambda ids: ids.port,
    "variable_id": lambda ids: ids.variable,
}
"""The places of ids that may be numbers, with the form of each."""
_END_PARTS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "id": lambda _, component: component.id,
    "key": lambda _, component: component.key,
    "name": lambda _, component: component.context["name"],
    "number": lambda _, component: component.number,
    "input": lambda _, component: component.input,
    "type": lambda writer, component: writer.vocabulary.types().words[component.type.name],
}
