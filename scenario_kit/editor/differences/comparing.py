"""Compares two states of a scenario's sheets."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING

from scenario_kit.editor.differences.masked_values import masked_text, masked_value
from scenario_kit.editor.differences.matching import matches
from scenario_kit.editor.differences.model import Change, Detail, Difference, Differences, MaskedValue, SheetDifference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.callgraph.drafts import Value
    from scenario_kit.editor.exported import ExportedComponent, ExportedSheet
    from scenario_kit.language.spec import Variable

_VARIABLE_FIELDS = ("type", "value", "description")


def compare(old: Sequence[ExportedSheet], new: Sequence[ExportedSheet], *, positions: bool = False) -> Differences:
    """Compare two states of the sheets of one scenario.

    Args:
        old: The sheets before.
        new: The sheets after.
        positions: Whether a different position is a difference.
    """
    before, after = ({sheet.name: sheet for sheet in sheets} for sheets in (old, new))
    sheets = tuple(_sheets(before, after, positions=positions))
    return Differences(len({*before, *after}), tuple(_scenario(old, new)), tuple(_variables(old, new)), sheets)


def _scenario(old: Sequence[ExportedSheet], new: Sequence[ExportedSheet]) -> Iterator[Detail]:
    if old and new:
        for field in ("scenario", "description"):
            was, is_ = getattr(old[0], field), getattr(new[0], field)
            if was != is_:
                yield Detail("scenario", field, masked_text(was), masked_text(is_))


def _variables(old: Sequence[ExportedSheet], new: Sequence[ExportedSheet]) -> Iterator[Difference]:
    before, after = _listed(old), _listed(new)
    for name in dict.fromkeys((*after, *before)):
        was, is_ = before.get(name), after.get(name)
        details = tuple(
            Detail("variable", field, masked_text(old_value), masked_text(new_value))
            for field in _VARIABLE_FIELDS
            if (old_value := getattr(was, field, None)) != (new_value := getattr(is_, field, None))
        )
        if details:
            change = Change.ADDED if was is None else Change.REMOVED if is_ is None else Change.CHANGED
            yield Difference(change, name, "variable", details)


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
            yield SheetDifference(
                Change.ADDED, name, tuple(_added(new, component) for component in new.components.values())
            )
        elif differences := tuple(_SheetComparison(before[name], new, positions=positions).differences()):
            yield SheetDifference(Change.CHANGED, name, differences)
    for name, old in before.items():
        if name not in after:
            yield SheetDifference(
                Change.REMOVED, name, tuple(_removed(old, component) for component in old.components.values())
            )


def _added(sheet: ExportedSheet, component: ExportedComponent) -> Difference:
    details = tuple(Detail(kind, name, None, value) for kind, name, value in _facts(sheet, component))
    return Difference(Change.ADDED, component.label, component.type.label, details)


def _removed(sheet: ExportedSheet, component: ExportedComponent) -> Difference:
    details = tuple(Detail(kind, name, value, None) for kind, name, value in _facts(sheet, component))
    return Difference(Change.REMOVED, component.label, component.type.label, details)


def _facts(sheet: ExportedSheet, component: ExportedComponent) -> Iterator[tuple[str, str, MaskedValue]]:
    """Iterate over everything a component has: its parameters, its rows and its other wires."""
    for name, value in component.parameters.items():
        yield "parameter", name, masked_value(value, component.type.parameters[name])
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
        masked = {name: masked_value(value, component.type.row[name]) for name, value in fields.items()}
        if target is not None:
            masked["next"] = target.label
        matched = tuple(fields[name] for name in required or fields)
        rows.append(_Row(str(index), matched, fields, masked, target))
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
        was = {new: self._old.components[old] for old, new in self._pairs.items()}
        for component in self._new.components.values():
            if component.id not in was:
                yield _added(self._new, component)
            elif details := tuple(self._details(was[component.id], component)):
                yield Difference(Change.CHANGED, component.label, component.type.label, details)
        for component in self._old.components.values():
            if component.id not in self._pairs:
                yield _removed(self._old, component)

    def _details(self, old: ExportedComponent, new: ExportedComponent) -> Iterator[Detail]:
        if old.type is not new.type:
            yield Detail("type", "type", old.type.label, new.type.label)
        if old.name != new.name:
            yield Detail("name", "name", masked_text(old.name), masked_text(new.name))
        for name, parameter in ({**new.type.parameters, **old.type.parameters}).items():
            was, is_ = old.parameters.get(name), new.parameters.get(name)
            if was != is_:
                yield Detail("parameter", name, masked_value(was, parameter), masked_value(is_, parameter))
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
            for was, is_ in zip_longest(before[first:last], after[begin:end]):
                if was is None:
                    yield Detail("row", is_.output, None, is_.masked)
                elif is_ is None:
                    yield Detail("row", was.output, was.masked, None)
                elif was.fields != is_.fields or not self._same(was.target, is_.target):
                    yield Detail("row", is_.output, was.masked, is_.masked)


def _label(component: ExportedComponent | None) -> str | None:
    return None if component is None else component.label


def _point(component: ExportedComponent) -> MaskedValue:
    return None if component.at is None else {"x": component.at.x, "y": component.at.y}
