"""Write the results of tests as text, JSON or JUnit, and a single call as text."""

from __future__ import annotations

import json
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from scenario_kit.findings.printable import paint, printable
from scenario_kit.rehearsal.cases import way
from scenario_kit.report.junit import clean, document
from scenario_kit.report.replay import clock
from scenario_kit.run.tests import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from scenario_kit.rehearsal.plan import Plan
    from scenario_kit.rehearsal.result import Result
    from scenario_kit.run.tests import Tested, TestRun

_WIDTH: Final = 100
_LINES: Final = 60
_HEAD: Final = 40
_TAIL: Final = 10
_MARKS: Final = {Status.PASSED: ".", Status.FAILED: "F", Status.ERROR: "E"}
_COLOURS: Final = {Status.PASSED: "32", Status.FAILED: "31", Status.ERROR: "31"}
_WORDS: Final = {Status.FAILED: "failed", Status.ERROR: "cannot be run", Status.PASSED: "passed"}


def text(run: TestRun, *, verbose: bool = False, colour: bool = False) -> str:
    """Return text for people: a dot for each test, then the expected and actual values of each failure."""
    lines = list(_progress(run, verbose=verbose, colour=colour))
    for test in run.tests:
        if test.status is not Status.PASSED:
            lines += ["", *_failure(test, colour=colour)]
    lines += _untaken(run)
    return "\n".join([*lines, *([""] if lines else []), _summary(run, colour=colour)]) + "\n"


def _progress(run: TestRun, *, verbose: bool, colour: bool) -> Iterator[str]:
    for file, tests in groupby(run.tests, key=lambda test: test.file):
        if verbose:
            for test in tests:
                status = paint(_WORDS[test.status], _COLOURS[test.status], colour=colour)
                yield f"{printable(file)}:{test.span.line}: {printable(test.name)}: {status}"
        else:
            marks = (paint(_MARKS[test.status], _COLOURS[test.status], colour=colour) for test in tests)
            yield f"{printable(file)} {''.join(marks)}"


def _failure(test: Tested, *, colour: bool) -> Iterator[str]:
    word = "FAILED" if test.status is Status.FAILED else "CANNOT BE RUN"
    name = f" {printable(test.name)}" if test.name else ""
    yield f"{paint(word, '31', colour=colour)}{name}"
    if test.problem is not None:
        yield f"  {printable(test.file)}:{test.span.line}:{test.span.column}: {printable(test.problem)}"
        if test.help is not None:
            yield f"  help: {printable(test.help)}"
    for failure in test.failures:
        yield f"  {printable(test.file)}:{failure.span.line}:{failure.span.column}: {failure.what}"
        yield f"    expected  {paint(printable(failure.expected), '32', colour=colour)}"
        yield f"    actual    {paint(printable(failure.actual), '31', colour=colour)}"
    if test.failures and test.result is not None:
        yield "  what happened:"
        yield from (f"    {line}" for line in timeline(test.result))


def _untaken(run: TestRun) -> Iterator[str]:
    if run.untaken is None:
        return
    if run.untaken:
        yield ""
        yield "Outputs that no test took:"
    for untaken in run.untaken:
        place = f"{printable(untaken.file)}:{untaken.span.line}"
        yield f"  {place}: {printable(untaken.component)} {printable(untaken.output)}"
    share = 100 * (run.outputs - len(run.untaken)) // run.outputs if run.outputs else 100
    yield ""
    yield f"{run.outputs - len(run.untaken)} of {run.outputs} outputs taken: {share} %."


def _summary(run: TestRun, *, colour: bool) -> str:
    files = f"{run.files} file" + ("s" if run.files != 1 else "")
    if not run.tests:
        return f"{files}: no tests."
    counts = [(run.count(status), word) for status, word in _WORDS.items()]
    parts = ", ".join(f"{count} {word}" for count, word in counts if count)
    worst = next(status for status in _WORDS if run.count(status))
    return paint(f"{files}: {parts}.", _COLOURS[worst], colour=colour)


def call_text(result: Result, plan: Plan) -> str:
    """Return text for people: the timeline of a rehearsed call, and the events that the PBX would send."""
    if result.ended_by is None:
        return "".join(f"{printable(line)}\n" for line in timeline(result))
    path = way(map(plan.name_of, result.path))
    lines = [*timeline(result), "", f"path      {path}", f"ended by  {result.ended_by.value}"]
    if result.dial_ended_by is not None:
        times = ", ".join(map(str, result.warnings_at_sec))
        lines.append(
            f"dialling  ended by {result.dial_ended_by.value}" + (f", warned at {times} s of talk" if times else "")
        )
    lines.append(f"recorded  {'yes' if result.recorded else 'no'}")
    lines += _event("cdr", result.cdr)
    for survey in result.surveys:
        lines += _event("survey", survey)
    return "\n".join(map(printable, lines)) + "\n"


