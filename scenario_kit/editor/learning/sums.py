"""Finds sums: numbers that grow with numbers of records, such as a height with the number of outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scenario_kit.profiles.places import COUNTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenario_kit.editor.learning.evidence import Json
    from scenario_kit.editor.learning.texts import Pair

_TOTALS: Final = ("component_count", "wire_count")
"""Counts that are the same everywhere in a sheet: they go before a number that counts on."""
_LEAST: Final = 3
"""As many different counts a sum must fit, since any two numbers lie on a line."""


def few_outputs(pairs: Sequence[Pair]) -> Json | None:
    """Return the sum with the number of outputs where only two numbers of outputs were seen; None if there is none."""
    return sum_of([(value, {"output_count": places.get("output_count", 0)}) for value, places in pairs], least=2)


def sum_of(pairs: Sequence[Pair], *, least: int = _LEAST) -> Json | None:
    """Return the sum with a count that equals the value in every pair; None if there is none.

    A number that goes up by one from the number of all components, or of all wires, is taken to count on from there.
    """
    if not all(isinstance(value, int) and not isinstance(value, bool) for value, _ in pairs):
        return None
    found: list[tuple[tuple[bool, bool, str], Json]] = []
    for name in sorted(COUNTS.intersection(*(places for _, places in pairs)).difference(_TOTALS)):
        for total in (*_TOTALS, None):
            if total is not None and not all(total in places for _, places in pairs):
                continue
            points = {(places[name], value - (places[total] if total else 0)) for value, places in pairs}
            line = _line(points) if len(points) >= least else None
            if line is None or (total is not None and (abs(line[0]) > 1 or line[1] != 1)):
                continue
            terms = {**({total: 1} if total else {}), name: line[1]}
            found.append(((total is None, line[0] != 0, name), {"$sum": line[0], **terms}))
    return min(found, key=lambda entry: entry[0])[1] if found else None


def _line(points: set[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the base and the factor of the line through some points; None if there is none."""
    if len({count for count, _ in points}) < len(points):
        return None
    (first, low), *_, (last, high) = sorted(points)
    factor, rest = divmod(high - low, last - first)
    base = low - factor * first
    is_line = rest == 0 and factor != 0 and all(value == base + factor * count for count, value in points)
    return (base, factor) if is_line else None
