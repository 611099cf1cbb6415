"""Comments that ignore findings: ``# scenario-kit: ignore C204`` on a line, before a line, or in the file's head."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.findings.model import Finding, Rule, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scenario_kit.files.document import Document

UNUSED_IGNORE = Rule(
    "S014",
    "unused-ignore",
    Severity.WARNING,
    "A comment ignores a rule that finds nothing there, or that does not exist.",
    "The comment would hide the next finding there, which nobody has reviewed.",
)

_COMMENT: Final = re.compile(r"(?:^|(?<=[ \t\r]))#[ \t]*scenario-kit:[ \t]*ignore\b[ \t]*([^#\r\n]*)", re.MULTILINE)
_CODE: Final = re.compile(r"[A-Z][0-9]{3}")
_ELSEWHERE: Final = ("N", "X", "P", "S010", "I306")
"""The rules that depend on more than the file; another run may have a finding."""


class Ignore(NamedTuple):
    """A code in an ignore comment.

    Attributes:
        code: The code of the rule.
        line: The line whose findings are ignored, counted from 1; None for the whole file.
        span: The place of the code in the comment.
    """

    code: str
    line: int | None
    span: Span


def ignores(document: Document) -> tuple[Ignore, ...]:
    """Return the ignored codes in the comments of a document, in the order of places."""
    if document.root is None or "scenario-kit:" not in document.text:
        return ()
    asked: list[Ignore] = []
    scalars = sorted((scalar.node.start, scalar.node.end) for scalar in document.scalars())
    for match in _COMMENT.finditer(document.text):
        after = bisect_right(scalars, (match.start(), len(document.text)))
        if after and match.start() < scalars[after - 1][1]:
            continue  # not a comment, but part of a text
        following = scalars[after][0] if after < len(scalars) else None
        line = _line(document, match.start(), following, in_head=not after)
        for code in _CODE.finditer(match[1]):
            start = match.start(1) + code.start()
            asked.append(Ignore(code.group(), line, document.span(start, start + len(code.group()))))
    return tuple(asked)


def _line(document: Document, comment: int, following: int | None, *, in_head: bool) -> int | None:
    """Return the line that a comment applies to, None for the whole file.

    A comment after a value applies to its own line, a comment on its own line to the next line with a value, and a
    comment in the head of the file to the whole file.

    Args:
        document: The document.
        comment: The offset of the comment.
        following: The offset of the next scalar; None after the last one.
        in_head: Whether the comment is before every scalar.
    """
    line, column = document.span(comment, comment)[:2]
    if document.text[comment - column + 1 : comment].strip():
        return line
    if in_head:
        return None
    return line + 1 if following is None else document.span(following, following).line


def apply(
    file: str, ignored: Iterable[Ignore], findings: Iterable[Finding], is_selected: Callable[[str], bool]
) -> list[Finding]:
    """Remove the findings that comments ignore, and add a finding for each unused comment.

    Args:
        file: The file.
        ignored: The ignored codes in its comments.
        findings: The findings of the file.
        is_selected: Whether a code was checked. A comment is not reported as unused if its code was not checked, or
            depends on an inventory or on the other files of a run.
    """
    ignored = list(ignored)
    places = {(ignore.code, ignore.line) for ignore in ignored}
    used: set[tuple[str, int | None]] = set()
    kept = []
    for finding in findings:
        hiding = places & {(finding.code, None), (finding.code, finding.span.line)}
        used |= hiding
        if not hiding:
            kept.append(finding)
    unused = [ignore for ignore in ignored if (ignore.code, ignore.line) not in used]
    reported = [one for one in unused if not one.code.startswith(_ELSEWHERE) and is_selected(one.code)]
    return kept + [_unused(file, ignore) for ignore in reported]


def _unused(file: str, ignore: Ignore) -> Finding:
    rule = UNUSED_IGNORE
    where = "in this file" if ignore.line is None else f"on line {ignore.line}"
    message = f"unused ignore: no {ignore.code} finding {where}"
    return Finding(rule.code, rule.name, rule.severity, message, file, ignore.span, "", "remove it")
