"""Match patterns as sets of numbers: which patterns overlap, and which are covered by others.

A number is any text: ``.`` and ``!`` match every character, and sets are finite, so some character is always in no set.
"""

from __future__ import annotations

from collections import Counter
from math import fsum, prod
from typing import TYPE_CHECKING, Final, TypeAlias

from scenario_kit.callgraph.patterns import specificity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scenario_kit.callgraph.patterns import CharSet, Pattern, Tail

EFFORT: Final = 500_000
"""The number of constraints that `covers` examines, over all cases, before it gives up."""

_ROUNDING: Final = 1e-9

_Block: TypeAlias = "frozenset[tuple[int, CharSet]]"
"""The part of the numbers in question that a pattern matches: the allowed characters, by constrained position."""


def covers(pattern: Pattern, by: Sequence[Pattern]) -> bool:
    """Whether every number that `pattern` matches is matched by at least one of the other patterns.

    ``[1-4]XX`` and ``[5-9]XX`` cover ``ZXX``. True is always correct. The problem is co-NP-complete, so the answer is
    False after `EFFORT`; only rows constructed for the purpose need that much.
    """
    length = len(pattern.sets)
    # A longer number may continue with a character that is in no set; only a tail reached by then matches it.
    if pattern.tail and not _filled(pattern, (other for other in by if other.tail and len(other.sets) <= length)):
        return False
    # Numbers of the same length as the pattern.
    return pattern.tail == "." or _filled(pattern, (other for other in by if _can_have(other, length)))


class Rivals:
    """An index of the rows of a component, to find the rows that take numbers from a row.

    In Asterisk's order a row loses exactly the numbers that a more specific row matches too. Equal rows count once:
    W110 reports duplicates. A set of rows is an integer with one bit per row, so that thousands of rows are intersected
    at once.
    """

    def __init__(self, rows: Iterable[Pattern]) -> None:
        self._rows = sorted(set(rows), key=specificity)
        self._rank = {row: rank for rank, row in enumerate(self._rows)}
        self._at: list[dict[str, int]] = []
        self._open: list[int] = []
        self._ending: dict[tuple[int, Tail], int] = {}
        for rank, row in enumerate(self._rows):
            end = (len(row.sets), row.tail)
            self._ending[end] = self._ending.get(end, 0) | 1 << rank
            for position, allowed in enumerate(row.sets):
                if position == len(self._at):
                    self._at.append({})
                taken = self._at[position]
                for character in allowed:
                    taken[character] = taken.get(character, 0) | 1 << rank
        for position in range(len(self._at) + 1):
            ended = (row.tail != "" and len(row.sets) <= position for row in self._rows)
            self._open.append(sum(1 << rank for rank, goes_on in enumerate(ended) if goes_on))

    def before(self, row: Pattern) -> list[Pattern]:
        """Return the more specific rows that match some number of `row` too, the most specific first."""
        sharing = self._sharing(row, (1 << self._rank[row]) - 1)
        return list(self._of(sharing & ~self._parted_by_length(row)))

    def overlapping(self, pattern: Pattern) -> Iterator[Pattern]:
        """Return the rows that match some number of any pattern, the most specific first."""
        return self._of(self._sharing(pattern, (1 << len(self._rows)) - 1) & ~self._parted_by_length(pattern))

    def longer(self, row: Pattern) -> Pattern | None:
        """Return the most specific row that matches a number which continues a number of `row`.

        Args:
            row: A row whose numbers have one length.
        """
        ended = sum(bits for (length, tail), bits in self._ending.items() if not tail and length <= len(row.sets))
        return next(self._of(self._sharing(row, (1 << len(self._rows)) - 1) & ~ended), None)

    def _sharing(self, row: Pattern, sharing: int) -> int:
        """Return those of some rows that allow a character of any row at each of its positions."""
        for position, allowed in enumerate(row.sets):
            if not sharing:
                break
            taken = self._at[position] if position < len(self._at) else {}
            there = self._open[min(position, len(self._at))]
            for character in allowed:
                there |= taken.get(character, 0)
            sharing &= there
        return sharing

    def _parted_by_length(self, row: Pattern) -> int:
        """Return the rows that cannot overlap with a row because all their numbers are longer, or all are shorter."""
        end = len(row.sets)
        never: Mapping[Tail, Tail] = {"": ".", ".": ""}  # exactly this length, and longer
        parted = self._ending.get((end, never[row.tail]), 0) if row.tail in never else 0
        if not row.tail:
            for (length, _), bits in self._ending.items():
                parted |= bits if length > end else 0
        return parted

    def _of(self, bits: int) -> Iterator[Pattern]:
        while bits:
            lowest = bits & -bits
            yield self._rows[lowest.bit_length() - 1]
            bits ^= lowest

    def winnable(self, row: Pattern) -> bool:
        """Whether some number takes `row` in spite of the other rows."""
        return row.is_exact or not covers(row, self.before(row))


