"""What to do in the editor to draw a calibration: a page to print, and the same as Markdown.

The texts of the templates are English; `templates/profile/locale` has the catalogues of gettext for other languages.
The editor's labels and the values to enter are never translated.
"""

from __future__ import annotations

import base64
import gettext
import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.callgraph.graph import JUMP
from scenario_kit.files.artifact import Artifact
from scenario_kit.files.shipped import shipped
from scenario_kit.language.component_models import VariableReference
from scenario_kit.rendering.artifacts import Renderer
from scenario_kit.rendering.diagram import description, svg_context
from scenario_kit.rendering.drawing import draw
from scenario_kit.rendering.sheets import sheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scenario_kit.callgraph.drafts import Row, Value
    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.language.catalogue import Parameter

SCENARIO: Final = "calibration.yaml"
LANGUAGES: Final[Mapping[str, str]] = {"en": "ltr", "fa": "rtl"}
"""The languages of the guide, and the direction in which each is written."""

_DOMAIN: Final = "guide"
_OUTPUTS: Final = {"match": "✓", "no_match": "✗"}
"""How the editor marks outputs that have no letter."""


def guide(
    calls: CallGraph, commands: Mapping[str, str], language: str = "en", *, file: str = SCENARIO
) -> list[Artifact]:
    """Return the guide to a calibration: `calibration.html`, `calibration.md`, and the picture that the latter shows.

    Args:
        calls: The calibration's call graph.
        commands: The command lines to run after the export: `learn` and `build`.
        language: One of `LANGUAGES`.
        file: The calibration's file, as the commands name it.
    """
    renderer = Renderer(translations=_translations(language))
    laid_out = sheets(calls)
    style = b"".join(renderer.text(name, {}) for name in ("plan/drawing.css", "profile/calibration.css")).decode()
    context = {
        **guide_context(calls),
        "language": language,
        "direction": LANGUAGES[language],
        "commands": commands,
        "scenario_file": file,
        "picture": "calibration.svg",
        "description": description(calls),
        "drawing": draw(calls, laid_out[0]),
        "style": style,
        "style_hash": "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    }
    return [
        Artifact("calibration.html", renderer.text("profile/calibration.html.j2", context)),
        Artifact("calibration.md", renderer.text("profile/calibration.md.j2", context)),
        Artifact("calibration.svg", renderer.text("plan/plan.svg.j2", svg_context(calls, laid_out))),
    ]


def _translations(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(_DOMAIN, shipped("templates") / "profile/locale", languages=[language])


def guide_context(calls: CallGraph) -> dict[str, Any]:
    """Return what the guide says of a calibration; JSON types only."""
    used = _used_parameters(calls)
    return {
        "sheet": next(iter(calls.sheets)),
        "variables": [variable.model_dump(exclude_none=True) for variable in calls.scenario.variables],
        "components": [_component(calls, component, used[component.type.name]) for component in calls.components],
        "wires": sum(wire.output != JUMP for component in calls.components for wire in calls.wires(component.id)),
        "types": len(used),
    }


def _used_parameters(calls: CallGraph) -> Mapping[str, set[str]]:
    used: dict[str, set[str]] = {}
    for component in calls.components:
        used.setdefault(component.type.name, set()).update(component.parameters)
    return used


def _component(calls: CallGraph, component: Component, used: set[str]) -> dict[str, Any]:
    type_, targets = component.type, calls.targets(component.id)
    names = {output: calls.component(target).name for output, target in targets.items() if output != JUMP}
    columns = [field for field in type_.row.values() if any(field.name in row.fields for row in component.rows)]
    return {
        "type": type_.label,
        "name": component.name,
        "fields": [
            {"label": parameter.label, "value": _entry(component.parameters.get(name), parameter)}
            for name, parameter in type_.parameters.items()
            if name in used and not _is_name(component, name)
        ],
        "columns": [field.label for field in columns],
        "rows": [_row(row, columns, names.get(row.output)) for row in component.rows],
        "wires": [
            {"output": "" if output == "out" else _OUTPUTS.get(output, output), "target": names[output]}
            for output in type_.outputs
            if output in names
        ],
    }


def _is_name(component: Component, parameter: str) -> bool:
    """Whether a parameter is the component's name, which the guide has as its heading."""
    return parameter == "name" and component.parameters.get("name") == component.name


def _row(row: Row, columns: Sequence[Parameter], target: str | None) -> dict[str, Any]:
    return {"cells": [_entry(row.fields.get(field.name), field) for field in columns], "target": target}


def _entry(value: Value | None, parameter: Parameter) -> dict[str, Any]:
    """Return what to enter: the kind of the entry, and its texts.

    A default that is not written in the scenario is like no value: the editor has it already.
    """
    if value is None or value == parameter.default:
        return {"kind": "empty", "texts": []}
    if isinstance(value, bool):
        return {"kind": "on" if value else "off", "texts": []}
    if isinstance(value, VariableReference):
        return {"kind": "variable", "texts": [value.variable]}
    return {"kind": "text", "texts": list(_texts(value))}


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (f"{day} {time}" for day, times in value.items() for time in times)
    elif isinstance(value, tuple):
        yield from value
    else:
        yield from str(value).split("\n")
