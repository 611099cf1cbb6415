"""The files of a learned profile: the map as YAML, the record, and the questions as answers to fill in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.editor.learning.answers import Answers, read_answers
from scenario_kit.editor.learning.files import answers_text, compact, profile_files
from scenario_kit.editor.learning.model import Learned, LearningError, Question, Statement, Status
from scenario_kit.editor.learning.record import read_record, record_of, record_text
from scenario_kit.files.source import parse
from scenario_kit.files.yaml_text import yaml_text
from scenario_kit.profiles.loading import typed

QUESTIONS = (
    Question("type", "RtIn", "Which type is `RtIn`?", ("incoming_route", "outgoing_route"), "a.json#/nodes/1/type"),
    Question(
        "parameter", "trunk.timeout_sec", "Which word is `timeout_sec` of Trunk?", ("ring", "1"), "a.json#/nodes/3"
    ),
    Question("parameter", "trunk.skip", "Where is `skip` of Trunk?", (), ""),
    Question("parameter", "colour", "Which parameter is `colour`?", (), "a.json#/nodes/4"),
    Question("output", "trunk.OK", "Which output is `OK` of Trunk?", ("S", "F"), "a.json#/edges/1"),
    Question("value", "boolean", "Which value is `1`?", ("true",), "a.json#/nodes/5"),
    Question("variable", "variable", "How does a value refer to a variable?", (), ""),
    Question("structure", "components", "Which list has the components?", ("/nodes", "/cells"), ""),
)
ASKED = """\
# What `scenario-kit profile learn` could not decide. Remove the `# ` before each right line, correct it,
# and run:
#   scenario-kit profile learn a.json

types:
  # Which type is `RtIn`?
  #   in a.json#/nodes/1/type
  # RtIn: incoming_route
  # RtIn: outgoing_route

parameters:
  trunk:
    # Which word is `timeout_sec` of Trunk?
    #   in a.json#/nodes/3
    # ring: timeout_sec
    # "1": timeout_sec
    # Where is `skip` of Trunk?
    # THEIR-WORD: skip
  any:
    # Which parameter is `colour`?
    #   in a.json#/nodes/4
    # colour: OUR-WORD

outputs:
  trunk:
    # Which output is `OK` of Trunk?
    #   in a.json#/edges/1
    # OK: S
    # OK: F

values:
  boolean:
    # Which value is `1`?
    #   in a.json#/nodes/5
    # THEIR-WORD: "true"

# How does a value refer to a variable?
# variable: "{{${name}}}"

# Which list has the components?
# /nodes
# /cells
"""


def test_the_questions_are_a_file_of_answers_to_fill_in() -> None:
    text = answers_text(QUESTIONS, "scenario-kit profile learn a.json")
    assert text == ASKED
    assert read_answers(text.encode(), "answers.yaml") == Answers()

    right = ("# RtIn: incoming_route", '# "1": timeout_sec', "# OK: F", "# variable:")
    for line in right:
        text = text.replace(line, line.removeprefix("# "))
    assert read_answers(text.encode(), "answers.yaml") == Answers(
        types={"RtIn": "incoming_route"},
        parameters={"trunk": {"1": "timeout_sec"}},
        outputs={"trunk": {"OK": "F"}},
        variable="{{${name}}}",
    )


def test_an_export_cannot_end_a_comment() -> None:
    question = Question("type", "a\nb", "Which type is `a\nb`?", (), "a.json#/no\u2028des\x1b[1m")
    text = answers_text([question], "scenario-kit")
    assert read_answers(text.encode(), "answers.yaml") == Answers()
    assert "\x1b" not in text


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: "e" not in repr(number))
    | st.text("ab1$ {}:#~-0x\n\"'\u0633", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab1 $:y\n", max_size=6), inner, max_size=3),
    max_leaves=20,
)


@given(st.dictionaries(st.text("abc", min_size=1), json_values, min_size=1))
def test_a_map_is_read_as_it_was_written(tree: dict[str, Any]) -> None:
    document = parse(yaml_text(compact(tree), references=False).encode(), "sheet.map.yaml")
    assert document.findings == ()
    again = typed(document, document.root)
    assert again == tree
    assert repr(again) == repr(tree)


LEARNED = Learned(
    {"version": 2, "sheet": {"id": "$id"}},
    (
        Statement("type", "fax", "Fax", Status.UNSEEN),
        Statement("output", "trunk.S", "ok", Status.GUESSED, "a.json#/1", "yes"),
    ),
    QUESTIONS[:2],
    ("a.json: /1 is absent",),
)


def test_a_record_is_sorted_and_read_as_it_was_written() -> None:
    record = record_of(LEARNED, ["b.json", "a.json"])
    assert [one.topic for one in record.statements] == ["output", "type"]
    assert [one.subject for one in record.questions] == ["trunk.timeout_sec", "RtIn"]
    assert record.exports == ("a.json", "b.json")
    assert read_record(record_text(record).encode(), "learned.json") == record


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"{", "learned.json:1:2: "),
        (b"{}", "learned.json: /version: "),
        (b'{"version": 1, "exports": [], "statements": [{"topic": 1}], "questions": []}', "/statements/0/topic: "),
    ],
)
def test_another_record_is_refused_with_its_place(data: bytes, place: str) -> None:
    with pytest.raises(LearningError) as refused:
        read_record(data, "learned.json")
    assert place in str(refused.value)


def test_the_map_says_where_it_comes_from_and_what_build_refuses() -> None:
    (written, _) = profile_files(LEARNED, ["a.json"])
    assert written.data.decode() == (
        "# Learned by `scenario-kit profile learn` from a.json.\n"
        "# learned.json says how sure each spelling is. docs/profiles.md explains the keys.\n"
        "version: 2\n"
        "sheet: {id: $id}\n"
    )
    guessing = Learned({**LEARNED.tree, "guesses": {"types": ["fax"]}}, (), ())
    assert b"# `build` refuses what is listed under `guesses`" in profile_files(guessing, ["a.json"])[0].data
