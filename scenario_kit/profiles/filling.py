"""Fills the places of a template from the records of a sheet."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.language.catalogue import ComponentType, ParameterType
from scenario_kit.profiles.frames import ABSENT, RECORDS_OF, Frame
from scenario_kit.profiles.ids import highest
from scenario_kit.profiles.json_values import JsonValue, scalar_text
from scenario_kit.profiles.places import ENDS
from scenario_kit.profiles.spellings import ABSENT as ABSENT_WORD
from scenario_kit.profiles.template import Place, Sum, Text
from scenario_kit.profiles.traced import Key, Kind, Leaf
from scenario_kit.profiles.values import UnwritableError, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from scenario_kit.profiles.json_values import Json
    from scenario_kit.profiles.records import ComponentRecord
    from scenario_kit.profiles.spellings import IdForm, Ids
    from scenario_kit.profiles.template import Each, Template
    from scenario_kit.profiles.values import Codec
    from scenario_kit.profiles.writing import Writer


class PlaceFiller:
    """Makes the functions that fill places."""

    def __init__(self, writer: Writer, *, traced: bool) -> None:
        self._writer = writer
        self._traced = traced
        self._open = writer.map.words.outputs.open
        self._texts = writer.map.texts
        self._spelled: dict[tuple[str, bool], list[tuple[str, str, Codec]]] = {}

    # Values

    def spelled(self, type_: ComponentType, *, of_rows: bool) -> list[tuple[str, str, Codec]]:
        """Return the name, the word and the codec of each parameter of a type, or of each field of its rows."""
        key = (type_.name, of_rows)
        if key not in self._spelled:
            vocabulary, codecs = self._writer.vocabulary, self._writer.codecs
            words = (vocabulary.fields(type_) if of_rows else vocabulary.parameters(type_)).words
            known = type_.row if of_rows else type_.parameters
            self._spelled[key] = [
                (name, words[name], codecs.of(type_.name, parameter, of_rows=of_rows))
                for name, parameter in known.items()
            ]
        return self._spelled[key]

    def value(self, value: Any, codec: Codec, component: ComponentRecord) -> Any:  # noqa: ANN401
        """Return the value of a parameter as the format has it; `ABSENT` if it is not set and then omitted."""
        if value is None or not codec.can_hold(value):
            return ABSENT if codec.unset == ABSENT_WORD else self.unset(codec.unset, codec)
        try:
            written = codec.write(value)
        except UnwritableError as error:
            raise UnwritableError(f"component `{component.key}`: {error}") from None
        return self._given(written, value, codec, component) if self._traced else written

    def unset(self, value: Json, codec: Codec | None) -> Any:  # noqa: ANN401
        """Return what is written for a parameter that is not set."""
        if not self._traced:
            return deepcopy(value) if isinstance(value, dict | list) else value
        return Leaf(
            value, Kind.UNSET, reads=None if codec is None else lambda raw: codec.read(JsonValue("", raw)) is None
        )

    def _given(self, written: Json, value: Any, codec: Codec, component: ComponentRecord) -> Leaf:  # noqa: ANN401
        parameter, meaning = codec.parameter, plain(value)
        default = component.context["name"] if parameter.name == "name" else parameter.default
        return Leaf(
            written,
            Kind.DEFAULT if default is not None and value == default else Kind.GIVEN,
            (value["variable"],) if _is_reference(value) else tuple(filter(None, _atoms(written))),
            lambda raw: codec.read(JsonValue("", raw)) == meaning,
            seconds=parameter.type is ParameterType.SECONDS,
            is_word=parameter.type in (ParameterType.BOOLEAN, ParameterType.CHOICE),
        )

    # Places

    def filler_of(self, template: Place | Text | Sum) -> Callable[[Frame], Any]:
        """Return the function that fills a place, a text with places, or a sum."""
        match template:
            case Text():
                return self.text_filler(template)
            case Sum():
                return self.sum_filler(template)
        return self.filler(template)

    def filler(self, place: Place) -> Callable[[Frame], Any]:
        """Return the function that fills a place which is a whole value."""
        if place.name in ("parameter", "field") and place.of:
            return self._one_parameter(place.of, of_rows=place.name == "field")
        if place.name == "value":
            return self._value
        getter = self.getter(place)
        if not self._traced:
            return getter
        return lambda frame: self._leaf(place, getter(frame), frame)

    def _one_parameter(self, name: str, *, of_rows: bool) -> Callable[[Frame], Any]:
        def fill(frame: Frame) -> Any:  # noqa: ANN401
            values = frame.row.fields if of_rows else frame.component.parameters
            for known, _, codec in self.spelled(frame.component.type, of_rows=of_rows):
                if known == name:
                    return self.value(values.get(name), codec, frame.component)
            return ABSENT

        return fill

    def _value(self, frame: Frame) -> Any:  # noqa: ANN401
        if frame.named is not None:
            value, codec = frame.named[1]
            return self.value(value, codec, frame.component)
        text = frame.variable.get("value")
        return self._text_or_unset(text, "variable")

    def _text_or_unset(self, text: str | None, what: str) -> Any:  # noqa: ANN401
        unset = self._texts[what]
        if text is None:
            if unset == ABSENT_WORD:
                return ABSENT
            return Leaf(unset, Kind.UNSET, reads=lambda raw: raw in (None, "")) if self._traced else unset
        return Leaf(text, Kind.GIVEN, (text,)) if self._traced else text

    def getter(self, place: Place) -> Callable[[Frame], Any]:
        """Return the function that returns the plain value of a place."""
        name, ids = place.name, self._writer.map.ids
        if name in ENDS:
            return self._end(place)
        if name == "description":
            return self._description
        if name in _LAST:
            form, ids_of = (ids, _component_ids) if name == "last_id" else (ids.wire, _wire_ids)
            return lambda frame: _last(highest(form, ids_of(frame)))
        if name == "type":
            words = self._writer.vocabulary
            return lambda frame: words.types().words[frame.component.type.name]
        getter = _GETTERS[name]
        if name in _FORMS and _FORMS[name](ids).as_ == "number":
            return lambda frame: _number_of(getter(frame))
        return getter

    def _description(self, frame: Frame) -> Any:  # noqa: ANN401
        owner, what = (
            (frame.variable, "variable") if frame.variable is not None else (frame.sheet.context, "description")
        )
        text = owner.get("description")
        if text is None:
            return ABSENT if self._texts[what] == ABSENT_WORD else self._texts[what]
        return text

    def _end(self, place: Place) -> Callable[[Frame], Any]:
        get = _END_PARTS[place.of or "id"]
        number = self._writer.map.ids.as_ == "number" and place.of in ("", "id")
        is_source, open_ = place.name == "source", ABSENT if self._open == ABSENT_WORD else self._open

        def fill(frame: Frame) -> Any:  # noqa: ANN401
            wire = frame.wire or frame.output.wire
            if is_source:
                component = wire.output.component
            elif wire is None:
                return open_
            else:
                component = wire.target
            value = get(self._writer, component)
            return _numeric(value) if number else value

        return fill

    def _leaf(self, place: Place, value: Any, frame: Frame) -> Any:  # noqa: ANN401, PLR0911  one for each kind of place
        if value is ABSENT:
            return ABSENT
        atoms = (
            () if value is None or value == "" else (scalar_text(value),) if not isinstance(value, dict | list) else ()
        )
        match place.name:
            case "target" if (frame.wire or frame.output.wire) is None:
                return Leaf(value, Kind.UNSET, reads=lambda raw: raw in (None, ""))
            case "source" | "target" | "start":
                return Leaf(value, Kind.REFERENCE, atoms)
            case "name":
                component = frame.component
                defaults = (component.key, component.parameters.get("name"))
                return Leaf(value, Kind.DEFAULT if value in defaults else Kind.GIVEN, atoms)
            case "variable":
                return Leaf(value, Kind.GIVEN, atoms)
            case "description":
                kind = Kind.GIVEN if (frame.variable or frame.sheet.context).get("description") else Kind.UNSET
                return Leaf(value, kind, atoms, reads=lambda raw: raw in (None, ""))
            case "output" if _output(frame).row is not None:
                return Leaf(value, Kind.FIXED, atoms)
            case "variable_type":
                return Leaf(value, Kind.WORD, (), lambda _: False, is_word=True)
            case "type" | "output" | "parameter" | "field":
                return Leaf(value, Kind.WORD, (), self._reads_word(place.name, frame), is_word=True)
        return Leaf(value, Kind.FIXED, atoms)

    def _reads_word(self, name: str, frame: Frame) -> Callable[[Json], bool]:
        vocabulary = self._writer.vocabulary

        def reads(raw: Json) -> bool:
            if name == "output" and raw in (None, ""):
                return len(_output(frame).component.outputs) == 1
            if not isinstance(raw, str):
                return False
            component = frame.component or (frame.wire and frame.wire.output.component)
            try:
                match name:
                    case "type":
                        return bool(vocabulary.types().read(raw) == component.type.name)
                    case "output":
                        output = _output(frame)
                        return bool(vocabulary.output(raw, output.component.type) == output.name)
                    case _:
                        table = vocabulary.fields if name == "field" else vocabulary.parameters
                        return bool(table(component.type).read(raw) == frame.named[1][1].parameter.name)
            except KeyError:
                return False

        return reads

    def sum_filler(self, template: Sum) -> Callable[[Frame], Any]:
        """Return the function that fills a sum."""
        getters = [(self.getter(place), factor) for place, factor in template.terms]

        def fill(frame: Frame) -> Any:  # noqa: ANN401
            total = template.base
            for getter, factor in getters:
                value = getter(frame)
                if value is ABSENT:
                    return ABSENT
                total += factor * value
            return Leaf(total, Kind.FIXED) if self._traced else total

        return fill

    def text_filler(self, template: Text) -> Callable[[Frame], Any]:
        """Return the function that fills a text with places."""
        getters = [part if isinstance(part, str) else self._text_getter(part) for part in template.parts]
        places = template.places

        def fill(frame: Frame) -> Any:  # noqa: ANN401
            parts = [getter if isinstance(getter, str) else getter(frame) for getter in getters]
            if any(part is ABSENT for part in parts):
                return ABSENT
            text = "".join("" if part is None else scalar_text(part) for part in parts)
            if not self._traced:
                return text
            atoms = [part for part, getter in zip(parts, getters, strict=True) if not isinstance(getter, str)]
            if any(place.name in _MEANINGS for place in places):
                return Leaf(text, Kind.GIVEN, tuple(scalar_text(atom) for atom in atoms if atom not in (None, "")))
            wired = any(place.name in ("source", "target") for place in places)
            return Leaf(text, Kind.REFERENCE if wired else Kind.FIXED, (text,) if text else ())

        return fill

    def _text_getter(self, place: Place) -> Callable[[Frame], Any]:
        if place.name == "value" or (place.of and place.name in ("parameter", "field")):
            filler = PlaceFiller(self._writer, traced=False).filler(place)
            return lambda frame: _scalar(filler(frame), place, frame)
        return self.getter(place)

    def key_filler(self, template: Template) -> Callable[[Frame], str]:
        """Return the function that makes the name of a member."""
        plain_filler = PlaceFiller(self._writer, traced=False)
        filler = plain_filler.text_filler(template) if isinstance(template, Text) else plain_filler.filler(template)  # type: ignore[arg-type]
        return lambda frame: scalar_text(filler(frame))

    # Records

    def records(self, each: Each) -> Callable[[Frame], Iterable[tuple[Key, Frame]]]:
        """Return the function that iterates over the records of an `Each`."""
        if each.records in ("parameters", "fields"):
            return lambda frame: self._parameters(frame, of_rows=each.records == "fields")
        return RECORDS_OF[each.records]

    def _parameters(self, frame: Frame, *, of_rows: bool) -> Iterator[tuple[Key, Frame]]:
        values = frame.row.fields if of_rows else frame.component.parameters
        for name, word, codec in self.spelled(frame.component.type, of_rows=of_rows):
            value = values.get(name)
            value = value if codec.can_hold(value) else None
            if value is not None or codec.unset != ABSENT_WORD:
                inner = Frame(frame.sheet, frame.component, row=frame.row, named=(word, (value, codec)))
                yield ("parameter", name), inner


_MEANINGS: Final = frozenset({"name", "description", "value", "parameter", "field", "variable"})


def _scalar(value: Any, place: Place, frame: Frame) -> Any:  # noqa: ANN401
    if isinstance(value, dict | list):
        kind = "list" if isinstance(value, list) else "mapping"
        raise UnwritableError(f"component `{frame.component.key}`: `${place}` is a {kind}, which a text cannot hold")
    return value


def _is_reference(value: object) -> bool:
    return isinstance(value, dict) and set(value) == {"variable"}


def _atoms(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for name, child in value.items():
            yield name
            yield from _atoms(child)
    elif isinstance(value, list):
        for child in value:
            yield from _atoms(child)
    elif value is not None:
        yield scalar_text(value)


def _numeric(text: str) -> str | int:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and str(int(text)) == text else text


def _output(frame: Frame) -> Any:  # noqa: ANN401
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
    "output": lambda frame: _output(frame).word,
    "port": lambda frame: _output(frame).port,
    "source_port": lambda frame: _output(frame).port,
    "target_port": _target_port,
    "position": lambda frame: _output(frame).position,
    "position1": lambda frame: _output(frame).position + 1,
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
