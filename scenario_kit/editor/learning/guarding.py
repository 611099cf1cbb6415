"""Guards a template against wires that are not understood: nothing is read where its constants mention components.

A constant is passed over when a sheet is read, as it says nothing about a call. A wire that nobody understands looks
like a constant too, and must not be lost in silence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.evidence import text_of, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    ids = {text for item in items if (text := text_of(parts.id(item)))}
    if parts.wiring.groups:
        return frozenset(id_ for id_ in ids if len(id_) >= _LONG and not id_.isdigit())
    return frozenset(ids | {item.known.name for item in items})


def guarded(template: Json, tokens: frozenset[str]) -> Json:
    """Return a template that refuses the objects and lists in it that mention a component."""
    if not isinstance(template, dict | list):
        return template
    if isinstance(template, dict) and "$kept" in template:
        return _REFUSED if _mentions(template["$kept"], tokens) else template
    if _is_constant(template):
        return _REFUSED if _mentions(template, tokens) else template
    if isinstance(template, list):
        return [guarded(one, tokens) for one in template]
    return {name: one if name in _OPTIONS else guarded(one, tokens) for name, one in template.items()}


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
