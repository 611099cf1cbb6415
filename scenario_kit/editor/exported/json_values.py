"""The values of an exported JSON file with their places; a number is kept as the text that was written."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from scenario_kit.files.source import MAX_BYTES
from scenario_kit.files.strict_json import StrictJsonError, read_json
from scenario_kit.findings.model import ScenarioKitError, pointer
from scenario_kit.findings.printable import printable
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
    """An exported file does not match its profile; the text names the file and the place."""


@dataclass(frozen=True, slots=True)
class JsonValue:
    """A value in an exported file, or a part of its text, with the file's name and its path in the file."""

    file: str
    value: Json
    path: NodePath = ()

    def __str__(self) -> str:
        return describe(self.value)

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer."""
        return pointer(self.path)

    def at(self, inside: str) -> JsonValue | None:
        """Return the value at a JSON pointer inside this one, or its own name for `NAME`; None if absent or null."""
        if inside == NAME:
            return replace(self, value=str(self.path[-1]))
        value: JsonValue | None = self
        for part in inside.split("/")[1:]:
            value = None if value is None else value.step(part.replace("~1", "/").replace("~0", "~"))
        return None if value is None or value.value is None else value

    def step(self, part: str) -> JsonValue | None:
        """Return a member by name, or an item of a list by position; None if absent."""
        if isinstance(self.value, dict) and part in self.value:
            return JsonValue(self.file, self.value[part], (*self.path, part))
        if isinstance(self.value, list) and part.isascii() and part.isdigit() and int(part) < len(self.value):
            return JsonValue(self.file, self.value[int(part)], (*self.path, int(part)))
        return None

    def members(self) -> Iterator[JsonValue]:
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
        return str(self.value).lower() if isinstance(self.value, bool) else self.value

    def error(self, message: str) -> UnreadableSheetError:
        """Return an error that points here."""
        return UnreadableSheetError(": ".join(filter(None, (self.file, _shown(self.pointer), message))))


def read_exported(data: bytes, file: str) -> JsonValue:
    """Read an exported JSON file, called `file` in errors; a byte order mark is allowed.

    Raises:
        UnreadableSheetError: The file is too large, or not strict JSON.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableSheetError(f"{file}: larger than {MAX_BYTES // 1024 // 1024} MiB, too large for a sheet")
    try:
        return JsonValue(file, read_json(data.removeprefix(codecs.BOM_UTF8), parse_int=str, parse_float=str))
    except StrictJsonError as error:
        place = f"{file}:{error.line}:{error.column}"
        raise UnreadableSheetError(": ".join(filter(None, (place, _shown(error.pointer), error.reason)))) from None


def _shown(text: str) -> str:
    """Return a pointer without control characters, shortened if it is very long."""
    line = printable(text)
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
