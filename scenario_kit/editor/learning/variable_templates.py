"""The templates of editor variables: where they are, and what each has."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.building import key_template
from scenario_kit.editor.learning.evidence import MISSING, Json, Path, at, is_scalar, leaf_texts, members, walk
from scenario_kit.editor.learning.locating import concrete, splits, texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.editor.learning.building import Case
    from scenario_kit.editor.learning.draft import Draft
    from scenario_kit.editor.learning.parts import Parts

_KEYS: Final = 4
"""How many keys a variable has if nothing of it is unset."""
_USUAL: Final = ("variables", "vars", "globals", "globalVariables")


def variable_container(parts: Parts) -> Path | None:
    """Return where the editor variables are, apart from the components; None if they are nowhere."""
    count: Counter[Path] = Counter()
    total = sum(len(export.variables) for export in parts.exports)
    for export in parts.exports:
        names = {variable["name"] for variable in export.variables}
        root = concrete(parts.located.container, export)
        for path, is_key, text in texts(export.value):
            if text in names and path[: len(root)] != root:
                count.update({container for container, _, _ in splits(path, is_key=is_key)})
    if total:
        whole = [path for path, number in count.items() if number >= total]
        fitting = [path for path in whole if _fits(path, parts)]
        return max(fitting or whole, key=len, default=None)
    for name in _USUAL:
        if all(isinstance(export.value, dict) and export.value.get(name) == [] for export in parts.exports):
            return (name,)
    return None


def _fits(path: Path, parts: Parts) -> bool:
    """Whether a list or mapping has as many members in each export as there are variables."""
    return all(len(members(at(export.value, path))) == len(export.variables) for export in parts.exports)


def variables(draft: Draft, cases: Sequence[Case]) -> Json:
    """Return the template of the list or mapping of editor variables."""
    inner: list[Case] = []
    keys: list[Case] = []
    for case in cases:
        for step, member in members(case.value):
            words = leaf_texts(member) | ({step} if isinstance(step, str) else set())
            known = [one for one in _known(case) if one["name"] in words]
            if known:
                inner.append(_variable(draft, case, known[0], member))
                keys.append(replace(inner[-1], value=step))
    if not inner:  # a list without variables: its items are likely to be spelled as we do
        item = {"name": "$variable", "type": "$variable_type", "value": "$value", "description": "$description"}
        return [{"$each": "variables", "$item": item}]
    tree: dict[str, Json] = {"$each": "variables", "$item": draft.builder.build(inner, ("\0variable",))}
    if is_scalar(inner[0].value) and draft.unset_variable is MISSING:
        draft.unset_variable = None  # a variable without a value must not be left out
    if isinstance(cases[0].value, dict):
        tree["$key"] = key_template(keys)
    return tree


def variable_records(
    draft: Draft, cases: Sequence[Case], rest: Sequence[Sequence[Json]]
) -> tuple[list[Case], list[list[Json]]]:
    """Return the editor variables in the list of components, and what is left of its other members."""
    found: list[Case] = []
    remaining: list[list[Json]] = []
    for case, inside in zip(cases, rest, strict=True):
        own: dict[int, Case] = {}
        for variable in _known(case):
            holding = [member for member in inside if variable["name"] in leaf_texts(member)]
            if len(holding) == 1:
                own[id(holding[0])] = _variable(draft, case, variable, holding[0])
        found += own.values()
        remaining.append([member for member in inside if id(member) not in own])
    return found, remaining


def _known(case: Case) -> Sequence[Mapping[str, str]]:
    return case.export.variables if case.export is not None else ()


def _variable(draft: Draft, case: Case, variable: Mapping[str, str], member: Json) -> Case:
    """Return a variable with the values of its places, and learn how an absent text of it is spelled."""
    leaves = [leaf for _, leaf in walk(member)]
    for empty in ("", None):
        if len(variable) < _KEYS and any(leaf == empty for leaf in leaves):
            draft.unset_variable = empty
    places = {
        "variable": variable["name"],
        "variable_type": variable["type"],
        "value": variable.get("value"),
        "description": variable.get("description"),
    }
    return replace(case, value=member, places={**places, **case.places})
