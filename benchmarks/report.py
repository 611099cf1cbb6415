"""What was measured, as a table for people and as a document for programs."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.peers import PEERS, versions

if TYPE_CHECKING:
    from benchmarks.bench import Bench, Row
    from benchmarks.measuring import Ran

OURS = ("scenario-kit", "pydantic", "pyyaml", "configupdater")


def verdict(row: Row, *, short: bool) -> bool | None:
    """Return whether a goal is met; None if there is no target or no peer, and in the short form."""
    return None if short or row.target is None or row.figure is None else row.target.met(row.figure)


def table(bench: Bench) -> str:
    """Return the table: a line a row, the seconds and MiB of both sides behind it."""
    widest = max(len(row.goal) for row in bench.rows)
    lines = [
        f"{'':{widest}} {'':>9}     {'':9} {'':6} {'ours':^15}   {'the other':^15}",
        f"{'goal':{widest}} {'figure':>9}     {'target':9} {'':6} {'s':>7} {'MiB':>7}   {'s':>7} {'MiB':>7}",
    ]
    for row in bench.rows:
        figure = "-" if row.figure is None else f"{row.figure:.2f}"
        met = {None: "", True: "met", False: "MISSED"}[verdict(row, short=bench.short)]
        target = "" if row.target is None else str(row.target)
        runs = f"{cells(row.ours)}   {cells(row.other)}"
        lines.append(f"{row.goal:{widest}} {figure:>9} {row.unit:3} {target:9} {met:6} {runs}")
    return "\n".join(line.rstrip() for line in lines)


def cells(ran: Ran | None) -> str:
    """Return the seconds and MiB of a run."""
    return "" if ran is None else f"{ran.seconds:7.2f} {'-' if ran.mib is None else f'{ran.mib:.0f}':>7}"


def document(bench: Bench) -> dict[str, Any]:
    """Return the same for programs, with the machine and the versions."""
    return {
        "short": bench.short,
        "machine": {
            "system": platform.system(),
            "processors": os.cpu_count(),
            "processor": processor(),
            "python": platform.python_version(),
        },
        "versions": {
            **versions(sys.executable, OURS),
            **({} if bench.peers is None else versions(bench.peers / "python", PEERS)),
        },
        "rows": [
            {
                "goal": row.goal,
                "figure": None if row.figure is None else round(row.figure, 2),
                "unit": row.unit,
                "target": None if row.target is None else str(row.target),
                "met": verdict(row, short=bench.short),
                "ours": run(row.ours),
                "other": run(row.other),
            }
            for row in bench.rows
        ],
    }


def run(ran: Ran | None) -> dict[str, float | None] | None:
    """Return a run for programs."""
    if ran is None:
        return None
    return {"seconds": round(ran.seconds, 3), "mib": None if ran.mib is None else round(ran.mib, 1)}


def processor() -> str:
    """Name the processor's model."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text("utf-8").splitlines() if known.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()
