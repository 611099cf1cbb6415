"""A sheet as somebody draws it in an editor: what the export of every shape is written from."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from scenario_kit.language.catalogue import ComponentName, ComponentType, Role, catalogue
from scenario_kit.rendering.sheets import sheets, template_context

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph


@dataclass(frozen=True, slots=True)
class Box:
    """A component on the canvas; the values of its parameters and rows are those of the templates' context."""

    id: Any
    key: str
    type: ComponentType
    name: str
    x: float
    y: float
    parameters: Mapping[str, Any]
    rows: tuple[Mapping[str, Any], ...]
    outputs: tuple[str, ...]


class Wire(NamedTuple):
    source: Box
    output: str
    target: Box


@dataclass(frozen=True)
class Drawing:
    """A sheet with its boxes and wires in the order in which they were made.

    `random` gives what else an editor makes up: ids of ports and wires, sizes, colours.
    """

    scenario: str
    sheet: str
    boxes: Sequence[Box]
    wires: Sequence[Wire]
    variables: Sequence[Mapping[str, str]]
    random: random.Random
    hand_placed: bool

    @cached_property
    def _leaving(self) -> Mapping[tuple[str, str], list[Box]]:
        leaving: dict[tuple[str, str], list[Box]] = {}
        for wire in self.wires:
            leaving.setdefault((wire.source.key, wire.output), []).append(wire.target)
        return leaving

    @cached_property
    def _arriving(self) -> Mapping[str, list[Wire]]:
        arriving: dict[str, list[Wire]] = {}
        for wire in self.wires:
            arriving.setdefault(wire.target.key, []).append(wire)
        return arriving

    @property
    def start(self) -> Box:
        """The box where calls enter, else the first one."""
        return next((box for box in self.boxes if box.type.role is Role.ENTRY), self.boxes[0])

    def targets(self, box: Box, output: str) -> list[Box]:
        return self._leaving.get((box.key, output), [])

    def arriving(self, box: Box) -> list[Wire]:
        return self._arriving.get(box.key, [])


@dataclass(frozen=True, slots=True)
class Habits:
    """What an editor decides by itself when somebody draws.

    Attributes:
        id: The id of the box that is made as the number given, counted from 1; numbers of deleted boxes are missing.
            None if a box has no id but its name.
        snap: Where a coordinate ends up when a box is dragged.
        unique_names: Whether a second box of a name gets a number behind it.
        captions_name_jump_ins: Whether a Jump In has no other name than its caption.
    """

    id: Callable[[random.Random, int], Any] | None
    snap: Callable[[float], float] = round
    unique_names: bool = False
    captions_name_jump_ins: bool = False


def draw(calls: CallGraph, sheet: str, habits: Habits, *, seed: str, hand_placed: bool) -> Drawing:
    """Draw a sheet as `build` lays it out, or by hand: in any order, at rough places, some boxes deleted again."""
    page = next(page for page in sheets(calls) if page.name == sheet)
    context = template_context(calls, page)
    dice = random.Random(f"{seed}/{calls.scenario.name}/{sheet}")  # noqa: S311  no secrets here
    components = list(context["components"])
    wires = list(context["wires"])
    if hand_placed:
        dice.shuffle(components)
        dice.shuffle(wires)
    boxes: dict[str, Box] = {}
    names: dict[str, int] = {}
    number = 0
    for component in components:
        number += dice.choice((1, 1, 1, 2, 4)) if hand_placed else 1
        place = _place(component, habits, dice) if hand_placed else (component["x"], component["y"])
        name = _name(component, habits, names)
        boxes[component["key"]] = _box(component, habits.id(dice, number) if habits.id else name, name, place)
    return Drawing(
        scenario=context["scenario"],
        sheet=sheet,
        boxes=tuple(boxes.values()),
        wires=tuple(Wire(boxes[w["source"]["key"]], w["output"], boxes[w["target"]["key"]]) for w in wires),
        variables=context["variables"],
        random=dice,
        hand_placed=hand_placed,
    )


def _box(component: Mapping[str, Any], id_: Any, name: str, place: tuple[float, float]) -> Box:
    return Box(
        id=id_,
        key=component["key"],
        type=catalogue()[component["type"]],
        name=name,
        x=place[0],
        y=place[1],
        parameters=_values(component["parameters"]),
        rows=tuple(_values(row["fields"]) for row in component["rows"]),
        outputs=tuple(component["outputs"]),
    )


def _values(fields: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return {field["name"]: field["value"] for field in fields}


def _place(component: Mapping[str, Any], habits: Habits, dice: random.Random) -> tuple[float, float]:
    return (
        _whole(habits.snap(component["x"] + dice.uniform(-40, 40))),
        _whole(habits.snap(component["y"] + dice.uniform(-70, 70))),
    )


def _whole(number: float) -> float:
    """Return a number as JavaScript writes it: without a fraction of zero."""
    return int(number) if number == int(number) else number


def _name(component: Mapping[str, Any], habits: Habits, names: dict[str, int]) -> str:
    name: str = component["name"]
    if habits.captions_name_jump_ins and component["type"] == ComponentName.JUMP_IN:
        caption = _values(component["parameters"])["name"]
        name = caption if isinstance(caption, str) else name
    names[name] = names.get(name, 0) + 1
    return f"{name}{names[name] - 1}" if habits.unique_names and names[name] > 1 else name
