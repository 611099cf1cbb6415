"""Understands an export without its scenario, by its structure and by the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.editor.learning.model import LearningError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenario_kit.editor.learning.answers import Answers
    from scenario_kit.editor.learning.evidence import Export, Json


def understood(exports: Sequence[tuple[str, Json]], answers: Answers | None) -> list[Export]:
    """Return what exports show, as far as their words are those of the catalogue."""
    del answers
    raise LearningError(f"{exports[0][0]}: pass the scenario that it shows with --scenario")
