"""What one looks up: the JSON Schemas, and the rules with their examples.

They are files that `make docs` makes from the models and the rules, so that nobody waits for those only to read.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).parent / "data" / "reference"


class Shown(NamedTuple):
    """A file of an example: the name that it goes by, and its text."""

    name: str
    text: str


class RuleEntry(NamedTuple):
    """A rule, as one reads about it.

    Attributes:
        code: Its code.
        name: The code in words.
        severity: How much it weighs unless configured otherwise.
        summary: What is wrong.
        why: What happens if it stays.
        wrong: What breaks it.
        told: What is said about that.
        right: The same mended.
        beside: What both are checked together with; None where there is no such thing.
    """

    code: str
    name: str
    severity: str
    summary: str
    why: str
    wrong: Shown
    told: str
    right: Shown
    beside: Shown | None


def schema_text(name: str) -> str:
    """Return the JSON Schema of a `scenario`, a `sheet` or an `inventory`, as the text of its file."""
    return (_FOLDER / f"{name}.schema.json").read_text("utf-8")


def rule_entries() -> tuple[RuleEntry, ...]:
    """Return all rules, sorted by code."""
    listed = json.loads((_FOLDER / "rules.json").read_text("utf-8"))
    return tuple(
        RuleEntry(**entry | {word: _shown(entry[word]) for word in ("wrong", "right", "beside")}) for entry in listed
    )


def _shown(fields: dict[str, str] | None) -> Shown | None:
    return None if fields is None else Shown(**fields)
