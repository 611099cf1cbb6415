"""The proof of a map: what it reads in another way than the scenario has it is told by its name, never by its value."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from support.clinic import compiled

from scenario_kit.editor.learning.pairing import paired
from scenario_kit.editor.learning.parts import find_parts
from scenario_kit.editor.learning.proof import proof, proof_texts
from scenario_kit.profiles.declaration import SheetMap
from scenario_kit.profiles.writing import Writer
from scenario_kit.rendering.sheets import sheets, template_context

PLAN = """
version: 1
name: plan
sheets:
  front:
    line: {component: incoming_route, context: office, rows: [{did: '021', next: menu}, {did: '022', next: desk}]}
    menu: {component: ivr, announcement: hi, max_digits: 1, rows: [{case: '1', next: desk}, {case: '2', next: bye}]}
    desk: {component: extension, extension: '611', timeout_sec: 30, next: {S: bye, B: sorry}}
    sorry: {component: announcement, announcement: busy, next: bye}
    bye: {component: fax, name: Farewell}
"""
ITEM = (
    "id: $id, kind: $type, name: $name, cap: $name, set: {$parameters: {}}, rows: [{$each: rows, $item: {$fields: {}}}]"
)
WIRES = "wires: [{$each: wires, $item: [$source, $output, $target]}]"


def sheet_map(item: str = ITEM, wires: str = WIRES, more: str = "") -> SheetMap:
    sheet = f"{{nodes: [{{$each: components, $item: {{{item}}}}}], {wires}}}"
    return SheetMap.from_tree(yaml.safe_load(f"{{version: 2, sheet: {sheet}, ids: {{form: 'n{{number}}'}}, {more}}}"))


def told(used: SheetMap, change: Any = None) -> list[str]:
    """Return the proof of a map for a sheet that the usual map has written."""
    calls = compiled(PLAN)
    value: Any = Writer(sheet_map()).value(template_context(calls, next(iter(sheets(calls)))))
    parts = find_parts(paired([("x.json", value)], [calls]))
    if change is not None:
        change(value)
    return proof_texts(proof(used, [("x.json", (json.dumps(value, indent=2) + "\n").encode())], parts))


def test_the_map_that_wrote_a_sheet_proves_right() -> None:
    assert told(sheet_map()) == []


def without_farewell(value: Any) -> None:
    del value["nodes"][4]
    value["wires"] = [wire for wire in value["wires"] if wire[2] != "n5"]


NAMED = {"id": "n9", "kind": "fax", "name": "other", "cap": "other", "set": {}, "rows": []}


@pytest.mark.parametrize(
    ("used", "change", "expected"),
    [
        (sheet_map(more="words: {types: {words: {fax: page, copy: fax}}}"), None,
         ["`Farewell` is read as Page, and is Fax"]),
        (sheet_map(), lambda value: value["nodes"][4].update(name="Bye"), ["the name of `Farewell` is read as `Bye`"]),
        (sheet_map(), lambda value: value["nodes"].append(NAMED),
         ["component `other` is read, and the scenario does not have it"]),
        (sheet_map(), without_farewell,
         ["component `Farewell` is not read", "output S of `desk` has a wire that is not read",
          "output 2 of `menu` has a wire that is not read", "output out of `sorry` has a wire that is not read"]),
        (sheet_map(), lambda value: value["nodes"][1]["rows"].append({"case": "3"}),
         ["`menu` is read with 3 rows, and has 2"]),
        (sheet_map(), lambda value: value["nodes"][1]["rows"][1].update(case="3"),
         ["`case` in row 2 of `menu` is not read as the scenario has it"]),
        (sheet_map(), lambda value: value["nodes"][2]["set"].update(timeout_sec=31),
         ["`timeout_sec` of `desk` is not read as the scenario has it"]),
        (sheet_map(), lambda value: value["nodes"][2]["set"].update(skip="1"),
         ["`skip` of `desk` is not read as the scenario has it"]),
        (sheet_map(), lambda value: value["wires"].pop(0), ["output 1 of `line` has a wire that is not read"]),
        (sheet_map(), lambda value: value["wires"][0].__setitem__(2, "n5"),
         ["output 1 of `line` is read with a wire to `Farewell`"]),
    ],
)  # fmt: skip
def test_what_is_read_in_another_way_is_told(used: SheetMap, change: Any, expected: list[str]) -> None:
    assert [one.removeprefix("x.json: ") for one in told(used, change)] == expected


def test_of_many_differences_the_first_ten_are_told() -> None:
    def change(value: Any) -> None:
        value["wires"] = []
        for one in value["nodes"]:
            one["name"] = one["name"].upper()

    differences = told(sheet_map(), change)

    assert differences[0] == "x.json: the name of `line` is read as `LINE`"
    assert differences[10:] == ["x.json: 2 more"]
