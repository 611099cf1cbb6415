"""How a rule is checked: a rule's metadata and one function make a check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.callgraph.intended import IntendedGraph
    from scenario_kit.findings.model import Finding, Problem, Rule
    from scenario_kit.pbx.facts import PbxFacts
    from scenario_kit.rules.claims import Claims

Subject = TypeVar("Subject")
Result = TypeVar("Result")


class Check(NamedTuple, Generic[Subject, Result]):
    """A rule with the function that finds where it is broken.

    Attributes:
        rule: The rule.
        run: The function; it gets what is looked at and gives what it found.
    """

    rule: Rule
    run: Callable[[Subject], Iterator[Result]]


@dataclass(frozen=True, slots=True)
class PlacedGraph:
    """A scenario's calls, and what is outside."""

    calls: CallGraph
    outside: PbxFacts


if TYPE_CHECKING:
    CallCheck = Check[IntendedGraph, Problem]
    """Looks at one scenario's calls."""

    OutsideCheck = Check[PlacedGraph, Problem]
    """Looks at one scenario's calls and at what is outside."""

    RunCheck = Check[Sequence[Claims], Finding]
    """Looks across the scenarios of a run."""


def checks(rule: Rule) -> Callable[[Callable[[Subject], Iterator[Result]]], Check[Subject, Result]]:
    """Make a check of `rule` from the function below; the families' modules are searched for checks."""

    def decorate(run: Callable[[Subject], Iterator[Result]]) -> Check[Subject, Result]:
        return Check(rule, run)

    return decorate
