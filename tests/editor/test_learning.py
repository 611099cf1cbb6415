"""Formats that are learned from exports of known scenarios: they are read as they are, and never wrongly in silence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from support.editors import SHAPES
from support.editors.cases import EDITORS, OWN, SCENARIOS, calls_of
from support.editors.learned import SMALL, WHOLE, calibration, map_of, taught
from support.editors.reading import as_read, as_stated
from support.paths import ROOT, TESTS
from support.tiers import each

from scenario_kit.editor.exported.checking import compare_written
from scenario_kit.editor.learning import learn
from scenario_kit.profiles.declaration import SheetMap
from scenario_kit.profiles.json_values import UnreadableSheetError, read_exported
from scenario_kit.profiles.reading import read_value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from support.editors.shape import Shape

    from scenario_kit.callgraph.graph import CallGraph

OTHER_SPACES = ("gojs",)
"""Shapes whose text has spaces that no style of a map has."""
EXAMPLES = [
    ("flat-wires", "front-office.incoming"),
    ("nodes-edges", "callout.outgoing"),
    ("modules", "front-office.incoming"),
]

MEASURED = ("bpmn", "drawflow", "jsplumb", "oryx", "react-diagrams", "twilio")
"""Shapes that together reach every line of the learner that one of them reaches."""

every_whole_shape = pytest.mark.parametrize("name", each(WHOLE, MEASURED))


def differences(shape: Shape, calls: CallGraph, sheet: str, sheet_map: SheetMap, *, seed: int = 7) -> list[Any]:
    """Return what is read of an export in another way than its oracle says.

    Raises:
        UnreadableSheetError: It cannot be read.
    """
    data = shape.export(calls, sheet, seed=seed, hand_placed=True)
    read = read_value(read_exported(data, f"{sheet}.json"), sheet_map, data=data).sheet
    stated = as_stated(shape, shape.oracle(calls, sheet, seed=seed, hand_placed=True), read)
    got = as_read(read)
    both = {**stated["components"], **got["components"]}
    wrong = [
        (stated["components"].get(id_), got["components"].get(id_))
        for id_ in both
        if stated["components"].get(id_) != got["components"].get(id_)
    ]
    return wrong + sorted(stated["wires"].items() ^ got["wires"].items())


def sheets_of(paths: Sequence[Path], *, small: bool = False) -> list[tuple[CallGraph, str]]:
    """Return the sheets of scenarios, and of their calibration."""
    graphs = [calibration(small=small), *map(calls_of, paths)]
    return [(calls, sheet) for calls in graphs for sheet in calls.sheets]


# What one calibration teaches: a small one its own scenarios, the whole one everything.

every_calibration = pytest.mark.parametrize(
    "small", [pytest.param(True, id="small"), pytest.param(False, id="whole", marks=pytest.mark.exhaustive)]
)


@every_whole_shape
@every_calibration
def test_one_calibration_teaches_a_shape(name: str, small: bool) -> None:
    shape = SHAPES[name]
    for calls, sheet in sheets_of(SMALL if small else OWN, small=small):
        assert differences(shape, calls, sheet, map_of(name, small=small)) == [], sheet


@pytest.mark.unmeasured
@every_whole_shape
@every_calibration
def test_exports_come_back_as_they_are(name: str, small: bool) -> None:
    shape = SHAPES[name]
    for calls, sheet in sheets_of(SMALL if small else OWN, small=small):
        data = shape.export(calls, sheet, seed=7, hand_placed=True)
        comparison = compare_written(data, f"{sheet}.json", map_of(name, small=small))
        assert comparison.same_value, comparison
        assert comparison.same_bytes or name in OTHER_SPACES, comparison


@every_whole_shape
@every_calibration
def test_what_is_learned_is_proven(name: str, small: bool) -> None:
    proof = taught(name, small=small).proof

    expected = ("cal.json: the value is equal, but not the bytes: line 1, byte 2 of it differs",)
    assert proof == (expected if name in OTHER_SPACES else ())


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", SHAPES)
def test_no_sheet_of_any_scenario_is_read_wrongly(name: str) -> None:
    for calls, sheet in sheets_of(SCENARIOS):
        assert differences(SHAPES[name], calls, sheet, map_of(name), seed=3) == [], sheet


# What the same exports teach is the same.


@pytest.mark.unmeasured
@every_whole_shape
def test_learning_twice_gives_the_same(name: str) -> None:
    calls = calibration(small=True)
    (sheet,) = calls.sheets
    data = SHAPES[name].export(calls, sheet, seed=1)

    assert learn([("cal.json", data)], [calls]) == taught(name, small=True)


@pytest.mark.process
@pytest.mark.unmeasured
def test_what_is_learned_does_not_depend_on_the_order_of_sets() -> None:
    code = (
        "from support.editors.learned import taught\n"
        "print([taught(name, small=True) for name in ('flat-wires', 'oryx')])"
    )
    paths = os.pathsep.join([str(ROOT), str(TESTS)])
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert outputs[0] == outputs[1] != b""


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", ["nodes-edges", "modules", "n8n"])
def test_the_order_of_exports_and_scenarios_does_not_matter(name: str) -> None:
    calls, other = calibration(small=True), calls_of(EDITORS / "scenarios/on-call.yaml")
    (sheet,) = calls.sheets
    exports = [
        ("a.json", SHAPES[name].export(calls, sheet, seed=1)),
        ("b.json", SHAPES[name].export(other, "nights", seed=2)),
    ]
    graphs = [calls, other]

    assert learn(exports, graphs) == learn(exports[::-1], graphs[::-1])


# Examples, and several exports.


def example(name: str, stem: str) -> tuple[str, bytes]:
    path = EDITORS / "examples" / name / f"{stem}.json"
    return path.name, path.read_bytes()


@pytest.mark.parametrize(("name", "stem"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_an_example_teaches_what_it_shows_and_nothing_wrong(name: str, stem: str) -> None:
    folder = EDITORS / "examples" / name
    learned = learn([example(name, stem)], [calls_of(folder / f"{stem.partition('.')[0]}.scenario.yaml")])
    sheet_map = SheetMap.from_tree(learned.tree)
    outcomes = {}
    for path in sorted(folder.glob("*.expect.json")):
        expected = json.loads(path.read_bytes())
        sheet = f"{expected['scenario']}.{expected['sheet']}"
        data = (folder / f"{sheet}.json").read_bytes()
        try:
            read = read_value(read_exported(data, f"{sheet}.json"), sheet_map, data=data).sheet
        except UnreadableSheetError as error:
            outcomes[sheet] = str(error)
            continue
        ids = {one["name"]: str(one["id"]) for one in expected["components"]}
        for wire in expected["wires"]:
            wire.setdefault("ids", [ids[wire["from"]], ids[wire["to"]]])
        assert as_read(read) == as_stated(SHAPES[name], expected, read), sheet
    assert all(error.startswith(f"{sheet}.json: /") for sheet, error in outcomes.items())
    assert learned.proof == () or stem in outcomes


SPEAKING = ("n8n", "drawflow", "modules", "nodes-edges")
"""Shapes of which a small calibration teaches how they spell a boolean."""


@pytest.mark.parametrize("name", each([*SPEAKING, "in-house", "bpmn", "oryx", "jsplumb", "twilio"], SPEAKING[:1]))
def test_two_exports_teach_what_both_show(name: str) -> None:
    calls, hotel = calibration(small=name in SPEAKING), calls_of(EDITORS / "scenarios/hotel.yaml")
    (sheet,) = calls.sheets
    exports = [
        ("a.json", SHAPES[name].export(calls, sheet, seed=1)),
        ("b.json", SHAPES[name].export(hotel, "lobby", seed=4, hand_placed=True)),
    ]
    learned = learn(exports, [calls, hotel])

    assert learned.proof == ()
    assert differences(SHAPES[name], calls_of(OWN[0]), "dialer", SheetMap.from_tree(learned.tree)) == []


@pytest.mark.parametrize("name", ["flat-wires", "nodes-edges"])
def test_a_lone_editor_variable_is_learned_from_sheets_of_two_scenarios(name: str) -> None:
    folder = EDITORS / "examples" / name
    exports = [example(name, stem) for stem in ("night.night", "night.closed", "callout.outgoing")]

    learned = learn(exports, [calls_of(folder / f"{stem}.scenario.yaml") for stem in ("night", "callout")])

    assert (learned.proof, learned.questions) == ((), ())
    variables = [
        read_value(read_exported(data, file), SheetMap.from_tree(learned.tree), data=data).sheet.variables
        for file, data in exports
    ]
    assert [[one.name for one in listed or ()] for listed in variables] == [["ON_CALL"], ["ON_CALL"], []]
