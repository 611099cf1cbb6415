"""What exports of known scenarios teach, once for all tests."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from support.editors import SHAPES
from support.editors.cases import EDITORS, OWN, calls_of

from scenario_kit.callgraph.graph import compile_graph
from scenario_kit.editor.calibration import calibration_text
from scenario_kit.editor.learning import learn
from scenario_kit.files.source import parse
from scenario_kit.language.loading import load
from scenario_kit.profiles.declaration import SheetMap

if TYPE_CHECKING:
    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.editor.learning import Learned

WHOLE = tuple(SHAPES)
"""Shapes that one calibration teaches wholly."""


SMALL = [EDITORS / "scenarios/campaign.yaml", EDITORS / "scenarios/on-call.yaml"]
"""Scenarios whose calibration teaches each of these shapes, in a fraction of the time."""


@cache
def calibration(*, small: bool = False) -> CallGraph:
    """Return the calibration of the scenarios that use everything, or of two small ones."""
    text = calibration_text([calls_of(path) for path in (SMALL if small else OWN)], everything=not small)
    scenario = load(parse(text.encode(), "calibration.yaml")).scenario
    assert scenario is not None
    return compile_graph(scenario)


@cache
def taught(name: str, *, small: bool = False) -> Learned:
    """Return what the export of the calibration teaches."""
    calls = calibration(small=small)
    (sheet,) = calls.sheets
    return learn([("cal.json", SHAPES[name].export(calls, sheet, seed=1))], [calls])


@cache
def map_of(name: str, *, small: bool = False) -> SheetMap:
    return SheetMap.from_tree(taught(name, small=small).tree)
