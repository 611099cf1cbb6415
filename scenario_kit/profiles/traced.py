"""A written sheet that knows what each of its values is: what the editor notes are compared with and applied to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from scenario_kit.profiles.json_values import Json

Key = tuple[str | int, ...]
"""What an item is: `("component", key)`, `("row", index, digest)`, `("wire", source, output, target)` and so on."""


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
    """An object; `keys` has what a member is, for members that stand for a record or a parameter."""

    members: dict[str, Traced]
    keys: dict[str, Key]


@dataclass(slots=True)
class TracedList:
    """A list, with what each item is."""

    items: list[Traced]
    keys: list[Key]


Traced = Leaf | TracedObject | TracedList

OWNERS = frozenset({"component", "wire", "row", "variable"})
"""The records that have editor notes of their own."""


def plain_json(node: Traced) -> Json:
    """Return the JSON of a traced value."""
    if isinstance(node, Leaf):
        return node.value
    if isinstance(node, TracedList):
        return [plain_json(item) for item in node.items]
    return {name: plain_json(member) for name, member in node.members.items()}


def is_bare(node: Traced, *, of_wire: bool) -> bool:
    """Whether a value holds nothing of a call; in the notes of a wire, its ends count as nothing."""
    if isinstance(node, Leaf):
        return node.kind not in (Kind.GIVEN, Kind.REFERENCE) or (of_wire and node.kind is Kind.REFERENCE)
    if isinstance(node, TracedObject):
        return not any(key[0] in OWNERS for key in node.keys.values()) and all(
            is_bare(member, of_wire=of_wire) for member in node.members.values()
        )
    return not any(key[0] in OWNERS for key in node.keys) and all(
        is_bare(item, of_wire=of_wire) for item in node.items
    )


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
