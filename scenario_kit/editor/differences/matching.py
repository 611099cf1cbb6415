"""Matches the components of two sheets: by id, then by type and name, then by their wires."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scenario_kit.editor.exported import ExportedComponent, ExportedSheet


class Matcher:
    """Finds the components of an old sheet in a new one, the most certain pairs first."""

    def __init__(self, old: ExportedSheet, new: ExportedSheet) -> None:
        self._old = old
        self._new = new
        self._pairs: dict[str, str] = {}
        self._taken: set[str] = set()
        self._sources: dict[tuple[str, str], list[str]] = defaultdict(list)
        for (source, output), target in new.wires.items():
            self._sources[target, output].append(source)

    def pairs(self) -> Mapping[str, str]:
        """Return the new id for the old id of each component that is in both sheets."""
        if self._old.lasting_ids:
            self._take((id_, id_) for id_ in self._old.components if id_ in self._new.components)
        self._by_name(unique=True)
        while self._by_wires():
            self._by_name(unique=True)
        self._by_name(unique=False)
        while self._by_wires():
            pass
        return self._pairs

    def _take(self, pairs: Iterable[tuple[str, str]]) -> bool:
        """Add the pairs of unmatched components; return whether there were any."""
        before = len(self._pairs)
        for old, new in pairs:
            if old not in self._pairs and new not in self._taken:
                self._pairs[old] = new
                self._taken.add(new)
        return len(self._pairs) > before

    def _by_name(self, *, unique: bool) -> None:
        """Pair components of the same type and name: only where there is one on each side, or in reading order."""
        free = (component for component in self._old.components.values() if component.id not in self._pairs)
        others = _grouped(component for component in self._new.components.values() if component.id not in self._taken)
        for kind, group in _grouped(free).items():
            other = others.get(kind, [])
            if not unique or len(group) == len(other) == 1:
                self._take(zip(group, other, strict=False))

    def _by_wires(self) -> bool:
        """Pair components of the same type that share wires with matched components; most shared wires first."""
        shared: Counter[tuple[str, str]] = Counter()
        for (source, output), target in self._old.wires.items():
            if source in self._pairs:
                other = self._new.wires.get((self._pairs[source], output))
                if other is not None:
                    shared[target, other] += 1
            if target in self._pairs:
                for other in self._sources.get((self._pairs[target], output), ()):
                    shared[source, other] += 1
        return self._take(
            (old, new)
            for (old, new), _ in shared.most_common()
            if self._old.components[old].type is self._new.components[new].type
        )


def _grouped(components: Iterable[ExportedComponent]) -> Mapping[tuple[str, str | None], list[str]]:
    groups: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for component in components:
        groups[component.type.name, component.name or component.key].append(component.id)
    return groups
