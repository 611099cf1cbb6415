"""The page held against axe-core, in light and dark, in each of the states that people come to."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from support.tiers import each

pytest.importorskip("axe_core_python")

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from browser.conftest import Visits
    from playwright.sync_api import Page

PHONE = {"viewport": {"width": 375, "height": 740}}
AXE = files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")
RULES: dict[str, dict[str, Any]] = {
    "light": {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "dark": {"runOnly": {"type": "rule", "values": ["color-contrast"]}},  # nothing but colours differs
}


def half_way(page: Page) -> None:
    page.get_by_role("button", name="Step on").click(click_count=6)


def searched(page: Page) -> None:
    page.locator("#search").fill("menu")


def nothing(_: Page) -> None:
    """The page as it opens."""


def menu(page: Page) -> None:
    page.get_by_role("button", name="Scenarios").click()


STATES: dict[str, tuple[str, dict[str, Any], Callable[[Page], None]]] = {
    "opened": ("#company", {}, nothing),
    "details": ("#company/incoming/menu", {}, nothing),
    "right-to-left": ("#forushgah/incoming/support", {}, nothing),
    "finding": ("#shop/incoming/hello", {}, nothing),
    "undrawn": ("#S002-open-quote.yaml", {}, nothing),
    "rehearsal": ("#company/incoming", {}, half_way),
    "searched": ("#company", {}, searched),
    "phone": ("#company", PHONE, nothing),
    "phone with the list": ("#company", PHONE, menu),
    "phone with details": ("#company/incoming/menu", PHONE, nothing),
}


USUAL = {"opened", "details", "rehearsal", "phone"}


@pytest.mark.parametrize("state", each(STATES, USUAL))
def test_axe_finds_nothing(visits: Visits, plans: Path, state: str) -> None:
    address, options, bring_about = STATES[state]
    page = visits.open(plans, address, color_scheme="light", **options)
    bring_about(page)
    page.evaluate(AXE)
    assert violations(page, "light") == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, "dark") == []


def violations(page: Page, scheme: str) -> list[tuple[str, list[str], str]]:
    run = "rules => axe.run(document, rules).then(result => result.violations)"
    return [
        (violation["id"], node["target"], node["failureSummary"])
        for violation in page.evaluate(run, {**RULES[scheme], "resultTypes": ["violations"]})
        for node in violation["nodes"]
    ]


def test_axe_would_find_a_text_that_is_too_pale_only_in_the_dark(visits: Visits, plans: Path) -> None:
    page = visits.open(plans, color_scheme="light")
    page.evaluate("document.querySelector('h1').style.color = '#333'")
    page.evaluate(AXE)

    assert violations(page, "light") == []
    page.emulate_media(color_scheme="dark")
    assert [(rule, target) for rule, target, _ in violations(page, "dark")] == [("color-contrast", ["h1"])]


def test_axe_would_find_a_button_without_a_name_and_a_text_that_is_too_pale(visits: Visits, plans: Path) -> None:
    page = visits.open(plans)
    page.evaluate(AXE)
    page.evaluate("document.querySelector('.tools').append(document.createElement('button'))")
    page.evaluate("document.querySelector('h1').style.color = '#ccc'")

    assert [(rule, target) for rule, target, _ in violations(page, "light")] == [
        ("button-name", [".tools > button:nth-child(4)"]),
        ("color-contrast", ["h1"]),
    ]
