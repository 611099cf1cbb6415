"""Values of a file that the editor notes keep as they are: without secrets, and with numbers as they were written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scenario_kit.findings.masking import in_address
from scenario_kit.language.catalogue import ParameterType, catalogue
from scenario_kit.profiles.json_values import WrittenNumber, other_number, scalar_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.profiles.json_values import Json
    from scenario_kit.profiles.records import Context

_NUMBER: Final = "$number"
_MEMBERS: Final = "$members"
_SECRET: Final = "$secret"  # noqa: S105  the word itself
SHORTEST: Final = 4
"""Characters of a secret that is looked for inside of longer texts."""


def secrets_of(context: Context) -> Mapping[str, tuple[str, str]]:
    """Return the component and the parameter of each secret text of a sheet."""
    secrets: dict[str, tuple[str, str]] = {}
    for component in context["components"]:
        parameters = catalogue()[component["type"]].parameters
        for given in component["parameters"]:
            value, parameter = given["value"], parameters[given["name"]]
            if not isinstance(value, str) or not value or value == parameter.default:
                continue
            if parameter.type is ParameterType.SECRET or in_address(value) != value:
                secrets.setdefault(value, (component["key"], given["name"]))
    return secrets


def written_number(number: float) -> Json:
    """Return a number as the notes hold it."""
    return {_NUMBER: number.written} if isinstance(number, WrittenNumber) else number


def read_number(kept: Json) -> Json:
    """Return the number that the notes hold."""
    if isinstance(kept, dict) and isinstance(kept.get(_NUMBER), str):
        return WrittenNumber(str(kept[_NUMBER]))
    return kept


class Keeper:
    """Turns JSON into what the notes hold, and back.

    Args:
        context: The sheet, whose secrets the notes refer to instead of holding them.
    """

    def __init__(self, context: Context) -> None:
        self._secrets = secrets_of(context)
        self._values = {place: text for text, place in self._secrets.items()}

    def kept(self, value: Json) -> Json:  # noqa: PLR0911  one for each type
        """Return a value as the notes hold it."""
        if isinstance(value, dict):
            if any(name.startswith("$") or self._hides(name) != name for name in value):
                return {_MEMBERS: [[self._hides(name), self.kept(child)] for name, child in value.items()]}
            return {name: self.kept(child) for name, child in value.items()}
        if isinstance(value, list):
            return [self.kept(child) for child in value]
        if isinstance(value, str):
            return self._hides(value)
        if isinstance(value, WrittenNumber):
            return written_number(value)
        if value is None or isinstance(value, bool):
            return value
        secret = self._secrets.get(scalar_text(value))
        return value if secret is None else {_NUMBER: {_SECRET: [list(secret)]}}

    def _hides(self, text: str) -> Json:
        if text in self._secrets:
            return {_SECRET: [list(self._secrets[text])]}
        parts: list[Json] = [text]
        for secret, place in self._secrets.items():
            if len(secret) < SHORTEST or secret not in text:
                continue
            split: list[Json] = []
            reference: Json = [*place]
            for part in parts:
                pieces = part.split(secret) if isinstance(part, str) else [part]
                for index, piece in enumerate(pieces):
                    split += [reference, piece] if index else [piece]
            parts = split
        return text if len(parts) == 1 else {_SECRET: parts}

    def restored(self, kept: Json) -> Json:
        """Return the value of what the notes hold."""
        if isinstance(kept, list):
            return [self.restored(child) for child in kept]
        if not isinstance(kept, dict):
            return kept
        if list(kept) == [_SECRET]:
            return self._secret_text(kept[_SECRET])
        if list(kept) == [_NUMBER]:
            number = kept[_NUMBER]
            text = self._secret_text(number[_SECRET]) if isinstance(number, dict) else str(number)
            return int(text) if text.isdigit() else other_number(text)
        if list(kept) == [_MEMBERS] and isinstance(kept[_MEMBERS], list):
            return {
                str(self.restored(pair[0])): self.restored(pair[1]) for pair in kept[_MEMBERS] if isinstance(pair, list)
            }
        return {name: self.restored(child) for name, child in kept.items()}

    def _secret_text(self, parts: Json) -> str:
        return "".join(
            self._values.get((str(part[0]), str(part[1])), "") if isinstance(part, list) else str(part)
            for part in (parts if isinstance(parts, list) else [])
        )


def fault_in_kept(value: object) -> str | None:
    """Return what is wrong with a value that notes are to hold; None if nothing is."""
    if isinstance(value, list):
        return next(filter(None, map(fault_in_kept, value)), None)
    if not isinstance(value, dict):
        return None
    special = next((name for name in value if name in (_SECRET, _NUMBER, _MEMBERS)), None)
    if special is None or len(value) > 1:
        return next(filter(None, map(fault_in_kept, value.values())), None)
    inside = value[special]
    if special == _SECRET:
        is_right = _is_secret(inside)
    elif special == _NUMBER:
        text = inside.get(_SECRET) if isinstance(inside, dict) and len(inside) == 1 else inside
        is_right = _is_secret(text) if isinstance(inside, dict) else isinstance(text, str) and _is_number(text)
    else:
        is_right = isinstance(inside, list) and all(isinstance(pair, list) and len(pair) == _PAIR for pair in inside)
        if is_right:
            return fault_in_kept([part for pair in inside for part in pair])
    return None if is_right else f"expected {_SPECIAL[special]} in `{special}`"


def _is_secret(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(part, str) or (isinstance(part, list) and list(map(type, part)) == [str, str]) for part in value
    )


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", text) is not None


_PAIR: Final = 2
_SPECIAL: Final = {
    _SECRET: "a list of texts, and of pairs of a component and its parameter",
    _NUMBER: "the text of a number",
    _MEMBERS: "a list of names and values",
}
