"""Places for new components on a sheet that somebody has arranged: near their neighbours, and nothing else moves.

A new component is placed right of the first component that leads to it, else left of one that it leads to, else below
everything. Where another component is in the way, it is placed below that one. Distances and the grid are those of the
sheet. About linear: components are looked up by column.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import defaultdict, deque
from dataclasses import dataclass
from functools import reduce
from statistics import median_low
from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.rendering.layout.frames import BOX_WIDTH, WIDTH
from scenario_kit.rendering.layout.places import BETWEEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_STEP: Final = WIDTH + 64
"""The distance between two columns if the sheet does not show one."""

_LARGEST_GRID: Final = 40
_USUAL_GRID: Final = 20


class Point(NamedTuple):
    """The upper left corner of a component, in the units of its sheet."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class _Scale:
    """The distances of a sheet.

    Attributes:
        step: The usual distance between a component and the next one on its right.
        width: The width that a component needs.
        factor: The units of the sheet in a pixel.
        grid: The distances that coordinates are multiples of, right and down.
    """

    step: float
    width: float
    factor: float
    grid: tuple[int, int]

    @classmethod
    def of(cls, places: Mapping[str, Point], wires: Iterable[tuple[str, str]]) -> _Scale:
        """Return the distances of arranged components."""
        rights = [
            right
            for source, target in wires
            if source in places and target in places and (right := places[target].x - places[source].x) > 0
        ]
        step = median_low(rights) if rights else _STEP
        grid = _grid([place.x for place in places.values()]), _grid([place.y for place in places.values()])
        if step < BOX_WIDTH:  # the editor's boxes would overlap, so its units are not pixels
            return cls(step, WIDTH * step / _STEP, step / _STEP, grid)
        return cls(step, min(WIDTH, max(BOX_WIDTH, 0.75 * step)), 1, grid)


def _grid(numbers: Sequence[float]) -> int:
    first = numbers[0]
    if any(number != int(number) for number in numbers):
        return 1
    grid = reduce(math.gcd, (int(number - first) for number in numbers), 0)
    return grid if 0 < grid <= _LARGEST_GRID else math.gcd(grid, _USUAL_GRID)


def free_places(
    places: Mapping[str, Point], heights: Mapping[str, float], wires: Sequence[tuple[str, str]]
) -> dict[str, Point]:
    """Return a place for each component that has none; those that have one keep it.

    Args:
        places: The places of the components that are arranged already.
        heights: The height of every component in pixels, in the order of the sheet.
        wires: The source and the target of each wire, in the order of the outputs.
    """
    if not places:
        return {}
    return _Placing(places, heights, wires).new_places()


class _Placing:
    def __init__(
        self, places: Mapping[str, Point], heights: Mapping[str, float], wires: Sequence[tuple[str, str]]
    ) -> None:
        self._scale = _Scale.of(places, wires)
        self._heights = {name: height * self._scale.factor for name, height in heights.items()}
        self._highest = max(self._heights.values())
        self._gap = BETWEEN * self._scale.factor
        self._places: dict[str, Point] = {name: places[name] for name in heights if name in places}
        self._targets: dict[str, list[str]] = defaultdict(list)
        self._sources: dict[str, list[str]] = defaultdict(list)
        for source, target in wires:
            if source in heights and target in heights:
                self._targets[source].append(target)
                self._sources[target].append(source)
        self._columns: dict[int, list[tuple[float, float, str]]] = defaultdict(list)
        self._tried: dict[Point, float] = {}
        self._corner = Point(min(place.x for place in places.values()), min(place.y for place in places.values()))
        self._bottom = self._corner.y
        for name, place in self._places.items():
            self._occupy(name, place)

    def new_places(self) -> dict[str, Point]:
        """Place the components: first those that placed ones lead to, then those that lead to placed ones."""
        new = [name for name in self._heights if name not in self._places]
        self._place_connected(list(self._places))
        for name in new:
            if name not in self._places:
                steps = math.ceil((self._bottom + self._gap - self._corner.y) / self._scale.grid[1])
                self._place(name, Point(self._corner.x, self._corner.y + steps * self._scale.grid[1]))
                self._place_connected([name])
        return {name: self._places[name] for name in new}

    def _place_connected(self, placed: Sequence[str]) -> None:
        reached = self._place_targets(placed)
        waiting = deque(reached)
        while waiting:
            target = waiting.popleft()
            for source in self._sources[target]:
                if source not in self._places:
                    self._place(source, self._beside(self._places[target], -1))
                    waiting.extend(self._place_targets([source]))

    def _place_targets(self, placed: Sequence[str]) -> Sequence[str]:
        """Place what components lead to; return them and what was placed."""
        reached = list(placed)
        for source in reached:
            for target in self._targets[source]:
                if target not in self._places:
                    self._place(target, self._beside(self._places[source], 1))
                    reached.append(target)
        return reached

    def _beside(self, place: Point, direction: int) -> Point:
        grid = self._scale.grid[0]
        return Point(_tidy(place.x + direction * math.ceil(self._scale.step / grid) * grid, grid), place.y)

    def _place(self, name: str, wanted: Point) -> None:
        height, grid = self._heights[name], self._scale.grid[1]
        down = self._tried.get(wanted, wanted.y)
        while (bottom := self._bottom_of_blockers(wanted.x, down, height)) is not None:
            steps = math.ceil((bottom + self._gap - wanted.y) / grid)
            lower = _tidy(wanted.y + steps * grid, grid)
            down = lower if lower > down else down + grid  # fractions are not exact
        self._tried[wanted] = down
        self._places[name] = Point(wanted.x, down)
        self._occupy(name, self._places[name])

    def _occupy(self, name: str, place: Point) -> None:
        insort(self._columns[self._column(place.x)], (place.y, place.x, name))
        self._bottom = max(self._bottom, place.y + self._heights[name])

    def _column(self, x: float) -> int:
        return math.floor(x / self._scale.width)

    def _bottom_of_blockers(self, x: float, y: float, height: float) -> float | None:
        """Return the lowest bottom of the components that one at this place would touch; None if there are none."""
        lowest = None
        here = self._column(x)
        for column in (here - 1, here, here + 1):
            others = self._columns.get(column, [])
            for index in range(bisect_left(others, (y - self._highest - self._gap,)), len(others)):
                top, left, name = others[index]
                if top >= y + height + self._gap:
                    break
                bottom = top + self._heights[name]
                if abs(left - x) < self._scale.width and bottom + self._gap > y:
                    lowest = bottom if lowest is None else max(lowest, bottom)
        return lowest


def _tidy(number: float, grid: int) -> float:
    """Return a coordinate without a fraction that arithmetic made; on a grid of one, any whole number is right."""
    if number == int(number):
        return int(number)
    return math.ceil(number) if grid == 1 else number
