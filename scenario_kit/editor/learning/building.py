"""Builds a template from JSON values of one kind: what is the same in all of them is constant, the rest are places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.editor.learning.evidence import MISSING, SHEET, Json, Path, is_scalar, text_of
from scenario_kit.editor.learning.sums import few_outputs, sum_of
from scenario_kit.editor.learning.texts import place_of, text_of_places, typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scenario_kit.editor.learning.evidence import Export, Item
    from scenario_kit.language.catalogue import ComponentType

ABSENT: Final = "$absent"
_LAST: Final = frozenset({"last_id", "last_wire_id"})
_TOTALS: Final = frozenset({"component_count", "wire_count"})
_OF_SHEET: Final = frozenset({"sheet", "scenario", "sheet_id", "start"}) | _LAST | _TOTALS
_OF_VARIABLE: Final = frozenset({"variable", "variable_type", "variable_id", "value", "description"})
_TELLING: Final = _OF_SHEET | _OF_VARIABLE
"""Places whose value may be the same in all that was seen, and is still not a constant."""
_NAMES: Final = frozenset({"sheet", "scenario"})
_WORDS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_STARTS: Final = frozenset({"start", "entry", "first", "root", "begin", "initial"})
_NUMBERING: Final = frozenset({"id", "ids", "last", "max", "next", "highest", "sequence", "seq", "counter"})
_COUNTING: Final = frozenset(
    {
        "count",
        "total",
        "size",
        "length",
        "amount",
        "nodes",
        "components",
        "elements",
        "items",
        "links",
        "wires",
        "edges",
    }
)
INDEX: Final = "\0index"
"""Stands for the number of an item in a list of several kinds, counted from 1."""
INDEX0: Final = "\0index0"
_INDEXES: Final = frozenset({INDEX, INDEX0})
_LONG: Final = 4
"""So long an id is not another value by chance."""
_COUNTS: Final = frozenset({"output_count", "incoming_count", "wire_number"})
"""Places that are seldom a part of a text."""
_WIRE: Final = ("$wire", "${wire}")


@dataclass(frozen=True, slots=True)
class Case:
    """One value with what is known where it is.

    Attributes:
        value: The value, or `MISSING`.
        places: The values of the places that a template may refer to here.
        item: The component that it belongs to.
        export: The export that it belongs to.
        in_output: It belongs to an output or a row, which may have a wire.
    """

    value: Json
    places: Mapping[str, Json]
    item: Item | None = None
    export: Export | None = None
    in_output: bool = False

    @property
    def type(self) -> ComponentType | None:
        """The type of the component that it belongs to."""
        return None if self.item is None else self.item.known.type

    def at(self, step: str | int) -> Case:
        """Return the case of a member."""
        if isinstance(self.value, dict):
            return replace(self, value=self.value.get(step, MISSING))
        inside = isinstance(self.value, list) and isinstance(step, int) and step < len(self.value)
        return replace(self, value=self.value[step] if inside else MISSING)


Special = Callable[[Sequence[Case]], Json]
"""Builds the template of the values at a path in its own way."""


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds templates.

    Attributes:
        specials: What builds the template at a path in its own way.
        spread: The words that a key such as `$parameters` stands for, by path.
        parameter_tables: Paths of objects that hold parameters.
        hosts: The members of such an object that hold parameters in their turn, by path.
    """

    specials: dict[Path, Special] = field(default_factory=dict)
    spread: dict[Path, Callable[[Case], Mapping[str, str]]] = field(default_factory=dict)
    parameter_tables: set[Path] = field(default_factory=set)
    hosts: dict[Path, set[str]] = field(default_factory=dict)

    def build(self, cases: Sequence[Case], path: Path) -> Json:
        """Return the template of the values at one path."""
        special = self.specials.get(path)
        present = [case for case in cases if case.value is not MISSING]
        if not present:
            return ABSENT
        filled = [case for case in present if case.value != []]
        as_lists = bool(filled) and len(filled) < len(present) and all(isinstance(case.value, dict) for case in filled)
        own = filled if as_lists else present  # PHP writes an empty object as a list
        template = _special(special, own) if special else self._present(own, path)
        if as_lists and all(case.value for case in filled):
            template = _list_if_empty(template)
        return template if len(present) == len(cases) else optional(template, cases)

    def _present(self, cases: Sequence[Case], path: Path) -> Json:
        values = [case.value for case in cases]
        if all(is_scalar(value) for value in values):
            return _scalar(cases, path)
        if all(isinstance(value, dict) for value in values):
            return self._object(cases, path)
        if all(isinstance(value, list) for value in values):
            return self._list(cases, path)
        nulls = [case if case.value is not None else replace(case, value=MISSING) for case in cases]
        by_wire = _by_wire(nulls)
        if by_wire is not None:
            template = self._present([case for case in nulls if case.value is not MISSING], path)
            return {"$by": "wired", "$yes": template if by_wire else None, "$no": None if by_wire else template}
        return _varying(cases)

    def _object(self, cases: Sequence[Case], path: Path) -> Json:
        if path and all(list(case.value) == [case.places.get("sheet")] for case in cases):
            inner = [replace(case, value=next(iter(case.value.values()))) for case in cases]
            return {"$each": "sheets", "$key": "$sheet", "$item": self.build(inner, (*path, SHEET))}
        spread = self.spread.get(path)
        words = [dict(spread(case)) if spread else {} for case in cases]
        hosts = _hosts(self.hosts.get(path, ()), cases, words)
        spreads = {name for own in words for name in own.values()}
        is_table = path in self.parameter_tables
        spelled = {key for own in words for key in own} if is_table else set()
        tree: dict[str, Json] = {}
        for key in _in_order([_names(case.value, own) for case, own in zip(cases, words, strict=True)]):
            if key in spreads or key in hosts:
                tree[key] = hosts.get(key, {})
                continue
            if key in spelled:
                continue  # a parameter of one type is not a constant of another
            inner = [case.at(key) for case, own in zip(cases, words, strict=True) if key not in own]
            template = self.build(inner, (*path, key))
            if is_table and _is_kept(template) and not _has_rows(template):
                template = _only_unset(template)  # what is not understood must not be passed over in silence
            if template != ABSENT:
                tree[key.replace("$", "$$")] = template
        return tree

    def _list(self, cases: Sequence[Case], path: Path) -> Json:
        sizes = {len(case.value) for case in cases}
        if len(sizes) > 1:
            return _varying(cases)
        return [self.build([case.at(index) for case in cases], (*path, index)) for index in range(sizes.pop())]


