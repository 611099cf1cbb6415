"""The hooks of pre-commit, as its users get them."""

from __future__ import annotations

import re
import shlex
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support.command import kit
from support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

HOOKS: dict[str, Any] = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
}


def run(hook: str, folder: Path, *files: str) -> tuple[int, str]:
    """Run a hook in a repository as pre-commit does, and give its exit code and what it prints."""
    program, *command = shlex.split(HOOKS[hook]["entry"])
    assert program == "scenario-kit"
    done = kit(*command, *HOOKS[hook].get("args", []), *files, cwd=folder)
    return done.code, done.out + done.err


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    (tmp_path / "scenarios" / "simotel.ini").rename(tmp_path / "simotel.ini")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "hooks"),
    [
        ("scenarios/01-extension-to-extension.yaml", {"scenario-kit-validate", "scenario-kit-ini"}),
        ("pbx/scenarios/night/a.json", {"scenario-kit-validate", "scenario-kit-ini"}),
        ("simotel.ini", {"scenario-kit-ini"}),
        ("pbx/simotel.ini", {"scenario-kit-ini"}),
        ("old-simotel.ini", set()),
        ("ci-values.yaml", set()),
        ("scenarios/README.md", set()),
        ("my-scenarios/a.yaml", set()),
    ],
)
def test_the_files_that_a_hook_runs_for(file: str, hooks: set[str]) -> None:
    assert {hook for hook, declared in HOOKS.items() if re.search(declared["files"], file)} == hooks


def test_validate_passes_good_scenarios_and_stops_a_bad_one(repository: Path) -> None:
    good = "scenarios/06-recording.yaml"
    (repository / "scenarios" / "bad.yaml").write_text("version: 2\nname: bad\n", "utf-8")

    assert run("scenario-kit-validate", repository, good) == (0, "1 file checked: no findings.\n")
    code, output = run("scenario-kit-validate", repository, good, "scenarios/bad.yaml")
    assert (code, output.partition(": error")[0]) == (1, "scenarios/bad.yaml:1:10")


@pytest.mark.unmeasured
def test_ini_stops_drift_and_passes_once_the_settings_are_there(repository: Path) -> None:
    code, output = run("scenario-kit-ini", repository)
    assert code == 1
    assert "error[I307]" in output

    assert kit("ini", "apply", "scenarios", "--file", "simotel.ini", cwd=repository).code == 0
    assert run("scenario-kit-ini", repository) == (0, "1 file checked: no findings.\n")
