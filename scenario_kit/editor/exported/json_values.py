"""Bytes of an exported file to JSON values that know where they stand; a number stays the text that was written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.files.source import MAX_BYTES, MAX_DEPTH
from scenario_kit.findings.model import ScenarioKitError, pointer
from scenario_kit.language.values import describe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.findings.model import NodePath

Json = dict[str, "Json"] | list["Json"] | str | bool | None
"""A JSON value; a number is the text that was written."""

_SHOWN: Final = 200
NAME: Final = "#"
"""In place of a pointer: the name of the member itself, or its position in a list."""


class UnreadableSheetError(ScenarioKitError):
    """An exported file is not what its profile says; the text names the file and the place."""


@dataclass(frozen=True, slots=True)
class Item:
    """A value in an exported file.

    Attributes:
        file: The file.
        value: The value.
        path: Its place.
    """

    file: str
    value: Json
    path: NodePath = ()

    @property
    def pointer(self) -> str:
        """Its place as a JSON pointer."""
        return pointer(self.path)

    def at(self, inside: str) -> Item | None:
        """Return the value at a JSON pointer inside this one, or its own name for `NAME`; None if there is none."""
        if inside == NAME:
            return Item(self.file, str(self.path[-1]), self.path)
        found: Item | None = self
        for part in inside.split("/")[1:]:
            found = None if found is None else found.step(part.replace("~1", "/").replace("~0", "~"))
        return None if found is None or found.value is None else found

    def step(self, part: str) -> Item | None:
        """Return a member by its name, or an item of a list by its position."""
        if isinstance(self.value, dict) and part in self.value:
            return Item(self.file, self.value[part], (*self.path, part))
        if isinstance(self.value, list) and part.isascii() and part.isdigit() and int(part) < len(self.value):
            return Item(self.file, self.value[int(part)], (*self.path, int(part)))
        return None

    def members(self) -> Iterator[Item]:
        """Return the members of a mapping or the items of a list.

        Raises:
            UnreadableSheetError: It is neither.
        """
        match self.value:
            case dict():
                yield from (Item(self.file, value, (*self.path, name)) for name, value in self.value.items())
            case list():
                yield from (Item(self.file, value, (*self.path, index)) for index, value in enumerate(self.value))
            case _:
                raise self.refusal("expected a list or a mapping")

    def text(self) -> str:
        """Return the text of a scalar.

        Raises:
            UnreadableSheetError: It is a list or a mapping.
        """
        if isinstance(self.value, dict | list) or self.value is None:
            raise self.refusal(f"expected a text or a number, got {describe(self.value)}")
        return str(self.value).lower() if isinstance(self.value, bool) else self.value

    def refusal(self, message: str) -> UnreadableSheetError:
        """Make the error that something is wrong here."""
        return UnreadableSheetError(": ".join(filter(None, (self.file, _shown(self.pointer), message))))


def read_json(data: bytes, file: str) -> Item:
    """Read the bytes of a JSON file, named `file` in errors.

    Raises:
        UnreadableSheetError: It is not JSON, has a key twice, or is beyond all bounds.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableSheetError(f"{file}: the file is over {MAX_BYTES // 1024 // 1024} MiB; that is no sheet")
    try:
        root = json.loads(
            data.decode("utf-8-sig"),
            parse_int=str,
            parse_float=str,
            parse_constant=_refuse_constant,
            object_pairs_hook=_mapping,
        )
    except UnicodeDecodeError as error:
        raise UnreadableSheetError(f"{file}: not UTF-8: byte 0x{data[error.start]:02x} at {error.start}") from None
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        raise UnreadableSheetError(f"{file}:{error.lineno}:{error.colno}: not JSON: {reason}") from None
    except _ConstantError as error:
        raise UnreadableSheetError(f"{file}: not JSON: {error} is no number there") from None
    except RecursionError:
        raise UnreadableSheetError(f"{file}: the file is nested deeper than {MAX_DEPTH} levels") from None
    for path, value in _values(root):
        _inspect(Item(file, value, path))
    return Item(file, root)


def _shown(text: str) -> str:
    """Return a pointer as one line that steers no terminal, cut where a name in it goes on and on."""
    printable = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return printable if len(printable) <= _SHOWN else f"{printable[:_SHOWN]}…"


class _ConstantError(Exception):
    """A word such as NaN stands for a number."""


def _refuse_constant(constant: str) -> None:
    raise _ConstantError(constant)


class _Doubled(dict[str, Any]):
    """A mapping with a key that stands twice."""

    key: str


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled = _Doubled(found)
    seen: set[str] = set()
    doubled.key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return doubled


def _inspect(item: Item) -> None:
    """Refuse what JSON itself lets through."""
    if len(item.path) > MAX_DEPTH:
        raise UnreadableSheetError(f"{item.file}: the file is nested deeper than {MAX_DEPTH} levels")
    if isinstance(item.value, _Doubled):
        raise item.refusal(f"key {describe(item.value.key)} stands twice")
    texts = item.value if isinstance(item.value, dict) else [item.value] if isinstance(item.value, str) else ()
    if any("\ud800" <= character <= "\udfff" for text in texts for character in text):
        raise item.refusal("half of a surrogate pair, which is no character")


def _values(root: Json) -> Iterator[tuple[NodePath, Json]]:
    """Return every value with its path, without recursion."""
    path: list[str | int] = []
    stack = [_children(root)]
    yield (), root
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            del path[-1:]
            continue
        name, value = child
        path.append(name)
        yield tuple(path), value
        stack.append(_children(value))


def _children(value: Json) -> Iterator[tuple[str | int, Json]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)
