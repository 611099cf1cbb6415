"""Learning from single exports without their scenario: what is understood, what is asked, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from support.editors import SHAPES
from support.editors.cases import EDITORS, calls_of, every_shape
from support.editors.reading import as_read, as_stated

from scenario_kit.editor.learning import LearningError, Status, learn
from scenario_kit.editor.learning.answers import read_answers
from scenario_kit.profiles.declaration import SheetMap
from scenario_kit.profiles.json_values import read_exported
from scenario_kit.profiles.reading import read_value

if TYPE_CHECKING:
    from support.editors.shape import Shape

EXPORTS = sorted((EDITORS / "examples").glob("*/*.expect.json"))
IDS = [f"{path.parent.name}-{path.name.removesuffix('.expect.json')}" for path in EXPORTS]
ASKED = {
    "flat-wires-callout.outgoing": {"mix_monitor.mode"},
    "flat-wires-front-office.incoming": {"answer.mode", "voicemail.mode"},
    "flat-wires-night.night": {"authentication.mode"},
    "modules-front-office.incoming": {"queue.Success", "queue.Failed", "extension.Success", "extension.Busy"},
    "modules-reminder.campaign": {"extension_api.Success", "extension_api.Busy"},
    "nodes-edges-callout.outgoing": {"trunk.timeout", "trunk.call_limit", "trunk_api.timeout", "poll.timeout"},
    "nodes-edges-reminder.campaign": {"ring_group.timeout", "extension_api.timeout"},
}
"""The words that no normalising leads to ours."""


def read_by(tree: dict[str, Any], data: bytes) -> Any:
    return read_value(read_exported(data, "x.json"), SheetMap.from_tree(tree), data=data).sheet


@pytest.mark.parametrize("path", EXPORTS, ids=IDS)
def test_an_export_with_answers_is_read_as_its_oracle_says(path: Any) -> None:
    file = path.with_name(path.name.replace(".expect", ""))
    answers = read_answers((path.parent / "answers.json").read_bytes(), "answers.json")
    expected = json.loads(path.read_bytes())
    ids = {one["name"]: str(one["id"]) for one in expected["components"]}
    for wire in expected["wires"]:
        wire.setdefault("ids", [ids[wire["from"]], ids[wire["to"]]])

    learned = learn([(file.name, file.read_bytes())], (), answers)

    read = read_by(learned.tree, file.read_bytes())
    assert as_read(read) == as_stated(SHAPES[path.parent.name], expected, read)
    assert learned.questions == ()


@pytest.mark.parametrize("path", EXPORTS, ids=IDS)
def test_what_an_export_leaves_open_is_asked(path: Any) -> None:
    file = path.with_name(path.name.replace(".expect", ""))
    name = f"{path.parent.name}-{file.stem}"

    learned = learn([(file.name, file.read_bytes())])

    asked = {question.subject for question in learned.questions}
    assert asked >= ASKED.get(name, set())
    assert all(question.example.startswith(file.name) for question in learned.questions)
    assert bool(learned.questions) == bool(asked)


@pytest.mark.exhaustive
@every_shape
def test_nothing_is_understood_wrongly_in_silence(shape: Shape) -> None:
    for stem, sheet in (("hotel", "lobby"), ("campaign", "dialer"), ("carrier", "outgoing")):
        calls = calls_of(EDITORS / f"scenarios/{stem}.yaml")
        data = shape.export(calls, sheet, seed=5, hand_placed=True)
        try:
            learned = learn([("export.json", data)])
        except LearningError:
            continue
        if learned.questions or learned.proof:
            continue
        unsure = {one.topic for one in learned.statements if one.status is not Status.KNOWN}
        read = read_by(learned.tree, data)
        expected = as_stated(shape, shape.oracle(calls, sheet, seed=5, hand_placed=True), read)
        assert as_read(read)["wires"] == expected["wires"]
        if "variable" not in unsure:
            assert as_read(read) == expected


def test_files_with_their_components_in_different_places_are_refused() -> None:
    exports = [
        (f"{sheet}.json", SHAPES["drawflow"].export(calls_of(EDITORS / f"scenarios/{scenario}.yaml"), sheet))
        for scenario, sheet in (("campaign", "dialer"), ("on-call", "nights"))
    ]

    with pytest.raises(
        LearningError,
        match=r"^nights\.json#/drawflow/nights: the components are in another place than in dialer\.json, "
        r"/drawflow/dialer; name the scenarios with `--scenario`, or learn from one file$",
    ):
        learn(exports, ())
