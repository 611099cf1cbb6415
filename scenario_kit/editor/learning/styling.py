"""How the text of an exported file is laid out: indentation, escapes and line breaks."""

from __future__ import annotations

import re
from typing import Any


def style_of(data: bytes) -> dict[str, Any]:
    """Return the style of a JSON text as a map declares it."""
    text = data.decode(errors="replace")
    style: dict[str, Any] = {}
    indent = re.search(r"^[\[{]\r?\n([ \t]+)\S", text)
    if indent is None:
        style["indent"] = None
        if re.search(r'"\s*:\S', text):
            style["separators"] = [",", ":"]
    elif "\t" in indent[1]:
        style["indent"] = indent[1]
    else:
        style["indent"] = len(indent[1])
    if re.search(r"\\u[0-9a-fA-F]{4}", text) and text.isascii():
        style["ascii"] = True
    if r"\/" in text:
        style["slashes"] = True
    if "\r\n" in text:
        style["crlf"] = True
    if not text.endswith("\n"):
        style["newline"] = False
    return style
