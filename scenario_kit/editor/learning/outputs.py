"""Decides what names the output of a wire: a word, a position, a row, or the id of a port."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.evidence import Json, Path, at, members, text_of
from scenario_kit.editor.learning.ids import is_random
from scenario_kit.editor.learning.spelling import normalised
from scenario_kit.language.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from scenario_kit.editor.learning.evidence import Item
    from scenario_kit.editor.learning.wires import Evidence, Group, Seen
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


_ROUNDS: Final = 4
"""How often the outputs that are decided may decide others: there are no more than four words of one type."""

Choice = tuple["Seen", tuple[str, ...]]
"""A wire with the outputs that it may leave: several where two wires join the same components."""

Table = dict[str, dict[str, str]]
"""Our output by component type and the format's word."""


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
        may_count_otherwise: The positions may be counted from another number as well.
    """

    evidence: Evidence | None = None
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    position: int | None = None
    form: tuple[str, str] = ("", "")
    order: dict[str, list[str]] = field(default_factory=dict)
    rows: Evidence | None = None
    row_form: str | None = None
    ambiguous: set[tuple[str, str]] = field(default_factory=set)
    may_count_otherwise: bool = False


def is_output_word(word: str, output: str) -> bool:
    """Whether a word is the name of an output, after normalising."""
    return normalised(word) == normalised(output)


def is_label_of(word: str, output: str) -> bool:
    """Whether a word says the same as the name of an output."""
    return normalised(word) in OUTPUT_LABELS.get(output, ())


def name_outputs(group: Group, types: Collection[str] = ()) -> Outputs:
    """Decide what names the outputs of a group; `types` has the format's words for the types of components."""
    others = {*types} | {one.name for seen in group.seen for one in seen.source.export.components.values()}
    result = Outputs()
    choices = _choices(group)
    ports = [choice for choice in choices if not choice[0].source.known.type.has_rows]
    rows = [choice for choice in choices if choice[0].source.known.type.has_rows]
    if ports:
        _name_ports(result, ports, others)
    if rows:
        _name_rows(result, rows, others)
    return result


def _choices(group: Group) -> list[Choice]:
    joining: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for export in {seen.source.export.file: seen.source.export for seen in group.seen}.values():
        for (source, output), target in export.wires.items():
            joining[export.file, source, target].append(output)
    return [
        (
            _without_arrivals(seen, group),
            tuple(joining[seen.source.export.file, seen.source.known.key, seen.target.known.key]),
        )
        for seen in group.seen
    ]


def _without_arrivals(seen: Seen, group: Group) -> Seen:
    """Return a wire without the positions in a list of wires that arrive, which say nothing of its output."""
    if group.kind != "target":
        return seen
    kept = {key: value for key, value in seen.evidence.items() if key[0] != "step" or isinstance(value, str)}
    return seen._replace(evidence=kept)


def _candidates(wires: Sequence[Choice], others: Collection[str]) -> list[Evidence]:
    """Return what every wire has, and what is not always one of the other words: a name or the word of a type."""
    count: dict[Evidence, int] = defaultdict(int)
    for seen, _ in wires:
        for evidence, value in seen.evidence.items():
            if evidence != ("port", "path") and text_of(value) is not None:
                count[evidence] += 1
    whole = [evidence for evidence, number in count.items() if number == len(wires)]
    return [evidence for evidence in whole if not all(text_of(seen.evidence[evidence]) in others for seen, _ in wires)]


def _name_ports(result: Outputs, wires: Sequence[Choice], others: Collection[str]) -> None:
    """Decide what names the outputs of components without rows."""
    several = [(seen, outputs) for seen, outputs in wires if len(seen.source.known.outputs) > 1]
    best: tuple[tuple[int, ...], Evidence, Table] | None = None
    candidates = _candidates(several or wires, others)
    for order, evidence in enumerate(_telling(candidates, wires) if several else candidates):
        table = _table(several or wires, evidence) if _has_words(wires, evidence) else None
        rank = None if table is None else _rank(table)
        if table is not None and rank is not None and (best is None or (*rank, -order) > best[0]):
            best = (*rank, -order), evidence, table
    if best is None:
        return
    _, result.evidence, result.words = best
    worded = [
        (seen.source.known, word, outputs)
        for seen, outputs in wires
        if (word := text_of(seen.evidence.get(result.evidence))) is not None
    ]
    result.ambiguous = {(known.type.name, word) for known, word, outputs in worded if len(outputs) > 1} - {
        (known.type.name, word) for known, word, outputs in worded if len(outputs) == 1
    }
    result.ambiguous |= _alone(result.words)
    for known, word, outputs in worded:
        if len(known.outputs) == 1:
            result.words.setdefault(known.type.name, {}).setdefault(word, outputs[0])
    _find_positions(result, wires)


