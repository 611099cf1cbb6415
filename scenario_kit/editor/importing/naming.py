"""Makes valid ids from the names of exported sheets and components."""

from __future__ import annotations

import re
from itertools import chain, count
from typing import TYPE_CHECKING, Final

from scenario_kit.language.values import KEY_PATTERN

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

_LENGTH: Final = 63
_OTHERS: Final = re.compile("[^a-z0-9_]+")


def is_key(text: str | None) -> bool:
    """Whether a text can be the id of a sheet or a component."""
    return text is not None and re.fullmatch(KEY_PATTERN, text) is not None


def keys(names: Iterable[tuple[str, str | None, str]]) -> Mapping[str, str]:
    """Return a unique id for each handle.

    Args:
        names: The handles, each with the name that its id is made from and a fallback name. A name that is a valid id
            is kept; of two equal names, the first keeps it.
    """
    entries = list(names)
    handles: dict[str, str] = {}
    for handle, name, _ in entries:
        if name is not None and is_key(name):
            handles.setdefault(name, handle)
    ids = {handle: name for name, handle in handles.items()}
    for handle, name, fallback in entries:
        if handle not in ids:
            ids[handle] = _free(_slug(name or "") or _slug(fallback) or fallback, handles)
            handles[ids[handle]] = handle
    return ids


def _slug(name: str) -> str:
    slug = _OTHERS.sub("-", name.lower()).strip("-").lstrip("0123456789_-")
    return slug[:_LENGTH].rstrip("-")


def _free(key: str, taken: Container[str]) -> str:
    suffixes = chain([""], (f"-{number}" for number in count(2)))
    return next(free for suffix in suffixes if (free := key[: _LENGTH - len(suffix)] + suffix) not in taken)
