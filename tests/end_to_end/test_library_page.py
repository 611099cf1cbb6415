"""The Python on the page about the library runs unchanged."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.process, pytest.mark.unmeasured]

BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


def test_each_example_runs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    graph = ["graph", "scenarios/09-hold-music.yaml", "--format", "json", "-o", "plan.json"]
    subprocess.run(
        [sys.executable, "-m", "scenario_kit", *graph], check=True, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}
    )

    printed = [
        subprocess.run(
            [sys.executable, "-W", "ignore::ResourceWarning", "-c", block],
            check=True,
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        ).stdout
        for block in BLOCK.findall((ROOT / "docs/library.md").read_text("utf-8"))
    ]

    built, asked, read = printed
    assert "hold-music/sheets/outgoing.json" in built
    assert asked.splitlines()[0] == "['outgoing/hold_music']"
    assert asked.splitlines()[1].startswith("['outgoing/route', ")
    assert read.startswith("Outgoing Route [('outgoing/route', ")
