"""Maps that count: sums, items for wires that may still arrive, ids of variables, and objects that stay when empty."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml
from support.clinic import CLINIC, PROFILES, compiled

from scenario_kit.profiles.declaration import SheetMap
from scenario_kit.profiles.json_values import UnreadableSheetError, read_exported
from scenario_kit.profiles.loading import read_profile
from scenario_kit.profiles.notes import context_of, notes_of
from scenario_kit.profiles.parsing import MapError
from scenario_kit.profiles.reading import ReadSheet, read_value
from scenario_kit.profiles.style import sheet_text
from scenario_kit.profiles.values import UnwritableError
from scenario_kit.profiles.writing import Writer
from scenario_kit.rendering.sheets import sheets, template_context

COUNTED = Writer(read_profile("counted", PROFILES).map)


def clinic() -> dict[str, Any]:
    calls = compiled(CLINIC)
    return template_context(calls, next(sheet for sheet in sheets(calls) if sheet.name == "front"))


def writer(item: str, more: str = "") -> Writer:
    rows = "rows: [{$each: rows, $item: {$fields: {}}}]"
    sheet = f"{{nodes: [{{$each: components, $item: {{id: $id, type: $type, {item}, {rows}}}}}]}}"
    return Writer(SheetMap.from_tree({"version": 2, "sheet": yaml.safe_load(sheet), **(yaml.safe_load(more) or {})}))


def nodes(used: Writer) -> dict[str, Any]:
    """Return the written components by type, the first of each."""
    value: Any = used.value(clinic())
    return {node["type"]: node for node in reversed(value["nodes"])}


def read(value: Any, used: Writer) -> ReadSheet:
    return read_value(read_exported(sheet_text(value, used.map.style).encode(), "x.json"), used.map)


# Sums.


def test_a_sum_grows_with_what_it_counts() -> None:
    found = nodes(writer("height: {$sum: 40, output_count: 20, incoming_count: 0.5}"))

    assert (found["ivr"]["height"], found["answer"]["height"]) == (40 + 4 * 20 + 2 * 0.5, 40 + 20 + 0.5)


def test_whatever_a_file_has_in_place_of_a_sum_is_kept() -> None:
    value: Any = COUNTED.value(clinic())
    value["nodes"]["N0002"]["place"]["height"] = 77
    value["links"][0][5] = "above"
    found = read(value, COUNTED)
    keys = {id_: one.name or "" for id_, one in found.sheet.components.items()}
    context = context_of(found, keys)

    assert COUNTED.value(context, notes_of(found, context, COUNTED, keys)) == value


def test_the_last_ids_are_the_highest_numbers() -> None:
    used = Writer(
        SheetMap.from_tree(
            {
                "version": 2,
                "sheet": {
                    "last": "$last_id",
                    "next": {"$sum": 1, "last_wire_id": 1},
                    "variables": "$variable_count",
                    "nodes": [{"$each": "components", "$item": {"id": "$id", "type": "$type"}}],
                },
                "ids": {"form": "n{number}", "from": 7},
            }
        )
    )
    value: Any = used.value(clinic())

    assert (value["last"], "next" in value, value["variables"]) == (6 + len(value["nodes"]), False, 1)


# Items for wires that may still arrive.


def test_a_free_input_follows_those_that_have_a_wire() -> None:
    value: Any = COUNTED.value(clinic())
    inputs = {node["kind"]: [one["name"] for one in node["inputs"]] for node in value["nodes"].values()}

    assert inputs["incoming_route"] == []
    assert inputs["answer"] == ["call 1", "call 2"]
    assert inputs["ivr"] == ["call 1", "call 2", "call 3"]
    assert [link[4] for link in value["links"]].count(1) == len([one for one in inputs.values() if len(one) > 2])


def test_a_new_wire_takes_a_place_of_its_own_before_the_free_one() -> None:
    value: Any = COUNTED.value(clinic())
    found = read(value, COUNTED)
    keys = {id_: one.name or "" for id_, one in found.sheet.components.items()}
    before = context_of(found, keys)
    notes = notes_of(found, before, COUNTED, keys)
    after = copy.deepcopy(before)
    ends = {one["key"]: {"key": one["key"], "id": one["id"]} for one in after["components"]}
    after["wires"].append({"source": ends["out-of-hours"], "output": "out", "target": ends["pick-up"]})

    written: Any = COUNTED.value(after, notes)

    assert [one["name"] for one in written["nodes"]["N0002"]["inputs"]] == ["call 1", "call 2", "call 3"]
    assert written["nodes"]["N0002"]["inputs"][-1]["link"] is None
    assert len(written["links"]) == len(value["links"]) + 1


def test_a_free_input_that_holds_something_else_is_no_free_input() -> None:
    value: Any = COUNTED.value(clinic())
    value["nodes"]["N0002"]["inputs"][1] = {"name": "call 2", "link": 99}

    with pytest.raises(UnreadableSheetError, match=r"/nodes/N0002/inputs/1/link: the wire `99` has no source"):
        read(value, COUNTED)


# Ids.


def test_variables_have_ids_that_are_kept() -> None:
    value: Any = COUNTED.value(clinic())
    value["globals"][0]["id"] = "v41"
    found = read(value, COUNTED)
    keys = {id_: one.name or "" for id_, one in found.sheet.components.items()}
    context = context_of(found, keys)
    notes = notes_of(found, context, COUNTED, keys)
    context["variables"].insert(0, {"name": "new", "type": "number", "value": "1"})

    written: Any = COUNTED.value(context, notes)

    assert notes["variables"] == {"greeting": {"id": "v41"}}
    assert [(one["id"], one["name"]) for one in written["globals"]] == [("v42", "new"), ("v41", "greeting")]


def test_zeros_fill_up_a_number() -> None:
    value: Any = COUNTED.value(clinic())

    assert list(value["nodes"])[:2] == ["N0001", "N0002"]


def test_ports_and_wires_have_different_ids() -> None:
    used = writer("out: [{$each: outputs, $item: [$port, {$each: wires, $item: $wire}]}]", "ids: {port: '{uuid}'}")
    value: Any = used.value(clinic())
    ids = [id_ for node in value["nodes"] for port, *wires in node["out"] for id_ in (port, *wires)]

    assert len(set(ids)) == len(ids)


# Objects.


def test_an_empty_object_is_a_list_if_the_map_says_so() -> None:
    found = nodes(
        writer("set: {$parameters: {}, $empty: []}, outs: {$each: wires, $key: $output, $item: $target, $empty: []}")
    )

    assert found["answer"]["set"] == {"type": "answer"}
    assert found["announcement"]["outs"] == []


def test_an_object_of_parameters_is_where_the_map_names_it() -> None:
    used = writer(
        "set: {$parameters: {}, note: x, more: {$by: type, incoming_route: $absent, $else: {locked: false}}}",
        "words: {parameters: {words: {any: {more/queue: queue, more/timeout: timeout_sec}}}}",
    )
    found = nodes(used)

    assert list(found["incoming_route"]["set"]) == ["context", "note"]
    assert found["queue"]["set"] == {"note": "x", "more": {"locked": False, "queue": "0610"}}
    assert found["answer"]["set"] == {"type": "answer", "note": "x", "more": {"locked": False}}
    value: Any = used.value(clinic())
    value["nodes"] = [found["queue"]]
    assert [one.parameters for one in read(value, used).sheet.components.values()] == [{"queue": "0610"}]


def test_something_else_where_parameters_are_is_refused() -> None:
    used = writer("set: {$parameters: {}, more: {}}", "words: {parameters: {words: {any: {more/queue: queue}}}}")
    value: Any = used.value(clinic())
    node = next(node for node in value["nodes"] if node["type"] == "queue")
    node["set"]["more"] = "0610"

    with pytest.raises(UnreadableSheetError, match=r"/set/more: expected a mapping"):
        read(value, used)


def test_a_constant_cannot_hold_parameters() -> None:
    used = writer("set: {$parameters: {}, more: 5}", "words: {parameters: {words: {any: {more/queue: queue}}}}")

    with pytest.raises(UnwritableError) as refused:
        used.value(clinic())
    assert str(refused.value) == "`more/queue` is a member of `more`, which is no object in the map"


# What is no map.


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("h: {$sum: x}", "expected a number, got `x`"),
        ("h: {$sum: 1, output_count: true}", "expected a number, got `True`"),
        ("h: {$sum: 1, outputs: 2}", "unknown count `outputs`; did you mean `output_count`?"),
        ("h: {$sum: 1, wire_number: 2}", "place `$wire_number` cannot be used here; it is inside of wire"),
        (
            "o: [{$each: outputs, $item: $output, $free: ~}]",
            "`$free`: expected a template of an item beside `$each: incoming` in a list",
        ),
        (
            "o: [{$each: incoming, $item: $source, $free: $source}]",
            "place `$source` cannot be used here; it is inside of wire",
        ),
        (
            "o: [{$each: incoming, $item: $source, $empty: []}]",
            "`$empty`: a list without items is an empty list already",
        ),
        ("o: {$parameters: {}, $empty: {}}", "`$empty`: expected `absent` or [], got an empty mapping"),
    ],
)
def test_a_map_that_makes_no_sense_is_refused(item: str, message: str) -> None:
    with pytest.raises(MapError) as refused:
        writer(item)
    assert str(refused.value) == message
