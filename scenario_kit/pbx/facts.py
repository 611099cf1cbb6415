"""What is outside of a scenario and bears on it: what exists on the PBX, and which numbers it refuses to dial."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.pbx.inventory import Inventory

DEFAULT_BARRED: Final = ("00", "+")
"""Codes that the PBX refuses at the start of a number unless simotel.ini says otherwise, as its documentation shows."""


@dataclass(frozen=True, slots=True)
class PbxFacts:
    """What bears on a scenario from outside.

    Attributes:
        inventory: What exists on the PBX; None where nothing is known.
        barred: Codes at the start of a number that the PBX refuses to dial over a trunk.
        settings: Values of the managed keys in the PBX's settings file, by key.
    """

    inventory: Inventory | None = None
    barred: tuple[str, ...] = DEFAULT_BARRED
    settings: Mapping[str, str] = field(default_factory=dict)
