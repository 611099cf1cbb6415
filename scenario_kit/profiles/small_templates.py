"""Fills and matches the small templates of values: references to variables, items of lists, weekly ranges."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scenario_kit.profiles.json_values import JsonValue, same_json, scalar_text
from scenario_kit.profiles.template import Absent, Constant, Each, Items, Object, Place, Template, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from scenario_kit.profiles.json_values import Json

Found = dict[str, Any]
"""The value at each place; for `days`, a list of pairs of a day and its ranges."""


def fill(template: Template, values: Mapping[str, Any]) -> Json:  # noqa: PLR0911  one for each kind of template
    """Return the JSON of a template, with a value for each place."""
    match template:
        case Constant():
            return template.value
        case Place():
            value: Json = values[template.name]
            return value
        case Text():
            return "".join(part if isinstance(part, str) else scalar_text(values[part.name]) for part in template.parts)
        case Object():
            return {name: fill(member, values) for name, member in _members(template)}
        case Each():
            records = _records(template, values)
            if template.key is None:
                return [fill(template.item, record) for record in records]
            return {scalar_text(fill(template.key, record)): fill(template.item, record) for record in records}  # type: ignore[arg-type]  # a text
        case Items():
            items: list[Json] = []
            for item in template.items:
                filled = fill(item, values)
                items += filled if isinstance(item, Each) and isinstance(filled, list) else [filled]
            return items
    return None


def _members(template: Object) -> Iterator[tuple[str, Template]]:
    """Iterate over the members that an object has."""
    for member in template.members:
        if isinstance(member, tuple) and not isinstance(member[1], Absent):
            yield member


def _records(each: Each, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    if each.records == "days":
        return [{"day": day, "ranges": ranges} for day, ranges in values["days"]]
    if "ranges" not in values:  # the ranges of all days in one list
        pairs = ((day, one.partition("-")) for day, ranges in values["days"] for one in ranges)
        return [{"day": day, "from": begin, "to": end} for day, (begin, _, end) in pairs]
    parts = (one.partition("-") for one in values["ranges"])
    return [{"from": begin, "to": end} for begin, _, end in parts]


def match(template: Template, value: JsonValue, names: Collection[str]) -> Found | None:  # noqa: PLR0911  one for each kind of template
    """Return the value at each place of a template, one of `names`; None if the value does not match it."""
    match template:
        case Constant():
            return {} if same_json(template.value, value.value) else None
        case Place():
            return {template.name: value}
        case Text():
            return match_text(template, value)
        case Object():
            return _match_object(template, value, names)
        case Each():
            return _match_each(template, value, names)
        case Items():
            return _match_items(template, value, names)
    return None


def _merged(matches: Any) -> Found | None:  # noqa: ANN401
    found: Found = {}
    for one in matches:
        if one is None:
            return None
        found |= one
    return found


def _match_object(template: Object, value: JsonValue, names: Collection[str]) -> Found | None:
    members = dict(_members(template))
    if not isinstance(value.value, dict) or set(value.value) != set(members):
        return None
    return _merged(match(members[str(item.path[-1])], item, names) for item in value.items())


def _match_items(template: Items, value: JsonValue, names: Collection[str]) -> Found | None:
    """Match a list: items with a place of their own, and any number of items where the template has an `Each`."""
    if not isinstance(value.value, list):
        return None
    items, size = list(value.items()), len(template.items)
    begin = next((index for index, one in enumerate(template.items) if isinstance(one, Each)), None)
    if begin is None:
        return _merged(map(match, template.items, items, [names] * size)) if len(items) == size else None
    each, after = template.items[begin], size - begin - 1
    end = len(items) - after
    if end < begin or not isinstance(each, Each):
        return None
    return _merged(
        [
            *map(match, template.items[:begin], items[:begin], [names] * begin),
            _match_records(each, items[begin:end], value, names),
            *map(match, template.items[begin + 1 :], items[end:], [names] * after),
        ]
    )


def _match_each(template: Each, value: JsonValue, names: Collection[str]) -> Found | None:
    if not isinstance(value.value, list if template.key is None else dict):
        return None
    return _match_records(template, list(value.items()), value, names)


def _match_records(
    template: Each, items: Sequence[JsonValue], value: JsonValue, names: Collection[str]
) -> Found | None:
    records = []
    for item in items:
        parts = [match(template.item, item, names)]
        if template.key is not None:
            parts.append(match(template.key, item.name(), names))
        found = _merged(parts)
        if found is None:
            return None
        records.append(found)
    if template.records == "days":
        if any(not {"day", "ranges"} <= set(record) for record in records):
            return None
        return {"days": [(record["day"], record["ranges"]) for record in records]}
    if records and all("day" in record for record in records):
        return {"days": _by_day(records, value)}
    ranges = [f"{scalar_text(record['from'].value)}-{scalar_text(record['to'].value)}" for record in records]
    return {"ranges": replace(value, value=list(ranges)), **({} if records else {"days": []})}


def _by_day(records: list[Found], value: JsonValue) -> list[tuple[JsonValue, JsonValue]]:
    days: dict[str, tuple[JsonValue, list[Json]]] = {}
    for record in records:
        day = record["day"]
        _, ranges = days.setdefault(day.text(), (day, []))
        ranges.append(f"{scalar_text(record['from'].value)}-{scalar_text(record['to'].value)}")
    return [(day, replace(value, value=ranges)) for day, ranges in days.values()]


def match_text(template: Text, value: JsonValue) -> Found | None:
    """Return the part of a text at each place, the first ones as short as possible; None if it does not match."""
    if value.value is None or isinstance(value.value, dict | list):
        return None
    text, found, end = value.text(), {}, 0
    place: Place | None = None
    for index, part in enumerate(template.parts):
        if isinstance(part, Place):
            if place is not None:
                found[str(place)] = replace(value, value="")
            place = part
            continue
        last = index == len(template.parts) - 1
        begin = len(text) - len(part) if last else text.find(part, end)
        if begin < end or not text.startswith(part, begin) or (place is None and begin != end):
            return None
        if place is not None:
            found[str(place)] = replace(value, value=text[end:begin])
        place, end = None, begin + len(part)
    if place is not None:
        found[str(place)] = replace(value, value=text[end:])
    return found
