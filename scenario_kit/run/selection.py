"""Which findings a run tells, and how much each weighs: what was selected, ignored and reweighed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scenario_kit.findings.model import Finding, ScenarioKitError, Severity, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


ALWAYS: Final = frozenset({"S001", "S002"})
"""Codes that no selection leaves out: what could not be read has not been checked."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a run looks for.

    Attributes:
        select: Codes, or beginnings of codes such as `W` or `C2`, that are told; all where empty.
        ignore: Codes, or beginnings of codes, that are not, whatever `select` says.
        severity: Severities other than the rules' own, by code.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)

    def has(self, code: str) -> bool:
        """Whether findings of a code are told; that a file cannot be read is told always."""
        if code in ALWAYS:
            return True
        return (not self.select or code.startswith(self.select)) and not code.startswith(self.ignore)

    def of(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings that are told, with the severities in force."""
        return [
            finding._replace(severity=self.severity.get(finding.code, finding.severity))
            for finding in findings
            if self.has(finding.code)
        ]

    def check(self, known: Iterable[str]) -> None:
        """Make sure that every code is one, or begins one; a severity is given code by code.

        Raises:
            ScenarioKitError: It is not.
        """
        codes = list(known)
        for option, given in (("select", self.select), ("ignore", self.ignore), ("severity", tuple(self.severity))):
            for code in given:
                if code not in codes and (not code or option == "severity" or not _begins(code, codes)):
                    hint = did_you_mean(code, codes) or "`scenario-kit rules` lists them"
                    raise ScenarioKitError(f"{option}: there is no rule `{code}`; {hint}")


def _begins(code: str, codes: Iterable[str]) -> bool:
    return any(one.startswith(code) for one in codes)


def codes_in(text: str) -> tuple[str, ...]:
    """Return the codes in a list with commas or blanks, in upper case."""
    return tuple(text.replace(",", " ").upper().split())
