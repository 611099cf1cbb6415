"""The file beside a scenario with what the editor knows of its sheets: ``NAME.editor.json``.

It holds the editor notes of each sheet by the sheet's id. ``import`` writes it, and ``build`` reads it. It is made for
git: pretty-printed, with sorted keys. ``docs/profiles.md`` describes it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictStr, ValidationError
from pydantic_core import PydanticCustomError

from scenario_kit.files.reader import MAX_EDITOR_BYTES
from scenario_kit.files.strict_json import StrictJsonError, read_json
from scenario_kit.findings.model import ScenarioKitError, did_you_mean, pointer
from scenario_kit.language.values import describe
from scenario_kit.profiles.json_values import shown_pointer
from scenario_kit.profiles.raw import fault_in_kept, read_number
from scenario_kit.profiles.style import Style

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pydantic_core import ErrorDetails

    from scenario_kit.profiles.records import Notes

_PAIR: Final = 2


class EditorFileError(ScenarioKitError):
    """A ``NAME.editor.json`` is invalid; the text names the file and the place in it."""


def _checked(check: Callable[[object], str | None]) -> BeforeValidator:
    """Return a validator that accepts a value in which `check` finds no fault."""

    def validate(value: object) -> object:
        fault = check(value)
        if fault is not None:
            raise PydanticCustomError("kept", "{fault}", {"fault": fault})
        return value

    return BeforeValidator(validate)


def _fault_in_number(value: object) -> str | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    is_written = isinstance(value, dict) and isinstance(read_number(value), float)
    if is_number or (is_written and fault_in_kept(value) is None):
        return None
    return f"expected a number, got {'the text ' * isinstance(value, str)}{_got(value)}"


def _fault_in_name(value: object) -> str | None:
    is_name = isinstance(value, str | int) and not isinstance(value, bool)
    return None if is_name else f"expected the name of a member or an item, got {_got(value)}"


def _fault_in_missing(value: object) -> str | None:
    name, *ends = value if isinstance(value, list) and len(value) == _PAIR else [value]
    return _fault_in_name(name) if all(isinstance(end, str) for end in ends) else "expected a name and a digest"


def _fault_in_insert(value: object) -> str | None:
    if not isinstance(value, list) or len(value) != _PAIR or type(value[0]) is not int or value[0] < 0:
        return "expected a list of two: the position in the list, and the item"
    return fault_in_kept(value[1])


def _got(value: object) -> str:
    return describe(json.dumps(value) if isinstance(value, bool | int | float) else value)


Kept = Annotated[Any, _checked(fault_in_kept)]
Number = Annotated[Any, _checked(_fault_in_number)]
Name = Annotated[Any, _checked(_fault_in_name)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Difference(_Model):
    """How a file differs at one place from what would be written there.

    Attributes:
        value: The file's value.
        form: The file's spelling of the value, with holes where the texts of the value are.
        ends: A digest of the wires' ends there; the value applies to the same ends only.
        renamed: The file's names for members.
        missing: Members or items that the file does not have.
        extra: Members that only the file has.
        order: The order of members or items in the file.
        insert: Items that only the file has, with their positions.
    """

    value: Kept = None
    form: Kept = None
    ends: StrictStr | None = None
    renamed: dict[str, StrictStr] = Field(default_factory=dict)
    missing: list[Annotated[Any, _checked(_fault_in_missing)]] = Field(default_factory=list)
    extra: dict[str, Kept] = Field(default_factory=dict)
    order: list[Name] = Field(default_factory=list)
    insert: list[Annotated[Any, _checked(_fault_in_insert)]] = Field(default_factory=list)


class _Noted(_Model):
    """What every record can have: differences by the place in it."""

    differs: dict[str, Difference] = Field(default_factory=dict)


class RowNotes(_Noted):
    """The notes of a row.

    Attributes:
        port: The id of the port of its output.
    """

    port: StrictStr | None = None


class ComponentNotes(_Noted):
    """The notes of a component.

    Attributes:
        id: Its id.
        name: Its name, if the scenario cannot say it.
        x: Where its left edge is, in the units of the format.
        y: Where its upper edge is.
        input: The id of the port that wires arrive at.
        ports: The id of the port of each output.
        rows: The notes of its rows, by a digest of their fields.
    """

    id: StrictStr | None = None
    name: StrictStr | None = None
    x: Number = 0
    y: Number = 0
    input: StrictStr | None = None
    ports: dict[str, StrictStr] = Field(default_factory=dict)
    rows: dict[str, RowNotes] = Field(default_factory=dict)


class WireNotes(_Noted):
    """The notes of a wire.

    Attributes:
        id: Its id.
    """

    id: StrictStr | None = None


class VariableNotes(_Noted):
    """The notes of an editor variable.

    Attributes:
        id: Its id.
    """

    id: StrictStr | None = None


class SheetNotes(_Noted):
    """The notes of a sheet.

    Attributes:
        id: Its id.
        name: Its name, if that is not its id in the scenario.
        scenario: The name of the scenario in the file, if no scenario can have that name.
        order: The keys of its components in the order of the file.
        components: The notes of its components by key.
        wires: The notes of its wires by ``source/output/target``.
        variables: The notes of the editor's variables by name.
        unlisted: The scenario's variables that the file does not list.
        style: How the file's text differs from the style of the profile.
    """

    id: StrictStr | None = None
    name: StrictStr | None = None
    scenario: StrictStr | None = None
    order: list[StrictStr] = Field(default_factory=list)
    components: dict[str, ComponentNotes] = Field(default_factory=dict)
    wires: dict[str, WireNotes] = Field(default_factory=dict)
    variables: dict[str, VariableNotes] = Field(default_factory=dict)
    unlisted: list[StrictStr] = Field(default_factory=list)
    style: Style | None = None


class _File(_Model):
    version: Literal[1]
    profile: StrictStr
    sheets: dict[str, SheetNotes]


@dataclass(frozen=True, slots=True)
class EditorFile:
    """A ``NAME.editor.json``.

    Attributes:
        file: Its name.
        data: Its bytes.
        profile: The profile of the sheets that the notes are about.
        sheets: The notes of each sheet, by the sheet's id in the scenario.
    """

    file: str
    data: bytes
    profile: str
    sheets: Mapping[str, Notes]


def editor_file_text(profile: str, sheets: Mapping[str, Notes]) -> str:
    """Return the text of a file with the notes of sheets."""
    document = {"version": 1, "profile": profile, "sheets": sheets}
    return json.dumps(_sorted(document), indent=2, ensure_ascii=False) + "\n"


def read_editor_file(data: bytes, file: str) -> EditorFile:
    """Read a file, called `file` in errors.

    Raises:
        EditorFileError: It is no such file.
    """
    if len(data) > MAX_EDITOR_BYTES:
        raise EditorFileError(f"{file}: larger than {MAX_EDITOR_BYTES // 1024 // 1024} MiB; remove it")
    try:
        plain = read_json(data)
    except StrictJsonError as error:
        place = f"{file}:{error.line}:{error.column}"
        raise EditorFileError(": ".join(filter(None, (place, shown_pointer(error.pointer), error.reason)))) from None
    if not isinstance(plain, dict):
        raise EditorFileError(f'{file}: expected an object such as {{"version": 1, "profile": …, "sheets": …}}')
    try:
        _File.model_validate(plain)
    except ValidationError as error:
        first = min(error.errors(include_url=False), key=lambda detail: detail["type"] != "extra_forbidden")
        raise EditorFileError(f"{file}: {_message(first, plain)}") from None
    return EditorFile(file, data, plain["profile"], plain["sheets"])


def _message(error: ErrorDetails, plain: object) -> str:
    *owner, last = error["loc"]
    match error["type"]:
        case "missing":
            return _at(owner, f"missing key `{last}`")
        case "extra_forbidden":
            hint = did_you_mean(str(last), _KEYS)
            return _at(owner, f"unknown key {describe(last)}" + (f"; {hint}" if hint else ""))
        case "kept":
            return _at(error["loc"], error["msg"])
    expected = _EXPECTED.get(error["type"]) or error["msg"].removeprefix("Input should be ").replace("'", "`")
    return _at(_existing(error["loc"], plain), f"expected {expected}, got {_got(error['input'])}")


def _existing(path: Sequence[str | int], plain: Any) -> Sequence[str | int]:  # noqa: ANN401  JSON
    """Return the part of a path that exists; Pydantic adds the names of the types that it tried."""
    for index, part in enumerate(path):
        try:
            plain = plain[part]
        except (LookupError, TypeError):
            return path[:index]
    return path


def _at(path: Any, message: str) -> str:  # noqa: ANN401  a part of a path
    return ": ".join(filter(None, (shown_pointer(pointer(tuple(path))), message)))


_EXPECTED: Final = {
    "string_type": "text",
    "dict_type": "an object",
    "model_type": "an object",
    "list_type": "a list",
}
_KEYS: Final = sorted(
    {
        name
        for model in (_File, SheetNotes, ComponentNotes, RowNotes, WireNotes, Difference, Style)
        for name in model.model_fields
    }
)


_AS_IN_THE_FILE: Final = frozenset({"value", "form", "extra", "insert"})
"""Keys of what is kept as the editor wrote it, whose members have an order of their own."""


def _sorted(value: Any) -> Any:  # noqa: ANN401
    """Return notes with sorted keys, but for what is kept as the editor wrote it."""
    if isinstance(value, dict):
        return {name: child if name in _AS_IN_THE_FILE else _sorted(child) for name, child in sorted(value.items())}
    return [_sorted(child) for child in value] if isinstance(value, list) else value