def key_template(cases: Sequence[Case]) -> Json:
    """Return the template of the names of members, which is never a constant if a place has the only name seen."""
    pairs = [(str(case.value), {name: text_of(value) for name, value in case.places.items()}) for case in cases]
    return place_of(pairs) or text_of_places(pairs) or _varying(cases)


def constant(value: Json) -> Json:
    """Return a value as a template: `$` is doubled."""
    if isinstance(value, str):
        return value.replace("$", "$$")
    if isinstance(value, list):
        return [constant(item) for item in value]
    if isinstance(value, dict):
        return {name.replace("$", "$$"): constant(child) for name, child in value.items()}
    return value


def _special(special: Special, cases: Sequence[Case]) -> Json:
    """Return the template of a special value, which may be null for an output without a wire."""
    others = [case for case in cases if case.value is not None]
    if not others or len(others) == len(cases) or is_scalar(others[0].value):
        return special(cases)
    nulls = [replace(case, value=MISSING) if case.value is None else case for case in cases]
    template = special(others)
    return {"$by": "wired", "$yes": template, "$no": None} if _by_wire(nulls) else template


def optional(template: Json, cases: Sequence[Case]) -> Json:
    """Return the template of a value that is sometimes absent."""
    absent = _function_of(cases, lambda case: case.value is MISSING)
    if absent is None:
        return _without_reason(template, cases)
    rows = {case.type.has_rows for case in cases if case.type and case.value is not MISSING}
    others = {case.type.has_rows for case in cases if case.type and case.value is MISSING}
    if len(rows) == len(others) == 1 and rows != others:
        has_rows = rows == {True}
        return {"$by": "rows", "$yes": template if has_rows else ABSENT, "$no": ABSENT if has_rows else template}
    if _is_each(template) and "$empty" not in template and all(case.value is MISSING or case.value for case in cases):
        return {**template, "$empty": "absent"}
    missing = sorted(name for name, is_absent in absent.items() if is_absent)
    present = sorted(name for name, is_absent in absent.items() if not is_absent)
    if len(missing) <= len(present):
        return {"$by": "type", **dict.fromkeys(missing, ABSENT), "$else": template}
    return {"$by": "type", **dict.fromkeys(present, template), "$else": ABSENT}


