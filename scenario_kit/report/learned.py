"""What a profile knows of a format, as a page for people: a learned one, and any other."""

from __future__ import annotations

import json
from collections import Counter
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.editor.learning.model import Status
from scenario_kit.findings.printable import printable
from scenario_kit.language.catalogue import catalogue
from scenario_kit.profiles.guesses import all_guesses
from scenario_kit.profiles.words import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scenario_kit.editor.learning.model import Question, Statement
    from scenario_kit.editor.learning.record import Record
    from scenario_kit.profiles.declaration import SheetMap

_NOUNS: Final = {
    "structure": ("place in the sheet", "places in the sheet"),
    "type": ("type", "types"),
    "parameter": ("parameter", "parameters"),
    "field": ("field of rows", "fields of rows"),
    "output": ("output", "outputs"),
    "value": ("kind of value", "kinds of values"),
    "variable": ("reference to variables", "references to variables"),
    "id": ("form of ids", "forms of ids"),
    "position": ("form of positions", "forms of positions"),
    "style": ("style of text", "styles of text"),
}
_OF_TYPES: Final = frozenset({"parameter", "field", "output"})
_WIDTH: Final = 100
_LABEL: Final = 10


def learned_page(record: Record) -> str:
    """Return what a record says, one line or block for each status."""
    by_status: dict[Status, list[Statement]] = {status: [] for status in Status}
    for statement in record.statements:
        by_status[statement.status].append(statement)
    unseen = {one.subject for one in by_status[Status.UNSEEN] if one.topic == "type"}
    guessed = [one for one in by_status[Status.GUESSED] if _type_of(one) not in unseen]
    lines = [*_labelled("known", [_counts(by_status[Status.KNOWN])])]
    if by_status[Status.ANSWERED]:
        lines += _labelled("answered", map(_answered, by_status[Status.ANSWERED]))
    if guessed:
        lines += _labelled("guessed", [line for one in guessed for line in _guessed(one)])
    lines += _labelled("unseen", _unseen(by_status[Status.UNSEEN]))
    if record.questions:
        lines += _labelled("questions", [line for one in record.questions for line in _question(one)])
    lines += _labelled("proof", _proof(record.differences))
    return "\n".join(printable(line) for line in lines) + "\n"


def _type_of(statement: Statement) -> str | None:
    """Return the component type that a statement is about, if it is about a part of one."""
    return statement.subject.partition(".")[0] if statement.topic in _OF_TYPES else None


def _labelled(label: str, lines: Iterable[str]) -> Iterator[str]:
    """Iterate over lines, the first of them behind a label."""
    for index, line in enumerate(lines):
        yield f"{'' if index else label:<{_LABEL}} {line}".rstrip()


def _counts(statements: Sequence[Statement]) -> str:
    counts = Counter(one.topic for one in statements)
    named = [f"{counts[topic]} {nouns[counts[topic] != 1]}" for topic, nouns in _NOUNS.items() if counts[topic]]
    return ", ".join(named) or "nothing"


def _answered(statement: Statement) -> str:
    return f"{statement.topic} {statement.subject}: `{statement.says}`"


def _guessed(statement: Statement) -> Iterator[str]:
    other = f", or `{statement.runner_up}`" if statement.runner_up else ""
    yield f"{statement.topic} {statement.subject}: `{statement.says}`{other}"
    if statement.evidence:
        yield f"  in {statement.evidence}"


def _unseen(statements: Sequence[Statement]) -> list[str]:
    """Return what no file has, by type; a type that no file has stands for all that it has."""
    types = {one.subject for one in statements if one.topic == "type"}
    lines = [f"types: {', '.join(sorted(types))}"] if types else []
    of_types: dict[str, list[str]] = {}
    others = []
    for one in statements:
        type_ = _type_of(one)
        if type_ is not None and type_ not in types:
            of_types.setdefault(type_, []).append(one.subject.removeprefix(f"{type_}."))
        elif one.topic not in (*_OF_TYPES, "type"):
            others.append(one.topic if one.topic == one.subject else f"{one.topic} {one.subject}")
    lines += [f"of {type_}: {', '.join(names)}" for type_, names in sorted(of_types.items())]
    if others:
        lines.append(f"others: {', '.join(others)}")
    return [part for line in lines for part in _wrapped(line)] or ["nothing"]


def _wrapped(line: str) -> list[str]:
    if len(line) <= _WIDTH - _LABEL:
        return [line]
    margin = " " * (len(line) - len(line.lstrip()) + 2)
    return wrap(line, _WIDTH - _LABEL, subsequent_indent=margin, break_on_hyphens=False, break_long_words=False)


def _question(question: Question) -> Iterator[str]:
    yield question.text
    if question.candidates:
        yield f"  likely: {', '.join(f'`{candidate}`' for candidate in question.candidates)}"
    if question.example:
        yield f"  in {question.example}"


def _proof(differences: Sequence[str]) -> list[str]:
    if not differences:
        return ["the exported files come back equal after they are read and written again"]
    return ["not equal after the exported files are read and written again:", *(f"  {one}" for one in differences)]


def map_words(sheet_map: SheetMap) -> dict[str, Any]:
    """Return the words of a map by component type, the spelling of its values, and what it guesses; JSON types only."""
    vocabulary = Vocabulary(sheet_map.words)
    types = vocabulary.types().words
    return {
        "types": {
            name: {
                "word": types[name],
                "parameters": _ours_first(vocabulary.parameters(type_).words, type_.parameters),
                "fields": _ours_first(vocabulary.fields(type_).words, type_.row),
                "outputs": _ours_first(vocabulary.outputs(type_).words, type_.outputs),
            }
            for name, type_ in catalogue().items()
            if name not in sheet_map.guesses.types
        },
        "values": {kind: dict(entry) for kind, entry in sheet_map.values.items()},
        "guesses": [
            {"topic": guess.topic, "subject": guess.subject, "to_draw": guess.to_draw}
            for guess in all_guesses(sheet_map)
        ],
    }


def _ours_first(words: Mapping[str, str], known: Iterable[str]) -> dict[str, str]:
    return {name: words[name] for name in known}


def map_page(sheet_map: SheetMap) -> str:
    """Return the words of a map, the spelling of its values, and how to make its guesses known."""
    shown = map_words(sheet_map)
    longest = max(map(len, catalogue()))
    lines = ["words, where they are not ours:"]
    for name, words in shown["types"].items():
        others = [
            f"{what}: {', '.join(pairs)}"
            for what in ("parameters", "fields", "outputs")
            if (pairs := [f"{ours} `{theirs}`" for ours, theirs in words[what].items() if ours != theirs])
        ]
        lines += _wrapped(f"  {name:<{longest}} `{words['word']}`" + "".join(f"; {other}" for other in others))
    if shown["values"]:
        lines.append("values:")
        lines += [f"  {kind:<{longest}} {_json(entry)}" for kind, entry in shown["values"].items()]
    known_types = [guess for guess in shown["guesses"] if guess["topic"] != "type"]
    unseen = [guess["subject"] for guess in shown["guesses"] if guess["topic"] == "type"]
    if shown["guesses"]:
        lines.append("guesses, which `build` refuses; draw these, export them and learn again:")
    lines += [f"  {guess['to_draw']}" for guess in known_types if guess["subject"].partition(".")[0] not in unseen]
    if unseen:
        lines += [f"  {line}" for line in _wrapped(f"components of the types {', '.join(unseen)}")]
    return "\n".join(printable(line) for line in lines) + "\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
