"""Menus: what the caller hears, and what the caller can enter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scenario_kit.callgraph.flow import entries, walk
from scenario_kit.callgraph.pattern_sets import Rivals
from scenario_kit.callgraph.patterns import can_be_entered, example, fixed_length, parse_pattern
from scenario_kit.callgraph.routes import pattern_of
from scenario_kit.findings.model import Problem, Rule, Severity
from scenario_kit.language.catalogue import ComponentName, Role
from scenario_kit.language.dialable import is_telephone_number
from scenario_kit.language.values import CASE_HELP
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from scenario_kit.callgraph.drafts import Row, Value
    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.callgraph.intended import IntendedGraph
    from scenario_kit.callgraph.patterns import Pattern

SILENT_MENU = Rule(
    "C230",
    "silent-menu",
    Severity.WARNING,
    "A menu has no announcement, and nothing before it speaks to the caller.",
    "The caller hears nothing and does not know what to enter.",
)
UNENTERABLE_CASE = Rule(
    "C235",
    "unenterable-case",
    Severity.WARNING,
    "A case of a menu has a character that no telephone has.",
    "No caller can ever take the row.",
)
AMBIGUOUS_CASE = Rule(
    "C236",
    "ambiguous-case",
    Severity.WARNING,
    "A longer case of a menu begins with a shorter one, and the menu has no timeout.",
    "Without a timeout the PBX cannot tell whether the caller enters another digit, so one of the rows is never taken. "
    "What a menu without `timeout_sec` does is not documented.",
)
DIRECT_DIAL = Rule(
    "C237",
    "direct-dial",
    Severity.WARNING,
    "A menu lets callers dial extensions, but max_digits or a case is in the way.",
    "The extension cannot be dialled, or a row may take its calls. A case may be a pattern; only extensions that the "
    "scenario names are compared.",
)

_MENUS: Final = (ComponentName.IVR, ComponentName.IVR_API)
_FOLLOWERS: Final = (ComponentName.FOLLOW_ME, "followers")
_SPEAKING: Final = (ComponentName.SMART_API, ComponentName.AGI, ComponentName.CUSTOM_PLAN)
SPECIAL_CASES: Final = {"t": "t", "timeout": "t", "i": "i", "invalid": "i"}
"""The special cases of a menu by what they are called in lower case."""

_SEVERAL: Final = re.compile(r"[0-9*#]+(?:\+[0-9*#]+)+")


@checks(SILENT_MENU)
def silent_menu(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the menus without an announcement that a call reaches before anything has been said."""
    calls = intended.calls
    if not any(
        component.type.name in _MENUS and "announcement" not in component.parameters for component in calls.components
    ):
        return
    routes = [component.id for component in calls.components if component.type.role is Role.ENTRY]
    for node in walk(calls, routes, lambda component, _: not _speaks(component)):
        component = calls.component(node)
        if component.type.name in _MENUS and "announcement" not in component.parameters:
            message = f"{component.type.label} `{component.key}` has no `announcement`, so the caller hears nothing"
            yield Problem(SILENT_MENU, component.path, message, "add `announcement:` with the menu", on_key=True)


def _speaks(component: Component) -> bool:
    """Whether the caller may have heard something there; a menu is reported itself."""
    return component.type.audio or component.type.name in _SPEAKING


