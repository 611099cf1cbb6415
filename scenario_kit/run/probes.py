"""Probes the web services of the scenarios of a run, and reports problems as findings in the files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenario_kit.findings.model import Finding, Problem, ScenarioKitError, Severity, did_you_mean
from scenario_kit.rehearsal.plan import Plan
from scenario_kit.rules.ignores import apply, ignores
from scenario_kit.run.probe.asking import ProbeCall, Way, target_of
from scenario_kit.run.probe.inquiry import Probed, ProbedWay, probe, problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scenario_kit.callgraph.graph import Component
    from scenario_kit.pbx.facts import PbxFacts
    from scenario_kit.run.checking import CheckedFile, Run
    from scenario_kit.run.selection import Selection


@dataclass(frozen=True, slots=True)
class ProbeOptions:
    """What to probe, and how.

    Attributes:
        component: The id of the component, or ``sheet/id``; if None, all components with a web service.
        url: An address that replaces the components' own.
        ways: The ways to send the request.
        call: The call that the request is about.
        repeat: The number of requests in each way.
    """

    component: str | None
    url: str | None
    ways: tuple[Way, ...]
    call: ProbeCall
    repeat: int


@dataclass(frozen=True, slots=True)
class WayFindings:
    """The result of one way, and its findings."""

    way: ProbedWay
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ProbedComponent:
    """The result of probing a component's web service.

    Attributes:
        file: The scenario file.
        scenario: The scenario's name.
        probed: The result.
        findings: The findings; one that occurs in several ways is reported once.
        ways: The findings of each way.
    """

    file: str
    scenario: str
    probed: Probed
    findings: tuple[Finding, ...]
    ways: tuple[WayFindings, ...]


@dataclass(frozen=True, slots=True)
class ProbeRun:
    """The results of probing some scenarios, in the order of files and components."""

    components: tuple[ProbedComponent, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of places."""
        findings = [finding for component in self.components for finding in component.findings]
        return tuple(sorted(findings, key=lambda finding: finding.sort_key))

    @property
    def exit_code(self) -> int:
        """The exit code of the command: 1 if there is an error, else 0."""
        return int(any(finding.severity is Severity.ERROR for finding in self.findings))


def run_probes(run: Run, options: ProbeOptions, *, facts: PbxFacts, selection: Selection) -> ProbeRun:
    """Probe the web services of the files of a run, which has no blockers.

    Raises:
        ScenarioKitError: There is nothing to probe, or the caller or callee is unknown.
    """
    chosen = _chosen(run, options.component)
    targets = [target_of(plan, component, options.call, options.url) for _, plan, component in chosen]
    components = []
    for (checked, plan, _), target in zip(chosen, targets, strict=True):
        probed = probe(plan, target, options.ways, repeat=options.repeat, facts=facts)
        findings = _findings(checked, selection, problems(probed))
        by_way = tuple(WayFindings(way, _findings(checked, selection, problems(probed, way))) for way in probed.ways)
        file = checked.loaded.document.file
        components.append(ProbedComponent(file, plan.calls.scenario.name, probed, findings, by_way))
    return ProbeRun(tuple(components))


def _findings(checked: CheckedFile, selection: Selection, problems: Iterable[Problem]) -> tuple[Finding, ...]:
    """Return the findings that are neither deselected nor ignored by a comment in the file."""
    document = checked.loaded.document
    findings = map(document.finding_at, problems)
    return tuple(selection.filter(apply(document.file, ignores(document), findings, lambda _: False)))


def _chosen(run: Run, name: str | None) -> list[tuple[CheckedFile, Plan, Component]]:
    plans = [(checked, Plan(checked.calls)) for checked in run.files if checked.calls is not None]
    every = [
        (checked, plan, component)
        for checked, plan in plans
        for component in plan.calls.components
        if component.type.web_service
    ]
    if name is None:
        if not every:
            raise ScenarioKitError("no component of these scenarios asks a web service; nothing to probe")
        return every
    chosen = [(checked, plan, one) for checked, plan, one in every if plan.node_of(name) == one.id]
    if not chosen:
        raise ScenarioKitError(f"--component {name}: {_why_not(name, [plan for _, plan in plans], every)}")
    return chosen


def _why_not(name: str, plans: Sequence[Plan], every: Sequence[tuple[CheckedFile, Plan, Component]]) -> str:
    known = list(dict.fromkeys(plan.name_of(component.id) for _, plan, component in every))
    hint = did_you_mean(name, known) or (f"those that do are {', '.join(known)}" if known else "none does")
    for plan in plans:
        node = plan.node_of(name)
        if node is not None:
            return f"a component of type {plan.calls.component(node).type.name} does not ask a web service; {hint}"
        several = plan.by_key.get(name, ())
        if len(several) > 1:
            return f"it is on several sheets; write {' or '.join(several)}"
    return f"unknown component; {hint}"
