"""The documented keys of simotel.ini, from keys.yaml: their sections and their values.

Values are Python expressions: with or without quotes, lists in brackets, arithmetic such as `60 * 100`. They are never
executed.
"""

from __future__ import annotations

import ast
import operator
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.pbx.ini.settings import unquoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class KeyType(StrEnum):
    """Types of values; keys.yaml describes them."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    PORT = "port"
    PATH = "path"
    FILE = "file"
    HOST = "host"
    DIGITS = "digits"
    CODES = "codes"
    CHOICE = "choice"
    ZONE = "zone"
    LIST = "list"
    MONGODB = "mongodb"
    TEXT = "text"
    SECRET = "secret"  # noqa: S105  the name of a type


_EXPECTED: Final[Mapping[KeyType, str]] = {
    KeyType.BOOLEAN: "True or False",
    KeyType.PATH: "a full path",
    KeyType.FILE: "a file name or a full path",
    KeyType.HOST: "a host name or an address",
    KeyType.DIGITS: "digits, `+`, `*` and `#`",
    KeyType.CODES: "prefixes of numbers, separated by commas",
    KeyType.ZONE: "a time zone name",
    KeyType.LIST: "a list of strings in brackets",
    KeyType.MONGODB: "a database URL, mongodb://…",
    KeyType.TEXT: "any text",
    KeyType.SECRET: "any text",
}
_DIGITS: Final = r"[0-9+*#]*"
_STRING: Final = r"""(?:'[^'\\\n]*'|"[^"\\\n]*")"""
_SHAPES: Final[Mapping[KeyType, re.Pattern[str]]] = {
    KeyType.BOOLEAN: re.compile("true|false|yes|no|on|off|1|0", re.IGNORECASE),
    KeyType.PATH: re.compile(r"/[^'\"\n]*"),
    KeyType.FILE: re.compile(r"/[^'\"\n]*[^'\"\n/]|[^'\"\n/]+"),
    KeyType.HOST: re.compile(r"[\w.:\[\]%-]+"),
    KeyType.DIGITS: re.compile(_DIGITS),
    KeyType.CODES: re.compile(rf"{_DIGITS}(?:\s*,\s*{_DIGITS})*"),
    KeyType.ZONE: re.compile(r"[A-Za-z][\w+-]*(?:/[A-Za-z][\w+-]*){0,2}", re.ASCII),
    KeyType.MONGODB: re.compile(r"mongodb(?:\+srv)?://[^\s]+"),
    KeyType.LIST: re.compile(rf"\[\s*(?:{_STRING}\s*(?:,\s*{_STRING}\s*)*(?:,\s*)?)?\]"),
}
_ARITHMETIC: Final = re.compile(r"[0-9+*/() \t-]{1,100}")
_OPERATORS: Final[Mapping[type[ast.operator], Callable[[int, int], int]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.floordiv,
    ast.FloorDiv: operator.floordiv,
}


@dataclass(frozen=True, slots=True)
class Key:
    """A documented key.

    Attributes:
        name: Its name, in lower case.
        sections: The sections where it is documented; empty if it may be in any section.
        type: The type of its value.
        range: The minimum and maximum of a number; None for no bound.
        choices: The values of a choice.
        none: Whether the value may be None.
        shown: The value in the documentation; None if it is a secret.
    """

    name: str
    sections: tuple[str, ...]
    type: KeyType
    range: tuple[int | None, int | None] = (None, None)
    choices: tuple[str, ...] = ()
    none: bool = False
    shown: str | None = None

    @property
    def expected(self) -> str:
        """The expected value, in words that follow "expected"."""
        low, high = self.range
        number = f"a whole number, at least {low}" if high is None else f"a whole number from {low} to {high}"
        words = _EXPECTED.get(self.type) or (f"one of {', '.join(self.choices)}" if self.choices else number)
        return f"{words}, or None" if self.none else words

    def accepts(self, value: str) -> bool:
        """Whether a value is valid according to the documentation; surrounding white space is ignored."""
        bare = unquoted(value)
        if self.type in (KeyType.TEXT, KeyType.SECRET) or (self.none and bare == "None"):
            return True
        if self.type in (KeyType.INTEGER, KeyType.PORT):
            number = _integer(bare)
            low, high = self.range
            return number is not None and (low is None or number >= low) and (high is None or number <= high)
        if self.type is KeyType.CHOICE:
            return bare.lower() in {choice.lower() for choice in self.choices}
        return _SHAPES[self.type].fullmatch(value.strip() if self.type is KeyType.LIST else bare) is not None


@cache
def documented_keys() -> Mapping[str, Key]:
    """Return every documented key by name, in the order of the documentation."""
    import yaml  # noqa: PLC0415  only `--ini` and a check of the whole file need it

    text = Path(__file__).with_name("keys.yaml").read_text("utf-8")
    entries: dict[str, dict[str, Any]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return MappingProxyType({name: _key(name, entry) for name, entry in entries.items()})


@cache
def documented_sections() -> frozenset[str]:
    """Return the sections where any key is documented."""
    return frozenset(section for key in documented_keys().values() for section in key.sections)


def _key(name: str, entry: dict[str, Any]) -> Key:
    kind = KeyType(entry["type"])
    return Key(
        name=name,
        sections=tuple(entry.get("in", ())),
        type=kind,
        range=(1, 65535) if kind is KeyType.PORT else (entry.get("min"), entry.get("max")),
        choices=tuple(entry.get("choices", ())),
        none=entry.get("none", False),
        shown=entry.get("shown"),
    )


def _integer(text: str) -> int | None:
    if re.fullmatch("[0-9]{1,20}", text):
        return int(text)  # a leading 0 is an error in Python, but not in a settings file
    if not _ARITHMETIC.fullmatch(text):
        return None
    try:
        return _evaluate(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ZeroDivisionError):
        return None


def _evaluate(node: ast.expr) -> int | None:
    """Evaluate integer arithmetic; None for anything else. At most 100 characters, so results stay small."""
    match node:
        case ast.Constant(value=int(number)):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            positive = _evaluate(operand)
            return None if positive is None else -positive
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            first, second = _evaluate(left), _evaluate(right)
            return None if first is None or second is None else _OPERATORS[type(op)](first, second)
        case _:
            return None
