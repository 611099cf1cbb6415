"""Decides what names the output of a wire: a word, a position, a row, or the id of a port."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.evidence import Json, at, text_of
from scenario_kit.editor.learning.places import members
from scenario_kit.editor.learning.spelling import normalised

if TYPE_CHECKING:
    from scenario_kit.editor.learning.evidence import Item
    from scenario_kit.editor.learning.wiring import Evidence, Group, Seen
    from scenario_kit.language.catalogue import ComponentType

OUTPUT_LABELS: Final[Mapping[str, tuple[str, ...]]] = {
    "S": ("success",),
    "B": ("busy",),
    "F": ("failed", "failure", "fail"),
    "match": ("matched",),
    "no_match": ("nomatch", "notmatched", "unmatched"),
    "out": ("output",),
}
"""Words that say the same as the names of outputs; a word found here alone is a guess."""

_MOST_WORDS: Final = 3
"""How many words for one output there may be, since types may differ."""

_COUNTED: Final = re.compile(r"(\D*)([0-9]+)(\D*)", re.ASCII)


@dataclass(slots=True)
class Outputs:
    """How the outputs of the wires of one group are named.

    Attributes:
        evidence: What names the output of a component with ports; None if nothing does.
        words: The output by type and word.
        position: The number of the first position if the words count the outputs; None if they are words.
        form: The text around the number of a position.
        order: The outputs by type in the order of their positions; only what is sure.
        rows: What names the output of a row; None if no wire leaves a row.
        row_form: The word of a row, `{row}` or `{row1}` or `{field}` in it; None if it is the id of its port.
        ambiguous: Types and words whose output follows from the words alone.
    """

    evidence: Evidence | None = None
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    position: int | None = None
    form: tuple[str, str] = ("", "")
    order: dict[str, list[str]] = field(default_factory=dict)
    rows: Evidence | None = None
    row_form: str | None = None
    ambiguous: set[tuple[str, str]] = field(default_factory=set)


def is_output_word(word: str, output: str) -> bool:
    """Whether a word is the name of an output, after normalising."""
    return normalised(word) == normalised(output)


def name_outputs(group: Group) -> Outputs:
    """Decide what names the outputs of a group."""
    result = Outputs()
    ports = [(seen, output) for seen, output in _with_outputs(group) if not seen.source.known.type.has_rows]
    rows = [(seen, output) for seen, output in _with_outputs(group) if seen.source.known.type.has_rows]
    if ports:
        _ports(result, ports)
    if rows:
        _rows(result, rows)
    return result


def _with_outputs(group: Group) -> list[tuple[Seen, tuple[str, ...]]]:
    """Return each wire with the outputs that it may leave: several where two wires join the same components."""
    found = []
    for seen in group.seen:
        export, key = seen.source.export, seen.source.known.key
        outputs = tuple(
            output
            for (source, output), target in export.wires.items()
            if source == key and target == seen.target.known.key
        )
        found.append((seen, outputs))
    return found


def _candidates(wires: Sequence[tuple[Seen, tuple[str, ...]]]) -> list[Evidence]:
    count: dict[Evidence, int] = defaultdict(int)
    for seen, _ in wires:
        for evidence, value in seen.evidence.items():
            if evidence != ("port", "path") and (text_of(value) is not None):
                count[evidence] += 1
    return [evidence for evidence, number in count.items() if number == len(wires)]


def _ports(result: Outputs, wires: Sequence[tuple[Seen, tuple[str, ...]]]) -> None:
    several = [(seen, outputs) for seen, outputs in wires if len(seen.source.known.outputs) > 1]
    best: tuple[tuple[int, ...], Evidence, dict[str, dict[str, str]]] | None = None
    for order, evidence in enumerate(_candidates(several or wires)):
        table = _table(several or wires, evidence)
        if table is None:
            continue
        named = sum(is_output_word(word, output) for words in table.values() for word, output in words.items())
        meant = sum(
            normalised(word) in OUTPUT_LABELS.get(output, ())
            for words in table.values()
            for word, output in words.items()
        )
        flat = {(word, output) for words in table.values() for word, output in words.items()}
        is_position = all(_COUNTED.fullmatch(word) for word, _ in flat)
        distinct = len({word for word, _ in flat})
        contradictions = len(flat) - distinct
        if distinct > _MOST_WORDS * len({output for _, output in flat}) and not is_position:
            continue  # ids, not words
        rank = (named + meant > 0, not is_position, -contradictions, named + meant, -distinct, -order)
        if best is None or rank > best[0]:
            best = rank, evidence, table
    if best is None:
        return
    _, result.evidence, result.words = best
    for seen, outputs in several:
        if len(outputs) > 1 and (word := text_of(seen.evidence.get(result.evidence))) is not None:
            result.ambiguous.add((seen.source.known.type.name, word))
    for seen, outputs in several:
        if len(outputs) == 1 and (word := text_of(seen.evidence.get(result.evidence))) is not None:
            result.ambiguous.discard((seen.source.known.type.name, word))
    for seen, outputs in wires:
        if len(seen.source.known.outputs) == 1 and (word := text_of(seen.evidence.get(result.evidence))) is not None:
            result.words.setdefault(seen.source.known.type.name, {}).setdefault(word, outputs[0])
    _positions(result, wires)


def _table(wires: Sequence[tuple[Seen, tuple[str, ...]]], evidence: Evidence) -> dict[str, dict[str, str]] | None:
    """Return the output by type and word, or None if the evidence does not tell the outputs apart."""
    options: dict[tuple[str, str], set[str]] = {}
    per_component: dict[tuple[str, str], list[str]] = defaultdict(list)
    for seen, outputs in wires:
        word = text_of(seen.evidence[evidence])
        if word is None:
            return None
        key = (seen.source.known.type.name, word)
        options[key] = options.get(key, set(outputs)) & set(outputs)
        per_component[seen.source.export.file, seen.source.known.key].append(word)
    if any(len(set(words)) < len(words) for words in per_component.values()):
        return None
    table: dict[str, dict[str, str]] = defaultdict(dict)
    # A wire that can leave two outputs leaves the one that no other word of the type has.
    for _ in range(4):
        for (type_, word), outputs in options.items():
            if word in table[type_]:
                continue
            free = outputs - set(table[type_].values())
            named = [output for output in free if is_output_word(word, output)]
            named = named or [output for output in free if normalised(word) in OUTPUT_LABELS.get(output, ())]
            if len(free) == 1 or len(named) == 1:
                table[type_][word] = (named or list(free))[0]
    if any(word not in table[type_] for type_, word in options):
        by_word: dict[str, str] = {word: output for words in table.values() for word, output in words.items()}
        for (type_, word), outputs in options.items():
            if word not in table[type_] and not _COUNTED.fullmatch(word) and by_word.get(word) in outputs:
                table[type_][word] = by_word[word]
    if any(
        not outputs or table[type_].get(word, min(outputs)) not in outputs for (type_, word), outputs in options.items()
    ):
        return None
    return dict(table)


def _positions(result: Outputs, wires: Sequence[tuple[Seen, tuple[str, ...]]]) -> None:
    """Read words that count as positions, and find the order of the outputs of each type."""
    parts = [_COUNTED.fullmatch(word) for words in result.words.values() for word in words]
    if not parts or not all(parts):
        return
    forms = {(part[1], part[3]) for part in parts if part}
    if len(forms) != 1:
        return
    numbers = {int(part[2]) for part in parts if part}
    result.form = forms.pop()
    sizes = {type_.name: len(type_.outputs) for type_ in _types(wires)}
    fits_zero = all(
        int(_number(word)) < sizes[type_name] for type_name, words in result.words.items() for word in words
    )
    result.position = 0 if 0 in numbers or (fits_zero and 1 not in numbers) else 1
    if result.position == 1 and not all(
        1 <= int(_number(word)) <= sizes[type_name] for type_name, words in result.words.items() for word in words
    ):
        result.position = None
        return
    for type_ in _types(wires):
        order: list[str | None] = [None] * len(type_.outputs)
        for word, output in result.words.get(type_.name, {}).items():
            index = int(_number(word)) - result.position
            if 0 <= index < len(order):
                order[index] = output
        left = [output for output in type_.outputs if output not in order]
        if len(left) == 1 and order.count(None) == 1:
            order[order.index(None)] = left[0]
        if None not in order:
            result.order[type_.name] = [output for output in order if output is not None]


def _number(word: str) -> str:
    match = _COUNTED.fullmatch(word)
    return match[2] if match else "0"


def _types(wires: Sequence[tuple[Seen, tuple[str, ...]]]) -> list[ComponentType]:
    return list({seen.source.known.type.name: seen.source.known.type for seen, _ in wires}.values())


def _rows(result: Outputs, wires: Sequence[tuple[Seen, tuple[str, ...]]]) -> None:
    best: tuple[tuple[int, ...], Evidence, str | None] | None = None
    for order, evidence in enumerate(_candidates(wires)):
        for rank, form in _row_forms(wires, evidence):
            entry = (rank, evidence == result.evidence, evidence[0] != "step", -order), evidence, form
            if best is None or entry[0] > best[0]:
                best = entry
    if best is not None:
        _, result.rows, result.row_form = best


def _row_forms(wires: Sequence[tuple[Seen, tuple[str, ...]]], evidence: Evidence) -> list[tuple[int, str | None]]:
    """Return the ways to read evidence as the word of a row, with a rank."""
    per_component: dict[tuple[str, str], list[Json]] = defaultdict(list)
    for seen, _ in wires:
        per_component[seen.source.export.file, seen.source.known.key].append(seen.evidence[evidence])
    if any(len(set(map(str, words))) < len(words) for words in per_component.values()):
        return []
    found: list[tuple[int, str | None]] = []
    words = [(str(seen.evidence[evidence]), outputs, seen.source) for seen, outputs in wires]
    for base, name in ((0, "{row}"), (1, "{row1}")):
        forms = {
            next(
                (
                    f"{m[1]}{name}{m[3]}"
                    for output in outputs
                    if (m := _COUNTED.fullmatch(word)) and int(m[2]) == int(output) - 1 + base
                ),
                None,
            )
            for word, outputs, _ in words
        }
        if len(forms) == 1 and None not in forms:
            found.append((3, forms.pop()))
    names = {name for _, _, item in words for row in item.known.rows for name in row}
    for name in sorted(names):
        if all(
            any(str(item.known.rows[int(output) - 1].get(name)) == word for output in outputs)
            for word, outputs, item in words
        ):
            found.append((2, f"{{{name}}}"))
    return found


def words_of_type(result: Outputs, item: Item) -> Mapping[str, str]:
    """Return the words seen for the outputs of an item's type: our output by word."""
    return result.words.get(item.known.type.name, {})


