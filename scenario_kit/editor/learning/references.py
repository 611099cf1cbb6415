"""Finds the wires of components without their scenario: what refers to what, which way, and by which output."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.evidence import Item, Json, Path, at, members, text_of, walk
from scenario_kit.editor.learning.ids import may_be_ids
from scenario_kit.editor.learning.locating import concrete
from scenario_kit.editor.learning.model import LearningError, Question
from scenario_kit.editor.learning.parameters import is_alike
from scenario_kit.editor.learning.places import position_paths
from scenario_kit.editor.learning.spelling import normalised
from scenario_kit.findings.model import pointer
from scenario_kit.language.catalogue import ComponentName, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.editor.learning.answers import Answers
    from scenario_kit.editor.learning.locating import Located

_FORWARD: Final = ("target", "to", "dest", "next", "goto", "output", "outgoing", "wires", "transition", "branch")
_BACK: Final = ("source", "from", "origin", "input", "incoming", "parent", "previous", "src")
_STAR: Final = "*"
_DIGITS: Final = re.compile(r"(\D*)([0-9]+)(\D*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Arrow:
    """A reference between two components that is likely to be a wire.

    Attributes:
        source: The item that it leaves, if `is_sure`.
        target: The other one.
        place: Where it is, for people.
        words: The texts around it that may name its output, the nearest first.
        steps: The positions that it is at, the outermost first.
        row: The position of the row that it is in.
    """

    source: Item
    target: Item
    place: str
    words: tuple[str, ...]
    steps: tuple[int, ...]
    row: int | None


def arrows(
    located: Located, rows: Path | None, answers: Answers | None, questions: list[Question]
) -> dict[tuple[str, str], str] | None:
    """Return the target by source and output; None if an output cannot be decided, or would have two targets.

    Raises:
        LearningError: The directions of the wires cannot be decided.
    """
    best: list[_Arrow] = []
    for tokens in _identities(located):
        found = [*_in_records(located, tokens), *_in_items(located, tokens, rows)]
        if len(found) > len(best):
            best = found
    wires: dict[tuple[str, str], str] = {}
    is_whole = True
    first = _first_row(best)
    for arrow in best:
        output = _output(arrow, first, answers, questions)
        target = arrow.target.known.key
        is_whole &= output is not None and wires.setdefault((arrow.source.known.key, output), target) == target
    return wires if is_whole else None


def _identities(located: Located) -> Iterator[dict[str, Item]]:
    """Iterate over the texts that are different for all components, each set with its items."""
    if located.keyed:
        yield {str(item.step): item for item in located.items}
    count: Counter[Path] = Counter()
    for item in located.items:
        count.update(path for path, leaf in walk(item.value) if text_of(leaf) is not None)
    positions = position_paths(located.items)
    for path in (path for path in count if path not in positions):
        values = [at(item.value, path) for item in located.items]
        tokens = {text_of(value) or "": item for value, item in zip(values, located.items, strict=True)}
        if count[path] == len(located.items) == len(tokens) and "" not in tokens and may_be_ids(path, values):
            yield tokens


def _in_records(located: Located, tokens: Mapping[str, Item]) -> list[_Arrow]:
    """Return the wires that are apart from the components, each with both ends."""
    export = located.items[0].export
    root = concrete(located.container, export)
    roots = {(*root, item.step) for item in located.items}
    found: list[_Arrow] = []
    stack: list[tuple[Path, Json]] = [((), export.value)]
    while stack:
        path, current = stack.pop()
        inner = [(step, child) for step, child in members(current) if (*path, step) not in roots]
        stack.extend(((*path, step), child) for step, child in inner if isinstance(child, dict | list))
        records = [
            (step, child)
            for step, child in inner
            if isinstance(child, dict | list) and (*path, step) != root[: len(path) + 1]
        ]
        ends: Counter[tuple[Path, Path]] = Counter()
        for _, record in records:
            own = [rel for rel, leaf in walk(record) if text_of(leaf) in tokens]
            ends.update((a, b) for a in own for b in own if a != b)
        pairs = [pair for pair, number in ends.items() if number == len(records)]
        chosen = _direction(pairs, records, tokens, f"{export.file}#{pointer(path)}")
        if chosen is None:
            continue
        for step, record in records:
            source, target = (tokens[text_of(at(record, rel)) or ""] for rel in chosen)
            leaves = [(rel, leaf) for rel, leaf in walk(record) if rel not in chosen and text_of(leaf) is not None]
            leaves.sort(key=lambda leaf: "target" in str(leaf[0]).lower())
            near = [word for _, leaf in leaves for word in _beside_port(source, leaf)]
            words = (*near, *(str(leaf) for _, leaf in leaves))
            found.append(_Arrow(source, target, f"{export.file}#{pointer((*path, step))}", words, (), None))
    return found


def _beside_port(item: Item, id_: Json) -> list[str]:
    """Return the texts of the port of a component that has an id, without those that other ports have there too."""
    path = next((path for path, leaf in walk(item.value) if leaf == id_ and len(path) > 1), None)
    index = None if path is None else next((i for i, step in enumerate(path) if isinstance(step, int)), None)
    if path is None or index is None:
        return []
    ports = members(at(item.value, path[:index]))
    others = [port for step, port in ports if step != path[index]]
    return [
        str(leaf)
        for rel, leaf in walk(at(item.value, path[: index + 1]))
        if text_of(leaf) and leaf != id_ and all(at(other, rel) != leaf for other in others)
    ]


def _direction(
    pairs: Sequence[tuple[Path, Path]],
    records: Sequence[tuple[str | int, Json]],
    tokens: Mapping[str, Item],
    place: str,
) -> tuple[Path, Path] | None:
    """Return where the source and the target of records are.

    Raises:
        LearningError: It can be either way.
    """
    if not pairs:
        return None
    hinted = [pair for pair in pairs if _hint(pair[0]) < 0 or _hint(pair[1]) > 0]
    hinted = [pair for pair in hinted if not (_hint(pair[0]) > 0 or _hint(pair[1]) < 0)]
    if hinted:
        return min(hinted, key=lambda pair: len(pair[0]) + len(pair[1]))
    possible = [
        pair
        for pair in pairs
        if all(
            _may_wire(tokens[text_of(at(record, pair[0])) or ""], tokens[text_of(at(record, pair[1])) or ""])
            for _, record in records
        )
    ]
    if len(possible) == 1:
        return possible[0]
    raise LearningError(
        f"{place}: the direction of the wires cannot be decided; pass the scenario that the file shows with --scenario"
    )


def _hint(path: Path) -> int:
    """Return whether names in a path speak of the target of a wire (1) or of its source (-1)."""
    for step in reversed(path):
        word = normalised(str(step))
        if any(word.startswith(hint) for hint in _FORWARD):
            return 1
        if any(word.startswith(hint) for hint in _BACK):
            return -1
    return 0


def _may_wire(source: Item, target: Item) -> bool:
    """Whether a wire can lead from one component to another: not into an entry, nor out of a jump."""
    enters = target.known.type.role is Role.ENTRY or target.known.type.name == ComponentName.JUMP_IN
    return not enters and source.known.type.name != ComponentName.JUMP_OUT


def _in_items(located: Located, tokens: Mapping[str, Item], rows: Path | None) -> list[_Arrow]:
    """Return the wires that are in the components."""
    groups: dict[Path, list[tuple[Item, Item, Path]]] = defaultdict(list)
    own_paths = Counter(
        path for item in located.items for path, leaf in walk(item.value) if tokens.get(text_of(leaf) or "") is item
    )
    for item in located.items:
        for path, leaf in walk(item.value):
            other = tokens.get(text_of(leaf) or "")
            if other is None or own_paths[path] == len(located.items) or not path:
                continue
            if isinstance(leaf, int) and isinstance(path[-1], str) and not _hint(path):
                continue  # a number that happens to be an id
            if _is_parameter(item, path, leaf):
                continue
            groups[tuple(_STAR if isinstance(step, int) else step for step in path)].append((item, other, path))
    found: list[_Arrow] = []
    for abstract, references in groups.items():
        forward = all(_may_wire(item, other) for item, other, _ in references)
        back = all(_may_wire(other, item) for item, other, _ in references)
        hint = _hint(abstract)
        if hint == 0 and forward and back and _STAR not in abstract:
            continue
        is_forward = hint > 0 or (hint == 0 and forward)
        if not (forward if is_forward else back):
            continue
        for item, other, path in references:
            source, target = (item, other) if is_forward else (other, item)
            root = concrete(located.container, item.export)
            place = f"{item.export.file}#{pointer((*root, item.step, *path))}"
            in_rows = rows is not None and path[: len(rows)] == rows and is_forward and item.known.type.has_rows
            row = next(
                (
                    n
                    for n, (step, _) in enumerate(members(at(item.value, rows or ())))
                    if in_rows and step == path[len(rows or ())]
                ),
                None,
            )
            found.append(
                _Arrow(
                    source, target, place, _around(item.value, path), tuple(s for s in path if isinstance(s, int)), row
                )
            )
    return found


def _is_parameter(item: Item, path: Path, leaf: Json) -> bool:
    """Whether a text is the value of a parameter, whose word is its own name or beside it."""
    known = [(name, value) for name, value in item.known.parameters.items() if value == leaf]
    parameters = item.known.type.parameters
    words = {str(path[-1]), *_around(item.value, path)} if known else set()
    return any(is_alike(word, parameters[name]) for name, _ in known for word in words)


def _around(root: Json, path: Path) -> tuple[str, ...]:
    """Return the names on the way to a reference and the texts beside it, the nearest first."""
    words: list[str] = []
    for depth in range(len(path), 0, -1):
        if isinstance(path[depth - 1], str):
            words.append(str(path[depth - 1]))
        record = at(root, path[: depth - 1])
        if isinstance(record, dict) and depth > 1:
            words += [
                str(leaf) for step, leaf in record.items() if text_of(leaf) is not None and step != path[depth - 1]
            ]
    return tuple(words)


def _row_number(arrow: _Arrow) -> int | None:
    """Return the number in a word that names the row that a wire leaves; None if no word does."""
    matches = (_DIGITS.fullmatch(word) for word in arrow.words if arrow.source.known.type.has_rows)
    return next((int(match[2]) for match in matches if match is not None and "row" in match[1].lower()), None)


def _first_row(found: Sequence[_Arrow]) -> int | None:
    """Return the number of the first row, 0 or 1; None if the numbers fit both or neither."""
    numbers = [(number, len(one.source.known.outputs)) for one in found if (number := _row_number(one)) is not None]
    fits = [first for first in (0, 1) if all(first <= number < first + size for number, size in numbers)]
    return fits[0] if len(fits) == 1 else None


def _counted(arrow: _Arrow, first: int | None) -> str | None:
    """Return the output that the number of a row, or a position on the way to the reference, is."""
    outputs = arrow.source.known.outputs
    number = _row_number(arrow)
    if number is not None:
        return None if first is None else str(number - first + 1)
    return outputs[arrow.steps[0]] if arrow.steps and arrow.steps[0] < len(outputs) else None


def _output(arrow: _Arrow, first_row: int | None, answers: Answers | None, questions: list[Question]) -> str | None:
    type_ = arrow.source.known.type
    outputs = arrow.source.known.outputs
    if arrow.row is not None:
        return str(arrow.row + 1)
    if len(outputs) == 1:
        return outputs[0]
    given = {} if answers is None else {**answers.outputs.get("any", {}), **answers.outputs.get(type_.name, {})}
    for word in arrow.words:
        if given.get(word) in outputs:
            return given[word]
        same = [output for output in outputs if normalised(output) == normalised(word)]
        if same and not type_.has_rows:
            return same[0]
    counted = _counted(arrow, first_row)
    if counted is not None:
        return counted
    near = arrow.words[0] if arrow.words else ""
    text = (
        f"Which output of {type_.label} is `{near}`?"
        if near
        else f"Which output of {type_.label} does this wire leave?"
    )
    questions.append(Question("output", f"{type_.name}.{near}", text, outputs, arrow.place))
    return None
