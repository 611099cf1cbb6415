"""The form of ids: counted, random, or something else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from scenario_kit.editor.learning.evidence import Json, Path

ID_NAMES: Final = ("id", "key", "uuid", "guid", "uid", "identifier")
"""Names of members that are likely to hold an id."""

_NUMBER_NAMES: Final = (*ID_NAMES, "ref", "no", "nr", "num", "number", "index")
"""How names of members end that hold an id which may be a number."""

_NUMBERED: Final = re.compile(r"(\D*)([0-9]+)(\D*)", re.ASCII)
_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_LONG_HEX: Final = re.compile(r"(?=[a-f]*[0-9])[0-9a-f]{8,}")
_HEX: Final = re.compile(r"[0-9a-f]{4,}")


def id_form(ids: Sequence[Json]) -> dict[str, Any]:
    """Return the form that all of some ids have, nothing if they have none in common."""
    as_number = {"as": "number"} if all(isinstance(value, int) for value in ids) else {}
    texts = [str(value) for value in ids]
    numbered = [match for text in texts if (match := _NUMBERED.fullmatch(text)) is not None]
    if len(numbered) == len(texts) and len({(match[1], match[3]) for match in numbered}) == 1:
        numbers = {int(match[2]) for match in numbered}
        first = min(numbers)
        if len(numbers) <= max(numbers) - first:  # some were removed, and the first may be among them
            first = min(first, 1)
        form = f"{numbered[0][1]}{_counter([match[2] for match in numbered])}{numbered[0][3]}"
        return {**as_number, "form": form, **({"from": first} if first != 1 else {})}
    if as_number:
        return {**as_number, "form": "{number}"}
    if all(_UUID.fullmatch(text) for text in texts):
        return {"form": "{uuid}"}
    shapes = {_HEX.sub(lambda match: f"{{hex:{len(match[0])}}}", text) for text in texts}
    shape = shapes.pop() if len(shapes) == 1 else ""
    return {**as_number, "form": shape} if "{hex" in shape else as_number


def _counter(digits: Sequence[str]) -> str:
    """Return the place of a number in a form, with its digits if zeros fill it up."""
    filled = {len(number) for number in digits if number.startswith("0") and len(number) > 1}
    return f"{{number:{filled.pop()}}}" if len(filled) == 1 else "{number}"


def is_random(texts: Collection[str]) -> bool:
    """Whether texts look like ids that are made up at random, and not like words."""
    return all(_UUID.fullmatch(text) or _LONG_HEX.search(text) for text in texts)


def may_be_ids(path: Path, values: Sequence[Json]) -> bool:
    """Whether the values at a path of components may be ids: texts, or numbers whose name says that they are."""
    word = str(path[-1] if path else "").lower()
    if any(isinstance(step, int) for step in path[:-1]):
        return False  # of one of several ports or rows
    return all(isinstance(value, str) for value in values) or word.endswith(_NUMBER_NAMES)


def last_number(ids: Sequence[Json]) -> int | None:
    """Return the highest number of counted ids; None if they are not counted."""
    matches = [_NUMBERED.fullmatch(str(id_)) for id_ in ids]
    return max((int(match[2]) for match in matches if match), default=None) if all(matches) else None
