"""The JSON Schemas, and the rules with their examples, for the commands that show them.

`make docs` makes these files from the models and the rules, which take longer to import than a file to read.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).parent / "data" / "reference"


class Shown(NamedTuple):
    """A file of an example: the name that it is shown with, and its text."""

    name: str
    text: str


class RuleEntry(NamedTuple):
    """A rule and its example.

    Attributes:
        name: The code in words.
        severity: The default severity.
        summary: What is wrong.
        why: What happens if it is not fixed.
        wrong: A file that breaks the rule.
        told: The message about that file.
        right: The same file, fixed.
        beside: Another file that both are checked together with.
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
    """Return the text of the JSON Schema of a `scenario`, a `sheet` or an `inventory`."""
    return (_FOLDER / f"{name}.schema.json").read_text("utf-8")


def rule_entries() -> tuple[RuleEntry, ...]:
    """Return all rules, sorted by code."""
    listed = json.loads((_FOLDER / "rules.json").read_text("utf-8"))
    files = ("wrong", "right", "beside")
    return tuple(
        RuleEntry(**entry | {name: Shown(**entry[name]) for name in files if entry[name] is not None})
        for entry in listed
    )
