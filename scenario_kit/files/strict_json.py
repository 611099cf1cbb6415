"""JSON that every program reads alike: what readers disagree about is refused, with its place."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.files.source import MAX_DEPTH
from scenario_kit.findings.model import pointer
from scenario_kit.findings.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from scenario_kit.findings.model import NodePath

MAX_DIGITS: Final = 100
"""Characters of a number; longer ones have no meaning to a PBX, and Python takes long to read them."""

_SHOWN: Final = 60
_TOKEN: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_CONSTANTS: Final = frozenset({"NaN", "Infinity", "-Infinity"})
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class StrictJsonError(ValueError):
    """A text is not strict JSON.

    Attributes:
        reason: What is wrong, without the place.
        line: The line, counted from 1.
        column: The column in characters, counted from 1.
        pointer: The value as a JSON pointer, empty where it is about the text as a whole.
    """

    def __init__(self, reason: str, line: int = 1, column: int = 1, pointer: str = "") -> None:
        super().__init__(f"line {line}, column {column}: {reason}")
        self.reason = reason
        self.line = line
        self.column = column
        self.pointer = pointer


def read_json(
    data: bytes, *, parse_int: Callable[[str], object] = int, parse_float: Callable[[str], object] = float
) -> Any:  # noqa: ANN401
    """Return the value of a JSON text in UTF-8.

    Args:
        data: The text.
        parse_int: Converts the digits of an integer.
        parse_float: Converts the text of any other number.

    Raises:
        StrictJsonError: It is not JSON, or it has a byte order mark, a duplicate key, NaN or Infinity, half of a
            surrogate pair, a number of over 100 characters, or over 100 levels.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line_start = data.rfind(b"\n", 0, error.start) + 1
        line, column = data.count(b"\n", 0, error.start) + 1, len(data[line_start : error.start].decode()) + 1
        raise StrictJsonError(f"not UTF-8: byte 0x{data[error.start]:02x}", line, column) from None
    if text.startswith("\ufeff"):
        raise StrictJsonError("JSON has no byte order mark")
    try:
        value = json.loads(
            text,
            parse_int=lambda digits: parse_int(digits) if len(digits) <= MAX_DIGITS else None,
            parse_float=lambda digits: parse_float(digits) if len(digits) <= MAX_DIGITS else None,
            parse_constant=str,
        )
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:].removesuffix(" at") if text.strip() else "the text is empty"
        raise StrictJsonError(f"not JSON: {reason}", error.lineno, error.colno) from None
    except RecursionError:
        value = None  # the checker refuses what is nested that deep
    _Checker(text).check()
    return value


@dataclass(slots=True)
class _Container:
    """An open object or list.

    Attributes:
        keys: The offset of each key of an object.
        part: The key or the position of the current member.
        expects_key: The next text is a key.
    """

    keys: dict[str, int]
    part: str | int
    expects_key: bool


class _Checker:
    """Refuses what JSON or Python allows and other readers do not, in a text that is JSON."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._containers: list[_Container] = []

    def check(self) -> None:
        """Check the text.

        Raises:
            StrictJsonError: The first fault.
        """
        for match in _TOKEN.finditer(self._text):
            self._take(match[0], match.start())

    def _take(self, token: str, offset: int) -> None:
        match token[0]:
            case "{" | "[":
                if len(self._containers) == MAX_DEPTH:
                    raise StrictJsonError(f"nested deeper than {MAX_DEPTH} levels", *_place(self._text, offset))
                is_object = token[0] == "{"
                self._containers.append(_Container({}, "" if is_object else 0, expects_key=is_object))
            case "}" | "]":
                self._containers.pop()
            case ",":
                container = self._containers[-1]
                if isinstance(container.part, int):
                    container.part += 1
                else:
                    container.expects_key = True
            case '"':
                self._string(json.loads(token) if "\\" in token else token[1:-1], offset)
            case _ if token in _CONSTANTS:
                raise self._fault(f"`{token}` is not a JSON value", offset)
            case _ if len(token) > MAX_DIGITS:
                raise self._fault(f"a number of {len(token)} characters; at most {MAX_DIGITS} are read", offset)

    def _string(self, value: str, offset: int) -> None:
        container = self._containers[-1] if self._containers else None
        if container is not None and container.expects_key:
            container.part, container.expects_key = value, False
            first = container.keys.setdefault(value, offset)
            if first != offset:
                line, _ = _place(self._text, first)
                raise self._fault(f"duplicate key {_shown(value)}; the first is on line {line}", offset)
        if _SURROGATE.search(value):
            raise self._fault("half of a surrogate pair is not a character", offset)

    def _fault(self, reason: str, offset: int) -> StrictJsonError:
        path: NodePath = tuple(container.part for container in self._containers)
        return StrictJsonError(reason, *_place(self._text, offset), pointer(path))


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _shown(key: str) -> str:
    text = printable(key)
    return f"`{text[:_SHOWN]}…`" if len(text) > _SHOWN else f"`{text}`"
