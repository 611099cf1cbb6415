"""Comments that hide findings: ``# scenario-kit: ignore C204`` on a line, before a line, or in the file's head."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.files.document import MappingNode, ScalarNode
from scenario_kit.findings.model import Finding, Rule, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from scenario_kit.files.document import Document, Node

UNUSED_IGNORE = Rule(
    "S014",
    "unused-ignore",
    Severity.WARNING,
    "A comment asks to ignore a rule that finds nothing there, or that does not exist.",
    "It would hide the next finding, which nobody has looked at.",
)

_COMMENT: Final = re.compile(r"(?:^|(?<=[ \t]))#[ \t]*scenario-kit:[ \t]*ignore\b[ \t]*([^#\r\n]*)", re.MULTILINE)
_CODE: Final = re.compile(r"[A-Z][0-9]{3}")
_ELSEWHERE: Final = ("N", "X", "P", "S010", "I306")
"""Beginnings of the codes that are broken or not by what stands elsewhere, so another run may find something."""


class Ignore(NamedTuple):
    """A comment's wish.

    Attributes:
        code: The code to ignore.
        line: The line whose findings are meant, counted from 1; None for the whole file.
        span: Where the code stands.
    """

    code: str
    line: int | None
    span: Span


def ignores(document: Document) -> tuple[Ignore, ...]:
    """Return what the comments of a document ask to ignore, in the order of places."""
    if document.root is None or "scenario-kit:" not in document.text:
        return ()
    found: list[Ignore] = []
    scalars = sorted((scalar.start, scalar.end) for scalar in _scalars(document.root))
    for match in _COMMENT.finditer(document.text):
        at = bisect_right(scalars, (match.start(), len(document.text)))
        if at and match.start() < scalars[at - 1][1]:
            continue  # not a comment, but in a text
        line = _line_meant(document, match.start(), [start for start, _ in scalars])
        for code in _CODE.finditer(match[1]):
            start = match.start(1) + code.start()
            found.append(Ignore(code.group(), line, document.span(start, start + len(code.group()))))
    return tuple(found)


def _scalars(root: Node) -> Iterator[ScalarNode]:
    left: list[Node] = [root]
    while left:
        node = left.pop()
        if isinstance(node, ScalarNode):
            yield node
        elif isinstance(node, MappingNode):
            for key, value in node.entries.values():
                left += (key, value)
        else:
            left += node.items


def _line_meant(document: Document, comment: int, starts: Sequence[int]) -> int | None:
    """Return the line that a comment is about: its own, the next with a value where it stands alone, none in the head.

    Args:
        document: The document.
        comment: Where the comment begins.
        starts: Where the scalars begin, in order.
    """
    line = document.span(comment, comment).line
    before = document.text[:comment].rpartition("\n")[2]
    if before.strip():
        return line
    if not starts or comment < starts[0]:
        return None
    after = bisect_right(starts, comment)
    return document.span(starts[after], starts[after]).line if after < len(starts) else line + 1


def apply(
    file: str, wishes: Iterable[Ignore], findings: Iterable[Finding], is_selected: Callable[[str], bool]
) -> list[Finding]:
    """Leave out the findings that the comments of a file hide, and report the comments that hide none.

    Args:
        file: The file.
        wishes: What its comments ask for.
        findings: What was found in it.
        is_selected: Whether a code was looked for in this file; a comment about one that was not is left in peace, as
            is one about a code that depends on an inventory or on the other files of a run.
    """
    wishes = list(wishes)
    used: set[Ignore] = set()
    kept = []
    for finding in findings:
        hiding = [wish for wish in wishes if wish.code == finding.code and wish.line in (None, finding.span.line)]
        used.update(hiding)
        if not hiding:
            kept.append(finding)
    idle = [wish for wish in wishes if wish not in used and not wish.code.startswith(_ELSEWHERE)]
    return kept + [_unused(file, wish) for wish in idle if is_selected(wish.code)]


def _unused(file: str, wish: Ignore) -> Finding:
    rule = UNUSED_IGNORE
    where = "in this file" if wish.line is None else f"on line {wish.line}"
    message = f"nothing {where} breaks {wish.code}, so there is nothing to ignore"
    return Finding(rule.code, rule.name, rule.severity, message, file, wish.span, "", "remove it")
