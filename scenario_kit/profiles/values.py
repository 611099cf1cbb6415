"""The spelling of values: a scenario's into those of a format, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.language.catalogue import Parameter, ParameterType
from scenario_kit.language.values import describe
from scenario_kit.profiles.json_values import JsonValue, UnreadableSheetError, same_json, scalar_text
from scenario_kit.profiles.parsing import parse_template
from scenario_kit.profiles.small_templates import fill, match
from scenario_kit.profiles.spellings import ABSENT, ANY, Spelling, ValueFormat
from scenario_kit.profiles.template import Place, Text
from scenario_kit.profiles.words import normalised, styled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.language.parameters import Plain
    from scenario_kit.profiles.declaration import SheetMap
    from scenario_kit.profiles.json_values import Json
    from scenario_kit.profiles.template import Template

LISTS: Final = frozenset({ParameterType.TEXT_LIST, ParameterType.NUMBER_LIST, ParameterType.DATE_LIST})
_NUMBERS: Final = frozenset({ParameterType.INTEGER, ParameterType.SECONDS})
WRAPPERS: Final = frozenset({"value", "val", "v", "text", "data", "content"})
"""Names of members that hold the value of the object that they are in."""
_TRUE: Final = frozenset({"true", "yes", "on", "1"})
_FALSE: Final = frozenset({"false", "no", "off", "0"})


class UnwritableError(ScenarioKitError):
    """A scenario cannot be written in a format; the text says which value, and why."""


@dataclass(frozen=True, slots=True)
class Codec:
    """The spelling of the values of one parameter.

    Attributes:
        parameter: The parameter.
        format: How it is spelled.
        unset: What is written if it is not set; `ABSENT` for nothing.
        variable: The template of a reference to an editor variable.
        item: The template of an item of a list, if the format has one.
        inside: The template of what a value is inside of, if the format has one.
        week: The template of weekly ranges, if the format has one.
        plain: Whether a value is written as it is in the context.
        guesses_variables: Whether the form of a reference is not known, so that usual forms are read.
    """

    parameter: Parameter
    format: ValueFormat
    unset: Json
    variable: Template
    item: Template | None
    inside: Template | None
    week: Template | None
    plain: bool
    guesses_variables: bool = False

    def write(self, value: Any) -> Json:  # noqa: ANN401
        """Return a value of the context in the format's spelling.

        Raises:
            UnwritableError: The format cannot hold the value, since it would be read back as another one.
        """
        if self.plain and type(value) is not dict:
            return value  # type: ignore[no-any-return]
        written = self._written(value)
        if not self.plain:
            try:
                back = self.read(JsonValue("", written))
            except UnreadableSheetError:
                back = None
            is_default = self.format.default and back is None and same_json(written, self.unset)
            if not is_default and not _same(value, back):
                secret = self.parameter.type in (ParameterType.SECRET, ParameterType.URL)
                shown = (
                    "its value" if secret else describe(value if isinstance(value, str | list | dict) else str(value))
                )
                again = "" if secret else f" `{self.parameter.name}`"
                raise UnwritableError(f"{shown}{again} cannot be written: it would be read back as another value")
        return written

    def can_hold(self, value: Any) -> bool:  # noqa: ANN401
        """Whether the format can tell a value from one that is not set; an empty list in one text it cannot."""
        return value != [] or self.format.join is None or self.parameter.required

    def _written(self, value: Any) -> Json:  # noqa: ANN401
        if isinstance(value, dict) and list(value) == ["variable"]:
            return fill(self.variable, {"name": value["variable"]})
        bare = self._bare(value)
        if self.inside is None:
            return bare
        return fill(self.inside, {"value": bare, "count": _count(bare, value)})

    def _bare(self, value: Any) -> Json:  # noqa: ANN401, PLR0911  one for each kind of value
        """Return a value in the format's spelling, without what it is inside of."""
        kind = self.parameter.type
        if isinstance(value, bool):
            return self._boolean(value)
        if isinstance(value, int):
            number = value * (self.format.times or 1)
            if self.format.form is not None:
                return self.format.form.replace("{n}", str(number))
            return str(number) if self.format.as_ == "text" else number
        if isinstance(value, dict):
            return self._week(value)
        if isinstance(value, list):
            items = [self._text(item) for item in value]
            if self.format.join is not None:
                return self.format.join.join(map(scalar_text, items))
            return items if self.item is None else [fill(self.item, {"item": item}) for item in items]  # type: ignore[return-value]
        return self._choice_word(value) if kind is ParameterType.CHOICE else self._text(value)

    def _text(self, value: str) -> str | int:
        if self.format.as_ == "number" and value.isascii() and value.isdigit() and str(int(value)) == value:
            return int(value)
        return value

    def _boolean(self, value: bool) -> Json:
        listed: Json = self.format.true if value else self.format.false
        if listed is not None:
            return listed
        return scalar_text(value) if self.format.as_ == "text" else value

    def _choice_word(self, value: str) -> str:
        for word, name in (self.format.words or {}).items():
            if name == value:
                return word
        label = value.replace("_", " ").title()
        return styled(value, label, Spelling(style=self.format.style or "same"))

    def _week(self, value: Mapping[str, list[str]]) -> Json:
        words = {name: word for word, name in (self.format.days or {}).items()}
        days = [(words.get(day, day), ranges) for day, ranges in value.items()]
        join = self.format.join
        joined: list[tuple[str, Any]] = [(day, ranges if join is None else join.join(ranges)) for day, ranges in days]
        if self.week is None:
            return dict(joined)
        written = fill(self.week, {"days": joined})
        if self.format.join_days is not None and isinstance(written, list):
            return self.format.join_days.join(map(scalar_text, written))  # type: ignore[arg-type]  # texts
        return written

    def is_unset(self, item: JsonValue) -> bool:
        """Whether a value stands for a parameter that is not set."""
        if item.value is None:
            return True
        if item.value == "" and self.parameter.type is not ParameterType.CODE:
            return not (self.parameter.required and self.parameter.type in LISTS)
        return self.unset != ABSENT and same_json(item.value, self.unset)

    def read(self, item: JsonValue) -> Plain:
        """Return a value as the models of the language take it; None if there is none.

        Raises:
            UnreadableSheetError: It is not spelled as the format spells it.
        """
        if self.is_unset(item):
            return None
        if not self.plain or isinstance(item.value, dict):
            name = match(self.variable, item, {"name"})
            if name is not None and name["name"].value:
                return {"variable": name["name"].text()}
        found = None if self.inside is None else match(self.inside, item, {"value", "count"})
        if (
            self.guesses_variables
            and found is None
            and self.week is None
            and self.parameter.type is not ParameterType.WEEKLY_RANGES
            and (likely := _likely_variable(item.value)) is not None
        ):
            return {"variable": likely}
        if self.guesses_variables and found is None and _may_refer(item.value):
            raise item.error(
                f"`{self.parameter.name}`: this may refer to an editor variable, and the map only guesses how that is "
                "written; learn it from a sheet with a variable, or set `variable` in the answers"
            )
        if self.inside is None:
            return self._read_bare(item)
        if found is None:
            raise item.error(f"`{self.parameter.name}`: not a value as the map describes it")
        value: JsonValue = found["value"]
        read = None if value.value is None else self._read_bare(value)
        if "count" in found and plain(found["count"].value) != str(_count(value.value, read)):
            raise found["count"].error(f"`{self.parameter.name}`: not the number of its items")
        return read

    def _read_bare(self, item: JsonValue) -> Plain:
        """Return a value without what it is inside of, as the models of the language take it."""
        kind = self.parameter.type
        if kind is ParameterType.BOOLEAN:
            return self._read_boolean(item)
        if kind is ParameterType.CHOICE and isinstance(item.value, str):
            return self._read_choice(item.value)
        if kind in _NUMBERS and self.format.form is not None and isinstance(item.value, str):
            item = _unwrapped(item, self.format.form)
        if kind in _NUMBERS and self.format.times not in (None, 1) and not isinstance(item.value, dict | list):
            return _divided(item, self.format.times or 1)
        if kind in LISTS:
            return self._read_list(item)
        return self._read_week(item) if kind is ParameterType.WEEKLY_RANGES else plain(item.value)

    def _read_boolean(self, item: JsonValue) -> Plain:
        listed = {"true": self.format.true, "false": self.format.false}
        for word, written in listed.items():
            if written is not None and same_json(item.value, written):
                return word
        if item.value is None or isinstance(item.value, dict | list):
            return plain(item.value)
        for word, written in listed.items():
            if isinstance(written, str | int | float) and scalar_text(written) == item.text():
                return word
        text = item.text().lower()
        if listed["true"] is None:
            return "true" if text in _TRUE else "false" if text in _FALSE else item.text()
        return item.text()

    def _read_choice(self, word: str) -> str:
        words = self.format.words or {}
        if word in words:
            return words[word]
        if word in self.parameter.choices:
            return word
        similar = [name for name in self.parameter.choices if normalised(name) == normalised(word)]
        return similar[0] if len(similar) == 1 else word

    def _read_list(self, item: JsonValue) -> Plain:
        if self.format.join is not None and isinstance(item.value, str):
            return _split(item.value, self.format.join)
        if self.item is not None and isinstance(item.value, list):
            texts: list[Plain] = []
            for one in item.items():
                matched = match(self.item, one, {"item"})
                if matched is None:
                    raise one.error(f"`{self.parameter.name}`: not an item of a list as the map describes it")
                texts.append(plain(matched["item"].value))
            return texts
        return plain(item.value)

    def _read_week(self, item: JsonValue) -> Plain:
        if self.week is not None:
            if self.format.join_days is not None and isinstance(item.value, str):
                item = JsonValue(item.file, list(filter(None, item.value.split(self.format.join_days))), item.path)
            matched = match(self.week, item, {"days"})
            if matched is None:
                raise item.error(f"`{self.parameter.name}`: not weekly ranges as the map describes them")
            days: list[tuple[JsonValue, JsonValue]] = matched["days"]
        elif isinstance(item.value, dict):
            days = [(day.name(), day) for day in item.items()]
        else:
            return plain(item.value)
        week: dict[str, Plain] = {}
        for word, ranges in days:
            name = (self.format.days or {}).get(word.text(), word.text())
            if name in week:
                raise word.error(f"`{self.parameter.name}`: duplicate day {word}")
            value = ranges.value
            split = self.format.join is not None and isinstance(value, str)
            week[name] = _split(str(value), self.format.join or "") if split else plain(value)
        return week


