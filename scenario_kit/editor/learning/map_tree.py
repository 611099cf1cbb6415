"""The tree of a map, made of everything that was found in exports of known scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scenario_kit.editor.learning.draft import Draft
from scenario_kit.editor.learning.guarding import guarded, tokens_of
from scenario_kit.editor.learning.ids import id_form
from scenario_kit.editor.learning.map_values import map_values, map_variable
from scenario_kit.editor.learning.map_words import map_words
from scenario_kit.editor.learning.sheet_template import sheet_template

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.editor.learning.evidence import Json
    from scenario_kit.editor.learning.parts import Parts

_ANY_FORM: Final = "{hex:16}"


def map_tree(parts: Parts, *, calibrated: bool = True) -> dict[str, Any]:
    """Return the tree of the map that reads and writes sheets like the exports that parts were found in.

    Args:
        parts: What was found.
        calibrated: Whether the exports show known scenarios, so that all of their wires are understood.
    """
    draft = Draft(parts)
    sheet = sheet_template(draft)
    if not calibrated or not parts.wiring.groups:
        sheet = guarded(sheet, tokens_of(parts))
    tree: dict[str, Any] = {"version": 2, "sheet": sheet}
    tree["words"] = map_words(parts, draft.open)
    values = map_values(parts.parameters, parts.fields, draft.unset_variable)
    if values:
        tree["values"] = values
    variable = map_variable(parts.parameters, parts.fields)
    if variable is not None:
        tree["variable"] = variable
    tree["ids"] = map_ids(parts, draft.ids)
    return tree


def map_ids(parts: Parts, others: Mapping[str, Sequence[Json]]) -> dict[str, Any]:
    """Return the declaration of ids like those that were seen.

    Args:
        parts: What was found.
        others: The ids of wires, ports, variables and the sheet, by the key of the declaration.
    """
    ids = [parts.id(item) for item in parts.located.items]
    is_name = all(id_ == item.known.name for id_, item in zip(ids, parts.located.items, strict=True))
    tree = {"form": "{name}" if is_name else _ANY_FORM, **id_form(ids)}
    return tree | {name: {"form": _ANY_FORM, **id_form(values)} for name, values in others.items() if values}
