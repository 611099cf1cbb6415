"""The exports that stand in for those of real editors: what they hold is what their oracles say."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from support.clinic import compiled
from support.editors import SHAPES
from support.editors.cases import EDITORS, OWN, SCENARIOS, calls_of, every_shape, scalars, strict
from support.editors.readers import wires_of
from support.editors.spelling import is_normal, normal

from scenario_kit.callgraph.graph import JUMP
from scenario_kit.language.catalogue import catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from support.editors.shape import Shape


pytestmark = pytest.mark.unmeasured

EXAMPLES = sorted((EDITORS / "examples").glob("*/*.expect.json"))

every_scenario = pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
both_ways = pytest.mark.parametrize("hand_placed", [False, True], ids=["laid-out", "hand-placed"])


@every_scenario
@every_shape
@both_ways
def test_an_export_holds_the_components_and_wires_of_its_oracle(shape: Shape, path: Path, hand_placed: bool) -> None:
    calls = calls_of(path)
    for sheet in calls.sheets:
        value = strict(shape.export(calls, sheet, seed=3, hand_placed=hand_placed))
        oracle = shape.oracle(calls, sheet, seed=3, hand_placed=hand_placed)

        ids = [one["id"] for one in oracle["components"]]
        wires = [(wire["ids"][0], wire["output"], wire["ids"][1]) for wire in oracle["wires"]]
        assert Counter(wires_of(shape, value, oracle)) == Counter(wires)
        assert len(set(ids)) == len(oracle["components"]) == len(calls.sheets[sheet])
        texts = Counter(scalars(value))
        assert all(texts[str(one["name"])] and texts[str(one["id"])] for one in oracle["components"])


@every_scenario
@every_shape
def test_an_oracle_states_the_whole_call_graph(shape: Shape, path: Path) -> None:
    calls = calls_of(path)
    for sheet, components in calls.sheets.items():
        oracle = shape.oracle(calls, sheet, seed=1, hand_placed=True)

        stated = [(one["type"], list(one["parameters"]), len(one["rows"])) for one in oracle["components"]]
        assert sorted(stated) == sorted((one.type.name, list(one.parameters), len(one.rows)) for one in components)
        edges = [key for one in components for _, _, key in calls.out_edges(one.id, keys=True) if key != JUMP]
        assert sorted(wire["output"] for wire in oracle["wires"]) == sorted(edges)


@every_shape
@both_ways
def test_an_export_is_the_same_each_time(shape: Shape, hand_placed: bool) -> None:
    calls = calls_of(OWN[0])
    (sheet,) = calls.sheets
    export = shape.export(calls, sheet, seed=5, hand_placed=hand_placed)

    assert shape.export(calls, sheet, seed=5, hand_placed=hand_placed) == export
    strict(export)


@every_shape
def test_another_hand_draws_the_same_sheet_differently(shape: Shape) -> None:
    calls = calls_of(OWN[0])
    (sheet,) = calls.sheets
    one, other = (shape.oracle(calls, sheet, seed=seed, hand_placed=True) for seed in (1, 2))

    assert shape.export(calls, sheet, seed=1, hand_placed=True) != shape.export(calls, sheet, seed=2, hand_placed=True)
    assert [one["name"] for one in one["components"]] != [one["name"] for one in other["components"]]
    assert [one["at"] for one in one["components"]] != [one["at"] for one in other["components"]]
    assert meaning(one) == meaning(other)


def meaning(oracle: dict[str, Any]) -> Any:
    """Return what an oracle says besides ids, places and order."""
    components = [{**one, "id": 0, "at": 0} for one in oracle["components"]]
    return [
        sorted(components, key=lambda one: str(one["name"])),
        sorted((wire["from"], wire["output"], wire["to"]) for wire in oracle["wires"]),
        oracle["variables"],
    ]


@every_shape
def test_a_sheet_laid_out_by_build_is_in_reading_order(shape: Shape) -> None:
    calls = calls_of(OWN[0])
    (sheet,) = calls.sheets
    places = [one["at"] for one in shape.oracle(calls, sheet)["components"]]

    assert places == sorted(places)


@every_shape
def test_each_word_leads_to_one_of_ours(shape: Shape) -> None:
    answers, spelling = shape.answers, shape.spelling
    for type_ in catalogue().values():
        word = spelling.type(type_)
        assert (
            answers["types"].get(word, type_.name if is_normal(word, type_.name, type_.label) else None) == type_.name
        )
        words = {}
        for one in (*type_.parameters.values(), *type_.row.values()):
            word = words[one.name] = spelling.parameter(type_, one)
            ours = answered(answers["parameters"], type_.name, word)
            assert ours == one.name or (ours is None and is_normal(word, one.name, one.label)), (type_.name, one.name)
        assert len(set(words.values())) == len(words)
        ports = {output: spelling.output(type_, output) for output in type_.outputs}
        for output, word in ports.items():
            ours = answered(answers["outputs"], type_.name, word)
            assert ours == output or (ours is None and is_normal(word, output, output)), (type_.name, output)
        assert len(set(ports.values())) == len(ports)


def answered(answers: dict[str, dict[str, str]], type_: str, word: str) -> str | None:
    return answers.get(type_, {}).get(word) or answers.get("any", {}).get(word)


def test_the_scenarios_use_every_type_parameter_and_choice() -> None:
    used = {
        (one.type.name, name, value if isinstance(value, str) else None)
        for path in OWN
        for one in calls_of(path).components
        for values in (one.parameters, *(row.fields for row in one.rows))
        for name, value in values.items()
    }
    catalogued = {
        (type_.name, name, choice)
        for type_ in catalogue().values()
        for name, one in {**type_.parameters, **type_.row}.items()
        for choice in one.choices or (None,)
    }

    assert {one.type.name for path in OWN for one in calls_of(path).components} == set(catalogue())
    assert catalogued <= used | {(type_, name, None) for type_, name, _ in used}


WEEK = {"sat": ["08:00-12:00", "13:00-17:00"], "thu": ["09:00-10:00"]}
WRITTEN = {
    "flat-wires": ["61", True, "901,0902", {"sat": "08:00-12:00,13:00-17:00", "thu": "09:00-10:00"}, "{{X}}"],
    "nodes-edges": [61, True, ["901", "0902"], WEEK, {"$var": "X"}],
    "modules": [
        61,
        True,
        ["901", "0902"],
        [
            {"day": "Saturday", "ranges": ["08:00-12:00", "13:00-17:00"]},
            {"day": "Thursday", "ranges": ["09:00-10:00"]},
        ],
        "$.Attributes.X",
    ],
    "drawflow": ["61", "1", "901\n0902", "sat=08:00-12:00,13:00-17:00\nthu=09:00-10:00", "${X}"],
    "n8n": [
        61,
        True,
        ["901", "0902"],
        {
            "range": [
                {"day": "saturday", "from": "08:00", "to": "12:00"},
                {"day": "saturday", "from": "13:00", "to": "17:00"},
                {"day": "thursday", "from": "09:00", "to": "10:00"},
            ]
        },
        "={{ $vars.X }}",
    ],
    "jointjs": [
        61,
        True,
        ["901", "0902"],
        {
            "Saturday": [{"start": "08:00", "end": "12:00"}, {"start": "13:00", "end": "17:00"}],
            "Thursday": [{"start": "09:00", "end": "10:00"}],
        },
        {"$ref": "#/variables/X"},
    ],
    "gojs": [61, True, ["901", "0902"], ["sat 08:00-12:00,13:00-17:00", "thu 09:00-10:00"], "%X%"],
    "litegraph": [61, True, "901, 0902", "sat 08:00-12:00, 13:00-17:00; thu 09:00-10:00", "<X>"],
    "twilio": [
        61,
        True,
        ["901", "0902"],
        {"sat": "08:00-12:00; 13:00-17:00", "thu": "09:00-10:00"},
        "{{flow.variables.X}}",
    ],
    "react-diagrams": [
        {"amount": 61, "unit": "s"},
        True,
        ["901", "0902"],
        [["sat", "08:00-12:00", "13:00-17:00"], ["thu", "09:00-10:00"]],
        {"var": "X"},
    ],
    "rete": [
        "61s",
        1,
        ["901", "0902"],
        [["sat", "08:00", "12:00"], ["sat", "13:00", "17:00"], ["thu", "09:00", "10:00"]],
        {"use": "X"},
    ],
    "bpmn": [
        "PT61S",
        "true",
        {"items": ["901", "0902"]},
        "Sa 08:00-12:00 13:00-17:00; Th 09:00-10:00",
        "${X}",
    ],
    "oryx": [
        "61",
        "Yes",
        {"totalCount": 2, "items": [{"value": "901"}, {"value": "0902"}]},
        {
            "totalCount": 2,
            "items": [
                {"day": "Saturday", "hours": "08:00-12:00, 13:00-17:00"},
                {"day": "Thursday", "hours": "09:00-10:00"},
            ],
        },
        "#{X}",
    ],
    "jsplumb": [
        61,
        "Y",
        "901 0902",
        {"SATURDAY": ["08:00-12:00", "13:00-17:00"], "THURSDAY": ["09:00-10:00"]},
        "[[X]]",
    ],
    "in-house": [
        "61000",
        "on",
        "901;0902",
        "sat:08:00-12:00+13:00-17:00|thu:09:00-10:00",
        {"ref": "X"},
    ],
}
"""What each editor writes for 61 seconds, true, two numbers, a week, and the variable X."""


@every_shape
def test_values_are_written_in_the_way_of_the_editor(shape: Shape) -> None:
    places = ["trunk.timeout_sec", "ivr.enable_direct_dial", "trunk.permitted_queues", "time_condition.days_of_week"]
    values = [61, True, ["901", "0902"], WEEK, {"variable": "X"}]

    written = []
    for place, value in zip([*places, "trunk.trunk"], values, strict=True):
        type_, name = place.split(".")
        component = catalogue()[type_]
        fields = shape.spelling.fields(component, {name: value})
        written.append(fields[shape.spelling.parameter(component, component.parameters[name])])

    assert written == WRITTEN[shape.name]


def test_an_editor_may_write_values_for_what_is_unset() -> None:
    calls = compiled("""
