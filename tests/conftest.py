"""What all tests share: golden files, marks by folder, and how many examples Hypothesis tries."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# A law that needs more examples than others, or is slow, asks for a multiple or a part of `settings().max_examples`.
settings.register_profile("dev", deadline=None, max_examples=10)
settings.register_profile("ci", deadline=None, max_examples=100)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))

FOLDERS = {"browser", "ansible"}
"""Folders whose tests bear a mark of the same name."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="renew the golden files from what comes out now")


@pytest.hookimpl(tryfirst=True)  # before marks are selected
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name in FOLDERS:
            item.add_marker(item.path.parent.name)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Keep ten thousand collected tests out of every collection of garbage, which takes an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with a golden file; with --golden the file is renewed first."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--golden"):
            path.write_bytes(text.encode())
        assert text == (path.read_bytes().decode() if path.exists() else f"no {path.name}; run `make golden`")

    return compare
