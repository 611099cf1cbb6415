"""Routes and rows: which row of a component a number takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scenario_kit.callgraph.flow import entries
from scenario_kit.callgraph.patterns import CidPattern, Pattern, PatternError, parse_cid, parse_pattern, specificity

if TYPE_CHECKING:
    from scenario_kit.callgraph.drafts import Row
    from scenario_kit.callgraph.graph import CallGraph, Component

SPECIAL_CASES: Final = frozenset({"t", "i"})
"""Cases of an IVR that are no patterns: no input in time, and input that fits no row."""

LONGEST_EXTENSION: Final = 6
"""Digits of the longest extension; a longer number is a telephone number."""


def is_telephone_number(number: str) -> bool:
    """Whether a number is dialled over a trunk: it starts with 0 or +, or has seven digits or more."""
    return number.startswith(("0", "+")) or (number.isdecimal() and len(number) > LONGEST_EXTENSION)


def pattern_text(component: Component, row: Row) -> str | None:
    """Return the text of a row that must be a match pattern; None for `t`, `i` and variables."""
    if component.type.name == "smart_api":
        return None
    text = row.fields.get("pattern", row.fields.get("case"))
    special = "case" in row.fields and text in SPECIAL_CASES
    return text if isinstance(text, str) and not special else None


def pattern_of(component: Component, row: Row) -> Pattern | None:
    """Return the match pattern of a row; None where it has none, or a wrong one."""
    text = pattern_text(component, row)
    try:
        return None if text is None else parse_pattern(text)
    except PatternError:
        return None


def cid_of(row: Row, name: str) -> CidPattern | None:
    """Return the pattern of a row of an Incoming Route under `cid` or `did`; None where it is a variable or wrong."""
    text = row.fields.get(name)
    try:
        return parse_cid(text) if isinstance(text, str) else None
    except PatternError:
        return None


def routes_of(calls: CallGraph, context: str) -> list[Component]:
    """Return the Outgoing Routes with a context."""
    return [route for route in entries(calls, "outgoing_route") if route.parameters["context"] == context]


def row_for(route: Component, number: str) -> Row | None:
    """Return the row of an Outgoing Route that takes a number.

    A row written as the number itself takes it, whatever its letters would mean in a pattern.
    """
    exact = next((row for row in route.rows if row.fields["pattern"] == number), None)
    if exact is not None:
        return exact
    patterns = ((pattern_of(route, row), row) for row in route.rows)
    matching = [(pattern, row) for pattern, row in patterns if pattern is not None and pattern.matches(number)]
    return min(matching, key=lambda pair: specificity(pair[0]))[1] if matching else None
