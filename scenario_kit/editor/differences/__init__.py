"""Compares two states of a scenario's sheets, such as those in the editor and those that would be built."""

from __future__ import annotations

from scenario_kit.editor.differences.comparing import compare
from scenario_kit.editor.differences.formats import as_json, text
from scenario_kit.editor.differences.matching import Matcher
from scenario_kit.editor.differences.model import (
    Change,
    Detail,
    Difference,
    Differences,
    Place,
    SheetDifference,
)
from scenario_kit.editor.differences.places import with_places

__all__ = [
    "Change",
    "Detail",
    "Difference",
    "Differences",
    "Matcher",
    "Place",
    "SheetDifference",
    "as_json",
    "compare",
    "text",
    "with_places",
]
