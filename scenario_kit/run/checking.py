"""One run over files: find, read, load and check them, each by itself and all against each other."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypeVar

from scenario_kit.files.document import MappingNode, ScalarNode
from scenario_kit.files.reader import find, read
from scenario_kit.files.source import UNREADABLE
from scenario_kit.findings.model import Finding, ScenarioKitError, Severity, did_you_mean
from scenario_kit.language.loading import Loaded, blockers, load
from scenario_kit.language.parameters import declared
from scenario_kit.rules.checking import check, check_run
from scenario_kit.rules.claims import Claims, claims_of
from scenario_kit.rules.files import resolved_by_other_files
from scenario_kit.rules.ignores import Ignore, apply, ignores
from scenario_kit.run.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.pbx.facts import PbxFacts

Made = TypeVar("Made")

PARALLEL = 200
"""Files from which on a second process is worth its start."""


class Checked(NamedTuple):
    """One file of a run: what was read, and its call graph where it could be made."""

    loaded: Loaded
    calls: CallGraph | None


class FileResult(NamedTuple):
    """What is left of a file once it was checked; small, and fit to go from one process to another.

    Attributes:
        file: The file.
        text: Its text, where something was found in it or another file may contradict it.
        findings: What was found in it by itself.
        blockers: Those of them for which it does not say what its author means; see `Run`.
        ignores: What its comments ask to ignore.
        claims: What it claims to the others of the run.
        parameters: The parameters that it declares.
    """

    file: str
    text: str
    findings: tuple[Finding, ...]
    blockers: tuple[Finding, ...]
    ignores: tuple[Ignore, ...]
    claims: Claims
    parameters: frozenset[str]


class Run(NamedTuple):
    """The files of a run, sorted by name, and everything that was found, in the order of places.

    Attributes:
        files: The files with their call graphs; empty where only findings were asked for.
        findings: What was found.
        blockers: Errors for which a file does not say what its author means, told or not: nothing may be made of it.
            Ignoring one hides it in a report, and makes no scenario of the file. What a test says has no part in that.
        texts: The text of each file.
    """

    files: tuple[Checked, ...]
    findings: tuple[Finding, ...]
    blockers: tuple[Finding, ...]
    texts: Mapping[str, str]

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

    @property
    def has_warnings(self) -> bool:
        """Whether anything found is a warning."""
        return any(finding.severity is Severity.WARNING for finding in self.findings)


def check_paths(  # noqa: PLR0913  what a run is given
    paths: Iterable[str | Path],
    given: Mapping[str, str] | None = None,
    *,
    required: Iterable[str] = (),
    stdin: BinaryIO | None = None,
    facts: PbxFacts | None = None,
    selection: Selection | None = None,
) -> Run:
    """Check the scenarios that paths mean, and keep their call graphs.

    Args:
        paths: Files and directories; `-` for `stdin`.
        given: Values of parameters; those that a scenario does not declare are nothing to it.
        required: Names in `given` that at least one scenario has to declare.
        stdin: Where `-` reads from.
        facts: What is outside of the scenarios, such as an inventory.
        selection: What is looked for; everything where not given.

    Raises:
        ScenarioKitError: A required name is declared nowhere.
    """
    files: list[Checked] = []
    results: list[FileResult] = []
    for left, checked in check_files(find(paths), given, then=_kept, stdin=stdin, facts=facts):
        files.append(checked)
        results.append(left)
    return conclude(results, required=required, selection=selection, files=files)


def _kept(checked: Checked) -> Checked:
    return checked


def check_each(
    files: Sequence[str],
    given: Mapping[str, str] | None = None,
    *,
    stdin: BinaryIO | None = None,
    facts: PbxFacts | None = None,
    jobs: int = 1,
) -> Iterator[FileResult]:
    """Check files one by one, or several at once in `jobs` processes; give what is left of each, in their order."""
    for left, _ in check_files(files, given, then=nothing, stdin=stdin, facts=facts, jobs=jobs):
        yield left


def nothing(_: Checked) -> None:
    """Keep nothing of a file but what was found."""


def check_files(  # noqa: PLR0913  what a run is given
    files: Sequence[str],
    given: Mapping[str, str] | None = None,
    *,
    then: Callable[[Checked], Made],
    stdin: BinaryIO | None = None,
    facts: PbxFacts | None = None,
    jobs: int = 1,
) -> Iterator[tuple[FileResult, Made]]:
    """Check files as `examine` does, and do something with each while its call graph is there.

    Args:
        files: The files.
        given: Values of parameters.
        then: What is done; with several processes, it and what it gives go from one to another.
        stdin: Where `-` reads from.
        facts: What is outside of the scenarios.
        jobs: The number of processes.

    Yields:
        What is left of each file, and what `then` gave, in the order of the files.
    """
    work = partial(_examine, given=given, then=then, facts=facts)
    if jobs == 1:
        for file in files:
            yield work(file, stdin=stdin)
        return
    import multiprocessing  # noqa: PLC0415  most runs are over before these two were imported
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    # Forked workers have all modules loaded; elsewhere than on Linux a fork is not safe.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        yield from pool.map(work, files, chunksize=16)


def jobs_for(files: int, wanted: int, processors: int) -> int:
    """Return the number of processes for a run: as wanted, and as worth it where 0 is wanted."""
    return wanted or (1 if files < PARALLEL else min(processors, files // (PARALLEL // 2)))


def _examine(
    file: str,
    *,
    given: Mapping[str, str] | None,
    then: Callable[[Checked], Made],
    facts: PbxFacts | None,
    stdin: BinaryIO | None = None,
) -> tuple[FileResult, Made]:
    loaded = load(read(file, stdin), given)
    calls, findings = check(loaded, facts)
    document = loaded.document
    names = frozenset(declared(document.root))
    left = FileResult(
        file, document.text, findings, blockers(loaded), ignores(document), claims_of(loaded, calls), names
    )
    return left, then(Checked(loaded, calls))


def conclude(
    results: Sequence[FileResult],
    *,
    required: Iterable[str] = (),
    selection: Selection | None = None,
    files: Sequence[Checked] = (),
) -> Run:
    """Bring together what was found in the files by themselves, and check them against each other.

    Raises:
        ScenarioKitError: A required name is declared nowhere.
    """
    _require(required, results)
    chosen = selection or Selection()
    claims = [one.claims for one in results]
    explained = resolved_by_other_files(claims)
    by_file = {
        one.file: [
            finding for finding in one.findings if (finding.file, finding.code, finding.pointer) not in explained
        ]
        for one in results
    }
    for finding in check_run(claims):
        by_file[finding.file].append(finding)
    told: list[Finding] = []
    for one in results:
        told += chosen.of(apply(one.file, one.ignores, by_file[one.file], _looked_for(one, chosen)))
    texts = {one.file: one.text for one in results}
    blockers = tuple(finding for one in results for finding in one.blockers)
    return Run(tuple(files), tuple(sorted(told, key=lambda finding: finding.sort_key)), blockers, texts)


def _looked_for(one: FileResult, chosen: Selection) -> Callable[[str], bool]:
    """Return whether a code was looked for in a file; what cannot be read hides from the rules what they would find."""
    broken = any(finding.code.startswith("S") and finding.severity is Severity.ERROR for finding in one.findings)
    return lambda code: chosen.has(code) and (code.startswith("S") or not broken)


def _require(names: Iterable[str], results: Iterable[FileResult]) -> None:
    known = {name for one in results for name in one.parameters}
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
    if not isinstance(document.root, MappingNode):
        raise ScenarioKitError(f"--values {path}: expected a mapping of parameter names to values")
    values = {}
    for name, (key, value) in document.root.entries.items():
        if not isinstance(value, ScalarNode) or value.null:
            line = document.span(key.start, key.end).line
            raise ScenarioKitError(f"--values {path}, line {line}: `{name}` has no value; write a text or a number")
        values[name] = value.text
    return values
