"""Finds the wires that are written as references to components, in items or below the names of their sources."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.evidence import SHEET, Item, Json, Path, members, text_of, walk
from scenario_kit.editor.learning.locating import concrete
from scenario_kit.editor.learning.wires import (
    STAR,
    Evidence,
    Group,
    Room,
    Seen,
    abstract,
    evidence_at,
    is_possible,
    texts_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.editor.learning.evidence import Export
    from scenario_kit.editor.learning.locating import Located, Place

_SIGN: Final = re.compile(r"[^0-9A-Za-z]+")
_SHORTEST: Final = 3
"""A shorter text is no id of a port."""


class Finder:
    """Finds the wires of one export under one reading of the ids.

    Args:
        located: The components of all exports.
        export: The export.
        place: Where a component has the text that wires refer to.
    """

    def __init__(self, located: Located, export: Export, place: Place) -> None:
        self.export = export
        self.items = {item.known.key: item for item in located.items if item.export is export}
        self.tokens = {place.text(item) or "": item for item in self.items.values()}
        self.wires = Counter((source, target) for (source, _), target in export.wires.items())
        self._skipped = {place.path, located.name.path}
        self._root = concrete(located.container, export)
        self._roots = {(*self._root, item.step): item for item in self.items.values()}
        self._ports: dict[tuple[int, str], Mapping[Evidence, Json]] = {}

    @cached_property
    def owned(self) -> dict[str, Item]:
        """The texts that only one item has, such as ids of ports."""
        owners: dict[str, Item | None] = {}
        for item in self.items.values():
            for path, text in texts_in(item.value):
                if path not in self._skipped and len(text) >= _SHORTEST:
                    owners[text] = item if owners.get(text, item) is item else None
        return {text: item for text, item in owners.items() if item is not None}

    def ports(self, item: Item, value: Json) -> Mapping[Evidence, Json]:
        """Return what an item says beside the id of a port."""
        key = (id(item), str(value))
        if key not in self._ports:
            self._ports[key] = _port_evidence(item, value)
        return self._ports[key]

    def part(self, text: str) -> tuple[Item, str] | None:
        """Return the item that a text refers to with its beginning, and what follows after a sign."""
        found = [
            (self.tokens[text[: sign.start()]], text[sign.end() :])
            for sign in _SIGN.finditer(text)
            if text[: sign.start()] in self.tokens
        ]
        return found[0] if len(found) == 1 else None

    def inside(self) -> Iterator[tuple[str, Path, Seen]]:
        """Iterate over the references in items: `source`, `target` or `none`, the abstract path, and the wire."""
        for item in self.items.values():
            for path, value in texts_in(item.value):
                other = self.tokens.get(value)
                if other is None or path in self._skipped:
                    continue
                evidence = evidence_at(item.value, path, value)
                leaves = (item.known.key, other.known.key) in self.wires
                arrives = (other.known.key, item.known.key) in self.wires
                if leaves or not arrives:
                    yield "source" if leaves else "none", abstract(path), Seen(item, other, path, evidence)
                if arrives:
                    yield "target", abstract(path), Seen(other, item, path, evidence)

    def holds_components(self, path: Path) -> bool:
        """Whether the components are at a path, or in what is there."""
        return path == self._root[: len(path)]

    def outside(self) -> Iterator[tuple[Path, Json]]:
        """Iterate over the lists and mappings outside of items."""
        stack: list[tuple[Path, Json]] = [((), self.export.value)]
        while stack:
            path, value = stack.pop()
            if isinstance(value, dict | list) and path[: len(self._root) + 1] not in self._roots:
                yield path, value
                stack.extend(((*path, step), child) for step, child in members(value))

    def outside_texts(self) -> Iterator[tuple[Path, str]]:
        """Iterate over the texts and numbers outside of items, as texts."""
        for path, value in self.outside():
            for step, child in members(value):
                text = text_of(child)
                if text is not None and (*path, step) not in self._roots:
                    yield (*path, step), text


def _port_evidence(item: Item, value: Json) -> dict[Evidence, Json]:
    for path, leaf in walk(item.value):
        if leaf == value:
            around = evidence_at(item.value, path, str(value))
            return {**{("port", evidence): text for evidence, text in around.items()}, ("port", "path"): path}
    return {}


def inside_groups(finders: Sequence[Finder]) -> list[Group]:
    """Return the ways in which items refer to the other ends of their wires."""
    clusters: dict[tuple[str, Path], list[Seen]] = defaultdict(list)
    for finder in finders:
        for kind, path, seen in finder.inside():
            clusters[kind, path].append(seen)
    spoiled = {path for kind, path in clusters if kind == "none"}
    whole = {key: seen for key, seen in clusters.items() if key[1] not in spoiled and is_possible(seen)}
    # A pair wired in both directions reads as both kinds; the kind with more wires at a path is right.
    kinds = {path: max(("source", "target"), key=lambda kind: len(whole.get((kind, path), ()))) for _, path in whole}
    groups: list[Group] = []
    for kind in ("source", "target"):
        own = {path: seen for (each, path), seen in whole.items() if each == kind == kinds[path]}
        groups += [Group(kind, path, seen) for path, seen in _merged(own).items()]
    return groups


def keyed_groups(finders: Sequence[Finder]) -> list[Group]:
    """Return the ways in which wires are written below the name of their source, apart from the components."""
    clusters: dict[Path, list[Seen]] = defaultdict(list)
    for finder in finders:
        for path, text in finder.outside_texts():
            target = finder.tokens.get(text)
            key = next((i for i, step in enumerate(path) if isinstance(step, str) and step in finder.tokens), None)
            if target is None or key is None:
                continue
            source = finder.tokens[str(path[key])]
            if (source.known.key, target.known.key) in finder.wires:
                evidence = evidence_at(finder.export.value, path, text)
                pattern = _keyed_pattern(path, key, finder.export.sheet)
                clusters[pattern].append(Seen(source, target, path, evidence))
    return [Group("keyed", path, seen) for path, seen in _merged(clusters).items() if is_possible(seen)]


def _keyed_pattern(path: Path, key: int, sheet: str | None) -> Path:
    return tuple(
        SHEET if step == sheet and index else STAR if isinstance(step, int) or index == key else step
        for index, step in enumerate(path)
    )


def _merged(clusters: Mapping[Path, list[Seen]]) -> dict[Path, list[Seen]]:
    """Merge clusters whose paths differ in one step, which then names the output, as far as there are such wires."""
    merged = dict(clusters)
    size = 0
    while size != len(merged):
        size = len(merged)
        for index in range(max(map(len, merged), default=0)):
            alike: dict[Path, list[Path]] = defaultdict(list)
            for path in merged:
                if index < len(path):
                    alike[*path[:index], STAR, *path[index + 1 :]].append(path)
            for pattern, paths in alike.items():
                if len(paths) > 1:
                    _merge(merged, pattern, paths)
    return merged


def _merge(merged: dict[Path, list[Seen]], pattern: Path, paths: Sequence[Path]) -> None:
    """Merge the clusters at some paths into one, without those that have more wires than there can be."""
    room = Room()
    joined = [path for path in paths if all([room.take(seen) for seen in merged[path]])]  # noqa: C419  take them all
    if len(joined) > 1:
        merged[pattern] = [seen for path in joined for seen in merged.pop(path)]
