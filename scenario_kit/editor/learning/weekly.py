"""How a format spells weekly ranges: the forms that turn known days and ranges into the JSON that was seen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.editor.learning.evidence import Json, at, members

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Week = dict[Any, list[str]]
"""The ranges of each day, by the format's word for the day."""

Form = tuple[object, ...]
"""A form of weekly ranges: its kind, and what that kind leaves open; `weekly_tree` says it in the language of maps."""

DAYS: Final[Mapping[str, str]] = {
    "mon": "monday",
    "tue": "tuesday",
    "wed": "wednesday",
    "thu": "thursday",
    "fri": "friday",
    "sat": "saturday",
    "sun": "sunday",
}
SEPARATORS: Final = (",", ", ", ";", "; ", "|", " ", "\n", "&", "/", " | ", ":", "-")
"""What may separate the items of a list in a text, the most usual first."""

_BETWEEN_RANGES: Final = (",", ", ", " ", "+", "&", "/", ";", "; ")
_BETWEEN_DAYS: Final = ("; ", ";", ", ", ",", "|", " | ", "\n")
_AFTER_DAY: Final = (" ", "=", ": ", ":", " - ")
_WORD: Final = re.compile(r"[^\W\d_]+")
_RANGE_PARTS: Final = 2
_FLAT_PARTS: Final = 3


def weekly_spellings(
    value: Mapping[str, Sequence[str]], json: Json
) -> Iterator[tuple[Form, tuple[tuple[str, Any], ...]]]:
    """Iterate over the forms and the words of the days by which weekly ranges may have become a JSON value."""
    for words in _day_words(value, json):
        for form in _forms({words[day]: list(ranges) for day, ranges in value.items()}, json):
            yield form, tuple(sorted(words.items()))


def _day_words(value: Mapping[str, Sequence[str]], json: Json) -> Iterator[dict[str, str]]:
    texts = set(_words(json))
    for spell in (str, str.capitalize, str.upper):
        for names in (dict(zip(DAYS, DAYS, strict=True)), DAYS, {day: day[:2] for day in DAYS}):
            words = {day: spell(name) for day, name in names.items()}
            if all(words[day] in texts for day in value):
                yield words


def _words(json: Json) -> Iterator[str]:
    """Iterate over the texts of a value, the words in them, and the names of its members."""
    stack = [json]
    while stack:
        current = stack.pop()
        if isinstance(current, dict):
            yield from current
        elif isinstance(current, str):
            yield current
            yield from _WORD.findall(current)
        stack.extend(child for _, child in members(current))


def _forms(week: Week, json: Json) -> Iterator[Form]:
    if isinstance(json, dict):
        yield from _objects(week, json)
    elif isinstance(json, list):
        yield from _lists(week, json)
    elif isinstance(json, str):
        yield from _texts(week, json)


def _objects(week: Week, json: dict[str, Any]) -> Iterator[Form]:
    """Iterate over the forms of an object with a member for each day."""
    filled = {day: ranges for day, ranges in json.items() if ranges}
    if filled == week:
        yield "object", "list"
    for separator in SEPARATORS:
        if filled == {day: separator.join(ranges) for day, ranges in week.items()}:
            yield "object", "join", separator
    for names in _range_objects(week, json):
        yield "object", "ranges", *names


def _lists(week: Week, json: list[Any]) -> Iterator[Form]:
    """Iterate over the forms of a list: an item for each day, or for each range."""
    if len(json) == len(week) and all(isinstance(day, dict | list) for day in json):
        yield from _items(week, json)
    elif len(json) == sum(map(len, week.values())) and all(
        isinstance(one, dict | list) and len(one) == _FLAT_PARTS for one in json
    ):
        yield from _flat_ranges(week, json)
    elif len(json) == len(week) and all(isinstance(day, str) for day in json):
        for inner in _BETWEEN_RANGES:
            for between in _AFTER_DAY:
                if json == _day_texts(week, between, inner):
                    yield "texts", between, inner


