"""Finds the wires of a sheet: where they are, what refers to a component, and what names their output."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.editor.learning.evidence import MISSING, SHEET, Item, Json, Path, at, text_of, walk
from scenario_kit.editor.learning.locating import LearningError, Place, concrete

if TYPE_CHECKING:
    from scenario_kit.editor.learning.evidence import Export
    from scenario_kit.editor.learning.locating import Located

STAR: Final = "\0*"
"""Stands in a path for a step that varies."""

Evidence = tuple[str, object]
"""What may name an output: `step` and the place of a varying step, or `leaf` and a path in a record around the wire."""


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


@dataclass(slots=True)
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
    """

    kind: str
    pattern: Path
    seen: list[Seen]
    source: Path = ()
    target: Path = ()
    joined: tuple[bool, bool] = (False, False)
    wire: bool = False


@dataclass(slots=True)
class Wiring:
    """How wires refer to components, and all places where they are written."""

    id: Place
    by_name: bool
    groups: list[Group] = field(default_factory=list)
    missing: list[tuple[Item, str, Item]] = field(default_factory=list)


def find_wires(located: Located) -> Wiring:
    """Find the wires of located components.

    Raises:
        LearningError: A wire of the scenario is not in its export.
    """
    items = located.items
    candidates = _identities(located)
    best: tuple[tuple[int, int, int, int], Wiring] | None = None
    for order, (place, by_name) in enumerate(candidates):
        wiring = _by_identity(located, place, by_name=by_name)
        rank = (-len(wiring.missing), len(wiring.groups) > 0, not by_name, -order)
        if best is None or rank > best[0]:
            best = rank, wiring
    if best is None:
        raise LearningError(f"{items[0].export.file}: nothing in the components tells them apart")
    wiring = best[1]
    wiring.groups += _by_wire_id(located, wiring)
    if wiring.missing:
        source, output, target = wiring.missing[0]
        raise LearningError(
            f"{source.export.file}: the wire from output {output} of `{source.known.name}` to `{target.known.name}` is not in "
            "the export; draw it and export the sheet again"
        )
    if wiring.by_name:
        wiring.id = _own_id(located, wiring.id)
    return wiring


def _identities(located: Located) -> list[tuple[Place, bool]]:
    """Return the places whose texts are different for all components, likely ids first."""
    items = located.items
    found: list[tuple[tuple[int, int], Place, bool]] = []
    if located.keyed:
        found.append(((0, 0), Place(None), located.name.path is None))
    paths: dict[Path, int] = {}
    for item in items:
        for path, value in walk(item.value):
            if text_of(value) is not None:
                paths[path] = paths.get(path, 0) + 1
    for path, count in paths.items():
        texts = [(item.export.file, text_of(at(item.value, path))) for item in items]
        if count == len(items) and len(set(texts)) == len(items):
            hint = str(path[-1]).lower() if path else ""
            likely = 0 if hint in ("id", "key", "uuid", "guid", "uid", "identifier", "ref") else 1
            found.append(((likely, len(path)), Place(path), path == located.name.path))
    found.sort(key=lambda entry: (entry[2], entry[0]))
    return [(place, by_name) for _, place, by_name in found]


def _own_id(located: Located, name: Place) -> Place:
    """Return where the components have an id that nothing refers to; else their name."""
    for place, by_name in _identities(located):
        if not by_name and (
            place.path is None or str(place.path[-1]).lower() in ("id", "key", "uuid", "guid", "uid", "identifier")
        ):
            return place
    return name


