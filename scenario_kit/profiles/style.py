"""The style of a JSON text: line breaks, spaces and escapes."""

from __future__ import annotations

import re
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from scenario_kit.profiles.json_values import scalar_text

if TYPE_CHECKING:
    from collections.abc import Callable

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


def sheet_text(value: Json, style: Style) -> str:
    """Return the JSON text of a value."""
    comma, colon = style.separators or ((", ", ": ") if style.indent is None else (",", ": "))
    step = None if style.indent is None else " " * style.indent if isinstance(style.indent, int) else style.indent
    parts: list[str] = []
    _write(value, parts, _quoted(style), comma, colon, step, "\n")
    text = "".join(parts) + ("\n" if style.newline else "")
    return text.replace("\n", "\r\n") if style.crlf else text  # a line break in a value is escaped


def _quoted(style: Style) -> Callable[[str], str]:
    quote: Callable[[str], str] = encode_basestring_ascii if style.ascii else encode_basestring
    return (lambda text: quote(text).replace("/", "\\/")) if style.slashes else quote


def _write(  # noqa: PLR0913  a closure per text would cost more than the arguments
    value: Json,
    parts: list[str],
    quote: Callable[[str], str],
    comma: str,
    colon: str,
    step: str | None,
    margin: str,
) -> None:
    if isinstance(value, str):
        parts.append(quote(value))
    elif value is None:
        parts.append("null")
    elif not isinstance(value, dict | list):
        parts.append(scalar_text(value))
    elif not value:
        parts.append("{}" if isinstance(value, dict) else "[]")
    else:
        inner = "" if step is None else margin + step
        between = comma + inner
        is_object = isinstance(value, dict)
        parts.append(("{" if is_object else "[") + inner)
        for index, item in enumerate(value):
            if index:
                parts.append(between)
            if isinstance(value, dict):
                parts.append(quote(item) + colon)  # type: ignore[arg-type]  # a key
                item = value[item]  # type: ignore[index]  # noqa: PLW2901  the value of the key
            _write(item, parts, quote, comma, colon, step, inner)
        parts.append(("" if step is None else margin) + ("}" if is_object else "]"))


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
        separators=None if separators == default or not re.search('[,:]', bare) else separators,
        ascii=body.isascii() and any(re.search(r"\\u(00[89a-f]|0[1-9a-f]|[1-9a-f])", string) for string in strings),
        slashes=any("\\/" in string for string in strings) and not any(
            re.search(r"(?<!\\)/", string) for string in strings
        ),
        newline=newline,
        crlf=crlf,
    )