def _without_reason(template: Json, cases: Sequence[Case]) -> Json:
    """Return the template of a value whose absence does not depend on the type."""
    if _is_each(template):
        return {**template, "$empty": "absent"}
    by_wire = _by_wire(cases)
    if by_wire is not None:
        return {"$by": "wired", "$yes": template if by_wire else ABSENT, "$no": ABSENT if by_wire else template}
    return template if _has_place(template) else {"$kept": ABSENT}


def _scalar(cases: Sequence[Case], path: Path) -> Json:
    hidden = _hidden(cases, path)
    pairs = [(case.value, {name: place for name, place in case.places.items() if name not in hidden}) for case in cases]
    is_same = len({typed(value) for value, _ in pairs}) == 1
    only = _TELLING if is_same else None
    place = place_of(pairs, only=only)
    if place is not None and place not in _WIRE:
        return place
    if is_same and place is None:
        text = text_of_places(pairs, only=_NAMES)
        return constant(cases[0].value) if text is None else text
    text = text_of_places([(value, _without_counts(places)) for value, places in pairs], only=only)
    return text or place or sum_of(pairs) or _varying(cases)


def _hidden(cases: Sequence[Case], path: Path) -> frozenset[str]:
    """Return the places whose value may be there by chance, as the name of the member says something else."""
    words = {word.lower() for step in path[-1:] for word in _WORDS.findall(str(step))}
    hidden = frozenset() if words & _STARTS else _short_starts(cases)
    hidden |= _LAST if words & _COUNTING or not words & _NUMBERING else frozenset()
    hidden |= frozenset() if words & _COUNTING else _TOTALS
    return hidden if all(isinstance(case.value, int) for case in cases) else hidden | _INDEXES


def _short_starts(cases: Sequence[Case]) -> frozenset[str]:
    """Return the place of the start if its id is so short that another value may be the same by chance."""
    ids = [text_of(case.places.get("start")) for case in cases]
    return frozenset({"start"}) if any(id_ is not None and len(id_) < _LONG for id_ in ids) else frozenset()


def _without_counts(places: Mapping[str, Json]) -> Mapping[str, Json]:
    return {name: value for name, value in places.items() if name not in _COUNTS}


def _varying(cases: Sequence[Case]) -> Json:
    """Return the template of values that differ for no known reason: by type, else kept for each component."""
    by_type = _function_of(cases, lambda case: typed(case.value))
    usual = Counter(typed(case.value) for case in cases).most_common(1)[0][0]
    example = next(case.value for case in cases if typed(case.value) == usual)
    if by_type is None:
        return few_outputs([(case.value, case.places) for case in cases]) or {"$kept": constant(example)}
    first = {case.type.name: case.value for case in reversed(cases) if case.type}
    tree = {name: constant(value) for name, value in sorted(first.items()) if typed(value) != usual}
    return {"$by": "type", **tree, "$else": constant(example)}


def _is_each(template: Json) -> bool:
    return isinstance(template, dict) and "$each" in template


def _list_if_empty(template: Json) -> Json:
    """Return the template of an object that is written as a list if it is empty."""
    if not isinstance(template, dict) or (_is_each(template) and "$key" not in template):
        return template
    is_open = _is_each(template) or all(name in ("$parameters", "$fields") for name in template)
    return {**template, "$empty": []} if is_open else template


