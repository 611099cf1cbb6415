"""Each form of a template: what it writes, that this is read back, and that a changed file comes back as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from support.clinic import compiled

from scenario_kit.profiles.declaration import SheetMap
from scenario_kit.profiles.json_values import UnreadableSheetError, read_exported, same_json
from scenario_kit.profiles.notes import context_of, default_keys, notes_of
from scenario_kit.profiles.reading import ReadSheet, read_value
from scenario_kit.profiles.values import UnwritableError
from scenario_kit.profiles.writing import Writer
from scenario_kit.rendering.sheets import sheets, template_context

PLAN = """
version: 1
name: plan
sheets:
  front:
    line: {component: incoming_route, context: office, rows: [{did: '021', next: menu}, {did: '022', next: desk}]}
    menu: {component: ivr, announcement: hello, max_digits: 1, rows: [{case: '1', next: desk}, {case: '2'}]}
    desk: {component: extension, extension: '611', timeout_sec: 30, next: {B: sorry}}
    sorry: {component: announcement, announcement: busy}
"""


def context(text: str = PLAN) -> dict[str, Any]:
    calls = compiled(text)
    return template_context(calls, next(iter(sheets(calls))))


def map_of(member: str, more: str = "") -> SheetMap:
    """Return a map whose components have `x`, in addition to what of them is not in `x`."""
    whole = {"id": "$id", "type": "$type", "name": "$name", "x": yaml.safe_load(member)}
    if "parameters" not in member:
        whole["set"] = {"$parameters": {}}
    if "rows" not in member:
        whole["rows"] = [{"$each": "rows", "$item": {"$fields": {}}}]
    wires = {"$each": "wires", "$item": ["$source", "$output", "$target"]}
    sheet = {"nodes": [{"$each": "components", "$item": whole}], "wires": [wires]}
    return SheetMap.from_tree(
        {"version": 2, "sheet": sheet, "ids": {"form": "{key}"}, **(yaml.safe_load(more or "{}") or {})}
    )


def read(value: Any, used: SheetMap) -> ReadSheet:
    return read_value(read_exported(json.dumps(value).encode(), "x.json"), used, "mine")


def meaning(read_sheet: ReadSheet) -> Any:
    found = read_sheet.sheet
    values = {
        id_: (one.type.name, dict(one.parameters), [dict(row) for row in one.rows])
        for id_, one in found.components.items()
    }
    return values, dict(found.wires)


def comes_back(value: Any, used: SheetMap) -> bool:
    found = read(value, used)
    keys = default_keys(found)
    again = context_of(found, keys)
    notes = json.loads(json.dumps(notes_of(found, again, Writer(used), keys)))
    return same_json(Writer(used).value(again, notes), value)


def x_of(value: Any, key: str) -> Any:
    return next(one.get("x", "absent") for one in value["nodes"] if one["id"] == key)


@pytest.mark.parametrize(
    ("member", "more", "key", "expected"),
    [
        ("$parameter.timeout_sec", "", "desk", 30),
        ("$parameter.timeout_sec", "", "menu", "absent"),
        ("$parameter.timeout_sec", "", "sorry", "absent"),
        ("[{$each: rows, $item: {of: $field.case, $fields: {}}}]", "", "menu", [{"of": "1"}, {"of": "2"}]),
        ("[{$each: rows, $item: {of: $field.case, $fields: {}}}]", "", "line", [
            {"cid": "any", "did": "021"}, {"cid": "any", "did": "022"},
        ]),
        ("${parameter.extension} for ${parameter.timeout_sec} s", "", "desk", "611 for 30 s"),
        ("${parameter.extension} for ${parameter.timeout_sec} s", "", "sorry", "absent"),
        ("[{$each: parameters, $item: '${parameter}=${value}'}]", "", "sorry", ["announcement=busy"]),
        ("[{$each: rows, $item: [{$each: fields, $item: '${field}=${value}'}]}]", "", "menu", [["case=1"], ["case=2"]]),
        ("{$columns: {extension: [extension, ~, timeout_sec]}}", "", "desk", ["611", None, 30]),
        ("{$columns: {extension: [extension, ~, timeout_sec]}}", "", "sorry", []),
        ("{$columns: parameters}", "", "sorry", ["busy"]),
        ("[{$each: rows, $item: {$columns: {ivr: [text, case], $else: [cid, did]}}}]", "", "menu",
         [[None, "1"], [None, "2"]]),
        ("[{$each: rows, $item: {$columns: fields}}]", "", "line", [["any", "021"], ["any", "022"]]),
        ("[{$each: outputs, $trim: true, $item: $target}]", "words: {outputs: {open: ~}}", "menu", ["desk"]),
        ("[{$each: outputs, $item: $target}]", "words: {outputs: {open: ~}}", "menu", ["desk", None]),
        ("{$each: outputs, $key: $output, $item: {$each: wires, $key: $target, $item: 1}, $empty: absent}", "", "sorry",
         {"out": {}}),
        ("{$by: type, extension: {a: $key}, $else: $absent}", "", "desk", {"a": "desk"}),
        ("{$by: type, extension: {a: $key}, $else: $absent}", "", "menu", "absent"),
        ("[{$each: outputs, $item: {$by: wired, $yes: {to: $target}, $no: {free: true}}}]", "", "menu",
         [{"to": "desk"}, {"free": True}]),
        ("[$id, {$each: rows, $item: {$fields: {}}}]", "", "menu", ["menu", {"case": "1"}, {"case": "2"}]),
        ("[{$each: rows, $item: {$fields: {}}}, end]", "", "menu", [{"case": "1"}, {"case": "2"}, "end"]),
        ("[{$each: rows, $item: {$fields: {}}}, {is: end}]", "", "desk", [{"is": "end"}]),
        ("[{$each: rows, $item: {$fields: {}}}, {$where: {/is: id}, is: id, of: $id}]", "", "menu",
         [{"case": "1"}, {"case": "2"}, {"is": "id", "of": "menu"}]),
        ("[$id, $absent, end]", "", "menu", ["menu", "end"]),
        ("${key}${id}", "", "desk", "deskdesk"),
        ("{a: $absent, $empty: absent}", "", "desk", "absent"),
    ],
)  # fmt: skip
def test_a_form_writes_what_is_read_back(member: str, more: str, key: str, expected: Any) -> None:
    used, usual = map_of(member, more), map_of("1")
    value: Any = Writer(used).value(context())

    assert same_json(x_of(value, key), expected)
    assert meaning(read(value, used)) == meaning(read(Writer(usual).value(context()), usual))
    for one in value["nodes"]:
        one["colour"] = "red"
        one["name"] = one["name"].upper()
    assert comes_back(value, used)


def changed(used: SheetMap, key: str, x: Any) -> Any:
    """Return what is written, with another value in the place of `x` in one component."""
    value: Any = Writer(used).value(context())
    next(one for one in value["nodes"] if one["id"] == key)["x"] = x
    return value


@pytest.mark.parametrize(
    ("member", "key", "x"),
    [
        ("{zoom: 1}", "desk", 5),
        ("[1, 2]", "desk", "none"),
        ("[1, 2]", "desk", {}),
        ("{zoom: 1}", "desk", []),
        ("$parameter.timeout_sec", "sorry", 5),
        ("{$columns: {announcement: [announcement]}}", "desk", "none"),
        ("{in: $input}", "desk", {"in": ""}),
        ("{$kept: white}", "desk", "red"),
        ("[$x, $y]", "desk", ["left", "top"]),
        ("{$parameters: {unknown: kept}}", "desk", {"extension": "611", "timeout_sec": 30, "colour": "red"}),
        ("{$only: 1}", "desk", 1),
        ("{a: {$only: $absent}}", "desk", {}),
    ],
)
def test_what_the_map_does_not_describe_is_ignored_and_comes_back(member: str, key: str, x: Any) -> None:
    used, usual = map_of(member), map_of("1")
    value = changed(used, key, x)

    assert meaning(read(value, used)) == meaning(read(Writer(usual).value(context()), usual))
    assert comes_back(value, used)


@pytest.mark.parametrize(
    ("member", "key", "x", "told"),
    [
        ("{$only: 1}", "desk", 2, ": nobody knows what `2` means here; draw it in the calibration, and learn again"),
        (
            "{$only: $absent}",
            "desk",
            "red",
            ": nobody knows what `red` means here; draw it in the calibration, and learn again",
        ),
        ("{key: $key}", "desk", {"key": ["a"]}, "/key: expected text or a number, got a list"),
        ("{key: $key}", "desk", 5, ": expected a mapping"),
        ("{$each: outputs, $key: $output, $item: 1}", "desk", [1], ": expected a mapping"),
        ("{$each: outputs, $item: $output}", "desk", {"B": 1}, ": expected a list"),
        ("[$id, $name]", "desk", "desk", ": expected a list"),
        ("[{$each: outputs, $item: $position}]", "sorry", ["first"],
         "/0: Announcement has no output `first`; its outputs are: out"),
        ("[{$each: outputs, $item: $position1}]", "sorry", ["first"],
         "/0: expected the number of an output, got `first`"),
    ],
)  # fmt: skip
def test_a_value_that_a_form_cannot_be_is_refused_with_its_place(member: str, key: str, x: Any, told: str) -> None:
    used = map_of(member)
    index = [one["key"] for one in context()["components"]].index(key)

    with pytest.raises(UnreadableSheetError) as raised:
        read(changed(used, key, x), used)
    assert str(raised.value) == f"x.json: /nodes/{index}/x{told}"


def unwritable(member: str, more: str = "", text: str = PLAN) -> str:
    with pytest.raises(UnwritableError) as raised:
        Writer(map_of(member, more)).value(context(text))
    return str(raised.value)


WEEK = PLAN.replace(
    "    sorry:", "    week: {component: time_condition, days_of_week: {mon: ['09:00-12:00']}}\n    sorry:"
)


@pytest.mark.parametrize(
    ("member", "more", "text", "told"),
    [
        (
            "on ${parameter.days_of_week}",
            "",
            WEEK,
            "component `week`: `$parameter.days_of_week` is a mapping, which a text cannot hold",
        ),
        (
            "{$each: outputs, $key: 'to ${target}', $item: 1}",
            "words: {outputs: {open: ''}}",
            PLAN,
            "two of the outputs are named `to `, and the format needs different names",
        ),
        (
            "{ring: 5, $parameters: {}}",
            "words: {parameters: {words: {any: {ring: timeout_sec}}}}",
            PLAN,
            "`ring` is the word for `timeout_sec` and also another key of its object",
        ),
    ],
)
def test_what_a_form_cannot_hold_is_not_written(member: str, more: str, text: str, told: str) -> None:
    assert unwritable(member, more, text) == told


def test_constants_of_a_list_without_places_may_be_missing() -> None:
    used = map_of("[$absent, {a: 1}]")
    value = changed(used, "desk", [])

    assert comes_back(value, used)


ITEM = "id: $id, type: $type, key: $key, set: {$parameters: {}}, rows: [{$each: rows, $item: {$fields: {}}}]"
WIRES = "wires: [{$each: wires, $item: [$source, $output, $target]}]"


def nodes(more: str = "", item: str = ITEM) -> str:
    """Return the list of components, with more members of a component."""
    return f"nodes: [{{$each: components, $item: {{{item}, {more}}}}}]"


NODES = nodes()


def shape(sheet: str, more: str = "") -> SheetMap:
    return SheetMap.from_tree(yaml.safe_load(f"{{version: 2, sheet: {{{sheet}}}, ids: {{form: '{{key}}'}}, {more}}}"))


SHAPES = {
    "ids in a second list": f"{NODES}, {WIRES}, places: {{$each: components, $key: $id, $item: {{x: $x, y: $y}}}}",
    "keys in a second list": f"{NODES}, {WIRES}, places: [{{$each: components, $item: {{of: $key, x: $x, y: $y}}}}]",
    "a second list by position": f"{nodes(item=ITEM.removeprefix('id: $id, ').replace('key: $key, ', ''))}, "
    "wires: [{$each: wires, $item: [$source.number, $output, $target.number]}], "
    "places: [{$each: components, $item: [$x, $y]}]",
    "a second list by number": f"{NODES}, {WIRES}, places: {{$each: components, $key: $number, $item: {{x: $x}}}}",
    "names of parameters": f"{nodes('has: [{$each: parameters, $item: $parameter}]')}, {WIRES}",
    "numbered ports": f"{nodes('ports: [{$each: outputs, $item: {id: $port, name: $output}}]')}, "
    "wires: [{$each: wires, $item: [$source, $source_port, $target]}]",
    "what a wire leads to": nodes("to: [{$each: outputs, $item: [$target, $target.type, $target_port]}]"),
    "wires by key": f"{NODES}, wires: [{{$each: wires, $item: [$source.key, $output, $target.key]}}]",
    "wires that arrive": f"{nodes('from: [{$each: incoming, $item: $source}]')}, {WIRES}",
    "wires in parts": f"{NODES}, wires: [{{$each: wires, $item: [$wire, $source, $output]}}], "
    "ends: [{$each: wires, $item: [$wire, $target]}]",
    "a title": f"title: '${{scenario}}/${{sheet}}', {NODES}, {WIRES}",
}
NUMBERED = "words: {outputs: {open: ~}}, ids: {form: '{key}', port: {form: '{number}', as: number}}"


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_is_read_back(name: str) -> None:
    used, usual = shape(SHAPES[name], NUMBERED), map_of("1")
    value: Any = Writer(used).value(context())

    found = read(value, used)
    assert found.sheet.components
    if "by position" not in name:
        assert meaning(found) == meaning(read(Writer(usual).value(context()), usual))
    for one in value["nodes"]:
        one["colour"] = "red"
    assert comes_back(value, used)


def told(value: Any, used: SheetMap) -> str:
    with pytest.raises(UnreadableSheetError) as raised:
        read(value, used)
    return str(raised.value)


def test_a_title_that_is_none_is_refused() -> None:
    used = shape(SHAPES["a title"])
    value: Any = Writer(used).value(context())

    assert told({**value, "title": "front"}, used) == (
        "x.json: /title: expected a text such as `${scenario}/${sheet}`, got `front`"
    )


def test_parts_of_a_wire_that_contradict_each_other_are_refused() -> None:
    used = shape(SHAPES["wires in parts"])
    value: Any = Writer(used).value(context())
    id_, _, output = value["wires"][0]

    assert told({**value, "wires": [*value["wires"], [id_, "menu", output]]}, used) == (
        "x.json: /wires/4/1: another source of the same wire than at /wires/0/1"
    )


def test_another_word_for_an_output_is_read_and_comes_back() -> None:
    used = map_of("1")
    value: Any = Writer(used).value(context())
    assert value["wires"][-1] == ["desk", "B", "sorry"]
    value["wires"][-1][1] = "b"

    assert read(value, used).sheet.wires["desk", "B"] == "sorry"
    assert comes_back(value, used)


@pytest.mark.parametrize("name", ["", None])
def test_an_empty_name_comes_back(name: str | None) -> None:
    used = map_of("1")
    value: Any = Writer(used).value(context())
    value["nodes"][2]["name"] = name

    assert read(value, used).sheet.components["desk"].name is None
    assert comes_back(value, used)


@pytest.mark.parametrize("listed", [None, [], "absent"])
def test_wires_that_arrive_may_be_listed_at_their_other_end_only(listed: Any) -> None:
    used = shape(SHAPES["wires that arrive"])
    value: Any = Writer(used).value(context())
    before = read(value, used).sheet.wires
    value["nodes"][2]["from"] = listed
    if listed == "absent":
        del value["nodes"][2]["from"]

    assert read(value, used).sheet.wires == before
    assert comes_back(value, used)


def test_two_names_of_a_sheet_in_one_list_are_two_sheets() -> None:
    used = SheetMap.from_tree(
        yaml.safe_load(
            "{version: 2, sheet: [{$where: {/is: sheet}, is: sheet, name: $sheet}, "
            f"{{$each: components, $item: {{{ITEM}}}}}]}}"
        )
    )
    value: Any = Writer(used).value({**context(), "wires": []})
    assert read(value[:2], used).sheet.name == "front"

    assert told([{"is": "sheet", "name": "back"}, *value], used) == (
        "x.json: /1: more than one sheet in the file; export one sheet at a time"
    )


def test_half_a_wire_is_refused() -> None:
    used = shape(SHAPES["wires in parts"])
    value: Any = Writer(used).value(context())

    assert told({**value, "wires": [*value["wires"], ["w9", "sorry", "out"]]}, used) == (
        "x.json: /wires/4/0: the wire `w9` has no target"
    )
    assert told({**value, "ends": [*value["ends"], ["w9", "sorry"]]}, used) == (
        "x.json: /ends/4/0: the wire `w9` has no source"
    )


def test_a_port_that_a_component_does_not_have_is_refused() -> None:
    used = shape(SHAPES["numbered ports"], NUMBERED)
    value: Any = Writer(used).value(context())
    value["wires"][0][1] = 77

    assert told(value, used) == "x.json: /wires/0/1: Incoming Route `line` has no port `77`"


def test_other_words_for_the_outputs_of_rows_stay_and_a_new_row_gets_a_free_one() -> None:
    used = shape(f"{NODES.replace('{$fields: {}}', '{out: $output, $fields: {}}')}, {WIRES}")
    value: Any = Writer(used).value(context())
    for one in (value["nodes"][1]["rows"][0], value["nodes"][1]["rows"][1]):
        one["out"] = {"1": "3", "2": "1"}[one["out"]]
    value["wires"][2][1] = "3"
    found = read(value, used)
    assert found.sheet.wires["menu", "1"] == "desk"
    assert comes_back(value, used)

    keys = default_keys(found)
    notes = notes_of(found, context_of(found, keys), Writer(used), keys)
    more = PLAN.replace("{case: '2'}", "{case: '2'}, {case: '4', next: sorry}")
    after: Any = Writer(used).value(context(more), notes)
    assert [one["out"] for one in after["nodes"][1]["rows"]] == ["3", "1", "4"]
    assert ["menu", "4", "sorry"] in after["wires"]


def test_a_wire_to_a_key_that_no_component_has_is_refused() -> None:
    used = shape(SHAPES["wires by key"])
    value: Any = Writer(used).value(context())
    del value["nodes"][3]["key"]

    assert told(value, used) == "x.json: /wires/3/2: the wire refers to an unknown key `sorry`"


def test_more_items_than_components_are_refused() -> None:
    used = shape(SHAPES["a second list by position"])
    value: Any = Writer(used).value(context())
    value["places"].append([0, 0])

    assert told(value, used) == "x.json: /places/4: it is about a component that is not on the sheet"


@pytest.mark.parametrize("name", ["ids in a second list", "keys in a second list"])
def test_a_component_may_be_missing_in_a_second_list(name: str) -> None:
    used = shape(SHAPES[name])
    value: Any = Writer(used).value(context())
    del value["places"]["desk" if "ids" in name else 2]

    assert read(value, used).sheet.components["desk"].at is None
    assert comes_back(value, used)


def test_a_word_that_says_nothing_is_the_only_output() -> None:
    used = map_of("1")
    value: Any = Writer(used).value(context(PLAN.replace("busy}", "busy, next: desk}")))
    value["wires"][-1][1] = None

    assert read(value, used).sheet.wires["sorry", "out"] == "desk"
    assert comes_back(value, used)


def test_ports_that_say_nothing_are_ignored() -> None:
    used = shape(f"{nodes('ports: [{$each: outputs, $item: {id: $port}}]')}, {WIRES}", NUMBERED)
    value: Any = Writer(used).value(context())
    usual = meaning(read(value, used))
    for one in value["nodes"]:
        for port in one["ports"]:
            port["id"] = None

    assert meaning(read(value, used)) == usual


def test_the_output_of_a_row_that_says_nothing_is_its_position() -> None:
    used = shape(f"{NODES.replace('{$fields: {}}', '{port: $port, $fields: {}}')}, {WIRES}")
    value: Any = Writer(used).value(context())
    usual = meaning(read(value, used))
    value["nodes"][1]["rows"][0]["port"] = ""

    assert meaning(read(value, used)) == usual


VARIABLE = "{name: $variable, type: $variable_type, value: $value}"
VARIABLES = f"{NODES}, {WIRES}, variables: [{{$each: variables, $item: {VARIABLE}}}]"


@pytest.mark.parametrize(("unset", "expected"), [("$absent", "absent"), ("~", None), ("''", "")])
def test_a_variable_without_a_value_is_written_as_the_map_says(unset: str, expected: str | None) -> None:
    used = shape(VARIABLES, f"values: {{variable: {{unset: {unset}}}}}")
    text = f"{PLAN}variables: [{{name: a, type: string}}, {{name: b, type: number, value: '5'}}]"
    value: Any = Writer(used).value(context(text))

    assert [one.get("value", "absent") for one in value["variables"]] == [expected, "5"]
    value["variables"][0]["colour"] = "red"
    assert comes_back(value, used)


def test_a_member_called_name_is_the_name_of_a_component_that_has_such_a_parameter() -> None:
    used = shape(f"{NODES.replace('key: $key, ', '')}, {WIRES}")
    jump = "in: {component: jump_in, name: upstairs, next: out}, out: {component: jump_out, jump_in: upstairs}"
    text = f"{PLAN}  back: {{{jump}}}"
    calls = compiled(text)
    value: Any = Writer(used).value(template_context(calls, list(sheets(calls))[-1]))

    assert read(value, used).sheet.components["in"].name == "upstairs"
