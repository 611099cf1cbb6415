"""Findings for other programs: one module and one pure function a format, each from a report to its whole text.

What the formats share stands here, the report first of all. Each output is Unicode text, to be written as UTF-8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.findings.model import Finding

_SURROGATES: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be told.

    Attributes:
        findings: The findings, sorted.
        files: How many files were looked at.
        texts: The text of each file that was looked at, empty where it is not to be quoted.
        colour: Whether the text is for a terminal.
    """

    findings: Sequence[Finding]
    files: int
    texts: Mapping[str, str] = field(default_factory=dict)
    colour: bool = False


def told(finding: Finding) -> str:
    """Return the message, and on a line of its own what to do, where that is known."""
    return finding.message if finding.help is None else f"{finding.message}\nhelp: {finding.help}"


def writable(text: str) -> str:
    """Put the replacement character for each half of a surrogate pair: Python's stand-in for a file name's odd byte."""
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)
