"""From exported files and scenarios to what was learned: reads the files, learns, applies answers and proves the map."""

from __future__ import annotations

import codecs
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.editor.learning.evidence import Export, Json, KnownComponent, walk
from scenario_kit.editor.learning.map_tree import map_tree
from scenario_kit.editor.learning.parts import find_parts
from scenario_kit.editor.learning.model import Learned, LearningError, Question, Statement, Status
from scenario_kit.editor.learning.stating import guesses, questions, statements
from scenario_kit.editor.learning.structure import understood
from scenario_kit.files.source import MAX_BYTES
from scenario_kit.files.strict_json import StrictJsonError, read_json
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.language.catalogue import catalogue
from scenario_kit.profiles.declaration import SheetMap
from scenario_kit.profiles.json_values import read_exported
from scenario_kit.profiles.reading import read_value
from scenario_kit.profiles.style import Style, style_of
from scenario_kit.rendering.sheets import sheets, template_context

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.editor.learning.answers import Answers

_LEAST: Final = 0.5
"""The share of a sheet's names that a file must have to be that sheet."""


def taught(exports: Sequence[tuple[str, bytes]], graphs: Sequence[CallGraph], answers: Answers | None) -> Learned:
    """Learn a format; see `learn`."""
    values = [(file, data, _value(file, data)) for file, data in exports]
    if not values:
        raise LearningError("no exported files; name at least one")
    known = _known(values, graphs) if graphs else understood([(file, value) for file, _, value in values], answers)
    parts = find_parts(known)
    tree = map_tree(parts)
    tree = {"version": tree.pop("version"), **_style(exports[0][1]), **tree}
    said = statements(parts)
    asked = questions(parts)
    if answers is not None:
        said, asked = _answered(tree, said, asked, answers)
    open_ = guesses(said)
    if open_:
        tree["guesses"] = open_
    return Learned(tree, tuple(said), tuple(asked), tuple(_proof(tree, values)))


def _style(data: bytes) -> dict[str, Any]:
    """Return the style of a file's text as a map declares it, without what is usual."""
    usual = Style().model_dump(mode="json")
    style = style_of(data.decode().removeprefix("\ufeff")).model_dump(mode="json")
    different = {name: value for name, value in style.items() if value != usual[name]}
    return {"style": different} if different else {}


def _value(file: str, data: bytes) -> Json:
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


def _known(values: Sequence[tuple[str, bytes, Json]], graphs: Sequence[CallGraph]) -> list[Export]:
    """Pair each file with the sheet that it shows."""
    shown = [export for calls in graphs for export in _sheets(calls)]
    known = []
    for file, _, value in values:
        texts = {leaf for _, leaf in walk(value) if isinstance(leaf, str)} | _keys(value)
        scores = [(_share(export, texts), export.sheet in texts, -index) for index, export in enumerate(shown)]
        best = max(scores, default=None)
        if best is None or best[0] < _LEAST:
            names = ", ".join(f"`{export.sheet}`" for export in shown) or "none"
            raise LearningError(
                f"{file}: shows no sheet of the scenario (its sheets: {names}); the components must have the names of the scenario"
            )
        known.append(replace(shown[-best[2]], file=file, value=value))
    return known


def _share(export: Export, texts: set[str]) -> float:
    names = [component.name for component in export.components.values()]
    return sum(name in texts for name in names) / len(names) if names else 0


def _keys(value: Json) -> set[str]:
    keys: set[str] = set()
    stack = [value]
    while stack:
        current = stack.pop()
        if isinstance(current, dict):
            keys.update(current)
            stack.extend(current.values())
        elif isinstance(current, list):
            stack.extend(current)
    return keys


def _sheets(calls: CallGraph) -> list[Export]:
    found = []
    for sheet in sheets(calls):
        context = template_context(calls, sheet)
        components = {one["key"]: _component(one) for one in context["components"]}
        wires = {(wire["source"]["key"], wire["output"]): wire["target"]["key"] for wire in context["wires"]}
        found.append(Export("", None, context["scenario"], sheet.name, components, wires, tuple(context["variables"])))
    return found


def _component(context: Mapping[str, Any]) -> KnownComponent:
    return KnownComponent(
        context["key"],
        catalogue()[context["type"]],
        context["name"],
        {one["name"]: one["value"] for one in context["parameters"]},
        tuple({one["name"]: one["value"] for one in row["fields"]} for row in context["rows"]),
        tuple(context["outputs"]),
    )


def _answered(
    tree: dict[str, Any], said: Sequence[Statement], asked: Sequence[Question], answers: Answers
) -> tuple[list[Statement], list[Question]]:
    """Put the answers into the map, and mark what they decide."""
    words = tree.setdefault("words", {})
    decided: dict[tuple[str, str], str] = {}
    types = words.setdefault("types", {})
    if answers.types:
        types["words"] = {**types.get("words", {}), **answers.types}
        decided |= {("type", ours): theirs for theirs, ours in answers.types.items()}
    for key, topic, given in (("parameters", "parameter", answers.parameters), ("outputs", "output", answers.outputs)):
        own = words.setdefault(key, {})
        for type_, entries in given.items():
            own["words"] = {**own.get("words", {}), type_: {**own.get("words", {}).get(type_, {}), **entries}}
            for theirs, ours in entries.items():
                for name in catalogue() if type_ == "any" else (type_,):
                    decided[topic, f"{name}.{ours}"] = theirs
    if answers.variable is not None:
        tree["variable"] = answers.variable
        decided["variable", "variable"] = answers.variable
    for kind, choices in answers.values.items():
        entry = tree.setdefault("values", {}).setdefault(kind, {})
        entry["words"] = {**entry.get("words", {}), **choices}
    now = [
        replace(one, says=decided[one.topic, one.subject], status=Status.ANSWERED, runner_up=None)
        if (one.topic, one.subject) in decided and one.status is not Status.KNOWN
        else one
        for one in said
    ]
    return now, [question for question in asked if (question.topic, question.subject) not in decided]


def _proof(tree: dict[str, Any], values: Sequence[tuple[str, bytes, Json]]) -> list[str]:
    """Return why an export cannot be read by the map."""
    found = []
    try:
        sheet_map = SheetMap.from_tree(tree)
    except ScenarioKitError as error:
        return [f"the map is not complete: {error}"]
    for file, data, _ in values:
        try:
            read_value(read_exported(data, file), sheet_map, data=data)
        except ScenarioKitError as error:
            found.append(str(error))
    return found
