"""Check scenario files, individually and against each other."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypeVar

from scenario_kit.files.reader import find, read
from scenario_kit.files.source import REFUSED, SYNTAX, UNREADABLE, parse
from scenario_kit.findings.model import Finding, ScenarioKitError, Severity, did_you_mean
from scenario_kit.language.loading import Loaded, blockers, load
from scenario_kit.language.parameters import declared
from scenario_kit.language.secrets import without_secrets
from scenario_kit.language.values_files import (
    UNDECLARED_VALUE,
    ValuesFile,
    masked_values,
    merged,
    undeclared,
    values_in,
)
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

Product = TypeVar("Product")

PARALLEL_MIN = 200
"""The number of files from which a second process is faster."""


class CheckedFile(NamedTuple):
    """A file that was checked, and its call graph, if it has one."""

    loaded: Loaded
    calls: CallGraph | None


class FileResult(NamedTuple):
    """The result of checking one file; small, and can be pickled.

    Attributes:
        file: The file.
        text: Its text, secrets included; only a report that shows its lines needs it.
        findings: Findings from this file by itself.
        blockers: Those findings that keep the file from being built; see `Run`.
        ignores: The ignores in its comments.
        claims: What the file claims that other files of the run may claim too.
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
    """The files of a run, sorted by name, and the findings, sorted by place.

    Attributes:
        files: The checked files; empty if only the findings were kept.
        findings: The findings, as selected, ignored and reweighed.
        blockers: The errors that make the meaning of a file unclear, so that nothing may be built from it. They are
            here even if they are ignored: ignoring one hides it from reports. Errors in tests are not among them.
        texts: The text of each file, secrets included.
        test_errors: The errors in tests, whatever rules are selected: such a test cannot be run.
        masked_texts: The text of each file of values that has a finding, with every value masked.
    """

    files: tuple[CheckedFile, ...]
    findings: tuple[Finding, ...]
    blockers: tuple[Finding, ...]
    texts: Mapping[str, str]
    test_errors: tuple[Finding, ...] = ()
    masked_texts: Mapping[str, str] = {}

    @property
    def has_errors(self) -> bool:
        """Whether a finding is an error."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def has_warnings(self) -> bool:
        """Whether a finding is a warning."""
        return any(finding.severity is Severity.WARNING for finding in self.findings)

    @property
    def exit_code(self) -> int:
        """The exit code of a command that checks: 2 if a file cannot be read, 1 if there are other errors, else 0."""
        if any(finding.code == UNREADABLE.code for finding in self.findings):
            return 2
        return int(self.has_errors)

    @property
    def values_findings(self) -> list[Finding]:
        """The findings in files of values."""
        return [finding for finding in self.findings if finding.code == UNDECLARED_VALUE.code]

    @property
    def findings_and_blockers(self) -> list[Finding]:
        """The findings, and the blockers that are not among them."""
        return list(dict.fromkeys((*self.findings, *self.blockers)))


def check_paths(  # noqa: PLR0913  the options of a run
    paths: Iterable[str | Path],
    given: Mapping[str, str] | None = None,
    *,
    required: Iterable[str] = (),
    stdin: BinaryIO | None = None,
    values_files: Sequence[ValuesFile] = (),
    facts: PbxFacts | None = None,
    selection: Selection | None = None,
) -> Run:
    """Check the scenarios below paths, in this process, and keep their call graphs.

    Args:
        paths: Files and directories; `-` is `stdin`.
        given: Values of parameters; each scenario ignores the names that it does not declare.
        required: Names in `given` that at least one scenario must declare.
        stdin: The stream that `-` reads.
        values_files: Files of more values, for names that are not in `given`; a later file takes precedence.
        facts: Facts about the PBX, such as an inventory.
        selection: The rules to report; all of them by default.

    Raises:
        ScenarioKitError: No scenario declares a required name.
    """
    given = merged(values_files) | dict(given or {})
    checked = list(check_files(find(paths), given, make=keep, stdin=stdin, facts=facts))
    results = [result for result, _ in checked]
    run = combine_results(results, given, required=required, values_files=values_files, selection=selection)
    return run._replace(files=tuple(file for _, file in checked))


def keep(file: CheckedFile) -> CheckedFile:
    """Return the file: the `make` of a caller that needs call graphs."""
    return file


def discard(_: CheckedFile) -> None:
    """Return nothing: the `make` of a caller that needs findings only."""


def check_files(  # noqa: PLR0913  the options of a run
    files: Sequence[str],
    given: Mapping[str, str] | None = None,
    *,
    make: Callable[[CheckedFile], Product],
    stdin: BinaryIO | None = None,
    facts: PbxFacts | None = None,
    jobs: int = 1,
) -> Iterator[tuple[FileResult, Product]]:
    """Check files one by one, and make something of each.

    Args:
        files: The files.
        given: Values of parameters.
        make: What to make of each file; several processes pickle it and what it returns.
        stdin: The stream that `-` reads; it can be read by one process only, so `jobs` must be 1.
        facts: Facts about the PBX.
        jobs: The number of processes.

    Yields:
        The result of each file and what was made of it, in the order of the files.
    """
    check_one = partial(_check_file, given=given, make=make, facts=facts)
    if jobs == 1:
        for file in files:
            yield check_one(file, stdin=stdin)
        return
    import multiprocessing  # noqa: PLC0415  most runs need neither
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    # Forked workers have all modules loaded. On other systems than Linux, forking is not safe.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        yield from pool.map(check_one, files, chunksize=16)


def jobs_for(files: int, requested: int = 0) -> int:
    """Return the number of processes for a number of files; 0 requests as many as make the run faster."""
    if requested:
        return requested
    return 1 if files < PARALLEL_MIN else min(available_processors(), files // (PARALLEL_MIN // 2))


def available_processors() -> int:
    """Return the number of processors that this process may use, which `taskset` and cpusets limit."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _check_file(
    file: str,
    *,
    given: Mapping[str, str] | None,
    make: Callable[[CheckedFile], Product],
    facts: PbxFacts | None,
    stdin: BinaryIO | None = None,
) -> tuple[FileResult, Product]:
    loaded = load(read(file, stdin), given)
    calls, findings = check(loaded, facts)
    document = loaded.document
    result = FileResult(
        file,
        document.text,
        findings,
        blockers(loaded),
        ignores(document),
        claims_of(loaded, calls),
        frozenset(declared(document.root)),
    )
    return result, make(CheckedFile(loaded, calls))


