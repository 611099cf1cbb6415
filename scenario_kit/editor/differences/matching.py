"""Which component of one sheet is which of another: by id, then by type and name, then by place in the graph."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scenario_kit.editor.exported import ExportedComponent, ExportedSheet


def matches(old: ExportedSheet, new: ExportedSheet) -> Mapping[str, str]:
    """Return for each component of the old sheet that is still there the one it is in the new sheet; ids to ids."""
    return _Matcher(old, new).match()


class _Matcher:
    """Grows a set of pairs from the surest to the least sure."""

    def __init__(self, old: ExportedSheet, new: ExportedSheet) -> None:
        self._old = old
        self._new = new
        self._pairs: dict[str, str] = {}
        self._taken: set[str] = set()
        self._sources: dict[tuple[str, str], list[str]] = defaultdict(list)
        for (source, output), target in new.wires.items():
            self._sources[target, output].append(source)

    def match(self) -> Mapping[str, str]:
        if self._old.lasting_ids:
            self._take((id_, id_) for id_ in self._old.components if id_ in self._new.components)
        self._by_name(alone=True)
        while self._by_place():
            self._by_name(alone=True)
        self._by_name(alone=False)
        while self._by_place():
            pass
        return self._pairs

    def _take(self, pairs: Iterable[tuple[str, str]]) -> bool:
        """Keep the pairs of which neither is taken yet; tell whether there was any."""
        before = len(self._pairs)
        for one, other in pairs:
            if one not in self._pairs and other not in self._taken:
                self._pairs[one] = other
                self._taken.add(other)
        return len(self._pairs) > before

    def _by_name(self, *, alone: bool) -> None:
        """Pair those of one type and name: the only one on both sides, or else in reading order."""
        free = (one for one in self._old.components.values() if one.id not in self._pairs)
        others = _grouped(one for one in self._new.components.values() if one.id not in self._taken)
        for kind, group in _grouped(free).items():
            other = others.get(kind, [])
            if not alone or len(group) == len(other) == 1:
                self._take(zip(group, other, strict=False))

    def _by_place(self) -> bool:
        """Pair those of one type that hang by the same outputs on components already paired; the best fit first."""
        likeness: Counter[tuple[str, str]] = Counter()
        for (source, output), target in self._old.wires.items():
            if source in self._pairs:
                other = self._new.wires.get((self._pairs[source], output))
                if other is not None:
                    likeness[target, other] += 1
            if target in self._pairs:
                for other in self._sources.get((self._pairs[target], output), ()):
                    likeness[source, other] += 1
        found = [
            (one, other)
            for (one, other), _ in sorted(likeness.items(), key=lambda entry: -entry[1])
            if self._old.components[one].type is self._new.components[other].type
        ]
        return self._take(found)


def _grouped(components: Iterable[ExportedComponent]) -> Mapping[tuple[str, str | None], list[str]]:
    groups: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for component in components:
        groups[component.type.name, component.name or component.key].append(component.id)
    return groups
