"""What one ordinary sheet teaches: another sheet is read rightly, refused, or rests on what is marked as doubtful."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from support.editors import SHAPES
from support.editors.cases import SCENARIOS, calls_of
from support.editors.reading import as_read, as_stated

from scenario_kit.editor.learning import Learned, LearningError, learn
from scenario_kit.editor.learning.answers import Answers
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.profiles.declaration import SheetMap
from scenario_kit.profiles.json_values import UnreadableSheetError, read_exported
from scenario_kit.profiles.reading import read_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.editors.shape import Shape

    from scenario_kit.callgraph.graph import CallGraph

SHEETS = [(path.stem, sheet) for path in SCENARIOS for sheet in calls_of(path).sheets]


def calls_named(stem: str) -> CallGraph:
    return calls_of(next(path for path in SCENARIOS if path.stem == stem))


def taught_by(name: str, stem: str, sheet: str, *, known: bool = True, answers: Answers | None = None) -> Learned:
    calls = calls_named(stem)
    return learn([("a.json", SHAPES[name].export(calls, sheet, seed=1))], [calls] if known else (), answers)


def silent(shape: Shape, learned: Learned, stem: str, sheet: str) -> Iterator[Any]:
    """Iterate over what is read wrongly of a sheet, and is neither guessed nor asked for."""
    calls, guesses = calls_named(stem), learned.tree.get("guesses", {})
    asked = {question.subject for question in learned.questions}
    data = shape.export(calls, sheet, seed=3, hand_placed=True)
    try:
        sheet_map = SheetMap.from_tree(learned.tree)
        read = read_value(read_exported(data, "b.json"), sheet_map, data=data).sheet
    except ScenarioKitError:
        return
    got = as_read(read)
    expected = as_stated(shape, shape.oracle(calls, sheet, seed=3, hand_placed=True), read)
    types = {id_: one[0] for id_, one in (got["components"] | expected["components"]).items()}
    doubted = {*guesses.get("types", ())}
    for id_, type_ in types.items():
        stated, found = (one["components"].get(id_, (None, None, {}, [])) for one in (expected, got))
        if type_ in doubted:
            continue
        if (stated[:2], len(stated[3])) != (found[:2], len(found[3])):
            yield sheet, stated, found
        for own, other, key in [(stated[2], found[2], "parameters")] + [
            (*rows, "fields") for rows in zip(stated[3], found[3], strict=False)
        ]:
            for name in own.keys() | other.keys():
                if own.get(name) != other.get(name) and f"{type_}.{name}" not in {*guesses.get(key, ()), *asked}:
                    yield sheet, type_, name, own.get(name), other.get(name)
    for (source, output), target in expected["wires"].items() ^ got["wires"].items():
        type_ = types[source]
        if type_ not in doubted and f"{type_}.{output}" not in guesses.get("outputs", ()):
            yield sheet, type_, output, target


@pytest.mark.exhaustive
@pytest.mark.parametrize("known", [True, False], ids=["with its scenario", "without a scenario"])
@pytest.mark.parametrize("name", SHAPES)
def test_one_sheet_teaches_nothing_wrong_in_silence(name: str, known: bool) -> None:
    for stem, sheet in SHEETS:
        try:
            learned = taught_by(name, stem, sheet, known=known)
        except LearningError:
            continue
        wrong = [one for other in SHEETS for one in silent(SHAPES[name], learned, *other)]
        assert wrong == [], (stem, sheet)


# The kinds of what one sheet does not show.


def test_positions_in_a_list_count_from_zero() -> None:
    learned = taught_by("flat-wires", "02-number-to-extension", "outgoing")

    assert learned.proof == ()
    assert "order" not in learned.tree["words"].get("outputs", {})


def test_a_word_that_all_wires_share_names_no_output_for_sure() -> None:
    learned = taught_by("drawflow", "03-extension-to-number", "outgoing")

    assert {"trunk.F", "trunk.S"} <= set(learned.tree["guesses"]["outputs"])


def test_a_word_that_names_another_output_is_not_used_for_all_types() -> None:
    outputs = taught_by("gojs", "09-hold-music", "outgoing").tree["words"]["outputs"]["words"]

    assert "B" not in outputs["any"]
    assert outputs["trunk"] == {"B": "F"}
    assert "extension" not in outputs


def test_one_range_a_day_in_a_list_of_texts_is_read() -> None:
    learned = taught_by("gojs", "sheets", "day")

    assert "time_condition.days_of_week" not in learned.tree["guesses"]["parameters"]
    assert list(silent(SHAPES["gojs"], learned, "sheets", "day")) == []


def test_a_text_like_a_reference_is_refused_while_references_are_guessed() -> None:
    learned = taught_by("modules", "sheets", "day")
    data = SHAPES["modules"].export(calls_named("hotel"), "lobby", seed=3)

    with pytest.raises(UnreadableSheetError, match=r"^b\.json: /.*may refer to an editor variable"):
        read_value(read_exported(data, "b.json"), SheetMap.from_tree(learned.tree), data=data)


def test_an_output_is_asked_for_by_the_word_of_its_port_and_no_wire_is_read_before() -> None:
    learned = taught_by("jointjs", "03-extension-to-number", "outgoing", known=False)
    data = SHAPES["jointjs"].export(calls_named("06-recording"), "outgoing", seed=3)

    assert "trunk.No Answer" in {one.subject for one in learned.questions if one.topic == "output"}
    with pytest.raises(UnreadableSheetError, match=r"^b\.json: /cells/"):
        read_value(read_exported(data, "b.json"), SheetMap.from_tree(learned.tree), data=data)


@pytest.mark.parametrize(("stem", "sheet"), [("03-extension-to-number", "outgoing"), ("campaign", "dialer")])
def test_a_sheet_and_answers_teach_the_wires_between_ports(stem: str, sheet: str) -> None:
    answers = Answers.model_validate(SHAPES["jointjs"].answers)
    learned = taught_by("jointjs", stem, sheet, known=False, answers=answers)
    calls = calls_named(stem)
    data = SHAPES["jointjs"].export(calls, sheet, seed=3, hand_placed=True)
    read = read_value(read_exported(data, "b.json"), SheetMap.from_tree(learned.tree), data=data).sheet

    assert learned.questions == ()
    assert as_read(read) == as_stated(
        SHAPES["jointjs"], SHAPES["jointjs"].oracle(calls, sheet, seed=3, hand_placed=True), read
    )


def test_a_coordinate_or_a_parameter_that_is_like_an_id_or_a_name_is_no_wire() -> None:
    """A height is the place of another component, and a context is the name of one."""
    learned = taught_by("jointjs", "06-recording", "outgoing", known=False)

    assert learned.tree["ids"]["form"] == "{uuid}"
    assert ("structure", "wires") in {(one.topic, one.subject) for one in learned.questions}
    assert [one for other in SHEETS for one in silent(SHAPES["jointjs"], learned, *other)] == []


def test_an_unknown_type_is_asked_for_though_it_is_first_in_the_file() -> None:
    calls = calls_named("carrier")
    sheet = json.loads(SHAPES["jointjs"].export(calls, "outgoing", seed=1))
    sheet["cells"].sort(key=lambda cell: cell.get("data", {}).get("kind") != "Recording")
    learned = learn([("a.json", json.dumps(sheet).encode())], ())

    assert "Recording" in {one.subject for one in learned.questions if one.topic == "type"}


@pytest.mark.parametrize(("name", "stem"), [("n8n", "01-extension-to-extension"), ("gojs", "carrier")])
def test_wires_that_are_not_understood_are_asked_for_and_refused(name: str, stem: str) -> None:
    learned = taught_by(name, stem, "outgoing", known=False)
    data = SHAPES[name].export(calls_named(stem), "outgoing", seed=3)

    assert ("structure", "wires") in {(one.topic, one.subject) for one in learned.questions}
    with pytest.raises(UnreadableSheetError, match=r"^b\.json: /"):
        read_value(read_exported(data, "b.json"), SheetMap.from_tree(learned.tree), data=data)
