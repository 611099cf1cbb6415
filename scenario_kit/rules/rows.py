"""Rows: their patterns, and the numbers that they match."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scenario_kit.callgraph.flow import entries, fewest_digits
from scenario_kit.callgraph.pattern_sets import Rivals
from scenario_kit.callgraph.patterns import (
    PatternError,
    can_be_entered,
    parse_cid,
    parse_pattern,
    shortest,
    without_hyphens,
)
from scenario_kit.callgraph.routes import cid_of, pattern_of, pattern_text
from scenario_kit.findings.model import NodePath, Problem, Rule, Severity
from scenario_kit.language.catalogue import ComponentName
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.callgraph.drafts import Row
    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.callgraph.intended import IntendedGraph
    from scenario_kit.callgraph.patterns import Pattern

SHADOWED_ROW = Rule(
    "C204",
    "shadowed-row",
    Severity.WARNING,
    "No number can ever match a row.",
    "The row is never used. Of several matching rows the most specific one wins, as in Asterisk, whose "
    "patterns Simotel's documentation refers to.",
)
INVALID_PATTERN = Rule(
    "C214",
    "invalid-pattern",
    Severity.ERROR,
    "A row's text is not a match pattern.",
    "The PBX misreads it or never matches it.",
)
SKIP_TOO_LONG = Rule(
    "C217",
    "skip-too-long",
    Severity.WARNING,
    "`skip` removes all digits of a number that can arrive.",
    "Only the prefix is dialled.",
)

CATCH_ALL_ROW = Rule(
    "C221",
    "catch-all-row",
    Severity.WARNING,
    "A row is `.` or `!`, which matches more than numbers.",
    "As in Asterisk, it also takes the calls of the PBX itself: `h`, `i`, `t`, `s`, `failed` and feature codes.",
)
IGNORED_HYPHEN = Rule(
    "C222",
    "ignored-hyphen",
    Severity.WARNING,
    "A row has a hyphen outside of a set.",
    "As in Asterisk, such a hyphen is ignored, both in the row and in the number; it makes no range.",
)

_LISTED: Final = 3
_CHANGING: Final = (ComponentName.SMART_API, ComponentName.AGI, ComponentName.CUSTOM_PLAN, ComponentName.DISA)
_OF_NUMBER: Final = frozenset({"extension", "extension_skip", "extension_prefix", "set_extension_on_did"})
_PATTERN_ROWS: Final = (ComponentName.OUTGOING_ROUTE, ComponentName.IVR)
"""The components whose rows are matched against what is dialled; a web service chooses the row of an IVR API."""

_NUMERIC: Final = re.compile(r"(?:[0-9XZN+*#.!-]|\[[^]]*\])*", re.IGNORECASE)
"""A pattern without letters, unlike the name of a SIP phone, in which people mean a hyphen."""

_RANGE: Final = re.compile(r"([0-9])-([0-9])(?![0-9])")


@checks(SHADOWED_ROW)
def shadowed_row(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the rows that lose every number to more specific rows, and rows that are longer than the input."""
    for component in intended.calls.components:
        rows = [(row, pattern) for row in component.rows if (pattern := pattern_of(component, row)) is not None]
        rivals = Rivals(pattern for _, pattern in rows)
        # The case of an IVR API comes from a web service, not from the caller.
        digits = component.parameters.get("max_digits") if component.type.name == ComponentName.IVR else None
        for row, pattern in rows:
            path = (*row.path, "case" if "case" in row.fields else "pattern")
            if isinstance(digits, int) and 0 < digits < shortest(pattern) and can_be_entered(pattern):
                message = f"case `{pattern.text}` needs {shortest(pattern)} digits, and max_digits is {digits}"
                yield Problem(
                    SHADOWED_ROW, path, message, f"write `max_digits: {shortest(pattern)}`, or a shorter case"
                )
            elif not rivals.winnable(pattern):
                message = f"no number can match row `{pattern.text}` of `{component.key}`"
                winners = [f"`{winner.text}`" for winner in rivals.before(pattern)]
                listed = ", ".join(winners[:_LISTED]) + (", ..." if len(winners) > _LISTED else "")
                help_ = f"more specific rows match all of its numbers: {listed}"
                yield Problem(SHADOWED_ROW, path, message, help_)


