"""The command `scenario-kit`: within this process, which starts fast, or as a separate process."""

from __future__ import annotations

import io
import os
import runpy
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple
from unittest import mock

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Done(NamedTuple):
    """What a command returned: its exit code, and what it printed."""

    code: int
    out: str
    err: str


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what a command needs of this machine's environment, and no more."""
    kept = {name: value for name, value in os.environ.items() if name.startswith(("COVERAGE_", "PYTHONPATH"))}
    return {"PATH": "/usr/bin:/bin", "PYTHONUTF8": "1", **kept, **(more or {})}


def kit(
    *arguments: str | Path, stdin: str | bytes = b"", cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Done:
    """Run ``python -m scenario_kit`` within this process, with its own streams, folder and environment."""
    stdout, stderr = io.BytesIO(), io.BytesIO()
    data = stdin.encode() if isinstance(stdin, str) else stdin
    streams = {
        "stdin": io.TextIOWrapper(io.BytesIO(data), "utf-8", "surrogateescape"),
        "stdout": io.TextIOWrapper(stdout, "utf-8", "surrogateescape"),
        "stderr": io.TextIOWrapper(stderr, "utf-8", "backslashreplace", line_buffering=True),
    }
    with mock.patch.dict(os.environ, environment(env), clear=True), pytest.MonkeyPatch.context() as patch:
        for name, stream in streams.items():
            patch.setattr(sys, name, stream)
            patch.setattr(sys, f"__{name}__", stream)  # Click asks it for the width of the terminal
        patch.setattr(sys, "argv", ["scenario-kit", *map(str, arguments)])
        if cwd is not None:
            patch.chdir(cwd)
        with pytest.raises(SystemExit) as end:
            runpy.run_module("scenario_kit", run_name="__main__", alter_sys=True)
    for stream in streams.values():
        stream.flush()
    assert isinstance(end.value.code, int)
    return Done(end.value.code, stdout.getvalue().decode(), stderr.getvalue().decode())


def real_kit(
    *arguments: str | Path, stdin: str | bytes = b"", cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Done:
    """Run ``python -m scenario_kit`` as a separate process."""
    done = subprocess.run(
        [sys.executable, "-m", "scenario_kit", *map(str, arguments)],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        cwd=cwd,
        env=environment(env),
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())
