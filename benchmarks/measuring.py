"""Runs programs in turn, and takes their time and memory."""

from __future__ import annotations

import math
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).parent.parent
SHORT_SEC, SHORT_ROUNDS = 1, 9
"""Seconds below which a command is short, all that are compared taken together, and how many rounds these are worth."""

ROUNDS = ((30, 3), (90, 2))
"""For the others: seconds of a round, and how many are made of one that takes less; else one is."""

KIB_A_MIB = 1024


@dataclass(frozen=True, slots=True)
class Command:
    """A program to be run.

    Attributes:
        words: The program and its arguments.
        expected: A pattern that its output must match, so that no other run is measured.
        code: The exit code that it has to end with.
        before: What is done before each run, and is not measured.
    """

    words: tuple[str | Path, ...]
    expected: str = ""
    code: int = 0
    before: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class Ran:
    """A run, or the medians of several.

    Attributes:
        seconds: From the start of the process to its end.
        mib: The most memory that its largest process held. None where that is less than we hold ourselves: a process
            begins as a copy of the one that starts it, and Linux counts the copy.
    """

    seconds: float
    mib: float | None


def run(command: Command) -> Ran:
    """Run a program, and see that it did what it was run for."""
    if command.before is not None:
        command.before()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COVERAGE"))}
    begin = time.perf_counter()
    with subprocess.Popen(
        command.words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=tempfile.gettempdir(), env=environment
    ) as process:
        assert process.stdout is not None  # noqa: S101
        printed = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != command.code or not re.search(command.expected, printed):
        words = " ".join(map(str, command.words))[:200]
        raise SystemExit(f"{words}: exit code {process.returncode}, output:\n{printed[-1000:]}")
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Ran(seconds, usage.ru_maxrss / KIB_A_MIB if usage.ru_maxrss > ours else None)


def compare(commands: Sequence[Command], *, once: bool) -> list[Ran]:
    """Run programs in turn, so that other load on the machine affects all of them, and return the median of each.

    The first round decides how many rounds follow. If they are short, it is not counted, since it may compile byte code
    and read from the disk what later rounds find in memory.
    """
    rounds = [[run(command) for command in commands]]
    took = sum(ran.seconds for ran in rounds[0])
    wanted = next((times for below, times in ROUNDS if took < below), 1)
    if once:
        wanted = 1
    elif took < SHORT_SEC * len(commands):
        wanted = SHORT_ROUNDS
        rounds.clear()
    while len(rounds) < wanted:
        print(f"  {took:.0f} s a round, {wanted - len(rounds)} more", file=sys.stderr, flush=True)
        rounds.append([run(command) for command in commands])
    return [median(runs) for runs in zip(*rounds, strict=True)]


def median(runs: Sequence[Ran]) -> Ran:
    """Return the medians of some runs."""
    mib = [ran.mib for ran in runs if ran.mib is not None]
    return Ran(statistics.median(ran.seconds for ran in runs), statistics.median(mib) if mib else None)


def exponent(sizes: Sequence[int], figures: Sequence[float]) -> float:
    """Fit `figure = factor * size ** exponent` by least squares of the logarithms, and give the exponent."""
    least = 1e-3  # noise can make a figure negative, which has no logarithm
    return statistics.linear_regression(
        [math.log(size) for size in sizes], [math.log(max(figure, least)) for figure in figures]
    ).slope
