"""The space that a component takes on a sheet, and where its wires begin and end.

The editor's box is `BOX_WIDTH` by `BOX_HEIGHT`. Our frame is wider, to fit names, and as tall as its rows; positions
leave room for both.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from scenario_kit.language.catalogue import ComponentName, Role

if TYPE_CHECKING:
    from scenario_kit.callgraph.graph import Component

BOX_WIDTH: Final = 120
BOX_HEIGHT: Final = 90
WIDTH: Final = 180
"""The width of every frame."""

ENTRANCE: Final = 45
"""The distance from the top of a frame to its entrance and to its first output, so that wires can be straight."""

HEAD: Final = 34
"""The height of a box's coloured head."""

PITCH: Final = 17
"""The distance between two outputs of a box."""

RADIUS: Final = 24
"""The radius of the circle of a jump."""

_CONDITIONS: Final = frozenset(
    {ComponentName.TIME_CONDITION, ComponentName.SPIT_DETECTION, ComponentName.BLACKLIST, ComponentName.WHITELIST}
)
_FOOT: Final = BOX_HEIGHT - ENTRANCE - 2 * PITCH
_MIDDLE: Final = WIDTH // 2


class Shape(StrEnum):
    """The outline of a component; the editor draws conditions as diamonds and jumps as circles."""

    BOX = "box"
    DIAMOND = "diamond"
    CIRCLE = "circle"


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a component; lengths in pixels, offsets from its upper left corner.

    Attributes:
        shape: Its outline.
        height: Its height; its width is `WIDTH`.
        entrance: The horizontal offset at which wires arrive, `ENTRANCE` below the top.
        ports: The offset of each output, right and down, in the order of the outputs.
    """

    shape: Shape
    height: int
    entrance: int
    ports: tuple[tuple[int, int], ...]


def frame_of(component: Component) -> Frame:
    """Return the frame of a component."""
    shape = Shape.CIRCLE if component.type.role is Role.JUMP else Shape.BOX
    return _frame(Shape.DIAMOND if component.type.name in _CONDITIONS else shape, len(component.outputs))


@cache
def _frame(shape: Shape, outputs: int) -> Frame:
    if shape is Shape.DIAMOND:
        # The second port lies on the lower right edge, which falls from the right corner to the lower one.
        down = BOX_HEIGHT - ENTRANCE - 20
        edge = _MIDDLE + _MIDDLE * (BOX_HEIGHT - ENTRANCE - down) // ENTRANCE
        return Frame(shape, BOX_HEIGHT, 0, ((WIDTH, ENTRANCE), (edge, ENTRANCE + down))[:outputs])
    if shape is Shape.CIRCLE:
        return Frame(shape, BOX_HEIGHT, _MIDDLE - RADIUS, ((_MIDDLE + RADIUS, ENTRANCE),)[:outputs])
    ports = tuple((WIDTH, ENTRANCE + PITCH * index) for index in range(outputs))
    lowest = ENTRANCE + PITCH * max(0, outputs - 1)
    return Frame(shape, max(BOX_HEIGHT, lowest + _FOOT), 0, ports)
