"""The template of a whole sheet: the components, with what else is in their list, and everything around them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.building import INDEX, INDEX0, Case, key_template
from scenario_kit.editor.learning.draft import ROOT, Draft
from scenario_kit.editor.learning.evidence import Json, at, members
from scenario_kit.editor.learning.parameter_templates import declare_tables
from scenario_kit.editor.learning.port_templates import declare_ports
from scenario_kit.editor.learning.record_templates import declare_joined, keyed, list_places, records
from scenario_kit.editor.learning.spelling import normalised
from scenario_kit.editor.learning.variable_templates import variable_container, variable_records, variables
from scenario_kit.editor.learning.wires import STAR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.editor.learning.evidence import Export, Item

_KINDS: Final = frozenset({"type", "kind", "category", "class", "shape"})
"""Names of members that tell kinds of records apart."""
_MOST_KEYS: Final = 3
"""How many keys a condition needs at most."""


def sheet_template(draft: Draft) -> Json:
    """Return the template of the whole sheet."""
    _declare(draft)
    cases = [Case(export.value, draft.sheet_places(export), None, export) for export in draft.parts.exports]
    return draft.builder.build(cases, (ROOT,))


def _declare(draft: Draft) -> None:
    """Declare what is built in a way of its own."""
    parts, specials = draft.parts, draft.builder.specials
    specials[(ROOT, *parts.located.container)] = partial(_components, draft)
    container = variable_container(parts)
    if container is not None and container != parts.located.container:
        specials[(ROOT, *container)] = partial(variables, draft)
    for group, outputs in zip(parts.wiring.groups, parts.outputs, strict=True):
        if group.kind in ("source", "target"):
            index = group.pattern.index(STAR) if STAR in group.pattern else len(group.pattern) - 1
            draft.ports.setdefault(group.pattern[:index], []).append((group, outputs))
        elif group.kind == "records":
            if group.pattern[:-1] != parts.located.container:
                specials[(ROOT, *group.pattern[:-1])] = partial(records, draft, group, outputs)
            if any(group.joined) or any(("port", "path") in seen.evidence for seen in group.seen):
                declare_joined(draft, outputs)
        else:
            path = group.pattern[: group.pattern.index(STAR)]
            specials[(ROOT, *path)] = partial(keyed, draft, group, outputs)
    declare_ports(draft)
    declare_tables(draft)


def _components(draft: Draft, cases: Sequence[Case]) -> Json:
    """Return the template of the list or mapping of components."""
    located = draft.parts.located
    numbers = _numbers(located.items, cases)
    inner = [
        Case(item.value, draft.component_places(item, numbers[id(item)]), item, item.export) for item in located.items
    ]
    if not located.keyed and any(located.others.values()):
        inner = [replace(case, places={**case.places, **list_places(_step(case.item))}) for case in inner]
    tree: dict[str, Json] = {"$each": "components"}
    if located.keyed:
        tree["$key"] = key_template([replace(case, value=_step(case.item)) for case in inner])
    tree["$item"] = draft.builder.build(inner, ())
    if located.keyed or not any(located.others.values()):
        return tree
    return _with_others(draft, cases, tree, [case.value for case in inner])


def _step(item: Item | None) -> str | int | None:
    return None if item is None else item.step


def _counted(template: Json, before: Mapping[str, int]) -> Json:
    """Return a template with sums in place of the number of an item in its list, where there are items before."""
    if isinstance(template, dict):
        return {name: _counted(value, before) for name, value in template.items()}
    if isinstance(template, list):
        return [_counted(value, before) for value in template]
    if template not in (f"${INDEX}", f"${INDEX0}"):
        return template
    base = before["$sum"] - (template == f"${INDEX0}")
    if list(before) == ["$sum", "number"] and base in (0, -1):
        return "$number" if base == 0 else "$number0"
    return {**before, "$sum": base}


def _numbers(items: Sequence[Item], cases: Sequence[Case]) -> dict[int, int]:
    """Return the number of each component in its export, counted from 1 in the order of the file."""
    by_step = {(item.export.file, item.step): item for item in items}
    numbers: dict[int, int] = {}
    for case in cases:
        file = "" if case.export is None else case.export.file
        own = [by_step[file, step] for step, _ in members(case.value) if (file, step) in by_step]
        numbers |= {id(item): number for number, item in enumerate(own, 1)}
    return numbers


def _with_others(draft: Draft, cases: Sequence[Case], tree: dict[str, Json], own: Sequence[Json]) -> Json:
    """Return the templates of everything that is in the list of components."""
    located = draft.parts.located
    groups = [
        (group, outputs)
        for group, outputs in zip(draft.parts.wiring.groups, draft.parts.outputs, strict=True)
        if group.kind == "records" and group.pattern[:-1] == located.container
    ]
    by_export = {case.export.file: case.value for case in cases if case.export is not None}
    wires = [at(by_export[seen.source.export.file], seen.path) for group, _ in groups for seen in group.seen]
    taken = set(map(id, wires))
    rest = [[member for member in _others(draft, case.export) if id(member) not in taken] for case in cases]
    found, rest = variable_records(draft, cases, rest)
    constants = [member for inside in rest for member in inside]
    kinds = [[*own], wires, [case.value for case in found]]
    templates: list[Json] = []
    if len({len(inside) for inside in rest}) == 1:
        everything = [value for kind in kinds for value in kind]
        for index, values in enumerate(zip(*rest, strict=True)):
            inner = [replace(case, value=value) for case, value in zip(cases, values, strict=True)]
            template = draft.builder.build(inner, (ROOT, *located.container, index))
            if isinstance(template, dict):
                template["$where"] = _where(values, everything)
            templates.append(template)

    def where(index: int) -> dict[str, Json]:
        others = [value for other, kind in enumerate(kinds) if other != index for value in kind]
        return _where(kinds[index], [*constants, *others])

    if found:
        item = draft.builder.build(found, ("\0variable",))
        templates.append({"$each": "variables", "$where": where(2), "$item": item})
    before = {"$sum": len(templates) - bool(found), **({"variable_count": 1} if found else {})}
    templates.append({**_counted(tree, {**before, "number": 1}), "$where": where(0)})
    for group, outputs in groups:
        inside = _counted(records(draft, group, outputs, cases), {**before, "component_count": 1, "wire_number": 1})
        templates.append({**inside, "$where": where(1)})
    return templates


def _others(draft: Draft, export: Export | None) -> list[Json]:
    """Return the members of the list of components that are no components."""
    return [member for _, member in draft.parts.located.others[export.file]] if export is not None else []


def _where(own: Sequence[Json], others: Sequence[Json]) -> dict[str, Json]:
    """Return a condition that holds for all members of one kind and for no other; empty if there is none."""
    if not others or not own or not all(isinstance(value, dict) for value in [*own, *others]):
        return {}
    first = own[0]
    shared = set(first).intersection(*own[1:])
    for key in sorted(first, key=lambda key: normalised(key) not in _KINDS):
        word = first[key]
        if (
            key in shared
            and isinstance(word, str)
            and not any(sign.isdigit() for sign in word)
            and all(value[key] == word for value in own)
            and all(value.get(key) != word for value in others)
        ):
            return {f"/{key}": word}
    only = [key for key in first if key in shared and not any(key in value for value in others)]
    if only:
        return {"has": [f"/{key}" for key in only[:_MOST_KEYS]]}
    taken = {key for value in own for key in value}
    lacks = dict.fromkeys(next((key for key in value if key not in taken), None) for value in others)
    return {} if None in lacks else {"lacks": [f"/{key}" for key in lacks]}
