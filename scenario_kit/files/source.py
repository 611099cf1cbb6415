"""Parse text into values that keep their text and place.

YAML is read as libyaml's stream of events, so that every scalar keeps its place and its text: ``0521`` is never 521 or
337. The models give the values their types. JSON is read the same way.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NoReturn

import yaml

from scenario_kit.files.document import Document, ListNode, MappingNode, Node, ScalarNode
from scenario_kit.findings.model import START, Finding, Rule, Severity, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_DEPTH: Final = 100
MAX_EXPANSIONS: Final = 100
MAX_EXPANDED: Final = 100_000
"""Limit of the values that all aliases of a document add together."""

UNREADABLE = Rule(
    "S001",
    "unreadable-file",
    Severity.ERROR,
    "A path does not exist, contains no scenario, or is not a UTF-8 text file of at most 5 MiB.",
    "A file that cannot be read cannot be checked, so the run fails instead of skipping it.",
)
SYNTAX = Rule(
    "S002",
    "syntax-error",
    Severity.ERROR,
    "A file is neither YAML nor JSON.",
    "Whatever follows the error cannot be read, so nothing of the file is checked.",
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
    "A file uses YAML that the language does not support: tags, several documents, too many aliases, deep nesting.",
    "Tags change the values, and aliases let a small file grow without limit in memory.",
)

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_TAGS: Final = frozenset({"!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_JSON_ESCAPE: Final = re.compile(r"\\(?:(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|.)", re.DOTALL)
_PAIR_SURPLUS: Final = len(r"\ud83d\ude00") - 1


def parse(data: bytes, file: str) -> Document:
    """Parse the bytes of a scenario, called `file` in findings. Never raises for bad input."""
    if len(data) > MAX_BYTES:
        return unreadable(file, f"the file is over {MAX_BYTES // 1024 // 1024} MiB", "split it into several scenarios")
    try:
        text = data.decode().lstrip("\ufeff")  # libyaml drops a second byte order mark too
    except UnicodeDecodeError as error:
        bad = f"0x{data[error.start]:02x}"
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the file is not UTF-8: byte {bad} on line {line}, offset {error.start}"
        return unreadable(file, message, "save it as UTF-8")
    return _Composer(file, text, data).document()


def unreadable(file: str, message: str, help_: str | None = None) -> Document:
    """Return the document of a file that cannot be read."""
    rule = UNREADABLE
    finding = Finding(rule.code, rule.name, rule.severity, message, file, START, "", help_)
    return Document(file, "", None, (finding,))


class _Stop(Exception):  # noqa: N818  it ends the parsing, the error is in the findings
    """Stops parsing; the rest of the file is ignored."""


class _Composer:
    """Builds the nodes of a document from the events of its text, without recursion."""

    def __init__(self, file: str, text: str, data: bytes) -> None:
        self._bare = Document(file, text, None, (), data)
        self._findings: list[Finding] = []
        self._anchors: dict[str, Node] = {}
        self._root: Node | None = None
        self._container: MappingNode | ListNode | None = None  # the one that is being filled
        self._key: ScalarNode | None = None  # the key whose value comes next
        # The containers around it, each with its key and the anchor of the one inside.
        self._open: list[tuple[MappingNode | ListNode | None, ScalarNode | None, str | None]] = []
        self._expansions = 0
        self._expanded = 0
        self._joined: list[int] = []

    def document(self) -> Document:
        try:
            self._compose()
        except _Stop:
            self._root = None
        return replace(self._bare, root=self._root, findings=tuple(self._findings))

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
            self._stop(SYNTAX, 0, 0, "the file is empty", "start the scenario with `version: 1` and `name: ...`")

    def _join_surrogates(self, text: str) -> str:
        """Replace each surrogate pair that JSON escapes with its character; YAML has no surrogate pairs."""
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
        """Return the offset in the text as it was written."""
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
            help_ = "a file holds one scenario; split it at `---`"
            self._stop(REFUSED, start, end, "the file contains several documents", help_)

    def _enter(self, node: MappingNode | ListNode, anchor: str | None) -> None:
        if isinstance(self._container, MappingNode) and self._key is None:
            help_ = "quote a value that starts with `{` or `[`; a key is a plain word"
            if _MUSTACHE.match(self._bare.text, max(node.start - 1, 0)):
                help_ = 'write "${name}" for a parameter'
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
            if any(anchor == name for _, _, name in self._open):
                self._stop(REFUSED, start, end, f"alias `*{anchor}` is inside its own anchor", "write it out")
            help_ = f"quote a value that starts with `*`: '*{anchor}'"
            self._stop(SYNTAX, start, end, f"alias `*{anchor}` has no anchor", help_)
        expansions, size = _measured(target)
        self._expansions += 1 + expansions
        self._expanded += size
        if self._expansions > MAX_EXPANSIONS or self._expanded > MAX_EXPANDED:
            message = f"aliases expand more than {MAX_EXPANSIONS} times or to more than {MAX_EXPANDED} values"
            self._stop(REFUSED, start, end, message, "write the values out, or split the scenario")
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
            message, help_ = f"duplicate key `{key.text}`; first defined on line {line}", "remove one of the two"
            finding = self._bare.finding(DUPLICATE_KEY, key.start, key.end, message, help_)
            self._findings.append(finding._replace(pointer=pointer((*self._path(), key.text))))

    def _path(self) -> Iterator[str | int]:
        """Return the path of the container that is being filled."""
        for outer, key, _ in self._open:
            if isinstance(outer, ListNode):
                yield len(outer.items)
            elif key is not None:
                yield key.text

    def _check_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, start: int, end: int) -> None:
        if event.tag is not None and event.tag not in _PLAIN_TAGS:
            written = self._bare.text[start:end].split(None, 1)[0] if end > start else event.tag
            help_ = "remove the tag; the language defines which values are numbers"
            self._stop(REFUSED, start, start + len(written), f"tag `{written}` is not supported", help_)

    def _refuse_character(self, character: int) -> None:
        offset = max(self._bare.text.find(chr(character)), 0)
        name = "NUL byte" if character == 0 else f"character U+{character:04X}"
        self._stop(SYNTAX, offset, offset + 1, f"the file contains a {name}", "remove it")

    def _refuse_syntax(self, error: yaml.MarkedYAMLError) -> None:
        problem = error.problem or ""
        offset, opened = (
            min(self._offset(0 if mark is None else mark.index), len(self._bare.text))
            for mark in (error.problem_mark, error.context_mark)
        )
        if problem == "exceeded maximum nesting depth":
            self._stop(REFUSED, offset, offset + 1, f"the file is nested deeper than {MAX_DEPTH} levels")
        if self._bare.text[offset : offset + 1] == "\t":
            self._stop(SYNTAX, offset, offset + 1, "indented with a tab", "use spaces")
        if problem in _WHERE_IT_OPENS:
            offset = opened
        message, help_ = _SYNTAX.get(problem, (" ".join(filter(None, ("not YAML:", error.context, problem))), None))
        line = self._bare.span(opened, opened).line
        written = self._bare.text[offset : offset + 2]
        message = message.format(line=line, character=written[:1], escape=written)
        comment = _comment_in_braces(self._bare.text, opened, offset) if problem in _IN_BRACES else None
        if comment is not None:
            offset, message = comment, "the rest of the line is a comment, for it starts with `#`"
            help_ = "quote a value that starts with `#`"
        else:
            help_ = _specific_help(self._bare.text, problem, opened, offset) or help_
        self._stop(SYNTAX, offset, offset + 1, message, help_)

    def _stop(self, rule: Rule, start: int, end: int, message: str, help_: str | None = None) -> NoReturn:
        self._findings.append(self._bare.finding(rule, start, end, message, help_))
        raise _Stop


_WHERE_IT_OPENS: Final = (
    "found unexpected end of stream",
    "could not find expected ':'",
    "did not find expected alphabetic or numeric character",
)
"""Libyaml's errors whose cause is where the construct starts."""

