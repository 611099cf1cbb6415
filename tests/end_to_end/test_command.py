"""The command behaves the same in a separate process as within a test's process, where most tests run it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from support.command import Done, kit, real_kit
from support.paths import ROOT, TESTS

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.unmeasured

COMMANDS: dict[str, tuple[list[str], bytes]] = {
    "nothing": ([], b""),
    "version": (["--version"], b""),
    "help": (["--help"], b""),
    "wrong command": (["valdate"], b""),
    "wrong option": (["validate", "--jobs", "many"], b""),
    "no file": (["validate", "nowhere.yaml"], b""),
    "findings": (["validate", ".", "--color", "always"], b""),
    "json": (["validate", ".", "--format", "json", "--jobs", "2"], b""),
    "standard input": (["validate", "-"], "version: 1\nname: فروشگاه\n".encode()),
    "standard input that is no text": (["fmt", "-"], b"version: 1\nname: \xff\n"),
    "bytes through": (["ini", "apply", "--set-key", "client_api_caller_timeout=2"], b"[api]\nx = \xff\n"),
    "formatted": (["fmt", "."], b""),
    "built": (["build", "call.yaml", "-o", "out"], b""),
    "failed test": (["test", "."], b""),
}


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.process
@pytest.mark.parametrize("name", COMMANDS)
def test_within_this_process_and_as_a_process_of_its_own_it_does_the_same(name: str, tmp_path: Path) -> None:
    arguments, stdin = COMMANDS[name]
    outcomes: list[tuple[Done, dict[str, bytes]]] = []
    for run in (real_kit, kit):
        folder = tmp_path / run.__name__ / "calls"
        folder.mkdir(parents=True)
        shutil.copy(ROOT / "scenarios/05-call-limit.yaml", folder / "call.yaml")
        shutil.copy(TESTS / "rehearsal/reports/troubled.yaml", folder)
        outcomes.append((run(*arguments, stdin=stdin, cwd=folder), files(folder)))
    assert outcomes[0] == outcomes[1]
