"""What is wrong with one way of asking, before it has a place in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenario_kit.findings.model import Rule


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong: the rule, what is wrong in words, and what to do where that is known."""

    rule: Rule
    message: str
    help: str | None = None
