"""What the tests of the editors' exports share: each shape as a case, scenarios, and the values of an export."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pytest
from support.editors import SHAPES
from support.paths import ROOT, TESTS

from scenario_kit.run.checking import check_paths

if TYPE_CHECKING:
    from pathlib import Path

    from scenario_kit.callgraph.graph import CallGraph

EDITORS: Final = TESTS / "support/editors"
OWN: Final = sorted((EDITORS / "scenarios").glob("*.yaml"))
"""Scenarios that use every component type, parameter and choice; the first has one sheet."""
SCENARIOS: Final = [*OWN, *sorted((ROOT / "scenarios").glob("*.yaml"))]

every_shape = pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)


@cache
def calls_of(path: Path) -> CallGraph:
    calls = check_paths([path]).files[0].calls
    assert calls is not None
    return calls


def strict(data: bytes) -> Any:
    """Read JSON without NaN, Infinity and duplicate keys."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(dict(pairs)) == len(pairs), "duplicate key"
        return dict(pairs)

    return json.loads(data, parse_constant=pytest.fail, object_pairs_hook=once)


def scalars(value: Any) -> list[str]:
    """Return every key and every value that holds no others, as texts."""
    if isinstance(value, dict):
        return [*value, *(text for one in value.values() for text in scalars(one))]
    return [text for one in value for text in scalars(one)] if isinstance(value, list) else [str(value)]
