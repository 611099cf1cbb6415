"""A sheet as it was exported: every value typed, every wire led to a component; shaped by no profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenario_kit.editor.exported.json_values import UnreadableSheetError
from scenario_kit.language.values import describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scenario_kit.callgraph.drafts import Value
    from scenario_kit.language.catalogue import ComponentType
    from scenario_kit.language.spec import Variable


@dataclass(frozen=True, slots=True)
class Point:
    """Where a component stands, in the editor's pixels."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class ExportedComponent:
    """A component of an exported sheet.

    Attributes:
        id: Its id, unique on the sheet.
        key: Its id in the scenario that it was built from; None where the sheet does not say it.
        type: Its type.
        name: Its name in the editor; None where the sheet does not say it.
        at: Where it stands; None where the sheet does not say it.
        parameters: The values that are given, by name in the editor's order.
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
        """What people know it by: its id in the scenario, else its name, else its id."""
        return self.key or self.name or self.id


@dataclass(frozen=True, slots=True)
class ExportedSheet:
    """A sheet as it was exported.

    Attributes:
        file: The file it was read from.
        data: The bytes of that file.
        scenario: The scenario it was built from; None where it does not say.
        description: What the scenario does; None where it does not say.
        name: Its name.
        components: Its components by id, in reading order: by x, then by y; where the sheet does not say where
            they stand, in its own order.
        wires: The id of the component that each output leads to, by the id of the source and the output.
        variables: The editor's variables; None where it does not say.
        lasting_ids: A component keeps its id from one export to the next.
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

    @property
    def called(self) -> str:
        """The name of the scenario it was built from, in words."""
        return "without a name" if self.scenario is None else describe(self.scenario)


def check_together(sheets: Iterable[ExportedSheet]) -> None:
    """Check that sheets can be those of one scenario.

    Raises:
        UnreadableSheetError: They are of two, one of them is given twice, or one is empty.
    """
    by_name: dict[str, ExportedSheet] = {}
    for sheet in sheets:
        first = next(iter(by_name.values()), sheet)
        if sheet.scenario != first.scenario:
            message = f"a sheet of scenario {sheet.called}, while {first.file} is one of scenario {first.called}"
            raise UnreadableSheetError(f"{sheet.file}: {message}; take the sheets of one scenario at a time")
        if sheet.name in by_name:
            other = by_name[sheet.name].file
            raise UnreadableSheetError(f"{sheet.file}: sheet {describe(sheet.name)} is in {other} too; leave one out")
        if not sheet.components:
            raise UnreadableSheetError(f"{sheet.file}: sheet {describe(sheet.name)} is empty; leave it out")
        by_name[sheet.name] = sheet
