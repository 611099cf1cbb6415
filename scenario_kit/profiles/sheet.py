"""An exported sheet, independent of its profile: values are typed, and every wire leads to a component."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenario_kit.language.values import describe
from scenario_kit.profiles.json_values import UnreadableSheetError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scenario_kit.callgraph.drafts import Value
    from scenario_kit.language.catalogue import ComponentType
    from scenario_kit.language.spec import Variable


@dataclass(frozen=True, slots=True)
class Point:
    """The position of a component, in the editor's pixels."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class ExportedComponent:
    """A component of an exported sheet.

    Attributes:
        id: Its id, unique on the sheet.
        key: Its id in the scenario that it was built from; None if the sheet does not hold it.
        type: Its type.
        name: Its name in the editor; None if the sheet does not hold it.
        at: Its position; None if the sheet does not hold it.
        parameters: The values that are set, by name in the editor's order.
        rows: The values of each row; the outputs are their positions counted from 1.
    """

    id: str
    key: str | None
    type: ComponentType
    name: str | None
    at: Point | None
    parameters: Mapping[str, Value]
    rows: tuple[Mapping[str, Value], ...]

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of its outputs."""
        return tuple(str(index) for index, _ in enumerate(self.rows, 1)) if self.type.has_rows else self.type.outputs

    @property
    def label(self) -> str:
        """The name to show: its id in the scenario, else its name, else its id."""
        return self.key or self.name or self.id


@dataclass(frozen=True, slots=True)
class ExportedSheet:
    """An exported sheet.

    Attributes:
        file: The file it was read from.
        data: The bytes of that file.
        scenario: The scenario that it was built from; None if the sheet does not hold it.
        description: The description of the scenario; None if the sheet does not hold it.
        name: Its name.
        components: Its components by id, ordered by x, then by y; without positions, in the order of the file.
        wires: The id of the target, by the id of the source and the output.
        variables: The editor's variables; None if the sheet does not hold them.
        lasting_ids: Whether a component keeps its id from one export to the next.
        untyped: Whether the types of the variables are guessed by their use, since the sheet does not hold them.
    """

    file: str
    data: bytes
    scenario: str | None
    description: str | None
    name: str
    components: Mapping[str, ExportedComponent]
    wires: Mapping[tuple[str, str], str]
    variables: tuple[Variable, ...] | None
    lasting_ids: bool = True
    untyped: bool = False

    @property
    def scenario_text(self) -> str:
        """The name of the scenario for messages."""
        return "without a name" if self.scenario is None else describe(self.scenario)


def check_together(sheets: Iterable[ExportedSheet]) -> None:
    """Check that the sheets can belong to one scenario.

    Raises:
        UnreadableSheetError: They belong to two, a sheet is given twice, or a sheet is empty.
    """
    by_name: dict[str, ExportedSheet] = {}
    for sheet in sheets:
        first = next(iter(by_name.values()), sheet)
        if sheet.scenario != first.scenario:
            message = f"belongs to scenario {sheet.scenario_text}, but {first.file} to scenario {first.scenario_text}"
            raise UnreadableSheetError(f"{sheet.file}: {message}; pass the sheets of one scenario at a time")
        if sheet.name in by_name:
            other = by_name[sheet.name].file
            raise UnreadableSheetError(f"{sheet.file}: sheet {describe(sheet.name)} is also in {other}; pass only one")
        if not sheet.components:
            raise UnreadableSheetError(
                f"{sheet.file}: sheet {describe(sheet.name)} has no components; leave the file out"
            )
        by_name[sheet.name] = sheet
