"""The real command, as a user types it, with nothing of this machine's environment."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str


def kit(*arguments: str | Path, folder: Path, env: dict[str, str] | None = None) -> Done:
    """Run ``scenario-kit`` in a folder."""
    command = [sys.executable, "-m", "scenario_kit", *map(str, arguments)]
    measured = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    environment = {"PATH": "/usr/bin:/bin", "PYTHONUTF8": "1", **measured, **(env or {})}
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, check=False)
    return Done(done.returncode, done.stdout, done.stderr)
