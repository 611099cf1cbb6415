"""Checks that an exported sheet comes back equal after it is read and built again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenario_kit.findings.model import ScenarioKitError, pointer
from scenario_kit.profiles.json_values import read_exported, same_json, shown_pointer
from scenario_kit.profiles.notes import context_of, default_keys, notes_of
from scenario_kit.profiles.reading import read_whole
from scenario_kit.profiles.writing import Writer
from scenario_kit.rendering.artifacts import Renderer

if TYPE_CHECKING:
    from scenario_kit.findings.model import NodePath
    from scenario_kit.profiles.json_values import Json
    from scenario_kit.profiles.loading import Profile


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


def compare_built(data: bytes, file: str, profile: Profile) -> Comparison:
    """Read an exported file, build its sheet again, and compare the two."""
    try:
        return compared(data, _built(data, file, profile), file)
    except ScenarioKitError as error:
        return Comparison(file, same_value=False, same_bytes=False, message=str(error).removeprefix(f"{file}: "))


def compared(data: bytes, built: bytes, file: str) -> Comparison:
    """Compare an exported file with the one that is built from it.

    Raises:
        UnreadableSheetError: One of them is not strict JSON.
    """
    one, other = read_exported(data, file).value, read_exported(built, file).value
    path = first_difference(one, other)
    if path is not None:
        message = f"is {_kind(one, path)}, and {_kind(other, path)} after building"
        return Comparison(
            file, same_value=False, same_bytes=False, pointer=shown_pointer(pointer(path)), message=message
        )
    if data == built:
        return Comparison(file, same_value=True, same_bytes=True)
    return Comparison(file, same_value=True, same_bytes=False, message=_first_byte(data, built))


def _built(data: bytes, file: str, profile: Profile) -> bytes:
    read = read_whole(data, file, profile)
    keys = default_keys(read)
    context = context_of(read, keys)
    notes = notes_of(read, context, Writer(profile.map), keys)
    return Renderer(profile.templates).sheet(context, profile.name, notes)


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