class _Finder:
    """Finds the wires of one export under one reading of the ids."""

    def __init__(self, located: Located, export: Export, place: Place) -> None:
        self.export = export
        self.items = {item.known.key: item for item in located.items if item.export is export}
        self.tokens = {place.text(item) or "": item for item in self.items.values()}
        self.place = place
        self.root = concrete(located.container, export)
        self.skipped = {place.path, located.name.path}
        self.wires = Counter((source, target) for (source, _), target in export.wires.items())
        self.roots = {(*self.root, item.step): item for item in self.items.values()}
        self._port_evidence: dict[tuple[int, str], Mapping[Evidence, Json]] = {}

    def owner(self, path: Path) -> Item | None:
        """Return the item that a path of the sheet is in."""
        return self.roots.get(path[: len(self.root) + 1])

    @cached_property
    def owned(self) -> dict[str, Item]:
        """The texts that only one item has, such as ids of ports."""
        owners: dict[str, Item | None] = {}
        for item in self.items.values():
            for path, text in _texts(item.value):
                if path not in self.skipped and len(text) > 2:  # noqa: PLR2004
                    owners[text] = item if owners.get(text, item) is item else None
        return {text: item for text, item in owners.items() if item is not None}

    def ports(self, item: Item, value: Json) -> Mapping[Evidence, Json]:
        """Return what an item says beside the id of a port; see `_port_evidence`."""
        key = (id(item), str(value))
        if key not in self._port_evidence:
            self._port_evidence[key] = _port_evidence(item, value)
        return self._port_evidence[key]

    def inside(self) -> Iterator[tuple[str, Path, Seen]]:
        """Iterate over the references inside of items: `source` or `target`, the abstract path, and the wire."""
        for item in self.items.values():
            for path, value in _texts(item.value):
                other = self.tokens.get(value)
                if other is None or path in self.skipped:
                    continue
                evidence = _evidence(item.value, path, value)
                abstract = tuple(STAR if isinstance(step, int) else step for step in path)
                if (item.known.key, other.known.key) in self.wires:
                    yield "source", abstract, Seen(item, other, path, evidence)
                if (other.known.key, item.known.key) in self.wires:
                    yield "target", abstract, Seen(other, item, path, evidence)
                if not {(item.known.key, other.known.key), (other.known.key, item.known.key)} & self.wires.keys():
                    yield "none", abstract, Seen(item, other, path, evidence)

    def outside(self) -> Iterator[tuple[Path, Json]]:
        """Iterate over the lists and mappings outside of items."""
        stack: list[tuple[Path, Json]] = [((), self.export.value)]
        while stack:
            path, value = stack.pop()
            if self.owner(path) is not None or not isinstance(value, dict | list):
                continue
            yield path, value
            members = value.items() if isinstance(value, dict) else enumerate(value)
            stack.extend(((*path, step), child) for step, child in members)


def _by_identity(located: Located, place: Place, *, by_name: bool) -> Wiring:
    wiring = Wiring(place, by_name)
    finders = [
        _Finder(located, export, place) for export in {item.export.file: item.export for item in located.items}.values()
    ]
    for finder in finders:
        if len(finder.tokens) < len(finder.items):
            wiring.missing = [(item, "", item) for item in located.items]
            return wiring
    wiring.groups = [*_inside_groups(finders), *_record_groups(located, finders), *_keyed_groups(finders)]
    covered = {
        (seen.source.export.file, seen.source.known.key, seen.target.known.key)
        for group in wiring.groups
        for seen in group.seen
    }
    for finder in finders:
        for (source, output), target in finder.export.wires.items():
            if (finder.export.file, source, target) not in covered:
                wiring.missing.append((finder.items[source], output, finder.items[target]))
    return wiring


def _inside_groups(finders: Sequence[_Finder]) -> list[Group]:
    clusters: dict[tuple[str, Path], list[Seen]] = defaultdict(list)
    spoiled: set[Path] = set()
    for finder in finders:
        for kind, abstract, seen in finder.inside():
            if kind == "none":
                spoiled.add(abstract)
            else:
                clusters[kind, abstract].append(seen)
    whole = {key: seen for key, seen in clusters.items() if key[1] not in spoiled}
    whole = {key: seen for key, seen in whole.items() if _is_possible(seen)}
    groups: list[Group] = []
    for kind in ("source", "target"):
        own = {path: seen for (each, path), seen in whole.items() if each == kind}
        groups += [Group(kind, path, seen) for path, seen in _merged(own).items()]
    # A pair wired in both directions may read as both kinds; the kind with more wires at a pattern is right.
    best: dict[Path, Group] = {}
    for group in groups:
        first = best.setdefault(group.pattern, group)
        if len(group.seen) > len(first.seen):
            best[group.pattern] = group
    return list(best.values())


