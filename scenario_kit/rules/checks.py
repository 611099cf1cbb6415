"""How a rule is checked: a rule's metadata and one function make a check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scenario_kit.findings import Finding, Problem, Rule
    from scenario_kit.imprint import Imprint
    from scenario_kit.outside import Surroundings
    from scenario_kit.reach import Reach

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


if TYPE_CHECKING:
    CallCheck = Check[Reach, Problem]
    """Looks at one scenario's calls."""

    OutsideCheck = Check[Surroundings, Problem]
    """Looks at one scenario's calls and at what is outside."""

    RunCheck = Check[Sequence[Imprint], Finding]
    """Looks across the scenarios of a run."""


def checks(rule: Rule) -> Callable[[Callable[[Subject], Iterator[Result]]], Check[Subject, Result]]:
    """Make a check of `rule` from the function below; the families' modules are searched for checks."""

    def decorate(run: Callable[[Subject], Iterator[Result]]) -> Check[Subject, Result]:
        return Check(rule, run)

    return decorate