def complete_words(outputs: Outputs, group: Group, items: Sequence[Item]) -> None:
    """Name the outputs without a wire, where one word and one output of a component are left."""
    if group.kind != "source" or outputs.evidence is None or outputs.evidence[0] != "leaf" or outputs.position is not None:
        return
    depth, rel = outputs.evidence[1]  # type: ignore[misc]  # a leaf has a depth and a path
    base = group.pattern[: depth - 1]
    left: list[tuple[str, str, list[str]]] = []
    for item in items:
        type_ = item.known.type
        entries = members(at(item.value, base))
        if type_.has_rows or len(entries) != len(type_.outputs):
            continue
        known = outputs.words.setdefault(type_.name, {})
        words = [word for _, entry in entries if (word := text_of(at(entry, rel))) is not None and word not in known]
        free = [output for output in type_.outputs if output not in known.values()]
        if len(words) == len(free) == 1:
            known[words[0]] = free[0]
        else:
            left += [(type_.name, word, free) for word in words]
    by_any: dict[str, set[str]] = defaultdict(set)
    for own in outputs.words.values():
        for word, output in own.items():
            by_any[word].add(output)
    for type_name, word, free in left:
        meant = by_any.get(word, set())
        if len(meant) == 1 and (output := next(iter(meant))) in free and word not in outputs.words[type_name]:
            outputs.words[type_name][word] = output
            outputs.ambiguous.add((type_name, word))
