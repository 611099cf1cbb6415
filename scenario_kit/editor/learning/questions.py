"""Asks what only a person can decide about a format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.editor.learning.examples import example, place_of, short
from scenario_kit.editor.learning.map_words import parameter_of
from scenario_kit.editor.learning.model import Question
from scenario_kit.language.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scenario_kit.editor.learning.evidence import Json
    from scenario_kit.editor.learning.parts import Parts
    from scenario_kit.editor.learning.tables import Found


def questions(parts: Parts) -> list[Question]:
    """Return what stays open, one question for each parameter or field."""
    asked: dict[tuple[str, str], Question] = {}
    for topic, found in (("parameter", parts.parameters), ("field", parts.fields)):
        for question in (*_missing(parts, topic, found), *_undecided(parts, topic, found)):
            asked.setdefault((question.topic, question.subject), question)
    return [asked[key] for key in sorted(asked)]


def _missing(parts: Parts, topic: str, found: Mapping[tuple[str, str], Found]) -> Iterator[Question]:
    """Iterate over questions about parameters that are set, and were not found."""
    for item in parts.located.items:
        type_ = item.known.type
        own: list[Mapping[str, Json]] = [item.known.parameters] if topic == "parameter" else [*item.known.rows]
        for name, value in ((name, value) for values in own for name, value in values.items()):
            if (type_.name, name) not in found and name != "name":
                text = (
                    f"Where does the sheet hold `{name}` of `{item.known.name}` ({type_.label}), "
                    f"whose value is {short(value, parameter_of(type_.name, name, rows=topic == 'field').type)}?"
                )
                yield Question(topic, f"{type_.name}.{name}", text, (), place_of(item, parts))


def _undecided(parts: Parts, topic: str, found: Mapping[tuple[str, str], Found]) -> Iterator[Question]:
    """Iterate over questions about parameters whose values fit several places."""
    for (type_, name), where in found.items():
        if where.others:
            item = example(parts, type_, name)
            yield Question(
                topic,
                f"{type_}.{name}",
                f"Which word is `{name}` of {catalogue()[type_].label}?",
                (where.word, *where.others),
                "" if item is None else place_of(item, parts, where.table.path),
            )
