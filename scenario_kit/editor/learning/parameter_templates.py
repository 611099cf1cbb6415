"""The templates of the structures that hold the parameters of components and the fields of rows."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from scenario_kit.editor.learning.building import constant
from scenario_kit.editor.learning.evidence import Json, Path, at, is_scalar
from scenario_kit.editor.learning.tables import COLUMNS, MEMBERS, PAIRS, SELF, Found, Table, usual_table
from scenario_kit.editor.learning.wires import STAR
from scenario_kit.language.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scenario_kit.editor.learning.building import Case
    from scenario_kit.editor.learning.draft import Draft


def declare_tables(draft: Draft) -> None:
    """Declare the structures that hold parameters and fields."""
    parts = draft.parts
    if parts.rows is not None:
        _declare(draft, (*parts.rows, STAR), "fields", parts.fields)
    _declare(draft, (), "parameters", parts.parameters)


def _declare(draft: Draft, base: Path, kind: str, found: Mapping[tuple[str, str], Found]) -> None:
    table = usual_table(found)
    if table is None:
        return
    path = (*base, *table.path)
    if table.form == MEMBERS:
        if path:
            draft.builder.parameter_tables.add(path)
        words = _first_words(table, kind, found)
        draft.builder.spread[path] = _spread(draft.builder.spread.get(path), words)
        draft.builder.hosts[path] = {
            str(where.table.path[len(table.path)])
            for where in found.values()
            if where.table.form == MEMBERS
            and len(where.table.path) > len(table.path)
            and where.table.path[: len(table.path)] == table.path
        }
    elif table.form == PAIRS:
        draft.builder.specials[path] = partial(_pairs, draft, table, kind)
    elif table.form == COLUMNS:
        draft.builder.specials[path] = partial(_columns, found)
    elif table.form == SELF:
        place = next(f"$field.{name}" for (_, name), where in found.items() if where.table.form == SELF)
        draft.builder.specials[path] = lambda _: place


def _first_words(table: Table, kind: str, found: Mapping[tuple[str, str], Found]) -> Mapping[str, Mapping[str, str]]:
    """Return the keys of a structure that hold parameters, by type in the catalogue's order, with the map's key."""
    words: dict[str, dict[str, str]] = {}
    for (type_, _), where in sorted(found.items(), key=lambda entry: _rank(kind, *entry[0])):
        if where.table.form == MEMBERS and where.table.path[: len(table.path)] == table.path:
            inner = (*where.table.path[len(table.path) :], where.word)
            words.setdefault(type_, {})[str(inner[0]).partition("/")[0]] = f"${kind}"
    return words


def _rank(kind: str, type_: str, name: str) -> tuple[str, int]:
    """Return the place of a parameter or field in the catalogue."""
    known = catalogue()[type_].parameters if kind == "parameters" else catalogue()[type_].row
    return type_, list(known).index(name)


def _spread(
    known: Callable[[Case], Mapping[str, str]] | None, words: Mapping[str, Mapping[str, str]]
) -> Callable[[Case], Mapping[str, str]]:
    """Return what spreads the words of a structure beside those that are spread already."""

    def spread(case: Case) -> Mapping[str, str]:
        own = words.get(case.type.name, {}) if case.type else {}
        return {**(known(case) if known else {}), **own}

    return spread


def _pairs(draft: Draft, table: Table, kind: str, cases: Sequence[Case]) -> Json:
    """Return the template of a list of pairs of word and value."""
    place = "parameter" if kind == "parameters" else "field"
    inner = [
        replace(case, value=pair, places=_pair_places(table, place, pair), in_output=False)
        for case in cases
        for pair in case.value
    ]
    if inner and isinstance(inner[0].value, list):
        return {"$each": kind, "$item": [f"${place}", "$value"]}
    base = ("\0pairs", *table.path)
    draft.builder.specials[(*base, *table.value)] = lambda _: "$value"
    if table.before or table.after:
        word = f"{constant(table.before)}${{{place}}}{constant(table.after)}"
        draft.builder.specials[(*base, *table.name)] = lambda _: word
    item = draft.builder.build(inner, base)
    if isinstance(item, dict) and inner:
        item = {name: _only(template, inner[0].value.get(name)) for name, template in item.items()}
    return {"$each": kind, "$item": item}


def _only(template: Json, value: Json) -> Json:
    """Return the template of a constant beside a value so that another one is refused: it may say what it means."""
    is_constant = is_scalar(value) and value is not None and template == constant(value)
    return {"$only": value} if is_constant else template


def _pair_places(table: Table, place: str, pair: Json) -> dict[str, Json]:
    """Return the values of the places of a pair; a text may repeat its value."""
    word, value = str(at(pair, table.name)), at(pair, table.value)
    places: dict[str, Json] = {place: word[len(table.before) : len(word) - len(table.after)]}
    return places | ({"value": value} if isinstance(value, str) else {})


def _columns(found: Mapping[tuple[str, str], Found], cases: Sequence[Case]) -> Json:
    """Return the template of a list whose positions hold parameters, by type."""
    words: dict[str, dict[str, str]] = {}
    for (type_, name), where in found.items():
        if where.table.form == COLUMNS:
            words.setdefault(type_, {})[where.word] = name
    sizes: dict[str, int] = {}
    for case in cases:
        if case.type is not None:
            sizes[case.type.name] = max(len(case.value), sizes.get(case.type.name, 0))
    columns = {
        type_: [words.get(type_, {}).get(str(index)) for index in range(size)] for type_, size in sorted(sizes.items())
    }
    return {"$columns": columns}
