"""A document: values that keep their text and place, and paths into them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.findings.model import START, Finding, NodePath, Problem, Rule, Span, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True, eq=False)
class ScalarNode:
    """A scalar as written, with its offsets in the text; `null` if it is empty or an unquoted null such as ``~``."""

    text: str
    start: int
    end: int
    null: bool = False
    expansions: int = 0


@dataclass(slots=True, eq=False)
class MappingNode:
    """A mapping in the author's order.

    `entries` has the first entry of each key, `duplicates` has the others. `expansions` and `size` count the aliases
    and values inside, with aliases expanded; `size` is 0 until it is first needed.
    """

    start: int
    end: int = 0
    flow: bool = False
    entries: dict[str, tuple[ScalarNode, Node]] = field(default_factory=dict)
    duplicates: list[tuple[ScalarNode, Node]] = field(default_factory=list)
    expansions: int = 0
    size: int = 0

    def first(self) -> Node | None:
        """Return the first key, or None if the mapping is empty."""
        return next((key for key, _ in self.entries.values()), None)

    def children(self) -> list[Node]:
        """Return the values, those of duplicate keys included."""
        return [value for _, value in (*self.entries.values(), *self.duplicates)]

    @property
    def last_end(self) -> int:
        """The end of the last value, 0 if the mapping is empty."""
        return next(reversed(self.entries.values()))[1].end if self.entries else 0


@dataclass(slots=True, eq=False)
class ListNode:
    """A sequence of nodes."""

    start: int
    end: int = 0
    flow: bool = False
    items: list[Node] = field(default_factory=list)
    expansions: int = 0
    size: int = 0

    def first(self) -> Node | None:
        """Return the first item, or None if the sequence is empty."""
        return next(iter(self.items), None)

    def children(self) -> list[Node]:
        """Return the items."""
        return self.items

    @property
    def last_end(self) -> int:
        """The end of the last item, 0 if the sequence is empty."""
        return self.items[-1].end if self.items else 0


Node = ScalarNode | MappingNode | ListNode


class Scalar(NamedTuple):
    """A scalar at its place in a document.

    Attributes:
        path: The path of the value, or of the entry that the scalar is the key of.
        node: The scalar.
        is_key: Whether it is the key of a mapping entry.
    """

    path: NodePath
    node: ScalarNode
    is_key: bool


@dataclass(frozen=True)
class Document:
    """A file that was read. If `root` is None, the file cannot be parsed, and `findings` says why.

    Attributes:
        file: The name that the user gave the file.
        text: Its text without a byte order mark, with the original line breaks.
        root: The values.
        findings: What is wrong with its syntax.
        data: The bytes as read.
        renamed: The paths of keys under the names that they were given for the checks, with their paths as written.
    """

    file: str
    text: str
    root: Node | None
    findings: tuple[Finding, ...]
    data: bytes = field(default=b"", repr=False)
    renamed: Mapping[NodePath, NodePath] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in LINE_BREAK.finditer(self.text))]

    def scalars(self) -> Iterator[Scalar]:
        """Return every scalar, keys and duplicate entries included, in no fixed order."""
        stack: list[tuple[NodePath, Node]] = [] if self.root is None else [((), self.root)]
        while stack:
            path, node = stack.pop()
            if isinstance(node, ScalarNode):
                yield Scalar(path, node, is_key=False)
            elif isinstance(node, ListNode):
                stack += [((*path, index), item) for index, item in enumerate(node.items)]
            else:
                for key, value in (*node.entries.values(), *node.duplicates):
                    yield Scalar((*path, key.text), key, is_key=True)
                    stack.append(((*path, key.text), value))

    def span(self, start: int, end: int) -> Span:
        """Return the lines and columns of a stretch of the text."""
        return Span(*self._position(start), *self._position(max(start, end)))

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def locate(self, path: NodePath, *, on_key: bool = False) -> tuple[Span, NodePath]:
        """Return the place of a path, or of its deepest part that exists.

        The place of a block mapping, a block sequence and an empty value is that of its key.

        Returns:
            The place, and the part of the path that exists.
        """
        if self.root is None:
            return START, ()
        path = as_written(path, self.renamed)
        key, node, depth = None, self.root, 0
        while depth < len(path) and (entry := step(node, path[depth])) is not None:
            key, node = entry
            depth += 1
        if depth < len(path) and not isinstance(node, ScalarNode):
            on_key = True
        if key is not None and (on_key or node.start == node.end or not (isinstance(node, ScalarNode) or node.flow)):
            node = key
        while not isinstance(node, ScalarNode) and not (node.flow and depth) and (first := node.first()) is not None:
            node = first
        return self.span(node.start, node.end), path[:depth]

    def finding_at(self, problem: Problem) -> Finding:
        """Turn a problem at a path into a finding at a place."""
        rule = problem.rule
        span, path = self.locate(problem.at, on_key=problem.on_key)
        severity = problem.severity or rule.severity
        return Finding(rule.code, rule.name, severity, problem.message, self.file, span, pointer(path), problem.help)

    def finding(self, rule: Rule, start: int, end: int, message: str, help_: str | None = None) -> Finding:
        """Make a finding of `rule` at a stretch of the text."""
        return Finding(rule.code, rule.name, rule.severity, message, self.file, self.span(start, end), "", help_)


def step(node: Node | None, part: str | int) -> tuple[ScalarNode | None, Node] | None:
    """Return the key and the value of an entry of a mapping, or None and an item of a list; None if there is none."""
    if isinstance(node, MappingNode) and isinstance(part, str):
        return node.entries.get(part)
    if isinstance(node, ListNode) and isinstance(part, int) and part < len(node.items):
        return None, node.items[part]
    return None


def as_written(path: NodePath, renamed: Mapping[NodePath, NodePath]) -> NodePath:
    """Return a path with the keys that are written in the file, for one with renamed keys."""
    if renamed:
        for depth in range(len(path), 0, -1):
            path = (*renamed.get(path[:depth], path[:depth]), *path[depth:])
    return path


def node_at(root: Node | None, path: NodePath) -> Node | None:
    """Return the node at a path, None if there is none."""
    node = root
    for part in path:
        entry = step(node, part)
        if entry is None:
            return None
        node = entry[1]
    return node
