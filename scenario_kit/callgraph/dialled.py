"""The number that a component dials, and whether the PBX bars it: for one number, and for all numbers of a pattern."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.callgraph.pattern_sets import covers
from scenario_kit.callgraph.patterns import CharSet, Pattern, example

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph, Component

_MOST_CHANGES: Final = 8
"""Changes on the ways from a component to trunks that are told apart; further ones are not judged."""


def skip_and_prefix(number: str, skip: int | None, prefix: str | None) -> str:
    """Return a number with its first `skip` characters removed and `prefix` added."""
    return (prefix or "") + number[skip or 0 :]


def barred_code(number: str, codes: Iterable[str]) -> str | None:
    """Return the first barred code that a number starts with; None if the number is not barred."""
    return next((code for code in codes if number.startswith(code)), None)


def barred_code_of_all(pattern: Pattern, codes: Sequence[str]) -> str | None:
    """Return a barred code if every number of a pattern starts with one of the codes, else None."""
    by = [Pattern(code, tuple(map(_only, code)), "!") for code in codes if code]
    return barred_code(example(pattern), codes) if covers(pattern, by) else None


def _only(character: str) -> CharSet:
    return frozenset(character)


class Change(NamedTuple):
    """What happens to a number on its way to a trunk.

    Attributes:
        number: The number that replaces it; None if none does.
        skip: The number of characters that are then removed from the front.
        prefix: What is then added in front.
    """

    number: str | None = None
    skip: int = 0
    prefix: str = ""

    def then(self, later: Change) -> Change:
        """Return this change and a later one as one change."""
        if later.number is not None:
            return later
        if self.number is not None:
            return Change(later.apply(self.apply(self.number)))
        skip = self.skip + max(0, later.skip - len(self.prefix))
        return Change(None, skip, skip_and_prefix(self.prefix, later.skip, later.prefix))

    def apply(self, number: str) -> str:
        """Return the changed number."""
        return skip_and_prefix(number if self.number is None else self.number, self.skip, self.prefix)

    def start(self) -> str:
        """Return the characters that every changed number starts with."""
        return self.apply("")

    def of(self, pattern: Pattern) -> Pattern:
        """Return the changed numbers of a pattern."""
        before = tuple(map(_only, self.start()))
        if self.number is not None:
            return Pattern(pattern.text, before)
        all_removed = self.skip > len(pattern.sets)
        return Pattern(
            pattern.text, before + pattern.sets[self.skip :], pattern.tail and "!" if all_removed else pattern.tail
        )


class Dialled(NamedTuple):
    """How numbers reach trunks.

    Attributes:
        changes: What may happen to a number that arrives at a component, with the trunk that then dials it.
        barred: The components that make every number start with a barred code, with that code and the trunk.
    """

    changes: Mapping[str, Mapping[Change, Component]]
    barred: Mapping[str, tuple[str, Component]]


def dialled_by(
    calls: CallGraph,
    trunks: Iterable[tuple[Component, Change]],
    passing: Callable[[Component], Change | None],
    codes: Sequence[str],
) -> Dialled:
    """Follow the wires back from trunks, and return what happens to numbers on the way.

    Args:
        calls: The call graph.
        trunks: The trunks, each with what it does to a number before it dials it.
        passing: What a component does to a number that it passes on; None if unknown.
        codes: The barred codes. The wires to a component that is in `Dialled.barred` are not followed.
    """
    changes: dict[str, dict[Change, Component]] = {}
    barred: dict[str, tuple[str, Component]] = {}
    waiting: deque[tuple[Component, Change, Component]] = deque()

    def arrive(component: Component, total: Change, trunk: Component) -> None:
        code = barred_code(total.start(), codes)
        known = changes.setdefault(component.id, {})
        if code is not None:
            barred.setdefault(component.id, (code, trunk))
        elif total not in known and len(known) < _MOST_CHANGES:
            known[total] = trunk
            waiting.append((component, total, trunk))

    for trunk, own in trunks:
        arrive(trunk, own, trunk)
    while waiting:
        component, total, trunk = waiting.popleft()
        for node in calls.predecessors(component.id):
            before = calls.component(node)
            passed = passing(before)
            if passed is not None:
                arrive(before, passed.then(total), trunk)
    return Dialled(changes, barred)
