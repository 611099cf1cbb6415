"""The report that every format is made from, and what the formats share.

Each format is one pure function from a report to Unicode text, which is written as UTF-8.
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
    """The content of a report.

    Attributes:
        findings: The findings, sorted.
        files: The number of files that were checked.
        texts: The text of each file that was checked, secrets included: a format shows lines of `masked_text` only.
        colour: Whether the text is coloured for a terminal.
        masked_texts: The text of other files with findings, without secrets.
    """

    findings: Sequence[Finding]
    files: int
    texts: Mapping[str, str] = field(default_factory=dict)
    colour: bool = False
    masked_texts: Mapping[str, str] = field(default_factory=dict)


def message_and_help(finding: Finding) -> str:
    """Return the message of a finding, and its help on a second line, if it has one."""
    return finding.message if finding.help is None else f"{finding.message}\nhelp: {finding.help}"


def writable(text: str) -> str:
    """Replace lone surrogates, which Python uses for undecodable bytes in file names, with U+FFFD."""
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)
