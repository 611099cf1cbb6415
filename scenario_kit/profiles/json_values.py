"""The values of an exported JSON file with their places; a number keeps the way it was written."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self

from scenario_kit.files.source import MAX_BYTES
from scenario_kit.files.strict_json import StrictJsonError, read_json
from scenario_kit.findings.model import ScenarioKitError, pointer
from scenario_kit.findings.printable import printable
from scenario_kit.language.values import describe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scenario_kit.findings.model import NodePath

Json = dict[str, "Json"] | list["Json"] | str | bool | int | float | None
"""A JSON value."""

_SHOWN: Final = 200


class UnreadableSheetError(ScenarioKitError):
    """An exported file does not match its profile; the text names the file and the place."""


class WrittenNumber(float):
    """A number that Python would write in another way, such as ``80.00``."""

    __slots__ = ("written",)
    written: str

    def __new__(cls, written: str) -> Self:
        """Return the number of a JSON text."""
        number = super().__new__(cls, written)
        number.written = written
        return number


def whole_number(written: str) -> int | WrittenNumber:
    """Return the integer of a JSON text."""
    number = int(written)
    return number if str(number) == written else WrittenNumber(written)


def other_number(written: str) -> float:
    """Return the number of a JSON text with a fraction or an exponent."""
    number = float(written)
    return number if repr(number) == written else WrittenNumber(written)


def scalar_text(value: str | bool | float) -> str:
    """Return a scalar as the text that JSON has for it, a text without its quotes."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.written if isinstance(value, WrittenNumber) else repr(value)


def same_json(one: Json, other: Json) -> bool:
    """Whether two values are written alike: same types, same numbers, same order of keys."""
    if isinstance(one, dict):
        return (
            isinstance(other, dict)
            and list(one) == list(other)
            and all(same_json(value, other[name]) for name, value in one.items())
        )
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(same_json, one, other))
    if isinstance(other, dict | list) or one is None or other is None:
        return one is None and other is None
    kinds = [(isinstance(value, str), isinstance(value, bool)) for value in (one, other)]
    return kinds[0] == kinds[1] and scalar_text(one) == scalar_text(other)


@dataclass(frozen=True, slots=True)
class JsonValue:
    """A value in an exported file, or a part of its text, with the file's name and its path in the file."""

    file: str
    value: Json
    path: NodePath = ()

    def __str__(self) -> str:
        return describe(scalar_text(self.value) if isinstance(self.value, bool | int | float) else self.value)

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer."""
        return pointer(self.path)

    def name(self) -> JsonValue:
        """Return the name of the member itself, or its position in a list."""
        return replace(self, value=str(self.path[-1]))

    def at(self, inside: str) -> JsonValue | None:
        """Return the value at a JSON pointer inside this one; None if absent."""
        return self.follow(pointer_parts(inside))

    def follow(self, parts: Sequence[str | int]) -> JsonValue | None:
        """Return the value at a path inside this one; None if absent."""
        value: JsonValue | None = self
        for part in parts:
            value = None if value is None else value.step(part)
        return value

    def step(self, part: str | int) -> JsonValue | None:
        """Return a member by name, or an item of a list by position; None if absent."""
        if isinstance(self.value, dict) and str(part) in self.value:
            return JsonValue(self.file, self.value[str(part)], (*self.path, str(part)))
        if isinstance(self.value, list) and (index := _index(part)) is not None and index < len(self.value):
            return JsonValue(self.file, self.value[index], (*self.path, index))
        return None

    def items(self) -> Iterator[JsonValue]:
        """Iterate over the members of a mapping or the items of a list.

        Raises:
            UnreadableSheetError: The value is neither.
        """
        if not isinstance(self.value, dict | list):
            raise self.error("expected a list or a mapping")
        members = self.value.items() if isinstance(self.value, dict) else enumerate(self.value)
        return (JsonValue(self.file, value, (*self.path, name)) for name, value in members)

    def text(self) -> str:
        """Return the text of a scalar.

        Raises:
            UnreadableSheetError: The value is a list, a mapping or null.
        """
        if isinstance(self.value, dict | list) or self.value is None:
            raise self.error(f"expected text or a number, got {self}")
        return scalar_text(self.value)

    def given_text(self) -> str | None:
        """Return the text of a scalar; None for null and an empty text.

        Raises:
            UnreadableSheetError: The value is a list or a mapping.
        """
        return None if self.value is None else self.text() or None

    def error(self, message: str) -> UnreadableSheetError:
        """Return an error that points here."""
        return UnreadableSheetError(": ".join(filter(None, (self.file, shown_pointer(self.pointer), message))))


def pointer_parts(text: str) -> tuple[str, ...]:
    """Return the parts of a JSON pointer."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:])


def _index(part: str | int) -> int | None:
    if isinstance(part, int):
        return part
    return int(part) if part.isascii() and part.isdigit() else None


def read_exported(data: bytes, file: str) -> JsonValue:
    """Read an exported JSON file, called `file` in errors; a byte order mark is allowed.

    Raises:
        UnreadableSheetError: The file is too large, or not strict JSON.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableSheetError(f"{file}: larger than {MAX_BYTES // 1024 // 1024} MiB, too large for a sheet")
    try:
        value = read_json(data.removeprefix(codecs.BOM_UTF8), parse_int=whole_number, parse_float=other_number)
    except StrictJsonError as error:
        place = f"{file}:{error.line}:{error.column}"
        raise UnreadableSheetError(
            ": ".join(filter(None, (place, shown_pointer(error.pointer), error.reason)))
        ) from None
    return JsonValue(file, value)


def shown_pointer(text: str) -> str:
    """Return a pointer without control characters, shortened if it is very long."""
    line = printable(text)
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
