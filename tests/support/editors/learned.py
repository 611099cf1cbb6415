"""What exports of known scenarios teach, once for all tests."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from support.editors import SHAPES
from support.editors.cases import OWN, calls_of

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


@cache
def calibration() -> CallGraph:
    """Return the calibration of the scenarios that use everything."""
    text = calibration_text([calls_of(path) for path in OWN], everything=True)
    scenario = load(parse(text.encode(), "calibration.yaml")).scenario
    assert scenario is not None
    return compile_graph(scenario)


@cache
def taught(name: str) -> Learned:
    """Return what the export of the calibration teaches."""
    (sheet,) = calibration().sheets
    return learn([("cal.json", SHAPES[name].export(calibration(), sheet, seed=1))], [calibration()])


@cache
def map_of(name: str) -> SheetMap:
    return SheetMap.from_tree(taught(name).tree)
