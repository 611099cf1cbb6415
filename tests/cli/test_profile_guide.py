"""The command `profile guide`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from support.command import kit
from support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SCENARIOS = ROOT / "scenarios"
FILES = ["calibration.html", "calibration.md", "calibration.svg", "calibration.yaml"]
LEARN = "scenario-kit profile learn exported.json --scenario calibrate/calibration.yaml -o templates/my-pbx"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.unmeasured
def test_the_command_writes_a_calibration_and_its_guide_and_says_what_to_do(tmp_path: Path) -> None:
    done = kit("profile", "guide", SCENARIOS, "-o", "calibrate", cwd=tmp_path)
    lines = [
        "calibrate: 4 files; 14 components of 7 types, 13 wires",
        "Open calibrate/calibration.html, draw the sheet in the editor and export it. Then run:",
        f"  {LEARN}",
    ]
    assert done == (0, "\n".join([*lines, ""]), "")
    assert names(tmp_path / "calibrate") == FILES
    assert LEARN in (tmp_path / "calibrate/calibration.md").read_text("utf-8")
    assert kit("validate", "calibrate", cwd=tmp_path).code == 0


def test_json_has_the_files_the_counts_and_the_commands(tmp_path: Path) -> None:
    done = kit("profile", "guide", SCENARIOS, "-o", "calibrate", "--format", "json", cwd=tmp_path)
    build = f"scenario-kit build {SCENARIOS} -o build --profile my-pbx --templates templates"
    assert json.loads(done.out) == {
        "files": [f"calibrate/{name}" for name in FILES],
        "components": 14,
        "types": 7,
        "wires": 13,
        "commands": [LEARN, build],
    }


@pytest.mark.unmeasured
def test_all_needs_no_scenarios(tmp_path: Path) -> None:
    done = kit("profile", "guide", "--all", "-o", tmp_path / "all", cwd=tmp_path)
    assert done.code == 0
    assert "84 components of 36 types" in done.out
    assert "scenario-kit build scenarios " in (tmp_path / "all/calibration.md").read_text("utf-8")


@pytest.mark.unmeasured
def test_the_guide_can_be_in_persian_and_the_calibration_stays_the_same(tmp_path: Path) -> None:
    for language in ("en", "fa"):
        assert kit("profile", "guide", SCENARIOS, "-o", tmp_path / language, "--lang", language).code == 0
    assert 'lang="fa" dir="rtl"' in (tmp_path / "fa/calibration.html").read_text("utf-8")
    assert len({(tmp_path / language / "calibration.yaml").read_bytes() for language in ("en", "fa")}) == 1


def test_a_calibration_that_was_changed_is_not_overwritten_by_accident(tmp_path: Path) -> None:
    kit("profile", "guide", SCENARIOS, "-o", tmp_path)
    drawn = tmp_path / "calibration.yaml"
    changed = drawn.read_text("utf-8").replace("cal-line-11", "Cisco")
    drawn.write_text(changed, "utf-8")

    done = kit("profile", "guide", SCENARIOS, "-o", tmp_path)
    remedy = "use --force to overwrite it, or name another directory"
    assert done == (2, "", f"scenario-kit: -o {tmp_path}: calibration.yaml exists and is different; {remedy}\n")
    assert drawn.read_text("utf-8") == changed
    assert kit("profile", "guide", SCENARIOS, "-o", tmp_path, "--force").code == 0
    assert "Cisco" not in drawn.read_text("utf-8")


def test_a_file_that_cannot_be_read_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text('version: 1\nname: "open\n', "utf-8")
    done = kit("profile", "guide", "broken.yaml", "-o", "calibrate", cwd=tmp_path)
    assert done == (2, "", "scenario-kit: broken.yaml:2: unclosed quote; nothing was written\n")
    assert names(tmp_path) == ["broken.yaml"]


def test_scenarios_with_other_errors_are_used_too(tmp_path: Path) -> None:
    ring = "{component: extension, timeout_sec: soon, next: {F: nowhere}}"
    (tmp_path / "odd.yaml").write_text(f"version: 1\nname: odd\nsheets: {{main: {{ring: {ring}}}}}\n", "utf-8")
    assert kit("profile", "guide", "odd.yaml", "-o", "calibrate", cwd=tmp_path).code == 0
    calibration = (tmp_path / "calibrate/calibration.yaml").read_text("utf-8")
    assert "timeout_sec: 41" in calibration
    assert "variables" not in calibration
    assert kit("validate", "calibrate", cwd=tmp_path) == (0, "1 file checked: no findings.\n", "")
