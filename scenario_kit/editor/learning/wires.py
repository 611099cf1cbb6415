"""What is found of the wires of a sheet: each wire at its place, and the ways in which wires are written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from scenario_kit.editor.learning.evidence import Item, Json, Path, at, text_of, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scenario_kit.editor.learning.locating import Place

STAR: Final = "\0*"
"""Stands in a path for a step that varies."""

Evidence = tuple[str, Any]
"""What may name an output: `step` and the index of a step of the path; `leaf` with the length of the path to a record
around the wire and a path in it; `port` and such evidence around the id of a port, or `path` for the port's path;
`part` and the path of a text that joins the source and the output."""

_DEEPEST: Final = 4
"""How deep in a record the names of outputs are looked for."""


class Seen(NamedTuple):
    """A wire at one place of one export.

    Attributes:
        source: The item that it leaves.
        target: The item that it leads to.
        path: Where the reference is: in its item, or in the sheet.
        evidence: The texts around it that may name its output.
    """

    source: Item
    target: Item
    path: Path
    evidence: Mapping[Evidence, Json]


@dataclass(frozen=True, slots=True)
class Group:
    """Wires that are written in one way.

    Attributes:
        kind: `source`: in the item that they leave; `target`: in the item that they lead to; `records`: apart, each
            with both ends; `keyed`: apart, below the name of their source.
        pattern: The path, in an item or in the sheet, with `STAR` for steps that vary.
        seen: The wires.
        source: In a record, where the source is.
        target: In a record, where the target is.
        joined: In a record, whether source and target are ids of ports.
        wire: The reference is the id of the wire, not of its other end.
        as_text: The references are texts, and the ids are numbers.
    """

    kind: str
    pattern: Path
    seen: list[Seen]
    source: Path = ()
    target: Path = ()
    joined: tuple[bool, bool] = (False, False)
    wire: bool = False
    as_text: bool = False


@dataclass(frozen=True, slots=True)
class Wiring:
    """How wires refer to components, and all places where they are written.

    Attributes:
        id: Where a component has its id.
        by_name: Wires refer to the names of components, not to their ids.
        as_number: The ids, which are names of members, are numbers where they are values.
        groups: The ways in which wires are written.
        missing: The wires of the scenarios that no export has: source, output and target.
    """

    id: Place
    by_name: bool
    groups: list[Group] = field(default_factory=list)
    missing: list[tuple[Item, str, Item]] = field(default_factory=list)
    as_number: bool = False


def is_possible(seen: Iterable[Seen]) -> bool:
    """Whether the wires seen are no more than there are between any two components."""
    room = Room()
    return all(map(room.take, seen))


class Room:
    """Counts how many wires between two components are still to be seen."""

    def __init__(self) -> None:
        self._limits: dict[str, Counter[tuple[str, str]]] = {}
        self._taken: Counter[tuple[str, str, str]] = Counter()

    def take(self, seen: Seen) -> bool:
        """Count a wire; return whether there is room for it."""
        export = seen.source.export
        if export.file not in self._limits:
            self._limits[export.file] = Counter((source, target) for (source, _), target in export.wires.items())
        ends = seen.source.known.key, seen.target.known.key
        self._taken[export.file, *ends] += 1
        return self._taken[export.file, *ends] <= self._limits[export.file][ends]


def abstract(path: Path) -> Path:
    """Return a path with `STAR` for its positions."""
    return tuple(STAR if isinstance(step, int) else step for step in path)


def texts_in(value: Json) -> Iterator[tuple[Path, str]]:
    """Iterate over the texts and numbers in a value, as texts, with their paths."""
    for path, leaf in walk(value):
        text = text_of(leaf)
        if text is not None:
            yield path, text


def evidence_at(root: Json, path: Path, token: str) -> dict[Evidence, Json]:
    """Return what may name the output of a wire whose reference `token` is at a path of a value."""
    evidence: dict[Evidence, Json] = {("step", index): step for index, step in enumerate(path)}
    for depth in range(len(path) - 1, 0, -1):
        record = at(root, path[:depth])
        if not isinstance(path[depth - 1], int) and not isinstance(record, dict):
            continue
        for rel, value in _scalars_near(record):
            if (*path[:depth], *rel) != path and text_of(value) != token:
                evidence["leaf", (depth, rel)] = value
    return evidence


def _scalars_near(record: Json, depth: int = _DEEPEST) -> Iterator[tuple[Path, Json]]:
    """Iterate over the scalars of a record that are not inside one of several records of its own."""
    if isinstance(record, dict):
        inside: list[tuple[str | int, Json]] = list(record.items())
    elif isinstance(record, list) and (len(record) == 1 or not any(isinstance(one, dict | list) for one in record)):
        inside = list(enumerate(record))
    else:
        return
    for step, child in inside:
        if isinstance(child, dict | list):
            if depth > 1:
                yield from (((step, *rel), value) for rel, value in _scalars_near(child, depth - 1))
        elif child is not None:
            yield (step,), child
