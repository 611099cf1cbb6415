"""The guide to a calibration in a browser: on paper, on a phone, in the dark, in both directions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from browser.test_accessible import AXE, violations
from support.command import kit
from support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from browser.conftest import Visits
    from playwright.sync_api import Page

LANGUAGES = ["en", "fa"]
WIDTHS = {"phone": 375, "desktop": 1280}
PAGE = re.compile(rb"/Type\s*/Page\b")


VARIED = """\
version: 1
name: varied
sheets:
  main:
    line: {component: incoming_route, context: a, rows: [{did: 1, next: ring}]}
    ring: {component: extension, extension: {variable: desk}, say_busy: yes, next: {B: ~, F: ~}}
variables: [{name: desk, type: number, value: 100}]
"""
"""A scenario with what the nine lack: a variable, a boolean, and empty cells in rows."""


@pytest.fixture(scope="session")
def guides(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guides to draw what the nine scenarios or another one use, and to draw everything, in each language."""
    folder = tmp_path_factory.mktemp("guides")
    (folder / "varied.yaml").write_text(VARIED, "utf-8")
    drawn = {"nine": str(ROOT / "scenarios"), "varied": str(folder / "varied.yaml"), "everything": "--all"}
    for language in LANGUAGES:
        for name, argument in drawn.items():
            done = kit("profile", "guide", argument, "-o", folder / name / language, "--lang", language)
            assert done.code == 0, done.err
    return folder


def guide(folder: Path, name: str, language: str) -> Path:
    return folder / name / language / "calibration.html"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_of_the_nine_scenarios_fits_on_two_pages_of_paper(
    visits: Visits, guides: Path, language: str
) -> None:
    page = visits.open(guide(guides, "nine", language))
    assert len(PAGE.findall(page.pdf(prefer_css_page_size=True))) <= 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["nine", "everything"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_sticks_out_of_the_page(visits: Visits, guides: Path, name: str, language: str, width: str) -> None:
    page = visits.open(guide(guides, name, language), viewport={"width": WIDTHS[width], "height": 800})
    assert outside(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTHS[width]


def outside(page: Page) -> list[str]:
    """Return the texts that are wider than their card."""
    found: list[str] = page.evaluate(
        """[...document.querySelectorAll("article *")].filter(one => {
          const card = one.closest("article").getBoundingClientRect(), own = one.getBoundingClientRect();
          return own.left < card.left - 1 || own.right > card.right + 1;
        }).map(one => one.textContent)"""
    )
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_a_guide(visits: Visits, guides: Path, language: str) -> None:
    for name in ("nine", "varied"):
        page = visits.open(guide(guides, name, language), color_scheme="light")
        page.evaluate(AXE)
        assert violations(page, "light") == []
        page.emulate_media(color_scheme="dark")
        assert violations(page, "dark") == []


def test_a_component_can_be_ticked_off_with_the_keyboard(visits: Visits, guides: Path) -> None:
    page = visits.open(guide(guides, "nine", "en"), java_script_enabled=False)
    box = page.get_by_role("checkbox", name="Trunk cal-trunk-1", exact=True)
    box.press("Space")
    assert box.is_checked()


def test_values_are_left_to_right_in_a_persian_guide(visits: Visits, guides: Path) -> None:
    page = visits.open(guide(guides, "everything", "fa"))
    directions = page.eval_on_selector_all(
        "code", "all => [...new Set(all.map(one => getComputedStyle(one).direction))]"
    )
    assert directions == ["ltr"]
    assert page.eval_on_selector("h1", "one => getComputedStyle(one).direction") == "rtl"
