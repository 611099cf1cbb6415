"""The number that a component dials, and whether the PBX bars it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def skip_and_prefix(number: str, skip: int | None, prefix: str | None) -> str:
    """Return a number with its first `skip` characters removed and `prefix` added."""
    return (prefix or "") + number[skip or 0 :]


def barred_code(number: str, codes: Iterable[str]) -> str | None:
    """Return the first barred code that a number starts with; None if the number is not barred."""
    return next((code for code in codes if number.startswith(code)), None)
