"""A file to be written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file to be written: its path below the output directory, with `/` between its parts, and its bytes."""

    path: str
    data: bytes
