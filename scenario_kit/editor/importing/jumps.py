"""Finds the pairs of Jump Out and Jump In that `build` generated for wires between sheets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.importing.naming import is_key
from scenario_kit.language.catalogue import ComponentName, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.editor.exported import ExportedComponent, ExportedSheet

Node = tuple[str, str]
"""A component: the name of its sheet and its id."""

_JUMP_OUT: Final = re.compile(r"jump-out:(?P<sheet>[^/]+)/(?P<key>.+)")


@dataclass(frozen=True, slots=True)
class Jump:
    """A Jump Out that `build` generates for a wire to another sheet.

    Attributes:
        source: The Jump Out.
        target: The component that the wire leads to.
        key: The id of that component in its scenario.
        jump_in: The generated Jump In; None if the wire leads to a Jump In that the author wrote.
    """

    source: Node
    target: Node
    key: str
    jump_in: Node | None


def missing_sheets(sheets: Sequence[ExportedSheet]) -> tuple[str, ...]:
    """Return the names of the sheets that generated jumps lead to and that were not given."""
    labels = (
        component.label
        for sheet in sheets
        for component in sheet.components.values()
        if component.type.name == ComponentName.JUMP_OUT
    )
    named = {match["sheet"] for match in map(_JUMP_OUT.fullmatch, labels) if match is not None}
    return tuple(sorted(named - {sheet.name for sheet in sheets}))


class JumpFinder:
    """Finds the jumps that building the scenario of some sheets would generate again."""

    def __init__(self, sheets: Sequence[ExportedSheet]) -> None:
        self._sheets = {sheet.name: sheet for sheet in sheets}
        self._labels = {sheet.name: _by_label(sheet) for sheet in sheets}
        self._entered = {(sheet.name, target) for sheet in sheets for target in sheet.wires.values()}

    def jumps(self) -> Iterator[Jump]:
        """Iterate over the jumps."""
        for sheet in self._sheets.values():
            for label, component in self._labels[sheet.name].items():
                parts = _JUMP_OUT.fullmatch(label)
                source = (sheet.name, component.id)
                if component.type.name != ComponentName.JUMP_OUT or parts is None or source not in self._entered:
                    continue
                other = self._sheets.get(parts["sheet"])
                if other is None or other is sheet or not is_key(parts["key"]):
                    continue
                jump_in, target = self._target(component, other, parts["key"])
                if target is not None and target.key in (None, parts["key"]) and _can_be_jumped_to(target):
                    jump_in_node = None if jump_in is None else (other.name, jump_in.id)
                    yield Jump(source, (other.name, target.id), parts["key"], jump_in_node)

    def _target(
        self, jump_out: ExportedComponent, sheet: ExportedSheet, key: str
    ) -> tuple[ExportedComponent | None, ExportedComponent | None]:
        """Return the Jump In generated for a component of a sheet, and the component; None for each that is missing."""
        name, labels = jump_out.parameters["jump_in"], self._labels[sheet.name]
        own = labels.get(key)
        if own is not None and own.type.name == ComponentName.JUMP_IN:
            return None, own if own.parameters["name"] == name else None
        jump_in = labels.get(f"jump-in:{key}")
        if jump_in is None or jump_in.type.name != ComponentName.JUMP_IN or jump_in.parameters["name"] != name:
            return None, None
        path = f"/{sheet.name}/{key}"
        is_generated = name == f"{sheet.scenario}{path}" if sheet.scenario else str(name).endswith(path)
        target = sheet.wires.get((jump_in.id, "out"))
        if not is_generated or target is None or (sheet.name, jump_in.id) in self._entered:
            return None, None
        return jump_in, sheet.components[target]


def _can_be_jumped_to(component: ExportedComponent) -> bool:
    """Whether a wire from another sheet may lead to a component: not to a route, nor to a generated jump."""
    return component.type.role is not Role.ENTRY and not component.label.startswith(("jump-in:", "jump-out:"))


def _by_label(sheet: ExportedSheet) -> Mapping[str, ExportedComponent]:
    by_label: dict[str, ExportedComponent] = {}
    for component in sheet.components.values():
        by_label.setdefault(component.label, component)
    return by_label
