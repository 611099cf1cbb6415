"""A check: the metadata of a rule, and the function that finds where the rule is broken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.callgraph.intended import IntendedGraph
    from scenario_kit.findings.model import Finding, Problem, Rule
    from scenario_kit.pbx.facts import PbxFacts
    from scenario_kit.rules.claims import Claims

Subject = ParamSpec("Subject")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Check(Generic[Subject, Result]):
    """A rule and the function that finds where it is broken."""

    rule: Rule
    run: Callable[Subject, Iterator[Result]]


if TYPE_CHECKING:
    CallCheck = Check[[IntendedGraph], Problem]
    """Checks one scenario."""

    PbxCheck = Check[[CallGraph, PbxFacts], Problem]
    """Checks one scenario against the PBX."""

    RunCheck = Check[[Sequence[Claims]], Finding]
    """Checks the scenarios of a run against each other."""


def checks(rule: Rule) -> Callable[[Callable[Subject, Iterator[Result]]], Check[Subject, Result]]:
    """Turn the decorated function into the check of `rule`; `checking` collects the checks of each module."""

    def decorate(run: Callable[Subject, Iterator[Result]]) -> Check[Subject, Result]:
        return Check(rule, run)

    return decorate
