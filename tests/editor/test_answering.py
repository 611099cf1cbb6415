"""How answers change a learned map, and which of them are refused."""

from __future__ import annotations

from typing import Any

import pytest

from scenario_kit.editor.learning.answering import answered
from scenario_kit.editor.learning.answers import Answers
from scenario_kit.editor.learning.model import LearningError, Question, Statement, Status

SAID = (
    Statement("type", "trunk", "Line", Status.KNOWN, "a.json#/1/type"),
    Statement("type", "fax", "Fax", Status.UNSEEN),
    Statement("parameter", "trunk.timeout_sec", "ring", Status.GUESSED, "a.json#/1/ring", "wait"),
    Statement("parameter", "extension.timeout_sec", "secs", Status.KNOWN, "a.json#/2/secs"),
    Statement("field", "ivr.case", "case", Status.GUESSED),
    Statement("output", "trunk.S", "", Status.UNSEEN),
    Statement("variable", "variable", "", Status.UNSEEN),
)


def tree() -> dict[str, Any]:
    return {"words": {"types": {"style": "label"}}, "values": {"boolean": {"true": 1, "false": 0}}}


def statuses(answers: Answers, into: dict[str, Any] | None = None) -> dict[str, tuple[str, str]]:
    said, _ = answered(into or tree(), SAID, (), answers)
    return {one.subject: (one.says, one.status.value) for one in said if one.status is not Status.UNSEEN}


def test_an_answer_decides_what_was_guessed_or_unseen_and_is_marked() -> None:
    answers = Answers(
        types={"Tele": "fax"},
        parameters={"trunk": {"wait": "timeout_sec"}, "ivr": {"taste": "case"}},
        outputs={"any": {"OK": "S"}},
        variable="{{${name}}}",
    )
    into = tree()
    assert statuses(answers, into) == {
        "trunk": ("Line", "known"),
        "fax": ("Tele", "answered"),
        "trunk.timeout_sec": ("wait", "answered"),
        "extension.timeout_sec": ("secs", "known"),
        "ivr.case": ("taste", "answered"),
        "trunk.S": ("OK", "answered"),
        "variable": ("{{${name}}}", "answered"),
    }
    assert into["words"] == {
        "types": {"style": "label", "words": {"Tele": "fax"}},
        "parameters": {"words": {"trunk": {"wait": "timeout_sec"}, "ivr": {"taste": "case"}}},
        "outputs": {"words": {"any": {"OK": "S"}}},
    }
    assert into["variable"] == "{{${name}}}"


def test_an_answer_for_any_type_does_not_change_what_a_file_shows() -> None:
    into = tree()
    shown = statuses(Answers(parameters={"any": {"wait": "timeout_sec", "colour": None}}), into)
    assert shown["trunk.timeout_sec"] == ("wait", "answered")
    assert shown["extension.timeout_sec"] == ("secs", "known")
    assert into["words"]["parameters"]["words"] == {
        "any": {"wait": "timeout_sec", "colour": None},
        "extension": {"secs": "timeout_sec"},
    }


@pytest.mark.parametrize(
    ("answers", "what"),
    [
        (Answers(types={"Tele": "trunk"}), "the answer `Tele` for type `trunk` contradicts `Line` in a.json#/1/type"),
        (
            Answers(parameters={"extension": {"ring": "timeout_sec"}}),
            "the answer `ring` for parameter `extension.timeout_sec` contradicts `secs` in a.json#/2/secs",
        ),
    ],
)
def test_an_answer_that_contradicts_a_file_is_refused(answers: Answers, what: str) -> None:
    with pytest.raises(LearningError) as refused:
        answered(tree(), SAID, (), answers)
    assert str(refused.value) == f"{what}; remove the answer"


def test_words_for_fields_go_where_the_map_has_fields_of_its_own() -> None:
    into = tree()
    into["words"]["fields"] = {"style": "same"}
    statuses(Answers(parameters={"ivr": {"taste": "case", "say": "announcement"}}), into)
    assert into["words"]["fields"] == {"style": "same", "words": {"ivr": {"taste": "case"}}}
    assert into["words"]["parameters"] == {"words": {"ivr": {"say": "announcement"}}}


def test_values_are_written_in_the_type_that_the_format_has() -> None:
    into = tree()
    values = {
        "boolean": {"2": "true"},
        "voicemail.type": {"Hear": "listen"},
        "weekly_ranges": {"Saturday": "sat"},
    }
    statuses(Answers(values=values), into)
    assert into["values"] == {
        "boolean": {"true": 2, "false": 0},
        "voicemail.type": {"words": {"Hear": "listen"}},
        "weekly_ranges": {"days": {"Saturday": "sat"}},
    }


def test_only_answered_questions_go_away() -> None:
    asked = [
        Question("type", "Tele", "?", (), ""),
        Question("parameter", "trunk.ring", "?", (), ""),
        Question("parameter", "trunk.skip", "?", (), ""),
        Question("output", "trunk.S", "?", (), ""),
        Question("value", "boolean", "?", (), ""),
    ]
    answers = Answers(
        types={"Tele": "fax"},
        parameters={"trunk": {"ring": "timeout_sec"}},
        outputs={"trunk": {"OK": "S"}},
        values={"boolean": {"1": "true"}},
    )
    _, open_ = answered(tree(), SAID, asked, answers)
    assert [one.subject for one in open_] == ["trunk.skip"]
