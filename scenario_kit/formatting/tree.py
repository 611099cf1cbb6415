"""A document as its author wrote it: the text of every scalar, and the comments of every entry.

The reader's nodes give the place of each value; this tree adds what is between them. Values are not interpreted: a
scalar keeps its source text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scenario_kit.files.document import MappingNode, ScalarNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.files.document import Document, Node
    from scenario_kit.findings.model import NodePath

_PROPERTIES: Final = re.compile(r"(?:[&!]\S*\s+)*")
"""What can precede a value: its anchor and the one tag that the language allows."""

_LEAF: Final = re.compile(rf"(?P<before>{_PROPERTIES.pattern})(?P<body>.*)", re.DOTALL)
_ALIAS: Final = re.compile(r"\*\S+")
_HEADER: Final = re.compile(r"(?P<style>[|>])(?P<digit>[1-9]?)(?P<chomp>[-+]?)(?P<digit2>[1-9]?)[ \t]*(?:#.*)?")


@dataclass(slots=True, eq=False)
class Leaf:
    """A scalar or an alias.

    Attributes:
        before: Its anchor and tag.
        body: The rest as written; for a literal or folded text, the lines after the header.
        header: The beginning of a literal or folded text, such as ``>-``; else empty.
        digit: The indentation in the header.
        is_null: It is ``~``, `null` or nothing.
    """

    before: str
    body: str
    header: str = ""
    digit: str = ""
    is_null: bool = False

    @property
    def is_long(self) -> bool:
        """Whether it takes more than one line."""
        return bool(self.header) or "\n" in self.body

    @property
    def is_plain(self) -> bool:
        """Whether it is text without quotes; null and aliases are not."""
        return not (self.is_null or self.header or self.body[:1] in ("'", '"', "*"))


@dataclass(slots=True, eq=False)
class Branch:
    """A mapping, a list, or the document as a whole, which is a list of one.

    Attributes:
        is_list: It is a list.
        is_flow: It is in braces or brackets in the source.
        before: Its anchor and tag.
        start: The offset of its beginning.
        end: The offset after it; a block ends with its last value.
        entries: Its entries.
    """

    is_list: bool
    is_flow: bool
    before: str
    start: int
    end: int
    entries: list[TreeEntry] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class TreeEntry:
    """An entry of a mapping or an item of a list, with its comments. An empty comment is a blank line.

    Attributes:
        key: The key; None for an item.
        name: The key's text as the reader returns it.
        value: The value.
        owner: The entry whose value contains this one; None for the document.
        is_flow: It is inside braces or brackets.
        start: The offset of its beginning.
        end: The offset after its value.
        column: Its indentation; that of the dash for an item.
        above: The comments before it.
        beside: The comment at the end of its line, and its continuation lines in the same column.
        below: The comments after it that are indented deeper than it is.
        beside_column: The column of `beside`.
    """

    key: Leaf | None
    name: str
    value: Leaf | Branch
    owner: TreeEntry | None
    is_flow: bool
    start: int
    end: int
    column: int
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    beside_column: int = 0

    @property
    def entries(self) -> list[TreeEntry]:
        """The entries of its value."""
        return self.value.entries if isinstance(self.value, Branch) else []


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a scalar in the text."""

    start: int
    end: int
    entry: TreeEntry
    is_key: bool


@dataclass(slots=True)
class Tree:
    """A document's root, and the places of its scalars.

    Attributes:
        text: The text.
        root: The document, with the comments before the first and after the last entry.
        places: The places of its scalars, in the order of the text.
        marker: The number of comment lines before the ``---``; None if there is none.
    """

    text: str
    root: TreeEntry
    places: list[Place]
    marker: int | None = None


class UnformattableError(Exception):
    """The text contains something that formatting cannot keep; the message says what."""


def tree_of(document: Document) -> Tree:
    """Return the tree of a document, without its comments; its line endings must be line feeds.

    Raises:
        UnformattableError: It contains something that formatting cannot keep.
    """
    builder = _Builder(document.text)
    assert document.root is not None, "only a document that was read has a tree"  # noqa: S101
    root = builder.entry(None, document.root, None, is_flow=False)
    if not isinstance(root.value, Branch) or root.value.before:
        raise UnformattableError("the document is not a plain mapping")
    return Tree(document.text, root, builder.places)


class _Builder:
    def __init__(self, text: str) -> None:
        self._text = text
        self.places: list[Place] = []

    def entry(self, key: ScalarNode | None, node: Node, owner: TreeEntry | None, *, is_flow: bool) -> TreeEntry:
        first = node if key is None else key
        leaf = None if key is None else self._leaf(key)
        if leaf is not None and leaf.is_long:
            raise UnformattableError("a key spans several lines")
        entry = TreeEntry(
            leaf,
            "" if key is None else key.text,
            Leaf("", ""),
            owner,
            is_flow,
            first.start,
            max(first.end, node.end),
            first.start - (self._text.rfind("\n", 0, first.start) + 1),
        )
        if key is not None:
            self.places.append(Place(key.start, key.end, entry, is_key=True))
        entry.value = self._value(node, entry)
        return entry

    def _value(self, node: Node, entry: TreeEntry) -> Leaf | Branch:
        is_alias = node.start < node.end and _ALIAS.fullmatch(self._text, node.start, node.end)
        if isinstance(node, ScalarNode) or is_alias:
            self.places.append(Place(node.start, node.end, entry, is_key=False))
            return self._leaf(node)
        is_list = not isinstance(node, MappingNode)
        first = node.first()
        match = _PROPERTIES.match(self._text, node.start, node.end if first is None else first.start)
        before = " ".join(match[0].split()) if match else ""
        branch = Branch(is_list, node.flow, before, node.start, node.end)
        entry.value = branch
        if first is None:
            self.places.append(Place(node.start, node.start, entry, is_key=False))
        children = node.entries.values() if isinstance(node, MappingNode) else ((None, item) for item in node.items)
        branch.entries += [self.entry(key, child, entry, is_flow=node.flow) for key, child in children]
        return branch

    def _leaf(self, node: Node) -> Leaf:
        match = _LEAF.fullmatch(self._text, node.start, node.end)
        assert match is not None, "the pattern fits any text"  # noqa: S101
        before, body = " ".join(match["before"].split()), match["body"]
        if body[:1] == "#":
            raise UnformattableError("there is a comment between an anchor or tag and its value")
        is_null = isinstance(node, ScalarNode) and node.null
        if body[:1] not in ("|", ">"):
            return Leaf(before, body, is_null=is_null)
        head, _, rest = body.partition("\n")
        header = _HEADER.fullmatch(head.rstrip())
        assert header is not None, "the reader has read it"  # noqa: S101
        return Leaf(before, rest, header["style"] + header["chomp"], header["digit"] or header["digit2"])


def header_comment(text: str, place: Place) -> tuple[str, int] | None:
    """Return the comment after the header of a literal or folded text, and its offset; None if there is none."""
    if place.is_key or not isinstance(place.entry.value, Leaf) or not place.entry.value.header:
        return None
    head = text[place.start : place.end].partition("\n")[0]
    comment = head.find("#")
    return None if comment < 0 else (head[comment:].rstrip(), place.start + comment)


def walk(entry: TreeEntry, path: NodePath = ()) -> Iterator[tuple[NodePath, TreeEntry]]:
    """Iterate over an entry and everything below it, with their paths."""
    yield path, entry
    for index, child in enumerate(entry.entries):
        yield from walk(child, (*path, index if child.key is None else child.name))
