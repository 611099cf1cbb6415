"""The spelling of values: what is written, that it is read back, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from scenario_kit.language.catalogue import catalogue
from scenario_kit.profiles.declaration import SheetMap
from scenario_kit.profiles.json_values import JsonValue, UnreadableSheetError, same_json
from scenario_kit.profiles.values import Codec, Codecs, UnwritableError, plain


def codec(type_: str, parameter: str, values: str) -> Codec:
    sheet = {"c": [{"$each": "components", "$item": {"id": "$id", "type": "$type"}}]}
    used = SheetMap.from_tree({"version": 2, "sheet": sheet, "values": yaml.safe_load(values)})
    return Codecs(used).of(type_, catalogue()[type_].parameters[parameter])


NAMED_DAYS = "[{$each: days, $item: {day: $day, at: $ranges}}]"
DATED = "[{$each: ranges, $item: '${day} ${from}~${to}'}]"
KEYED = "{$each: days, $key: $day, $item: [{$each: ranges, $item: {a: $from, b: $to}}]}"
WEEK = {"mon": ["09:00-12:00", "14:00-18:00"], "wed": ["09:00-12:00"]}


@pytest.mark.parametrize(
    ("type_", "parameter", "values", "value", "written"),
    [
        ("extension", "extension", "{number: {as: number}}", "611", 611),
        ("extension", "extension", "{number: {as: number}}", "0611", "0611"),
        ("extension", "extension", "{number: {as: number}}", "٣", "٣"),
        ("extension", "timeout_sec", "{seconds: {times: 1000}}", 30, 30000),
        ("extension", "timeout_sec", "{seconds: {form: 'PT{n}S'}}", 30, "PT30S"),
        ("ring_group", "extensions", "{number_list: {item: {nr: $item, since: ~, by: $absent}}}", ["611"],
         [{"nr": "611", "since": None}]),
        ("ring_group", "extensions", "{number_list: {item: '${item}!'}}", ["611", "612"], ["611!", "612!"]),
        ("ring_group", "extensions", "{number_list: {item: [nr, $item]}}", ["611"], [["nr", "611"]]),
        ("time_condition", "days_of_week", f"{{weekly_ranges: {{template: {NAMED_DAYS}}}}}", WEEK,
         [{"day": "mon", "at": ["09:00-12:00", "14:00-18:00"]}, {"day": "wed", "at": ["09:00-12:00"]}]),
        ("time_condition", "days_of_week", f"{{weekly_ranges: {{template: {DATED}}}}}", WEEK,
         ["mon 09:00~12:00", "mon 14:00~18:00", "wed 09:00~12:00"]),
        ("time_condition", "days_of_week", f"{{weekly_ranges: {{template: {DATED}, join_days: ;}}}}", WEEK,
         "mon 09:00~12:00;mon 14:00~18:00;wed 09:00~12:00"),
        ("time_condition", "days_of_week", f"{{weekly_ranges: {{template: {KEYED}}}}}", {"mon": ["09:00-12:00"]},
         {"mon": [{"a": "09:00", "b": "12:00"}]}),
        ("time_condition", "days_of_week", "{weekly_ranges: {days: {Monday: mon}, join: ','}}", WEEK,
         {"Monday": "09:00-12:00,14:00-18:00", "wed": "09:00-12:00"}),
    ],
)  # fmt: skip
def test_a_value_is_written_as_the_map_says_and_read_back(
    type_: str, parameter: str, values: str, value: Any, written: Any
) -> None:
    found = codec(type_, parameter, values)

    assert same_json(found.write(value), written)
    assert found.read(JsonValue("x.json", written)) == plain(value)


BOOLEAN = next(
    (type_.name, parameter.name)
    for type_ in catalogue().values()
    for parameter in type_.parameters.values()
    if parameter.type.value == "boolean"
)


@pytest.mark.parametrize(
    ("values", "value", "read"),
    [
        ("{}", "Yes", "true"),
        ("{}", 0, "false"),
        ("{}", "maybe", "maybe"),
        ("{}", [1], ["1"]),
        ("{boolean: {'true': 1, 'false': 0}}", "1", "true"),
        ("{boolean: {'true': 'on', 'false': 'off'}}", "ON", "ON"),
        ("{boolean: {'true': Y, 'false': N}}", "N", "false"),
        ("{boolean: {'true': Y, 'false': N}}", "yes", "yes"),
    ],
)
def test_a_word_for_a_boolean_is_read_and_any_other_is_left_to_be_refused(values: str, value: Any, read: Any) -> None:
    assert codec(*BOOLEAN, values).read(JsonValue("x.json", value)) == read


@pytest.mark.parametrize(
    ("type_", "parameter", "values", "value", "told"),
    [
        ("ring_group", "extensions", "{number_list: {item: {nr: $item}}}", [{"nr": "1"}, {"number": "2"}],
         "/1: `extensions`: not an item of a list as the map describes it"),
        ("ring_group", "extensions", "{number_list: {item: {nr: $item}}}", ["1"],
         "/0: `extensions`: not an item of a list as the map describes it"),
        ("ring_group", "extensions", "{number_list: {item: {nr: $item, kind: a}}}", [{"nr": "1", "kind": "b"}],
         "/0: `extensions`: not an item of a list as the map describes it"),
        ("ring_group", "extensions", "{number_list: {item: [nr, $item]}}", [["nr"]],
         "/0: `extensions`: not an item of a list as the map describes it"),
        ("ring_group", "extensions", "{number_list: {item: [nr, $item]}}", ["nr"],
         "/0: `extensions`: not an item of a list as the map describes it"),
        ("time_condition", "days_of_week", f"{{weekly_ranges: {{template: {NAMED_DAYS}}}}}", {"mon": []},
         ": `days_of_week`: not weekly ranges as the map describes them"),
        ("time_condition", "days_of_week", f"{{weekly_ranges: {{template: {NAMED_DAYS}}}}}", [{"day": "mon"}],
         ": `days_of_week`: not weekly ranges as the map describes them"),
        ("time_condition", "days_of_week", f"{{weekly_ranges: {{template: {DATED}}}}}", ["mon 09:00"],
         ": `days_of_week`: not weekly ranges as the map describes them"),
        ("time_condition", "days_of_week", f"{{weekly_ranges: {{template: {NAMED_DAYS}}}}}",
         [{"day": "mon", "at": []}, {"day": "mon", "at": []}], "/1/day: `days_of_week`: duplicate day `mon`"),
        ("time_condition", "days_of_week", "{weekly_ranges: {template: [{$each: days, $item: {day: $day}}]}}",
         [{"day": "mon"}], ": `days_of_week`: not weekly ranges as the map describes them"),
        ("time_condition", "days_of_week", f"{{weekly_ranges: {{template: {KEYED}}}}}", ["mon"],
         ": `days_of_week`: not weekly ranges as the map describes them"),
        ("extension", "timeout_sec", "{seconds: {times: 60}}", 90, ": expected a multiple of 60, got `90`"),
        ("extension", "timeout_sec", "{seconds: {times: 60}}", "soon", ": expected a multiple of 60, got `soon`"),
    ],
)  # fmt: skip
def test_a_value_that_the_map_does_not_describe_is_refused_with_its_place(
    type_: str, parameter: str, values: str, value: Any, told: str
) -> None:
    with pytest.raises(UnreadableSheetError) as raised:
        codec(type_, parameter, values).read(JsonValue("x.json", value, ("p",)))
    assert str(raised.value) == f"x.json: /p{told}"


@pytest.mark.parametrize(
    ("type_", "parameter", "values", "value", "told"),
    [
        ("ring_group", "extensions", "{number_list: {item: $absent}}", ["611"],
         "a list `extensions` cannot be written: it would be read back as another value"),
        ("extension", "timeout_sec", "{seconds: {unset: 30}}", 30,
         "`30` `timeout_sec` cannot be written: it would be read back as another value"),
    ],
)  # fmt: skip
def test_a_value_that_would_be_refused_again_is_not_written(
    type_: str, parameter: str, values: str, value: Any, told: str
) -> None:
    with pytest.raises(UnwritableError) as raised:
        codec(type_, parameter, values).write(value)
    assert str(raised.value) == told


def test_weekly_ranges_that_are_a_text_are_left_to_be_refused() -> None:
    assert codec("time_condition", "days_of_week", "{}").read(JsonValue("x.json", "always")) == "always"
