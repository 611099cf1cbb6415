"""Takes the values at places of a template into the facts about a sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scenario_kit.profiles.facts import Reference, WireFacts
from scenario_kit.profiles.places import ENDS

if TYPE_CHECKING:
    from scenario_kit.profiles.facts import Facts, Scope
    from scenario_kit.profiles.given import GivenReader
    from scenario_kit.profiles.json_values import JsonValue
    from scenario_kit.profiles.template import Place


class PlaceTaker:
    """Takes the values of one file."""

    def __init__(self, facts: Facts, given: GivenReader) -> None:
        self._facts = facts
        self._given = given

    def take(self, place: Place, value: JsonValue, scope: Scope, *, whole: bool = True) -> None:  # noqa: C901  one for each kind of place
        """Take the value of a place; it is not `whole` if it was cut out of a text.

        Raises:
            UnreadableSheetError: It is a list or a mapping where a text is expected, or it contradicts another place.
        """
        name = place.name
        if place.of and name in ("parameter", "field"):
            self._given.give(place.of, value, scope, of_rows=name == "field", item=value)
        elif name in ENDS or name in ("wire", "source_port", "target_port"):
            self._take_of_wire(place, value, scope, whole=whole)
        elif name in ("output", "port", "position", "position1", "row", "row1"):
            self._take_of_output(name, value, scope)
        elif scope.variable is not None:
            if value.given_text() is not None:
                scope.variable.setdefault(name, value)
        elif name in ("scenario", "description", "sheet", "sheet_id"):
            if value.given_text() is not None:
                self._facts.texts.setdefault(name, value)
        elif scope.component is not None and name in ("key", "name", "x", "y", "input"):
            if not isinstance(value.value, dict | list) and value.given_text() is not None:
                scope.component.places.setdefault(name, value)
            elif isinstance(value.value, dict | list) and name in ("key", "name"):
                value.text()

    def _take_of_output(self, name: str, value: JsonValue, scope: Scope) -> None:
        if name == "position1":
            digits = value.given_text() or ""
            if digits.isascii() and digits.isdigit():
                self._take_of_output("position", replace(value, value=int(digits) - 1), scope)
            elif digits:
                raise value.error(f"expected the number of an output, got {value}")
            return
        if scope.wire is not None:
            if value.given_text() is not None:
                setattr(scope.wire, {"output": "output", "position": "position"}.get(name, "port"), value)
        elif scope.output is not None:
            if value.given_text() is not None:
                scope.output.words.setdefault(name, value)
        elif scope.row is not None and value.given_text() is not None:
            scope.row.words.setdefault(name, value)
            if name == "port":
                scope.owner.outputs[value.text()] = str(scope.row.index + 1)

    def _take_of_wire(self, place: Place, value: JsonValue, scope: Scope, *, whole: bool) -> None:
        if place.name in ENDS and place.of in ("type", "input"):
            return
        if value.given_text() is None:
            return
        wire = scope.wire
        if wire is None:
            if place.name != "target" or scope.component is None:
                return
            own = Reference("id", scope.component.id, scope.component)
            wire = WireFacts(value, source=own, row=scope.row)
            if scope.output is not None:
                scope.output.wires.append(wire)
            self._facts.wires.append(wire)
        match place.name:
            case "wire":
                wire.id = value
            case "source_port":
                wire.port = value
            case "source" | "target":
                _take_end(wire, place, value, whole=whole)


def _take_end(wire: WireFacts, place: Place, value: JsonValue, *, whole: bool) -> None:
    """Take what refers to the component at an end of a wire, the first of several that are the same.

    Raises:
        UnreadableSheetError: It refers to another component than a place before.
    """
    known: Reference | None = getattr(wire, place.name)
    by = place.of or "id"
    if known is None:
        setattr(wire, place.name, Reference(by, value))
    elif whole and not _may_be_same(known, by, value):
        raise value.error(f"another {place.name} of the same wire than at {known.value.pointer}")


def _may_be_same(known: Reference, by: str, value: JsonValue) -> bool:
    """Whether a text may refer to the component that is known to be at the same end of a wire."""
    if known.by == by:
        return known.value.text() == value.text()
    place = None if known.component is None else known.component.places.get(by)
    return place is None or place.text() == value.text()
