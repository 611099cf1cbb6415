"""Ports with ids that wires refer to: which items of a list are outputs, and which is the port where wires arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scenario_kit.editor.learning.evidence import Item, Json, Path, at, text_of, walk
from scenario_kit.editor.learning.places import members

if TYPE_CHECKING:
    from scenario_kit.editor.learning.wiring import Group


@dataclass(slots=True)
class PortEntry:
    """An item of a list of ports.

    Attributes:
        item: The component.
        step: Its position or name in the list.
        json: Its JSON.
        id: The id of the port.
        output: The output; None for a port where wires arrive.
        position: Its position among the outputs.
    """

    item: Item
    step: str | int
    json: Json
    id: Json
    output: str | None
    position: int = 0


@dataclass(slots=True)
class Ports:
    """The lists of ports of all components.

    Attributes:
        container: Where the list is in a component.
        id: Where an item of it holds its id; None if it is the name of the member.
        entries: The items of all components.
    """

    container: Path
    id: Path
    entries: list[PortEntry] = field(default_factory=list)


def find_ports(group: Group, items: Sequence[Item]) -> Ports | None:
    """Return the ports that the wires of a group refer to by their ids; None if they refer to none."""
    paths = {seen.evidence[("port", "path")] for seen in group.seen if ("port", "path") in seen.evidence}
    abstract = {_container(path) for path in paths if isinstance(path, tuple)}
    abstract.discard(None)
    if len(abstract) != 1:
        return None
    container, id_path = abstract.pop()  # type: ignore[misc]
    ports = Ports(container, id_path)
    sources = {(id(seen.source), text) for seen in group.seen for text in _texts_of(seen)}
    targets = {(id(seen.target), text) for seen in group.seen for text in _texts_of(seen)}
    for item in items:
        for step, json in members(at(item.value, container)):
            token = at(json, id_path)
            is_output = (id(item), text_of(token)) in sources
            is_input = (id(item), text_of(token)) in targets and not is_output
            ports.entries.append(PortEntry(item, step, json, token, "?" if is_output else None if is_input else ""))
    _decide(ports)
    return ports


def _texts_of(seen: object) -> set[str]:
    evidence = seen.evidence  # type: ignore[attr-defined]
    return {str(value) for (kind, _), value in evidence.items() if kind == "leaf" and text_of(value) is not None}


def _container(path: Path) -> tuple[Path, Path] | None:
    index = next((index for index, step in enumerate(path) if isinstance(step, int)), None)
    return None if index is None else (path[:index], path[index + 1 :])


def _decide(ports: Ports) -> None:
    """Decide about the ports without a wire by what the others have in common, and name the outputs."""
    outs = [entry for entry in ports.entries if entry.output == "?"]
    ins = [entry for entry in ports.entries if entry.output is None]
    telling = _telling([entry.json for entry in outs], [entry.json for entry in ins])
    for entry in ports.entries:
        if entry.output == "":
            is_in = telling is not None and at(entry.json, telling[0]) == telling[2]
            entry.output = None if is_in else "?"
    by_item: dict[int, list[PortEntry]] = {}
    for entry in ports.entries:
        if entry.output is not None:
            by_item.setdefault(id(entry.item), []).append(entry)
    for own in by_item.values():
        outputs = own[0].item.known.outputs
        for position, entry in enumerate(own):
            entry.position = position
            entry.output = outputs[position] if own[0].item.known.type.has_rows and position < len(outputs) else "?"


def _telling(outs: Sequence[Json], ins: Sequence[Json]) -> tuple[Path, Json, Json] | None:
    """Return a path whose value is the same in all outputs, and another one in all ports where wires arrive."""
    if not outs or not ins:
        return None
    for path, value in walk(outs[0]):
        other = at(ins[0], path)
        if (
            other != value
            and all(at(out, path) == value for out in outs)
            and all(at(one, path) == other for one in ins)
        ):
            return path, value, other
    return None


def condition(ports: Ports, *, outputs: bool) -> dict[str, Json]:
    """Return the condition by which the items of one kind are known."""
    outs = [entry.json for entry in ports.entries if entry.output is not None]
    ins = [entry.json for entry in ports.entries if entry.output is None]
    telling = _telling(outs, ins)
    if telling is None:
        return {}
    path, out, in_ = telling
    value = out if outputs else in_
    return {"/" + "/".join(map(str, path)): str(value).lower() if isinstance(value, bool) else value}
