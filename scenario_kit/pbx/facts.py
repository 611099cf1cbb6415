"""What a scenario depends on: what exists on the PBX, the numbers it bars, and its settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.pbx.inventory import Inventory

DEFAULT_BARRED: Final = ("00", "+")
"""Codes that the PBX bars at the start of a number unless simotel.ini says otherwise; the vendor's documentation."""


@dataclass(frozen=True, slots=True)
class PbxFacts:
    """What is known about the PBX that a scenario runs on.

    Attributes:
        inventory: What exists on the PBX; None if unknown.
        barred: Codes at the start of numbers that the PBX does not dial over a trunk.
        settings: Values of the managed keys in simotel.ini, by key.
    """

    inventory: Inventory | None = None
    barred: tuple[str, ...] = DEFAULT_BARRED
    settings: Mapping[str, str] = field(default_factory=dict)
