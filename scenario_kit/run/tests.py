"""The tests of scenarios, run: each is rehearsed, and what came of it is compared with what it expects."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from scenario_kit.findings.model import START, Severity, pointer
from scenario_kit.pbx.facts import PbxFacts
from scenario_kit.rehearsal.cases import mismatches, pbx_of, request_of
from scenario_kit.rehearsal.plan import Plan, Undecided
from scenario_kit.rehearsal.simulator import simulate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.findings.model import Finding, NodePath, Span
    from scenario_kit.language.rehearsals import Rehearsal
    from scenario_kit.rehearsal.call import Pbx
    from scenario_kit.rehearsal.result import Result
    from scenario_kit.run.checking import Checked, Run


class Status(StrEnum):
    """What became of a test: it passed, it failed, or it could not be run."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that came otherwise than expected, at its place in the file.

    Attributes:
        what: What it is, in the test's words.
        expected: What the test expects.
        actual: What came.
        span: Where the test says so.
        pointer: The same as a JSON pointer.
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
        scenario: The scenario's name; empty where it cannot be read.
        name: The test's name; empty where none of the file's tests could be run.
        span: Its place in the file.
        status: What became of it.
        failures: What came otherwise than expected.
        problem: Why it could not be run.
        help: What to do about that.
        result: The rehearsed call, where there is one.
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
    """An output that no test of its file ever took.

    Attributes:
        file: The file.
        component: The component, by the name that tests use.
        output: The output; for a row, its number and what it holds.
        span: The place of the component.
    """

    file: str
    component: str
    output: str
    span: Span


@dataclass(frozen=True, slots=True)
class TestRun:
    """What became of the tests of some files.

    Attributes:
        files: How many files were looked at.
        tests: Every test, in the order of files and places.
        untaken: Outputs that no test took, where that was asked for.
        outputs: How many outputs there are, where that was asked for.
    """

    __test__ = False  # pytest would take it for a test of its own

    files: int
    tests: tuple[Tested, ...]
    untaken: tuple[Untaken, ...] | None = None
    outputs: int = 0

    @property
    def exit_code(self) -> int:
        """What the command ends with: 2 where a test could not be run, 1 where one failed, else 0."""
        statuses = {test.status for test in self.tests}
        return 2 if Status.ERROR in statuses else int(Status.FAILED in statuses)

    def count(self, status: Status) -> int:
        """Return how many tests have a status."""
        return sum(test.status is status for test in self.tests)


@dataclass
class _Coverage:
    untaken: list[Untaken] = field(default_factory=list)
    outputs: int = 0


def run_tests(run: Run, facts: PbxFacts | None = None, *, coverage: bool = False) -> TestRun:
    """Run the tests of the files of a run, which was made without a selection.

    Args:
        run: The run, with its call graphs.
        facts: What is outside of the scenarios.
        coverage: Look for the outputs that no test takes.
    """
    seen = _Coverage()
    tests: list[Tested] = []
    found: dict[str, list[Finding]] = {}
    for finding in run.findings:
        found.setdefault(finding.file, []).append(finding)
    for checked in run.files:
        own = found.get(checked.loaded.document.file, [])
        tested = list(_tests_of(checked, own, facts or PbxFacts()))
        tests += tested
        if coverage and checked.calls is not None:
            _cover(checked, checked.calls, tested, seen)
    return TestRun(len(run.files), tuple(tests), tuple(seen.untaken) if coverage else None, seen.outputs)


def _tests_of(checked: Checked, findings: Sequence[Finding], facts: PbxFacts) -> Iterator[Tested]:
    file, calls = checked.loaded.document.file, checked.calls
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    own = checked.loaded.findings  # told or not: a file that does not say what its author means cannot be rehearsed
    blocking = [finding for finding in own if finding.severity is Severity.ERROR and finding.code.startswith("S")]
    scenario = checked.loaded.scenario
    if blocking or calls is None or scenario is None:
        first = blocking[0] if blocking else None
        name = "" if scenario is None else scenario.name
        problem = "the scenario cannot be read" if first is None else first.message
        span = START if first is None else first.span
        yield Tested(file, name, "", span, Status.ERROR, (), problem, f"see `scenario-kit validate {file}`")
        return
    plan, pbx = Plan(calls), pbx_of(scenario, facts)
    broken = {finding.pointer.split("/")[2]: finding for finding in reversed(errors) if finding.code.startswith("T")}
    for index, test in enumerate(scenario.tests):
        yield _tested(checked, plan, pbx, ("tests", index), test, broken.get(str(index)))


def _tested(  # noqa: PLR0913  what a test is run with
    checked: Checked, plan: Plan, pbx: Pbx, at: NodePath, test: Rehearsal, broken: Finding | None
) -> Tested:
    document = checked.loaded.document
    file, scenario = document.file, plan.calls.scenario.name
    span, _ = document.locate((*at, "name"))
    if broken is not None:
        return Tested(file, scenario, test.name, broken.span, Status.ERROR, (), broken.message, broken.help)
    try:
        request = request_of(plan, test)
    except Undecided as undecided:
        return Tested(file, scenario, test.name, span, Status.ERROR, (), undecided.reason, undecided.help)
    result = simulate(plan, request, pbx)
    if result.stop is not None:
        stop = result.stop
        where = "" if stop.component is None else f"at `{plan.name_of(stop.component)}`: "
        problem = f"{where}{stop.reason}"
        return Tested(file, scenario, test.name, span, Status.ERROR, (), problem, stop.help, result)
    failures = []
    for one in mismatches(plan, test.expect, result):
        place, found = document.locate((*at, *one.at))
        failures.append(Failure(one.what, one.expected, one.actual, place, pointer(found)))
    status = Status.FAILED if failures else Status.PASSED
    return Tested(file, scenario, test.name, span, status, tuple(failures), None, None, result)


def _cover(checked: Checked, calls: CallGraph, tested: Sequence[Tested], seen: _Coverage) -> None:
    """Add the outputs of a file, and those that none of its tests took."""
    plan, document = Plan(calls), checked.loaded.document
    taken = {(step.component, step.output) for test in tested if test.result for step in test.result.steps}
    for component in calls.components:
        if component.generated:
            continue
        rows = {row.output: row for row in component.rows}
        for output in component.outputs:
            seen.outputs += 1
            if (component.id, output) not in taken:
                row = rows.get(output)
                held = "" if row is None else f" ({', '.join(str(value) for value in row.fields.values())})"
                span, _ = document.locate(component.path if row is None else row.path)
                seen.untaken.append(Untaken(document.file, plan.name_of(component.id), f"{output}{held}", span))
