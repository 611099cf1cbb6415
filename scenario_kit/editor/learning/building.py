"""Builds a template from JSON values of one kind: what is the same in all of them is constant, the rest are places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.editor.learning.evidence import MISSING, SHEET, Json, Path, is_scalar, text_of

if TYPE_CHECKING:
    from scenario_kit.language.catalogue import ComponentType

ABSENT: Final = "$absent"
_TELLING: Final = frozenset({"sheet", "scenario", "sheet_id", "start", "component_count", "wire_count"})
"""Places whose value may be the same in all that was seen, and is still not a constant."""

_NAMES: Final = frozenset({"sheet", "scenario"})
_MOST_PLACES: Final = 6


@dataclass(frozen=True, slots=True)
class Case:
    """One value with what is known where it stands.

    Attributes:
        value: The value, or `MISSING`.
        places: The values of the places that a template may refer to here.
        type: The type of the component that it belongs to.
        data: What the caller needs to know about it.
    """

    value: Json
    places: Mapping[str, Json]
    type: ComponentType | None = None
    data: Any = None

    def at(self, step: str | int) -> Case:
        """Return the case of a member."""
        if isinstance(self.value, dict):
            return replace(self, value=self.value.get(step, MISSING))
        inside = isinstance(self.value, list) and isinstance(step, int) and step < len(self.value)
        return replace(self, value=self.value[step] if inside else MISSING)


Special = Callable[[Sequence[Case]], Json]


@dataclass(slots=True)
class Builder:
    """Builds templates.

    Attributes:
        specials: Builds the template at a path in its own way.
        spread: The words that a key such as `$parameters` stands for, by path and type; `None` for any type.
        guesses: Paths whose template is not sure for types that were not seen.
        parameter_tables: Paths of objects that hold parameters.
    """

    specials: dict[Path, Special] = field(default_factory=dict)
    spread: dict[Path, Callable[[Case], Mapping[str, str]]] = field(default_factory=dict)
    guesses: list[Path] = field(default_factory=list)
    parameter_tables: set[Path] = field(default_factory=set)

    def build(self, cases: Sequence[Case], path: Path) -> Json:
        """Return the template of the values at one path."""
        special = self.specials.get(path)
        present = [case for case in cases if case.value is not MISSING]
        if not present:
            return ABSENT
        template = self._special(special, present) if special else self._present(present, path)
        return template if len(present) == len(cases) else self._optional(template, cases, path)

    def _special(self, special: Special, cases: Sequence[Case]) -> Json:
        """Return the template of a special value, which may be null for an output without a wire."""
        nulls = [case for case in cases if case.value is None]
        others = [case for case in cases if case.value is not None]
        if nulls and others and not is_scalar(others[0].value):
            template = special(others)
            return (
                {"$by": "wired", "$yes": template, "$no": None}
                if _by_flag([replace(case, value=MISSING) if case.value is None else case for case in cases], "target")
                else template
            )
        return special(cases)

    def _optional(self, template: Json, cases: Sequence[Case], path: Path) -> Json:
        """Return the template of a value that is sometimes absent."""
        by_type = _function_of(cases, lambda case: case.value is MISSING)
        if by_type is None and isinstance(template, dict) and "$each" in template:
            return {**template, "$empty": "absent"}
        if by_type is None:
            by_wire = _by_flag(cases, "target")
            if by_wire is not None:
                return {"$by": "wired", "$yes": template if by_wire else ABSENT, "$no": ABSENT if by_wire else template}
            return template if _has_place(template) else {"$kept": ABSENT}
        rows = {case.type.has_rows for case in cases if case.type and case.value is not MISSING}
        others = {case.type.has_rows for case in cases if case.type and case.value is MISSING}
        if len(rows) == len(others) == 1 and rows != others:
            yes = rows == {True}
            return {"$by": "rows", "$yes": template if yes else ABSENT, "$no": ABSENT if yes else template}
        if isinstance(template, dict) and "$each" in template and "$empty" not in template:
            if all(case.value is MISSING or case.value for case in cases):
                return {**template, "$empty": "absent"}
        self.guesses.append(path)
        missing = sorted(name for name, absent in by_type.items() if absent)
        present = sorted(name for name, absent in by_type.items() if not absent)
        if len(missing) <= len(present):
            return {"$by": "type", **dict.fromkeys(missing, ABSENT), "$else": template}
        return {"$by": "type", **dict.fromkeys(present, template), "$else": ABSENT}

    def _present(self, cases: Sequence[Case], path: Path) -> Json:
        values = [case.value for case in cases]
        if all(is_scalar(value) for value in values):
            return self._scalar(cases, path)
        if all(isinstance(value, dict) for value in values):
            return self._object(cases, path)
        if all(isinstance(value, list) for value in values):
            return self._list(cases, path)
        if all(isinstance(value, dict) or value == [] for value in values):  # PHP writes an empty object as a list
            return self._object([case for case in cases if case.value != []], path)
        nulls = [case if case.value is not None else replace(case, value=MISSING) for case in cases]
        by_wire = _by_flag(nulls, "target")
        if by_wire is not None:
            template = self._present([case for case in nulls if case.value is not MISSING], path)
            return {"$by": "wired", "$yes": template if by_wire else None, "$no": None if by_wire else template}
        return self._varying(cases, path)

    def _scalar(self, cases: Sequence[Case], path: Path) -> Json:
        values = [case.value for case in cases]
        is_same = len({_typed(value) for value in values}) == 1
        if (place := _place_of(cases, only=_TELLING if is_same else None)) not in (None, "$wire", "${wire}"):
            return place
        if is_same and place is None and (text := _text_of_places(cases, only=_NAMES)) is not None:
            return text
        if is_same and place is None:
            return _constant(values[0])
        if (text := _text_of_places(cases, only=_TELLING if is_same else None)) is not None:
            return text
        if place is not None:
            return place
        return self._varying(cases, path)

    def _varying(self, cases: Sequence[Case], path: Path) -> Json:
        """Return the template of values that differ for no known reason: by type, else kept for each component."""
        by_type = _function_of(cases, lambda case: _typed(case.value))
        usual = Counter(_typed(case.value) for case in cases).most_common(1)[0][0]
        example = next(case.value for case in cases if _typed(case.value) == usual)
        if by_type is not None and len(by_type) > 1:
            self.guesses.append(path)
            first = {case.type.name: case.value for case in reversed(cases) if case.type}
            tree = {name: _constant(value) for name, value in sorted(first.items()) if _typed(value) != usual}
            return {"$by": "type", **tree, "$else": _constant(example)}
        return {"$kept": _constant(example)}

    def _object(self, cases: Sequence[Case], path: Path) -> Json:
        if path and all(list(case.value) == [case.places.get("sheet")] for case in cases):
            inner = [replace(case, value=next(iter(case.value.values()))) for case in cases]
            return {"$each": "sheets", "$key": "$sheet", "$item": self.build(inner, (*path, SHEET))}
        spread = self.spread.get(path)
        words = [spread(case) if spread else {} for case in cases]
        orders = [_names(case.value, own) for case, own in zip(cases, words, strict=True)]
        spreads = {name for own in words for name in own.values()}
        spelled = {key for own in words for key in own}
        tree: dict[str, Json] = {}
        for key in _merged(orders):
            if key in spelled and key not in spreads and path in self.parameter_tables:
                continue  # a parameter of one type is not a constant of another
            if key in spreads:
                tree[key] = {}
                continue
            template = self.build(
                [case.at(key) for case, own in zip(cases, words, strict=True) if key not in own], (*path, key)
            )
            if path in self.parameter_tables and _is_kept(template):
                template = _only_unset(template)  # what is not understood must not be passed over in silence
            if template != ABSENT:
                tree[key.replace("$", "$$")] = template
        return tree

    def _list(self, cases: Sequence[Case], path: Path) -> Json:
        values = [case.value for case in cases]
        sizes = {len(value) for value in values}
        if len(sizes) == 1:
            return [self.build([case.at(index) for case in cases], (*path, index)) for index in range(sizes.pop())]
        return self._varying(cases, path)


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


def _has_place(template: Json) -> bool:
    """Whether a template has places, so that it may not be left out."""
    if isinstance(template, dict):
        return any(_has_place(value) or name.startswith("$") for name, value in template.items() if name != "$kept")
    if isinstance(template, list):
        return any(map(_has_place, template))
    return isinstance(template, str) and template.replace("$$", "").startswith("$") and template != ABSENT


def _by_flag(cases: Sequence[Case], place: str) -> bool | None:
    """Return whether a value is there exactly where a place has a value (True) or has none (False); None if neither."""
    flags = {(case.value is not MISSING, case.places.get(place) is not None) for case in cases}
    if not any("output_scope" in case.places for case in cases):
        return None
    return (
        True if flags == {(True, True), (False, False)} else False if flags == {(True, False), (False, True)} else None
    )


def _typed(value: Json) -> str:
    return repr(value)


def _constant(value: Json) -> Json:
    """Return a value as a template: `$` is doubled."""
    if isinstance(value, str):
        return value.replace("$", "$$")
    if isinstance(value, list):
        return [_constant(item) for item in value]
    if isinstance(value, dict):
        return {name.replace("$", "$$"): _constant(child) for name, child in value.items()}
    return value


def _function_of(cases: Sequence[Case], value: Callable[[Case], object]) -> dict[str, Any] | None:
    """Return a value by type, if it depends on the type alone and differs between types."""
    found: dict[str, Any] = {}
    for case in cases:
        if case.type is None or found.setdefault(case.type.name, value(case)) != value(case):
            return None
    return found if len(set(map(repr, found.values()))) > 1 else None


def _place_of(cases: Sequence[Case], *, only: frozenset[str] | None = None) -> str | None:
    """Return the place that has the value in every case."""
    for name in cases[0].places:
        if only is not None and name not in only:
            continue
        wanted = [case.places.get(name) for case in cases]
        if all(_typed(case.value) == _typed(want) for case, want in zip(cases, wanted, strict=True)):
            if (
                is_scalar(cases[0].value)
                and cases[0].value is not None
                and cases[0].value != ""
                and not isinstance(cases[0].value, bool)
            ):
                return f"${name}"
        texts = [text_of(want) for want in wanted]
        if None not in texts and all(case.value == text for case, text in zip(cases, texts, strict=True)) and texts[0]:
            return f"${{{name}}}"
    return None


def _text_of_places(cases: Sequence[Case], *, only: frozenset[str] | None = None) -> str | None:
    """Return a text built of places that equals the value in every case."""
    if not all(isinstance(case.value, str) for case in cases):
        return None
    first = max(cases, key=lambda case: len({text_of(value) for value in case.places.values()}))
    inside = {name: text for name, value in first.places.items() if (text := text_of(value)) and text in first.value}
    names = sorted(inside, key=lambda name: -len(inside[name]))
    if only is not None:
        names = [name for name in names if name in only and len(inside[name]) > 2]  # noqa: PLR2004
    names = [name for name in names if name != "wire" and all(text_of(case.places.get(name)) for case in cases)][
        : _MOST_PLACES + 4
    ]
    for size in range(min(len(names), _MOST_PLACES), 0, -1):
        for chosen in combinations(names, size):
            for parts in _split(first.value, [(name, inside[name]) for name in chosen]):
                if len({name for name, _ in parts if name}) == size and all(
                    _filled(parts, case) == case.value for case in cases
                ):
                    return "".join(f"${{{name}}}" if name else text.replace("$", "$$") for name, text in parts)
    return None


Part = tuple[str, str]


def _split(text: str, places: Sequence[tuple[str, str]]) -> Iterator[list[Part]]:
    """Iterate over a few ways to cut a text into places and the rest."""
    for order in (places, sorted(places, key=lambda place: text.find(place[1]))):
        parts: list[Part] = [("", text)]
        for name, value in order:
            cut: list[Part] = []
            done = False
            for known, piece in parts:
                if known or done or value not in piece:
                    cut.append((known, piece))
                    continue
                before, _, after = piece.partition(value)
                cut += [("", before), (name, value), ("", after)]
                done = True
            parts = [part for part in cut if part[0] or part[1]]
        yield parts


def _filled(parts: Sequence[Part], case: Case) -> str:
    return "".join(str(text_of(case.places.get(name))) if name else text for name, text in parts)


def _names(value: Mapping[str, Json], words: Mapping[str, str]) -> list[str]:
    """Return the keys of an object in their order, each group of words once and by what it stands for."""
    return list(dict.fromkeys(words.get(key, key) for key in value))


def _merged(orders: Sequence[Sequence[str]]) -> list[str]:
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