_SYNTAX: Final = {
    "mapping values are not allowed in this context": (
        "unexpected `:`",
        "quote a value that contains `: `, or check the indentation",
    ),
    "could not find expected ':'": ("missing `:` after a key", "write `key: value`, with a space after the colon"),
    "found character that cannot start any token": ("a value cannot start with `{character}`", "quote the value"),
    "found unexpected end of stream": ("unclosed quote", None),
    "found unknown escape character": (
        "unknown escape `{escape}` in double quotes",
        "use single quotes, or double the backslash",
    ),
    "did not find expected key": (
        "unexpected text in the mapping that starts on line {line}",
        "check the indentation: all keys of a mapping start in the same column",
    ),
    "did not find expected '-' indicator": (
        "expected an item of the list that starts on line {line}",
        "check the indentation: all items of a list start in the same column, each with `- `",
    ),
    "did not find expected node content": ("missing value", None),
    "did not find expected <document start>": (
        "unexpected text after the end of the document",
        "check the indentation; a file holds one scenario",
    ),
    "did not find expected alphabetic or numeric character": (
        "missing name after `{character}`",
        "quote a value that starts with this character",
    ),
    "block sequence entries are not allowed in this context": (
        "a list cannot start here",
        "start it on a new line, or write `[...]`",
    ),
    "found invalid Unicode character escape code": (
        "the escape is half of a surrogate pair, which is not a character",
        "write the character itself",
    ),
    "did not find expected ',' or '}'": ("missing `,` or `}}`; the `{{` is on line {line}", None),
    "did not find expected ',' or ']'": ("missing `,` or `]`; the `[` is on line {line}", None),
}
"""Messages and help for libyaml's errors."""

