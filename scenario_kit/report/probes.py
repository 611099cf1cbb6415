"""Write the results of probing web services: figures as text and JSON, and JUnit."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from scenario_kit.findings.printable import paint, printable
from scenario_kit.report.junit import add_findings, clean, document
from scenario_kit.run.probe.judging import percentile, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.run.probe.inquiry import ProbedWay
    from scenario_kit.run.probes import ProbedComponent, ProbeRun, WayFindings


def figures(run: ProbeRun, *, colour: bool = False) -> str:
    """Return text for people: each component, how it was asked, and its response times."""
    lines: list[str] = []
    for file, probed in ((component.file, component.probed) for component in run.components):
        component = probed.target.component
        what = f"{probed.name}, {component.type.label}, asked as {component.name}; the PBX waits"
        lines.append(f"{paint(printable(file), '1', colour=colour)}: {printable(what)} {probed.limit_sec} s")
        width = max(len(way.way.label) for way in probed.ways)
        for way in probed.ways:
            lines.append(f"  {way.way.label:<{width}}  {printable(way.address)}")
            lines += [f"  {'':<{width}}  {printable(line)}" for line in _outcome(way)]
        lines.append("")
    return "".join(f"{line}\n" for line in lines)


def _outcome(way: ProbedWay) -> Iterator[str]:
    if way.seconds:
        answers = f"{len(way.seconds)} answers" if len(way.seconds) > 1 else "1 answer"
        times = ", ".join(f"{name} {milliseconds} ms" for name, milliseconds in _times(way).items())
        yield f"{answers}, status {way.status}; {times}"
    else:
        yield "no answer"
    if way.answer is not None:
        yield sentence(way.answer)


def _times(way: ProbedWay) -> dict[str, int]:
    """Return the median, the 95th percentile and the maximum of the times, in milliseconds."""
    seconds = {"p50": percentile(way.seconds, 50), "p95": percentile(way.seconds, 95), "worst": max(way.seconds)}
    return {name: round(1000 * time) for name, time in seconds.items()}


def asked(run: ProbeRun) -> list[dict[str, Any]]:
    """Return JSON values: a mapping for each component and way of asking."""
    return [_fields(probed, asked_in.way) for probed in run.components for asked_in in probed.ways]


def _fields(probed: ProbedComponent, way: ProbedWay) -> dict[str, Any]:
    component = probed.probed.target.component
    times = _times(way) if way.seconds else dict.fromkeys(("p50", "p95", "worst"))
    return {
        "file": probed.file,
        "component": probed.probed.name,
        "type": component.type.name,
        "app_name": component.name,
        "method": way.way.method.value,
        "style": way.way.style.value,
        "address": way.address,
        "limit_ms": 1000 * probed.probed.limit_sec,
        "answers": len(way.seconds),
        "status": way.status,
        **{f"{name}_ms": milliseconds for name, milliseconds in times.items()},
        "outcome": None if way.answer is None else sentence(way.answer),
    }


def junit(run: ProbeRun) -> str:
    """Return JUnit: a suite for each file, with a test for each component and way of asking."""
    by_file = groupby(run.components, key=lambda component: component.file)
    return document(
        [(file, [_case(probed, way) for probed in components for way in probed.ways]) for file, components in by_file]
    )


def _case(probed: ProbedComponent, asked_in: WayFindings) -> ET.Element:
    name = f"{probed.probed.name}, {asked_in.way.way.label}"
    case = ET.Element("testcase", {"classname": clean(probed.scenario), "name": clean(name)})
    add_findings(case, asked_in.findings, _outcome(asked_in.way))
    return case
