"""The spoilt exports, and the files that are no export: each is spoilt in the way that it says."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from support.editors import SHAPES
from support.editors.cases import EDITORS, OWN, calls_of, every_shape, scalars, strict
from support.editors.hostile import (
    MIB,
    NO_EXPORTS,
    backwards,
    hostile,
    large,
    looping,
    same_id_twice,
    same_name_twice,
    survivable,
)
from support.editors.readers import arrows

from scenario_kit.files.strict_json import StrictJsonError, read_json

if TYPE_CHECKING:
    from support.editors.shape import Shape

NIGHTS = EDITORS / "scenarios/on-call.yaml"


pytestmark = pytest.mark.unmeasured


@every_shape
def test_a_hostile_export_is_spoilt_in_the_way_that_it_says(shape: Shape) -> None:
    calls = calls_of(NIGHTS)
    export = shape.export(calls, "nights")
    spoilt = hostile(shape, calls, "nights")
    odd = survivable(shape, calls, "nights")

    assert export not in spoilt.values()
    for name in ("truncated", "without its last character", "the same export twice"):
        with pytest.raises(json.JSONDecodeError):
            json.loads(spoilt[name])
    assert json.loads(spoilt["list of two sheets"])[0] == json.loads(export)
    assert b"NaN" in spoilt["NaN"]
    assert b"Infinity" in spoilt["infinity"]
    assert b"9" * 5000 in odd["numbers of 5000 digits"]
    assert json.loads(odd["byte order mark"].decode("utf-8-sig")) == json.loads(export)
    assert b'"__proto__"' in odd["__proto__"]
    if not shape.one_wire:
        wires = arrows(shape, json.loads(export))
        assert len(arrows(shape, json.loads(spoilt["two wires from each output"]))) == 2 * len(wires)


def test_two_sheets_in_the_way_of_the_editor_have_both_their_wires() -> None:
    calls = calls_of(NIGHTS)
    tabs = strict(hostile(SHAPES["flat-wires"], calls, "nights")["two sheets in the editor's own way"])
    modules = strict(hostile(SHAPES["drawflow"], calls, "nights")["two sheets in the editor's own way"])

    wires = arrows(SHAPES["flat-wires"], strict(SHAPES["flat-wires"].export(calls, "nights")))
    assert [node["label"] for node in tabs if node["type"] == "tab"] == ["nights", "nights"]
    assert len({node["id"] for node in tabs}) == len(tabs)
    assert len(set(arrows(SHAPES["flat-wires"], tabs))) == 2 * len(set(wires))
    assert list(modules["drawflow"]) == ["nights", "nights 2"]


def test_a_link_that_is_drawn_backwards_arrives_at_an_output() -> None:
    shape = SHAPES["react-diagrams"]
    export = shape.export(calls_of(NIGHTS), "nights")

    links, nodes = (layer["models"] for layer in strict(backwards(export))["layers"])

    arriving = {port["id"] for node in nodes.values() for port in node["ports"] if port["in"]}
    assert [link["targetPort"] in arriving for link in links.values()][:4] == [False, True, False, True]
    assert strict(backwards(backwards(export))) == strict(export)


@every_shape
def test_two_boxes_have_one_name(shape: Shape) -> None:
    calls = calls_of(NIGHTS)
    first, second = (one["name"] for one in shape.oracle(calls, "nights")["components"][:2])
    before = Counter(scalars(strict(shape.export(calls, "nights"))))

    after = Counter(scalars(json.loads(same_name_twice(shape, calls, "nights"), object_pairs_hook=keep_pairs)))

    assert after[second] == 0
    assert after[first] == before[first] + before[second]


@every_shape
def test_two_boxes_have_one_id(shape: Shape) -> None:
    calls = calls_of(NIGHTS)
    oracle = shape.oracle(calls, "nights")
    first, second = (one["id"] for one in oracle["components"][:2])
    before = Counter(scalars(strict(shape.export(calls, "nights"))))
    sign = -1 if isinstance(first, int) and first < 0 else 1

    after = Counter(scalars(json.loads(same_id_twice(shape, calls, "nights"), object_pairs_hook=keep_pairs)))

    if isinstance(first, int):
        assert after[str(sign * 900_000_002)] == 0
        assert after[str(sign * 900_000_001)] > after[str(sign * 900_000_003)]
    else:
        assert after[second] == 0
        assert after[first] == before[first] + before[second]


def keep_pairs(pairs: list[tuple[str, Any]]) -> list[Any]:
    return [list(pair) for pair in pairs]


@every_shape
def test_an_export_with_loops_leaves_no_output_open(shape: Shape) -> None:
    calls = calls_of(EDITORS / "scenarios/sheets.yaml")
    outputs = sum(len(one.outputs) for one in calls.sheets["dawn"])

    assert len(arrows(shape, json.loads(looping(shape, calls, "dawn")))) == outputs


@every_shape
def test_a_large_export_is_like_a_small_one(shape: Shape) -> None:
    calls = calls_of(OWN[0])
    (sheet,) = calls.sheets
    export = large(shape, calls, sheet, MIB // 8)

    wires = Counter(arrows(shape, strict(export)))
    assert len(export) > MIB // 8
    assert set(wires.values()) == {1}
    assert len(wires) % len(shape.oracle(calls, sheet)["wires"]) == 0
    assert len(wires) > len(shape.oracle(calls, sheet)["wires"])


@pytest.mark.parametrize("name", NO_EXPORTS)
def test_a_file_that_is_no_export_is_what_it_is_called(name: str) -> None:
    no_json = {"empty file", "deep list", "deep mapping", "YAML", "not UTF-8", "comments", "trailing comma"}
    data = NO_EXPORTS[name]
    if name in {*no_json, "lone surrogate"}:
        with pytest.raises(StrictJsonError):
            read_json(data)
    else:
        assert not isinstance(read_json(data), dict) or "nodes" not in read_json(data)