def _count(written: Json, value: Any) -> int:  # noqa: ANN401
    """Return how many items a value has where it is written, or as a list in one text."""
    return next((len(one) for one in (written, value) if isinstance(one, dict | list)), 1)


def _likely_variable(value: Json) -> str | None:
    """Return the name of the variable that a value seems to refer to, if the map does not know the form; else None."""
    if isinstance(value, dict):
        texts = [text for name, text in value.items() if isinstance(text, str) and normalised(name) not in WRAPPERS]
        return texts[0] if len(value) == len(texts) == 1 and _VARIABLE_NAME.fullmatch(texts[0]) else None
    found = _VARIABLE_TEXT.fullmatch(value) if isinstance(value, str) else None
    return None if found is None else next(filter(None, found.groups()))


def _may_refer(value: Json) -> bool:
    """Whether a text looks like a reference in a form that the map does not know: a name between or behind signs."""
    return isinstance(value, str) and _REFERENCE.fullmatch(value) is not None


_REFERENCE: Final = re.compile(
    r"[$%#@{\[(<=~^&:][^\w\s]{0,3}\s*[A-Za-z_][\w-]*([.:/][A-Za-z_][\w-]*)*\s*[^\w\s]{0,3}", re.ASCII
)
_VARIABLE_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_VARIABLE_TEXT: Final = re.compile(
    r"\{\{ *([A-Za-z_][A-Za-z0-9_-]*) *\}\}|\$\{([A-Za-z_][A-Za-z0-9_-]*)\}|%([A-Z_][A-Z0-9_]*)%"
)


