"""Puts what a person says about a format into its map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scenario_kit.editor.learning.answers import ANY
from scenario_kit.editor.learning.model import Question, Statement, Status
from scenario_kit.language.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.editor.learning.answers import Answers

Tree = dict[str, Any]


def answered_tree(tree: Tree, answers: Answers) -> Tree:
    """Return the tree of a map with the words, values and variable of the answers."""
    words = {
        **tree.get("words", {}),
        "types": _with_words(tree.get("words", {}).get("types", {}), answers.types),
        "parameters": _with_tables(tree.get("words", {}).get("parameters", {}), answers.parameters),
        "outputs": _with_tables(tree.get("words", {}).get("outputs", {}), answers.outputs),
    }
    values = dict(tree.get("values", {}))
    for kind, choices in answers.values.items():
        values[kind] = _with_words(values.get(kind, {}), choices)
    variable = {} if answers.variable is None else {"variable": answers.variable}
    own = {"words": {key: table for key, table in words.items() if table}, "values": values}
    return {**tree, **{key: table for key, table in own.items() if table}, **variable}


def _with_words(entry: Mapping[str, Any], words: Mapping[str, str | None]) -> Tree:
    return {**entry, "words": {**entry.get("words", {}), **words}} if words else dict(entry)


def _with_tables(entry: Mapping[str, Any], tables: Mapping[str, Mapping[str, str | None]]) -> Tree:
    known = entry.get("words", {})
    merged = {type_: {**known.get(type_, {}), **words} for type_, words in tables.items()}
    return {**entry, "words": {**known, **merged}} if merged else dict(entry)


def answered(
    statements: Sequence[Statement], questions: Sequence[Question], answers: Answers
) -> tuple[list[Statement], list[Question]]:
    """Return the statements with those that the answers decide, and the questions that stay open."""
    decided = _decided(answers)
    return [
        replace(one, says=decided[one.topic, one.subject], status=Status.ANSWERED, runner_up=None)
        if (one.topic, one.subject) in decided and one.status is not Status.KNOWN
        else one
        for one in statements
    ], [question for question in questions if (question.topic, question.subject) not in decided]


def _decided(answers: Answers) -> dict[tuple[str, str], str]:
    """Return the format's word by topic and subject, as the answers decide it."""
    decided = {("type", ours): theirs for theirs, ours in answers.types.items()}
    for topic, tables in (("parameter", answers.parameters), ("output", answers.outputs)):
        for type_, words in tables.items():
            for name in catalogue() if type_ == ANY else (type_,):
                decided |= {(topic, f"{name}.{ours}"): theirs for theirs, ours in words.items()}
    if answers.variable is not None:
        decided["variable", "variable"] = answers.variable
    return decided