@checks(INVALID_PATTERN)
def invalid_pattern(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the rows whose text is not a pattern."""
    for component in intended.calls.components:
        for row in component.rows:
            text = pattern_text(component, row)
            name = "pattern" if "pattern" in row.fields else "case"
            if text is not None:
                yield from _unreadable(text, (*row.path, name))
            for name in ("cid", "did"):
                number = row.fields.get(name)
                if isinstance(number, str):
                    yield from _unreadable(number, (*row.path, name), cid=True)


def _unreadable(text: str, path: NodePath, *, cid: bool = False) -> Iterator[Problem]:
    try:
        parse_cid(text) if cid else parse_pattern(text)
    except PatternError as error:
        place = f", character {error.position + 1}" if error.length else ""
        yield Problem(INVALID_PATTERN, path, f"`{text}`{place}: {error.reason}", error.help)


@checks(CATCH_ALL_ROW)
def catch_all_row(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the rows that every text matches."""
    for component, row, pattern in _patterns(intended.calls):
        if pattern.tail and not pattern.sets:
            what = f"row `{pattern.text}` of `{component.key}` also takes"
            if component.type.name == ComponentName.IVR:
                help_ = "write `i` for what no other row matches"
                if any(other.fields.get("case") == "i" for other in component.rows):
                    help_ = "remove it, and wire row `i`, which takes what no other row matches, to its target"
                yield Problem(CATCH_ALL_ROW, (*row.path, "case"), f"{what} `t` and `i`", help_)
            else:
                message = f"{what} `h`, `t`, `failed` and feature codes"
                help_ = "write `X!` for every number of one digit or more"
                yield Problem(CATCH_ALL_ROW, (*row.path, "pattern"), message, help_)


@checks(IGNORED_HYPHEN)
def ignored_hyphen(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the hyphens in patterns that Asterisk ignores."""
    for _, row, pattern in _patterns(intended.calls):
        text = pattern.text
        plain = without_hyphens(text)
        if plain == text or not _NUMERIC.fullmatch(text):
            continue
        help_ = f"write `{plain}`"
        span = _RANGE.match(text)
        if span is not None and span[1] < span[2]:
            help_ = f"write `[{span[0]}]{without_hyphens(text[span.end() :])}` for a range, or `{plain}`"
        path = (*row.path, "pattern" if "pattern" in row.fields else "case")
        yield Problem(IGNORED_HYPHEN, path, f"Asterisk ignores `-` in row `{text}`", help_)


def _patterns(calls: CallGraph) -> Iterator[tuple[Component, Row, Pattern]]:
    """Return the rows with patterns that numbers are matched against."""
    for component in entries(calls, *_PATTERN_ROWS):
        for row in component.rows:
            pattern = pattern_of(component, row)
            if pattern is not None and row.path[0] != "originate":
                yield component, row, pattern


@checks(SKIP_TOO_LONG)
def skip_too_long(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the components whose skip removes all of the shortest number that can arrive, or all of a fixed number."""
    calls = intended.calls
    arriving = fewest_digits(calls, dict(_rows_digits(calls)), changed_at=_changes_number)
    for component in calls.components:
        name = "extension_skip" if component.type.name == ComponentName.CORRECTOR else "skip"
        skip, least = component.parameters.get(name), arriving.get(component.id)
        if name == "extension_skip" and "extension" in component.parameters:
            number = component.parameters["extension"]  # the new number comes first, then the skip
            least = len(number) if isinstance(number, str) else None
        elif _is_fixed(component):
            continue
        if not isinstance(skip, int) or least is None or skip < least:
            continue
        digits, fitting = (
            ("1 digit", f"remove `{name}`") if least == 1 else (f"{least} digits", f"write `{name}: {least - 1}`")
        )
        message = f"{name} {skip} removes all of a number with {digits}, which can arrive here"
        help_ = f"{fitting}, or route only longer numbers here"
        yield Problem(SKIP_TOO_LONG, (*component.path, name), message, help_)


def _changes_number(component: Component) -> bool:
    """Whether the number that arrives behind a component may be another one."""
    if component.type.name == ComponentName.CORRECTOR:
        return not _OF_NUMBER.isdisjoint(component.parameters)
    return component.type.name in _CHANGING or bool(component.parameters.get("enable_direct_dial"))


def _is_fixed(component: Component) -> bool:
    """Whether a component dials a number of its own and ignores the dialled number."""
    return any(name in component.parameters for name in ("extension", "queue", "voicemail"))


def _rows_digits(calls: CallGraph) -> Iterator[tuple[tuple[str, str], int]]:
    """Return the fewest digits of a number that leaves by each output of a route."""
    for component in calls.components:
        for row in component.rows:
            if component.type.name == ComponentName.OUTGOING_ROUTE:
                pattern = pattern_of(component, row)
                if pattern is not None and shortest(pattern):
                    yield (component.id, row.output), shortest(pattern)
            elif component.type.name == ComponentName.INCOMING_ROUTE:
                did = cid_of(row, "did")
                if did is not None and did.digits:
                    yield (component.id, row.output), len(did.digits)
