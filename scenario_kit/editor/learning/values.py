"""How a format spells values: the spellings that turn a known value into the JSON that was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scenario_kit.editor.learning.evidence import Json, is_scalar, text_of, walk
from scenario_kit.editor.learning.spelling import normalised
from scenario_kit.editor.learning.weekly import SEPARATORS, weekly_spellings
from scenario_kit.language.catalogue import Parameter, ParameterType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Spelling = tuple[str, object]
"""One way to spell values of a kind, such as `("as", "text")`; values that share none are not spelled in one way."""

LISTS: Final = frozenset({ParameterType.TEXT_LIST, ParameterType.NUMBER_LIST, ParameterType.DATE_LIST})
NUMBERS: Final = frozenset({ParameterType.INTEGER, ParameterType.SECONDS})
_OPPOSITES: Final = (
    ("true", "false"),
    ("1", "0"),
    ("on", "off"),
    ("yes", "no"),
    ("y", "n"),
    ("t", "f"),
    ("enabled", "disabled"),
    ("enable", "disable"),
    ("active", "inactive"),
    ("checked", "unchecked"),
    ("بله", "خیر"),
)
_TRUE: Final = frozenset(yes for yes, _ in _OPPOSITES)
_FALSE: Final = frozenset(no for _, no in _OPPOSITES)
_FACTORS: Final = (1000,)
_LONGEST_FORM: Final = 6
"""The most characters around a number in a text."""
_LEVELS: Final[Mapping[str, int]] = {"as": 3, "list": 3, "join": 2, "form": 0}


def spellings(value: Json, json: Json, parameter: Parameter) -> set[Spelling]:
    """Return the spellings by which a value may have become a JSON value; empty if it cannot."""
    return set(_spellings(value, json, parameter.type))


def preference(spelling: Spelling) -> tuple[int, int, int, str]:
    """Return a key that is larger for spellings that are more likely; no two spellings have the same."""
    name, what = spelling
    unusual = sum(SEPARATORS.index(part) for part in _flat(what) if part in SEPARATORS)
    level = _LEVELS.get(name, 1) + ("$count" in repr(what))  # a number of items is hardly a constant
    return level, -unusual, -len(repr(what)), repr(what)


def _flat(what: object) -> Iterator[object]:
    if isinstance(what, tuple):
        for part in what:
            yield from _flat(part)
    else:
        yield what


def is_variable(value: Json) -> bool:
    """Whether the value of a scenario refers to an editor variable."""
    return isinstance(value, dict) and set(value) == {"variable"}


def _spellings(value: Json, json: Json, kind: ParameterType) -> Iterator[Spelling]:
    if is_variable(value):
        form = variable_form(str(value["variable"]), json)
        if form is not None:
            yield "variable", frozen(form)
    elif kind in NUMBERS:
        yield from _number(value, json)
    elif kind in LISTS:
        yield from _list(list(value), json)
    elif kind is ParameterType.WEEKLY_RANGES:
        yield from (("weekly", way) for way in weekly_spellings(value, json))
    elif _is_word(value, json, kind):
        yield from _WORDS.get(kind, (("as", "text" if isinstance(json, str) else "number"),))


_WORDS: Final[Mapping[ParameterType, tuple[Spelling, ...]]] = {
    ParameterType.BOOLEAN: (("boolean", None),),
    ParameterType.CHOICE: (("choice", None),),
}
"""The spelling of kinds whose values are words of the format."""


def _is_word(value: Json, json: Json, kind: ParameterType) -> bool:
    """Whether a JSON value may be a word for a value, or is the value itself."""
    if kind is ParameterType.BOOLEAN:
        return is_boolean_word(json, value=value in (True, "true"))
    if kind is ParameterType.CHOICE:
        return is_scalar(json) and json not in (None, "")
    return text_of(json) == str(value)


def is_boolean_word(json: Json, *, value: bool) -> bool:
    """Whether a JSON value reads as a boolean."""
    if isinstance(json, bool):
        return json is value
    return (
        not isinstance(json, dict | list) and json is not None and normalised(str(json)) in (_TRUE if value else _FALSE)
    )


def opposite(json: Json) -> Json:
    """Return the word for the opposite of a boolean, as it is usual; None if there is no usual one."""
    if isinstance(json, bool):
        return not json
    if isinstance(json, int):
        return 1 - json if json in (0, 1) else None
    text = str(json)
    for pair in _OPPOSITES:
        for this, other in (pair, pair[::-1]):
            for cased in (str.lower, str.upper, str.capitalize):
                if text == cased(this):
                    return cased(other)
    return None


def _number(value: Json, json: Json) -> Iterator[Spelling]:
    text = str(value)
    if isinstance(json, bool):
        return
    if isinstance(json, int | float) and json == int(text):
        yield "as", "number"
    elif isinstance(json, str) and json == text:
        yield "as", "text"
    if isinstance(json, str) and len(json) <= len(text) + _LONGEST_FORM:
        before, found, after = json.partition(text)
        around = before + after
        if found and around.strip() and not any(sign.isdigit() for sign in around):
            yield "form", f"{before}{{n}}{after}"
    for factor in _FACTORS:
        if isinstance(json, int | float | str) and str(json) == str(int(text) * factor):
            yield "times", (factor, "number" if isinstance(json, int | float) else "text")


def _list(value: Sequence[str], json: Json) -> Iterator[Spelling]:
    if isinstance(json, str) and value:
        for separator in SEPARATORS:
            if json == separator.join(value):
                yield "join", separator
    if not isinstance(json, list) or len(json) != len(value):
        return
    if [str(item) if is_scalar(item) and not isinstance(item, bool) else None for item in json] == list(value):
        yield "list", "text" if all(isinstance(item, str) for item in json) else "number"
    elif value and all(isinstance(item, dict | list) for item in json):
        templates = {frozen(_put(item, text, "$item")) for item, text in zip(json, value, strict=True)}
        if len(templates) == 1 and any(leaf == "$item" for _, leaf in walk(thawed(next(iter(templates))))):
            yield "item", templates.pop()


def _put(json: Json, text: str, place: str) -> Json:
    """Return a JSON value as a template, with a place for a text."""
    if isinstance(json, dict):
        return {name.replace("$", "$$"): _put(child, text, place) for name, child in json.items()}
    if isinstance(json, list):
        return [_put(child, text, place) for child in json]
    if not isinstance(json, bool) and json is not None and str(json) == text:
        return place
    return json.replace("$", "$$") if isinstance(json, str) else json


def variable_form(name: str, json: Json) -> Json:
    """Return the template of a value that refers to an editor variable, with `$name` in it; None if it does not."""
    if isinstance(json, str):
        before, found, after = json.partition(name)
        if not found:
            return None
        escaped = [part.replace("$", "$$") for part in (before, after)]
        return "$name" if not before and not after else f"{escaped[0]}${{name}}{escaped[1]}"
    if not isinstance(json, dict) or sum(name in leaf for _, leaf in walk(json) if isinstance(leaf, str)) != 1:
        return None
    return _with_name(json, name)


def _with_name(json: Json, name: str) -> Json:
    if isinstance(json, dict):
        return {key.replace("$", "$$"): _with_name(child, name) for key, child in json.items()}
    if isinstance(json, list):
        return [_with_name(child, name) for child in json]
    if isinstance(json, str):
        return variable_form(name, json) or json.replace("$", "$$")
    return json


def frozen(value: Json) -> object:
    """Return a template as a spelling holds it."""
    if isinstance(value, dict):
        return ("\0dict", *((name, frozen(child)) for name, child in value.items()))
    if isinstance(value, list):
        return ("\0list", *map(frozen, value))
    return value


def thawed(value: Any) -> Json:  # noqa: ANN401  what a spelling holds
    """Return the template that a spelling holds as JSON again."""
    if isinstance(value, tuple) and value[:1] == ("\0dict",):
        return {name: thawed(child) for name, child in value[1:]}
    if isinstance(value, tuple) and value[:1] == ("\0list",):
        return [thawed(child) for child in value[1:]]
    return value
