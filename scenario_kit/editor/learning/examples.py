"""Places and values in exports that show to people what a statement or a question is about."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.locating import concrete
from scenario_kit.findings.masking import HIDDEN, in_address
from scenario_kit.findings.model import pointer
from scenario_kit.language.catalogue import ParameterType

if TYPE_CHECKING:
    from scenario_kit.editor.learning.evidence import Item, Json, Path
    from scenario_kit.editor.learning.parts import Parts

_LONGEST: Final = 60
_LIKE_A_SECRET: Final = re.compile("pass|pwd|secret|token|key|pin", re.IGNORECASE)


def place_of(item: Item, parts: Parts, path: Path = ()) -> str:
    """Return the file and the pointer of a component, or of a path in it."""
    root = concrete(parts.located.container, item.export)
    return f"{item.export.file}#{pointer((*root, item.step, *path))}"


def example(parts: Parts, type_: str, name: str) -> Item | None:
    """Return a component of a type, one with a value of a parameter or field if there is any."""
    own = [item for item in parts.located.items if item.known.type.name == type_]
    with_value = (item for item in own if name in item.known.parameters or any(name in row for row in item.known.rows))
    return next(with_value, own[0] if own else None)


def short(value: Json, kind: ParameterType | None = None, word: str = "") -> str:
    """Return a value as JSON, cut if it is long, and without secrets; the kind or the format's word tells those."""
    if kind is ParameterType.SECRET or _LIKE_A_SECRET.search(word):
        return HIDDEN
    text = in_address(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
