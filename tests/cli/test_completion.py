"""Shell completion: the scripts are scripts, and what they ask for is answered."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.command import kit
from support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def program(tmp_path: Path) -> dict[str, str]:
    """Return an environment with the command `scenario-kit` as an installation has it."""
    script = tmp_path / "bin" / "scenario-kit"
    script.parent.mkdir()
    script.write_text(f"#!{sys.executable}\nfrom scenario_kit.cli import main\nmain()\n")
    script.chmod(0o755)
    measured = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    return {"PATH": f"{script.parent}:/usr/bin:/bin", "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), **measured}


COMPLETE = """\
eval "$(scenario-kit completion bash)"
complete() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _scenario_kit_completion scenario-kit
    echo "${COMPREPLY[@]}"; }
complete scenario-kit va
complete scenario-kit new sma
complete scenario-kit explain --h
complete scenario-kit validate --format s
complete scenario-kit completion f
"""


@pytest.mark.process
@pytest.mark.unmeasured
def test_bash_completes_commands_options_choices_and_starters(program: dict[str, str], tmp_path: Path) -> None:
    result = subprocess.run(
        ["bash", "--norc", "-c", COMPLETE], capture_output=True, text=True, env=program, cwd=tmp_path, check=False
    )
    assert (result.stderr, result.stdout.splitlines()) == ("", ["validate", "smart-api", "--help", "sarif", "fish"])


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script_that_it_understands(shell: str) -> None:
    done = kit("completion", shell)
    assert (done.code, done.err) == (0, "")
    assert f"_SCENARIO_KIT_COMPLETE={shell}_complete" in done.out
    if shutil.which(shell) is not None:
        subprocess.run([shell, "-n"], input=done.out, text=True, check=True)


def test_another_shell_is_refused() -> None:
    done = kit("completion", "tcsh")
    assert (done.code, done.out) == (2, "")
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish'." in done.err
