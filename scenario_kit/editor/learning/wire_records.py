"""Finds the wires that are records with both ends, apart from the components, and the references to their ids."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.editor.learning.evidence import SHEET, Item, Json, Path, at, members, text_of, walk
from scenario_kit.editor.learning.locating import concrete
from scenario_kit.editor.learning.wires import (
    STAR,
    Evidence,
    Group,
    Seen,
    abstract,
    evidence_at,
    is_possible,
    texts_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.editor.learning.locating import Located, Member
    from scenario_kit.editor.learning.wire_references import Finder
    from scenario_kit.editor.learning.wires import Wiring

_ID_NAMES: Final = frozenset({"id", "key", "uuid", "guid", "uid", "resourceid", "identifier"})
_OF_WIRES: Final = re.compile(r"(wire|connection|connector|link|edge|flow|transition|arrow)[-_]?id", re.IGNORECASE)
_MOST_PATHS: Final = 8
"""How many paths of a record may hold its ends."""


class _End(NamedTuple):
    """What a scalar of a record refers to.

    Attributes:
        item: The component.
        by_port: It refers to the id of a port of the component.
        rest: What its text has beside the component, without the sign between; None if it is no part of a text.
    """

    item: Item
    by_port: bool
    rest: str | None = None


class _Record(NamedTuple):
    """A record that may be a wire, with what its scalars refer to, by path."""

    finder: Finder
    step: str | int
    json: Json
    ends: Mapping[Path, _End]


def record_groups(located: Located, finders: Sequence[Finder], *, in_texts: bool = False) -> list[Group]:
    """Return the lists and mappings of records with both ends of a wire in each, apart from the components.

    Args:
        located: The components.
        finders: What finds the components of each export.
        in_texts: Whether the ends may be parts of texts, such as a component and its output with a sign between.
    """
    groups: list[Group] = []
    for container, records in _lists(located, finders, in_texts=in_texts):
        found = (_group_of(container, source, target, records) for source, target in _pairs(records))
        group = next(filter(None, found), None)
        if group is not None:
            groups.append(group)
    groups = [group for group in groups if not _is_only_item(group, groups)]
    return [group for group in groups if not any(_is_inside(other, group) for other in groups)]


def _is_only_item(group: Group, groups: Sequence[Group]) -> bool:
    """Whether the only item of a list, which is a wire itself, was taken for a mapping of wires."""
    outer, step = group.pattern[:-2], group.pattern[-2:-1]
    if not isinstance(next(iter(step), None), int) or all(other.pattern != (*outer, STAR) for other in groups):
        return False
    exports = [seen.source.export for seen in group.seen]
    return all(len(members(at(export.value, concrete(outer, export)))) == 1 for export in exports)


def _is_inside(one: Group, other: Group) -> bool:
    """Whether the records of one group are inside the records of another."""
    outer = other.pattern[:-1]
    return len(one.pattern) > len(other.pattern) and one.pattern[: len(outer)] == outer


def nearest_records(located: Located, finders: Sequence[Finder]) -> set[tuple[str, str, str]]:
    """Return the file, source and target of each wire in the list of records that has the most of the wires."""
    wanted = {(finder.export.file, *pair) for finder in finders for pair in finder.wires}
    best: set[tuple[str, str, str]] = set()
    for _, records in _lists(located, finders):
        for source, target in _pairs(records):
            chosen = [record for record in records if source in record.ends and target in record.ends]
            found = {
                (one.finder.export.file, one.ends[source].item.known.key, one.ends[target].item.known.key)
                for one in chosen
            }
            if len(found & wanted) > len(best):
                best = found & wanted
    return best


def _lists(
    located: Located, finders: Sequence[Finder], *, in_texts: bool = False
) -> Iterator[tuple[Path, list[_Record]]]:
    """Iterate over the lists and mappings that all exports have outside of items, with the records in each."""
    per_export = [_containers(located, finder) for finder in finders]
    for container in per_export[0]:
        if all(container in own for own in per_export):
            yield (
                container,
                [
                    _Record(finder, step, json, _ends(finder, json, in_texts=in_texts))
                    for finder, own in zip(finders, per_export, strict=True)
                    for step, json in own[container]
                ],
            )


def _containers(located: Located, finder: Finder) -> dict[Path, list[Member]]:
    """Return the lists and mappings outside of items, with the lists and mappings in each."""
    found: dict[Path, list[Member]] = {}
    for path, value in finder.outside():
        pattern = tuple(SHEET if step == finder.export.sheet and i else step for i, step in enumerate(path))
        inside = located.others[finder.export.file] if pattern == located.container else members(value)
        found[pattern] = [
            (step, child)
            for step, child in inside
            if isinstance(child, dict | list) and not finder.holds_components((*path, step))
        ]
    return found


def _ends(finder: Finder, record: Json, *, in_texts: bool) -> dict[Path, _End]:
    ends: dict[Path, _End] = {}
    for path, text in texts_in(record):
        item = finder.tokens.get(text)
        owner = finder.owned.get(text)
        if item is not None:
            ends[path] = _End(item, by_port=False)
        elif in_texts and (part := finder.part(text)) is not None:
            ends[path] = _End(part[0], by_port=False, rest=part[1])
        elif owner is not None:
            ends[path] = _End(owner, by_port=True)
    return ends


def _pairs(records: Sequence[_Record]) -> list[tuple[Path, Path]]:
    """Return the pairs of paths that many records have."""
    count: Counter[Path] = Counter(path for record in records for path in record.ends)
    paths = [path for path, _ in count.most_common(_MOST_PATHS)]
    return [(a, b) for a in paths for b in paths if a != b]


def _group_of(container: Path, source: Path, target: Path, records: Sequence[_Record]) -> Group | None:
    """Return the group of records with a source and a target at two paths, if these are exactly the wires."""
    chosen = [record for record in records if source in record.ends and target in record.ends]
    seen: Counter[tuple[str, str, str]] = Counter(
        (record.finder.export.file, record.ends[source].item.known.key, record.ends[target].item.known.key)
        for record in chosen
    )
    wanted: Counter[tuple[str, str, str]] = Counter()
    for finder in {id(record.finder): record.finder for record in records}.values():
        wanted.update({(finder.export.file, *pair): number for pair, number in finder.wires.items()})
    if not chosen or seen != wanted:
        return None
    joined = (any(one.ends[source].by_port for one in chosen), any(one.ends[target].by_port for one in chosen))
    wires = [_seen(record, source, target) for record in chosen]
    return Group("records", (*container, STAR), wires, source, target, joined)


def _seen(record: _Record, source: Path, target: Path) -> Seen:
    """Return a record as a wire, with what the record and the port at its source say."""
    item, by_port, rest = record.ends[source]
    evidence: dict[Evidence, Json] = {} if rest is None else {("part", source): rest}
    for rel, value in walk(record.json):
        if rel not in (source, target) or by_port:
            evidence["leaf", (0, rel)] = value
        text = text_of(value)
        is_port = text is not None and record.finder.owned.get(text) is item
        if is_port and (by_port or rel != source):
            evidence |= record.finder.ports(item, value)
    return Seen(item, record.ends[target].item, (record.step,), evidence)


def wire_id(group: Group) -> Path | None:
    """Return where the records of a group hold the id of the wire itself; None if they do not."""
    if group.kind != "records" or not group.seen:
        return None
    paths: list[Path] = [what[1] for kind, what in group.seen[0].evidence if kind == "leaf"]
    if group.joined[0]:
        paths.append(group.source)
    for rel in paths:
        if len(rel) != 1 or not _may_be_id(rel[0]):
            continue
        texts = [text_of(seen.evidence.get(("leaf", (0, rel)))) for seen in group.seen]
        if rel == group.source or (None not in texts and len(set(texts)) == len(texts)):
            return rel
    return None


def is_found_by_wire_id(group: Group) -> bool:
    """Whether the source of records is the component that has the id of the wire, not that of a port."""
    return group.joined[0] and wire_id(group) == group.source


def _may_be_id(step: str | int) -> bool:
    if isinstance(step, int):
        return step == 0
    return step.lower() in _ID_NAMES or _OF_WIRES.fullmatch(step) is not None


def groups_by_wire_id(located: Located, wiring: Wiring) -> list[Group]:
    """Return the ways in which items hold the ids of the wires that leave them or lead to them."""
    groups: list[Group] = []
    for records in [group for group in wiring.groups if group.kind == "records"]:
        tokens = _wire_tokens(records)
        clusters: dict[tuple[str, Path], list[Seen]] = defaultdict(list)
        spoiled: set[Path] = set()
        for item in located.items:
            for path, text in texts_in(item.value):
                wire = tokens.get((item.export.file, text))
                if wire is None or path in (wiring.id.path, located.name.path):
                    continue
                if wire.source is not item and wire.target is not item:
                    spoiled.add(abstract(path))
                    continue
                seen = Seen(wire.source, wire.target, path, evidence_at(item.value, path, text))
                for kind, end in (("source", wire.source), ("target", wire.target)):
                    if end is item:
                        clusters[kind, abstract(path)].append(seen)
        groups += [
            Group(kind, path, seen, wire=True)
            for (kind, path), seen in clusters.items()
            if path not in spoiled and is_possible(seen) and any(wire.source is not wire.target for wire in seen)
        ]
    return groups


def _wire_tokens(records: Group) -> dict[tuple[str, str], Seen]:
    """Return the wires of records by file and id, or by file and the name of the record in a mapping."""
    rel = wire_id(records)
    tokens: dict[tuple[str, str], Seen] = {}
    for seen in records.seen:
        step = seen.path[0]
        name = step if isinstance(step, str) else None
        token = name if rel is None else text_of(seen.evidence.get(("leaf", (0, rel))))
        if token is not None:
            tokens[seen.source.export.file, token] = seen
    return tokens
