"""What a profile knows of a format, as a page for people: a learned one, and any other."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.model import Status
from scenario_kit.findings.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scenario_kit.editor.learning.model import Question, Statement
    from scenario_kit.editor.learning.record import Record

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
    lines = [*_labelled("known", [_counts(by_status[Status.KNOWN])])]
    if by_status[Status.ANSWERED]:
        lines += _labelled("answered", map(_answered, by_status[Status.ANSWERED]))
    if by_status[Status.GUESSED]:
        lines += _labelled("guessed", [line for one in by_status[Status.GUESSED] for line in _guessed(one)])
    lines += _labelled("unseen", _unseen(by_status[Status.UNSEEN]))
    if record.questions:
        lines += _labelled("questions", [line for one in record.questions for line in _question(one)])
    lines += _labelled("proof", _proof(record.differences))
    return "\n".join(printable(line) for line in lines) + "\n"


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
        type_, _, name = one.subject.partition(".")
        if one.topic in _OF_TYPES and type_ not in types:
            of_types.setdefault(type_, []).append(name)
        elif one.topic not in (*_OF_TYPES, "type"):
            others.append(one.topic if one.topic == one.subject else f"{one.topic} {one.subject}")
    lines += [f"of {type_}: {', '.join(names)}" for type_, names in sorted(of_types.items())]
    if others:
        lines.append(f"others: {', '.join(others)}")
    return [part for line in lines for part in _wrapped(line)] or ["nothing"]


def _wrapped(line: str) -> list[str]:
    from textwrap import wrap  # noqa: PLC0415  only long lists need it

    return wrap(line, _WIDTH - _LABEL, subsequent_indent="  ", break_on_hyphens=False) if len(line) > _WIDTH else [line]


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
