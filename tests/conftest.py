"""What all tests share: golden files, and Hypothesis without a clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

settings.register_profile("no-clock", deadline=None)
settings.load_profile("no-clock")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="renew the golden files from what comes out now")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with a golden file; with --golden the file is renewed first."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--golden"):
            path.write_bytes(text.encode())
        assert text == (path.read_bytes().decode() if path.exists() else f"no {path.name}; run `make golden`")

    return compare
