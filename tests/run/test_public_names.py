"""The public names: listed once, typed, and never hidden by a room of the same name."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules

import pytest
from support.paths import ROOT

import scenario_kit
from scenario_kit.run import api

NAMES = [name for name in vars(api) if not name.startswith("_")]
ROOMS = [module.name for module in iter_modules(scenario_kit.__path__) if module.ispkg]


def test_no_room_hides_a_public_name() -> None:
    for room in ROOMS:
        import_module(f"scenario_kit.{room}")

    assert set(NAMES).isdisjoint(ROOMS)
    assert [getattr(scenario_kit, name) for name in NAMES] == [getattr(api, name) for name in NAMES]


def test_every_public_name_is_documented_and_offered() -> None:
    page = (ROOT / "docs/library.md").read_text("utf-8")

    assert [name for name in NAMES if name.islower() and f"`{name}(" not in page] == []
    assert set(NAMES) <= set(dir(scenario_kit))


@pytest.mark.unmeasured
@pytest.mark.process
def test_a_star_import_gives_them_all() -> None:
    code = "from scenario_kit import *; print(*sorted(name for name in dir() if name[0] != '_'))"
    printed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert printed.split() == sorted(NAMES)


def test_another_name_is_an_error_that_names_it() -> None:
    with pytest.raises(AttributeError, match="module 'scenario_kit' has no attribute 'Chekc'"):
        _ = scenario_kit.Chekc
