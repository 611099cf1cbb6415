"""Files that are not sheets, and invalid profiles: one line each, with the place."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import pytest
from support.clinic import OWN, PROFILES, component, exported, sheets
from support.paths import ROOT, TESTS

from scenario_kit.editor.exported import Point, read_profile, read_sheet
from scenario_kit.editor.importing import import_sheets
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.language.component_models import VariableReference

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def set_(key: str, field: str, value: Any) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        component(sheet, key)[field] = value

    return change


def wire(**fields: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        line = component(sheet, "line")["id"]
        next(wire for wire in sheet["connections"] if wire["from"] == line).update(fields)
        sheet["connections"].sort(key=lambda wire: wire["from"] not in (line, "nowhere"))

    return change


def wire_twice(sheet: Any) -> None:
    sheet["connections"].insert(0, {**sheet["connections"][0], "to": component(sheet, "choose")["id"]})


def take_an_id(sheet: Any) -> None:
    sheet["components"][2]["id"] = "twice"
    sheet["components"][0]["id"] = "twice"


def an_address(sheet: Any) -> None:
    component(sheet, "line").update(
        type="trunk_api", parameters={"api_address": "https://joe:hunter2@crm.example\n"}, rows=[]
    )


def top(**fields: Any) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet |= fields

    return change


CHANGES: Final[dict[str, Callable[[Any], None]]] = {
    "another format": top(format="other"),
    "another version": top(version=2),
    "no format": top(format=None),
    "components are a number": top(components=7),
    "no components": top(components=[], connections=[]),
    "a scenario with another kind of name": top(scenario="Our Clinic"),
    "no scenario": top(scenario=None),
    "no sheet": top(sheet=None),
    "a list for the sheet": top(sheet=["front"]),
    "a variable of another type": top(variables=[{"name": "a", "type": "float"}]),
    "a variable without a name": top(variables=[{"type": "number"}]),
    "a misspelt type": set_("line", "type", "incomming_route"),
    "a strange type": set_("line", "type", "x"),
    "no type": set_("line", "type", None),
    "no id": set_("line", "id", None),
    "an id twice": take_an_id,
    "a name on two lines": set_("line", "name", "a\nb"),
    "a route without rows": set_("line", "rows", []),
    "a row without its output": set_("line", "rows", [{"did": "1"}]),
    "a row with a strange field": set_("line", "rows", [{"output": "1", "number": "1"}]),
    "a row with a bad value": set_("line", "rows", [{"output": "1", "did": "1 2"}]),
    "two rows of one output": set_("line", "rows", [{"output": "1"}, {"output": "1"}]),
    "rows where there are none": set_("pick-up", "rows", [{"output": "1"}]),
    "an address that cannot be shown": an_address,
    "a choice that there is not": set_("pick-up", "parameters", {"type": "hello"}),
    "a misspelt parameter": set_("pick-up", "parameters", {"typ": "answer"}),
    "a mapping for a word": set_("pick-up", "parameters", {"type": {"a": 1}}),
    "a text for the parameters": set_("pick-up", "parameters", "answer"),
    "a range that is none": set_("open", "parameters", {"days_of_week": {"mon": ["9-12"]}}),
    "a parameter left out": set_("out-of-hours", "parameters", {}),
    "an empty parameter": set_("out-of-hours", "parameters", {"announcement": ""}),
    "a loose end": wire(to="nowhere"),
    "a loose beginning": wire(**{"from": "nowhere"}),
    "an output that there is not": wire(output="S"),
    "an output wired twice": wire_twice,
    "a control character in a key": set_("pick-up", "parameters", {"\x1b[2J": "answer"}),
}
BYTES: Final = {
    "nothing": b"",
    "yaml": b"version: 1",
    "a colon left out": b'{"a": 1,\n "b" 2}',
    "not a number": b'{"a": NaN}',
    "not utf-8": b'{"a": "\xff"}',
    "a key twice": b'{"a": [{}, {"b/c": 1, "b/c": 2}]}',
    "half a surrogate pair": b'{"b/~": "\\ud83d"}',
    "nested deeply": b"[" * 102 + b"]" * 102,
    "nested without end": b"[" * 200_000,
    "too long": b" " * (5 * 1024 * 1024 + 1),
    "a list": b"[]",
    "a byte order mark": b"\xef\xbb\xbf{}",
}


def refusal(sheet: Any) -> str:
    with pytest.raises(ScenarioKitError) as raised:
        import_sheets([exported(sheet, "x.json")], OWN)
    return str(raised.value)


def changed(change: Callable[[Any], None]) -> Any:
    sheet = sheets()["front"]
    change(sheet)
    return sheet


def listed(told: dict[str, str]) -> str:
    return "".join(f"{name}:\n  {line}\n" for name, line in told.items())


def test_what_is_no_sheet_is_refused_with_its_place(golden: Callable[[Path, str], None]) -> None:
    told = {name: refusal(changed(change)) for name, change in CHANGES.items()}

    golden(TESTS / "editor/imported/refused-sheets.txt", listed(told))


def test_what_is_no_json_is_refused_with_its_place(golden: Callable[[Path, str], None]) -> None:
    told = {}
    for name, data in BYTES.items():
        with pytest.raises(ScenarioKitError) as raised:
            read_sheet(data, "x.json", OWN)
        told[name] = str(raised.value)

    golden(TESTS / "editor/imported/refused-files.txt", listed(told))


COMPONENTS = "version: 2\nsheet: {c: [{$each: components, $item: {id: $id, type: $type}}]}\n"
DECLARATIONS: Final = {
    "a list": "[]",
    "no yaml": "a: [",
    "not much": "version: 2",
    "the version before": COMPONENTS.replace("2", "1"),
    "another version": COMPONENTS.replace("2", "3"),
    "a misspelt key": COMPONENTS + "shet: 1",
    "a misspelt form": COMPONENTS.replace("$each", "$eech"),
    "a misspelt key of a form": COMPONENTS.replace("$item", "$itme"),
    "records that there are not": COMPONENTS.replace("components", "componets"),
    "records in the wrong place": COMPONENTS.replace("$type}", "$type, a: [{$each: fields, $item: $value}]}"),
    "a place that there is not": COMPONENTS.replace("$id", "$idd"),
    "a place in the wrong place": COMPONENTS.replace("{c:", "{a: $row, c:"),
    "a parameter's place that there is not": COMPONENTS.replace("$type", "$type, a: $parameter.trnk"),
    "an end of a wire that there is not": COMPONENTS.replace("$type", "$type, a: [{$each: wires, $item: $target.nam}]"),
    "half a place": COMPONENTS.replace("$type", "$type, a: 5$x"),
    "no components": "version: 2\nsheet: {a: $sheet}",
    "no type": COMPONENTS.replace("$type", "x"),
    "a case that there is not": COMPONENTS.replace("$type", "$type, a: {$by: type, trnk: 1}"),
    "a selector that there is not": COMPONENTS.replace("$type", "$type, a: {$by: kind}"),
    "columns that there are not": COMPONENTS.replace("$type", "$type, a: {$columns: {trunk: [trnk]}}"),
    "no pointer": COMPONENTS + "expect: {format: flow}",
    "a condition without a pointer": COMPONENTS.replace("$item", "$where: {kind: a}, $item"),
    "a pointer that is none in a condition": COMPONENTS.replace("$item", "$where: {lacks: target}, $item"),
    "an object with nothing inside": COMPONENTS + "values: {any: {inside: {a: 1}}}",
    "an object with a part of the value inside": COMPONENTS + "values: {seconds: {inside: {a: '${value}s'}}}",
    "a value that is inside of nothing": COMPONENTS + "values: {seconds: {inside: $value}}",
    "two lists of records in one list": COMPONENTS
    + "values: {weekly_ranges: {template: [{$each: days, $item: $day}, {$each: days, $item: $ranges}]}}",
    "a type that there is not": COMPONENTS + "words: {types: {words: {A: trnk}}}",
    "a style that there is not": COMPONENTS + "words: {types: {style: snake}}",
    "a parameter that there is not": COMPONENTS + "words: {parameters: {words: {trunk: {A: trnk}}}}",
    "words for a type that there is not": COMPONENTS + "words: {parameters: {words: {trnk: {A: trunk}}}}",
    "an output that there is not": COMPONENTS + "words: {outputs: {words: {any: {A: X}}}}",
    "a kind that there is not": COMPONENTS + "values: {truth: {}}",
    "a kind of field that there is not": COMPONENTS + "values: {fields: {truth: {}}}",
    "a parameter's values that there are not": COMPONENTS + "values: {trunk.trnk: {as: text}}",
    "a misspelt key of values": COMPONENTS + "values: {any: {usnet: 1}}",
    "a spelling of numbers that there is not": COMPONENTS + "values: {seconds: {as: words}}",
    "a variable without its name": COMPONENTS + "variable: x",
    "an indent that is none": COMPONENTS + "style: {indent: []}",
    "an id of nothing": COMPONENTS + "ids: {form: '{numbr}'}",
}


def test_a_declaration_at_fault_is_told_with_its_place(tmp_path: Path, golden: Callable[[Path, str], None]) -> None:
    (tmp_path / "mine").mkdir()
    told = {}
    for name, declaration in DECLARATIONS.items():
        (tmp_path / "mine/sheet.map.yaml").write_text(declaration)
        with pytest.raises(ScenarioKitError) as raised:
            read_profile("mine", str(tmp_path))
        told[name] = str(raised.value).removeprefix(f"{tmp_path}/")

    golden(TESTS / "editor/imported/refused-profiles.txt", listed(told))


def test_a_profile_without_a_declaration_and_no_profile_at_all_are_told_apart() -> None:
    told = []
    for name, templates in (("vendor-like", PROFILES), ("nobody", PROFILES), ("scenario-kit", "nowhere")):
        with pytest.raises(ScenarioKitError) as raised:
            read_profile(name, templates)
        told.append(str(raised.value))

    assert told == [
        (
            "profile `vendor-like` has no `sheet.map.yaml` beside its `sheet.json.j2`, so its sheets cannot be read; "
            "add one that declares where the values are in a sheet"
        ),
        "unknown profile `nobody`; a profile is a folder in the templates (--templates DIR)",
        "templates `nowhere`: no such directory",
    ]


SMALL: Final = """
version: 2
sheet:
  nodes: [{$each: components, $item: {no: $id, kind: $type, p: [{$each: parameters, $item: [$parameter, $value]}]}}]
  wires: [{$each: wires, $item: [$source, $target, $output]}]
