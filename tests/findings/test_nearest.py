"""Suggestions for misspelt names."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from scenario_kit.findings.model import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest


def test_a_misspelt_name_is_compared_once_however_often_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    compare = difflib.get_close_matches

    def counted(word: str, choices: Mapping[str, str], *, n: int, cutoff: float) -> list[str]:
        calls.append(word)
        return compare(word, choices, n, cutoff)

    monkeypatch.setattr(difflib, "get_close_matches", counted)

    assert [nearest("pasword-of-this-test", ["password-of-this-test"]) for _ in range(100)] == [
        "password-of-this-test"
    ] * 100
    assert len(calls) == 1


def test_a_suggestion_is_a_question() -> None:
    assert did_you_mean("nxt", ["next", "rows"]) == "did you mean `next`?"
    assert did_you_mean("nothing", ["next", "rows"]) is None
