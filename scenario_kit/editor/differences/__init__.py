"""What differs between two states of a scenario's sheets: what they hold, and what building would make of them."""

from __future__ import annotations

from scenario_kit.editor.differences.comparing import compare
from scenario_kit.editor.differences.formats import as_json, summary, text
from scenario_kit.editor.differences.matching import matches
from scenario_kit.editor.differences.model import Change, Detail, Difference, Differences, SheetDifference

__all__ = [
    "Change",
    "Detail",
    "Difference",
    "Differences",
    "SheetDifference",
    "as_json",
    "compare",
    "matches",
    "summary",
    "text",
]