@checks(UNENTERABLE_CASE)
def unenterable_case(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the cases of menus that no caller can enter."""
    for component, row, pattern in _cases(intended.calls):
        if not can_be_entered(pattern):
            others = {other.fields.get("case") for other in component.rows}
            message = f"no caller can enter the case `{pattern.text}` of `{component.key}`"
            yield Problem(UNENTERABLE_CASE, (*row.path, "case"), message, _enterable(pattern.text, others))


def _enterable(text: str, others: Collection[Value | None]) -> str:
    """Return what to write instead of a case that cannot be entered, beside the `others` of the menu."""
    special = SPECIAL_CASES.get(text.lower())
    several = dict.fromkeys(text.split("+")) if _SEVERAL.fullmatch(text) else ()
    intended = [special] if special else several
    missing = [case for case in intended if case not in others]
    if not intended:
        return CASE_HELP
    if not missing:
        return f"remove it; the menu has a row {' and a row '.join(f'`{case}`' for case in intended)}"
    listed = ", ".join(f"`{case}`" for case in missing)
    return f"write {listed}" if len(missing) == 1 else f"write a row for each: {listed}"


def _cases(calls: CallGraph) -> Iterator[tuple[Component, Row, Pattern]]:
    for component in entries(calls, ComponentName.IVR):
        for row in component.rows:
            pattern = pattern_of(component, row)
            if pattern is not None:
                yield component, row, pattern


@checks(AMBIGUOUS_CASE)
def ambiguous_case(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the cases that longer ones begin with, in menus without a timeout."""
    for menu in entries(intended.calls, ComponentName.IVR):
        if menu.parameters.get("timeout_sec", 0) != 0:
            continue
        patterns = ((row, pattern_of(menu, row)) for row in menu.rows)
        cases = [(row, pattern) for row, pattern in patterns if pattern is not None and _is_usable(menu, pattern)]
        rivals = Rivals(pattern for _, pattern in cases)
        for row, pattern in cases:
            longer = rivals.longer(pattern) if fixed_length(pattern) else None
            if longer is not None:
                what = "timeout" if "timeout_sec" in menu.parameters else "`timeout_sec`"
                message = f"case `{longer.text}` begins with case `{pattern.text}`, and `{menu.key}` has no {what}"
                help_ = "write a `timeout_sec` above 0, or cases of one length"
                yield Problem(AMBIGUOUS_CASE, (*row.path, "case"), message, help_)


def _is_usable(menu: Component, case: Pattern) -> bool:
    """Whether a caller can enter a case; C235, C204 and, for `.` and `!`, C221 report the others."""
    digits = menu.parameters.get("max_digits")
    is_too_long = isinstance(digits, int) and 0 < digits < len(example(case))
    return can_be_entered(case) and bool(case.sets) and not is_too_long


@checks(DIRECT_DIAL)
def direct_dial(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the menus with direct dial where no known extension fits max_digits, or a case is an extension."""
    calls = intended.calls
    menus = [
        menu for menu in calls.components if menu.type.name in _MENUS and menu.parameters.get("enable_direct_dial")
    ]
    if not menus:
        return
    extensions = _extensions(calls)
    known = Rivals(map(parse_pattern, extensions))
    shortest = min(extensions, key=len, default=None)
    for menu in menus:
        digits = menu.parameters.get("max_digits")
        if isinstance(digits, int) and 0 < digits < len(shortest or "10"):
            whom = f"such as `{shortest}`" if shortest else "of more than one digit"
            message = f"`{menu.key}` has direct dial, but max_digits {digits} is too small for an extension {whom}"
            help_ = f"write `max_digits: {max(map(len, extensions), default=3)}`, or disable `enable_direct_dial`"
            yield Problem(DIRECT_DIAL, (*menu.path, "max_digits"), message, help_)
        targets = calls.targets(menu.id)
        cases = [(row, case) for row in menu.rows if (case := _numbers_of(menu, row)) is not None]
        rivals = Rivals(case for _, case in cases)
        for row, case in cases:
            target = calls.component(targets[row.output]) if row.output in targets else None
            taken = (one.text for one in known.overlapping(case) if next(rivals.overlapping(one)) == case)
            extension = next((one for one in taken if target and _is_dialled_instead(target, one)), None)
            if extension is not None:
                what = "is also an extension that" if case.is_exact else f"also matches extension `{extension}`, which"
                message = f"case `{case.text}` of `{menu.key}` {what} callers can dial there"
                help_ = "choose another case, or disable `enable_direct_dial`"
                yield Problem(DIRECT_DIAL, (*row.path, "case"), message, help_)


def _numbers_of(menu: Component, row: Row) -> Pattern | None:
    """Return the numbers that take a row; None for `.` and `!`, which C221 reports, and for the name of a case."""
    if menu.type.name == ComponentName.IVR:
        pattern = pattern_of(menu, row)
        return pattern if pattern is not None and pattern.sets else None
    case = row.fields["case"]
    return parse_pattern(case) if isinstance(case, str) and case.isdecimal() else None


def _extensions(calls: CallGraph) -> set[str]:
    """Return the extensions that the scenario names."""
    named: list[Value] = []
    for component in calls.components:
        for name, parameter in component.type.parameters.items():
            rings = parameter.refers_to == "extension" or (component.type.name, name) == _FOLLOWERS
            if rings and name in component.parameters:
                value = component.parameters[name]
                named.extend(value if isinstance(value, tuple) else [value])
    return {one for one in named if isinstance(one, str) and one.isdecimal() and not is_telephone_number(one)}


def _is_dialled_instead(component: Component, extension: str) -> bool:
    """Whether a component rings somebody else than an extension; a web service and what is no dialling may ring it."""
    if component.type.role is not Role.DIAL or component.type.web_service:
        return False
    if component.type.name == ComponentName.EXTENSION and "extension" not in component.parameters:
        return False  # it rings the number that was dialled
    values = component.parameters.values()
    return not any(value == extension or (isinstance(value, tuple) and extension in value) for value in values)