def _only_unset(template: Json) -> Json:
    """Return a template for values by type that accepts no other value; `$absent` if they vary within a type."""
    if not isinstance(template, dict) or template.get("$by") != "type":
        return ABSENT
    cases = {name: value for name, value in template.items() if name not in ("$by", "$else")}
    if any(isinstance(value, dict) for value in cases.values()):
        return ABSENT
    tree = {name: {"$only": value} for name, value in cases.items()}
    usual = template.get("$else", ABSENT)
    return {"$by": "type", **tree, "$else": usual if isinstance(usual, dict) else {"$only": usual}}


def _is_kept(template: Json) -> bool:
    """Whether a template is a value that differs between components for no known reason."""
    if isinstance(template, dict):
        return "$kept" in template or template.get("$by") == "type" or any(map(_is_kept, template.values()))
    return isinstance(template, list) and any(map(_is_kept, template))


def _has_rows(template: Json) -> bool:
    """Whether a template has the rows of components inside."""
    if isinstance(template, dict):
        return template.get("$each") == "rows" or any(map(_has_rows, template.values()))
    return isinstance(template, list) and any(map(_has_rows, template))


def _has_place(template: Json) -> bool:
    """Whether a template has places, so that it may not be left out."""
    if isinstance(template, dict):
        return any(_has_place(value) or name.startswith("$") for name, value in template.items() if name != "$kept")
    if isinstance(template, list):
        return any(map(_has_place, template))
    return isinstance(template, str) and template.replace("$$", "").startswith("$") and template != ABSENT


def _by_wire(cases: Sequence[Case]) -> bool | None:
    """Return whether a value is there exactly with a wire (True) or without one (False); None if neither."""
    if not any(case.in_output for case in cases):
        return None
    flags = {(case.value is not MISSING) is (case.places.get("target") is not None) for case in cases}
    is_telling = len({case.value is MISSING for case in cases}) > 1
    return flags.pop() if len(flags) == 1 and is_telling else None


def _function_of(cases: Sequence[Case], value: Callable[[Case], object]) -> dict[str, Any] | None:
    """Return a value by type, if it depends on the type alone and differs between types."""
    found: dict[str, Any] = {}
    for case in cases:
        if case.type is None or found.setdefault(case.type.name, value(case)) != value(case):
            return None
    return found if len(set(map(repr, found.values()))) > 1 else None


def _hosts(known: Iterable[str], cases: Sequence[Case], words: Sequence[dict[str, str]]) -> dict[str, Json]:
    """Return the templates of the objects inside of an object of parameters that need one of their own.

    They have none if such an object is absent without parameters, and is where the first of them would be. The words of
    the others are removed from the words that are spread.
    """
    hosts: dict[str, Json] = {}
    for key in sorted(known):
        own = [(case, mine) for case, mine in zip(cases, words, strict=True) if key in mine]
        empty = [case for case, _ in own if not case.value.get(key)]
        is_present = {key in case.value for case in empty}
        if all(_is_in_order(case, mine) for case, mine in own) and True not in is_present:
            continue
        if is_present == {True}:
            present = [replace(case, value={}) if key in case.value else replace(case, value=MISSING) for case in cases]
            template = Builder().build(present, ())
            if "$kept" not in template:
                hosts[key] = template
        elif len(is_present) < 2:  # noqa: PLR2004
            hosts[key] = {"$empty": "absent"}
    for mine in words:
        for key in hosts:
            mine.pop(key, None)
    return hosts


def _is_in_order(case: Case, words: Mapping[str, str]) -> bool:
    """Whether the words of an object are in the order given, with nothing else between them."""
    keys = list(case.value)
    places = [keys.index(word) for word in words if word in keys]
    return not places or places == list(range(places[0], places[0] + len(places)))


def _names(value: Mapping[str, Json], words: Mapping[str, str]) -> list[str]:
    """Return the keys of an object in their order, each group of words once and by what it stands for."""
    return list(dict.fromkeys(words.get(key, key) for key in value))


def _in_order(orders: Iterable[Sequence[str]]) -> list[str]:
    """Merge several orders of keys into one, which each of them follows where that is possible."""
    merged: list[str] = []
    for order in sorted(orders, key=len, reverse=True):
        last = -1
        for key in order:
            if key in merged:
                last = merged.index(key)
            else:
                last += 1
                merged.insert(last, key)
    return merged
