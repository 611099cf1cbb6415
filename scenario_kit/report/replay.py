"""Turn a rehearsal into the frames that the page plays: its events, and the wires that the call takes to each.

A rehearsal is plain data: `name`, `status`, `line`, `ended_by`, `cdr`, `failures`, the `steps` from component to
component, and the `timeline` of events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scenario_kit.callgraph.graph import JUMP
from scenario_kit.language.catalogue import ComponentName, Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph


_AXIS_LEFT: Final = 8
_AXIS: Final = 984
"""The start and the length of the time axis, in units of its drawing."""


def replay(calls: CallGraph, rehearsal: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rehearsal with its frames, each with the wires that the call takes to it; JSON types only."""
    visits = _Visits(calls, rehearsal["steps"])
    last = len(rehearsal["timeline"]) - 1
    seconds = max((event["second"] for event in rehearsal["timeline"]), default=0)
    frames = [
        {
            "second": event["second"],
            "clock": clock(event["second"]),
            "kind": event["kind"],
            "text": event["text"],
            "beep": event["kind"] == "warning",
            "at": _AXIS_LEFT + _AXIS * event["second"] // max(1, seconds),
            "wires": visits.until(event) + (visits.rest() if index == last else []),
            "component": visits.at,
        }
        for index, event in enumerate(rehearsal["timeline"])
    ]
    return {
        "name": rehearsal["name"],
        "status": rehearsal["status"],
        "line": rehearsal["line"],
        "ended_by": rehearsal["ended_by"].replace("_", " "),
        "cdr": [
            [name.replace("_", " "), _plain(value)] for name, value in rehearsal["cdr"].items() if value is not None
        ],
        "failures": [
            [_plain(failure[name]) for name in ("what", "expected", "actual")] for failure in rehearsal["failures"]
        ],
        "frames": frames,
    }


def clock(second: int) -> str:
    """Return seconds since the start of the call as minutes and seconds: ``4:40``."""
    return f"{second // 60}:{second % 60:02}"


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None or value == "" else str(value)


class _Visits:
    """The components that a call visits, followed along its timeline."""

    def __init__(self, calls: CallGraph, steps: Sequence[Mapping[str, Any]]) -> None:
        self._calls = calls
        self._steps = steps
        self._step = -1
        self._began_with: str | None = None

    @property
    def at(self) -> str | None:
        """The component that the call is at."""
        return None if self._step < 0 else str(self._steps[self._step]["component"])

    def until(self, event: Mapping[str, Any]) -> list[list[str]]:
        """Move to the component of an event, and return the wires on the way."""
        component = event["component"]
        if component is None:
            return []
        ahead = range(self._step + 1, len(self._steps))
        if component == self.at:  # a new visit only if the next step is here too and repeats the first event
            again = bool(ahead) and self._steps[ahead.start]["component"] == component
            ahead = ahead[:1] if again and event["kind"] == self._began_with else ahead[:0]
        next_visit = next((step for step in ahead if self._steps[step]["component"] == component), None)
        if next_visit is None:
            return []
        self._began_with = event["kind"]
        return self._go(next_visit)

    def rest(self) -> list[list[str]]:
        """Move to the last component, and return the wires on the way."""
        return self._go(len(self._steps) - 1)

    def _go(self, step: int) -> list[list[str]]:
        wires: list[list[str]] = []
        while self._step < step:
            if self._step >= 0:
                wires += self._wires(self._steps[self._step], self._steps[self._step + 1]["component"])
            self._step += 1
        return wires

    def _wires(self, step: Mapping[str, Any], target: str) -> list[list[str]]:
        """Return the wires from a component to the next one, through the jumps between them."""
        node, output = str(step["component"]), step["output"] or JUMP
        wires: list[list[str]] = []
        while node in self._calls.nodes and len(wires) <= len(self._calls.nodes):
            taken = next((wire for wire in self._calls.wires(node) if wire.output == output), None)
            if taken is None:
                break
            wires.append([taken.source, taken.output])
            node = taken.target
            component = self._calls.component(node)
            if node == target or component.type.role is not Role.JUMP:
                break
            output = JUMP if component.type.name == ComponentName.JUMP_OUT else "out"
        return wires
