"""Which cases of a test `make test` tries, and which `make exhaustive` tries too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from typing import Any

USUAL_MAPS = ("scenario-kit", "flat-wires", "nodes-edges", "modules", "counted", "spelled", "oryx")
"""Maps that together have every word of the declaration that one of them has."""


def each(cases: Iterable[Any], usual: Collection[Any]) -> list[Any]:
    """Return the cases for `parametrize`; those that are not usual are marked `exhaustive`."""
    return [case if case in usual else _exhaustive(case) for case in cases]


def _exhaustive(case: Any) -> Any:
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.exhaustive)
