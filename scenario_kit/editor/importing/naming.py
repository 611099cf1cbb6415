"""Ids that a scenario file can have, for sheets and components that were named by others."""

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


def keys(wanted: Iterable[tuple[str, str | None, str]]) -> Mapping[str, str]:
    """Return everything an id of its own.

    Args:
        wanted: For each thing what it is known by here, the name that its id is made from, and another for where
            nothing can be made from that.

    Returns:
        The ids. A name that is an id already stays as it is; the first of two keeps it.
    """
    things = list(wanted)
    found: dict[str, str] = {}
    taken: set[str] = set()
    for thing, name, _ in things:
        if name is not None and is_key(name) and name not in taken:
            found[thing] = name
            taken.add(name)
    for thing, name, other in things:
        if thing not in found:
            found[thing] = _free(_slug(name or "") or _slug(other) or other, taken)
            taken.add(found[thing])
    return {thing: found[thing] for thing, _, _ in things}


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
