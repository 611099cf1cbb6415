"""Run the tests of scenarios: rehearse the call of each, and compare the result with what the test expects."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from scenario_kit.findings.model import START, Severity, pointer
from scenario_kit.language.loading import blockers, is_in_test
from scenario_kit.pbx.facts import PbxFacts
from scenario_kit.rehearsal.cases import mismatches, pbx_of, request_of
from scenario_kit.rehearsal.plan import Plan, Undecided
from scenario_kit.rehearsal.simulator import simulate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.findings.model import Finding, NodePath, Span
    from scenario_kit.language.rehearsals import Rehearsal
    from scenario_kit.rehearsal.call import Pbx
    from scenario_kit.rehearsal.result import Result
    from scenario_kit.run.checking import CheckedFile, Run


class Status(StrEnum):
    """The status of a test: passed, failed, or could not be run."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Failure:
    """A difference between what a test expects and what happened, and its place in the file.

    Attributes:
        what: What differs, in the words of the test.
        expected: What the test expects.
        actual: What happened.
        span: The place of the expectation.
        pointer: The same place as a JSON pointer.
    """

    what: str
    expected: str
    actual: str
    span: Span
    pointer: str


@dataclass(frozen=True, slots=True)
class Tested:
    """A test that was run, or could not be.

    Attributes:
        file: The file.
        scenario: The scenario's name; empty if the scenario cannot be read.
        name: The test's name, or its number if the name cannot be read; empty if no test of the file could be run.
        span: Its place in the file.
        status: Its status.
        failures: The differences from what it expects.
        problem: Why it could not be run.
        help: What to do about the problem.
        result: The rehearsed call, if there is one.
    """

    file: str
    scenario: str
    name: str
    span: Span
    status: Status
    failures: tuple[Failure, ...] = ()
    problem: str | None = None
    help: str | None = None
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class Untaken:
    """An output that no test of its file takes.

    Attributes:
        file: The file.
        component: The component, by its name in tests.
        output: The output; for a row, its number and its values.
        span: The place of the component.
    """

    file: str
    component: str
    output: str
    span: Span


@dataclass(frozen=True, slots=True)
class TestRun:
    """The tests of a run and their status.

    Attributes:
        files: The number of files.
        tests: Every test, in the order of files and places.
        untaken: The outputs that no test takes; None unless coverage was requested.
        outputs: The number of outputs; 0 unless coverage was requested.
    """

    __test__ = False  # pytest would collect it

    files: int
    tests: tuple[Tested, ...]
    untaken: tuple[Untaken, ...] | None = None
    outputs: int = 0

    @property
    def exit_code(self) -> int:
        """The exit code of the command: 2 if a test could not be run, 1 if one failed, else 0."""
        statuses = {test.status for test in self.tests}
        return 2 if Status.ERROR in statuses else int(Status.FAILED in statuses)

    def count(self, status: Status) -> int:
        """Return how many tests have a status."""
        return sum(test.status is status for test in self.tests)


def run_tests(run: Run, facts: PbxFacts | None = None, *, coverage: bool = False) -> TestRun:
    """Run the tests of the files of a run.

    Args:
        run: The run, with its call graphs.
        facts: Facts about the PBX.
        coverage: Find the outputs that no test takes.
    """
    untaken: list[Untaken] = []
    outputs = 0
    tests: list[Tested] = []
    checks: dict[str, list[Finding]] = {}
    for finding in run.test_errors:
        checks.setdefault(finding.file, []).append(finding)
    for checked in run.files:
        tested = list(_tests_of(checked, _broken(checked, checks), facts or PbxFacts()))
        tests += tested
        if coverage and checked.calls is not None:
            untaken += _untaken(checked, checked.calls, tested)
            outputs += sum(len(component.outputs) for component in checked.calls.components if not component.generated)
    return TestRun(len(run.files), tuple(tests), tuple(untaken) if coverage else None, outputs)


def _broken(checked: CheckedFile, checks: Mapping[str, Sequence[Finding]]) -> dict[int, Finding]:
    """Return the first error in each test that has one, by the test's index."""
    loaded = checked.loaded
    errors = [one for one in loaded.findings if one.severity is Severity.ERROR and is_in_test(one)]
    errors = sorted({*errors, *checks.get(loaded.document.file, ())}, key=lambda finding: finding.sort_key)
    return {int(finding.pointer.split("/")[2]): finding for finding in reversed(errors)}


def _tests_of(checked: CheckedFile, broken: Mapping[int, Finding], facts: PbxFacts) -> Iterator[Tested]:
    file, calls, scenario = checked.loaded.document.file, checked.calls, checked.loaded.scenario
    blocking = syntax_error(checked)
    if blocking is not None or calls is None or scenario is None:
        name = "" if scenario is None else scenario.name
        problem = "the scenario cannot be read" if blocking is None else blocking.message
        span = START if blocking is None else blocking.span
        yield Tested(file, name, "", span, Status.ERROR, (), problem, f"see `scenario-kit validate {file}`")
        return
    plan, pbx = Plan(calls), pbx_of(scenario, facts)
    for index, test in enumerate(scenario.tests):
        yield _tested(checked, plan, pbx, ("tests", index), test, broken.get(index))


def syntax_error(checked: CheckedFile) -> Finding | None:
    """Return the first error, even an ignored one, that makes the meaning of a file unclear; it cannot be rehearsed."""
    return next(iter(blockers(checked.loaded)), None)


def _tested(  # noqa: PLR0913  the test and its surroundings
    checked: CheckedFile, plan: Plan, pbx: Pbx, at: NodePath, test: Rehearsal, broken: Finding | None
) -> Tested:
    document = checked.loaded.document
    file, scenario = document.file, plan.calls.scenario.name
    span, _ = document.locate((*at, "name"))
    if broken is not None:
        name = test.name or f"test {int(at[1]) + 1}"
        return Tested(file, scenario, name, broken.span, Status.ERROR, (), broken.message, broken.help)
    try:
        request = request_of(plan, test)
    except Undecided as undecided:
        return Tested(file, scenario, test.name, span, Status.ERROR, (), undecided.reason, undecided.help)
    result = simulate(plan, request, pbx)
    if result.stop is not None:
        stop = result.stop
        where = "" if stop.component is None else f"at `{plan.name_of(stop.component)}`: "
        return Tested(file, scenario, test.name, span, Status.ERROR, (), f"{where}{stop.reason}", stop.help, result)
    failures = []
    for mismatch in mismatches(plan, test.expect, result):
        place, path = document.locate((*at, *mismatch.at))
        failures.append(Failure(mismatch.what, mismatch.expected, mismatch.actual, place, pointer(path)))
    status = Status.FAILED if failures else Status.PASSED
    return Tested(file, scenario, test.name, span, status, tuple(failures), None, None, result)


def _untaken(checked: CheckedFile, calls: CallGraph, tested: Sequence[Tested]) -> Iterator[Untaken]:
    plan, document = Plan(calls), checked.loaded.document
    taken = {(step.component, step.output) for test in tested if test.result for step in test.result.steps}
    for component in calls.components:
        if component.generated:
            continue
        rows = {row.output: row for row in component.rows}
        for output in component.outputs:
            if (component.id, output) not in taken:
                row = rows.get(output)
                values = "" if row is None else f" ({', '.join(str(value) for value in row.fields.values())})"
                span, _ = document.locate(component.path if row is None else row.path)
                yield Untaken(document.file, plan.name_of(component.id), f"{output}{values}", span)
