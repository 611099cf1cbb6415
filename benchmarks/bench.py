"""A measurement on its way: what is compared, and the rows that come of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.measuring import Command, Ran, compare

if TYPE_CHECKING:
    from pathlib import Path

SMALLER = 100
"""By how much the inputs of the short form are smaller."""


@dataclass(frozen=True, slots=True)
class Target:
    """The most, or the least, that a goal allows."""

    limit: float
    least: bool = False

    def met(self, figure: float) -> bool:
        """Tell whether a figure is good enough."""
        return figure >= self.limit if self.least else figure <= self.limit

    def __str__(self) -> str:
        return f"{'>=' if self.least else '<='} {self.limit:.4g}"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table.

    Attributes:
        goal: What is measured, in words.
        figure: The result; None if there is no peer to compare with.
        unit: `x` for a ratio, `MiB`, `s`, or empty for an exponent.
        target: What is wanted; None where the figure is for context only.
        ours: Our run.
        other: The run that it is compared with.
    """

    goal: str
    figure: float | None
    unit: str
    target: Target | None
    ours: Ran
    other: Ran | None = None


@dataclass(slots=True)
class Bench:
    """A measurement on its way.

    Attributes:
        folder: Where inputs are made.
        short: Whether inputs are small and each program runs once.
        peers: Where the peers' programs are; None where there are none.
        rows: What was measured.
    """

    folder: Path
    short: bool
    peers: Path | None
    rows: list[Row] = field(default_factory=list)

    def size(self, full: int) -> int:
        """Return the size of an input, by that of the goal."""
        return full // SMALLER if self.short else full

    def peer(self, name: str, *words: str | Path, expected: str = "") -> Command | None:
        """Return the command of a peer, if there are peers."""
        return None if self.peers is None else Command((self.peers / name, *words), expected)

    def compare(self, **commands: Command | None) -> dict[str, Ran]:
        """Run programs in turn, and give the medians of those that there are."""
        there = {name: command for name, command in commands.items() if command is not None}
        return dict(zip(there, compare(list(there.values()), once=self.short), strict=True))

    def times_as_long(self, goal: str, ours: Ran, other: Ran | None, most: float | None = None) -> None:
        """Note how many times as long we take as another; `most` is what the goal allows."""
        figure = None if other is None else ours.seconds / other.seconds
        self.rows.append(Row(goal, figure, "x", None if most is None else Target(most), ours, other))

    def times_as_fast(self, goal: str, ours: Ran, other: Ran | None, least: float) -> None:
        """Note how many times as fast we are as another at the same work."""
        figure = None if other is None else other.seconds / ours.seconds
        self.rows.append(Row(goal, figure, "x", Target(least, least=True), ours, other))

    def figure(self, goal: str, figure: float | None, unit: str, most: float, ours: Ran) -> None:
        """Note a figure that has only a limit."""
        self.rows.append(Row(goal, figure, unit, Target(most), ours))
