"""Call graph to positions: calls run left to right, and of two outputs the earlier one lies above.

A component's column is the length of the longest way to it; its row is that of the component it was first reached
from, where it follows the first output, else the next free one. So no two components share a place, the main way of a
call is a straight line at the top, and the same graph always lies the same way. Linear in components and wires.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scenario_kit.catalogue import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scenario_kit.graph import CallGraph, Component

BOX_WIDTH: Final = 120
BOX_HEIGHT: Final = 90
MARGIN: Final = 80
COLUMN: Final = BOX_WIDTH + 80
ROW: Final = BOX_HEIGHT + 40


@dataclass(frozen=True, slots=True)
class Position:
    """Where a component stands on its sheet, in columns and rows from 0."""

    column: int
    row: int

    @property
    def x(self) -> int:
        """The left edge in the editor's pixels."""
        return MARGIN + self.column * COLUMN

    @property
    def y(self) -> int:
        """The upper edge in the editor's pixels."""
        return MARGIN + self.row * ROW


def lay_out(calls: CallGraph, components: Sequence[Component]) -> dict[str, Position]:
    """Place the components of one sheet.

    Returns:
        The position of each, by its name in the graph.
    """
    names = {component.id for component in components}
    following = {
        component.id: [target for wire in calls.wires(component.id) if (target := wire.target) in names]
        for component in components
    }
    walk = _Walk(following)
    for component in sorted(components, key=lambda component: _start(calls, component)):
        walk.start(component.id)
    columns = walk.columns()
    return {name: Position(columns[name], row) for name, row in walk.rows.items()}


def _start(calls: CallGraph, component: Component) -> int:
    """Order the starts of walks: entries, Jump Ins, what nothing leads to, and the rest; the sort keeps ties."""
    if component.type.role is Role.ENTRY:
        return 0
    if component.type.type == "jump_in":
        return 1
    return 3 if calls.graph.in_degree(component.id) else 2


class _Walk:
    """A walk depth first, without recursion, that gives rows on the way and columns at its end."""

    def __init__(self, following: Mapping[str, Iterable[str]]) -> None:
        self.rows: dict[str, int] = {}
        self._following = following
        self._next_row = 0
        self._open: set[str] = set()
        self._finished: list[str] = []
        self._forward: dict[str, list[str]] = {name: [] for name in following}

    def start(self, name: str) -> None:
        """Walk on from a component, unless it was met before."""
        if name in self.rows:
            return
        self._enter(name, None)
        stack = [(name, iter(self._following[name]))]
        while stack:
            at, targets = stack[-1]
            target = next(targets, None)
            if target is None:
                self._open.discard(at)
                self._finished.append(at)
                stack.pop()
            elif target not in self.rows:
                self._enter(target, at)
                stack.append((target, iter(self._following[target])))
            elif target not in self._open:
                self._forward[at].append(target)

    def _enter(self, name: str, source: str | None) -> None:
        if source is not None and not self._forward[source]:
            self.rows[name] = self.rows[source]
        else:
            self.rows[name] = self._next_row
            self._next_row += 1
        if source is not None:
            self._forward[source].append(name)
        self._open.add(name)

    def columns(self) -> dict[str, int]:
        """Give the longest way to each component, wires back to where a walk came from left out."""
        columns = dict.fromkeys(self._following, 0)
        for name in reversed(self._finished):
            for target in self._forward[name]:
                columns[target] = max(columns[target], columns[name] + 1)
        return columns
