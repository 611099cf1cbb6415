"""Checks that an exported sheet comes back equal after it is read and built again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenario_kit.findings.model import ScenarioKitError, pointer
from scenario_kit.profiles.json_values import read_exported, same_json, shown_pointer
from scenario_kit.profiles.notes import context_of, default_keys, notes_of
from scenario_kit.profiles.reading import read_value
from scenario_kit.profiles.style import sheet_text
from scenario_kit.profiles.writing import Writer
from scenario_kit.rendering.artifacts import Renderer

if TYPE_CHECKING:
    from collections.abc import Callable

    from scenario_kit.findings.model import NodePath
    from scenario_kit.profiles.declaration import SheetMap
    from scenario_kit.profiles.json_values import Json
    from scenario_kit.profiles.loading import Profile
    from scenario_kit.profiles.records import Context, Notes


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an exported file compares with the sheet that is built from it.

    Attributes:
        file: The exported file.
        same_value: Whether the JSON is equal.
        same_bytes: Whether the bytes are equal.
        pointer: The first place that differs, a JSON pointer; None if the value is equal or cannot be read.
        message: What differs, or why the file cannot be read; None if the bytes are equal.
    """

    file: str
    same_value: bool
    same_bytes: bool
    pointer: str | None = None
    message: str | None = None

    @property
    def place(self) -> str:
        """The file, and the first place in it that differs."""
        return self.file if self.pointer is None else f"{self.file}#{self.pointer}"


def compare_built(data: bytes, file: str, profile: Profile) -> Comparison:
    """Read an exported file, build its sheet again, and compare the two."""
    return _compare(
        data, file, profile.map, lambda *sheet: Renderer(profile.templates).sheet(sheet[0], profile.name, sheet[1])
    )


def compare_written(data: bytes, file: str, sheet_map: SheetMap) -> Comparison:
    """Read an exported file, write it again by a map that has no template, and compare the two."""
    writer = Writer(sheet_map)
    return _compare(
        data, file, sheet_map, lambda *sheet: sheet_text(writer.value(*sheet), writer.style(sheet[1])).encode()
    )


def _compare(data: bytes, file: str, sheet_map: SheetMap, build: Callable[[Context, Notes], bytes]) -> Comparison:
    try:
        read = read_value(read_exported(data, file), sheet_map, data=data)
        keys = default_keys(read)
        context = context_of(read, keys)
        built = build(context, notes_of(read, context, Writer(sheet_map), keys))
        one, other = read_exported(data, file).value, read_exported(built, file).value
    except ScenarioKitError as error:
        return Comparison(file, same_value=False, same_bytes=False, message=str(error).removeprefix(f"{file}: "))
    path = first_difference(one, other)
    if path is not None:
        message = f"is {_kind(one, path)}, and {_kind(other, path)} after building"
        return Comparison(
            file, same_value=False, same_bytes=False, pointer=shown_pointer(pointer(path)), message=message
        )
    if data == built:
        return Comparison(file, same_value=True, same_bytes=True)
    return Comparison(file, same_value=True, same_bytes=False, message=_first_byte(data, built))


def first_difference(one: Json, other: Json, path: NodePath = ()) -> NodePath | None:
    """Return the path of the first value that differs, in the order of `one`; None if none does."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name, value in one.items():
            if name not in other:
                return (*path, name)
            found = first_difference(value, other[name], (*path, name))
            if found is not None:
                return found
        added = next((name for name in other if name not in one), None)
        return path if added is None and list(one) != list(other) else None if added is None else (*path, added)
    if isinstance(one, list) and isinstance(other, list):
        for index, (value, same) in enumerate(zip(one, other, strict=False)):
            found = first_difference(value, same, (*path, index))
            if found is not None:
                return found
        return (*path, min(len(one), len(other))) if len(one) != len(other) else None
    return None if same_json(one, other) else path


def _kind(value: Json, path: NodePath) -> str:
    """Return the kind of a value, which may be a secret."""
    for step in path:
        known = step in value if isinstance(value, dict) else isinstance(value, list) and int(step) < len(value)
        if not known:
            return "absent"
        value = value[step]  # type: ignore[index]  # a name of a mapping, or a position of a list
    match value:
        case dict():
            return f"a mapping with the keys {', '.join(value)}" if value else "an empty mapping"
        case list():
            return f"a list of {len(value)}"
        case str():
            return f"a text of {len(value)} characters"
        case None:
            return "null"
    return "a boolean" if isinstance(value, bool) else "a number"


def _first_byte(data: bytes, built: bytes) -> str:
    offset = next((at for at, (one, other) in enumerate(zip(data, built, strict=False)) if one != other), None)
    offset = min(len(data), len(built)) if offset is None else offset
    line, column = data.count(b"\n", 0, offset) + 1, offset - (data.rfind(b"\n", 0, offset) + 1) + 1
    return f"the value is equal, but not the bytes: line {line}, byte {column} of it differs"
