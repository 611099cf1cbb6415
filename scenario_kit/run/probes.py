"""Probes of a run: the web services of its scenarios are asked, and what is wrong becomes findings in the files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenario_kit.findings.model import Finding, Problem, ScenarioKitError, Severity, did_you_mean
from scenario_kit.rehearsal.plan import Plan
from scenario_kit.rules.ignores import apply, ignores
from scenario_kit.run.probe.inquiry import ProbeCall, Probed, ProbedWay, Way, probe, problems, target_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scenario_kit.callgraph.graph import Component
    from scenario_kit.pbx.facts import PbxFacts
    from scenario_kit.run.checking import CheckedFile, Run
    from scenario_kit.run.selection import Selection


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be asked, and how.

    Attributes:
        component: The id of the component, or ``sheet/id``; every one with a web service where None.
        url: An address to ask in place of the components' own.
        ways: The ways of asking.
        call: The call that is asked about.
        repeat: How often each way is asked.
    """

    component: str | None
    url: str | None
    ways: tuple[Way, ...]
    call: ProbeCall
    repeat: int


@dataclass(frozen=True, slots=True)
class FoundInWay:
    """What came of one way of asking, and the findings about it."""

    way: ProbedWay
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ProbedComponent:
    """What came of asking a component's web service.

    Attributes:
        file: The file that it stands in.
        scenario: The scenario's name.
        probed: What came of asking.
        findings: What was found, told once for all the ways that it is found in.
        ways: The same way by way.
    """

    file: str
    scenario: str
    probed: Probed
    findings: tuple[Finding, ...]
    ways: tuple[FoundInWay, ...]


@dataclass(frozen=True, slots=True)
class ProbeRun:
    """What came of asking the web services of some scenarios, in the order of files and components."""

    components: tuple[ProbedComponent, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, in the order of places."""
        found = [finding for one in self.components for finding in one.findings]
        return tuple(sorted(found, key=lambda finding: finding.sort_key))

    @property
    def exit_code(self) -> int:
        """What the command ends with: 1 where anything found is an error, else 0."""
        return int(any(finding.severity is Severity.ERROR for finding in self.findings))


def run_probes(run: Run, wanted: Wanted, *, outside: PbxFacts, selection: Selection) -> ProbeRun:
    """Ask the web services of the files of a run, which has no blockers.

    Raises:
        ScenarioKitError: There is nothing that could be asked, or nobody says who calls.
    """
    chosen = list(_chosen(run, wanted.component))
    targets = [target_of(plan, component, wanted.call, wanted.url) for _, plan, component in chosen]
    components = []
    for (checked, plan, _), target in zip(chosen, targets, strict=True):
        probed = probe(plan, target, wanted.ways, repeat=wanted.repeat, outside=outside)
        told = _told(checked, selection, problems(probed))
        by_way = [FoundInWay(way, _told(checked, selection, problems(probed, way))) for way in probed.ways]
        components.append(
            ProbedComponent(checked.loaded.document.file, plan.calls.scenario.name, probed, told, tuple(by_way))
        )
    return ProbeRun(tuple(components))


def _told(checked: CheckedFile, selection: Selection, found: Iterable[Problem]) -> tuple[Finding, ...]:
    """Return the findings that the project's settings and the comments in the file do not hide."""
    document = checked.loaded.document
    findings = map(document.finding_at, found)
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