def _telling(candidates: Sequence[Evidence], wires: Sequence[Choice]) -> Sequence[Evidence]:
    """Return the evidence that is not the same for all wires, unless there is no other: it is of the structure."""
    telling = [one for one in candidates if len({text_of(seen.evidence.get(one)) for seen, _ in wires}) > 1]
    return telling or candidates


def _alone(table: Table) -> set[tuple[str, str]]:
    """Return a word that is the only one seen, with its types: other evidence may name the outputs as well."""
    flat = {(word, output) for words in table.values() for word, output in words.items()}
    if len({word for word, _ in flat}) > 1 or any(is_output_word(*one) or is_label_of(*one) for one in flat):
        return set()
    return {(type_, word) for type_, words in table.items() for word in words if len(catalogue()[type_].outputs) > 1}


def _has_words(wires: Sequence[Choice], evidence: Evidence) -> bool:
    """Whether no type has more words than outputs, as it would if they were ids."""
    words: dict[str, set[str]] = defaultdict(set)
    sizes = {seen.source.known.type.name: len(seen.source.known.outputs) for seen, _ in wires}
    for seen, _ in wires:
        word = text_of(seen.evidence.get(evidence))
        if word is not None:
            words[seen.source.known.type.name].add(word)
    return all(len(own) <= sizes[type_] for type_, own in words.items())


def _rank(table: Table) -> tuple[int, ...] | None:
    """Return how likely the words of a table are outputs, as a key that is larger for likely ones; None for ids."""
    flat = {(word, output) for words in table.values() for word, output in words.items()}
    distinct = len({word for word, _ in flat})
    if is_random({word for word, _ in flat}):
        return None
    is_counted = all(_COUNTED.fullmatch(word) for word, _ in flat)
    is_position = is_counted and _first_position(_numbers(table)) is not None
    if distinct > _MOST_WORDS * len({output for _, output in flat}) and not is_position:
        return None
    said = sum(
        is_output_word(word, output) + is_label_of(word, output)
        for words in table.values()
        for word, output in words.items()
    )
    return said > 0, not is_counted, is_position, distinct - len(flat), said, -distinct


def _table(wires: Sequence[Choice], evidence: Evidence) -> Table | None:
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
    table = _decided(options)
    if any(table[type_].get(word, min(own, default="")) not in own for (type_, word), own in options.items()):
        return None
    return dict(table)


def _decided(options: Mapping[tuple[str, str], set[str]]) -> defaultdict[str, dict[str, str]]:
    """Return the output by type and word, as far as one of its options is the only one left, or its name."""
    table: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for _ in range(_ROUNDS):
        for (type_, word), outputs in options.items():
            free = outputs - set(table[type_].values())
            named = {output for output in free if is_output_word(word, output)}
            named = named or {output for output in free if is_label_of(word, output)}
            if word not in table[type_] and 1 in (len(free), len(named)):
                table[type_][word] = min(named or free)
    by_word = {word: output for words in table.values() for word, output in words.items()}
    for (type_, word), outputs in options.items():
        if word not in table[type_] and not _COUNTED.fullmatch(word) and by_word.get(word) in outputs:
            table[type_][word] = by_word[word]
    return table


def _find_positions(result: Outputs, wires: Sequence[Choice]) -> None:
    """Read words that count as positions, and find the order of the outputs of each type."""
    parts = [_COUNTED.fullmatch(word) for words in result.words.values() for word in words]
    forms = {None if part is None else (part[1], part[3]) for part in parts}
    form = forms.pop() if len(forms) == 1 else None
    if form is None:
        return
    result.form = form
    types = {seen.source.known.type.name: seen.source.known.type for seen, _ in wires}
    numbers = _numbers(result.words)
    result.position = _first_position(numbers)
    result.may_count_otherwise = _may_count_otherwise(numbers)
    if result.may_count_otherwise and result.evidence is not None and _are_steps(wires, result.evidence):
        result.position = 0  # of a list
    for name, type_ in types.items() if result.position is not None else ():
        order = _order(type_, {number - (result.position or 0): out for number, out in numbers.get(name, {}).items()})
        if order is not None:
            result.order[name] = order


def _numbers(table: Table) -> dict[str, dict[int, str]]:
    return {name: {_number(word): output for word, output in own.items()} for name, own in table.items()}


def _first_position(numbers: Mapping[str, Mapping[int, str]]) -> int | None:
    """Return the number of the first output; None if the numbers are no positions."""
    flat = [(number, len(catalogue()[name].outputs)) for name, own in numbers.items() for number in own]
    seen = {number for number, _ in flat}
    if all(number < size for number, size in flat) and (0 in seen or 1 not in seen):
        return 0
    return 1 if all(1 <= number <= size for number, size in flat) else None


def _may_count_otherwise(numbers: Mapping[str, Mapping[int, str]]) -> bool:
    """Whether the numbers fit positions from 0 and positions from 1."""
    flat = [(number, len(catalogue()[name].outputs)) for name, own in numbers.items() for number in own]
    return all(1 <= number < size for number, size in flat)


