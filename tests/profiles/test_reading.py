"""What a file must be for its map, and what is refused with a pointer instead of being read as something else."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from support.clinic import PROFILES

from scenario_kit.profiles.declaration import SheetMap
from scenario_kit.profiles.json_values import JsonValue, UnreadableSheetError, read_exported
from scenario_kit.profiles.loading import ProfileError, read_profile
from scenario_kit.profiles.notes import context_of, default_keys, notes_of
from scenario_kit.profiles.parsing import MapError
from scenario_kit.profiles.reading import ReadSheet, read_sheet, read_value
from scenario_kit.profiles.sheet import check_together
from scenario_kit.profiles.style import Style, sheet_text, style_of
from scenario_kit.profiles.values import UnwritableError
from scenario_kit.profiles.writing import Writer
from scenario_kit.rendering.artifacts import Renderer, TemplateError

SHEET = """
nodes:
  - $each: components
    $item:
      id: $id
      kind: $type
      set: {$parameters: {}}
      rows: {$by: rows, $yes: [{$each: rows, $item: {$fields: {}}}], $no: $absent}
wires: [{$each: wires, $item: [$source, $output, $target]}]
"""


def sheet_map(more: str = "", sheet: str = SHEET) -> SheetMap:
    return SheetMap.from_tree({"version": 2, "sheet": yaml.safe_load(sheet), **(yaml.safe_load(more) or {})})


def read(sheet: Any, used: SheetMap) -> ReadSheet:
    return read_value(read_exported(json.dumps(sheet).encode(), "x.json"), used, "mine")


def refusal(sheet: Any, used: SheetMap) -> str:
    with pytest.raises(UnreadableSheetError) as raised:
        read(sheet, used)
    return str(raised.value)


def menu(*wires: list[str]) -> Any:
    rows = [{"case": "1"}, {"case": "2"}, {"case": "3"}]
    ends = [{"id": name, "kind": "announcement", "set": {"announcement": "x"}} for name in ("a", "b", "c")]
    return {"nodes": [{"id": "m", "kind": "ivr", "set": {}, "rows": rows}, *ends], "wires": list(wires)}


def test_the_outputs_of_rows_without_words_are_counted_from_1_unless_the_map_says_otherwise() -> None:
    from_0 = sheet_map("words: {outputs: {rows: '{row}'}}")

    assert read(menu(["m", "1", "a"], ["m", "3", "c"]), sheet_map()).sheet.wires == {("m", "1"): "a", ("m", "3"): "c"}
    assert read(menu(["m", "0", "a"], ["m", "2", "c"]), from_0).sheet.wires == {("m", "1"): "a", ("m", "3"): "c"}


def test_an_output_of_rows_that_does_not_exist_is_refused_and_not_read_as_another_row() -> None:
    assert refusal(menu(["m", "0", "a"]), sheet_map()) == (
        "x.json: /wires/0/1: IVR has no output `0`; its outputs are: 1, 2, 3"
    )


def test_an_empty_text_for_a_list_is_a_list_that_is_not_set() -> None:
    nodes = [{"id": "1", "kind": "queue", "set": {"options": "", "queue": "901"}}]

    assert read({"nodes": nodes, "wires": []}, sheet_map()).sheet.components["1"].parameters == {"queue": "901"}
    joined = sheet_map("values: {text_list: {join: ','}}")
    assert read({"nodes": nodes, "wires": []}, joined).sheet.components["1"].parameters == {"queue": "901"}


def test_a_space_separates_a_list() -> None:
    nodes = [{"id": "1", "kind": "ring_group", "set": {"extensions": "611 612  0613"}}]

    found = read({"nodes": nodes, "wires": []}, sheet_map("values: {number_list: {join: ' '}}")).sheet

    assert found.components["1"].parameters == {"extensions": ("611", "612", "0613")}


@pytest.mark.parametrize("sheet", [{}, {"blocks": []}, {"nodes": None}, {"nodes": [], "wires": []}])
def test_a_file_without_the_list_of_components_is_no_sheet_of_the_format(sheet: Any) -> None:
    inside = sheet_map(sheet="{flow: " + json.dumps(yaml.safe_load(SHEET)) + "}")

    assert refusal(sheet, inside) == "x.json: no components at /flow/nodes; is it a sheet of another format?"


def test_an_id_twice_is_refused_with_both_places() -> None:
    sheet = menu()
    sheet["nodes"][2]["id"] = "a"

    assert refusal(sheet, sheet_map()) == "x.json: /nodes/2/id: duplicate id `a`; /nodes/1 has it too"


def test_two_wires_from_one_output_are_refused_with_both_places() -> None:
    assert refusal(menu(["m", "1", "a"], ["m", "1", "b"]), sheet_map()) == (
        "x.json: /wires/1/1: output `1` of `m` has two wires; the other one is at /wires/0/1"
    )


def test_the_same_wire_twice_is_one_wire() -> None:
    assert read(menu(["m", "1", "a"], ["m", "1", "a"]), sheet_map()).sheet.wires == {("m", "1"): "a"}


def test_components_wired_in_a_circle_are_read() -> None:
    found = read(menu(["m", "1", "a"], ["a", "out", "b"], ["b", "out", "m"]), sheet_map())

    assert found.sheet.wires == {("m", "1"): "a", ("a", "out"): "b", ("b", "out"): "m"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"nodes": [{"id": NaN}]}', "x.json:1:19: /nodes/0/id: `NaN` is not a JSON value"),
        ('{"nodes": [{"x": -Infinity}]}', "x.json:1:18: /nodes/0/x: `-Infinity` is not a JSON value"),
        (
            '{"nodes": [' + "9" * 101 + "]}",
            "x.json:1:12: /nodes/0: a number of 101 characters; at most 100 are read",
        ),
        ('{"nodes": [{"id": 1, "id": 2}]}', "x.json:1:22: /nodes/0/id: duplicate key `id`; the first is on line 1"),
        (" " * (10 * 1024 * 1024), "x.json: larger than 5 MiB, too large for a sheet"),
    ],
)
def test_what_readers_disagree_about_is_refused_with_its_place(text: str, told: str) -> None:
    with pytest.raises(UnreadableSheetError) as raised:
        read_exported(text.encode(), "x.json")
    assert str(raised.value) == told


def test_numbers_of_any_size_and_odd_keys_come_back_as_they_were_written() -> None:
    text = (
        '{"nodes":[{"id":123456789012345678901234567890,"kind":"answer","set":{},"zoom":1.50,"__proto__":{"a":-0},'
        '"e":1e400,"$number":1,"f":8E1}],"wires":[],"constructor":{"$secret":[]}}'
    )
    used = sheet_map("style: {indent: ~, separators: [',', ':'], newline: false}\nids: {as: number}")
    writer = Writer(used)

    found = read_value(read_exported(text.encode(), "x.json"), used)
    context = context_of(found)
    notes = json.loads(json.dumps(notes_of(found, context, writer, default_keys(found))))

    assert sheet_text(writer.value(context, notes), used.style) == text


MIRRORED = """
nodes:
  - $each: components
    $item:
      id: $id
      kind: $type
      set: {$parameters: {}}
      to: {$each: outputs, $key: $output, $item: {$each: wires, $key: $target, $item: true}}
      from: [{$each: incoming, $item: {node: $source, output: $output}}]
