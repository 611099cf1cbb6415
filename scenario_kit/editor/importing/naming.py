"""Makes valid ids from the names of exported sheets and components."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scenario_kit.language.values import KEY_PATTERN, NAME_PATTERN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LENGTH: Final = 63
_OTHERS: Final = re.compile("[^a-z0-9_]+")


def is_name(text: str) -> bool:
    """Whether a text can be the name of a scenario."""
    return re.fullmatch(NAME_PATTERN, text) is not None


def is_key(text: str | None) -> bool:
    """Whether a text can be the id of a sheet or a component."""
    return text is not None and re.fullmatch(KEY_PATTERN, text) is not None


def keys(names: Iterable[tuple[str, str | None, str]]) -> Mapping[str, str]:
    """Return unique ids.

    Args:
        names: For each object its handle, the name that its id is made from, and a fallback name.

    Returns:
        The id of each handle. A name that is a valid id is kept; of two equal names, the first keeps it.
    """
    entries = list(names)
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for handle, name, _ in entries:
        if name is not None and is_key(name) and name not in taken:
            ids[handle] = name
            taken.add(name)
    for handle, name, fallback in entries:
        if handle not in ids:
            ids[handle] = _free(_slug(name or "") or _slug(fallback) or fallback, taken)
            taken.add(ids[handle])
    return {handle: ids[handle] for handle, _, _ in entries}


def _slug(name: str) -> str:
    slug = _OTHERS.sub("-", name.lower()).strip("-").lstrip("0123456789_-")
    return slug[:_LENGTH].rstrip("-")


def _free(key: str, taken: set[str]) -> str:
    number, free = 2, key
    while free in taken:
        suffix = f"-{number}"
        free = key[: _LENGTH - len(suffix)] + suffix
        number += 1
    return free
