"""Spellings without their meaning: a text with holes where the texts of a value are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scenario_kit.profiles.json_values import other_number, scalar_text, whole_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenario_kit.profiles.json_values import Json

_HOLES: Final = re.compile(r"\{\{|\}\}|\{(60|3600)?\}")
_UNITS: Final = (60, 3600)


class _NoForm(Exception):  # noqa: N818  it is no error: the value is kept in another way, or refused
    pass


def form_of(value: Json, atoms: Sequence[str], *, seconds: bool = False) -> Json | None:
    """Return the form of a value: itself, with a hole for each of its atoms in order; None if they are not all in it.

    Args:
        value: The value as it is in a file.
        atoms: The texts that it holds, as `build` writes them.
        seconds: Whether the only atom is a number of seconds, which may be written in minutes or hours.
    """
    if not atoms:
        return None
    forming = _Forming(list(atoms), seconds=seconds)
    form = forming.form(value)
    return form if not forming.remaining else None


class _Forming:
    def __init__(self, atoms: list[str], *, seconds: bool) -> None:
        self.remaining = atoms[::-1]
        self._seconds = seconds

    def form(self, value: Json) -> Json:
        if isinstance(value, dict):
            return {"members": [[self._text(name), self.form(child)] for name, child in value.items()]}
        if isinstance(value, list):
            return [self.form(child) for child in value]
        if isinstance(value, str):
            return self._text(value)
        return None if value is None else {"other": self._text(scalar_text(value))}

    def _text(self, text: str) -> str:
        parts, end = [], 0
        while self.remaining:
            found = [(text.find(atom, end), hole, atom) for hole, atom in self._alternatives()]
            found = [entry for entry in found if entry[0] >= 0]
            if not found:
                break
            begin, hole, atom = found[0]
            parts += [_escaped(text[end:begin]), hole]
            end = begin + len(atom)
            self.remaining.pop()
        return "".join((*parts, _escaped(text[end:])))

    def _alternatives(self) -> list[tuple[str, str]]:
        atom = self.remaining[-1]
        others = [
            (f"{{{unit}}}", str(int(atom) // unit))
            for unit in _UNITS
            if self._seconds and atom.isdigit() and int(atom) % unit == 0
        ]
        return [("{}", atom), *others]


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def filled(form: Json, atoms: Sequence[str]) -> Json:
    """Return the value of a form with other atoms; None if their number differs."""
    filling = _Filling(list(atoms))
    try:
        value = filling.value(form)
    except _NoForm:
        return None
    return value if not filling.remaining else None


class _Filling:
    def __init__(self, atoms: list[str]) -> None:
        self.remaining = atoms[::-1]

    def value(self, form: Json) -> Json:
        if isinstance(form, str):
            return self._text(form)
        if isinstance(form, list):
            return [self.value(child) for child in form]
        if isinstance(form, dict) and isinstance(form.get("other"), str):
            return _scalar(self._text(str(form["other"])))
        if isinstance(form, dict) and isinstance(members := form.get("members"), list):
            pairs = [pair for pair in members if isinstance(pair, list) and len(pair) == 2]  # noqa: PLR2004  a pair
            return {self._text(str(name)): self.value(child) for name, child in pairs}
        return None

    def _text(self, form: str) -> str:
        return _HOLES.sub(self._hole, form)

    def _hole(self, match: re.Match[str]) -> str:
        if match[0] in ("{{", "}}"):
            return match[0][0]
        if not self.remaining:
            raise _NoForm
        atom = self.remaining.pop()
        if match[1] is None:
            return atom
        if not atom.isdigit() or int(atom) % int(match[1]):
            raise _NoForm
        return str(int(atom) // int(match[1]))


def _scalar(text: str) -> Json:
    """Return the scalar that JSON has for a text without quotes."""
    if text in ("true", "false"):
        return text == "true"
    if not re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?", text):
        raise _NoForm
    return whole_number(text) if re.fullmatch(r"-?[0-9]+", text) else other_number(text)
