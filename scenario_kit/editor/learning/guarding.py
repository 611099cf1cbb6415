"""Guards a template against wires that are not understood: nothing is read where its constants mention components.

A constant is passed over when a sheet is read, as it says nothing about a call. A wire that nobody understands looks
like a constant too, and must not be lost in silence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.evidence import at, text_of, walk
from scenario_kit.editor.learning.locating import concrete

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scenario_kit.editor.learning.evidence import Json
    from scenario_kit.editor.learning.parts import Parts

_REFUSED: Final = {"$only": "$absent"}
_LONG: Final = 4
"""So long an id is hardly another text by chance."""
_SIGN: Final = re.compile(r"[^0-9A-Za-z]+")
_OPTIONS: Final = frozenset({"$where", "$key", "$each", "$sum"})


def tokens_of(parts: Parts) -> frozenset[str]:
    """Return the texts that a wire that is not understood may refer to a component by.

    Where no wires are understood, these are the ids and the names; else the ids that are hardly there by chance.
    """
    items = parts.located.items
    ids = {text for item in items if (text := text_of(parts.id(item)))} | _unknown_ids(parts)
    if parts.wiring.groups:
        return frozenset(id_ for id_ in ids if len(id_) >= _LONG and not id_.isdigit())
    return frozenset(ids | {item.known.name for item in items})


def _unknown_ids(parts: Parts) -> set[str]:
    """Return the ids of the components whose types are not known."""
    path = parts.wiring.id.path
    steps = [
        (step, at(export.value, (*concrete(parts.located.container, export), step)))
        for export in parts.exports
        for step in export.unknown
    ]
    ids = (str(step) if path is None else text_of(at(value, path)) for step, value in steps)
    return {id_ for id_ in ids if id_}


def guarded(template: Json, tokens: frozenset[str]) -> Json:
    """Return a template that refuses the objects and lists in it that mention a component."""
    if not isinstance(template, dict | list):
        return template
    if isinstance(template, dict) and "$kept" in template:
        return _REFUSED if _mentions(template["$kept"], tokens) else template
    if _is_constant(template):
        return _REFUSED if _mentions(template, tokens) else template
    if isinstance(template, list):
        return _refusing_first([guarded(one, tokens) for one in template])
    return {name: one if name in _OPTIONS else guarded(one, tokens) for name, one in template.items()}


def _refusing_first(items: Sequence[Json]) -> list[Json]:
    """Return the templates of items with those first that refuse something, among all that have one condition.

    The first of them takes every item that fulfils the condition.
    """
    sorted_ = list(items)
    slots: dict[str, list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        if isinstance(item, dict) and "$where" in item:
            slots[repr(item["$where"])].append(index)
    for own in slots.values():
        order = sorted(own, key=lambda index: -repr(items[index]).count(repr(_REFUSED)))
        for slot, index in zip(own, order, strict=True):
            sorted_[slot] = items[index]
    return sorted_


def _is_constant(template: Json) -> bool:
    """Whether a template has neither places nor records."""
    if isinstance(template, dict):
        return all("$" not in name.replace("$$", "") and _is_constant(one) for name, one in template.items())
    if isinstance(template, list):
        return all(map(_is_constant, template))
    return not isinstance(template, str) or "$" not in template.replace("$$", "")


def _mentions(value: Json, tokens: frozenset[str]) -> bool:
    return any(
        text in tokens or not tokens.isdisjoint(_parts(text))
        for path, leaf in walk(value)
        for text in (text_of(leaf), *path)
        if isinstance(text, str)
    )


def _parts(text: str) -> Iterator[str]:
    """Iterate over what a text may have of a component beside an output, with a sign between, such as `N1:ok`."""
    for sign in _SIGN.finditer(text):
        for part, rest in ((text[: sign.start()], text[sign.end() :]), (text[sign.end() :], text[: sign.start()])):
            if not (part.isdigit() and rest.isdigit()):
                yield part
