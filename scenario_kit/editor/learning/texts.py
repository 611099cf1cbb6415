"""Finds the places of a template whose values make up a value, alone or as parts of a text."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.evidence import Json, is_scalar, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Pair = tuple[Json, "Mapping[str, Json]"]
"""A value, and the values of the places that a template may refer to in its stead."""

Part = tuple[str, str]
"""A part of a text: the name of its place, which is empty for a constant, and the text."""

_MOST_PLACES: Final = 6
_MOST_NAMES: Final = 10
_SHORTEST: Final = 3


def typed(value: Json) -> str:
    """Return a value as a text that differs for values of different types."""
    return repr(value)


def place_of(pairs: Sequence[Pair], *, only: frozenset[str] | None = None) -> str | None:
    """Return the place that has the value in every pair; `only` limits the places."""
    first = next((value for value, _ in pairs if value not in (None, "")), pairs[0][0])
    is_plain = is_scalar(first) and first not in (None, "") and not isinstance(first, bool)
    for name in pairs[0][1]:
        if only is not None and name not in only:
            continue
        if is_plain and all(typed(value) == typed(places.get(name)) for value, places in pairs):
            return f"${name}"
        if first != "" and all(value is not None and value == text_of(places.get(name)) for value, places in pairs):
            return f"${{{name}}}"
    return None


def text_of_places(pairs: Sequence[Pair], *, only: frozenset[str] | None = None) -> str | None:
    """Return a text with places in it that equals the value in every pair; `only` limits the places."""
    if not all(isinstance(value, str) for value, _ in pairs):
        return None
    first, places = max(pairs, key=lambda pair: len({text_of(value) for value in pair[1].values()}))
    inside = {name: text for name, value in places.items() if (text := text_of(value)) and text in first}
    names = sorted(inside, key=lambda name: -len(inside[name]))
    if only is not None:
        names = [name for name in names if name in only and len(inside[name]) >= _SHORTEST]
    names = [name for name in names if name != "wire" and all(text_of(own.get(name)) for _, own in pairs)]
    names = names[:_MOST_NAMES]
    for size in range(min(len(names), _MOST_PLACES), 0, -1):
        for chosen in combinations(names, size):
            for parts in _split(first, [(name, inside[name]) for name in chosen]):
                used = {name for name, _ in parts if name}
                if len(used) == size and all(_filled(parts, own) == value for value, own in pairs):
                    return "".join(f"${{{name}}}" if name else text.replace("$", "$$") for name, text in parts)
    return None


def _split(text: str, places: Sequence[Part]) -> Iterator[list[Part]]:
    """Iterate over a few ways to cut a text into places and the rest."""
    for order in (places, sorted(places, key=lambda place: text.find(place[1]))):
        parts: list[Part] = [("", text)]
        for place in order:
            parts = _cut(parts, place)
        yield parts


def _cut(parts: Sequence[Part], place: Part) -> list[Part]:
    """Put a place in the stead of the first text that has its value in it."""
    for index, (name, text) in enumerate(parts):
        if not name and place[1] in text:
            before, _, after = text.partition(place[1])
            around = [("", before), place, ("", after)]
            return [*parts[:index], *(part for part in around if part[0] or part[1]), *parts[index + 1 :]]
    return list(parts)


def _filled(parts: Sequence[Part], places: Mapping[str, Json]) -> str:
    return "".join(str(text_of(places.get(name))) if name else text for name, text in parts)


def affixes(words: Sequence[str], is_same: Callable[[str, str], bool]) -> tuple[str, str]:
    """Return what all words begin and end with that does not belong to our names; both are empty if nothing does.

    Args:
        words: The words.
        is_same: Whether the rest of a word is the name of what the word stands for.
    """
    before, after = common_prefix(words), common_prefix([word[::-1] for word in words])[::-1]
    starts = [before[: index + 1] for index, sign in enumerate(before) if not sign.isalnum()]
    ends = [after[index:] for index, sign in enumerate(after) if not sign.isalnum()]
    best = (0, 0, 0, "", "")
    for start in dict.fromkeys(("", *starts, before)):
        for end in dict.fromkeys(("", *ends, after)):
            if any(len(word) <= len(start) + len(end) for word in words):
                continue
            rests = {word: word[len(start) : len(word) - len(end)] for word in words}
            count = sum(is_same(word, rest) for word, rest in rests.items())
            bare = sum(rest[0].isalnum() and rest[-1].isalnum() for rest in rests.values())
            best = max(best, (count, bare, -len(start) - len(end), start, end))
    return best[3:] if best[0] else ("", "")


def common_prefix(words: Sequence[str]) -> str:
    """Return what all words begin with."""
    first, last = min(words), max(words)
    size = 0
    while size < min(len(first), len(last)) and first[size] == last[size]:
        size += 1
    return first[:size]
