"""Text to values that know what was written, and where.

YAML is read as libyaml's stream of events, so that every scalar stays the text its author typed (``0521`` is never
521 nor 337) and keeps its place; typing is the business of the models. JSON is read the same way.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import Final, NoReturn

import yaml

from scenario_kit.files.document import Document, ListNode, MappingNode, Node, ScalarNode
from scenario_kit.findings.model import START, Finding, Rule, Severity

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_DEPTH: Final = 100
MAX_EXPANSIONS: Final = 100
MAX_EXPANDED: Final = 100_000
"""Values that aliases may add to a document, all expansions together."""

UNREADABLE = Rule(
    "S001",
    "unreadable-file",
    Severity.ERROR,
    "A path is missing, holds no scenario, or is not a UTF-8 text file of at most 5 MiB.",
    "Nothing can be said about a file that cannot be read, so the run fails instead of passing it over.",
)
SYNTAX = Rule(
    "S002",
    "syntax-error",
    Severity.ERROR,
    "A file is neither YAML nor JSON.",
    "From the place of the error on, nobody can know what was meant.",
)
DUPLICATE_KEY = Rule(
    "S003",
    "duplicate-key",
    Severity.ERROR,
    "A mapping has the same key twice.",
    "YAML tools silently keep one of the two values; which one differs from tool to tool.",
)
REFUSED = Rule(
    "S011",
    "refused-yaml",
    Severity.ERROR,
    "A file uses YAML that the language leaves out: tags, several documents, too many aliases, extreme nesting.",
    "Tags change what was typed, and aliases let a small file grow without bound in memory.",
)

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_TAGS: Final = frozenset({"!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_JSON_ESCAPE: Final = re.compile(r"\\(?:(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|.)", re.DOTALL)
_PAIR_SURPLUS: Final = len(r"\ud83d\ude00") - 1


def parse(data: bytes, file: str) -> Document:
    """Read the bytes of a scenario, named `file` in findings. Never raises for bad input."""
    if len(data) > MAX_BYTES:
        return unreadable(
            file, f"the file is over {MAX_BYTES // 1024 // 1024} MiB", "split it into scenarios of their own"
        )
    try:
        text = data.decode().lstrip("\ufeff")  # libyaml drops a second byte order mark too
    except UnicodeDecodeError as error:
        bad = f"0x{data[error.start]:02x}"
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the file is not UTF-8: byte {bad} on line {line}, offset {error.start}"
        return unreadable(file, message, "save it as UTF-8")
    return _Composer(file, text, data).document()


def unreadable(file: str, message: str, help_: str | None = None) -> Document:
    """Return the document of a file that could not be read."""
    rule = UNREADABLE
    finding = Finding(rule.code, rule.name, rule.severity, message, file, START, "", help_)
    return Document(file, "", None, (finding,))


class _Stop(Exception):  # noqa: N818  it ends the reading, the error is in the findings
    """The rest of the file is not looked at."""


class _Composer:
    """Builds the nodes of one document from the events of its text, without recursion."""

    def __init__(self, file: str, text: str, data: bytes) -> None:
        self._bare = Document(file, text, None, (), data)
        self._findings: list[Finding] = []
        self._anchors: dict[str, Node] = {}
        self._root: Node | None = None
        self._container: MappingNode | ListNode | None = None  # what is being filled
        self._key: ScalarNode | None = None  # its key that waits for a value
        self._open: list[
            tuple[MappingNode | ListNode | None, ScalarNode | None, str | None]
        ] = []  # around it, with its own anchor
        self._expansions = 0
        self._expanded = 0
        self._joined: list[int] = []

    def document(self) -> Document:
        bare = self._bare
        try:
            self._compose()
        except _Stop:
            self._root = None
        return Document(bare.file, bare.text, self._root, tuple(self._findings), bare.data)

    def _compose(self) -> None:
        text = self._bare.text
        if self._bare.file.endswith(".json") and "\\u" in text:
            text = self._join_surrogates(text)
        try:
            loader = _LOADER(text)
            while (event := loader.get_event()) is not None:
                self._take(event)
        except yaml.reader.ReaderError as error:
            self._refuse_character(error.character)
        except yaml.MarkedYAMLError as error:
            self._refuse_syntax(error)
        if self._root is None:
            self._stop(SYNTAX, 0, 0, "the file is empty", "a scenario begins with `version: 1` and `name: ...`")

    def _join_surrogates(self, text: str) -> str:
        """Put the character for each surrogate pair that JSON escapes; YAML knows no such pairs."""
        removed = 0

        def join(match: re.Match[str]) -> str:
            nonlocal removed
            pair = match[1]
            if pair is None:
                return match[0]
            self._joined.append(match.start() - removed)
            removed += _PAIR_SURPLUS
            return chr(0x10000 + ((int(pair[1:5], 16) - 0xD800) << 10) + int(pair[7:], 16) - 0xDC00)

        return _JSON_ESCAPE.sub(join, text)

    def _offset(self, index: int) -> int:
        """Return the offset in the text as the author sees it."""
        return index + _PAIR_SURPLUS * bisect_left(self._joined, index)

    def _take(self, event: yaml.Event) -> None:
        start, end = event.start_mark.index, event.end_mark.index  # type: ignore[union-attr]
        if self._joined:
            start, end = self._offset(start), self._offset(end)
        if isinstance(event, yaml.ScalarEvent):
            self._check_tag(event, start, end)
            null = not event.style and event.value in _NULLS and event.tag is None
            self._add(ScalarNode(event.value, start, end, null), event.anchor)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._check_tag(event, start, end)
            made = MappingNode if isinstance(event, yaml.MappingStartEvent) else ListNode
            self._enter(made(start, end, bool(event.flow_style)), event.anchor)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._leave(end)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event.anchor or "", start, end)
        elif isinstance(event, yaml.DocumentStartEvent) and self._root is not None:
            help_ = "one file is one scenario; split it at `---`"
            self._stop(REFUSED, start, end, "the file holds several documents", help_)

    def _enter(self, node: MappingNode | ListNode, anchor: str | None) -> None:
        if isinstance(self._container, MappingNode) and self._key is None:
            help_ = "put a value that begins with `{` or `[` in quotes; a key is a plain word"
            self._stop(REFUSED, node.start, node.end, "a key is a list or a mapping", help_)
        if len(self._open) == MAX_DEPTH:
            self._stop(REFUSED, node.start, node.end, f"the file is nested deeper than {MAX_DEPTH} levels")
        self._open.append((self._container, self._key, anchor))
        self._container, self._key = node, None

    def _leave(self, end: int) -> None:
        node = self._container
        self._container, self._key, anchor = self._open.pop()
        if node is not None:
            node.end = end if node.flow else max(node.start, node.last_end)
            self._add(node, anchor)

    def _alias(self, anchor: str, start: int, end: int) -> None:
        target = self._anchors.get(anchor)
        if target is None:
            inside = any(anchor == name for _, _, name in self._open)
            if inside:
                self._stop(REFUSED, start, end, f"alias `*{anchor}` stands inside its own anchor", "write it out")
            help_ = f"put a value that begins with `*` in quotes: '*{anchor}'"
            self._stop(SYNTAX, start, end, f"alias `*{anchor}` has no anchor", help_)
        expansions, size = _measured(target)
        self._expansions += 1 + expansions
        self._expanded += size
        if self._expansions > MAX_EXPANSIONS or self._expanded > MAX_EXPANDED:
            message = f"aliases expand more than {MAX_EXPANSIONS} times, or to more than {MAX_EXPANDED} values"
            self._stop(REFUSED, start, end, message, "write the values out, or make scenarios of their own")
        self._add(_copy_at(target, start, end, expansions + 1, size), None)

    def _add(self, node: Node, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = node
        container = self._container
        if container is None:
            self._root = node
        elif isinstance(container, ListNode):
            container.items.append(node)
        elif self._key is not None:
            self._add_entry(container, self._key, node)
            self._key = None
        elif isinstance(node, ScalarNode):
            self._key = node
        else:
            self._stop(REFUSED, node.start, node.end, "a key is a list or a mapping", "a key is a plain word")

    def _add_entry(self, container: MappingNode, key: ScalarNode, node: Node) -> None:
        first = container.entries.setdefault(key.text, (key, node))[0]
        if first is not key:
            container.duplicates.append((key, node))
            line = self._bare.span(first.start, first.end).line
            message = f"key `{key.text}` stands twice; the first is on line {line}"
            self._findings.append(
                self._bare.finding(DUPLICATE_KEY, key.start, key.end, message, "remove one of the two")
            )

    def _check_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, start: int, end: int) -> None:
        if event.tag is not None and event.tag not in _PLAIN_TAGS:
            written = self._bare.text[start:end].split(None, 1)[0] if end > start else event.tag
            help_ = "remove the tag; the language itself knows what is a number and what is text"
            self._stop(REFUSED, start, start + len(written), f"tag `{written}` is not part of the language", help_)

    def _refuse_character(self, character: int) -> None:
        offset = max(self._bare.text.find(chr(character)), 0)
        name = "NUL byte" if character == 0 else f"character U+{character:04X}"
        self._stop(SYNTAX, offset, offset + 1, f"the file holds a {name}, which no text file may", "remove it")

    def _refuse_syntax(self, error: yaml.MarkedYAMLError) -> None:
        problem = error.problem or ""
        offset, opened = (
            min(self._offset(0 if mark is None else mark.index), len(self._bare.text))
            for mark in (error.problem_mark, error.context_mark)
        )
        if problem == "exceeded maximum nesting depth":
            self._stop(REFUSED, offset, offset + 1, f"the file is nested deeper than {MAX_DEPTH} levels")
        if self._bare.text[offset : offset + 1] == "\t":
            self._stop(SYNTAX, offset, offset + 1, "a tab indents this line", "YAML is indented by blanks only")
        if problem in _WHERE_IT_OPENS:
            offset = opened
        message, help_ = _SYNTAX.get(problem, (" ".join(filter(None, ("not YAML:", error.context, problem))), None))
        line = self._bare.span(opened, opened).line
        written = self._bare.text[offset : offset + 2]
        message = message.format(line=line, character=written[:1], escape=written)
        self._stop(SYNTAX, offset, offset + 1, message, help_)

    def _stop(self, rule: Rule, start: int, end: int, message: str, help_: str | None = None) -> NoReturn:
        self._findings.append(self._bare.finding(rule, start, end, message, help_))
        raise _Stop


_WHERE_IT_OPENS: Final = frozenset(
    {
        "found unexpected end of stream",
        "could not find expected ':'",
        "did not find expected alphabetic or numeric character",
    }
)
"""Libyaml's errors that it sees only behind the cause."""

