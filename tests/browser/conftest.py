"""A real browser for the page: Chromium as the system has it, driven by Playwright, with every way out barred."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from support.paths import TESTS

from scenario_kit.report.page import page as page_of
from scenario_kit.run.checking import check_paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

DESKTOP = {"width": 1280, "height": 800}
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first one draws the same and takes a third of the time."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, if possible without its window; without it the tests are skipped, or fail where all are called for.

    One a module, for as long as Playwright is started its event loop runs, and others cannot have one.
    """
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    # Imported once a test needs it: the import takes as long as all the tests' modules together.
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed; it is in requirements/dev.txt"
    )
    if chromium is None:
        (pytest.fail if os.environ.get("SCENARIO_KIT_TESTS_NEED_ALL") else pytest.skip)("chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the plans that pictures are tried on, with rehearsals of one, and of a file that cannot be drawn."""
    company = str(TESTS / "rendering/plans/company.yaml")
    broken = [str(TESTS / "err" / name) for name in ("S002-open-quote.yaml", "C205-menu-before-answer.yaml")]
    run = check_paths([company, str(TESTS / "rendering/plans/persian.yaml"), *broken])
    rehearsals = {company: json.loads((TESTS / "rendering/plans/company.rehearsals.json").read_text("utf-8"))}
    return written(tmp_path_factory.mktemp("plans"), page_of(run, rehearsals=rehearsals, title="Calls").data)


def written(folder: Path, data: bytes) -> Path:
    path = folder / "index.html"
    path.write_bytes(data)
    return path


@dataclass
class Visits:
    """Opens pages, and keeps what they say on the console and what they ask the network for."""

    browser: Browser
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    _contexts: list[Any] = field(default_factory=list)

    def open(self, path: Path, address: str = "", **options: Any) -> Page:
        """Open a page in a context of its own, at an address in it such as ``#company``."""
        context = self.browser.new_context(**{"viewport": DESKTOP, **options})
        self._contexts.append(context)
        context.route("**/*", self._bar)
        page = context.new_page()
        page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        page.goto(f"{path.as_uri()}{address}")
        return page

    def _bar(self, route: Route) -> None:
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            self.requests.append(route.request.url)
            route.abort()

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def visits(browser: Browser) -> Iterator[Visits]:
    """Whatever a test does, no page complains and no request leaves."""
    opened = Visits(browser)
    yield opened
    opened.close()
    assert (opened.complaints, opened.requests) == ([], [])
