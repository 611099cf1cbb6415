"""New ids in the style of a format."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterator, Mapping

    from scenario_kit.profiles.spellings import IdForm

NAMESPACE: Final = UUID("6f7a3b52-57c1-5d0e-9a0b-3c1f2f0e8d11")
"""The namespace of the ids, UUIDs of version 5 of ``scenario/sheet/key``."""

_FIELD: Final = re.compile(r"\{([a-z_]+)(?::([0-9]+))?\}")
_COUNTER: Final = re.compile(r"\{number(?::[0-9]+)?\}")
FIELDS: Final = frozenset(
    {"number", "hex", "uuid", "name", "key", "id", "output", "position", "source", "target", "scenario", "sheet"}
)


class IdMaker:
    """Makes the ids of one kind on one sheet; the same sheet gets the same ids.

    Args:
        form: The form of the ids.
        taken: The ids that others have; numbers go on after theirs, since a lower one may be that of something removed.
        reserved: Other texts that no id may be.
    """

    def __init__(
        self, form: IdForm, taken: Collection[str] = frozenset(), reserved: Container[str] = frozenset()
    ) -> None:
        self._form = form
        self._taken = taken
        self._reserved = reserved
        self._made: set[str] = set()
        self._next = max([form.from_, *(number + 1 for number in _numbers(form.form, taken))])

    def new(self, seed: str, values: Mapping[str, object], *, scoped: str = "") -> str:
        """Return an id that nothing else has.

        Args:
            seed: What the id is derived from, if it is not a number.
            values: The values that a form can hold, such as `name`.
            scoped: A prefix of what the id must be unique among; it is not a part of the id.
        """
        counts = _COUNTER.search(self._form.form) is not None
        attempt = 0
        while True:
            if counts:
                values = {**values, "number": self._next}
                self._next += 1
            made = self._filled(seed if attempt == 0 else f"{seed}#{attempt}", values)
            if attempt and not counts and "{hex" not in self._form.form and "{uuid" not in self._form.form:
                made = f"{made}-{attempt + 1}"
            if scoped + made not in self._made and made not in self._taken and made not in self._reserved:
                self._made.add(scoped + made)
                return made
            attempt += 1

    def _filled(self, seed: str, values: Mapping[str, object]) -> str:
        digits = sha256(seed.encode()).hexdigest() * 2
        used = 0

        def value(match: re.Match[str]) -> str:
            nonlocal used
            if match[1] == "hex":
                size = int(match[2] or 24)
                used += size
                return digits[used - size : used]
            if match[1] == "uuid":
                return str(uuid5(NAMESPACE, seed))
            if match[1] == "number" and match[2]:
                return f"{values['number']:0{match[2]}}"
            return str(values.get(match[1], match[0]))

        return _FIELD.sub(value, self._form.form)


def highest(form: IdForm, ids: Collection[str]) -> int | None:
    """Return the highest number in ids of a form; None if they are not counted."""
    return max(_numbers(form.form, ids), default=None)


def _numbers(form: str, ids: Collection[str]) -> Iterator[int]:
    """Iterate over the numbers in ids of a form."""
    if _COUNTER.search(form) is None or not ids:
        return
    parts = re.split(r"(\{[a-z_]+(?::[0-9]+)?\})", form)
    pattern = "".join(
        ("([0-9]{1,15})" if _COUNTER.fullmatch(part) else ".*") if index % 2 else re.escape(part)
        for index, part in enumerate(parts)
    )
    for id_ in ids:
        match = re.fullmatch(pattern, id_, re.DOTALL)
        if match is not None:
            yield int(match[1])
