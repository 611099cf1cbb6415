"""The documented keys of simotel.ini, from keys.yaml beside this module: where a key belongs and what it may hold.

Values are written as in Python: with or without quotes, lists in brackets, arithmetic such as `60 * 100`. None of
them is ever executed.
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

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PORTS: Final = (1, 65535)


class KeyType(StrEnum):
    """What kind of value a key holds; keys.yaml says what each one means."""

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
    SECRET = "secret"  # noqa: S105  the name of a kind


_EXPECTED: Final[Mapping[KeyType, str]] = {
    KeyType.BOOLEAN: "True or False",
    KeyType.PATH: "a full path",
    KeyType.FILE: "a file's plain name, or its full path",
    KeyType.HOST: "a host's name or address",
    KeyType.DIGITS: "a number of digits, + * and #",
    KeyType.CODES: "beginnings of numbers, with commas between them",
    KeyType.ZONE: "the name of a time zone",
    KeyType.LIST: "a list of strings in brackets",
    KeyType.MONGODB: "the address of a database, mongodb://…",
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
        sections: The sections that it is documented for; empty where none is named, so that it may stand anywhere.
        type: What kind of value it holds.
        range: The least and the greatest whole number, None for no bound.
        choices: The values it may have, of a choice.
        none: It may be None as well.
        shown: What the documentation shows; None where that would be a secret.
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
        """What it may hold, in words that go behind "write"."""
        words = _EXPECTED.get(self.type) or (_among(self.choices) if self.choices else _whole(*self.range))
        return f"{words}, or None" if self.none else words

    def accepts(self, value: str) -> bool:
        """Whether the PBX can use a value, as far as its documentation tells; blanks around it do not count."""
        value = value.strip()
        if self.type in (KeyType.TEXT, KeyType.SECRET) or (self.none and _bare(value) == "None"):
            return True
        if self.type in (KeyType.INTEGER, KeyType.PORT):
            number = _integer(_bare(value))
            low, high = self.range
            return number is not None and (low is None or number >= low) and (high is None or number <= high)
        if self.type is KeyType.CHOICE:
            return _bare(value).lower() in {choice.lower() for choice in self.choices}
        return _SHAPES[self.type].fullmatch(value if self.type is KeyType.LIST else _bare(value)) is not None


@cache
def documented_keys() -> Mapping[str, Key]:
    """Return every documented key by name, in the order of the documentation."""
    import yaml  # noqa: PLC0415  only a check of the whole file needs it

    text = Path(__file__).with_name("keys.yaml").read_text("utf-8")
    entries: dict[str, dict[str, Any]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return MappingProxyType({name: _key(name, entry) for name, entry in entries.items()})


@cache
def documented_sections() -> frozenset[str]:
    """Return the sections that any key is documented for."""
    return frozenset(section for key in documented_keys().values() for section in key.sections)


def _key(name: str, entry: dict[str, Any]) -> Key:
    kind = KeyType(entry["type"])
    return Key(
        name=name,
        sections=tuple(entry.get("in", ())),
        type=kind,
        range=PORTS if kind is KeyType.PORT else (entry.get("min"), entry.get("max")),
        choices=tuple(entry.get("choices", ())),
        none=entry.get("none", False),
        shown=entry.get("shown"),
    )


def _among(choices: tuple[str, ...]) -> str:
    return f"one of {', '.join(choices)}"


def _whole(low: int | None, high: int | None) -> str:
    return f"a whole number from {low} on" if high is None else f"a whole number from {low} to {high}"


def _bare(value: str) -> str:
    """Return a value without the quotes around it."""
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1].strip() if quoted else value


def _integer(text: str) -> int | None:
    if re.fullmatch("[0-9]{1,20}", text):
        return int(text)  # a 0 in front is an error to Python, and none to whoever wrote it
    if not _ARITHMETIC.fullmatch(text):
        return None
    try:
        return _evaluated(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ZeroDivisionError):
        return None


def _evaluated(node: ast.expr) -> int | None:
    """Work out whole-number arithmetic; None for anything else. At most 100 characters, so it cannot grow large."""
    match node:
        case ast.Constant(value=int(number)):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            positive = _evaluated(operand)
            return None if positive is None else -positive
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            one, other = _evaluated(left), _evaluated(right)
            return None if one is None or other is None else _OPERATORS[type(op)](one, other)
        case _:
            return None