_UNCLOSED: Final = ("did not find expected ',' or '}'", "did not find expected ',' or ']'")
_IN_BRACES: Final = (*_UNCLOSED, "did not find expected node content")
_LONGEST_LINE: Final = 1000
_COLON_HELP: Final = "quote a value that contains `: `, such as 'hello: world'"
_SEPARATOR: Final = re.compile(r"(?:[\[{,\r\n]|:[ \t])[ \t]*")
_VALUE: Final = re.compile(r"(?:\$\{\w*\}|[^\[\]{},\r\n])*")
_HASH: Final = re.compile(r"[:\[,][ \t]*(#)[0-9*A-Za-z.]*[ \t]*[,\]}]")
_MUSTACHE: Final = re.compile(r"\{\{[ \t]*[A-Za-z][A-Za-z0-9_.]{0,62}[ \t]*\}\}")
"""A parameter as other template languages write it."""

_LINE: Final = re.compile(r"[ \t]*(?:- +)*[^\s:#'\"\[{][^:#\r\n]*:[ \t]+(?P<value>[^\r\n]*?)[ \t]*(?:$|[\r\n]|[ \t]#)")


def _comment_in_braces(text: str, opened: int, offset: int) -> int | None:
    """Return where a `#` in braces or brackets hides the rest of its line, as ``{case: #, next: a}`` does."""
    first = opened if opened < offset else text.rfind("\n", 0, len(text[:offset].rstrip())) + 1
    comment = _HASH.search(text, max(first, offset - _LONGEST_LINE), offset)
    return None if comment is None else comment.start(1)


def _specific_help(text: str, problem: str, opened: int, offset: int) -> str | None:
    """Return the help for a value that is not YAML without quotes; it never contains the value, which may be secret."""
    if problem in _UNCLOSED:
        return _help_in_braces(text, max(opened, offset - _LONGEST_LINE), offset)
    first = max(text.rfind("\n", 0, offset) + 1, offset - _LONGEST_LINE)
    line = _LINE.match(text, first, first + _LONGEST_LINE)
    if line is None or offset <= line.start("value"):
        return None
    value = line["value"]
    if problem == "mapping values are not allowed in this context" and not {"'", '"'} & set(value):
        return _COLON_HELP
    if problem == "did not find expected key":
        if value[0] == "[":
            return "quote a value that starts with `[`, such as '[0-9]X.'"
        if value[0] in "'\"":
            return "use the other kind of quotes around a text that contains quotes"
    return None


def _help_in_braces(text: str, first: int, offset: int) -> str | None:
    """Return the help for a value in braces or brackets that libyaml cannot read at `offset`."""
    start = max((match.end() for match in _SEPARATOR.finditer(text, first, offset)), default=first)
    written = _VALUE.match(text, start, offset + _LONGEST_LINE)
    value = "" if written is None else written[0].strip()
    if text[offset - 1 : offset + 1] == "${" and "${" in value:
        return 'quote a value with a parameter in braces or brackets, such as "${name}"'
    before, at = text[offset - 1 : offset], text[offset : offset + 1]
    if (before == "]" and at.strip()) or (before.strip() and at == "["):
        return "quote a value that contains `[`, such as '[0-9]X.'"
    if at == ":" and ":" in value and not {"'", '"'} & set(value):
        return _COLON_HELP + (", or write the missing `,`" if " " in text[start:offset].strip() else "")
    return None


def _measured(node: Node) -> tuple[int, int]:
    """Return how many aliases and values a node holds once its aliases are expanded.

    The target of an alias was measured when the alias was read, so this recurses no deeper than the file is nested.
    """
    if isinstance(node, ScalarNode):
        return node.expansions, 1
    if not node.size:
        counted = [_measured(child) for child in node.children()]
        node.expansions += sum(expansions for expansions, _ in counted)
        node.size = 1 + sum(size for _, size in counted)
    return node.expansions, node.size


def _copy_at(node: Node, start: int, end: int, expansions: int, size: int) -> Node:
    """Return the target of an alias at the place of the alias; nodes inside of it keep their own places."""
    if isinstance(node, ScalarNode):
        return replace(node, start=start, end=end, expansions=expansions)
    return replace(node, start=start, end=end, flow=True, expansions=expansions, size=size)
