"""Finds the place in the scenario file of each difference: where it was written, or where it would be added."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.differences.model import Change, Detail, Difference, Differences, Place, SheetDifference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.files.document import Document
    from scenario_kit.findings.model import NodePath

_FIELDS: Final = {"scenario": "name"}
"""The keys of a scenario that are named otherwise in a difference."""


def with_places(
    differences: Differences, calls: CallGraph, document: Document, ids: Mapping[str, str] | None = None
) -> Differences:
    """Return the differences with their places in the document that the new state was built from.

    Args:
        differences: The differences.
        calls: The call graph that the new state was built from.
        document: The document of that call graph.
        ids: The ids of sheets with another name than their id, by name.
    """
    variables = {variable.name: index for index, variable in enumerate(calls.scenario.variables)}
    places = _Places(calls, document, variables, ids or {})
    return replace(
        differences,
        scenario=tuple(
            replace(detail, place=places.at((_FIELDS.get(detail.name, detail.name),)))
            for detail in differences.scenario
        ),
        variables=tuple(map(places.variable, differences.variables)),
        sheets=tuple(map(places.sheet, differences.sheets)),
    )


@dataclass(frozen=True, slots=True)
class _Places:
    """Finds places in the document that a call graph was compiled from; `variables` has the index of each variable.

    Sheets with another name than their id are in `ids`.
    """

    calls: CallGraph
    document: Document
    variables: Mapping[str, int]
    ids: Mapping[str, str]

    def at(self, *paths: NodePath, on_key: bool = False) -> Place:
        """Return the place of the first path that exists; if none does, that of the deepest part of the first."""
        span, _ = next(
            (located for path in paths if (located := self.document.locate(path, on_key=on_key))[1] == path),
            self.document.locate(paths[0], on_key=on_key),
        )
        return Place(self.document.file, span.line, span.column)

    def field(self, detail: Detail) -> Detail:
        """Return a difference of the scenario itself, with its place."""
        return replace(detail, place=self.at((_FIELDS.get(detail.name, detail.name),)))

    def variable(self, difference: Difference) -> Difference:
        """Return the difference of an editor variable, with its places."""
        index = self.variables.get(difference.label)
        path: NodePath = ("variables",) if index is None else ("variables", index)
        details = tuple(replace(detail, place=self.at((*path, detail.name))) for detail in difference.details)
        return replace(difference, details=details, place=self.at(path))

    def sheet(self, difference: SheetDifference) -> SheetDifference:
        """Return the difference of a sheet, with the places of its components."""
        name = self.ids.get(difference.name, difference.name)
        path: NodePath = ("call",) if self.calls.scenario.sheets is None else ("sheets", name)
        components = self.calls.sheets.get(name, ())
        by_label = {component.name: component for component in reversed(components)}
        by_label |= {component.key: component for component in components}
        return replace(
            difference,
            components=tuple(
                self._component(one, None if one.change is Change.REMOVED else by_label.get(one.label), path)
                for one in difference.components
            ),
            place=self.at(path, on_key=True),
        )

    def _component(self, difference: Difference, component: Component | None, sheet: NodePath) -> Difference:
        """Return the difference with its places; a component that the scenario lacks would be added to the sheet."""
        if component is None:
            place = self.at(sheet, on_key=True)
            details = tuple(replace(detail, place=place) for detail in difference.details)
        else:
            place = self.at(component.path, on_key=True)
            details = tuple(
                replace(detail, place=self.at(*self._paths(detail, component))) for detail in difference.details
            )
        return replace(difference, details=details, place=place)

    def _paths(self, detail: Detail, component: Component) -> Sequence[NodePath]:
        """Return where a detail of a component may be written, the most likely path first."""
        if detail.kind == "row" and detail.new is not None:
            return (component.rows[int(detail.name) - 1].path,)
        if detail.kind == "wire" and detail.new is not None:
            return [wire.path for wire in self.calls.wires(component.id) if wire.output == detail.name]
        if self.calls.scenario.sheets is None:
            return _short_form_paths(detail, component.path)
        return (_long_form_path(detail, component.path),)


def _long_form_path(detail: Detail, path: NodePath) -> NodePath:
    keys: Mapping[str, NodePath] = {
        "type": ("component",),
        "name": ("name",),
        "parameter": (detail.name,),
        "row": ("rows",),
        "wire": ("next", detail.name),
    }
    return (*path, *keys.get(detail.kind, ()))


def _short_form_paths(detail: Detail, path: NodePath) -> Sequence[NodePath]:
    if detail.kind == "name":  # that of the dialling component is the name of the scenario
        return (("name",),)
    if detail.kind == "row":
        return (("call", "match"),)
    if detail.kind == "parameter" and detail.name == "context":
        return ("call", "context"), ("originate", "context")
    return ((*path, detail.name) if detail.kind == "parameter" else path,)