def _are_steps(wires: Sequence[Choice], evidence: Evidence) -> bool:
    """Whether evidence is the position in a list."""
    return evidence[0] == "step" and all(isinstance(seen.evidence.get(evidence), int) for seen, _ in wires)


def _order(type_: ComponentType, known: Mapping[int, str]) -> list[str] | None:
    """Return the outputs of a type in their order, if it follows from the positions of some of them."""
    order = [known.get(index) for index in range(len(type_.outputs))]
    missing = [output for output in type_.outputs if output not in order]
    if len(missing) == 1 and order.count(None) == 1:
        order[order.index(None)] = missing[0]
    return None if None in order else [output for output in order if output is not None]


def _number(word: str) -> int:
    match = _COUNTED.fullmatch(word)
    return int(match[2]) if match else 0


def _name_rows(result: Outputs, wires: Sequence[Choice], others: Collection[str]) -> None:
    """Decide what names the outputs of rows."""
    best: tuple[tuple[int, ...], Evidence, str | None] | None = None
    for order, evidence in enumerate(_candidates(wires, others)):
        for rank, form in _row_forms(wires, evidence):
            entry = (rank, evidence == result.evidence, evidence[0] != "step", -order), evidence, form
            if best is None or entry[0] > best[0]:
                best = entry
    if best is not None:
        _, result.rows, result.row_form = best


def _row_forms(wires: Sequence[Choice], evidence: Evidence) -> list[tuple[int, str]]:
    """Return the ways to read evidence as the word of a row, with a rank."""
    per_component: dict[tuple[str, str], list[Json]] = defaultdict(list)
    for seen, _ in wires:
        per_component[seen.source.export.file, seen.source.known.key].append(seen.evidence[evidence])
    if any(len(set(map(str, words))) < len(words) for words in per_component.values()):
        return []
    found: list[tuple[int, str]] = []
    words = [(str(seen.evidence[evidence]), outputs, seen.source.known.rows) for seen, outputs in wires]
    for base, name in ((0, "{row}"), (1, "{row1}")):
        forms = {_counted_form(word, outputs, base, name) for word, outputs, _ in words}
        form = forms.pop() if len(forms) == 1 else None
        if form is not None:
            found.append((3, form))
    found += [
        (2, f"{{{name}}}")
        for name in sorted({name for _, _, rows in words for row in rows for name in row})
        if all(any(str(rows[int(out) - 1].get(name)) == word for out in outputs) for word, outputs, rows in words)
    ]
    return found


def _counted_form(word: str, outputs: Sequence[str], base: int, name: str) -> str | None:
    """Return the text around the number of a row, if the word has the number of one of the outputs."""
    match = _COUNTED.fullmatch(word)
    if match is None or int(match[2]) not in [int(output) - 1 + base for output in outputs]:
        return None
    return f"{match[1]}{name}{match[3]}"


def complete_words(outputs: Outputs, group: Group, items: Sequence[Item]) -> None:
    """Name the outputs without a wire, where one word and one output of a component are left."""
    open_: list[tuple[str, str, list[str]]] = []
    for item, words in words_without_wire(outputs, group, items):
        type_ = item.known.type
        known = outputs.words.setdefault(type_.name, {})
        free = [output for output in type_.outputs if output not in known.values()]
        unknown = [word for word in words if word not in known]
        if len(unknown) == len(free) == 1:
            known[unknown[0]] = free[0]
        else:
            open_ += [(type_.name, word, free) for word in unknown]
    by_any: dict[str, set[str]] = defaultdict(set)
    for own in outputs.words.values():
        for word, output in own.items():
            by_any[word].add(output)
    for type_name, word, free in open_:
        meant = min(by_any[word]) if len(by_any.get(word, ())) == 1 else None
        if meant in free and word not in outputs.words[type_name]:
            outputs.words[type_name][word] = str(meant)
            outputs.ambiguous.add((type_name, word))


def words_without_wire(outputs: Outputs, group: Group, items: Sequence[Item]) -> Iterator[tuple[Item, list[str]]]:
    """Iterate over the words of the outputs of components that list them all, wired or not."""
    place = word_place(outputs, group)
    if place is None:
        return
    for item in items:
        entries = members(at(item.value, place[0]))
        if not item.known.type.has_rows and len(entries) == len(item.known.type.outputs):
            yield item, [word for _, entry in entries if (word := text_of(at(entry, place[1]))) is not None]


def word_place(outputs: Outputs, group: Group) -> tuple[Path, Path] | None:
    """Return where components list their outputs, and where an output has its word; None if they do not."""
    evidence = outputs.evidence
    if group.kind != "source" or evidence is None or evidence[0] != "leaf" or outputs.position is not None:
        return None
    depth, rel = evidence[1]
    return group.pattern[: depth - 1], rel
