"""Compares two states of a scenario's sheets."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING

from scenario_kit.editor.differences.matching import matches
from scenario_kit.editor.differences.model import Change, Detail, Difference, Differences, MaskedValue, SheetDifference
from scenario_kit.findings.masking import in_address
from scenario_kit.rendering.sheets import masked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.callgraph.drafts import Value
    from scenario_kit.editor.exported import ExportedComponent, ExportedSheet
    from scenario_kit.language.spec import Variable


def compare(old: Sequence[ExportedSheet], new: Sequence[ExportedSheet], *, positions: bool = False) -> Differences:
    """Compare two states of the sheets of one scenario; a different position counts only with `positions`."""
    before, after = ({sheet.name: sheet for sheet in sheets} for sheets in (old, new))
    sheets = tuple(_sheets(before, after, positions=positions))
    return Differences(len({*before, *after}), tuple(_scenario(old, new)), tuple(_variables(old, new)), sheets)


def _scenario(old: Sequence[ExportedSheet], new: Sequence[ExportedSheet]) -> Iterator[Detail]:
    if old and new:
        for field in ("scenario", "description"):
            before, after = getattr(old[0], field), getattr(new[0], field)
            if before != after:
                yield Detail("scenario", field, _masked_text(before), _masked_text(after))


def _variables(old: Sequence[ExportedSheet], new: Sequence[ExportedSheet]) -> Iterator[Difference]:
    old_variables, new_variables = _listed(old), _listed(new)
    for name in dict.fromkeys((*new_variables, *old_variables)):
        before, after = old_variables.get(name), new_variables.get(name)
        details = tuple(
            Detail("variable", field, _masked_text(old_value), _masked_text(new_value))
            for field in ("type", "value", "description")
            if (old_value := getattr(before, field, None)) != (new_value := getattr(after, field, None))
        )
        if details:
            change = Change.ADDED if before is None else Change.REMOVED if after is None else Change.CHANGED
            yield Difference(change, name, "variable", details)


def _masked_text(text: str | None) -> str | None:
    return None if text is None else in_address(text)


def _listed(sheets: Sequence[ExportedSheet]) -> Mapping[str, Variable]:
    variables: dict[str, Variable] = {}
    for variable in (variable for sheet in sheets for variable in sheet.variables or ()):
        variables.setdefault(variable.name, variable)
    return variables


def _sheets(
    before: Mapping[str, ExportedSheet], after: Mapping[str, ExportedSheet], *, positions: bool
) -> Iterator[SheetDifference]:
    for name, new in after.items():
        if name not in before:
            yield _whole_sheet(Change.ADDED, new)
        elif differences := tuple(_SheetComparison(before[name], new, positions=positions).differences()):
            yield SheetDifference(Change.CHANGED, name, differences)
    for name, old in before.items():
        if name not in after:
            yield _whole_sheet(Change.REMOVED, old)


def _whole_sheet(change: Change, sheet: ExportedSheet) -> SheetDifference:
    components = sheet.components.values()
    return SheetDifference(change, sheet.name, tuple(_whole(change, sheet, component) for component in components))


def _whole(change: Change, sheet: ExportedSheet, component: ExportedComponent) -> Difference:
    """Return the difference for a component that was added or removed."""
    details = tuple(
        Detail(kind, name, None, value) if change is Change.ADDED else Detail(kind, name, value, None)
        for kind, name, value in _contents(sheet, component)
    )
    return Difference(change, component.label, component.type.label, details)


def _contents(sheet: ExportedSheet, component: ExportedComponent) -> Iterator[tuple[str, str, MaskedValue]]:
    """Iterate over everything a component has: its parameters, its rows and its other wires."""
    for name, value in component.parameters.items():
        yield "parameter", name, masked(value, component.type.parameters[name])
    for row in _rows(sheet, component):
        yield "row", row.output, row.masked
    for output in () if component.rows else component.outputs:
        target = _target(sheet, component, output)
        if target is not None:
            yield "wire", output, target.label


@dataclass(frozen=True, slots=True)
class _Row:
    """A row and its target.

    Attributes:
        output: Its output.
        matched: The values that identify the row: those of its required fields, else all.
        fields: Its fields.
        masked: The fields and the target, without secrets.
        target: The component that it leads to.
    """

    output: str
    matched: tuple[Value, ...]
    fields: Mapping[str, Value]
    masked: dict[str, MaskedValue]
    target: ExportedComponent | None


def _rows(sheet: ExportedSheet, component: ExportedComponent) -> Sequence[_Row]:
    rows = []
    required = [name for name, parameter in component.type.row.items() if parameter.required]
    for index, fields in enumerate(component.rows, 1):
        target = _target(sheet, component, str(index))
        shown = {name: masked(value, component.type.row[name]) for name, value in fields.items()}
        if target is not None:
            shown["next"] = target.label
        matched = tuple(fields[name] for name in required or fields)
        rows.append(_Row(str(index), matched, fields, shown, target))
    return rows


def _target(sheet: ExportedSheet, source: ExportedComponent, output: str) -> ExportedComponent | None:
    target = sheet.wires.get((source.id, output))
    return None if target is None else sheet.components[target]


class _SheetComparison:
    """Compares the two states of one sheet."""

    def __init__(self, old: ExportedSheet, new: ExportedSheet, *, positions: bool) -> None:
        self._old = old
        self._new = new
        self._positions = positions
        self._pairs = matches(old, new)

    def differences(self) -> Iterator[Difference]:
        """Iterate over the components that differ: in reading order, removed ones last."""
        matched = {new: self._old.components[old] for old, new in self._pairs.items()}
        for component in self._new.components.values():
            if component.id not in matched:
                yield _whole(Change.ADDED, self._new, component)
            elif details := tuple(self._details(matched[component.id], component)):
                yield Difference(Change.CHANGED, component.label, component.type.label, details)
        for component in self._old.components.values():
            if component.id not in self._pairs:
                yield _whole(Change.REMOVED, self._old, component)

    def _details(self, old: ExportedComponent, new: ExportedComponent) -> Iterator[Detail]:
        if old.type is not new.type:
            yield Detail("type", "type", old.type.label, new.type.label)
        if old.name != new.name:
            yield Detail("name", "name", _masked_text(old.name), _masked_text(new.name))
        for name, parameter in {**new.type.parameters, **old.type.parameters}.items():
            before, after = old.parameters.get(name), new.parameters.get(name)
            if before != after:
                yield Detail("parameter", name, masked(before, parameter), masked(after, parameter))
        yield from self._row_changes(_rows(self._old, old), _rows(self._new, new))
        outputs = [output for component in (new, old) if not component.rows for output in component.outputs]
        for output in dict.fromkeys(outputs):
            source, target = _target(self._old, old, output), _target(self._new, new, output)
            if not self._same(source, target):
                yield Detail("wire", output, _label(source), _label(target))
        if self._positions and old.at != new.at:
            yield Detail("position", "position", _point(old), _point(new))

    def _same(self, old: ExportedComponent | None, new: ExportedComponent | None) -> bool:
        """Whether two targets are the same component."""
        return new is None if old is None else new is not None and self._pairs.get(old.id) == new.id

    def _row_changes(self, before: Sequence[_Row], after: Sequence[_Row]) -> Iterator[Detail]:
        """Align the rows by what they match, so that a row added or removed changes no other row."""
        aligned = SequenceMatcher(None, [row.matched for row in before], [row.matched for row in after], autojunk=False)
        for _, first, last, begin, end in aligned.get_opcodes():
            for old, new in zip_longest(before[first:last], after[begin:end]):
                if old is None:
                    yield Detail("row", new.output, None, new.masked)
                elif new is None:
                    yield Detail("row", old.output, old.masked, None)
                elif old.fields != new.fields or not self._same(old.target, new.target):
                    yield Detail("row", new.output, old.masked, new.masked)


def _label(component: ExportedComponent | None) -> str | None:
    return None if component is None else component.label


def _point(component: ExportedComponent) -> MaskedValue:
    return None if component.at is None else {"x": component.at.x, "y": component.at.y}
