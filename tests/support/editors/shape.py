"""A shape: the format in which an editor exports its sheets, with the oracle of what an export means."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from support.editors.drawing import Habits, draw

from scenario_kit.language.catalogue import ParameterType

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping

    from support.editors.drawing import Box, Drawing, Wire
    from support.editors.spelling import Spelling

    from scenario_kit.callgraph.graph import CallGraph


def counter(_: random.Random, number: int) -> int:
    return number


def hexadecimal(dice: random.Random, digits: int) -> str:
    return f"{dice.getrandbits(4 * digits):0{digits}x}"


def uuid(dice: random.Random, _: int = 0) -> str:
    return str(UUID(int=dice.getrandbits(128), version=4))


def pretty(value: Any, indent: int | str = 2) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False)


def compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def php(value: Any) -> str:
    """Return JSON as PHP writes it: ASCII only, with escaped slashes."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False).replace("/", "\\/")


@dataclass(frozen=True)
class Shape:
    """A format of exported sheets.

    Attributes:
        name: The name of the shape.
        write: Writes a drawing as a JSON value, or as its text where that has a style of its own.
        spelling: The words and values.
        habits: What the editor decides when somebody draws.
        text: The style of the text.
        end: What follows the value in the file.
        has_variables: Whether an export declares the editor's variables.
        one_wire: Whether an output has room for one wire only.
        choices: The editor's words for choices that no normalising leads to, by ``type.parameter``, theirs to ours.
    """

    name: str
    write: Callable[[Drawing, Spelling], Any]
    spelling: Spelling
    habits: Habits
    text: Callable[[Any], str] = pretty
    end: str = "\n"
    has_variables: bool = True
    one_wire: bool = False
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        return self.spelling.answers()

    def drawing(self, calls: CallGraph, sheet: str, *, seed: int, hand_placed: bool) -> Drawing:
        return draw(calls, sheet, self.habits, seed=f"{self.name}/{seed}", hand_placed=hand_placed)

    def export(self, calls: CallGraph, sheet: str, *, seed: int = 0, hand_placed: bool = False) -> bytes:
        """Return the file that the editor exports a sheet to."""
        return self.file(self.drawing(calls, sheet, seed=seed, hand_placed=hand_placed))

    def file(self, drawing: Drawing) -> bytes:
        value = self.write(drawing, self.spelling)
        return ((value if isinstance(value, str) else self.text(value)) + self.end).encode()

    def oracle(self, calls: CallGraph, sheet: str, *, seed: int = 0, hand_placed: bool = False) -> dict[str, Any]:
        """Return what the export of the same arguments means.

        `unset` of a component holds the values that the editor wrote for parameters that the scenario does not set;
        `ids` of a wire are those of its ends, whose names need not be unique.
        """
        drawing = self.drawing(calls, sheet, seed=seed, hand_placed=hand_placed)
        ports = [(box.key, output) for box in drawing.boxes for output in box.outputs]
        order = {port: index for index, port in enumerate(ports)}
        wires = sorted(drawing.wires, key=lambda wire: order[wire.source.key, wire.output])
        return {
            "scenario": drawing.scenario,
            "sheet": drawing.sheet,
            "laid_out_by_build": not hand_placed,
            "in_reading_order": not hand_placed,
            "components": [self._component(box) for box in drawing.boxes],
            "wires": [_wire(wire) for wire in wires],
            "variables": [dict(variable) for variable in drawing.variables] if self.has_variables else None,
        }

    def _component(self, box: Box) -> dict[str, Any]:
        types = {name: parameter.type for name, parameter in box.type.parameters.items()}
        unset = {
            name: stated(types[name], value)
            for name, value in self.spelling.values.defaults.items()
            if name in types and name not in box.parameters
        }
        return {
            "type": box.type.name,
            "name": box.name,
            "parameters": {name: stated(types[name], value) for name, value in box.parameters.items()},
            "rows": [dict(row) for row in box.rows],
            **({"unset": unset} if unset else {}),
            "id": box.id,
            "at": [box.x, box.y],
        }


def _wire(wire: Wire) -> dict[str, Any]:
    return {
        "from": wire.source.name,
        "output": wire.output,
        "to": wire.target.name,
        "ids": [wire.source.id, wire.target.id],
    }


def stated(type_: ParameterType, value: Any) -> Any:
    """Return a value as an oracle states it: numbers and booleans as text."""
    if type_ is ParameterType.BOOLEAN and isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value
