"""What is wrong, where, and what to do about it; this module imports nothing of ours.

A *rule* is what can be wrong, with its fixed code. A check yields *problems*: a rule at a symbolic place of a
document (a path such as ``("sheets", "incoming", "menu")``). The document turns the path into lines and columns, and
the problem becomes a *finding*, which knows everything that any output format needs.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

NodePath = tuple[str | int, ...]
"""Where something stands in a document: keys and 0-based positions from the root on, ``()`` for the root."""


class ScenarioKitError(Exception):
    """Something that ends the work: wrong use, or a file that cannot be read or written.

    The text is one line for the user: what, where, which value, what to do. The command ends with exit code 2.
    """


class Severity(StrEnum):
    """How much a finding weighs: an error keeps a scenario from being built, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Rule(NamedTuple):
    """One thing that can be wrong.

    Attributes:
        code: The fixed code, one letter for the family and three digits; never reused.
        name: The code in words, kebab-case.
        severity: How much it weighs unless configured otherwise.
        summary: What is wrong, one sentence, present tense.
        why: What happens to a call, an import or a PBX if it stays.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    why: str


class Span(NamedTuple):
    """A stretch of text: 1-based lines and columns, columns counted in characters, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


START = Span(1, 1, 1, 1)
"""The place of a finding about a file as a whole."""


class Problem(NamedTuple):
    """A rule broken at a symbolic place.

    Attributes:
        rule: The rule.
        at: The path of the value in its document.
        message: What is wrong, in the author's words and with the values at stake.
        help: What to write instead, where that is known.
        on_key: The finding points at the key of the mapping entry, not at its value.
        severity: How much it weighs here, where that is not what the rule says.
    """

    rule: Rule
    at: NodePath
    message: str
    help: str | None = None
    on_key: bool = False
    severity: Severity | None = None


class Finding(NamedTuple):
    """A problem with its place in a file; all that a reader or a machine is told.

    Attributes:
        code: The rule's code.
        name: The rule's name.
        severity: The severity in force for this run.
        message: What is wrong.
        file: The file as the user named it, ``-`` for standard input.
        span: The place in that file.
        pointer: The place as a JSON pointer (RFC 6901), empty for the whole document.
        help: What to write instead, where that is known.
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
        """The order of findings in every output: file, line, column, code, then the text."""
        return (self.file, self.span.line, self.span.column, self.code, self.message)


def pointer(path: NodePath) -> str:
    """Return a path as a JSON pointer (RFC 6901): ``("a/b", 0)`` is ``/a~1b/0``."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


MAX_GUESSES = 100
"""How many of one document's misspelt names are guessed at; where there are more, something else is wrong."""

MAX_CHOICES = 1000
"""Names among which a misspelt one is looked for; comparing with more would take too long."""


CLOSE = 0.6
"""Likeness, from 0 to 1, from which on a name is worth a suggestion."""

VERY_CLOSE = 0.75
"""Likeness from which on a name may be taken for the one that was meant."""


def nearest(word: str, choices: Iterable[str], likeness: float = CLOSE) -> str | None:
    """Return the choice that the author probably meant by `word`, or None if none is similar enough."""
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
    """Return the help sentence for a misspelt `word`, or None where nothing is close."""
    choice = nearest(word, choices)
    return None if choice is None else f"did you mean `{choice}`?"