def combine_results(
    results: Sequence[FileResult],
    given: Mapping[str, str] | None = None,
    *,
    required: Iterable[str] = (),
    values_files: Sequence[ValuesFile] = (),
    selection: Selection | None = None,
) -> Run:
    """Check files against each other, and combine their results into a run without the files.

    Args:
        results: The results of the files.
        given: The values of parameters that the files were checked with; secret ones are masked.
        required: Names in `given` that at least one scenario must declare.
        values_files: The files that values are from.
        selection: The rules to report; all of them by default.

    Raises:
        ScenarioKitError: No scenario declares a required name.
    """
    _require_declared(required, results)
    selection = selection or Selection()
    claims = [result.claims for result in results]
    explained = resolved_by_other_files(claims)
    between_files: dict[str, list[Finding]] = {}
    for finding in check_run(claims):
        between_files.setdefault(finding.file, []).append(finding)
    findings = selection.filter(_undeclared(values_files, results))
    wrong_files = {finding.file for finding in findings}
    documents = {file.document.file: file.document for file in values_files}
    masked_texts = {file: masked_values(document) for file, document in documents.items() if file in wrong_files}
    test_errors: list[Finding] = []
    for result in results:
        own = [finding for finding in result.findings if (finding.file, finding.code, finding.pointer) not in explained]
        if result.file in between_files:
            document = parse(result.text.encode(), result.file)
            own += without_secrets(document, between_files[result.file], given)
        remaining = apply(result.file, result.ignores, own, _is_checked(result, selection))
        findings += selection.filter(remaining)
        test_errors += (
            finding for finding in remaining if finding.severity is Severity.ERROR and finding.code.startswith("T")
        )
    for reported in (findings, test_errors):
        reported.sort(key=lambda finding: finding.sort_key)
    texts = {result.file: result.text for result in results}
    blocking = tuple(finding for result in results for finding in result.blockers)
    return Run((), tuple(findings), blocking, texts, tuple(test_errors), masked_texts)


def _is_checked(result: FileResult, selection: Selection) -> Callable[[str], bool]:
    """Return whether a rule was checked in a file; most rules skip a file with a syntax error."""
    broken = any(finding.code.startswith("S") and finding.severity is Severity.ERROR for finding in result.findings)
    return lambda code: selection.includes(code) and (code.startswith("S") or not broken)


def _require_declared(names: Iterable[str], results: Iterable[FileResult]) -> None:
    known = {name for result in results for name in result.parameters}
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known) or (
                f"declared: {', '.join(sorted(known))}" if known else "none is declared"
            )
            raise ScenarioKitError(f"--set {name}: no scenario declares a parameter `{name}`; {hint}")


def _undeclared(values_files: Sequence[ValuesFile], results: Sequence[FileResult]) -> Iterator[Finding]:
    """Find the values that no scenario uses; none if a scenario cannot be parsed, for its parameters are unknown."""
    unparsed = {UNREADABLE.code, SYNTAX.code, REFUSED.code}
    if any(finding.code in unparsed for result in results for finding in result.findings):
        return
    documents = {file.document.file: file.document for file in values_files}
    found = dict.fromkeys(undeclared(values_files, {name for result in results for name in result.parameters}))
    for file, document in documents.items():
        own = (finding for finding in found if finding.file == file)
        yield from apply(file, ignores(document), own, lambda _: False)


def read_values(path: str) -> ValuesFile:
    """Read a file of parameter values: a YAML or JSON mapping of names to values.

    Raises:
        ScenarioKitError: The file cannot be read, or is not such a mapping.
    """
    return values_in(read(path, is_scenario=False))