def _event(name: str, fields: Mapping[str, object]) -> list[str]:
    """Return the lines of an event, without its unknown and empty fields."""
    known = ", ".join(f"{field} {value}" for field, value in fields.items() if value not in (None, ""))
    return wrap(known, _WIDTH, initial_indent=f"{name:<10}", subsequent_indent=" " * 10, break_on_hyphens=False)


def timeline(result: Result) -> list[str]:
    """Return the timeline of a call: for each event its minutes and seconds, the component and what happens.

    The middle of a long one is omitted.
    """
    lines: list[str] = []
    width = max((len(event.name) for event in result.timeline), default=0)
    before: tuple[int, str | None] = (-1, None)
    for event in result.timeline:
        time = clock(event.second) if event.second != before[0] else ""
        name = event.name if (event.second, event.component) != before else ""
        lines.append(f"{time:>7}  {printable(name):<{width}}  {printable(event.text)}".rstrip())
        before = (event.second, event.component)
    if len(lines) > _LINES:
        lines[_HEAD:-_TAIL] = [f"{'...':>7}  {len(lines) - _HEAD - _TAIL} more events"]
    return lines


def as_json(run: TestRun) -> str:
    """Return JSON, format version 1: every test with its result."""
    shown: dict[str, Any] = {
        "version": 1,
        "files": run.files,
        "tests": [_fields(test) for test in run.tests],
        "summary": {status.value: run.count(status) for status in Status},
    }
    if run.untaken is not None:
        untaken = [
            {"file": output.file, "line": output.span.line, "component": output.component, "output": output.output}
            for output in run.untaken
        ]
        shown["coverage"] = {"outputs": run.outputs, "untaken": untaken}
    text = json.dumps(shown, ensure_ascii=False, indent=2) + "\n"
    return text.encode(errors="backslashreplace").decode()


def _fields(test: Tested) -> dict[str, Any]:
    return {
        "file": test.file,
        "line": test.span.line,
        "column": test.span.column,
        "scenario": test.scenario,
        "name": test.name,
        "status": test.status.value,
        "problem": test.problem,
        "help": test.help,
        "failures": [
            {
                "what": failure.what,
                "expected": failure.expected,
                "actual": failure.actual,
                "line": failure.span.line,
                "column": failure.span.column,
                "pointer": failure.pointer,
            }
            for failure in test.failures
        ],
        "call": None if test.result is None else call(test.result),
    }


def call(result: Result) -> dict[str, Any]:
    """Return a rehearsed call as JSON values."""
    return {
        "path": list(result.path),
        "steps": [{"component": step.component, "second": step.second, "output": step.output} for step in result.steps],
        "timeline": [
            {"second": event.second, "component": event.component, "kind": event.kind.value, "text": event.text}
            for event in result.timeline
        ],
        "ended_by": result.ended_by,
        "stopped": None
        if result.stop is None
        else {"component": result.stop.component, "reason": result.stop.reason, "help": result.stop.help},
        "dial_ended_by": result.dial_ended_by,
        "warnings_at_sec": list(result.warnings_at_sec),
        "recorded": result.recorded,
        "seconds": result.seconds,
        "cdr": result.cdr,
        "surveys": list(result.surveys),
    }


def rehearsals(run: TestRun) -> dict[str, list[dict[str, Any]]]:
    """Return the rehearsed calls of each file, as input for `replay`."""
    by_file: dict[str, list[dict[str, Any]]] = {}
    for test in run.tests:
        if test.result is None:
            continue
        called = call(test.result)
        by_file.setdefault(test.file, []).append(
            {
                "name": test.name,
                "status": test.status.value,
                "line": test.span.line,
                "ended_by": called["ended_by"] or test.problem or "",
                "steps": called["steps"],
                "cdr": called["cdr"],
                "timeline": [{**event, "text": event["text"].replace("`", "")} for event in called["timeline"]],
                "failures": _fields(test)["failures"],
            }
        )
    return by_file


def junit(run: TestRun) -> str:
    """Return JUnit: a suite for each file with its tests."""
    by_file = groupby(run.tests, key=lambda test: test.file)
    return document([(file, [_case(test) for test in tests]) for file, tests in by_file])


def _case(test: Tested) -> ET.Element:
    case = ET.Element(
        "testcase", {"classname": clean(test.scenario or test.file), "name": clean(test.name or test.file)}
    )
    if test.status is Status.ERROR:
        wrong = ET.SubElement(case, "error", {"type": test.status.value, "message": clean(test.problem or "")})
        place = f"{test.file}:{test.span.line}:{test.span.column}"
        wrong.text = clean(f"{place}: {test.problem}" + (f"\nhelp: {test.help}" if test.help else ""))
    elif test.failures:
        first = test.failures[0]
        message = f"{first.what}: expected {first.expected}, got {first.actual}"
        failed = ET.SubElement(case, "failure", {"type": test.status.value, "message": clean(message)})
        failed.text = clean("\n".join(list(_failure(test, colour=False))[1:]))
    return case


TEST_FORMATS: Final[Mapping[str, Callable[[TestRun], str]]] = {"text": text, "json": as_json, "junit": junit}
"""The formats by name."""
