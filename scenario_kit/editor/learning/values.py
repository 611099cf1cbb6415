"""How a format spells values: the spellings that turn a known value into the JSON that was seen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from scenario_kit.editor.learning.evidence import Json, is_scalar, walk
from scenario_kit.editor.learning.spelling import normalised
from scenario_kit.language.catalogue import Parameter, ParameterType

Spelling = tuple[str, object]
"""One way to spell values of a kind, such as `("as", "text")`; two values can be spelled in one way only if they share it."""

LISTS: Final = frozenset({ParameterType.TEXT_LIST, ParameterType.NUMBER_LIST, ParameterType.DATE_LIST})
NUMBERS: Final = frozenset({ParameterType.INTEGER, ParameterType.SECONDS})
DAYS: Final = {
    "mon": "monday",
    "tue": "tuesday",
    "wed": "wednesday",
    "thu": "thursday",
    "fri": "friday",
    "sat": "saturday",
    "sun": "sunday",
}
_TRUE: Final = frozenset({"true", "1", "on", "yes", "y", "t", "enabled", "enable", "active", "checked", "بله"})
_FALSE: Final = frozenset({"false", "0", "off", "no", "n", "f", "disabled", "disable", "inactive", "unchecked", "خیر"})
_SEPARATORS: Final = (",", ", ", ";", "; ", "|", " ", "\n", "&", "/", " | ", ":", "-")
_FACTORS: Final = (1000,)


def spellings(value: Json, json: Json, parameter: Parameter) -> set[Spelling]:
    """Return the spellings by which a value may have become a JSON value; empty if it cannot."""
    kind = parameter.type
    if isinstance(value, dict) and set(value) == {"variable"}:
        form = variable_form(str(value["variable"]), json)
        return set() if form is None else {("variable", _frozen(form))}
    if kind is ParameterType.BOOLEAN:
        return {("boolean", None)} if is_boolean_word(json, value=value in (True, "true")) else set()
    if kind in NUMBERS:
        return set(_number(value, json))
    if kind is ParameterType.CHOICE:
        return {("choice", None)} if is_scalar(json) and json not in (None, "") else set()
    if kind in LISTS:
        return set(_list(list(value), json))
    if kind is ParameterType.WEEKLY_RANGES:
        return set(_weekly(value, json))
    if isinstance(json, str) and json == str(value):
        return {("as", "text")}
    if not isinstance(json, bool) and isinstance(json, int | float) and str(json) == str(value):
        return {("as", "number")}
    return set()


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
    pairs = [
        ("true", "false"),
        ("1", "0"),
        ("on", "off"),
        ("yes", "no"),
        ("y", "n"),
        ("t", "f"),
        ("enabled", "disabled"),
    ]
    pairs += [("enable", "disable"), ("active", "inactive"), ("checked", "unchecked"), ("بله", "خیر")]
    if isinstance(json, int):
        return 1 - json if json in (0, 1) else None
    text = str(json)
    for pair in pairs:
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
    if isinstance(json, str) and json != text and len(json) <= len(text) + 6:
        before, found, after = json.partition(text)
        if (
            found
            and not (before + after).strip("0123456789").strip() == ""
            and not any(sign.isdigit() for sign in before + after)
        ):
            yield "form", f"{before}{{n}}{after}"
    for factor in _FACTORS:
        if int(text) and isinstance(json, int | float | str) and str(json) == str(int(text) * factor):
            yield "times", (factor, "number" if isinstance(json, int | float) else "text")


def _list(value: Sequence[str], json: Json) -> Iterator[Spelling]:
    if isinstance(json, str) and value:
        for separator in _SEPARATORS:
            if json == separator.join(value):
                yield "join", separator
    if not isinstance(json, list) or len(json) != len(value):
        return
    if [str(item) if is_scalar(item) and not isinstance(item, bool) else None for item in json] == list(value):
        yield "list", "text" if all(isinstance(item, str) for item in json) else "number"
    elif value and all(isinstance(item, dict | list) for item in json):
        templates = {_frozen(_put(item, text, "$item")) for item, text in zip(json, value, strict=True)}
        if len(templates) == 1 and "$item" in {leaf for _, leaf in walk(_thawed(next(iter(templates))))}:
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


# Weekly ranges.


def _weekly(value: dict[str, Sequence[str]], json: Json) -> Iterator[Spelling]:
    for day_words in _day_words(value, json):
        for form in _weekly_forms({day_words[day]: list(ranges) for day, ranges in value.items()}, json):
            yield "weekly", (form, tuple(sorted((day, word) for day, word in day_words.items())))


def _day_words(value: dict[str, Sequence[str]], json: Json) -> Iterator[dict[str, Any]]:
    texts: set[Any] = set()
    stack = [json]
    while stack:
        current = stack.pop()
        if isinstance(current, dict):
            texts.update(current)
            stack.extend(current.values())
        elif isinstance(current, list):
            stack.extend(current)
        elif isinstance(current, str):
            texts.update({current, *re.findall(r"[^\W\d_]+", current)})
        elif isinstance(current, int) and not isinstance(current, bool):
            texts.add(current)
    for spell in (str, str.capitalize, str.upper):
        for names in (dict(zip(DAYS, DAYS, strict=True)), DAYS, {day: day[:2] for day in DAYS}):
            words = {day: spell(name) for day, name in names.items()}
            if all(words[day] in texts for day in value):
                yield words


def _weekly_forms(value: dict[Any, list[str]], json: Json) -> Iterator[tuple[object, ...]]:
    """Yield the forms in which weekly ranges are written; `weekly_tree` says them in the language of maps."""
    if isinstance(json, dict) and len(json) == 1 and isinstance(inner := next(iter(json.values())), list):
        for form in _weekly_forms(value, inner):
            yield "inside", next(iter(json)), *form
    if isinstance(json, dict):
        if {day: ranges for day, ranges in json.items() if ranges} == value:
            yield "object", "list"
        for separator in _SEPARATORS:
            joined = {day: separator.join(ranges) for day, ranges in value.items()}
            if {day: ranges for day, ranges in json.items() if ranges} == joined:
                yield "object", "join", separator
        for names in _range_objects(value, json):
            yield "object", "ranges", *names
    elif isinstance(json, list) and len(json) == len(value) and all(isinstance(day, dict | list) for day in json):
        yield from _weekly_items(value, json)
    elif (
        isinstance(json, list)
        and len(json) == sum(map(len, value.values()))
        and all(len(one) == 3 for one in json if isinstance(one, dict | list))
    ):  # noqa: PLR2004
        yield from _flat_ranges(value, json)
    elif isinstance(json, list) and len(json) == len(value) and all(isinstance(day, str) for day in json):
        for inner in (",", ", ", " ", "+", "&", "/", ";", "; "):
            for between in (" ", "=", ": ", ":", " - "):
                if json == [f"{day}{between}{inner.join(ranges)}" for day, ranges in value.items()]:
                    yield "texts", between, inner
    elif isinstance(json, str):
        for outer in ("; ", ";", ", ", ",", "|", " | ", "\n"):
            for inner in (",", ", ", " ", "+", "&", "/"):
                for between in (" ", "=", ": ", ":"):
                    if outer.join(f"{day}{between}{inner.join(ranges)}" for day, ranges in value.items()) == json:
                        yield "text", between, inner, outer


def _flat_ranges(value: dict[Any, list[str]], json: list[Any]) -> Iterator[tuple[object, ...]]:
    """Yield the form of a list with an entry for each range of each day."""
    wanted = [[day, *one.split("-", 1)] for day, ranges in value.items() for one in ranges]
    if all(isinstance(one, list) for one in json) and json == wanted:
        yield "flat", "list"
    elif all(isinstance(one, dict) for one in json) and [list(one.values()) for one in json] == wanted:
        yield "flat", *json[0]


def _range_objects(value: dict[Any, list[str]], json: Json) -> Iterator[tuple[str, str]]:
    for ranges in json.values():
        if isinstance(ranges, list) and ranges and isinstance(ranges[0], dict) and len(ranges[0]) == 2:  # noqa: PLR2004
            first, last = ranges[0]
            if all(
                [f"{one.get(first)}-{one.get(last)}" for one in json.get(day, [])] == own
                for day, own in value.items()
                if all(isinstance(one, dict) for one in json.get(day, []))
            ):
                yield first, last
            return


def _weekly_items(value: dict[Any, list[str]], json: list[Any]) -> Iterator[tuple[object, ...]]:
    first = json[0]
    steps = list(first) if isinstance(first, dict) else list(range(len(first)))
    for day_step in steps:
        if [
            item[day_step] if day_step in (item if isinstance(item, dict) else range(len(item))) else None
            for item in json
        ] != list(value):
            continue
        for step in steps:
            if step == day_step:
                continue
            try:
                ranges = [item[step] for item in json]
            except (LookupError, TypeError):
                continue
            if ranges == list(value.values()):
                yield "items", day_step, step, "list"
            for separator in _SEPARATORS:
                if ranges == [separator.join(own) for own in value.values()]:
                    yield "items", day_step, step, "join", separator
            for names in _range_objects(value, dict(zip(value, ranges, strict=True))):
                yield "items", day_step, step, "ranges", *names


def _frozen(value: Json) -> object:
    if isinstance(value, dict):
        return ("\0dict", *((name, _frozen(child)) for name, child in value.items()))
    if isinstance(value, list):
        return ("\0list", *map(_frozen, value))
    return value


def _thawed(value: Any) -> Json:  # noqa: ANN401
    if isinstance(value, tuple) and value[:1] == ("\0dict",):
        return {name: _thawed(child) for name, child in value[1:]}
    if isinstance(value, tuple) and value[:1] == ("\0list",):
        return [_thawed(child) for child in value[1:]]
    return value


thawed = _thawed


def weekly_tree(form: Sequence[Any], words: Sequence[tuple[str, Any]]) -> dict[str, Json]:
    """Return the declaration of weekly ranges in one form, with the words of the days."""
    tree: dict[str, Json] = {}
    own = {str(word): day for day, word in words if day != word}
    kind, *rest = form
    ranges: Json = "$ranges"
    way = rest[0] if kind == "object" else rest[2] if kind == "items" else None
    if way == "join":
        tree["join"] = rest[-1]
    if way == "ranges":
        ranges = {"$each": "ranges", "$item": {rest[-2]: "$from", rest[-1]: "$to"}}
    if kind == "object" and way == "ranges":
        tree["template"] = {"$each": "days", "$key": "$day", "$item": ranges}
    elif kind == "inside":
        inner = weekly_tree(rest[1:], words)
        tree = {**inner, "template": {rest[0]: inner.get("template")}}
    elif kind == "flat":
        item = ["$day", "$from", "$to"] if rest == ["list"] else dict(zip(rest, ("$day", "$from", "$to"), strict=True))
        tree["template"] = [{"$each": "ranges", "$item": item}]
    elif kind == "texts":
        tree |= {"template": [{"$each": "days", "$item": f"${{day}}{rest[0]}${{ranges}}"}], "join": rest[1]}
    elif kind == "text":
        tree |= {
            "template": [{"$each": "days", "$item": f"${{day}}{rest[0]}${{ranges}}"}],
            "join": rest[1],
            "join_days": rest[2],
        }
    elif kind == "items":
        day_step, step = rest[:2]
        item: Json = {day_step: "$day", step: ranges} if isinstance(day_step, str) else ["$day", ranges]
        if isinstance(day_step, int) and day_step > int(step):
            item = [ranges, "$day"]
        tree["template"] = {"$each": "days", "$item": item}
    if own:
        tree["days"] = own
    return tree