_SYNTAX: Final = {
    "mapping values are not allowed in this context": (
        "a `:` stands where there can be no key",
        "put a value that holds `: ` in quotes, or check the indentation",
    ),
    "could not find expected ':'": ("a key has no colon", "write `key: value`, with a blank behind the colon"),
    "found character that cannot start any token": ("`{character}` cannot begin a value", "put the value in quotes"),
    "found unexpected end of stream": ("the quote that opens here is never closed", None),
    "found unknown escape character": (
        "`{escape}` has no meaning in double quotes",
        "put the value in single quotes, or double the backslash",
    ),
    "did not find expected key": (
        "this fits nowhere into the mapping that begins on line {line}",
        "check the indentation: the keys of a mapping stand below each other",
    ),
    "did not find expected '-' indicator": (
        "this is no item of the list that begins on line {line}",
        "check the indentation: the items of a list stand below each other, each with a `-`",
    ),
    "did not find expected node content": ("a value is missing before this", None),
    "did not find expected <document start>": (
        "this stands behind the end of the scenario",
        "check the indentation; one file is one scenario",
    ),
    "did not find expected alphabetic or numeric character": (
        "`{character}` needs a name behind it",
        "put a value that begins with this character in quotes",
    ),
    "block sequence entries are not allowed in this context": (
        "a list cannot begin here",
        "begin it on a line of its own, or write `[...]`",
    ),
    "found invalid Unicode character escape code": (
        "this escape is half of a surrogate pair, and no character",
        "write the character itself",
    ),
    "did not find expected ',' or '}'": ("a `,` or `}}` is missing; the `{{` stands on line {line}", None),
    "did not find expected ',' or ']'": ("a `,` or `]` is missing; the `[` stands on line {line}", None),
}
"""Libyaml's errors in our words, and what to do."""


def _measured(node: Node) -> tuple[int, int]:
    """Return how many aliases and values a node holds once its aliases are expanded.

    What an alias stands for has been counted when the alias was read, so this goes no deeper than a file is nested.
    """
    if isinstance(node, ScalarNode):
        return node.expansions, 1
    if not node.size:
        counted = [_measured(child) for child in node.children()]
        node.expansions += sum(expansions for expansions, _ in counted)
        node.size = 1 + sum(size for _, size in counted)
    return node.expansions, node.size


def _copy_at(node: Node, start: int, end: int, expansions: int, size: int) -> Node:
    """Return the node an alias stands for, at the place of the alias; what is inside keeps the anchor's place."""
    if isinstance(node, ScalarNode):
        return replace(node, start=start, end=end, expansions=expansions)
    return replace(node, start=start, end=end, flow=True, expansions=expansions, size=size)
