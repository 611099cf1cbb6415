"""Renew the pictures of the page and of the guide in docs/images/.

Needs Chromium on the path. Look at each before you commit it.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from scenario_kit.editor.calibration import calibration_graph, calibration_text
from scenario_kit.report.guide import guide
from scenario_kit.report.page import page
from scenario_kit.report.tests import rehearsals
from scenario_kit.run.checking import check_paths
from scenario_kit.run.tests import run_tests

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent
PLANS = ROOT / "tests/rendering/plans"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 375, "height": 740}}


def write_page(folder: Path) -> Path:
    """Write the page that is shown: the shipped scenarios, the plans of the tests, and one with findings."""
    paths = [
        str(PLANS / "company.yaml"),
        str(PLANS / "persian.yaml"),
        str(ROOT / "scenarios"),
        str(ROOT / "scenario_kit/cli/data/starters"),
    ]
    run = check_paths([*paths, str(ROOT / "tests" / "err" / "C205-menu-before-answer.yaml")])
    path = folder / "index.html"
    path.write_bytes(page(run, rehearsals=rehearsals(run_tests(run)), title="Calls of the company").data)
    return path


def write_guide(folder: Path) -> Path:
    """Write the guide to the calibration of the shipped scenarios."""
    graphs = [checked.calls for checked in check_paths([ROOT / "scenarios"]).files if checked.calls is not None]
    commands = {"learn": "scenario-kit profile learn", "build": "scenario-kit build"}
    pages = guide(calibration_graph(calibration_text(graphs)), commands)
    path = folder / "calibration.html"
    path.write_bytes(next(artifact.data for artifact in pages if artifact.path == path.name))
    return path


def as_it_opens(_: Page) -> None:
    """Show the page as it opens."""


def fitted(shown: Page) -> None:
    """Show the whole sheet."""
    shown.get_by_role("button", name="Fit the sheet").click()


def half_way(shown: Page) -> None:
    """Stand in the middle of a rehearsal, where the first beep is heard."""
    shown.get_by_role("button", name="Step on").click(click_count=5)


PICTURES: dict[str, tuple[str, dict[str, Any], Callable[[Page], None]]] = {
    "page-desktop": ("#company/incoming/menu", DESKTOP, as_it_opens),
    "page-dark": ("#company/sales", {**DESKTOP, "color_scheme": "dark"}, fitted),
    "page-phone": ("#company/incoming", PHONE, as_it_opens),
    "page-phone-details": ("#company/incoming/hours", PHONE, as_it_opens),
    "page-right-to-left": ("#forushgah/incoming/menu", DESKTOP, as_it_opens),
    "page-rehearsal": ("#warning-before-the-end", DESKTOP, half_way),
}


def main() -> int:
    """Take the pictures."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is not installed", file=sys.stderr)
        return 2
    images = ROOT / "docs" / "images"
    images.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = write_page(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, (address, options, bring_about) in PICTURES.items():
            shown = browser.new_page(**options, reduced_motion="reduce")
            shown.goto(f"{path.as_uri()}{address}")
            bring_about(shown)
            shown.screenshot(path=images / f"{name}.png", animations="disabled")
            shown.close()
        shown = browser.new_page(viewport={"width": 1280, "height": 800})
        shown.goto(write_guide(Path(folder)).as_uri())
        shown.screenshot(path=images / "profile-guide.png", animations="disabled")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
