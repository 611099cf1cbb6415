"""An editor of somebody's own: opaque words, tuples, every value a text, and its own defaults for what is unset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from support.editors.drawing import Habits
from support.editors.shape import Shape, php
from support.editors.spelling import Spelling, Values

from scenario_kit.language.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from support.editors.drawing import Box, Drawing

CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    f"{type_.name}.{name}": {str(index): choice for index, choice in enumerate(parameter.choices)}
    for type_ in catalogue().values()
    for name, parameter in type_.parameters.items()
    if parameter.choices
}
"""Our choices by the number that the editor writes."""

CODES: Final = {name: f"K{7 * index % 97:02}" for index, name in enumerate(catalogue(), 3)}


def write(drawing: Drawing, spelling: Spelling) -> Any:
    return {
        "ver": "2.1",
        "plan": f"{drawing.scenario}|{drawing.sheet}",
        "vars": [[one["name"], one["type"], one.get("value"), one.get("description")] for one in drawing.variables],
        "boxes": {box.id: _box(box, drawing, spelling) for box in drawing.boxes},
        "count": str(len(drawing.boxes)),
    }


def _box(box: Box, drawing: Drawing, spelling: Spelling) -> Any:
    return {
        "k": spelling.type(box.type),
        "cap": box.name,
        "at": f"{box.x};{box.y}",
        "set": spelling.fields(box.type, box.parameters) or [],  # as PHP writes an empty mapping
        "tbl": [list(spelling.row(box.type, row).values()) for row in box.rows],
        "in": [[one.source.id, spelling.output(one.source.type, one.output)] for one in drawing.arriving(box)],
    }


def _choice(place: str, choice: str) -> str:
    return next(number for number, ours in CHOICES[place].items() if ours == choice)


def _columns() -> Mapping[str, str]:
    """Return the place of each field of a row, which is all that names it."""
    return {
        f"{type_.name}.{name}": f"row {index}" for type_ in catalogue().values() for index, name in enumerate(type_.row)
    }


SHAPE = Shape(
    name="in-house",
    write=write,
    spelling=Spelling(
        values=Values(
            integer=str,
            seconds=lambda seconds: f"{seconds * 1000}",
            boolean=lambda on: "on" if on else "off",
            texts=";".join,
            weekly=lambda week: "|".join(f"{day}:{'+'.join(ranges)}" for day, ranges in week.items()),
            choice=_choice,
            variable=lambda name: {"ref": name},
            unset="",
            unset_field="",
            defaults={"timeout_sec": 30, "say_busy": True, "skip": 0, "max_digits": 1},
        ),
        type_style=lambda type_: type_.name,
        parameter_style=lambda parameter: parameter.name.replace("_sec", "_ms"),
        types=CODES,
        parameters={
            **_columns(),
            "api_address": "srv",
            "context": "ctx",
            "announcement": "wav",
            "extension": "ext",
            "call_limit_sec": "cut_ms",
        },
        outputs={"S": "a", "B": "b", "F": "c", "match": "y", "no_match": "n", "out": "o"},
    ),
    habits=Habits(id=lambda _, number: f"N{number:04}"),
    text=php,
    end="",
    choices=CHOICES,
)
