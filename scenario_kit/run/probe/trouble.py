"""A problem with an answer, before it has a place in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenario_kit.findings.model import Rule


@dataclass(frozen=True, slots=True)
class Trouble:
    """A violation of a rule: the message, and what to do if known."""

    rule: Rule
    message: str
    help: str | None = None
