"""One run over files: find, read, load and check them, each by itself and all against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from scenario_kit.document import Mapping, Scalar
from scenario_kit.findings import Finding, ScenarioKitError, Severity, did_you_mean
from scenario_kit.load import Loaded, load
from scenario_kit.parameters import declared
from scenario_kit.reader import find, read
from scenario_kit.rules import check, check_run
from scenario_kit.source import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Values
    from pathlib import Path

    from scenario_kit.graph import CallGraph


@dataclass(frozen=True, slots=True)
class Checked:
    """One file of a run: what was read, and its call graph where it could be made."""

    loaded: Loaded
    calls: CallGraph | None


@dataclass(frozen=True, slots=True)
class Run:
    """The files of a run, sorted by name, and everything that was found, in the order of places."""

    files: tuple[Checked, ...]
    findings: tuple[Finding, ...]

    @property
    def has_errors(self) -> bool:
        """Whether anything found keeps the scenarios from being built."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def exit_code(self) -> int:
        """What a command that checks ends with: 2 where a file could not be read, 1 on other errors, else 0."""
        if any(finding.code == UNREADABLE.code for finding in self.findings):
            return 2
        return int(self.has_errors)


def check_paths(
    paths: Iterable[str | Path],
    given: Values[str, str] | None = None,
    *,
    required: Iterable[str] = (),
    stdin: BinaryIO | None = None,
) -> Run:
    """Check the scenarios that paths mean.

    Args:
        paths: Files and directories; `-` for `stdin`.
        given: Values of parameters; those that a scenario does not declare are nothing to it.
        required: Names in `given` that at least one scenario has to declare.
        stdin: Where `-` reads from.

    Raises:
        ScenarioKitError: A required name is declared nowhere.
    """
    loaded = [load(read(path, stdin), given) for path in find(paths)]
    _require(required, loaded)
    checked: list[Checked] = []
    findings: list[Finding] = []
    for one in loaded:
        calls, found = check(one)
        checked.append(Checked(one, calls))
        findings += found
    findings += check_run(loaded)
    return Run(tuple(checked), tuple(sorted(findings, key=lambda finding: finding.sort_key)))


def _require(names: Iterable[str], loaded: Iterable[Loaded]) -> None:
    known = {name for one in loaded for name in declared(one.document.root)}
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known) or (
                f"declared: {', '.join(sorted(known))}" if known else "none is declared"
            )
            raise ScenarioKitError(f"--set {name}: no scenario declares a parameter `{name}`; {hint}")


def read_values(path: str) -> dict[str, str]:
    """Read a file of parameter values: a YAML or JSON mapping of names to text.

    Raises:
        ScenarioKitError: It cannot be read, or is something else.
    """
    document = read(path)
    for finding in document.findings:
        raise ScenarioKitError(f"--values {path}, line {finding.span.line}: {finding.message}")
    if not isinstance(document.root, Mapping):
        raise ScenarioKitError(f"--values {path}: expected a mapping of parameter names to values")
    values = {}
    for name, (key, value) in document.root.entries.items():
        if not isinstance(value, Scalar) or value.null:
            line = document.span(key.start, key.end).line
            raise ScenarioKitError(f"--values {path}, line {line}: `{name}` has no value; write a text or a number")
        values[name] = value.text
    return values
