"""A written sheet that knows what each of its values is: what the editor notes are compared with and applied to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scenario_kit.profiles.json_values import Json

Key = tuple[str | int, ...]
"""What an item is: `("component", key)`, `("row", index, digest)`, `("wire", source, output, target)` and so on."""


FREE: Final[Key] = ("item", "free")
"""An item for a wire that may still arrive."""


class Kind(Enum):
    """What a value is."""

    FIXED = auto()  # a constant, an id, a position
    WORD = auto()  # one of several words for the same type, output or parameter
    UNSET = auto()  # a parameter that is not set, an output without a wire
    REFERENCE = auto()  # the end of a wire
    GIVEN = auto()  # the meaning of a call
    DEFAULT = auto()  # a documented default


@dataclass(slots=True)
class Leaf:
    """A value that a place or a constant gave.

    Attributes:
        value: The JSON.
        kind: What it is.
        atoms: The texts in it, in order; empty for a constant.
        reads: Whether another spelling is read as the same value.
        seconds: Whether it is a number of seconds.
        is_word: Whether another spelling can be kept as it is.
    """

    value: Json
    kind: Kind
    atoms: tuple[str, ...] = ()
    reads: Callable[[Json], bool] | None = None
    seconds: bool = False
    is_word: bool = False


@dataclass(slots=True)
class TracedObject:
    """An object; `keys` has what a member is, for members that stand for a record or a parameter.

    `essential` tells whether its members are there because a call has them.
    """

    members: dict[str, Traced]
    keys: dict[str, Key]
    essential: bool = False


@dataclass(slots=True)
class TracedList:
    """A list, with what each item is; see `TracedObject`."""

    items: list[Traced]
    keys: list[Key]
    essential: bool = False


Traced = Leaf | TracedObject | TracedList

OWNERS = frozenset({"component", "wire", "row", "variable"})
"""The records that have editor notes of their own."""


def is_bare(node: Traced, *, of_wire: bool) -> bool:
    """Whether a value holds nothing of a call; in the notes of a wire, its ends count as nothing."""
    if isinstance(node, Leaf):
        return node.kind not in (Kind.GIVEN, Kind.REFERENCE) or (of_wire and node.kind is Kind.REFERENCE)
    keys, children = _parts(node)
    if node.essential or (not of_wire and any(key[0] == "wire" for key in keys)):
        return False
    return all(is_bare(child, of_wire=of_wire) for child in children)


def _parts(node: TracedObject | TracedList) -> tuple[Iterable[Key], Iterable[Traced]]:
    if isinstance(node, TracedObject):
        return node.keys.values(), node.members.values()
    return node.keys, node.items


def ends_inside(node: Traced) -> str | None:
    """Return a short text for the ends of wires inside a value that holds nothing else of a call; None for others."""
    texts: list[str] = []
    stack: list[Traced] = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, Leaf):
            if one.kind is Kind.GIVEN:
                return None
            if one.kind is Kind.REFERENCE:
                texts.extend(one.atoms)
            continue
        if one.essential:
            return None
        keys, children = _parts(one)
        texts.extend("/".join(map(str, key[1:])) for key in keys if key[0] == "wire")
        stack.extend(children)
    return sha256("\n".join(sorted(texts)).encode()).hexdigest()[:8]


def key_text(key: Key) -> str | int:
    """Return what an item is, as the notes have it."""
    match key[0]:
        case "wire":
            return "/".join(map(str, key[1:]))
        case "row":
            return key[2]
        case "variable":
            return f"${key[1]}"
    return key[1]
