"""The style of a JSON text: line breaks, spaces and escapes."""

from __future__ import annotations

import re
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from scenario_kit.profiles.json_values import scalar_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from scenario_kit.profiles.json_values import Json


class Style(BaseModel):
    """How a sheet is written.

    Attributes:
        indent: The spaces of a level, or the text for one; None writes a single line.
        separators: The texts after an item and after a key; by default a space after both, and none at a line's end.
        ascii: Whether other characters are escaped.
        slashes: Whether slashes are escaped.
        newline: Whether the file ends with a line break.
        crlf: Whether lines end as on Windows.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    indent: int | str | None = 2
    separators: Annotated[tuple[str, str], Field(strict=False)] | None = None
    ascii: bool = False
    slashes: bool = False
    newline: bool = True
    crlf: bool = False


_DEFAULT: Final = Style()


def sheet_text(
    value: Json, style: Style = _DEFAULT, *, on_one_line: Collection[str] = (), items_on_lines: Collection[str] = ()
) -> str:
    """Return the JSON text of a value.

    Args:
        value: The value.
        style: How it is written.
        on_one_line: Keys whose values are on one line.
        items_on_lines: Keys of lists and objects with each item or member on a line of its own.
    """
    text = _Printer(style, on_one_line, items_on_lines).text(value, "\n") + ("\n" if style.newline else "")
    return text.replace("\n", "\r\n") if style.crlf else text  # a line break in a value is escaped


class _Printer:
    def __init__(self, style: Style, on_one_line: Collection[str] = (), items_on_lines: Collection[str] = ()) -> None:
        quote: Callable[[str], str] = encode_basestring_ascii if style.ascii else encode_basestring
        self._quote = (lambda text: quote(text).replace("/", "\\/")) if style.slashes else quote
        indent = style.indent
        self._comma, self._colon = style.separators or ((", ", ": ") if indent is None else (",", ": "))
        self._step = None if indent is None else " " * indent if isinstance(indent, int) else indent
        self._on_one_line = on_one_line
        self._items_on_lines = items_on_lines
        self._line = self if self._step is None else _Printer(style.model_copy(update={"indent": None}))

    def text(self, value: Json, margin: str) -> str:
        if isinstance(value, str):
            return self._quote(value)
        if not isinstance(value, dict | list):
            return "null" if value is None else scalar_text(value)
        opened, closed = "{}" if isinstance(value, dict) else "[]"
        if not value:
            return opened + closed
        inner = "" if self._step is None else margin + self._step
        items = self._members(value, inner) if isinstance(value, dict) else [self.text(item, inner) for item in value]
        return opened + inner + (self._comma + inner).join(items) + ("" if self._step is None else margin) + closed

    def _members(self, value: dict[str, Json], margin: str) -> list[str]:
        quote, colon = self._quote, self._colon
        return [
            quote(name) + colon + (quote(member) if type(member) is str else self._member(name, member, margin))
            for name, member in value.items()
        ]

    def _member(self, name: str, value: Json, margin: str) -> str:
        if name in self._on_one_line:
            return self._line.text(value, "")
        if name in self._items_on_lines and isinstance(value, dict | list) and value:
            inner = margin + (self._step or "")
            opened, closed = "{}" if isinstance(value, dict) else "[]"
            return opened + inner + (self._comma + inner).join(self._lines(value)) + margin + closed
        return self.text(value, margin)

    def _lines(self, value: dict[str, Json] | list[Json]) -> list[str]:
        if isinstance(value, list):
            return [self._line.text(item, "") for item in value]
        return [self._quote(name) + self._colon + self._line.text(member, "") for name, member in value.items()]


_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')


def style_of(text: str) -> Style:
    """Return the style that a JSON text seems to be written in; `sheet_text` decides if it is."""
    newline = text.endswith("\n")
    body = text.rstrip("\r\n")
    crlf = "\r\n" in text
    first = re.match(r"\s*[\[{]\r?\n([ \t]*)", body)
    indent: int | str | None = None
    if first is not None:
        indent = len(first[1]) if set(first[1]) <= {" "} else first[1]
    bare = _STRING.sub('""', body)
    strings = _STRING.findall(body)
    separators = (
        ", " if re.search(r",[ ](?!\r?\n)", bare) else ",",
        ": " if '": ' in bare else ":",
    )
    default = (", ", ": ") if indent is None else (",", ": ")
    return Style(
        indent=indent,
        separators=None if separators == default or not re.search("[,:]", bare) else separators,
        ascii=body.isascii() and any(re.search(r"\\u(00[89a-f]|0[1-9a-f]|[1-9a-f])", string) for string in strings),
        slashes=any("\\/" in string for string in strings)
        and not any(re.search(r"(?<!\\)/", string) for string in strings),
        newline=newline,
        crlf=crlf,
    )
