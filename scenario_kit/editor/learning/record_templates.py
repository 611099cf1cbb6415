"""The templates of wires apart from the components: records with both ends, or lists below the names of sources."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.building import INDEX, INDEX0, Case, key_template
from scenario_kit.editor.learning.draft import ROOT, Draft
from scenario_kit.editor.learning.evidence import SHEET, Json, Path, at, leaf_texts, members, text_of, walk
from scenario_kit.editor.learning.model import LearningError
from scenario_kit.editor.learning.port_templates import output_places, port_items, port_list
from scenario_kit.editor.learning.wire_records import is_found_by_wire_id, wire_id
from scenario_kit.editor.learning.wires import STAR, Group, Seen
from scenario_kit.findings.model import pointer
from scenario_kit.language.values import describe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scenario_kit.editor.learning.evidence import Item
    from scenario_kit.editor.learning.outputs import Outputs

_SHORTEST: Final = 3
"""A shorter text is no id of a port."""


# Records.


def records(draft: Draft, group: Group, outputs: Outputs, cases: Sequence[Case]) -> dict[str, Json]:
    """Return the template of wires that are records with both ends."""
    by_export = {case.export.file: case for case in cases if case.export is not None}
    texts = _Texts()
    inner: list[Case] = []
    keys: list[Case] = []
    number: Counter[str] = Counter()
    arrival: Counter[int] = Counter()
    for seen in _in_file_order(group.seen, cases):
        case = by_export[seen.source.export.file]
        record = at(case.value, seen.path)
        places = {**_record_places(draft, group, outputs, seen, record), **case.places}
        number[seen.source.export.file] += 1
        arrival[id(seen.target)] += 1
        places |= {"wire_number": number[seen.source.export.file]}
        places |= {"arrival": arrival[id(seen.target)] - 1, "arrival1": arrival[id(seen.target)]}
        if group.pattern[:-1] == draft.parts.located.container:
            places |= list_places(seen.path[0])
        if "wire" in places:
            draft.ids["wire"].append(places["wire"])
        places |= {name: at(record, rel) for rel, name in texts.port_leaves(draft, group, record, seen)}
        inner.append(replace(case, value=record, places=places))
        keys.append(replace(case, value=seen.path[0], places={**case.places, "wire": seen.path[0]}))
    tree: dict[str, Json] = {"$each": "wires"}
    if isinstance(group.seen[0].path[0], str):
        tree["$key"] = key_template(keys)
    if len(inner) == 1 and not any(group.joined):  # one record alone does not show what varies
        part = ".name" if draft.parts.wiring.by_name else ""
        is_part = any(kind == "part" for kind, _ in group.seen[0].evidence)
        for end, path in (("source", group.source), ("target", group.target)):
            special = key_template if is_part else partial(_end, f"${end}{part}")
            draft.builder.specials[ROOT, *group.pattern, *path] = special
    tree["$item"] = draft.builder.build(inner, (ROOT, *group.pattern))
    return tree


def list_places(step: Json) -> dict[str, Json]:
    """Return the number of an item in a list of several kinds, as the values of places."""
    return {INDEX: step + 1, INDEX0: step} if isinstance(step, int) else {}


def _in_file_order(wires: Sequence[Seen], cases: Sequence[Case]) -> list[Seen]:
    """Return the wires of records in the order in which the files have them."""
    order = {
        (case.export.file, step): index
        for case in cases
        if case.export is not None
        for index, (step, _) in enumerate(members(case.value))
    }
    return sorted(wires, key=lambda seen: (seen.source.export.file, order[seen.source.export.file, seen.path[0]]))


def _end(place: str, _: Sequence[Case]) -> str:
    return place


def _record_places(draft: Draft, group: Group, outputs: Outputs, seen: Seen, record: Json) -> dict[str, Json]:
    """Return the values of the places of a record."""
    places: dict[str, Json] = {
        "target_port" if group.joined[1] else "target": at(record, group.target),
        **draft.wire_places(seen),
    }
    if not is_found_by_wire_id(group):
        places = {"source_port" if group.joined[0] else "source": at(record, group.source), **places}
    has_rows = seen.source.known.type.has_rows
    evidence = outputs.rows if has_rows else outputs.evidence
    if evidence is not None and evidence[0] == "leaf":
        places |= output_places(outputs, at(record, evidence[1][1]), has_rows=has_rows)
    elif evidence is not None and evidence[0] == "part":
        places["output"] = seen.evidence[evidence]
    id_path = wire_id(group)
    return places if id_path is None else {**places, "wire": at(record, id_path)}


class _Texts:
    """The texts in each component, collected once."""

    def __init__(self) -> None:
        self._texts: dict[int, set[str]] = {}

    def _of(self, item: Item) -> set[str]:
        if id(item) not in self._texts:
            self._texts[id(item)] = leaf_texts(item.value)
        return self._texts[id(item)]

    def port_leaves(self, draft: Draft, group: Group, record: Json, seen: Seen) -> Iterator[tuple[Path, str]]:
        """Iterate over the paths in a record that hold the ids of the ports at its ends, with their places."""
        ids = {text_of(draft.parts.id(seen.source)), text_of(draft.parts.id(seen.target))}
        source, target = self._of(seen.source), self._of(seen.target)
        for rel, value in walk(record):
            text = text_of(value)
            if rel in (group.source, group.target) or text is None or len(text) < _SHORTEST or text in ids:
                continue
            if text in source - target:
                yield rel, "source_port"
            elif text in target - source:
                yield rel, "target_port"


def declare_joined(draft: Draft, outputs: Outputs) -> None:
    """Declare the list of ports whose ids wires refer to."""
    ports = draft.parts.ports
    if ports is None:
        return
    draft.port_ids |= {(id(one.item), one.output): one.id for one in ports.entries if one.output is not None}
    if ports.container != draft.parts.rows or draft.parts.rows_are_ports:
        draft.ports.setdefault(ports.container, [])
        draft.builder.specials[ports.container] = partial(port_items, draft, ports, outputs)


# Wires below the names of their sources.


def keyed(draft: Draft, group: Group, outputs: Outputs, cases: Sequence[Case]) -> Json:
    """Return the template of wires below the names of their sources."""
    index = group.pattern.index(STAR)
    sources = {(item.export.file, text_of(draft.parts.token(item))): item for item in draft.parts.located.items}
    inner: list[Case] = []
    for case in cases:
        file = case.export.file if case.export else ""
        for step, entry in members(case.value):
            item = sources.get((file, str(step)))
            if item is None:
                path = pointer((*(part for part in group.pattern[:index] if part != SHEET), step))
                raise LearningError(f"{file}: {path}: {describe(step)} is no component of the scenario; remove it")
            inner.append(Case(entry, draft.component_places(item), item))
    keys = [replace(case, value=draft.parts.token(case.item)) for case in inner if case.item is not None]
    key = key_template(keys)
    item_template = _keyed_item(draft, group, outputs, index, inner)
    return {"$each": "components", "$key": key, "$item": item_template}


def _keyed_item(draft: Draft, group: Group, outputs: Outputs, index: int, inner: Sequence[Case]) -> Json:
    """Return the template of the wires of one source, built as if they were in the component."""
    rest = group.pattern[index + 1 :]
    path = rest[: rest.index(STAR)] if STAR in rest else rest[:-1]
    seen = [one._replace(path=one.path[index + 1 :]) for one in group.seen]
    evidence = outputs.evidence
    if evidence is not None and evidence[0] == "leaf":
        depth, rel = evidence[1]
        evidence = ("leaf", (depth - index - 1, rel))
    own = Draft(
        draft.parts,
        ports={path: [(Group("source", rest, seen, as_text=group.as_text), replace(outputs, evidence=evidence))]},
    )
    own.builder.specials[path] = partial(port_list, own, path, trims=True)
    item = own.builder.build(inner, ())
    if isinstance(item, dict) and not any(name.startswith("$") for name in item):
        return {"$empty": "absent", **{name: _empty_absent(value) for name, value in item.items()}}
    return _empty_absent(item)


def _empty_absent(template: Json) -> Json:
    is_each = isinstance(template, dict) and "$each" in template
    return {**template, "$empty": "absent"} if is_each else template
