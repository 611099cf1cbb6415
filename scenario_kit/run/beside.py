"""What the editor knows of a scenario's sheets, from the file beside the scenario."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from scenario_kit.files.reader import MAX_EDITOR_BYTES, STDIN, editor_file_of, read_beside

if TYPE_CHECKING:
    from collections.abc import Mapping


class Beside(NamedTuple):
    """What is beside a scenario.

    Attributes:
        sheets: The editor notes of each sheet, by the sheet's id.
        sources: The name without its folder, and the bytes, of the file that they are from.
        remark: Why the file was ignored.
    """

    sheets: Mapping[str, dict[str, Any]]
    sources: tuple[tuple[str, bytes], ...] = ()
    remark: str | None = None


def notes_beside(scenario_file: str, profile: str) -> Beside:
    """Read the ``NAME.editor.json`` beside a scenario; notes about another profile's sheets are ignored.

    Raises:
        ScenarioKitError: It cannot be read, or is not such a file.
    """
    file = editor_file_of(scenario_file)
    data = None if scenario_file == STDIN else read_beside(file, MAX_EDITOR_BYTES)
    if data is None:
        return Beside({})
    from scenario_kit.profiles.editor_file import read_editor_file  # noqa: PLC0415  most scenarios have none

    read = read_editor_file(data, file)
    if read.profile != profile:
        remark = f"{file}: ignored; its sheets are of profile `{read.profile}`, not `{profile}`"
        return Beside({}, remark=remark)
    return Beside(read.sheets, ((Path(file).name, data),))
