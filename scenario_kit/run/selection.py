"""Which rules a run reports, and with which severity: `--select`, `--ignore`, and the project's settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scenario_kit.findings.model import Finding, ScenarioKitError, Severity, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


ALWAYS: Final = frozenset({"S001", "S002"})
"""Codes that are always reported: a file that cannot be read has not been checked."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The rules that a run reports.

    Attributes:
        select: Codes, or prefixes of codes such as `W` or `C2`, to report; all if empty.
        ignore: Codes, or prefixes of codes, to skip; it takes precedence over `select`.
        severity: Severities that replace the rules' own, by code.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)

    def includes(self, code: str) -> bool:
        """Whether findings with a code are reported."""
        if code in ALWAYS:
            return True
        return (not self.select or code.startswith(self.select)) and not code.startswith(self.ignore)

    def filter(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings to report, with their severities."""
        return [
            finding._replace(severity=self.severity.get(finding.code, finding.severity))
            for finding in findings
            if self.includes(finding.code)
        ]

    def require_known(self, known: Iterable[str]) -> None:
        """Require every code to be the code of a rule, or a prefix of one; severities need whole codes.

        Raises:
            ScenarioKitError: A code is unknown.
        """
        codes = list(known)
        for option, given in (("select", self.select), ("ignore", self.ignore), ("severity", tuple(self.severity))):
            for code in given:
                is_prefix = option != "severity" and code != "" and any(whole.startswith(code) for whole in codes)
                if code not in codes and not is_prefix:
                    hint = did_you_mean(code, codes) or "`scenario-kit rules` lists them"
                    raise ScenarioKitError(f"{option}: unknown rule `{code}`; {hint}")


def codes_in(text: str) -> tuple[str, ...]:
    """Return the codes in a list separated by commas or spaces, in upper case."""
    return tuple(text.replace(",", " ").upper().split())
