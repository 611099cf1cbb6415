"""Compile the catalogues of translated texts; with --check, only say which are stale."""

from __future__ import annotations

import ast
import gettext
import re
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scenario_kit.rendering.artifacts import Renderer

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates/profile"
_MAGIC = 0x950412DE
_ENTRY = re.compile(r'^msgid((?:\s*"(?:[^"\\]|\\.)*")+)\s*^msgstr((?:\s*"(?:[^"\\]|\\.)*")+)', re.MULTILINE)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def texts() -> dict[str, list[str]]:
    """Return the texts that the templates mark for translation, and their places."""
    environment = Renderer(translations=gettext.NullTranslations()).environment
    found: dict[str, list[str]] = {}
    for path in sorted(TEMPLATES.glob("*.j2")):
        extract = environment.extract_translations  # type: ignore[attr-defined]  # of Jinja2's extension
        for line, _, text in extract(path.read_text("utf-8")):
            # A text with variables comes as a tuple with its arguments.
            found.setdefault(text if isinstance(text, str) else text[0], []).append(f"{path.name}:{line}")
    return found


def entries(po: str) -> dict[str, str]:
    """Return the entries of a catalogue: the English text, and its translation."""
    return {_joined(match[1]): _joined(match[2]) for match in _ENTRY.finditer(po)}


def _joined(strings: str) -> str:
    return "".join(ast.literal_eval(string) for string in _STRING.findall(strings))


def compiled(messages: dict[str, str]) -> bytes:
    """Return a catalogue in the binary format of gettext: a table of offsets, and sorted texts that end with a NUL."""
    pairs = sorted((text.encode(), translation.encode()) for text, translation in messages.items())
    count, start = len(pairs), 28
    tables, data = b"", b""
    for column in (0, 1):
        for pair in pairs:
            offset = start + 16 * count + len(data)
            tables += struct.pack("<II", len(pair[column]), offset)
            data += pair[column] + b"\0"
    return struct.pack("<7I", _MAGIC, 0, count, start, start + 8 * count, 0, start) + tables + data


def stale() -> Iterator[tuple[Path, bytes]]:
    """Iterate over the compiled catalogues that differ from their sources, with what they should be."""
    for source in sorted(TEMPLATES.rglob("*.po")):
        target, data = source.with_suffix(".mo"), compiled(entries(source.read_text("utf-8")))
        if not target.exists() or target.read_bytes() != data:
            yield target, data


def main() -> int:
    """Compile what is stale."""
    found = list(stale())
    for path, data in found:
        print(path.relative_to(ROOT))
        if "--check" not in sys.argv:
            path.write_bytes(data)
    return int(bool(found) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
