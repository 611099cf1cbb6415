"""What the pages say is so."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scenario_kit import check_paths, parse
from scenario_kit.loading import load
from scenario_kit.rules import check

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
SCENARIO = re.compile(r"```yaml\n(version: 1\n.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def test_the_pages_made_from_the_code_are_current() -> None:
    command = [sys.executable, "scripts/docs.py", "--check"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (result.stdout, result.returncode) == ("", 0)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_scenario_on_a_page_is_without_findings(page: Path) -> None:
    for text in SCENARIO.findall(page.read_text("utf-8")):
        assert check(load(parse(text.encode(), page.name)))[1] == ()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    for target in LINK.findall(page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_the_shipped_scenarios_are_without_findings() -> None:
    run = check_paths([ROOT / "scenarios"])
    assert run.findings == ()
    assert [Path(file.loaded.document.file).name for file in run.files] == [
        "01-extension-to-extension.yaml",
        "02-number-to-extension.yaml",
        "03-extension-to-number.yaml",
        "04-number-to-number.yaml",
        "05-call-limit.yaml",
        "06-recording.yaml",
        "07-survey.yaml",
        "08-warning-before-the-end.yaml",
        "09-hold-music.yaml",
    ]
