"""Write the results of probing web services: figures as text and JSON, and JUnit."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from scenario_kit.findings.model import Severity
from scenario_kit.findings.printable import paint, printable
from scenario_kit.report.formats import message_and_help
from scenario_kit.report.junit import clean, document
from scenario_kit.run.probe.judging import percentile, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.findings.model import Finding
    from scenario_kit.run.probe.inquiry import ProbedWay
    from scenario_kit.run.probes import ProbedComponent, ProbeRun, WayFindings

_PERCENTILES = (50, 95)


def figures(run: ProbeRun, *, colour: bool = False) -> str:
    """Return text for people: each component, how it was asked, and its response times."""
    lines: list[str] = []
    for one in run.components:
        component = one.probed.target.component
        what = f"{one.probed.name}, {component.type.label}, asked as {component.name}; the PBX waits"
        lines.append(f"{paint(printable(one.file), '1', colour=colour)}: {printable(what)} {one.probed.limit_sec} s")
        width = max(len(way.way.label) for way in one.probed.ways)
        for way in one.probed.ways:
            lines.append(f"  {way.way.label:<{width}}  {printable(way.address)}")
            lines += [f"  {'':<{width}}  {printable(line)}" for line in _outcome(way)]
        lines.append("")
    return "".join(f"{line}\n" for line in lines)


def _outcome(way: ProbedWay) -> Iterator[str]:
    if way.seconds:
        asked = f"{len(way.seconds)} answers" if len(way.seconds) > 1 else "1 answer"
        times = ", ".join(f"{name} {milliseconds} ms" for name, milliseconds in _times(way).items())
        yield f"{asked}, status {way.status}; {times}"
    else:
        yield "no answer"
    if way.answer is not None:
        yield sentence(way.answer)


def _times(way: ProbedWay) -> dict[str, int]:
    """Return the median, the 95th percentile and the maximum of the times, in milliseconds."""
    seconds = {f"p{percent}": percentile(way.seconds, percent) for percent in _PERCENTILES}
    seconds["worst"] = max(way.seconds)
    return {name: round(1000 * time) for name, time in seconds.items()}


def asked(run: ProbeRun) -> list[dict[str, Any]]:
    """Return JSON values: a mapping for each component and way of asking."""
    return [_fields(one, found.way) for one in run.components for found in one.ways]


def _fields(one: ProbedComponent, way: ProbedWay) -> dict[str, Any]:
    component = one.probed.target.component
    times = _times(way) if way.seconds else dict.fromkeys(("p50", "p95", "worst"))
    return {
        "file": one.file,
        "component": one.probed.name,
        "type": component.type.name,
        "app_name": component.name,
        "method": way.way.method.value,
        "style": way.way.style.value,
        "address": way.address,
        "limit_ms": 1000 * one.probed.limit_sec,
        "answers": len(way.seconds),
        "status": way.status,
        **{f"{name}_ms": milliseconds for name, milliseconds in times.items()},
        "outcome": None if way.answer is None else sentence(way.answer),
    }


def junit(run: ProbeRun) -> str:
    """Return JUnit: a suite for each file, with a test for each component and way of asking."""
    suites = []
    for file, components in groupby(run.components, key=lambda one: one.file):
        suites.append((file, [_case(one, found) for one in components for found in one.ways]))
    return document(suites)


def _case(one: ProbedComponent, found: WayFindings) -> ET.Element:
    name = f"{one.probed.name}, {found.way.way.label}"
    case = ET.Element("testcase", {"classname": clean(one.scenario), "name": clean(name)})
    errors = [finding for finding in found.findings if finding.severity is Severity.ERROR]
    if errors:
        first = errors[0]
        message = first.message if len(errors) == 1 else f"{len(errors)} errors; the first: {first.message}"
        failure = ET.SubElement(case, "failure", {"type": first.code, "message": clean(message)})
        failure.text = clean("\n".join(map(_line, errors)))
    others = [finding for finding in found.findings if finding.severity is not Severity.ERROR]
    ET.SubElement(case, "system-out").text = clean("\n".join([*_outcome(found.way), *map(_line, others)]))
    return case


def _line(finding: Finding) -> str:
    place = f"{finding.file}:{finding.span.line}:{finding.span.column}"
    return f"{place}: {finding.severity.value}[{finding.code}] {message_and_help(finding)}"
