"""The templates of editor variables: where they are, and what each has."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.building import key_template
from scenario_kit.editor.learning.evidence import MISSING, Json, Path, at, is_scalar, leaf_texts, members, text_of, walk
from scenario_kit.editor.learning.ids import ID_NAMES, id_form
from scenario_kit.editor.learning.locating import concrete, splits, texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.editor.learning.building import Case
    from scenario_kit.editor.learning.draft import Draft
    from scenario_kit.editor.learning.parts import Parts

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
    found: list[Case] = []
    steps: list[Json] = []
    for case in cases:
        for step, member in members(case.value):
            words = leaf_texts(member) | ({step} if isinstance(step, str) else set())
            known = [one for one in _known(case) if one["name"] in words]
            if known:
                found.append(_variable(case, known[0], member))
                steps.append(step)
    if not found:  # a list without variables: its items are likely to be spelled as we do
        item = {"name": "$variable", "type": "$variable_type", "value": "$value", "description": "$description"}
        return [{"$each": "variables", "$item": item}]
    keyed = isinstance(cases[0].value, dict)
    inner = _completed(draft, found, steps if keyed else [])
    tree: dict[str, Json] = {"$each": "variables", "$item": draft.builder.build(inner, ("\0variable",))}
    if is_scalar(inner[0].value) and draft.unset_variable is MISSING:
        draft.unset_variable = None  # a variable without a value must not be left out
    if keyed:
        tree["$key"] = key_template([replace(case, value=step) for case, step in zip(inner, steps, strict=True)])
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
                own[id(holding[0])] = _variable(case, variable, holding[0])
        found += own.values()
        remaining.append([member for member in inside if id(member) not in own])
    return _completed(draft, found, []), remaining


def _known(case: Case) -> Sequence[Mapping[str, str]]:
    return case.export.variables if case.export is not None else ()


def _variable(case: Case, variable: Mapping[str, str], member: Json) -> Case:
    """Return a variable with the values of its places."""
    places = {
        "variable": variable["name"],
        "variable_type": variable["type"],
        "value": variable.get("value"),
        "description": variable.get("description"),
    }
    return replace(case, value=member, places={**places, **case.places})


def _completed(draft: Draft, cases: Sequence[Case], steps: Sequence[Json]) -> list[Case]:
    """Return variables with their ids and the spelling of their absent texts as values of places too."""
    own = list(cases)
    for name in ("value", "description"):
        unset = _unset(own, name)
        if unset is not MISSING:
            draft.unset_variable = unset
            own = [
                case if case.places[name] is not None else replace(case, places={**case.places, name: unset})
                for case in own
            ]
    ids = _ids(own, steps)
    draft.ids["variable"] += ids
    if not ids:
        return own
    return [replace(case, places={**case.places, "variable_id": id_}) for case, id_ in zip(own, ids, strict=True)]


def _unset(cases: Sequence[Case], name: str) -> Json:
    """Return how an absent text of variables is spelled: by what is where others have theirs; else `MISSING`."""
    given = [case for case in cases if case.places[name] is not None]
    without = [case for case in cases if case.places[name] is None]
    paths = [
        path
        for path, _ in (walk(given[0].value) if given else ())
        if all(text_of(at(case.value, path)) == text_of(case.places[name]) for case in given)
    ]
    spelled = {
        repr(value): value for path in paths for case in without if (value := at(case.value, path)) in ("", None)
    }
    return next(iter(spelled.values())) if len(spelled) == 1 else MISSING


def _ids(cases: Sequence[Case], steps: Sequence[Json]) -> list[Json]:
    """Return the ids of variables, if they have any: texts or numbers of one form that are all different."""
    said = [{text_of(value) for value in case.places.values()} for case in cases]

    def is_id(values: Sequence[Json], word: str) -> bool:
        known = {text_of(value) for value in values} - {None}
        is_other = len(known) == len(cases) and not any(
            text_of(one) in own for one, own in zip(values, said, strict=True)
        )
        return is_other and (word in ID_NAMES or (len(cases) > 1 and "form" in id_form(values)))

    if steps and is_id(steps, ID_NAMES[0]):
        return list(steps)
    leaves = walk(cases[0].value) if cases else ()
    found = ((path, [at(case.value, path) for case in cases]) for path, _ in leaves)
    return next((ids for path, ids in found if is_id(ids, str(path[-1]).lower() if path else "")), [])
