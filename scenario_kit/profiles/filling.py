"""Fills the places of a template from the records of a sheet."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.language.catalogue import ComponentType, ParameterType
from scenario_kit.profiles.frames import ABSENT, RECORDS_OF, Frame
from scenario_kit.profiles.getters import getter_of, output_of
from scenario_kit.profiles.json_values import JsonValue, scalar_text
from scenario_kit.profiles.spellings import ABSENT as ABSENT_WORD
from scenario_kit.profiles.template import Place, Sum, Text
from scenario_kit.profiles.traced import Key, Kind, Leaf
from scenario_kit.profiles.values import UnwritableError, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scenario_kit.profiles.json_values import Json
    from scenario_kit.profiles.records import ComponentRecord
    from scenario_kit.profiles.template import Each, Template
    from scenario_kit.profiles.values import Codec
    from scenario_kit.profiles.writing import Writer


class PlaceFiller:
    """Makes the functions that fill places."""

    def __init__(self, writer: Writer, *, traced: bool) -> None:
        self._writer = writer
        self._traced = traced
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
        getter = getter_of(place, self._writer)
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
            case "output" if output_of(frame).row is not None:
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
                return len(output_of(frame).component.outputs) == 1
            if not isinstance(raw, str):
                return False
            component = frame.component or (frame.wire and frame.wire.output.component)
            try:
                match name:
                    case "type":
                        return bool(vocabulary.types().read(raw) == component.type.name)
                    case "output":
                        output = output_of(frame)
                        return bool(vocabulary.output(raw, output.component.type) == output.name)
                    case _:
                        table = vocabulary.fields if name == "field" else vocabulary.parameters
                        return bool(table(component.type).read(raw) == frame.named[1][1].parameter.name)
            except KeyError:
                return False

        return reads

    def sum_filler(self, template: Sum) -> Callable[[Frame], Any]:
        """Return the function that fills a sum."""
        getters = [(getter_of(place, self._writer), factor) for place, factor in template.terms]

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
        return getter_of(place, self._writer)

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
