"""The tree of a map, made of everything that was found in exports of known scenarios."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.editor.learning.draft import Draft
from scenario_kit.editor.learning.evidence import MISSING
from scenario_kit.editor.learning.map_values import map_values, map_variable
from scenario_kit.editor.learning.map_words import map_words
from scenario_kit.editor.learning.sheet_template import sheet_template

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.editor.learning.evidence import Json
    from scenario_kit.editor.learning.parts import Parts

_NUMBERED: Final = re.compile(r"(\D*)([0-9]+)(\D*)", re.ASCII)
_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_HEX: Final = re.compile(r"[0-9a-f]{4,}")
_ANY_FORM: Final = "{hex:16}"


def map_tree(parts: Parts) -> dict[str, Any]:
    """Return the tree of the map that reads and writes sheets like the exports that parts were found in."""
    draft = Draft(parts)
    tree: dict[str, Any] = {"version": 2, "sheet": sheet_template(draft)}
    tree["words"] = map_words(parts, draft.open)
    unset = draft.unset_variable if _has_unset_texts(parts) else MISSING
    values = map_values(parts.parameters, parts.fields, unset)
    if values:
        tree["values"] = values
    variable = map_variable(parts.parameters, parts.fields)
    if variable is not None:
        tree["variable"] = variable
    tree["ids"] = map_ids(parts, draft.ids)
    return tree


def _has_unset_texts(parts: Parts) -> bool:
    """Whether an editor variable has no value or no description."""
    variables = [variable for export in parts.exports for variable in export.variables]
    return any("value" not in variable or "description" not in variable for variable in variables)


def map_ids(parts: Parts, others: Mapping[str, Sequence[Json]]) -> dict[str, Any]:
    """Return the declaration of ids like those that were seen.

    Args:
        parts: What was found.
        others: The ids of wires, ports and the sheet, by the key of the declaration.
    """
    ids = [parts.id(item) for item in parts.located.items]
    is_name = all(id_ == item.known.name for id_, item in zip(ids, parts.located.items, strict=True))
    tree = {"form": "{name}" if is_name else _ANY_FORM, **id_form(ids)}
    return tree | {name: {"form": _ANY_FORM, **id_form(values)} for name, values in others.items() if values}


def id_form(ids: Sequence[Json]) -> dict[str, Any]:
    """Return the form that all of some ids have, nothing if they have none in common."""
    as_number = {"as": "number"} if all(isinstance(value, int) for value in ids) else {}
    texts = [str(value) for value in ids]
    numbered = [match for text in texts if (match := _NUMBERED.fullmatch(text)) is not None]
    if len(numbered) == len(texts) and len({(match[1], match[3]) for match in numbered}) == 1:
        first = min(int(match[2]) for match in numbered)
        form = f"{numbered[0][1]}{_counter([match[2] for match in numbered])}{numbered[0][3]}"
        return {**as_number, "form": form, **({"from": first} if first != 1 else {})}
    if as_number:
        return {**as_number, "form": "{number}"}
    if all(_UUID.fullmatch(text) for text in texts):
        return {"form": "{uuid}"}
    shapes = {_HEX.sub(lambda match: f"{{hex:{len(match[0])}}}", text) for text in texts}
    shape = shapes.pop() if len(shapes) == 1 else ""
    return {**as_number, "form": shape} if "{hex" in shape else as_number


def _counter(digits: Sequence[str]) -> str:
    """Return the place of a number in a form, with its digits if zeros fill it up."""
    filled = {len(number) for number in digits if number.startswith("0") and len(number) > 1}
    return f"{{number:{filled.pop()}}}" if len(filled) == 1 else "{number}"
