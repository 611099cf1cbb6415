"""The command `fmt`, as a user types it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.command import kit

if TYPE_CHECKING:
    from pathlib import Path

MESSY = "name: x\nversion: 1\ncall: {unavailable: ~, match: [0521],   dial: {trunk: Cisco}}   # why\n"
NEAT = 'version: 1\nname: x\ncall: {match: ["0521"], dial: {trunk: Cisco}, unavailable: ~}   # why\n'
BROKEN = "version: 1\nname: x: y\n"
ODD = "version: 1\n? 'a\\\n  b'\n: x\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "messy.yaml").write_text(MESSY)
    (tmp_path / "neat.yml").write_text(NEAT)
    return tmp_path


def held(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_files_are_rewritten_once_and_named(folder: Path) -> None:
    first = kit("fmt", ".", cwd=folder)
    assert (first.code, first.out, first.err) == (
        0,
        "formatted ./messy.yaml\n2 files: 1 formatted, 1 unchanged.\n",
        "",
    )
    assert held(folder) == {"messy.yaml": NEAT, "neat.yml": NEAT}
    again = kit("fmt", ".", cwd=folder)
    assert (again.code, again.out) == (0, "2 files: 0 formatted, 2 unchanged.\n")


def test_check_lists_what_would_change_and_writes_nothing(folder: Path) -> None:
    before = held(folder)
    result = kit("fmt", "messy.yaml", "neat.yml", "--check", cwd=folder)
    assert (result.code, result.out) == (
        1,
        "would format messy.yaml\n2 files: 1 would be formatted, 1 unchanged.\n",
    )
    assert held(folder) == before
    assert kit("fmt", "neat.yml", "--check", cwd=folder).code == 0


def test_diff_shows_what_would_change_and_writes_nothing(folder: Path) -> None:
    before = held(folder)
    result = kit("fmt", ".", "--diff", cwd=folder)
    assert result.code == 1
    assert result.out == (
        "--- ./messy.yaml\n+++ ./messy.yaml\n@@ -1,3 +1,3 @@\n+version: 1\n name: x\n-version: 1\n"
        "-call: {unavailable: ~, match: [0521],   dial: {trunk: Cisco}}   # why\n"
        '+call: {match: ["0521"], dial: {trunk: Cisco}, unavailable: ~}   # why\n'
    )
    assert result.err == "2 files: 1 would be formatted, 1 unchanged.\n"
    assert held(folder) == before


def test_standard_input_goes_to_standard_output(tmp_path: Path) -> None:
    result = kit("fmt", "-", stdin=MESSY, cwd=tmp_path)
    assert (result.code, result.out, result.err) == (0, NEAT, "")
    checked = kit("fmt", "-", "--check", stdin=MESSY, cwd=tmp_path)
    assert (checked.code, checked.out) == (1, "would format -\n")
    broken = kit("fmt", "-", stdin=BROKEN, cwd=tmp_path)
    assert (broken.code, broken.out) == (1, "")
    assert broken.err.startswith("-:2:8: error[S002] ")


def test_a_file_that_is_no_scenario_is_told_and_the_others_are_formatted(folder: Path) -> None:
    (folder / "broken.yaml").write_text(BROKEN)
    (folder / "odd.yaml").write_text(ODD)
    (folder / "export.json").write_text("{}")

    result = kit("fmt", "broken.yaml", "messy.yaml", "export.json", cwd=folder)

    assert (result.code, result.out) == (
        1,
        "formatted messy.yaml\n3 files: 1 formatted, 0 unchanged, 2 skipped.\n",
    )
    assert result.err == (
        "scenario-kit: 1 JSON file skipped; fmt formats YAML\n"
        "broken.yaml:2:8: error[S002] unexpected `:`\n"
        "  2 | name: x: y\n"
        "    |        ^\n"
        "  help: quote a value that contains `: `, such as 'hello: world'\n"
        "\n"
        "1 file checked: 1 error.\n"
    )
    odd = kit("fmt", "odd.yaml", cwd=folder)
    assert (odd.code, odd.out) == (2, "1 file: 0 formatted, 0 unchanged, 1 skipped.\n")
    assert odd.err == "scenario-kit: odd.yaml: not formatted: a key spans several lines\n"
    assert held(folder) == {
        "messy.yaml": NEAT,
        "neat.yml": NEAT,
        "broken.yaml": BROKEN,
        "odd.yaml": ODD,
        "export.json": "{}",
    }


def test_a_file_that_cannot_be_read_ends_with_2(folder: Path) -> None:
    result = kit("fmt", "nowhere.yaml", "neat.yml", cwd=folder)
    assert result.code == 2
    assert result.err.startswith("nowhere.yaml:1:1: error[S001] ")


def test_the_mode_stays_and_a_links_target_is_edited(folder: Path) -> None:
    (folder / "messy.yaml").chmod(0o640)
    (folder / "sub").mkdir()
    link = folder / "sub" / "link.yaml"
    link.symlink_to("../messy.yaml")

    assert kit("fmt", link, cwd=folder).code == 0

    assert link.is_symlink()
    assert (folder / "messy.yaml").read_text() == NEAT
    assert (folder / "messy.yaml").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in folder.iterdir()) == ["messy.yaml", "neat.yml", "sub"]


def test_a_file_that_cannot_be_written_is_one_line_and_the_others_are_formatted(folder: Path) -> None:
    (folder / "a.yaml").write_text(MESSY)
    (folder / "b.txt").hardlink_to(folder / "a.yaml")

    result = kit("fmt", ".", cwd=folder)

    assert (result.code, result.out) == (
        2,
        "formatted ./messy.yaml\n3 files: 1 formatted, 1 unchanged, 1 skipped.\n",
    )
    assert result.err.startswith("scenario-kit: ./a.yaml: the file has another name (a hard link)")
    assert (folder / "a.yaml").read_text() == MESSY


def test_without_paths_the_projects_own_are_formatted(folder: Path) -> None:
    none = kit("fmt", cwd=folder)
    assert none.code == 2
    assert "Missing argument 'PATH...'" in none.err
    (folder / "scenario-kit.toml").write_text('paths = ["messy.yaml"]\n')
    assert kit("fmt", cwd=folder).code == 0
    assert (folder / "messy.yaml").read_text() == NEAT


def test_standard_input_stands_alone(folder: Path) -> None:
    result = kit("fmt", "-", "neat.yml", cwd=folder)
    assert result.code == 2
    assert result.err.endswith("Error: `-` cannot be combined with other paths.\n")
