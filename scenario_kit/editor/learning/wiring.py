"""Finds the wires of a sheet: what refers to a component, and where that is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.evidence import at, text_of, walk
from scenario_kit.editor.learning.ids import ID_NAMES, may_be_ids
from scenario_kit.editor.learning.locating import Place
from scenario_kit.editor.learning.model import LearningError
from scenario_kit.editor.learning.places import position_paths
from scenario_kit.editor.learning.wire_records import groups_by_wire_id, nearest_records, record_groups
from scenario_kit.editor.learning.wire_references import Finder, inside_groups, keyed_groups
from scenario_kit.editor.learning.wires import Wiring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.editor.learning.evidence import Item, Json, Path
    from scenario_kit.editor.learning.locating import Located
    from scenario_kit.editor.learning.wires import Group

_REFERENCE: Final = "ref"


def find_wires(located: Located) -> Wiring:
    """Find the wires of located components.

    Raises:
        LearningError: A wire of the scenario is not in its export.
    """
    wiring = _best_reading(located, in_texts=False)
    if wiring.missing:
        in_texts = _best_reading(located, in_texts=True)
        wiring = wiring if in_texts.missing else in_texts
    if wiring.missing:
        source, output, target = _first_missing(located, wiring)
        raise LearningError(
            f"{source.export.file}: the wire from output {output} of `{source.known.name}` to `{target.known.name}` "
            "is not in the export; draw it and export the sheet again"
        )
    wiring = replace(wiring, groups=[*wiring.groups, *groups_by_wire_id(located, wiring)])
    if wiring.by_name:
        return replace(wiring, id=_own_id(located, wiring.id))
    return _typed(located, wiring)


def _best_reading(located: Located, *, in_texts: bool) -> Wiring:
    """Return the wires under the reading of the ids that finds the most of them.

    Raises:
        LearningError: Nothing tells the components apart.
    """
    identities = _identities(located)
    if not identities:
        raise LearningError(f"{located.items[0].export.file}: nothing in the components tells them apart")
    readings = [_reading(located, place, by_name=by_name, in_texts=in_texts) for place, by_name in identities]
    return max(readings, key=lambda one: (-len(one.missing), len(one.groups) > 0, not one.by_name))


def _first_missing(located: Located, wiring: Wiring) -> tuple[Item, str, Item]:
    """Return a missing wire, one that the most similar list of wires does not have if there is any."""
    near = nearest_records(located, _finders(located, wiring.id))
    for source, output, target in wiring.missing:
        if (source.export.file, source.known.key, target.known.key) not in near:
            return source, output, target
    return wiring.missing[0]


def _finders(located: Located, place: Place) -> list[Finder]:
    exports = {item.export.file: item.export for item in located.items}.values()
    return [Finder(located, export, place) for export in exports]


def _identities(located: Located) -> list[tuple[Place, bool]]:
    """Return the places whose texts are different for all components, likely ids first, and whether it is the name."""
    items = located.items
    found: list[tuple[tuple[int, int], Place, bool]] = []
    if located.keyed:
        found.append(((0, 0), Place(None), located.name.path is None))
    count: Counter[Path] = Counter(
        path for item in items for path, value in walk(item.value) if text_of(value) is not None
    )
    positions = position_paths(items)
    is_known = items[0].export.scenario is not None
    for path, number in count.items():
        values = [at(item.value, path) for item in items]
        if path in positions or not (is_known or may_be_ids(path, values)):
            continue
        texts = {(item.export.file, text_of(value)) for item, value in zip(items, values, strict=True)}
        if number == len(items) == len(texts):
            likely = 0 if path and str(path[-1]).lower() in (*ID_NAMES, _REFERENCE) else 1
            found.append(((likely, len(path)), Place(path), path == located.name.path))
    found.sort(key=lambda entry: (entry[2], entry[0]))
    return [(place, by_name) for _, place, by_name in found]


def _own_id(located: Located, name: Place) -> Place:
    """Return where the components have an id that nothing refers to; else their name."""
    for place, by_name in _identities(located):
        if not by_name and (place.path is None or str(place.path[-1]).lower() in ID_NAMES):
            return place
    return name


def _reading(located: Located, place: Place, *, by_name: bool, in_texts: bool) -> Wiring:
    """Return the wires under one reading of the ids, only those that are parts of texts if these are asked for."""
    finders = _finders(located, place)
    if any(len(finder.tokens) < len(finder.items) for finder in finders):
        return Wiring(place, by_name, missing=[(item, "", item) for item in located.items])
    if in_texts:
        groups = record_groups(located, finders, in_texts=True)
    else:
        groups = [*inside_groups(finders), *record_groups(located, finders), *keyed_groups(finders)]
    covered = {
        (seen.source.export.file, seen.source.known.key, seen.target.known.key)
        for group in groups
        for seen in group.seen
    }
    missing = [
        (finder.items[source], output, finder.items[target])
        for finder in finders
        for (source, output), target in finder.export.wires.items()
        if (finder.export.file, source, target) not in covered
    ]
    return Wiring(place, by_name, groups, missing)


def _typed(located: Located, wiring: Wiring) -> Wiring:
    """Return wires with the types of the ids: numbers or texts."""
    own = [item.step if wiring.id.path is None else at(item.value, wiring.id.path) for item in located.items]
    values = [list(_references(group)) for group in wiring.groups]
    if wiring.id.path is None:
        beside = [dict(walk(item.value)) for item in located.items]
        as_number = any(_is_number(value) for inside in values for value in inside) or any(
            _is_number(value)
            and all(str(leaves.get(path)) == str(id_) for leaves, id_ in zip(beside, own, strict=True))
            for path, value in beside[0].items()
        )
    else:
        as_number = all(map(_is_number, own))
    if not as_number:
        return wiring
    groups = [
        replace(group, as_text=bool(inside) and not any(map(_is_number, inside)))
        for group, inside in zip(wiring.groups, values, strict=True)
    ]
    return replace(wiring, groups=groups, as_number=wiring.id.path is None)


def _is_number(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _references(group: Group) -> Iterator[Json]:
    """Iterate over what refers to the other ends of wires, where a group has no records of both ends."""
    for seen in group.seen:
        match group.kind:
            case "source" | "target" if not group.wire:
                yield at((seen.source if group.kind == "source" else seen.target).value, seen.path)
            case "keyed":
                yield at(seen.source.export.value, seen.path)
