"""The files that commands write: whole or not at all."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.command import environment, kit

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.process, pytest.mark.unmeasured]

SCENARIO = """\
version: 1
name: call
originate: {caller: 521, callee: 0912, context: main, caller_id: 557}
call: {dial: {trunk: Cisco}, unavailable: ~}
"""
OLD = "the old file\n"
FULL_DISK = """\
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
sys.argv[:] = ["scenario-kit", *sys.argv[1:]]
runpy.run_module("scenario_kit", run_name="__main__", alter_sys=True)
"""
"""Runs the command where no file can be longer than 64 bytes, which fails as a full disk does: after some bytes."""

OTHER_OUTPUT = "name another file, or `-` for standard output"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "call.yaml").write_text(SCENARIO)
    assert kit("build", "call.yaml", "-o", "built", cwd=tmp_path).code == 0
    return tmp_path


def unmeasured() -> dict[str, str]:
    """Return the environment of a command whose coverage is not measured: that writes a file of its own."""
    return {name: value for name, value in environment().items() if not name.startswith("COVERAGE")}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


SHEET = "built/call/sheets/outgoing.json"


@pytest.mark.parametrize(
    ("arguments", "old", "message"),
    [
        (["graph", "call.yaml", "-o", "out"], "out", f"-o out: cannot be written: file too large; {OTHER_OUTPUT}"),
        (["graph", "call.yaml", "-o", "out"], None, f"-o out: cannot be written: file too large; {OTHER_OUTPUT}"),
        (
            ["import", SHEET, "-o", "new.yaml"],
            None,
            f"-o new.yaml: cannot be written: file too large; {OTHER_OUTPUT}",
        ),
        (["new", "survey", "-o", "a.yaml"], None, f"-o a.yaml: cannot be written: file too large; {OTHER_OUTPUT}"),
        (
            ["new", "survey", "-o", "a.yaml", "--force"],
            "a.yaml",
            f"-o a.yaml: cannot be written: file too large; {OTHER_OUTPUT}",
        ),
        (["page", "call.yaml", "-o", "."], "index.html", ".: file too large; nothing was written"),
        (["build", "call.yaml", "-o", "other"], None, "other: file too large; nothing was written"),
        (["fmt", "call.yaml"], None, "call.yaml: cannot be written: file too large"),
    ],
)
def test_on_a_full_disk_nothing_changes_and_a_message_says_what_to_do(
    folder: Path, arguments: list[str], old: str | None, message: str
) -> None:
    if old is not None:
        (folder / old).write_text(OLD)
    before = contents(folder)

    done = subprocess.run(
        [sys.executable, "-B", "-c", FULL_DISK, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env=unmeasured(),
        check=False,
    )

    assert (done.returncode, done.stderr) == (2, f"scenario-kit: {message}\n")
    assert contents(folder) == before


@pytest.mark.parametrize("arguments", [["import", SHEET, "-o", "a.yaml"], ["new", "survey", "-o", "a.yaml"]])
@pytest.mark.parametrize("is_link", [False, True])
def test_a_file_that_exists_is_not_overwritten_even_if_it_is_a_link_to_nothing(
    folder: Path, arguments: list[str], *, is_link: bool
) -> None:
    if is_link:
        (folder / "a.yaml").symlink_to("nothing")
    else:
        (folder / "a.yaml").write_text(OLD)
    before = contents(folder)

    done = kit(*arguments, cwd=folder)

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("scenario-kit: -o a.yaml: the file exists; name another file, or ")
    assert contents(folder) == before


@pytest.mark.parametrize("arguments", [["graph", "call.yaml"], ["import", SHEET], ["new", "survey"]])
def test_a_file_is_written_with_the_bytes_of_standard_output(folder: Path, arguments: list[str]) -> None:
    shown = kit(*arguments, "-o", "-", cwd=folder).out

    assert kit(*arguments, "-o", "survey.yaml", cwd=folder).code == 0
    assert (folder / "survey.yaml").read_text() == shown


@pytest.mark.parametrize("arguments", [["rules"], ["graph", "call.yaml"], ["validate", "call.yaml", "--format=json"]])
def test_standard_output_that_cannot_be_written_is_an_error_of_the_system(folder: Path, arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123  a device
        done = subprocess.run(
            [sys.executable, "-m", "scenario_kit", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
            env=unmeasured(),
            check=False,
        )
    message = "scenario-kit: cannot write standard output: no space left on device\n"
    assert (done.returncode, done.stderr) == (2, message)
