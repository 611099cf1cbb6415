"""The benchmarks measure what they say; no test here compares times."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

GOALS = {
    "one file, cold / check-jsonschema": "<= 0.9",
    "one file, cold / python + import pydantic, yaml": "<= 1.5",
    "2,000 files: files a second / check-jsonschema": ">= 5",
    "2,000 files / libyaml composing them": "<= 6",
    "2,000 files: files a second, --jobs 2 / one process": ">= 1.6",
    "build of 2,000 files / their validation": "<= 3",
    "--help / python -c pass": "<= 8",
    "explain W105 / python -c pass": "<= 8",
    "schema / python -c pass": "<= 8",
    "one file of 20,000 components: exponent of the time": "<= 1.1",
    "one file of 20,000 components: exponent of the memory": "<= 1.1",
    "one run of 20,000 files: exponent of the time": "<= 1.1",
    "one run of 20,000 files: exponent of the memory": "<= 1.1",
    "an ini of 10 MiB merged / ConfigUpdater's read and write": "<= 2",
    "10,000 patterns in one Outgoing Route: shadowed rows found": "<= 15",
}
MEMORY = {"one file of 20,000 components: peak memory", "one run of 20,000 files: peak memory"}
CONTEXT = {
    "one file, cold / python + import pydantic",
    "one file, cold / python + from pydantic import BaseModel, yaml",
    "one file, cold / cfn-lint on a template as long",
    "one file, cold / yamllint",
    "an ini of 10 MiB merged / crudini",
}
"""Figures that are shown beside the goals."""


def python(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.exhaustive
def test_the_short_form_has_every_goal_and_judges_none(tmp_path: Path) -> None:
    done = python("-m", "benchmarks", "--short", "--output", tmp_path / "result.json")
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads((tmp_path / "result.json").read_text("utf-8"))
    rows = {row["goal"]: row for row in result["rows"]}
    assert {goal: row["target"] for goal, row in rows.items() if row["target"] and goal not in MEMORY} == GOALS
    assert set(rows) == GOALS.keys() | MEMORY | CONTEXT
    assert {row["met"] for row in rows.values()} == {None}
    assert [line for line in rows if not any(shown.startswith(line) for shown in done.stdout.splitlines())] == []


def test_the_figures_on_the_page_are_those_of_every_goal() -> None:
    result: dict[str, Any] = json.loads((ROOT / "benchmarks/result.json").read_text("utf-8"))
    assert {row["goal"] for row in result["rows"]} == GOALS.keys() | MEMORY | CONTEXT


def measured(code: str) -> subprocess.CompletedProcess[str]:
    return python("-c", f"import sys\nfrom benchmarks.measuring import *\n{code}")


@pytest.mark.unmeasured
@pytest.mark.parametrize("words", ["'print(1)'", "'print(2); sys.exit(3)'"])
def test_a_run_that_does_not_do_what_it_is_run_for_ends_the_measurement(words: str) -> None:
    done = measured(f"run(Command((sys.executable, '-c', 'import sys;' + {words}), expected='^2$'))")
    assert done.returncode == 1
    assert "exit code " in done.stderr


def test_growth_is_told_by_its_exponent() -> None:
    done = measured("print(round(exponent((10, 20, 40), (3, 12, 48)), 6), round(exponent((1, 9), (5, 45)), 6))")
    assert done.stdout == "2.0 1.0\n"
