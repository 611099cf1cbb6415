"""Finds the positions of components, and the structures that hold rows and ports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.evidence import MISSING, Json, Path, at, text_of, walk
from scenario_kit.editor.learning.values import spellings

if TYPE_CHECKING:
    from scenario_kit.editor.learning.evidence import Item

_X: Final = frozenset({"x", "left", "posx", "positionx", "xpos", "cx", "px", "coordx"})
_Y: Final = frozenset({"y", "top", "posy", "positiony", "ypos", "cy", "py", "coordy"})
_PAIR: Final = frozenset({"pos", "position", "offset", "loc", "location", "xy", "coordinates", "point", "at", "coords"})
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_PLAIN: Final = re.compile(r"[^a-z]")


def position_paths(items: Sequence[Item]) -> set[Path]:
    """Return the paths that hold the position of a component."""
    leaves = [dict(walk(item.value)) for item in items]
    shared = [path for path in leaves[0] if path and all(path in own for own in leaves)]
    return {path for pair in _axes(shared) for path in pair}


def positions(items: Sequence[Item]) -> dict[int, tuple[Json, Json]]:
    """Return the position of each item by its index, as the numbers in the file; empty if none is found."""
    leaves = [dict(walk(item.value)) for item in items]
    shared = [path for path in leaves[0] if path and all(path in own for own in leaves)]
    for x, y in _axes(shared):
        found = {index: (_number(own[x]), _number(own[y])) for index, own in enumerate(leaves)}
        if all(a is not None and b is not None for a, b in found.values()):
            return found
    for path in shared:
        if _PLAIN.sub("", str(path[-1]).lower()) not in _PAIR:
            continue
        pairs = {index: _NUMBER.findall(own[path]) for index, own in enumerate(leaves) if isinstance(own[path], str)}
        if len(pairs) == len(items) and all(len(pair) == 2 for pair in pairs.values()):  # noqa: PLR2004
            return {index: (_plain(pair[0]), _plain(pair[1])) for index, pair in pairs.items()}
    return {}


def _axes(paths: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    for path in paths:
        name = _PLAIN.sub("", str(path[-1]).lower())
        if name in _X and isinstance(path[-1], str):
            for other in paths:
                if other[:-1] == path[:-1] and _PLAIN.sub("", str(other[-1]).lower()) in _Y:
                    yield path, other
        elif path[-1] == 0 and len(path) > 1 and _PLAIN.sub("", str(path[-2]).lower()) in _PAIR:
            if (*path[:-1], 1) in paths:
                yield path, (*path[:-1], 1)


def _number(value: Json) -> Json:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    found = _NUMBER.findall(value) if isinstance(value, str) else []
    return _plain(found[0]) if len(found) == 1 else None


def _plain(text: str) -> Json:
    return float(text) if "." in text else int(text)


def row_container(items: Sequence[Item]) -> Path | None:
    """Return where the rows are: a list or mapping with as many members as the component has rows, and their values."""
    scores: dict[Path, int] = {}
    for item in items:
        rows = item.known.rows
        if not item.known.type.has_rows or not rows:
            continue
        for path, members in _containers(item.value):
            if len(members) == len(rows):
                scores[path] = scores.get(path, 0) + sum(map(_row_score, members, rows, [item] * len(rows)))
            else:
                scores[path] = scores.get(path, 0) - 100
    best = max(scores, key=lambda path: (scores[path], -len(path)), default=None)
    return best if best is not None and scores[best] > 0 else None


def _row_score(member: Json, row: Mapping[str, Json], item: Item) -> int:
    texts = [value for _, value in walk(member)]
    fields = item.known.type.row
    return sum(any(spellings(value, text, fields[name]) for text in texts) for name, value in row.items())


def _containers(value: Json, path: Path = ()) -> Iterator[tuple[Path, list[Json]]]:
    stack = [(path, value)]
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


def members(value: Json) -> list[tuple[str | int, Json]]:
    """Return the members of a list or a mapping with their steps."""
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


__all__ = ["MISSING", "at", "members", "positions", "row_container", "text_of"]
