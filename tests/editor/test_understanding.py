"""What exports show without their scenario: components, values and wires, what is asked, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from scenario_kit.editor.learning.answering import answered
from scenario_kit.editor.learning.answers import Answers
from scenario_kit.editor.learning.decoding import decoded
from scenario_kit.editor.learning.model import LearningError
from scenario_kit.editor.learning.structure import Understood, understood
from scenario_kit.language.catalogue import catalogue


def shown(value: Any, answers: Answers | None = None) -> Understood:
    return understood([("x.json", value)], answers)


def wires(value: Any) -> dict[tuple[str, str], str]:
    """Return the wires between components by their names."""
    export = shown(value).exports[0]
    names = {key: one.name for key, one in export.components.items()}
    return {(names[source], output): names[target] for (source, output), target in export.wires.items()}


def node(id_: str, type_: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "type": type_, "name": f"the {type_} {id_}", "x": 1, "y": 2, **more}


ENTRY = node("a", "jump_in")
TRUNK = node("b", "trunk", trunk="Cisco")
FAX = node("c", "fax")
TALK = node("d", "announcement", announcement="hello")


def test_a_word_for_a_type_that_nobody_knows_is_asked() -> None:
    found = shown({"nodes": [ENTRY, TRUNK, node("c", "faxen"), {"type": "note", "text": "call them"}]})

    assert [(one.topic, one.subject, one.text, one.example) for one in found.questions] == [
        ("type", "faxen", "Which component type is `faxen`?", "x.json#/nodes/2/type")
    ]


def test_an_answer_names_the_type_of_a_word() -> None:
    found = shown({"nodes": [ENTRY, TRUNK, node("c", "faxen")]}, Answers(types={"faxen": "fax"}))

    assert [one.type.name for one in found.exports[0].components.values()] == ["jump_in", "trunk", "fax"]
    assert found.questions == []


def test_components_without_names_are_named_by_their_place() -> None:
    found = shown({"nodes": [{"id": "a", "type": "trunk", "trunk": "Cisco"}, {"id": "b", "type": "fax"}]})

    assert [one.name for one in found.exports[0].components.values()] == ["0", "1"]


def test_a_file_without_words_for_types_is_refused() -> None:
    with pytest.raises(LearningError) as raised:
        shown({"nodes": [{"id": "a", "type": "hello"}]})
    assert str(raised.value).startswith("x.json: nothing in it looks like the components of a call plan")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            {
                "nodes": [TRUNK, FAX, TALK],
                "lines": [{"from": "b", "to": "c", "o": "S"}, {"from": "b", "to": "d", "o": "F"}],
                "view": {"zoom": 1},
            },
            {("b", "S"): "c", ("b", "F"): "d"},
        ),
        (
            {
                "nodes": [ENTRY, TRUNK, FAX],
                "lines": [{"one": "a", "two": "b"}, {"one": "b", "two": "c", "o": "F"}],
                "view": {"zoom": 1},
            },
            {("a", "out"): "b", ("b", "F"): "c"},
        ),
        (
            {"nodes": {one["id"]: {**one, "next": {"S": "c"}} if one is TRUNK else one for one in (TRUNK, FAX, TALK)}},
            {("b", "S"): "c"},
        ),
        (
            {"nodes": [{**TRUNK, "next": ["c", "d"]}, FAX, TALK]},
            {("b", "S"): "c", ("b", "F"): "d"},
        ),
        ({"nodes": [{**TRUNK, "colour": "c"}, FAX, TALK]}, {}),
        (
            {"nodes": [{**one, "id": index, "skip": 1} for index, one in enumerate((TRUNK, FAX, TALK), 1)]},
            {},
        ),
    ],
)
def test_wires_are_what_leads_from_one_component_to_another(value: Any, expected: dict[tuple[str, str], str]) -> None:
    def short(name: str) -> str:
        return name.rpartition(" ")[2]

    assert {(short(source), output): short(target) for (source, output), target in wires(value).items()} == expected


def test_wires_whose_direction_cannot_be_decided_are_refused() -> None:
    lines = [{"one": "b", "two": "c", "o": "S"}]

    with pytest.raises(LearningError) as raised:
        shown({"nodes": [TRUNK, FAX, TALK], "lines": lines, "view": {"zoom": 1}})
    assert str(raised.value) == (
        "x.json#/lines: the direction of the wires cannot be decided; "
        "pass the scenario that the file shows with --scenario"
    )


@pytest.mark.parametrize(
    ("line", "subject", "text"),
    [
        ({"from": "b", "to": "c", "o": "good"}, "trunk.good", "Which output of Trunk is `good`?"),
        ({"from": "b", "to": "c"}, "trunk.", "Which output of Trunk does this wire leave?"),
    ],
)
def test_an_output_that_nothing_names_is_asked(line: Any, subject: str, text: str) -> None:
    found = shown({"nodes": [TRUNK, FAX, TALK], "lines": [line], "view": {"zoom": 1}})

    assert [(one.topic, one.subject, one.text, one.example) for one in found.questions] == [
        ("output", subject, text, "x.json#/lines/0")
    ]
    assert found.exports[0].wires == {}


@pytest.mark.parametrize(
    ("name", "json", "value"),
    [
        ("trunk.trunk", "", None),
        ("trunk.trunk", "{{X1}}", {"variable": "X1"}),
        ("trunk.trunk", {"var": "X1"}, {"variable": "X1"}),
        ("trunk.trunk", {"var": "two words"}, None),
        ("trunk.timeout_sec", "30", 30),
        ("trunk.timeout_sec", "PT30S", None),
        ("trunk.timeout_sec", True, None),
        ("trunk.permitted_queues", "901;0902", ["901", "0902"]),
        ("trunk.permitted_queues", [901, "0902"], ["901", "0902"]),
        ("trunk.permitted_queues", [{"no": 901}], None),
        ("trunk.permitted_queues", {"no": 901, "of": 2}, None),
        ("ivr.enable_direct_dial", "Yes", True),
        ("mix_monitor.type", "START", "start"),
        ("mix_monitor.type", "begin", None),
        ("time_condition.days_of_week", {"Monday": ["09:00-12:00"]}, {"mon": ["09:00-12:00"]}),
        ("time_condition.days_of_week", "sat 09:00-12:00", {"sat": ["09:00-12:00"]}),
        ("time_condition.days_of_week", "09:00-12:00 sat", None),
        ("time_condition.days_of_week", "always", None),
    ],
)
def test_a_value_is_read_if_it_can_be_read_in_one_way_only(name: str, json: Any, value: Any) -> None:
    type_, _, parameter = name.partition(".")

    assert decoded(json, catalogue()[type_].parameters[parameter]) == value


@pytest.mark.parametrize(
    ("known", "word", "expected"),
    [({"true": 1}, "0", 0), ({"true": 1}, "N", "N"), ({"true": "1"}, "0", "0"), ({}, "0", "0")],
)
def test_an_answered_word_is_of_the_json_type_of_the_others(known: dict[str, Any], word: str, expected: Any) -> None:
    tree: dict[str, Any] = {"values": {"boolean": known}}

    answered(tree, (), (), Answers(values={"boolean": {word: "false"}}))

    assert tree["values"]["boolean"] == {**known, "false": expected}