"""


def test_a_wire_at_both_of_its_ends_is_one_wire_and_ends_that_disagree_are_refused() -> None:
    sheet: Any = {
        "nodes": [
            {"id": "a", "kind": "trunk", "set": {"trunk": "x"}, "to": {"S": {"b": True}, "F": {}}, "from": []},
            {"id": "b", "kind": "answer", "set": {}, "to": {}, "from": [{"node": "a", "output": "S"}]},
            {"id": "c", "kind": "answer", "set": {}, "to": {}, "from": []},
        ]
    }

    assert read(sheet, sheet_map(sheet=MIRRORED)).sheet.wires == {("a", "S"): "b"}
    sheet["nodes"][2]["from"] = [{"node": "a", "output": "S"}]
    assert refusal(sheet, sheet_map(sheet=MIRRORED)) == (
        "x.json: /nodes/2/from/0/output: output `S` of `a` has two wires; the other one is at /nodes/0/to/S"
    )


def test_a_sheet_that_is_given_twice_is_refused_with_both_files() -> None:
    used = sheet_map()
    one, other = (read_value(read_exported(json.dumps(menu()).encode(), f"{name}/x.json"), used) for name in "ab")

    with pytest.raises(UnreadableSheetError) as raised:
        check_together([one.sheet, other.sheet])
    assert str(raised.value) == "b/x.json: sheet `x` is also in a/x.json; pass only one"


def test_sheets_of_two_scenarios_are_refused_with_both_files() -> None:
    used = sheet_map(sheet=f"{SHEET}plan: $scenario\n")
    sheets = [
        read_value(read_exported(json.dumps({**menu(), "plan": plan}).encode(), f"{plan}.json"), used).sheet
        for plan in ("day", None)
    ]

    with pytest.raises(UnreadableSheetError) as raised:
        check_together(sheets)
    assert str(raised.value) == (
        "None.json: belongs to scenario without a name, but day.json to scenario `day`; "
        "pass the sheets of one scenario at a time"
    )


def test_a_number_has_no_items() -> None:
    with pytest.raises(UnreadableSheetError) as raised:
        JsonValue("x.json", 7, ("nodes",)).items()
    assert str(raised.value) == "x.json: /nodes: expected a list or a mapping"


def test_a_profile_for_the_version_before_is_told_how_to_move(tmp_path: Any) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old/sheet.read.yaml").write_text("version: 1")

    with pytest.raises(ProfileError) as raised:
        read_profile("old", str(tmp_path))
    assert str(raised.value) == (
        f"{tmp_path}/old/sheet.read.yaml: this file is not read any more; write `sheet.map.yaml` in its place: the "
        "JSON of a sheet with places such as $id in it (`sheet`), with `types`, `names` and `outputs` under `words`; "
        "see docs/profiles.md"
    )


def context(parameters: dict[str, Any], type_: str = "queue") -> dict[str, Any]:
    given = [{"name": name, "label": name, "type": "", "value": value} for name, value in parameters.items()]
    one = {"id": "1", "key": "k", "type": type_, "label": "", "name": "k", "x": 0, "y": 0}
    component = {**one, "parameters": given, "rows": [], "outputs": []}
    return {
        "scenario": "s",
        "description": None,
        "sheet": "t",
        "components": [component],
        "wires": [],
        "variables": [],
    }


@pytest.mark.parametrize(
    ("values", "parameters"),
    [
        ("text_list: {join: ','}", {"options": ["a,b"]}),
        ("text_list: {join: ' '}", {"options": ["a b"]}),
        ("seconds: {unset: 0}", {"timeout_sec": 0}),
        ("text: {unset: none}", {"macro": "none"}),
    ],
)
def test_a_value_that_would_be_read_back_as_another_is_not_written(values: str, parameters: dict[str, Any]) -> None:
    with pytest.raises(UnwritableError, match=r"component `k`: .* cannot be written: it would be read back as another"):
        Writer(sheet_map(f"values: {{{values}}}")).value(context(parameters))


def test_a_text_that_looks_like_a_variable_is_not_written() -> None:
    with pytest.raises(UnwritableError, match="would be read back as another value"):
        Writer(sheet_map("variable: '=${name}'")).value(context({"macro": "=a"}))


def test_words_that_mean_two_things_are_refused() -> None:
    used = sheet_map("words: {parameters: {words: {queue: {same: options}, any: {skip: prefix}}}}")
    with pytest.raises(MapError) as raised:
        Writer(used).value(context({"queue": "901"}))
    assert "`skip` is the word for both" in str(raised.value)


@pytest.mark.parametrize(
    "style",
    [
        Style(),
        Style(indent=None),
        Style(indent=None, separators=(",", ":"), newline=False),
        Style(indent=4, ascii=True, slashes=True),
        Style(indent="\t", crlf=True),
    ],
)
def test_the_style_of_a_text_is_found(style: Style) -> None:
    text = sheet_text({"a": ["/", "é", {"b": 1.0}], "c": {}, "d": []}, style)

    assert json.loads(text) == {"a": ["/", "é", {"b": 1.0}], "c": {}, "d": []}
    assert sheet_text({"a": ["/", "é", {"b": 1.0}], "c": {}, "d": []}, style_of(text)) == text


def test_a_name_that_is_used_for_two_components_cannot_be_written_where_names_are_ids() -> None:
    writer = Writer(read_profile("n8n", PROFILES).map)
    twice = context({}, "answer")
    twice["components"].append({**twice["components"][0], "key": "other", "id": "2"})

    with pytest.raises(UnwritableError) as raised:
        writer.value(twice)
    assert str(raised.value) == ("`k` and `other` are both named `k`, and the format refers to components by name")
    with pytest.raises(TemplateError) as built:
        Renderer(PROFILES).sheet(twice, "n8n")
    assert str(built.value) == f"profile `n8n`, sheet `t`: {raised.value}"


def test_reading_an_own_sheet_through_another_profile_is_refused() -> None:
    with pytest.raises(UnreadableSheetError) as raised:
        read_sheet(b'{"format": "scenario-kit/sheet", "version": 1}', "x.json", read_profile("n8n", PROFILES))
    assert str(raised.value) == "x.json: no components at /nodes; is it a sheet of another format?"


# Values inside of objects.

TIMES = "values: {seconds: {inside: {n: $value, unit: s}}, number_list: {inside: {size: $count, of: $value}}}"


def trunk(**values: Any) -> Any:
    return {"nodes": [{"id": "t", "kind": "trunk", "set": {"trunk": "a", **values}}], "wires": []}


def test_a_value_is_read_from_the_object_that_it_is_inside_of() -> None:
    sheet = trunk(timeout_sec={"n": 30, "unit": "s"}, permitted_queues={"size": 2, "of": ["901", "902"]})
    (component,) = read(sheet, sheet_map(TIMES)).sheet.components.values()

    assert component.parameters == {"trunk": "a", "timeout_sec": 30, "permitted_queues": ("901", "902")}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"timeout_sec": {"n": 30, "unit": "min"}}, "`timeout_sec`: not a value as the map describes it"),
        ({"timeout_sec": {"n": 30}}, "`timeout_sec`: not a value as the map describes it"),
        ({"timeout_sec": {"n": 30, "unit": "s", "a": 1}}, "`timeout_sec`: not a value as the map describes it"),
        ({"timeout_sec": 30}, "`timeout_sec`: not a value as the map describes it"),
    ],
)
def test_a_value_that_is_inside_of_something_else_is_refused(values: Any, message: str) -> None:
    told = refusal(trunk(**values), sheet_map(TIMES))

    assert told == f"x.json: /nodes/0/set/timeout_sec: {message}"


def test_a_number_of_items_must_be_right() -> None:
    told = refusal(trunk(permitted_queues={"size": 3, "of": ["901", "902"]}), sheet_map(TIMES))

    assert told == "x.json: /nodes/0/set/permitted_queues/size: `permitted_queues`: not the number of its items"


def test_a_type_of_a_variable_that_no_file_says_is_guessed_by_its_use() -> None:
    used = sheet_map("variable: {var: $name}", sheet=SHEET + "vars: {$each: variables, $key: $variable, $item: $value}")
    nodes = [{"id": "a", "kind": "announcement", "set": {"announcement": {"var": "greeting"}}}]
    sheet = read({"nodes": nodes, "wires": [], "vars": {"greeting": "hello", "limit": None}}, used).sheet

    assert sheet.untyped
    assert [(one.name, one.type, one.value) for one in sheet.variables or ()] == [
        ("greeting", "announcement", "hello"),
        ("limit", "string", None),
    ]


# Ends of wires that are told twice.

TWICE = SHEET.replace("[$source, $output, $target]", "{from: $source, out: $output, to: $target, again: {id: $target}}")


@pytest.mark.parametrize("again", [{"id": "b"}, {}])
def test_an_end_that_is_told_twice_must_be_the_same(again: Any) -> None:
    used = sheet_map(sheet=TWICE)
    wire = {"from": "m", "out": "1", "to": "a", "again": again}
    sheet = {**menu(), "wires": [wire]}

    if again:
        assert refusal(sheet, used) == "x.json: /wires/0/again/id: another target of the same wire than at /wires/0/to"
    else:
        assert read(sheet, used).sheet.wires == {("m", "1"): "a"}


LISTED = """
- $each: components
  $where: {has: [/rows]}
  $item: {id: $id, kind: $type, rows: [{$each: rows, $item: {$fields: {}, goto: $target}}]}