"""


def small(tmp_path: Path, sheet: Any, more: str = "") -> Any:
    (tmp_path / "small").mkdir()
    (tmp_path / "small/sheet.map.yaml").write_text(SMALL + more)
    return read_sheet(json.dumps(sheet).encode(), "folder/Front.json", read_profile("small", str(tmp_path)))


def test_a_format_that_says_little_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    sheet = small(
        tmp_path,
        {
            "nodes": [
                {"no": 1, "kind": "Answer", "p": [["Type", "answer"]]},
                {"no": 2.50, "kind": "trunk", "p": [["trunk", "Cisco"], ["Timeout Sec", "030"], ["skip", None]]},
            ],
            "wires": [[1, 2.5]],
        },
    )

    assert (sheet.name, sheet.scenario, sheet.description, sheet.variables) == ("Front", None, None, None)
    assert [(one.id, one.key, one.name, one.at, one.label) for one in sheet.components.values()] == [
        ("1", None, None, None, "1"),
        ("2.5", None, None, None, "2.5"),
    ]
    assert [one.parameters for one in sheet.components.values()] == [
        {"type": "answer"},
        {"trunk": "Cisco", "timeout_sec": 30},
    ]
    assert sheet.wires == {("1", "out"): "2.5"}


def test_where_a_component_has_several_outputs_a_wire_has_to_say_which(tmp_path: Path) -> None:
    nodes = [{"no": 1, "kind": "trunk", "p": [["trunk", "Cisco"]]}]
    with pytest.raises(ScenarioKitError) as raised:
        small(tmp_path, {"nodes": nodes, "wires": [[1, 1]]})
    assert str(raised.value) == (
        "folder/Front.json: /wires/0/0: the wire names no output, and Trunk does not have exactly one"
    )


def test_a_parameter_under_two_of_its_names_is_refused(tmp_path: Path) -> None:
    nodes = [{"no": 1, "kind": "trunk", "p": [["trunk", "a"], ["Trunk", "b"]]}]
    with pytest.raises(ScenarioKitError) as raised:
        small(tmp_path, {"nodes": nodes})
    assert (
        str(raised.value)
        == "folder/Front.json: /nodes/0/p/1: duplicate parameter `trunk`; it is also at /nodes/0/p/0/1"
    )


def test_words_that_are_to_be_passed_over_are(tmp_path: Path) -> None:
    nodes = [{"no": 1, "kind": "trunk", "p": [["trunk", "a"], ["colour", "b"], ["ring", "5"]]}]
    sheet = small(
        tmp_path, {"nodes": nodes}, "words: {parameters: {words: {any: {colour: ~}, trunk: {ring: timeout_sec}}}}"
    )

    assert sheet.components["1"].parameters == {"trunk": "a", "timeout_sec": 5}


def test_the_example_on_the_page_is_read_as_the_page_says(tmp_path: Path) -> None:
    page = (ROOT / "docs/profiles.md").read_text("utf-8").partition("## Writing a map")[2]
    (sheet, *_), (declaration, *_) = (re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL) for kind in ("json", "yaml"))
    (tmp_path / "my-pbx").mkdir()
    (tmp_path / "my-pbx/sheet.map.yaml").write_text(declaration)

    read = read_sheet(sheet.encode(), "page.json", read_profile("my-pbx", str(tmp_path)))

    assert (read.scenario, read.name, read.lasting_ids) == ("clinic", "front", False)
    assert [(one.name, one.at, one.parameters) for one in read.components.values()] == [
        ("line", Point(80, 80), {"context": "from-provider"}),
        ("desk", Point(280, 80), {"say_busy": False, "timeout_sec": 30}),
        ("sorry", Point(480, 80), {"announcement": VariableReference(variable="reason")}),
    ]
    assert read.components["b1"].rows == ({"did": "02144001000"},)
    assert read.wires == {("b2", "B"): "b3", ("b2", "F"): "b3", ("b1", "1"): "b2"}
