"""Finds the positions of components, and the structures that hold rows and ports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.evidence import Json, Path, at, walk
from scenario_kit.editor.learning.values import spellings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from scenario_kit.editor.learning.evidence import Item
    from scenario_kit.editor.learning.ports import Ports

_X: Final = frozenset({"x", "left", "posx", "positionx", "xpos", "cx", "px", "coordx"})
_Y: Final = frozenset({"y", "top", "posy", "positiony", "ypos", "cy", "py", "coordy"})
_PAIR: Final = frozenset({"pos", "position", "offset", "loc", "location", "xy", "coordinates", "point", "at", "coords"})
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_PLAIN: Final = re.compile(r"[^a-z]")
_DIMENSIONS: Final = 2
_WRONG_SIZE: Final = 100
"""What a list with another number of items counts against rows being there."""


def position_paths(items: Sequence[Item]) -> set[Path]:
    """Return the paths that hold the position of a component."""
    _, shared = _shared_leaves(items)
    return {path for pair in _axes(shared) for path in pair}


def positions(items: Sequence[Item]) -> dict[int, tuple[Json, Json]]:
    """Return the position of each item by its index, as the numbers in the file; empty if none is found."""
    leaves, shared = _shared_leaves(items)
    axes = list(_axes(shared))
    corners = [{index: (_number(own[x]), _number(own[y])) for index, own in enumerate(leaves)} for x, y in axes]
    whole = [found for found in corners if all(None not in pair for pair in found.values())]
    if whole:
        return min(whole, key=lambda found: [sum(pair) for pair in found.values()])  # the upper left one
    for path in shared:
        if _plain_word(path[-1]) not in _PAIR:
            continue
        pairs = {index: _NUMBER.findall(own[path]) for index, own in enumerate(leaves) if isinstance(own[path], str)}
        if len(pairs) == len(items) and all(len(pair) == _DIMENSIONS for pair in pairs.values()):
            return {index: (_plain(pair[0]), _plain(pair[1])) for index, pair in pairs.items()}
    return {}


def _shared_leaves(items: Sequence[Item]) -> tuple[list[dict[Path, Json]], list[Path]]:
    """Return the scalars of each item by path, and the paths that all items have."""
    leaves = [dict(walk(item.value)) for item in items]
    return leaves, [path for path in leaves[0] if path and all(path in own for own in leaves)]


def _axes(paths: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    """Iterate over the pairs of paths whose names are those of two coordinates."""
    known = set(paths)
    for path in paths:
        if isinstance(path[-1], str):
            if _plain_word(path[-1]) in _X:
                beside = (other for other in paths if other[:-1] == path[:-1] and _plain_word(other[-1]) in _Y)
                yield from ((path, other) for other in beside)
        elif path[-1] == 0 and len(path) > 1 and _plain_word(path[-2]) in _PAIR and (*path[:-1], 1) in known:
            yield path, (*path[:-1], 1)


def _plain_word(step: str | int) -> str:
    return _PLAIN.sub("", str(step).lower())


def _number(value: Json) -> Json:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    found = _NUMBER.findall(value) if isinstance(value, str) else []
    return _plain(found[0]) if len(found) == 1 else None


def _plain(text: str) -> Json:
    return float(text) if "." in text else int(text)


def row_container(items: Sequence[Item], ports: Ports | None, others: Collection[Path]) -> Path | None:
    """Return where the rows are: a list or mapping with as many members as the component has rows, and their values.

    Args:
        items: The components.
        ports: Their ports, of which only those that wires leave may be rows.
        others: The paths of what is not in a row, such as the type.
    """
    around = {path[:size] for path in others for size in range(len(path) + 1)}
    scores: dict[Path, int] = {}
    lists: set[Path] = set()
    for item in items:
        rows = item.known.rows
        if not item.known.type.has_rows or not rows:
            continue
        for path, inside in _containers(item.value):
            if path in around:
                continue
            if ports is not None and path == ports.container:
                inside = [member for _, member in ports.outputs_of(item)]  # noqa: PLW2901  only these may be rows
            fits = len(inside) == len(rows)
            score = sum(map(_row_score, inside, rows, [item] * len(rows))) if fits else -_WRONG_SIZE
            scores[path] = scores.get(path, 0) + score
            if isinstance(at(item.value, path), list) and not _has_number(path):
                lists.add(path)
    best = max(scores, key=lambda path: (scores[path], path in lists, -len(path)), default=None)
    return best if best is not None and scores[best] > 0 else None


def _has_number(path: Path) -> bool:
    """Whether a name in a path is likely to be that of one of several rows."""
    return any(isinstance(step, str) and any(map(str.isdigit, step)) for step in path)


def _row_score(member: Json, row: Mapping[str, Json], item: Item) -> int:
    texts = [value for _, value in walk(member)]
    fields = item.known.type.row
    return sum(any(spellings(value, text, fields[name]) for text in texts) for name, value in row.items())


def _containers(value: Json) -> Iterator[tuple[Path, list[Json]]]:
    """Iterate over the lists and mappings in a value, without those in lists of several items."""
    stack: list[tuple[Path, Json]] = [((), value)]
    while stack:
        where, current = stack.pop()
        if isinstance(current, dict):
            if where:
                yield where, list(current.values())
            stack.extend(((*where, name), child) for name, child in current.items())
        elif isinstance(current, list):
            yield where, current
            if len(current) == 1:
                stack.append(((*where, 0), current[0]))