- {$each: wires, $where: {has: [/from]}, $item: {from: $source, to: $target}}
"""


def test_a_component_that_meets_no_condition_is_refused_and_a_note_is_not() -> None:
    route = {"id": "a", "kind": "ivr", "rows": [{"case": "1", "goto": "a"}]}
    used = sheet_map(sheet=LISTED)

    assert read([route, {"id": "b", "kind": "comment"}, {"kind": None}], used).sheet.wires == {("a", "1"): "a"}
    assert refusal([route, {"id": "b", "kind": "Answer"}], used) == (
        "x.json: /1: it has the type of a component, `Answer`, and is not like the components of the map"
    )


def test_a_mapping_with_a_component_that_meets_no_condition_is_refused() -> None:
    used = sheet_map(
        sheet="{$each: components, $key: $id, $where: {has: [/to]}, "
        "$item: {kind: $type, to: [{$each: wires, $item: $target}]}}"
    )
    answer = {"kind": "answer", "to": []}

    assert set(read({"a": answer, "b": {"kind": "comment"}}, used).sheet.components) == {"a"}
    assert refusal({"a": answer, "b": {"kind": "answer"}}, used).startswith("x.json: /b: it has the type")


def test_components_whose_wires_the_map_does_not_name_are_refused() -> None:
    used = sheet_map(sheet="nodes: [{$each: components, $item: {id: $id, kind: $type}}]")
    nodes = [{"id": "a", "kind": "answer"}, {"id": "b", "kind": "answer"}]

    assert set(read({"nodes": nodes[:1]}, used).sheet.components) == {"a"}
    assert refusal({"nodes": nodes}, used) == (
        "x.json: /nodes/1: nothing in the map says where the wires between components are"
    )