version: 1
name: desk
sheets:
  front: {desk: {component: extension, prefix: "9", next: {S: ~, B: ~, F: ~}}}
""")
    (desk,) = SHAPES["in-house"].oracle(calls, "front")["components"]
    (box,) = strict(SHAPES["in-house"].export(calls, "front"))["boxes"].values()

    assert desk["unset"] == {"timeout_sec": "30", "say_busy": "true", "skip": "0"}
    assert (box["set"]["timeout_ms"], box["set"]["say_busy"], box["set"]["skip"]) == ("30000", "on", "0")
    assert (box["set"]["prefix"], box["set"]["ext"]) == ("9", "")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.name.split('.')[0]}")
def test_the_example_exports_are_reproduced(path: Path) -> None:
    expected = json.loads(path.read_bytes())
    shape = SHAPES[path.parent.name]
    calls = compiled((path.parent / f"{expected['scenario']}.scenario.yaml").read_bytes())
    example = path.with_name(f"{expected['scenario']}.{expected['sheet']}.json").read_bytes()

    oracle = shape.oracle(calls, expected["sheet"])
    export = shape.export(calls, expected["sheet"])

    assert meaning(oracle) == meaning(expected)
    if expected["laid_out_by_build"]:
        assert named(export, oracle) == named(example, expected)
    else:
        assert placeless(named(export, oracle)) == placeless(named(example, expected))


@pytest.mark.parametrize("name", ["flat-wires", "nodes-edges", "modules"])
def test_the_words_that_the_examples_ask_for_are_the_answers(name: str) -> None:
    answers = json.loads((EDITORS / f"examples/{name}/answers.json").read_bytes())

    for kind, scopes in SHAPES[name].answers.items():
        asked, given = answers[kind].get("any", answers[kind]), scopes.get("any", scopes)
        assert given.items() <= asked.items()
        assert all(normal(word) == normal(ours) for word, ours in asked.items() - given.items())


def named(export: bytes, oracle: dict[str, Any]) -> str:
    """Put names in the place of ids."""
    names = {one["id"]: one["name"] for one in oracle["components"]}
    text = re.sub(
        rf"{'|'.join(sorted(map(re.escape, names), key=len)[::-1])}", lambda id_: names[id_[0]], export.decode()
    )
    return re.sub(r"[0-9a-f]{8}\.[0-9a-f]{6}", "id", text)


def placeless(text: str) -> Any:
    """Leave out places, and the order of components and wires."""
    text = re.sub(r'"([xy])": ?-?\d+', r'"\1":0', text)
    value = json.loads(text)
    lists = {"": value} if isinstance(value, list) else value
    return {key: sorted(one, key=str) if isinstance(one, list) else one for key, one in lists.items()}
