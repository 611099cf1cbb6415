"""The draft of a map's template: what the parts of the template share while they are built."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.building import Builder
from scenario_kit.editor.learning.evidence import MISSING, Json, Path, at, leaf_texts, members
from scenario_kit.editor.learning.ids import last_number
from scenario_kit.editor.learning.locating import concrete
from scenario_kit.editor.learning.places import positions
from scenario_kit.editor.learning.wire_records import wire_id
from scenario_kit.language.catalogue import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.editor.learning.evidence import Export, Item
    from scenario_kit.editor.learning.outputs import Outputs
    from scenario_kit.editor.learning.parts import Parts
    from scenario_kit.editor.learning.wires import Group, Seen

ROOT: Final = "\0root"
"""The first step of paths in the sheet; other paths are in a component."""
_IDS: Final = ("wire", "port", "input", "sheet", "variable")
_FEW: Final = 3
"""So few components that their number says nothing."""
_SHORTEST_ID: Final = 6


@dataclass
class Draft:
    """What the parts of a template share.

    Attributes:
        parts: What was found in the exports.
        builder: Builds the template; what has a way of its own is declared there.
        ports: The lists of outputs or wires in a component, by path.
        port_ids: The ids of the ports of rows, by component and output.
        open: How the target of an output without a wire is spelled, each time that it was seen.
        unset_variable: How an absent text of an editor variable is spelled.
        ids: The ids of `wire`, `port`, `input`, `sheet` and `variable` that were seen.
    """

    parts: Parts
    builder: Builder = field(default_factory=Builder)
    ports: dict[Path, list[tuple[Group, Outputs]]] = field(default_factory=dict)
    port_ids: dict[tuple[int, str], Json] = field(default_factory=dict)
    open: list[Json] = field(default_factory=list)
    unset_variable: Json = MISSING
    ids: dict[str, list[Json]] = field(default_factory=lambda: {name: [] for name in _IDS})

    @cached_property
    def items(self) -> dict[tuple[str, str], Item]:
        """The components by file and key."""
        return {(item.export.file, item.known.key): item for item in self.parts.located.items}

    @cached_property
    def _arriving(self) -> Mapping[tuple[str, str], int]:
        return Counter((export.file, target) for export in self.parts.exports for target in export.wires.values())

    @cached_property
    def row_form(self) -> str | None:
        """The word of a row, with places in it; None if no words name rows."""
        forms = (one.row_form for one in self.parts.outputs if one.row_form and one.rows and one.rows[0] != "step")
        return next(forms, None)

    @cached_property
    def _positions(self) -> Mapping[int, tuple[Json, Json]]:
        items = self.parts.located.items
        return {id(items[index]): pair for index, pair in positions(items).items()}

    @cached_property
    def _sheets(self) -> dict[str, dict[str, Json]]:
        return {export.file: self._sheet(export) for export in self.parts.exports}

    # The values of places.

    def sheet_places(self, export: Export) -> dict[str, Json]:
        """Return the values of the places of a sheet."""
        return self._sheets[export.file]

    def _sheet(self, export: Export) -> dict[str, Json]:
        order = {step: index for index, (step, _) in enumerate(members(at(export.value, self._container(export))))}
        items = sorted(
            (item for item in self.parts.located.items if item.export is export), key=lambda item: order[item.step]
        )
        start = next((item for item in items if item.known.type.role is Role.ENTRY), None)
        counts: dict[str, Json] = {}
        if len(items) >= _FEW:
            counts = {
                "component_count": len(items),
                "wire_count": len(export.wires),
                "last_id": last_number([self.parts.id(item) for item in items]),
                "last_wire_id": last_number(self._wire_ids(export)),
            }
        places: dict[str, Json] = {
            "sheet": export.sheet,
            "scenario": export.scenario,
            "start": None if start is None else self.parts.id(start),
            "sheet_id": self._sheet_id(export, items),
            **counts,
        }
        if places["sheet_id"] is not None:
            self.ids["sheet"].append(places["sheet_id"])
        return {name: value for name, value in places.items() if value not in (None, "")}

    def _container(self, export: Export) -> Path:
        return concrete(self.parts.located.container, export)

    def _wire_ids(self, export: Export) -> list[Json]:
        """Return the ids of wires that are records."""
        return [
            at(export.value, (*group.pattern[:-1], *seen.path, *id_path))
            for group in self.parts.wiring.groups
            if group.kind == "records" and (id_path := wire_id(group)) is not None
            for seen in group.seen
            if seen.source.export is export
        ]

    def _sheet_id(self, export: Export, items: list[Item]) -> str | None:
        """Return the text outside of the components that each component repeats."""
        shared = set.intersection(*(leaf_texts(item.value) for item in items)) if items else set()
        for _, other in self.parts.located.others.get(export.file, ()):
            for text in sorted(leaf_texts(other) & shared):
                if len(text) >= _SHORTEST_ID and any(sign.isdigit() for sign in text):
                    return text
        return None

    def component_places(self, item: Item, number: int | None = None) -> dict[str, Json]:
        """Return the values of the places of a component; `number` counts the components from 1."""
        x, y = (None, None) if number is None else self._positions.get(id(item), (None, None))
        names: dict[str, Json] = {"id": self.parts.id(item), "name": item.known.name}
        if self.parts.wiring.by_name:
            names = dict(reversed(names.items()))
        return {
            **names,
            "type": self._type_word(item),
            "key": item.known.key,
            "x": x,
            "y": y,
            "number": number,
            "number0": None if number is None else number - 1,
            "output_count": len(item.known.outputs),
            "incoming_count": self._arriving[item.export.file, item.known.key],
            **self.sheet_places(item.export),
        }

    def _type_word(self, item: Item) -> Json:
        located = self.parts.located
        raw = at(item.value, located.type.path) if located.type.path else None
        if isinstance(raw, int) and not isinstance(raw, bool):
            return raw
        return located.type_words.get(item.known.type.name)

    def wire_places(self, seen: Seen | None) -> dict[str, Json]:
        """Return the values of the places of a wire, none for an output without a wire."""
        if seen is None:
            return {}
        return {
            "target": self.parts.id(seen.target),
            "source": self.parts.id(seen.source),
            "target.name": seen.target.known.name,
            "source.name": seen.source.known.name,
        }

    def reference(self, group: Group) -> str:
        """Return the place that refers to a wire, or to its other end."""
        if group.wire:
            return "$wire"
        end = "$target" if group.kind == "source" else "$source"
        if group.as_text:
            return f"${{{end[1:]}}}"
        return f"{end}.name" if self.parts.wiring.by_name else end
