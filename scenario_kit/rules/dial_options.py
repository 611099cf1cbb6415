"""Dial options: what Asterisk misreads, and what competes with the call limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scenario_kit.findings.model import Problem, Rule, Severity
from scenario_kit.language.catalogue import Role
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.callgraph.intended import IntendedGraph

DIAL_OPTIONS = Rule(
    "C233",
    "dial-options",
    Severity.WARNING,
    "Dial options have unbalanced parentheses, or an option that competes with the call limit.",
    "Asterisk misreads the options, or two limits apply to one talk.",
)

_OPTIONS: Final = ("options", "call_options")
_LIMITING: Final = frozenset("LS")
"""Asterisk's dial options that limit the talk: in milliseconds, and in seconds."""


@checks(DIAL_OPTIONS)
def dial_options(intended: IntendedGraph) -> Iterator[Problem]:
    """Find dial options that Asterisk misreads, and those that limit a talk which has a call limit."""
    originate = intended.calls.scenario.originate
    for component in intended.calls.components:
        for name in _OPTIONS if component.type.role is Role.DIAL else ():
            options = component.parameters.get(name)
            if not isinstance(options, str):
                continue
            letters, depth = _top_level(options)
            path = (*component.path, name)
            limits = sorted(_LIMITING.intersection(letters))
            if depth:
                message = f"`{options}` has {'an unclosed `(`' if depth > 0 else 'a `)` without `(`'}"
                yield Problem(DIAL_OPTIONS, path, message, "write one `)` for each `(`")
                continue
            other = "`call_limit` of originate" if originate and originate.call_limit else None
            other = "`call_limit_sec`" if component.parameters.get("call_limit_sec") else other
            if limits and other:
                message = f"option `{limits[0]}` and {other} both limit the talk"
                yield Problem(DIAL_OPTIONS, path, message, f"remove `{limits[0]}(...)`, or {other}")


def _top_level(options: str) -> tuple[str, int]:
    """Return the letters with arguments outside of all parentheses, and how many parentheses are open at the end.

    A parenthesis that closes none ends the count, at -1.
    """
    letters, depth = "", 0
    for before, character in zip(" " + options, options, strict=False):
        if character == "(":
            letters += before if depth == 0 else ""
            depth += 1
        elif character == ")":
            depth -= 1
            if depth < 0:
                break
    return letters, depth