def _texts(week: Week, json: str) -> Iterator[Form]:
    """Iterate over the forms of a text with all days in it."""
    for outer in _BETWEEN_DAYS:
        for inner in _BETWEEN_RANGES:
            for between in _AFTER_DAY:
                if json == outer.join(_day_texts(week, between, inner)):
                    yield "text", between, inner, outer


def _day_texts(week: Week, between: str, inner: str) -> list[str]:
    return [f"{day}{between}{inner.join(ranges)}" for day, ranges in week.items()]


def _flat_ranges(week: Week, json: list[Any]) -> Iterator[Form]:
    """Iterate over the forms of a list with an entry for each range of each day."""
    wanted = [[day, *one.split("-", 1)] for day, ranges in week.items() for one in ranges]
    if json == wanted:
        yield "flat", "list"
    elif all(isinstance(one, dict) for one in json) and [list(one.values()) for one in json] == wanted:
        yield "flat", *json[0]


def _range_objects(week: Week, json: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    """Iterate over the names of the two ends of a range, if the ranges of each day are objects."""
    for ranges in json.values():
        if isinstance(ranges, list) and ranges and isinstance(ranges[0], dict) and len(ranges[0]) == _RANGE_PARTS:
            first, last = ranges[0]
            if all(
                [f"{at(one, (first,))}-{at(one, (last,))}" for _, one in members(json.get(day))] == own
                for day, own in week.items()
            ):
                yield first, last
            return


def _items(week: Week, json: list[Any]) -> Iterator[Form]:
    """Iterate over the forms of a list with an item for each day."""
    if json == [[day, *ranges] for day, ranges in week.items()]:
        yield ("lists",)
    steps = [step for step, _ in members(json[0])]
    for day_step in steps:
        if [at(item, (day_step,)) for item in json] != list(week):
            continue
        for step in steps:
            if step == day_step:
                continue
            ranges = [at(item, (step,)) for item in json]
            if ranges == list(week.values()):
                yield "items", day_step, step, "list"
            for separator in SEPARATORS:
                if ranges == [separator.join(own) for own in week.values()]:
                    yield "items", day_step, step, "join", separator
            for names in _range_objects(week, dict(zip(week, ranges, strict=True))):
                yield "items", day_step, step, "ranges", *names


def weekly_tree(form: Sequence[Any], words: Sequence[tuple[str, Any]]) -> dict[str, Json]:
    """Return the declaration of weekly ranges in one form, with the words of the days."""
    own = {str(word): day for day, word in words if day != word}
    tree = _form_tree(form)
    return {**tree, "days": own} if own else tree


def _form_tree(form: Sequence[Any]) -> dict[str, Json]:
    match list(form):
        case ["object", *way]:
            days = {"$each": "days", "$key": "$day", "$item": _ranges(way)}
            return {**_joined(way), **({"template": days} if way[0] == "ranges" else {})}
        case ["items", day, step, *way]:
            return {**_joined(way), "template": {"$each": "days", "$item": _day_item(day, step, _ranges(way))}}
        case ["lists"]:
            ranges = {"$each": "ranges", "$item": "${from}-${to}"}
            return {"template": [{"$each": "days", "$item": ["$day", ranges]}]}
        case ["flat", *names]:
            places = ("$day", "$from", "$to")
            item: Json = list(places) if names == ["list"] else dict(zip(names, places, strict=True))
            return {"template": [{"$each": "ranges", "$item": item}]}
        case [_, between, inner, *outer]:
            template = [{"$each": "days", "$item": f"${{day}}{between}${{ranges}}"}]
            return {"template": template, "join": inner, **({"join_days": outer[0]} if outer else {})}
    return {}


def _joined(way: Sequence[str]) -> dict[str, Json]:
    return {"join": way[-1]} if way[0] == "join" else {}


def _ranges(way: Sequence[str]) -> Json:
    if way[0] != "ranges":
        return "$ranges"
    return {"$each": "ranges", "$item": {way[1]: "$from", way[2]: "$to"}}


def _day_item(day: str | int, step: str | int, ranges: Json) -> Json:
    if isinstance(day, str):
        return {day: "$day", step: ranges}
    return [ranges, "$day"] if day > int(step) else ["$day", ranges]
