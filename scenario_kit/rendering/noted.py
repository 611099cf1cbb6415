"""The context of a sheet with what the editor notes say: names, order, ids and places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scenario_kit.profiles.raw import read_number
from scenario_kit.rendering.layout.free_places import Point, free_places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.profiles.records import Context, Notes

_FARTHEST: Final = 1e12
"""Coordinates beyond this are no places that anything can be near to."""


def noted_context(context: Context, notes: Notes, heights: Mapping[str, int]) -> Context:
    """Return the context of a sheet with the ids and places of its notes.

    Components that the notes know are in the order of the notes and where they were; others come after them, at free
    places.

    Args:
        context: The context as `build` makes it by itself.
        notes: The editor notes of the sheet.
        heights: The height of each component in pixels, by key.
    """
    noted = notes.get("components", {})
    ids = {
        component["key"]: noted.get(component["key"], {}).get("id", component["id"])
        for component in context["components"]
    }
    position = {key: index for index, key in enumerate(notes.get("order", ()))}
    ordered = sorted(context["components"], key=lambda component: position.get(component["key"], len(position)))
    places = _places(context, noted, heights)
    unlisted = frozenset(notes.get("unlisted", ()))
    return {
        **context,
        "scenario": notes.get("scenario", context["scenario"]),
        "sheet": notes.get("name", context["sheet"]),
        "components": [
            {
                **component,
                "id": ids[component["key"]],
                "name": noted.get(component["key"], {}).get("name", component["name"]),
                **places.get(component["key"], {}),
            }
            for component in ordered
        ],
        "wires": [
            {**wire, "source": _end(wire["source"], ids), "target": _end(wire["target"], ids)}
            for wire in context["wires"]
        ],
        "variables": [variable for variable in context["variables"] if variable["name"] not in unlisted],
    }


def _end(end: Context, ids: Mapping[str, str]) -> Context:
    return {**end, "id": ids[end["key"]]}


def _places(context: Context, noted: Mapping[str, Notes], heights: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    """Return the coordinates of the components that are noted, and of new ones if others have any."""
    places: dict[str, dict[str, Any]] = {
        component["key"]: {name: read_number(own[name]) for name in ("x", "y") if name in own}
        for component in context["components"]
        if (own := noted.get(component["key"])) is not None
    }
    arranged = {key: Point(**place) for key, place in places.items() if len(place) == len(Point._fields)}
    near = {key: point for key, point in arranged.items() if max(abs(point.x), abs(point.y)) < _FARTHEST}
    among = {key: height for key, height in heights.items() if key in near or key not in places}
    wires = [(wire["source"]["key"], wire["target"]["key"]) for wire in context["wires"]]
    return places | {key: point._asdict() for key, point in free_places(near, among, wires).items()}
