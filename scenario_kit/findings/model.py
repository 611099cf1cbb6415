"""What is wrong, where, and what to do about it.

A *rule* is a kind of mistake with a fixed code. A check yields *problems*: a rule at a path of a document, such as
``("sheets", "incoming", "menu")``. The document turns the path into lines and columns, and the problem into a
*finding*, which has everything that an output format needs.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

NodePath = tuple[str | int, ...]
"""The place of a value in a document: keys and 0-based positions from the root, ``()`` for the root."""


class ScenarioKitError(Exception):
    """An error that ends the command with exit code 2: wrong usage, or a file that cannot be read or written.

    The text is one line for the user: what, where, which value, what to do.
    """


class Severity(StrEnum):
    """The severity of a finding; an error prevents a scenario from being built."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Rule(NamedTuple):
    """A kind of mistake.

    Attributes:
        code: The fixed code, one letter for the family and three digits; never reused.
        name: The code in words, kebab-case.
        severity: The severity, unless configured otherwise.
        summary: What is wrong, one sentence, present tense.
        why: The consequence for a call, an import or a PBX.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    why: str


class Span(NamedTuple):
    """A range of text: 1-based lines and columns, columns in characters, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


START = Span(1, 1, 1, 1)
"""The place of a finding about a file as a whole."""


class Problem(NamedTuple):
    """A violation of a rule at a path.

    Attributes:
        rule: The rule.
        at: The path of the value in its document.
        message: What is wrong, with the values in question.
        help: What to write instead, if known.
        on_key: Whether the finding points at the key of the mapping entry instead of its value.
        severity: The severity, if it differs from that of the rule.
    """

    rule: Rule
    at: NodePath
    message: str
    help: str | None = None
    on_key: bool = False
    severity: Severity | None = None


class Finding(NamedTuple):
    """A problem with its place in a file, as it is reported.

    Attributes:
        code: The rule's code.
        name: The rule's name.
        severity: The severity in this run.
        message: What is wrong.
        file: The path that the user gave, ``-`` for standard input.
        span: The place in that file.
        pointer: The place as a JSON pointer (RFC 6901), empty for the whole document.
        help: What to write instead, if known.
    """

    code: str
    name: str
    severity: Severity
    message: str
    file: str
    span: Span
    pointer: str = ""
    help: str | None = None

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """The sort key of findings in every output: file, line, column, code, message."""
        return (self.file, self.span.line, self.span.column, self.code, self.message)


def pointer(path: NodePath) -> str:
    """Return a path as a JSON pointer (RFC 6901): ``("a/b", 0)`` is ``/a~1b/0``."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


MAX_GUESSES = 100
"""Limit of the suggestions for the misspelt names of a document."""

MAX_CHOICES = 1000
"""Limit of the names that a misspelt one is compared with; more would take too long."""

CLOSE = 0.6
"""The minimum similarity, from 0 to 1, of a name that is suggested."""

VERY_CLOSE = 0.75
"""The minimum similarity of a name that is treated as the intended one."""


def nearest(word: str, choices: Iterable[str], likeness: float = CLOSE) -> str | None:
    """Return the choice that is most similar to `word`, or None if none is similar enough."""
    choices = tuple(choices)
    return None if len(choices) > MAX_CHOICES else _nearest(word, choices, likeness)


@lru_cache(maxsize=256)
def _nearest(word: str, choices: tuple[str, ...], likeness: float) -> str | None:
    from difflib import get_close_matches  # noqa: PLC0415  only needed once something is wrong

    by_fold = {choice.casefold(): choice for choice in choices}
    folded = word.casefold().replace("-", "_").replace(" ", "_")
    close = get_close_matches(folded, by_fold, n=1, cutoff=likeness) or get_close_matches(
        word.casefold(), by_fold, n=1, cutoff=likeness
    )
    return by_fold[close[0]] if close else None


def did_you_mean(word: str, choices: Iterable[str]) -> str | None:
    """Return the help for a misspelt `word`, or None if no choice is similar."""
    choice = nearest(word, choices)
    return None if choice is None else f"did you mean `{choice}`?"
