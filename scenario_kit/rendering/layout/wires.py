"""The routes of wires as SVG paths: straight through columns in lanes, curved in the gaps between them.

No wire runs through a component. A wire back leaves to the right, turns into its lane, and turns again left of its
target: every wire arrives from the left.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from scenario_kit.rendering.layout.frames import ENTRANCE, WIDTH

if TYPE_CHECKING:
    from scenario_kit.rendering.layout import SheetLayout

_REACH: Final = 36
"""How far the handles of a turn reach into a gap; the turn itself reaches three quarters of that."""


def wire_path(layout: SheetLayout, source: str, port: int, target: str) -> str:
    """Return the path of a wire from an output of a component to another component of the same sheet."""
    at, end = layout.positions[source], layout.positions[target]
    right, down = layout.frames[source].ports[port]
    pen = _Pen(at.x + right, at.y + down)
    pen.along(at.x + WIDTH)
    begins, ends = bisect_left(layout.lefts, at.x), bisect_left(layout.lefts, end.x)
    passed = range(begins + 1, ends)
    if target in layout.around and len(passed) + (at.x >= end.x):
        _around(pen, layout, target, passed)
    elif at.x < end.x:
        for where in passed:
            pen.curve(layout.lefts[where], layout.lanes[target, where])
            pen.along(layout.lefts[where] + WIDTH)
        pen.curve(end.x, end.y + ENTRANCE)
    else:
        pen.turn(layout.returns[target, begins], _REACH)
        for where in range(begins, ends - 1, -1):
            pen.curve(layout.lefts[where] + WIDTH, layout.returns[target, where])
            pen.along(layout.lefts[where])
        pen.turn(end.y + ENTRANCE, -_REACH)
    pen.along(end.x + layout.frames[target].entrance)
    return pen.path


def _around(pen: _Pen, layout: SheetLayout, target: str, passed: range) -> None:
    """Route a wire to its target above all components."""
    end, lane = layout.positions[target], layout.around[target]
    if passed:
        pen.curve(layout.lefts[passed.start], lane)
        pen.along(layout.lefts[passed.stop - 1] + WIDTH)
        pen.curve(end.x, end.y + ENTRANCE)
    else:
        pen.turn(lane, _REACH)
        pen.along(end.x)
        pen.turn(end.y + ENTRANCE, -_REACH)


class _Pen:
    """A growing path; a straight piece is drawn once its length is known."""

    def __init__(self, x: int, y: int) -> None:
        self._path = f"M{x} {y}"
        self._drawn, self._x, self._y = x, x, y

    @property
    def path(self) -> str:
        """The path so far."""
        return self._path if self._drawn == self._x else f"{self._path}H{self._x}"

    def along(self, x: int) -> None:
        """Draw a horizontal line."""
        self._x = x

    def curve(self, x: int, y: int) -> None:
        """Draw a curve across a gap, level at both ends."""
        if y != self._y:
            middle = (self._x + x) // 2
            self._bend(f"{middle} {self._y} {middle} {y} {x} {y}", y, x)
        self._x = x

    def turn(self, y: int, reach: int) -> None:
        """Draw a U-turn to another height."""
        x = self._x + reach
        self._bend(f"{x} {self._y} {x} {y} {self._x} {y}", y, self._x)

    def _bend(self, curve: str, y: int, x: int) -> None:
        self._path = f"{self.path}C{curve}"
        self._drawn, self._x, self._y = x, x, y
