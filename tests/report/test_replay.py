"""Rehearsals as they are played: each thing that happens, where, and by which wires the call gets there."""

from __future__ import annotations

from typing import Any

import pytest

from scenario_kit.callgraph.graph import compile_graph
from scenario_kit.files.source import parse
from scenario_kit.language.loading import load
from scenario_kit.report.replay import clock, replay

PLAN = """
version: 1
name: plan
sheets:
  main:
    entry: {component: incoming_route, context: c, rows: [{next: menu}]}
    menu:
      component: ivr
      rows: [{case: 1, next: other/desk}, {case: i, next: menu}]
  other:
    desk: {component: extension, extension: 1}
"""


def replayed(steps: list[tuple[str, str | None]], timeline: list[tuple[int, str | None, str]], **more: Any) -> Any:
    loaded = load(parse(PLAN.encode(), "plan.yaml"))
    assert loaded.scenario is not None
    rehearsal = {
        "name": "one",
        "status": "passed",
        "line": 3,
        "steps": [{"component": component, "second": 0, "output": output} for component, output in steps],
        "timeline": [
            {"second": second, "component": component, "kind": kind, "text": kind}
            for second, component, kind in timeline
        ],
        "ended_by": "end_of_plan",
        "cdr": {},
        "failures": [],
        **more,
    }
    return replay(compile_graph(loaded.scenario), rehearsal)


def way(played: Any) -> list[tuple[str | None, list[list[str]]]]:
    return [(frame["component"], frame["wires"]) for frame in played["frames"]]


def test_a_call_goes_by_its_wires_and_through_the_jumps_between_sheets() -> None:
    played = replayed(
        [("main/entry", "1"), ("main/menu", "1"), ("other/desk", None)],
        [(0, "main/entry", "route"), (2, "main/menu", "ask"), (2, "other/desk", "ring"), (7, None, "end")],
    )

    assert way(played) == [
        ("main/entry", []),
        ("main/menu", [["main/entry", "1"]]),
        (
            "other/desk",
            [["main/menu", "1"], ["main/jump-out:other/desk", "jump"], ["other/jump-in:desk", "out"]],
        ),
        ("other/desk", []),
    ]


def test_a_loop_onto_the_same_component_is_left_when_its_first_event_repeats() -> None:
    played = replayed(
        [("main/entry", "1"), ("main/menu", "2"), ("main/menu", "1"), ("other/desk", None)],
        [(0, "main/menu", "ask"), (1, "main/menu", "branch"), (4, "main/menu", "ask"), (5, "main/menu", "branch")],
    )

    assert [wires for _, wires in way(played)] == [
        [["main/entry", "1"]],
        [],
        [["main/menu", "2"]],
        [["main/menu", "1"], ["main/jump-out:other/desk", "jump"], ["other/jump-in:desk", "out"]],
    ]


def test_beeps_are_marked_and_lie_on_the_axis_by_their_time() -> None:
    played = replayed(
        [("main/entry", None)], [(0, "main/entry", "talk"), (90, "main/entry", "warning"), (100, None, "end")]
    )

    frames = [(frame["clock"], frame["beep"], frame["at"]) for frame in played["frames"]]
    assert frames == [("0:00", False, 8), ("1:30", True, 893), ("1:40", False, 992)]


@pytest.mark.parametrize(("second", "shown"), [(0, "0:00"), (9, "0:09"), (60, "1:00"), (3725, "62:05")])
def test_a_time_is_reported_in_minutes_and_seconds(second: int, shown: str) -> None:
    assert clock(second) == shown


def test_what_was_expected_and_what_came_are_reported_in_words() -> None:
    played = replayed(
        [],
        [],
        status="failed",
        cdr={"disposition": "NO ANSWER", "poll_point": None, "billsec": 0},
        failures=[
            {"what": "path", "expected": ["route", "dial"], "actual": []},
            {"what": "recorded", "expected": True, "actual": None},
        ],
    )

    assert played == {
        "name": "one",
        "status": "failed",
        "line": 3,
        "ended_by": "end of plan",
        "cdr": [["disposition", "NO ANSWER"], ["billsec", "0"]],
        "failures": [["path", "route, dial", "none"], ["recorded", "yes", "none"]],
        "frames": [],
    }


def test_steps_at_components_that_are_not_there_and_outputs_that_lead_nowhere_are_passed_over() -> None:
    played = replayed([("main/gone", "1"), ("main/menu", "9")], [(0, "main/gone", "route"), (0, "main/menu", "ask")])

    assert way(played) == [("main/gone", []), ("main/menu", [])]
