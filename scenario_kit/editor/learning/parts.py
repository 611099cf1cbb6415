"""Everything that is found in exports of known scenarios, before a map is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenario_kit.editor.learning.evidence import at, members
from scenario_kit.editor.learning.locating import locate
from scenario_kit.editor.learning.outputs import Outputs, complete_words, name_outputs
from scenario_kit.editor.learning.parameters import Unit, find_parameters
from scenario_kit.editor.learning.places import position_paths, row_container
from scenario_kit.editor.learning.ports import find_ports
from scenario_kit.editor.learning.wire_records import is_found_by_wire_id
from scenario_kit.editor.learning.wires import STAR
from scenario_kit.editor.learning.wiring import find_wires

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scenario_kit.editor.learning.evidence import Export, Item, Json, Path
    from scenario_kit.editor.learning.locating import Located
    from scenario_kit.editor.learning.ports import Ports
    from scenario_kit.editor.learning.tables import Found
    from scenario_kit.editor.learning.wires import Wiring


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that was found.

    Attributes:
        located: Where the components are.
        wiring: Where the wires are.
        outputs: What names the outputs, by group.
        ports: The ports that wires refer to; None if they refer to none.
        parameters: Where the parameters are, by type and name.
        fields: Where the fields of rows are.
        rows: Where the rows are; None if no type with rows was seen.
        skipped: The paths in a component that hold no parameter.
    """

    located: Located
    wiring: Wiring
    outputs: list[Outputs]
    ports: Ports | None
    parameters: Mapping[tuple[str, str], Found]
    fields: Mapping[tuple[str, str], Found]
    rows: Path | None
    skipped: frozenset[Path]

    @property
    def exports(self) -> list[Export]:
        """The exports."""
        return list({item.export.file: item.export for item in self.located.items}.values())

    def id(self, item: Item) -> Json:
        """Return the id of a component."""
        path = self.wiring.id.path
        if path is None:
            return int(item.step) if self.wiring.as_number else item.step
        return at(item.value, path)

    @property
    def rows_are_ports(self) -> bool:
        """Whether the rows are in a list of ports with the ports where wires arrive."""
        return self.ports is not None and self.rows == self.ports.container and not self.ports.are_outputs

    def token(self, item: Item) -> Json:
        """Return what wires refer to a component by."""
        return item.known.name if self.wiring.by_name else self.id(item)


def find_parts(exports: Sequence[Export]) -> Parts:
    """Find everything in exports.

    Raises:
        LearningError: The exports do not show the components and wires of their scenarios.
    """
    located = locate(exports)
    wiring = find_wires(located)
    # What is around the id of a wire that arrives says nothing of its output: the wire itself does.
    outputs = [
        Outputs() if group.wire and group.kind == "target" else name_outputs(group, located.type_words.values())
        for group in wiring.groups
    ]
    for named, group in zip(outputs, wiring.groups, strict=True):
        complete_words(named, group, located.items)
    by_port = [group for group in wiring.groups if not is_found_by_wire_id(group)]
    ports = next(filter(None, (find_ports(group, located.items) for group in by_port)), None)
    rows = row_container(located.items, ports, [path for path in (located.type.path, located.name.path) if path])
    skipped = _skipped(located, wiring, rows)
    known = [(item.known, item.value) for item in located.items]
    parameters = find_parameters(
        [Unit(one.type.name, one.parameters, one.type.parameters, value, skipped) for one, value in known]
    )
    fields = {} if rows is None else find_parameters(list(_row_units(located.items, rows, wiring, ports)))
    return Parts(located, wiring, outputs, ports, parameters, fields, rows, skipped)


def _skipped(located: Located, wiring: Wiring, rows: Path | None) -> frozenset[Path]:
    """Return the paths in an item that hold no parameter."""
    skipped = {path for path in (located.name.path, located.type.path, wiring.id.path, rows) if path is not None}
    skipped |= {before_star(group.pattern) for group in wiring.groups if group.kind in ("source", "target")}
    return frozenset(skipped | position_paths(located.items)) - {()}


def before_star(path: Path) -> Path:
    """Return the steps of a path before the first that varies."""
    return path[: path.index(STAR)] if STAR in path else path


def _row_units(items: Iterable[Item], rows: Path, wiring: Wiring, ports: Ports | None) -> Iterator[Unit]:
    """Iterate over the rows of all components."""
    inside = [
        group.pattern[len(rows) + 1 :]
        for group in wiring.groups
        if group.kind == "source" and group.pattern[: len(rows)] == rows and len(group.pattern) > len(rows) + 1
    ]
    skipped = frozenset({*inside, *map(before_star, inside)})
    for item in items:
        if item.known.type.has_rows:
            is_port = ports is not None and rows == ports.container
            listed = ports.outputs_of(item) if ports is not None and is_port else members(at(item.value, rows))
            for (_, row), known in zip(listed, item.known.rows, strict=False):
                yield Unit(item.known.type.name, known, item.known.type.row, row, skipped)
