"""Ports with ids that wires refer to: which items of a list are outputs, and which is the port where wires arrive."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from scenario_kit.editor.learning.evidence import Item, Json, Path, at, members, text_of, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenario_kit.editor.learning.locating import Member
    from scenario_kit.editor.learning.wires import Group, Seen


@dataclass(frozen=True, slots=True)
class PortEntry:
    """An item of a list of ports.

    Attributes:
        item: The component.
        step: Its position or name in the list.
        json: Its JSON.
        id: The id of the port.
        is_output: Wires leave it; else they arrive there.
        position: Its position among the outputs.
        output: The output of a row; None for other ports, whose words say it.
    """

    item: Item
    step: str | int
    json: Json
    id: Json
    is_output: bool
    position: int = 0
    output: str | None = None


@dataclass(frozen=True, slots=True)
class Ports:
    """The lists of ports of all components.

    Attributes:
        container: Where the list is in a component.
        id: Where a port has its id.
        entries: The items of all components.
    """

    container: Path
    id: Path
    entries: list[PortEntry]

    @property
    def are_outputs(self) -> bool:
        """Whether wires leave all of them."""
        return all(one.is_output for one in self.entries)

    def outputs_of(self, item: Item) -> list[Member]:
        """Return the ports of a component that wires leave, with their steps."""
        return [(one.step, one.json) for one in self.entries if one.item is item and one.is_output]

    def condition(self, *, outputs: bool) -> dict[str, Json]:
        """Return the condition by which the items of one kind are known; empty if there is none."""
        telling = _telling(*([one.json for one in self.entries if one.is_output is kind] for kind in (True, False)))
        if telling is None:
            return {}
        path, out, in_ = telling
        value = out if outputs else in_
        return {"/" + "/".join(map(str, path)): str(value).lower() if isinstance(value, bool) else value}


class _Port(NamedTuple):
    """An item of a list of ports; `is_output` is None if no wire leaves it or arrives there."""

    item: Item
    step: str | int
    json: Json
    token: Json
    is_output: bool | None


def find_ports(group: Group, items: Sequence[Item]) -> Ports | None:
    """Return the ports that the wires of a group refer to by their ids; None if they refer to none."""
    found_at = [_container(seen.evidence["port", "path"]) for seen in group.seen if ("port", "path") in seen.evidence]
    containers = Counter(container for container in found_at if container is not None)
    ((path, id_path), number) = next(iter(containers.most_common(1)), (((), ()), 0))
    if number <= len(group.seen) / 2:
        return None  # an id that only one component has by chance, such as that of a wire to itself
    sources = {(id(seen.source), text) for seen in group.seen for text in _texts_of(seen)}
    targets = {(id(seen.target), text) for seen in group.seen for text in _texts_of(seen)}
    found: list[_Port] = []
    for item in items:
        for step, json in members(at(item.value, path)):
            token = at(json, id_path)
            end = (id(item), text_of(token))
            found.append(_Port(item, step, json, token, True if end in sources else False if end in targets else None))
    return Ports(path, id_path, _decided(found))


def _texts_of(seen: Seen) -> set[str]:
    return {str(value) for (kind, _), value in seen.evidence.items() if kind == "leaf" and text_of(value) is not None}


def _container(path: Path) -> tuple[Path, Path] | None:
    index = next((index for index, step in enumerate(path) if isinstance(step, int)), None)
    return None if index is None else (path[:index], path[index + 1 :])


def _decided(found: Sequence[_Port]) -> list[PortEntry]:
    """Decide about the ports without a wire by what the others have in common, and count and name the outputs."""
    telling = _telling(*([one.json for one in found if one.is_output is kind] for kind in (True, False)))
    counts: dict[int, int] = defaultdict(int)
    entries: list[PortEntry] = []
    for item, step, json, token, seen in found:
        is_output = (telling is None or at(json, telling[0]) != telling[2]) if seen is None else seen
        position = counts[id(item)]
        outputs = item.known.outputs
        output = outputs[position] if item.known.type.has_rows and position < len(outputs) else None
        entries.append(
            PortEntry(item, step, json, token, True, position, output)
            if is_output
            else PortEntry(item, step, json, token, False)
        )
        counts[id(item)] += is_output
    return entries


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
