"""The answers of a person about a format: what is read, and which mistakes are refused with their place."""

from __future__ import annotations

import pytest

from scenario_kit.editor.learning.answers import Answers, read_answers
from scenario_kit.editor.learning.model import LearningError

WHOLE = """\
types: {RtIn: incoming_route}
parameters:
  any: {mode: type, colour: ~}
  trunk: {1: timeout_sec}
  ivr: {taste: case}
outputs: {any: {Success: S}, blacklist: {hit: match}}
values:
  boolean: {1: true, "0": false}
  choice: {Listen: listen}
  weekly_ranges: {Saturday: sat}
  mix_monitor.type: {Begin: start}
variable: "{{${name}}}"
"""


def test_every_kind_of_answer_is_read_as_it_is_written() -> None:
    assert read_answers(WHOLE.encode(), "answers.yaml") == Answers(
        types={"RtIn": "incoming_route"},
        parameters={
            "any": {"mode": "type", "colour": None},
            "trunk": {"1": "timeout_sec"},
            "ivr": {"taste": "case"},
        },
        outputs={"any": {"Success": "S"}, "blacklist": {"hit": "match"}},
        values={
            "boolean": {"1": "true", "0": "false"},
            "choice": {"Listen": "listen"},
            "weekly_ranges": {"Saturday": "sat"},
            "mix_monitor.type": {"Begin": "start"},
        },
        variable="{{${name}}}",
    )


def test_json_is_read_too() -> None:
    data = b'{"types": {}, "parameters": {"any": {"timeout": "timeout_sec"}}}'
    assert read_answers(data, "answers.json") == Answers(parameters={"any": {"timeout": "timeout_sec"}})


@pytest.mark.parametrize(
    "text", ["# a comment\n", "types:\n  # RtIn: incoming_route\n", "outputs:\n  trunk:\n    # OK: S\n\nvalues:\n"]
)
def test_answers_that_are_still_comments_are_none(text: str) -> None:
    assert read_answers(text.encode(), "answers.yaml") == Answers()


WRONG = {
    "": "1:1: the file is empty",
    "- a\n": "1:3: the answers: expected a mapping from the format's words to ours, got a list",
    "type: {}": "1:1: unknown key `type`; did you mean `types`?",
    "colour: {}": "1:1: unknown key `colour`; known: types, parameters, outputs, values, variable",
    "types: {a: b, a: c}": "1:15: duplicate key `a`; first defined on line 1",
    "types: RtIn": "1:8: `types`: expected a mapping from the format's words to ours, got `RtIn`",
    "types:\n  RtIn: incoming_rute\n": "2:9: unknown component type: `incoming_rute`; did you mean `incoming_route`?",
    "parameters: {trnk: {ring: timeout_sec}}": "1:14: unknown component type or `any`: `trnk`; did you mean `trunk`?",
    "parameters: {trunk: {ring: timeout}}": (
        "1:28: unknown parameter of `trunk`: `timeout`; did you mean `timeout_sec`?"
    ),
    "outputs: {extension: {OK: Q}}": "1:27: unknown output of `extension`: `Q`; known: S, B, F",
    "outputs: {ivr: {OK: S}}": "1:21: unknown output of `ivr`: `S`; it has none",
    "outputs: {any: {OK: ~}}": "1:21: `OK`: expected a word, got nothing",
    "values: {boolean: {1: maybe}}": "1:23: unknown value of `boolean`: `maybe`; known: true, false",
    "values: {integer: {1: 2}}": "1:10: unknown kind of value with words: `integer`",
    "variable: '{{}}'": "1:11: `variable`: expected a text with `${name}` in it, got `{{}}`",
}


@pytest.mark.parametrize(("text", "message"), WRONG.items(), ids=WRONG)
def test_a_mistake_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(LearningError) as refused:
        read_answers(text.encode(), "answers.yaml")
    assert str(refused.value) == f"answers.yaml:{message}"
