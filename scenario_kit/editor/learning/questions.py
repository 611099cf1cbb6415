"""Asks what only a person can decide about a format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.editor.learning.evidence import at, members, text_of
from scenario_kit.editor.learning.examples import example, place_of, short
from scenario_kit.editor.learning.map_words import parameter_of
from scenario_kit.editor.learning.model import Question
from scenario_kit.editor.learning.outputs import word_place
from scenario_kit.editor.learning.parameters import Unit, values_in
from scenario_kit.editor.learning.spelling import normalised
from scenario_kit.editor.learning.tables import usual_table, word_in
from scenario_kit.language.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from scenario_kit.editor.learning.evidence import Json, Path
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
                tuple(dict.fromkeys((where.word, *where.others))),
                "" if item is None else place_of(item, parts, where.table.path),
            )


# Words of exports whose scenario is not known.


def open_words(parts: Parts) -> list[Question]:
    """Return questions about words that are neither ours, nor the editor's labels, nor answered."""
    return [*_open_wires(parts), *_open_parameters(parts), *_open_outputs(parts)]


def _open_wires(parts: Parts) -> list[Question]:
    items = parts.located.items
    if parts.wiring.groups or len(items) <= 1:
        return []
    text = "Where does the sheet hold its wires? Pass the scenario that it shows with --scenario."
    return [Question("structure", "wires", text, (), place_of(items[0], parts))]


def _open_parameters(parts: Parts) -> list[Question]:
    table = usual_table(parts.parameters)
    if table is None:
        return []
    items, skipped = parts.located.items, parts.skipped
    units = [Unit(item.known.type.name, {}, item.known.type.parameters, item.value, skipped) for item in items]
    cells = [values_in(table, unit) for unit in units]
    first = cells[0]
    same = {word for word in first if all(word in own and repr(own[word]) == repr(first[word]) for own in cells)}
    tops = {group.pattern[:1] for group in parts.wiring.groups if group.kind in ("source", "target")}
    asked: dict[str, Question] = {}
    for item, own in zip(items, cells, strict=True):
        type_ = item.known.type
        known = {word_in(table, where): name for (one, name), where in parts.parameters.items() if one == type_.name}
        names = [name for name in type_.parameters if name not in known.values() and name != "name"]
        for word, json in own.items():
            subject = f"{type_.name}.{word}"
            if names and subject not in asked and word not in {*known, *same} and not _is_structure(word, json, tops):
                likely = tuple(sorted(names, key=lambda name: not _resembles(word, name)))
                text = f"What is `{word}` of {type_.label}, which is {short(json, word=word)} here?"
                asked[subject] = Question("parameter", subject, text, likely, place_of(item, parts, table.path))
    return list(asked.values())


def _is_structure(word: str, json: Json, tops: Collection[Path]) -> bool:
    """Whether a member of an item is an object or a list that holds parts of the sheet, and no value."""
    is_of_objects = isinstance(json, list) and any(isinstance(one, dict | list) for one in json)
    return isinstance(json, dict) or is_of_objects or (word,) in tops


def _resembles(word: str, name: str) -> bool:
    return normalised(word) in normalised(name) or normalised(name) in normalised(word)


def _open_outputs(parts: Parts) -> list[Question]:
    asked: dict[str, Question] = {}
    for group, outputs in zip(parts.wiring.groups, parts.outputs, strict=True):
        place = word_place(outputs, group)
        for item in parts.located.items if place is not None else ():
            type_ = item.known.type
            known = outputs.words.get(type_.name, {})
            names = sorted(item.known.outputs, key=lambda output: output in known.values())
            base, rel = place or ((), ())
            for step, entry in members(at(item.value, base)):
                word = text_of(at(entry, rel))
                subject = f"{type_.name}.{word}"
                if word is None or type_.has_rows or len(names) <= 1 or subject in asked:
                    continue
                guess = known.get(word, names[0])
                if normalised(guess) == normalised(word):
                    continue
                text = f"Which output of {type_.label} is `{word}`?"
                likely = tuple(dict.fromkeys((guess, *names)))
                asked[subject] = Question("output", subject, text, likely, place_of(item, parts, (*base, step)))
    return list(asked.values())
