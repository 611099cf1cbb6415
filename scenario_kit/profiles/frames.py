"""The records around a template while it is filled, and the ways from one kind of records to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from scenario_kit.profiles.records import ComponentRecord, OutputRecord, RowRecord, SheetRecord, WireRecord
    from scenario_kit.profiles.traced import Key

ABSENT: Final = object()
"""No value: the key is omitted."""


class Frame:
    """The records that a template is filled for, from the sheet to the innermost one."""

    __slots__ = ("arrival", "component", "named", "output", "row", "sheet", "variable", "wire")

    def __init__(  # noqa: PLR0913  one for each kind of record
        self,
        sheet: SheetRecord,
        component: ComponentRecord | None = None,
        output: OutputRecord | None = None,
        row: RowRecord | None = None,
        wire: WireRecord | None = None,
        named: tuple[str, Any] | None = None,
        variable: Mapping[str, Any] | None = None,
        arrival: int | None = None,
    ) -> None:
        self.sheet: Any = sheet
        self.component: Any = component
        self.output: Any = output
        self.row: Any = row
        self.wire: Any = wire
        self.named: Any = named
        self.variable: Any = variable
        self.arrival = arrival


def _components(frame: Frame) -> Iterator[tuple[Key, Frame]]:
    for component in frame.sheet.components:
        yield ("component", component.key), Frame(frame.sheet, component)


def _rows(frame: Frame) -> Iterator[tuple[Key, Frame]]:
    for row in frame.component.rows:
        yield ("row", row.index, row.digest), Frame(frame.sheet, frame.component, row.output, row)


def _outputs(frame: Frame) -> Iterator[tuple[Key, Frame]]:
    for output in frame.component.outputs.values():
        row = output.row
        key: Key = ("output", output.name) if row is None else ("row", row.index, row.digest)
        yield key, Frame(frame.sheet, frame.component, output, row)


def _wires(frame: Frame) -> Iterator[tuple[Key, Frame]]:
    if frame.output is not None:
        wires = [frame.output.wire] if frame.output.wire else []
    else:
        wires = frame.sheet.wires if frame.component is None else frame.component.wires()
    return _of_wires(frame, wires)


def _incoming(frame: Frame) -> Iterator[tuple[Key, Frame]]:
    return _of_wires(frame, frame.component.incoming)


def _of_wires(frame: Frame, wires: Iterable[WireRecord]) -> Iterator[tuple[Key, Frame]]:
    for wire in wires:
        yield ("wire", *wire.key), Frame(frame.sheet, frame.component, wire.output, wire=wire)


def _variables(frame: Frame) -> Iterator[tuple[Key, Frame]]:
    for variable in frame.sheet.context["variables"]:
        yield ("variable", variable["name"]), Frame(frame.sheet, variable=variable)


RECORDS_OF: Final[Mapping[str, Callable[[Frame], Iterable[tuple[Key, Frame]]]]] = {
    "sheets": lambda frame: [(("item", 0), frame)],
    "components": _components,
    "rows": _rows,
    "outputs": _outputs,
    "wires": _wires,
    "incoming": _incoming,
    "variables": _variables,
}
