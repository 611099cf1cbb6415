"""Learning from one small sheet: whatever shape a map writes it in, what is learned reads it as the scenario has it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from support.clinic import compiled

from scenario_kit.editor.learning import Status, learn
from scenario_kit.profiles.declaration import SheetMap
from scenario_kit.profiles.json_values import read_exported
from scenario_kit.profiles.reading import read_value
from scenario_kit.profiles.style import sheet_text
from scenario_kit.profiles.writing import Writer
from scenario_kit.rendering.sheets import sheets, template_context

PLAN = """
version: 1
name: plan
sheets:
  front:
    way-in: {component: outgoing_route, context: office, rows: [{pattern: '021X', next: choose}]}
    choose:
      component: ivr
      announcement: hello-there
      max_digits: 1
      rows: [{case: '3', next: ring-desk}, {case: '5', next: say-sorry}]
    ring-desk: {component: extension, extension: '611', timeout_sec: 37, next: {S: say-sorry, B: say-bye}}
    ring-hall: {component: extension, extension: '612', timeout_sec: 41, next: {B: say-sorry, F: ring-desk}}
    say-sorry: {component: announcement, announcement: busy-now, next: say-bye}
    say-bye: {component: announcement, announcement: good-bye}
    take-fax: {component: fax, next: {S: ring-hall}}
"""
BASE = "id: $id, kind: $type, cap: $name"
SET = "set: {$parameters: {}}"
ROWS = "rows: [{$each: rows, $item: {$fields: {}}}]"
WIRES = "wires: [{$each: wires, $item: {from: $source, to: $target, out: $output}}]"


def shape(item: str, wires: str = WIRES, more: str = "") -> SheetMap:
    sheet = f"{{name: $sheet, nodes: [{{$each: components, $item: {{{BASE}, {item}}}}}], {wires}}}"
    return SheetMap.from_tree(yaml.safe_load(f"{{version: 2, sheet: {sheet}, ids: {{form: 'n{{number}}'}}, {more}}}"))


OUT = "out: {$each: outputs, $key: $output, $item: "
SHAPES = {
    "members": shape(f"{SET}, {ROWS}"),
    "pairs of lists": shape(f"set: [{{$each: parameters, $item: [$parameter, $value]}}], {ROWS}"),
    "pairs of members": shape(f"set: [{{$each: parameters, $item: {{k: $parameter, v: $value}}}}], {ROWS}"),
    "columns": shape(f"set: {{$columns: parameters}}, {ROWS}", more="values: {any: {unset: ~}}"),
    "columns of rows": shape(f"{SET}, rows: [{{$each: rows, $item: {{$columns: fields}}}}]"),
    "rows by number": shape(f"{SET}, rows: {{$each: rows, $key: 'row${{row1}}', $item: {{$fields: {{}}}}}}"),
    "a place in a list": shape(f"{SET}, {ROWS}, pos: [$x, $y]"),
    "a place in members": shape(f"{SET}, {ROWS}, box: {{left: '${{x}}px', top: '${{y}}px'}}"),
    "a place in a text": shape(f"{SET}, {ROWS}, pos: '${{x}} ${{y}}'"),
    "targets of outputs": shape(f"{SET}, {ROWS}, {OUT} $target}}", "zoom: 1", "words: {outputs: {open: ~}}"),
    "wires of outputs": shape(f"{SET}, {ROWS}, {OUT} [{{$each: wires, $item: {{to: $target}}}}]}}", "zoom: 1"),
    "outputs with or without a wire": shape(
        f"{SET}, {ROWS}, {OUT} {{$by: wired, $yes: {{to: $target}}, $no: ~}}}}", "zoom: 1"
    ),
    "targets in rows": shape(
        f"{SET}, lines: [{{$each: rows, $item: {{goto: $target, $fields: {{}}}}}}], "
        f"out: {{$by: rows, $yes: {{}}, $no: {{$each: outputs, $key: $output, $item: $target}}}}",
        "zoom: 1",
        "words: {outputs: {open: ~}}",
    ),
    "lists of targets by position": shape(
        f"{SET}, {ROWS}, out: [{{$each: outputs, $item: [{{$each: wires, $item: $target}}]}}]", "zoom: 1"
    ),
    "outputs beside other members": shape(
        f"{SET}, {ROWS}, out: {{of: $name, ports: [{{$each: outputs, $item: {{o: $output, to: $target}}}}]}}",
        "zoom: 1",
        "words: {outputs: {open: ~}}",
    ),
    "members of members": shape(
        f"{SET}, {ROWS}",
        more="words: {parameters: {words: {any: {dial/number: extension, dial/ring: timeout_sec}}}}",
    ),
    "a value in a member": shape(
        f"set: {{$each: parameters, $key: $parameter, $item: {{value: $value}}}}, {ROWS}",
    ),
    "numbers as texts": shape(f"{SET}, {ROWS}", more="values: {any: {as: text}, seconds: {times: 1000}}"),
    "wires in one list of texts": shape(
        f"{SET}, {ROWS}", "wires: [{$each: wires, $item: [$source, $output, $target]}]"
    ),
    "targets by position": shape(
        f"{SET}, {ROWS}, out: [{{$each: outputs, $item: $target}}]", "zoom: 1", "words: {outputs: {open: ''}}"
    ),
    "wires below their source": shape(
        f"{SET}, {ROWS}",
        "wires: {$each: components, $key: $id, $item: {$each: outputs, $key: $output, $item: $target}}",
        "words: {outputs: {open: ~}}",
    ),
    "wires that arrive": shape(
        f"{SET}, {ROWS}, in: [{{$each: incoming, $item: {{from: $source, out: $output}}}}]", "zoom: 1"
    ),
}


def content(value: Any, used: SheetMap) -> Any:
    found = read_value(read_exported(value, "front.json"), used).sheet
    return found.wires, {
        id_: (one.type.name, one.name, dict(one.parameters), [dict(row) for row in one.rows])
        for id_, one in found.components.items()
    }


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_is_learned_from_one_small_sheet(name: str) -> None:
    used, calls = SHAPES[name], compiled(PLAN)
    written = template_context(calls, next(iter(sheets(calls))))
    data = sheet_text(Writer(used).value(written), used.style).encode()

    learned = learn([("front.json", data)], [calls])

    assert learned.proof == ()
    assert content(data, SheetMap.from_tree(learned.tree)) == content(data, used)


def test_a_sheet_without_wires_says_that_it_shows_none() -> None:
    calls = compiled(
        "version: 1\nname: plan\nsheets: {front: {ring-desk: {component: fax}, ring-hall: {component: page}}}"
    )
    used = SHAPES["members"]
    written = template_context(calls, next(iter(sheets(calls))))
    data = sheet_text(Writer(used).value(written), used.style).encode()

    learned = learn([("front.json", data)], [calls])

    said = next(one for one in learned.statements if (one.topic, one.subject) == ("structure", "wires"))
    assert (said.says, said.status) == ("none", Status.UNSEEN)