def _is_possible(seen: Sequence[Seen]) -> bool:
    """Whether the wires seen are no more than there are between any two components."""
    count = Counter((wire.source.export.file, wire.source.known.key, wire.target.known.key) for wire in seen)
    limits: Counter[tuple[str, str, str]] = Counter()
    for export in {wire.source.export.file: wire.source.export for wire in seen}.values():
        for (source, _), target in export.wires.items():
            limits[export.file, source, target] += 1
    return all(number <= limits[pair] for pair, number in count.items())


def _merged(clusters: Mapping[Path, list[Seen]]) -> dict[Path, list[Seen]]:
    """Merge clusters whose paths differ in one key, which then names the output."""
    merged = dict(clusters)
    changed = True
    while changed:
        changed = False
        paths = list(merged)
        for index, first in enumerate(paths):
            for second in paths[index + 1 :]:
                if len(first) != len(second):
                    continue
                different = [at for at, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
                if len(different) == 1 and _is_possible([*merged[first], *merged[second]]):
                    abstract = (*first[: different[0]], STAR, *first[different[0] + 1 :])
                    seen = [*merged.pop(first), *merged.pop(second)]
                    merged[abstract] = [*merged.get(abstract, []), *seen]
                    changed = True
                    break
            if changed:
                break
    return merged


def _texts(value: Json) -> Iterator[tuple[Path, str]]:
    for path, leaf in walk(value):
        text = text_of(leaf)
        if text is not None:
            yield path, text


def _evidence(root: Json, path: Path, token: str) -> dict[Evidence, Json]:
    """Return what may name the output of a wire whose reference is at a path of an item."""
    evidence: dict[Evidence, Json] = {}
    for index, step in enumerate(path):
        evidence["step", index] = step
    for depth in range(len(path) - 1, 0, -1):
        record = at(root, path[:depth])
        if not isinstance(path[depth - 1], int) and not isinstance(record, dict):
            continue
        for rel, value in _scalars_near(record):
            if (*path[:depth], *rel) != path and text_of(value) != token:
                evidence["leaf", (depth, rel)] = value
    return evidence


def _scalars_near(record: Json, depth: int = 4) -> Iterator[tuple[Path, Json]]:
    """Iterate over the scalars of a record that are not inside one of several records of its own."""
    if depth == 0:
        return
    if isinstance(record, dict):
        members: list[tuple[str | int, Json]] = list(record.items())
    elif isinstance(record, list) and all(not isinstance(child, dict | list) for child in record):
        members = list(enumerate(record))
    elif isinstance(record, list) and len(record) == 1:
        members = [(0, record[0])]
    else:
        return
    for step, child in members:
        if isinstance(child, dict | list):
            yield from (((step, *rel), value) for rel, value in _scalars_near(child, depth - 1))
        elif child is not None:
            yield (step,), child


def _record_groups(located: Located, finders: Sequence[_Finder]) -> list[Group]:
    """Find records with both ends of a wire in each, in lists and mappings apart from the components."""
    groups: list[Group] = []
    per_export = [_records(located, finder) for finder in finders]
    containers = [container for container in per_export[0] if all(container in records for records in per_export)]
    for container in containers:
        ends: list[dict[Path, list[tuple[Item, bool]]]] = []
        records = [
            (finder, *entry) for finder, each in zip(finders, per_export, strict=True) for entry in each[container]
        ]
        for finder, _, record in records:
            ends.append(_ends(finder, record))
        for source, target in _pairs(ends):
            group = _group_of(container, source, target, records, ends)
            if group is not None:
                groups.append(group)
                break
    return groups


_ID_NAMES: Final = frozenset({"id", "key", "uuid", "guid", "uid", "resourceid", "identifier"})


def wire_id(group: Group) -> Path | None:
    """Return where the records of a group hold the id of the wire itself; None if they do not."""
    if group.kind != "records" or not group.seen:
        return None
    paths: list[Path] = [rel for kind, (_, rel) in _leaf_evidence(group.seen[0].evidence) if kind == "leaf"]
    if group.joined[0]:
        paths.append(group.source)
    for rel in paths:
        if (
            len(rel) != 1
            or (isinstance(rel[0], str) and rel[0].lower() not in _ID_NAMES)
            or (isinstance(rel[0], int) and rel[0])
        ):
            continue
        texts = [text_of(seen.evidence.get(("leaf", (0, rel)))) for seen in group.seen]
        if rel == group.source or (None not in texts and len(set(texts)) == len(texts)):
            return rel
    return None


def _leaf_evidence(evidence: Mapping[Evidence, Json]) -> list[tuple[str, tuple[int, Path]]]:
    return [(kind, what) for kind, what in evidence if kind == "leaf" and isinstance(what, tuple)]


def _by_wire_id(located: Located, wiring: Wiring) -> list[Group]:
    """Find the ids of wires inside the items that they leave or lead to."""
    groups: list[Group] = []
    for records in [group for group in wiring.groups if group.kind == "records"]:
        rel = wire_id(records)
        tokens: dict[tuple[str, str], Seen] = {}
        for seen in records.seen:
            token = text_of(seen.evidence.get(("leaf", (0, rel)))) if rel is not None else str(seen.path[0])
            if token is not None and not (rel is None and isinstance(seen.path[0], int)):
                tokens[seen.source.export.file, token] = seen
        clusters: dict[tuple[str, Path], list[Seen]] = defaultdict(list)
        spoiled: set[Path] = set()
        for item in located.items:
            for path, text in _texts(item.value):
                wire = tokens.get((item.export.file, text))
                if wire is None or path == wiring.id.path or path == located.name.path:
                    continue
                abstract = tuple(STAR if isinstance(step, int) else step for step in path)
                kind = "source" if wire.source is item else "target" if wire.target is item else "none"
                if kind == "none":
                    spoiled.add(abstract)
                    continue
                clusters[kind, abstract].append(Seen(wire.source, wire.target, path, _evidence(item.value, path, text)))
        for (kind, path), found in clusters.items():
            if path not in spoiled and _is_possible(found):
                groups.append(Group(kind, path, found, wire=True))
    return groups


def _records(located: Located, finder: _Finder) -> dict[Path, list[tuple[str | int, Json]]]:
    found: dict[Path, list[tuple[str | int, Json]]] = {}
    for path, value in finder.outside():
        abstract = tuple(SHEET if step == finder.export.sheet and i else step for i, step in enumerate(path))
        members: list[tuple[str | int, Json]] = (
            list(value.items()) if isinstance(value, dict) else list(enumerate(value))
        )
        if abstract == located.container:
            members = located.others[finder.export.file]
        around = finder.root[len(path)] if path == finder.root[: len(path)] and len(path) < len(finder.root) else None
        found[abstract] = [(step, child) for step, child in members if isinstance(child, dict | list) and step != around]
    return found


def _ends(finder: _Finder, record: Json) -> dict[Path, list[tuple[Item, bool]]]:
    """Return the items that the scalars of a record refer to, by path, and whether through the id of a port."""
    ends: dict[Path, list[tuple[Item, bool]]] = {}
    owned = finder.owned
    for path, text in _texts(record):
        item = finder.tokens.get(text)
        if item is not None:
            ends[path] = [(item, False)]
        elif text in owned:
            ends[path] = [(owned[text], True)]
    return ends


def _pairs(ends: Sequence[Mapping[Path, object]]) -> list[tuple[Path, Path]]:
    """Return the pairs of paths that many records have, direct references first."""
    count: Counter[Path] = Counter(path for each in ends for path in each)
    paths = [path for path, _ in count.most_common(8)]
    return [(a, b) for a in paths for b in paths if a != b]


def _group_of(
    container: Path,
    source: Path,
    target: Path,
    records: Sequence[tuple[_Finder, str | int, Json]],
    ends: Sequence[Mapping[Path, list[tuple[Item, bool]]]],
) -> Group | None:
    """Return the group of records with a source and a target at two paths, if these are exactly the wires."""
    by_export: Counter[tuple[str, str, str]] = Counter()
    chosen = []
    for (finder, step, record), found in zip(records, ends, strict=True):
        if source in found and target in found:
            (from_, by_port), (to, to_port) = found[source][0], found[target][0]
            by_export[finder.export.file, from_.known.key, to.known.key] += 1
            chosen.append((finder, step, record, from_, to, by_port, to_port))
    wanted: Counter[tuple[str, str, str]] = Counter()
    for finder in {id(entry[0]): entry[0] for entry in records}.values():
        for pair, number in finder.wires.items():
            wanted[(finder.export.file, *pair)] += number
    if not chosen or by_export != wanted:
        return None
    joined = (any(entry[5] for entry in chosen), any(entry[6] for entry in chosen))
    group = Group("records", (*container, STAR), [], source, target, joined)
    for finder, step, record, from_, to, by_port, _ in chosen:
        evidence: dict[Evidence, Json] = {}
        for rel, value in walk(record):
            if rel not in (source, target) or by_port:
                evidence["leaf", (0, rel)] = value
            is_port = (text := text_of(value)) is not None and finder.owned.get(text) is from_
            if is_port and (by_port or rel != source):
                evidence |= finder.ports(from_, value)
        group.seen.append(Seen(from_, to, (step,), evidence))
    return group


def _port_evidence(item: Item, value: Json) -> dict[Evidence, Json]:
    """Return what an item says beside the id of a port."""
    for path, leaf in walk(item.value):
        if leaf == value:
            found = _evidence(item.value, path, str(value))
            return {("port", (kind, what)): text for (kind, what), text in found.items()} | {("port", "path"): path}
    return {}


def _keyed_groups(finders: Sequence[_Finder]) -> list[Group]:
    """Find wires that are below the name of their source, apart from the components."""
    clusters: dict[Path, list[Seen]] = defaultdict(list)
    for finder in finders:
        for path, value in _outside_leaves(finder):
            target = finder.tokens.get(value)
            keys = [index for index, step in enumerate(path) if isinstance(step, str) and step in finder.tokens]
            if target is None or not keys:
                continue
            source = finder.tokens[str(path[keys[0]])]
            if (source.known.key, target.known.key) not in finder.wires:
                continue
            abstract = tuple(
                SHEET if step == finder.export.sheet and i else STAR if isinstance(step, int) or i == keys[0] else step
                for i, step in enumerate(path)
            )
            evidence = _evidence(finder.export.value, path, value)
            clusters[abstract].append(Seen(source, target, path, evidence))
    return [Group("keyed", path, seen) for path, seen in _merged(clusters).items() if _is_possible(seen)]


def _outside_leaves(finder: _Finder) -> Iterator[tuple[Path, str]]:
    for path, value in finder.outside():
        members = value.items() if isinstance(value, dict) else enumerate(value)
        for step, child in members:
            text = text_of(child)
            if text is not None and (*path, step) not in finder.roots:
                yield (*path, step), text


__all__ = ["MISSING", "STAR", "Evidence", "Group", "Seen", "Wiring", "find_wires"]
