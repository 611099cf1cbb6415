"""Puts a person's answers into a learned map, and marks the statements that they decide."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scenario_kit.editor.learning.answers import ANY
from scenario_kit.editor.learning.model import LearningError, Question, Statement, Status
from scenario_kit.language.catalogue import ParameterType, catalogue
from scenario_kit.language.values import describe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scenario_kit.editor.learning.answers import Answers

_Given = Mapping[str, Mapping[str, str | None]]
"""Our names by the format's words, by component type or for any."""


def answered(
    tree: dict[str, Any], said: Sequence[Statement], asked: Sequence[Question], answers: Answers
) -> tuple[list[Statement], list[Question]]:
    """Put answers into the tree of a map, and return the statements and the questions that stay open.

    Raises:
        LearningError: An answer contradicts what a file shows.
    """
    by_subject = {(one.topic, one.subject): one for one in said}
    decided = {(topic, subject): word for topic, subject, word, _ in _decisions(answers)}
    for topic, subject, word, is_for_any in _decisions(answers):
        known = by_subject.get((topic, subject))
        if known is not None and known.status is Status.KNOWN and known.says != word:
            if not is_for_any:
                raise _contradiction(known, word)
            del decided[topic, subject]
    _put_words(tree, answers, by_subject)
    _put_values(tree.setdefault("values", {}), answers.values)
    if not tree["values"]:
        del tree["values"]
    if answers.variable is not None:
        tree["variable"] = answers.variable
    statements = [
        replace(one, says=decided[one.topic, one.subject], status=Status.ANSWERED, runner_up=None)
        if (one.topic, one.subject) in decided and one.status is not Status.KNOWN
        else one
        for one in said
    ]
    return statements, [question for question in asked if not _is_answered(question, decided, answers)]


def _contradiction(known: Statement, word: str) -> LearningError:
    where = f" in {known.evidence}" if known.evidence else ""
    return LearningError(
        f"the answer {describe(word)} for {known.topic} `{known.subject}` contradicts {describe(known.says)}{where}; "
        "remove the answer"
    )


def _decisions(answers: Answers) -> Iterator[tuple[str, str, str, bool]]:
    """Iterate over what is answered: topic, subject, the format's word, and whether it is for any type."""
    for theirs, ours in answers.types.items():
        yield "type", ours, theirs, False
    tables: list[tuple[tuple[str, ...], _Given]] = [
        (("parameter", "field"), answers.parameters),
        (("output",), answers.outputs),
    ]
    for topics, given in tables:
        for group, entries in sorted(given.items(), key=lambda entry: entry[0] != ANY):  # those of a type win
            for theirs, ours_or_none in entries.items():
                for name in () if ours_or_none is None else catalogue() if group == ANY else (group,):
                    for topic in topics:
                        if ours_or_none in _known(name, topic):
                            yield topic, f"{name}.{ours_or_none}", theirs, group == ANY
    if answers.variable is not None:
        yield "variable", "variable", answers.variable, False


def _known(type_: str, topic: str) -> Mapping[str, Any] | tuple[str, ...]:
    entry = catalogue()[type_]
    return {"parameter": entry.parameters, "field": entry.row}.get(topic, entry.outputs)


def _put_words(tree: dict[str, Any], answers: Answers, said: Mapping[tuple[str, str], Statement]) -> None:
    words = tree.setdefault("words", {})
    if answers.types:
        types = words.setdefault("types", {})
        types["words"] = {**types.get("words", {}), **answers.types}
    has_fields = "fields" in words  # else fields are written as parameters are
    tables: list[tuple[str, tuple[str, ...], _Given]] = [
        ("parameters", ("parameter",) if has_fields else ("parameter", "field"), answers.parameters),
        ("outputs", ("output",), answers.outputs),
    ]
    if has_fields:
        tables.append(("fields", ("field",), answers.parameters))
    for key, topics, given in tables:
        if given:
            own = words.setdefault(key, {})
            own["words"] = _merged(own.get("words", {}), given, topics, said)


def _merged(
    words: _Given, given: _Given, topics: Sequence[str], said: Mapping[tuple[str, str], Statement]
) -> dict[str, dict[str, str | None]]:
    """Add answers to words; a word that a file shows stays that of its type."""
    merged = {group: dict(entries) for group, entries in words.items()}
    names = {ours for ours in given.get(ANY, {}).values() if ours is not None}
    for group, entries in given.items():
        types = catalogue() if group == ANY else (group,)
        known = {
            theirs: ours
            for theirs, ours in entries.items()
            if ours is None or any(ours in _known(type_, topic) for type_ in types for topic in topics)
        }
        if known:
            merged[group] = {**merged.get(group, {}), **known}
    for (about, subject), one in said.items():
        type_, _, name = subject.partition(".")
        if about in topics and name in names and one.status is Status.KNOWN:
            merged.setdefault(type_, {}).setdefault(one.says, name)
    return merged


def _put_values(values: dict[str, Any], given: Mapping[str, Mapping[str, str]]) -> None:
    for kind, words in given.items():
        entry = dict(values.get(kind, {}))
        match _type_of(kind):
            case ParameterType.BOOLEAN:
                for theirs, ours in words.items():
                    entry[ours] = _like(theirs, [*entry.values(), *values.get(ParameterType.BOOLEAN, {}).values()])
            case ParameterType.WEEKLY_RANGES:
                entry["days"] = {**entry.get("days", {}), **words}
            case _:
                entry["words"] = {**entry.get("words", {}), **words}
        values[kind] = entry


def _type_of(kind: str) -> str:
    """Return the kind of the values of a parameter, or a kind as it is."""
    type_, _, name = kind.partition(".")
    if not name:
        return kind
    entry = catalogue()[type_]
    return (entry.row if name in entry.row else entry.parameters)[name].type


def _like(word: str, others: Sequence[Any]) -> Any:  # noqa: ANN401
    """Return a word in the JSON type of other values, if it can be one."""
    if others and not any(isinstance(other, str) for other in others):
        try:
            return json.loads(word)
        except ValueError:
            pass
    return word


def _is_answered(question: Question, decided: Mapping[tuple[str, str], str], answers: Answers) -> bool:
    type_, _, word = question.subject.partition(".")
    given: dict[str, _Given] = {"parameter": answers.parameters, "field": answers.parameters, "output": answers.outputs}
    tables = given.get(question.topic, {})
    is_named = word in tables.get(ANY, {}) or word in tables.get(type_, {}) or question.subject in tables.get(ANY, {})
    values = question.topic == "value" and question.subject in answers.values
    return is_named or values or (question.topic, question.subject) in decided or question.subject in answers.types