def _can_have(pattern: Pattern, length: int) -> bool:
    extra = length - len(pattern.sets)
    return (extra > 0 and pattern.tail != "") or (extra == 0 and pattern.tail != ".")


def _filled(pattern: Pattern, by: Iterable[Pattern]) -> bool:
    """Whether the blocks of the other patterns contain every combination of characters of the pattern.

    Every case must be filled, so the first case that is not ends the search. Cases with the fewest blocks come first; a
    case that was seen before is skipped, and a case whose blocks are too small to fill it fails at once.
    """
    cases = [frozenset(block for other in by if (block := _block(pattern, other)) is not None)]
    met: set[frozenset[_Block]] = set()
    effort = 0
    while cases:
        case = cases.pop()
        if frozenset() in case or case in met:
            continue
        met.add(case)
        effort += sum(map(len, case))
        if effort > EFFORT or _share(pattern, case) < 1 - _ROUNDING:
            return False
        cases.extend(_split(pattern, case))
    return True


def _block(pattern: Pattern, other: Pattern) -> _Block | None:
    """Return the block of `other` within `pattern`: None if they do not overlap, empty if it is the whole pattern."""
    limits = []
    for position, (own, allowed) in enumerate(zip(pattern.sets, other.sets, strict=False)):
        common = own & allowed
        if not common:
            return None
        if len(common) < len(own):
            limits.append((position, common))
    return frozenset(limits)


def _share(pattern: Pattern, case: frozenset[_Block]) -> float:
    """Return the sum of the blocks' shares of the pattern's combinations; overlaps count more than once."""
    return fsum(prod(len(allowed) / len(pattern.sets[at]) for at, allowed in block) for block in case)


def _split(pattern: Pattern, case: frozenset[_Block]) -> list[frozenset[_Block]]:
    """Split a case by the character at the position that most blocks constrain; the case with fewest blocks is last.

    If the blocks of one character include those of another, the first case follows from the second, so only characters
    with a minimal set of blocks make a case.
    """
    limited = Counter(at for block in case for at, _ in block)
    position = min(limited, key=lambda at: (-limited[at], at))
    free = []
    bound: list[_Block] = []
    takers = dict.fromkeys(sorted(pattern.sets[position]), 0)
    for block in case:
        allowed = next((allowed for at, allowed in block if at == position), None)
        if allowed is None:
            free.append(block)
            continue
        for character in allowed:
            takers[character] |= 1 << len(bound)
        bound.append(block - {(position, allowed)})
    distinct = list(dict.fromkeys(takers.values()))
    minimal = [rows for rows in distinct if not any(less != rows and not less & ~rows for less in distinct)]
    minimal.sort(key=int.bit_count, reverse=True)
    return [frozenset((*free, *(block for i, block in enumerate(bound) if rows >> i & 1))) for rows in minimal]
