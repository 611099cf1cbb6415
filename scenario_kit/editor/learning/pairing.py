"""Reads exported files, and pairs each with the sheet of a scenario that it shows."""

from __future__ import annotations

import codecs
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.editor.learning.evidence import Export, Json, KnownComponent
from scenario_kit.editor.learning.locating import texts
from scenario_kit.editor.learning.model import LearningError
from scenario_kit.editor.learning.refusing import refuse_unfit
from scenario_kit.files.source import MAX_BYTES
from scenario_kit.files.strict_json import StrictJsonError, read_json
from scenario_kit.language.catalogue import catalogue
from scenario_kit.rendering.sheets import sheets, template_context

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph

_LEAST: Final = 0.5
"""The share of a sheet's names that a file must have to be that sheet."""


def read_export(file: str, data: bytes) -> Json:
    """Read an exported file, called `file` in errors.

    Raises:
        LearningError: It is too large, not strict JSON, or has nothing in it that may be a component.
    """
    if len(data) > MAX_BYTES:
        raise LearningError(f"{file}: larger than {MAX_BYTES // 1024 // 1024} MiB, too large for a sheet")
    try:
        value = read_json(data.removeprefix(codecs.BOM_UTF8))
    except StrictJsonError as error:
        place = f"{file}:{error.line}:{error.column}"
        raise LearningError(": ".join(filter(None, (place, error.pointer, error.reason)))) from None
    if not isinstance(value, dict | list) or not value:
        raise LearningError(f"{file}: not a sheet; expected an object or a list with components")
    return value


def paired(values: Sequence[tuple[str, Json]], graphs: Sequence[CallGraph]) -> list[Export]:
    """Return each file with the sheet that it shows.

    Args:
        values: The names of the files, and the JSON of each.
        graphs: The scenarios.

    Raises:
        LearningError: A file shows no sheet of the scenarios, or several, or an id is used twice.
    """
    shown = [export for calls in graphs for export in _sheets(calls)]
    exports = [replace(_shown_by(file, value, shown), file=file, value=value) for file, value in values]
    for export in exports:
        refuse_unfit(export.file, export.value, {component.name for component in export.components.values()})
    return exports


def _shown_by(file: str, value: Json, shown: Sequence[Export]) -> Export:
    """Return the sheet whose names a file has the most of; its own name decides between equals."""
    words = {text for _, _, text in texts(value)}
    scores = [(_share(export, words), export.sheet in words, -index) for index, export in enumerate(shown)]
    share, _, index = max(scores, default=(0, False, 0))
    if share < _LEAST:
        names = ", ".join(f"`{export.sheet}`" for export in shown) or "none"
        raise LearningError(
            f"{file}: shows no sheet of the scenario, whose sheets are {names}; "
            "draw the components with the names of the scenario"
        )
    return shown[-index]


def _share(export: Export, words: set[str]) -> float:
    names = [component.name for component in export.components.values()]
    return sum(name in words for name in names) / len(names) if names else 0


def _sheets(calls: CallGraph) -> Iterator[Export]:
    for sheet in sheets(calls):
        context = template_context(calls, sheet)
        components = {one["key"]: _component(one) for one in context["components"]}
        wires = {(wire["source"]["key"], wire["output"]): wire["target"]["key"] for wire in context["wires"]}
        yield Export("", None, context["scenario"], sheet.name, components, wires, tuple(context["variables"]))


def _component(context: Mapping[str, Any]) -> KnownComponent:
    return KnownComponent(
        context["key"],
        catalogue()[context["type"]],
        context["name"],
        {one["name"]: one["value"] for one in context["parameters"]},
        tuple({one["name"]: one["value"] for one in row["fields"]} for row in context["rows"]),
        tuple(context["outputs"]),
    )
