"""The paths of commands: a file that several paths name is one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.command import Done, kit

from scenario_kit.files import reader
from scenario_kit.rules import checking as rules
from scenario_kit.run import checking

if TYPE_CHECKING:
    from pathlib import Path

SCENARIO = """\
version: 1
name: call
originate: {caller: 521, callee: 0912, context: main, caller_id: 557}
call: {dial: {trunk: Cisco}, unavailable: ~}
simotel_ini: {client_api_caller_timeout: 2}
tests:
  - name: answered
    expect: {ended_by: end_of_plan}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "d").mkdir()
    (tmp_path / "d/a.yaml").write_text(SCENARIO)
    (tmp_path / "link").symlink_to("d")
    (tmp_path / "link.yaml").symlink_to("d/a.yaml")
    (tmp_path / "simotel.ini").write_text("[api]\n")
    return tmp_path


TWICE = [["d", "./d"], ["d", "d/a.yaml"], ["d/../d", "d"], ["d", "link"], ["d", "link.yaml"], ["d", "{folder}/d"]]


@pytest.mark.parametrize("paths", TWICE, ids=" ".join)
def test_a_file_that_is_named_twice_does_not_collide_with_itself(folder: Path, paths: list[str]) -> None:
    done = kit("validate", *(path.format(folder=folder) for path in paths), cwd=folder)
    assert done == Done(0, "1 file checked: no findings.\n", "")


def test_hard_links_are_separate_files(folder: Path) -> None:
    (folder / "b.yaml").hardlink_to(folder / "d/a.yaml")
    done = kit("validate", "d", "b.yaml", cwd=folder)
    assert done.code == 1
    assert "d/a.yaml:2:7: error[S010] " in done.out


def test_the_projects_paths_may_name_a_file_twice(folder: Path) -> None:
    (folder / "scenario-kit.toml").write_text('paths = ["d", "./d", "link"]\n')
    assert kit("validate", cwd=folder) == Done(0, "1 file checked: no findings.\n", "")


@pytest.mark.parametrize(
    ("arguments", "summary"),
    [
        (["build", "-o", "out"], "of 1 scenario; "),
        (["page", "-o", "out"], ": 1 scenario, 1 rehearsal\n"),
        (["test"], "1 file: 1 "),
        (["fmt", "--check"], "1 file: "),
        (["ini", "diff", "--file", "simotel.ini"], "+client_api_caller_timeout = 2\n"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_every_command_reads_it_once(folder: Path, arguments: list[str], summary: str) -> None:
    done = kit(*arguments, "d", "./d", "link.yaml", cwd=folder)
    assert summary in done.out
    assert done.err == ""


def test_standard_input_that_is_named_twice_is_read_once(folder: Path) -> None:
    assert kit("validate", "-", "-", stdin=SCENARIO, cwd=folder) == Done(0, "1 file checked: no findings.\n", "")


def test_the_page_reads_and_checks_each_file_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "d/b.yaml").write_text(SCENARIO.replace("name: call", "name: other").replace("main", "second"))
    read: list[str] = []
    checked: list[str] = []
    really_read, really_check = reader._read_bytes, rules.check  # noqa: SLF001  the place that opens files

    def count_read(path: str) -> bytes:
        read.append(path)
        return really_read(path)

    def count_check(*arguments: object) -> object:
        checked.append(arguments[0].document.file)  # type: ignore[attr-defined]
        return really_check(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "_read_bytes", count_read)
    monkeypatch.setattr(checking, "check", count_check)
    done = kit("page", "d", "-o", "out", cwd=folder)

    assert done == Done(0, "out/index.html: 2 scenarios, 2 rehearsals\n", "")
    assert read == ["d/a.yaml", "d/b.yaml"]
    assert checked == ["d/a.yaml", "d/b.yaml"]


def test_the_page_of_standard_input_shows_its_tests(folder: Path) -> None:
    done = kit("page", "-", "-o", "out", stdin=SCENARIO, cwd=folder)
    assert done == Done(0, "out/index.html: 1 scenario, 1 rehearsal\n", "")


def test_an_error_in_a_test_keeps_it_from_being_rehearsed_on_the_page_even_if_it_is_ignored(folder: Path) -> None:
    (folder / "scenario-kit.toml").write_text('ignore = ["T"]\n')
    broken = SCENARIO.replace("ended_by: end_of_plan", "path: [nothing]")
    for name, text, rehearsed in (("sound", SCENARIO, True), ("broken", broken, False)):
        (folder / f"{name}.yaml").write_text(text)
        assert kit("page", f"{name}.yaml", "-o", "out", cwd=folder).code == 0
        assert ('id="rehearsal' in (folder / "out/index.html").read_text()) is rehearsed
