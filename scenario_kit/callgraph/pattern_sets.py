"""Match patterns as sets of numbers: which of them share one, whether some of them together cover another.

A number is any text: ``.`` and ``!`` take every character, and a set holds finitely many of them, so there is always
one more character that is in no set. Nothing here depends on which it is, and no list of dialled characters is needed.
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
"""How many limits of rows `covers` looks at, counted anew for every case it tells apart, before it gives up."""

_ROUNDING: Final = 1e-9

_Block: TypeAlias = "frozenset[tuple[int, CharSet]]"
"""What one pattern takes of the numbers in question: those with one of the given characters at each position given."""


def covers(pattern: Pattern, by: Sequence[Pattern]) -> bool:
    """Say whether every number that `pattern` matches is matched by at least one of the others.

    ``[1-4]XX`` and ``[5-9]XX`` cover ``ZXX``. The answer is exact, the lengths that ``.`` and ``!`` allow included, but
    for one thing: the question is co-NP-complete, so after `EFFORT` the answer is False. Rows must be made for it to
    get there, and whoever hears True can rely on it.

    Args:
        pattern: The pattern whose numbers are in question.
        by: The patterns that may take them together.
    """
    length = len(pattern.sets)
    # Longer numbers: one may go on with a character that is in no set, which only a tail reached by then takes.
    if pattern.tail and not _filled(pattern, (other for other in by if other.tail and len(other.sets) <= length)):
        return False
    # Numbers as long as the pattern.
    return pattern.tail == "." or _filled(pattern, (other for other in by if _can_have(other, length)))


class Rivals:
    """The rows of a component, ready for the question which of them take numbers from which.

    By Asterisk's order a row loses exactly those numbers that a more specific one matches too. Rows equal to a row
    take nothing from it here: a row written twice is a trouble of another kind.

    Rows are bits of whole numbers, in their order: so what may stand where is found for thousands of rows at once, and
    only those that share a number with a row are ever looked at one by one.

    Args:
        rows: The patterns of the rows.
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
        """Return the more specific rows that some number of `row` takes instead, the most specific first.

        Args:
            row: One of the rows.
        """
        sharing = (1 << self._rank[row]) - 1
        for position, allowed in enumerate(row.sets):
            if not sharing:
                return []
            taken = self._at[position]
            there = self._open[position]
            for character in allowed:
                there |= taken.get(character, 0)
            sharing &= there
        return list(self._of(sharing & ~self._parted_by_length(row)))

    def _parted_by_length(self, row: Pattern) -> int:
        """Return the rows that share no number with a row since theirs are all longer, or all shorter."""
        end = len(row.sets)
        never: Mapping[Tail, Tail] = {"": ".", ".": ""}  # exactly as many characters, and more than that
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
        """Say whether some number takes `row` although the other rows stand beside it."""
        return row.is_exact or not covers(row, self.before(row))


def _can_have(pattern: Pattern, length: int) -> bool:
    extra = length - len(pattern.sets)
    return (extra > 0 and pattern.tail != "") or (extra == 0 and pattern.tail != ".")


def _filled(pattern: Pattern, by: Iterable[Pattern]) -> bool:
    """Say whether the blocks of the others leave none of the pattern's combinations of characters free.

    Every case must be filled, so a heap of cases is enough and the first that is not ends the search. Cases are tried
    with the fewest rows first, a case met before is not tried again, and neither is one whose rows have not enough
    combinations between them.
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
    """Return what `other` takes of the pattern's combinations, None for nothing and an empty block for all of them."""
    limits = []
    for position, (wanted, allowed) in enumerate(zip(pattern.sets, other.sets, strict=False)):
        common = wanted & allowed
        if not common:
            return None
        if len(common) < len(wanted):
            limits.append((position, common))
    return frozenset(limits)


def _share(pattern: Pattern, case: frozenset[_Block]) -> float:
    """Return how much of the pattern's combinations the blocks take, those counted twice that two of them take."""
    return fsum(prod(len(allowed) / len(pattern.sets[at]) for at, allowed in block) for block in case)


def _split(pattern: Pattern, case: frozenset[_Block]) -> list[frozenset[_Block]]:
    """Return the cases by the character at the position that most blocks limit, the case with the fewest rows last.

    A character whose rows are all there for another character too makes a case that follows from the other one, so
    only characters with a minimal set of rows are given.
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
