"""Prints a tree as its canonical text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scenario_kit.formatting.tree import Branch, Leaf, TreeEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scenario_kit.formatting.tree import Tree

WIDTH: Final = 120
"""The longest line on which a mapping or list keeps its braces or brackets, in characters."""

_STEP: Final = 2
_COMMENT_GAP: Final = 2
"""The fewest spaces before a comment at the end of a line."""

_PRAGMA: Final = "scenario-kit:"
"""Begins a comment to this program; it applies to one line, so its line must not be split."""

_BLANKS_AT_END: Final = re.compile(r"(?<!\\)[ \t]+$")

_Printed = tuple[list[str], list[str]]
"""The comments above an entry, not indented yet, and its lines."""


def text_of(tree: Tree) -> str:
    """Return the text of a tree: two spaces per level, no two blank lines in a row, one line feed at the end."""
    head = tree.root.above
    if tree.marker is not None:
        head = [*head[: tree.marker], "---", *head[tree.marker :]]
    printed = _entries(tree.root.entries, 0)
    above = printed[0][0] if printed else []
    lines = _tidied([*head, *(above if any(above) else ())], first=True)
    lines += _lines([([], own) if index == 0 else (above, own) for index, (above, own) in enumerate(printed)], 0)
    lines += _tidied(tree.root.below)
    return "\n".join(lines) + "\n"


def _tidied(comments: Iterable[str], *, first: bool = False) -> list[str]:
    """Return comments with at most one blank line between two, and none at the beginning of a block."""
    tidied: list[str] = []
    is_blank = first
    for comment in comments:
        if comment or not is_blank:
            tidied.append(comment)
        is_blank = not comment
    return tidied


def _entries(entries: list[TreeEntry], indent: int) -> list[_Printed]:
    return [(_ListItem if entry.key is None else _MappingEntry)(entry, indent).printed() for entry in entries]


def _lines(block: list[_Printed], indent: int) -> list[str]:
    lines: list[str] = []
    for index, (above, own) in enumerate(block):
        lines += _indented(_tidied(above, first=index == 0), indent)
        lines += own
    return lines


def _indented(lines: Iterable[str], indent: int) -> list[str]:
    return [" " * indent + line if line else "" for line in lines]


class _MappingEntry:
    """Prints an entry of a block mapping."""

    def __init__(self, entry: TreeEntry, indent: int) -> None:
        self.entry = entry
        self.indent = indent
        self.above = list(entry.above)
        self.beside = list(entry.beside)
        self.column = entry.beside_column

    @property
    def head(self) -> str:
        """The text before the value."""
        assert self.entry.key is not None, "an item has no key"  # noqa: S101
        return _key(self.entry.key)

    def printed(self) -> _Printed:
        """Return the entry's comments above and its lines."""
        value, line = self.entry.value, 0
        if isinstance(value, Leaf):
            lines, line = self._leaf(value)
        elif (flow := _flow(value)) is not None and (not value.entries or self._fits(flow)):
            lines = [f"{self._margin}{self.head} {flow}"]
        else:
            lines = self.block(value)
            self.column = 0 if value.is_flow else self.column
        self._put_beside(lines, line)
        deeper = self.indent + (1 if isinstance(value, Leaf) and value.header else _STEP)
        return self.above, [*lines, *_indented(_tidied(self.entry.below), deeper)]

    def block(self, value: Branch) -> list[str]:
        """Return the lines of a mapping or list in block style."""
        head = f"{self._margin}{self.head}{' ' if value.before else ''}{value.before}"
        inside = self.indent + _STEP
        return [head, *_lines(_entries(value.entries, inside), inside)]

    @property
    def _margin(self) -> str:
        return " " * self.indent

    def _fits(self, flow: str) -> bool:
        if any(_PRAGMA in comment for comment in (*self.entry.above, *self.entry.beside)):
            return True
        return self.indent + len(self.head) + 1 + len(flow) <= WIDTH

    def _leaf(self, leaf: Leaf) -> tuple[list[str], int]:
        """Return the lines of a scalar, and the index of the line that a comment can follow."""
        if leaf.header:
            header, content = _content(leaf, self.entry.column)
            first = " ".join(filter(None, (self.head, leaf.before, header)))
            return [f"{self._margin}{first}", *_indented(content, self.indent + _STEP)], 0
        first, *more = leaf.body.split("\n")
        if more:
            first = _BLANKS_AT_END.sub("", first)
            more = [_BLANKS_AT_END.sub("", line.lstrip(" \t")) for line in more]
        first = " ".join(filter(None, (self.head, leaf.before, first)))
        return [f"{self._margin}{first}", *_indented(more, self.indent + _STEP)], len(more)

    def _put_beside(self, lines: list[str], line: int) -> None:
        """Append the comment to a line, in its old column if there is room."""
        if not self.beside:
            return
        column = max(self.column, len(lines[line]) + _COMMENT_GAP)
        first, *more = self.beside
        lines[line] = lines[line].ljust(column) + first
        lines[line + 1 : line + 1] = _indented(more, column)


class _ListItem(_MappingEntry):
    """Prints an item of a block list; a mapping or list in it begins on the line of the dash."""

    @property
    def head(self) -> str:
        """The text before the value."""
        return "-"

    def block(self, value: Branch) -> list[str]:
        """Return the lines of a mapping or list; comments at its beginning go above the dash."""
        inside = self.indent + _STEP
        (above, first), *others = _entries(value.entries, inside)
        self.above += [*self.beside, *_tidied(above, first=True)]
        self.beside = []
        if value.before:
            first.insert(0, f"{' ' * inside}{value.before}")
        first[0] = f"{self._margin}- {first[0][inside:]}"
        return [*first, *_lines([([], []), *others], inside)]


def _key(key: Leaf) -> str:
    """Return a key with its colon; after an alias a space keeps the colon from being part of its name."""
    return " ".join(filter(None, (key.before, key.body))) + (" :" if key.body[:1] == "*" else ":")


def _flow(value: Leaf | Branch) -> str | None:
    """Return a value on one line; None if it needs several or contains comments."""
    if isinstance(value, Leaf):
        return None if value.is_long else " ".join(filter(None, (value.before, value.body)))
    if not value.is_flow:
        return None
    parts: list[str] = []
    for entry in value.entries:
        text = _flow(entry.value)
        if text is None or entry.above or entry.beside or entry.below:
            return None
        parts.append(text if entry.key is None else f"{_key(entry.key)} {text}")
    inside = ", ".join(parts)
    return " ".join(filter(None, (value.before, f"[{inside}]" if value.is_list else f"{{{inside}}}")))


def _content(leaf: Leaf, column: int) -> tuple[str, list[str]]:
    """Return the header and the lines of a literal or folded text, without their indentation, relative to `column`."""
    header = leaf.header
    *lines, last = leaf.body.split("\n")
    if last.strip(" "):  # the file ends without a line feed, and so does the text
        lines.append(last)
        header = f"{header[0]}-"
    margins = [len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" ")]
    base = column + int(leaf.digit) if leaf.digit else max([*margins[:1], 0])
    lines = [line[base:] for line in lines]
    while lines and not lines[-1] and "+" not in header:
        lines.pop()
    return header[0] + (str(_STEP) if leaf.digit else "") + header[1:], lines
