"""Learns a format: reads the files, finds what they show, makes a map of it, and proves the map."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.editor.learning.answering import answered
from scenario_kit.editor.learning.map_tree import map_tree
from scenario_kit.editor.learning.model import Learned, LearningError
from scenario_kit.editor.learning.pairing import paired, read_export
from scenario_kit.editor.learning.parts import find_parts
from scenario_kit.editor.learning.proof import proof, proof_texts
from scenario_kit.editor.learning.questions import open_words, questions
from scenario_kit.editor.learning.statements import doubted, guesses, statements
from scenario_kit.editor.learning.structure import Understood, understood
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.profiles.declaration import SheetMap
from scenario_kit.profiles.style import Style, style_of
from scenario_kit.profiles.words import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.editor.learning.answers import Answers
    from scenario_kit.editor.learning.model import Statement


_HELP: Final = "pass the scenario that it shows with --scenario"


def learn_format(exports: Sequence[tuple[str, bytes]], graphs: Sequence[CallGraph], answers: Answers | None) -> Learned:
    """Learn a format; see `learn`."""
    if not exports:
        raise LearningError("no exported files; name at least one")
    exports = sorted(exports)
    values = [(file, read_export(file, data)) for file, data in exports]
    shown = Understood(paired(values, graphs)) if graphs else understood(values, answers)
    try:
        parts = find_parts(shown.exports)
    except LearningError as error:
        if graphs:
            raise
        raise LearningError(f"{exports[0][0]}: its structure cannot be understood; {_HELP}") from error
    tree = map_tree(parts, calibrated=bool(graphs))
    tree = {"version": tree.pop("version"), **map_style(exports[0][1]), **tree}
    said = statements(parts, calibrated=bool(graphs))
    asked = [*shown.questions, *questions(parts), *(() if graphs else open_words(parts))]
    if answers is not None:
        said, asked = answered(tree, said, asked, answers)
    differences = proof(
        _sheet_map(tree, said, exports[0][0], has_graphs=bool(graphs)), exports, parts if graphs else None
    )
    said = doubted(said, differences)
    if differences:
        _sheet_map(tree, said, exports[0][0], has_graphs=bool(graphs))
    return Learned(tree, tuple(said), tuple(asked), tuple(proof_texts(differences)))


def _sheet_map(tree: dict[str, Any], said: Sequence[Statement], file: str, *, has_graphs: bool) -> SheetMap:
    """Return the map of a tree, which gets what the statements guess.

    Raises:
        LearningError: It is no map.
    """
    guessed = guesses(said)
    if guessed:
        tree["guesses"] = guessed
    try:
        sheet_map = SheetMap.from_tree(tree)
        Vocabulary(sheet_map.words).types()
    except ScenarioKitError as error:
        help_ = "learn from fewer or other exports" if has_graphs else _HELP
        raise LearningError(f"{file}: its structure cannot be understood ({error}); {help_}") from None
    return sheet_map


def map_style(data: bytes) -> dict[str, Any]:
    """Return the style of a file's text as a map declares it, without what is usual."""
    usual = Style().model_dump(mode="json")
    style = style_of(data.removeprefix(codecs.BOM_UTF8).decode()).model_dump(mode="json")
    different = {name: value for name, value in style.items() if value != usual[name]}
    return {"style": different} if different else {}