def _unwrapped(item: JsonValue, form: str) -> JsonValue:
    """Return the number inside a text such as `PT30S`, and any other text as it is."""
    before, _, after = form.partition("{n}")
    text = item.text()
    inside = text[len(before) : len(text) - len(after)]
    fits = text.startswith(before) and text.endswith(after) and inside.isascii() and inside.isdigit()
    return replace(item, value=inside) if fits else item


def _divided(item: JsonValue, times: int) -> str:
    text = item.text()
    if not text.isdigit() or int(text) % times:
        raise item.error(f"expected a multiple of {times}, got {item}")
    return str(int(text) // times)


def _split(text: str, separator: str) -> list[Plain]:
    return list(filter(None, map(str.strip, text.split(separator.strip() or separator))))


def plain(value: Json) -> Plain:
    """Return a JSON value as a scenario file holds it: scalars as texts."""
    if isinstance(value, dict):
        return {name: plain(child) for name, child in value.items()}
    if isinstance(value, list):
        return [plain(child) for child in value]
    return None if value is None else scalar_text(value)


def _same(value: Any, back: Plain) -> bool:  # noqa: ANN401
    """Whether a value of the context is read back; an empty list may be read back as none."""
    return plain(value) == back or (value in ([], "") and back is None)


class Codecs:
    """The codecs of a map, by parameter."""

    def __init__(self, sheet_map: SheetMap) -> None:
        self._map = sheet_map
        self._codecs: dict[tuple[str, bool, str], Codec] = {}

    def of(self, type_: str, parameter: Parameter, *, of_rows: bool = False) -> Codec:
        """Return the codec of a parameter of a component type, or of a field of its rows."""
        key = (type_, of_rows, parameter.name)
        if key not in self._codecs:
            self._codecs[key] = self._made(type_, parameter, of_rows=of_rows)
        return self._codecs[key]

    def _made(self, type_: str, parameter: Parameter, *, of_rows: bool) -> Codec:
        names = (ANY, parameter.type.value, f"*.{parameter.name}", f"{type_}.{parameter.name}")
        entry: dict[str, Any] = {}
        for entries in (self._map.values, *([self._map.fields] if of_rows else [])):
            for name in names:
                entry |= entries.get(name, {})
        unset = entry.get("unset", ABSENT)
        decided = {name: value for name, value in entry.items() if name != "unset"}
        if parameter.type not in LISTS | {ParameterType.WEEKLY_RANGES}:
            decided.pop("join", None)
        item, inside, week = decided.get("item"), decided.get("inside"), decided.get("template")
        is_text = isinstance(self._map.variable, Place | Text)  # which another value may look like
        return Codec(
            parameter,
            ValueFormat.model_validate(decided),
            unset,
            self._map.variable,
            None if item is None else parse_template(item, {"item"}, ("values", "item")),
            None if inside is None else parse_template(inside, {"inside"}, ("values", "inside")),
            None if week is None else parse_template(week, {"week"}, ("values", "template")),
            plain=not decided and not is_text and not self._map.guesses.variable and unset in (ABSENT, None, ""),
            guesses_variables=self._map.guesses.variable,
        )
