"""A service asked and judged.

`target_of` gives what there is to ask, `probe` asks it. What is wrong becomes problems at the place of the component's
address in its file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenario_kit.findings.model import NodePath, Problem
from scenario_kit.rehearsal.cases import pbx_of
from scenario_kit.rules.probes import NO_ANSWER
from scenario_kit.run.probe.asking import (
    MOST_BYTES,
    Asked,
    Method,
    ProbeCall,
    Style,
    Target,
    Way,
    address_of,
    ask,
    shown,
    target_of,
    ways,
)
from scenario_kit.run.probe.judging import judge, judge_times, percentile, sentence
from scenario_kit.run.probe.reading import failure, fields_of
from scenario_kit.run.probe.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scenario_kit.language.answers import Answer
    from scenario_kit.pbx.facts import PbxFacts
    from scenario_kit.rehearsal.plan import Plan

__all__ = [
    "MOST_BYTES",
    "Asked",
    "Method",
    "ProbeCall",
    "Probed",
    "ProbedWay",
    "Style",
    "Target",
    "Trouble",
    "Way",
    "address_of",
    "assess",
    "percentile",
    "probe",
    "problems",
    "sentence",
    "target_of",
    "ways",
]


@dataclass(frozen=True, slots=True)
class ProbedWay:
    """What came of asking a service in one way.

    Attributes:
        way: The way.
        address: The address that was asked, without what may be secret in it.
        status: The HTTP status of the last reply; None where none came.
        seconds: The time of each reply, in their order.
        troubles: What is wrong, each thing once.
        answer: The last answer that the PBX can use.
    """

    way: Way
    address: str
    status: int | None
    seconds: tuple[float, ...]
    troubles: tuple[Trouble, ...]
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Probed:
    """What came of asking a component's service.

    Attributes:
        target: What was asked.
        name: The component's id.
        limit_sec: Seconds that the PBX waits.
        ways: The ways of asking, in their order.
    """

    target: Target
    name: str
    limit_sec: int
    ways: tuple[ProbedWay, ...]


def probe(plan: Plan, target: Target, wanted: Iterable[Way], *, repeat: int, outside: PbxFacts) -> Probed:
    """Ask a service in some ways, each `repeat` times, and judge what it answers.

    Raises:
        ScenarioKitError: It cannot be asked at all, since HTTPX is missing.
    """
    limit_sec = pbx_of(plan.calls.scenario, outside).caller_timeout_sec
    name = plan.name_of(target.component.id)
    if target.address is None:
        message = "its address is an editor variable without a value"
        unknown = (Trouble(NO_ANSWER, message, "pass an address with --url"),)
        return Probed(target, name, limit_sec, tuple(ProbedWay(way, "", None, (), unknown, None) for way in wanted))
    asked = [ask(target, way, repeat=repeat, limit_sec=limit_sec) for way in wanted]
    return Probed(target, name, limit_sec, tuple(assess(plan, target, one, limit_sec, outside) for one in asked))


def assess(plan: Plan, target: Target, asked: Asked, limit_sec: int, outside: PbxFacts) -> ProbedWay:
    """Judge what came of asking in one way. Pure."""
    found: list[Trouble] = []
    usable: Answer | None = None
    for reply in asked.replies:
        fields, troubles = fields_of(reply)
        found += troubles
        if fields is not None:
            answer, troubles = judge(plan, target.component, outside, fields)
            found += troubles
            usable = answer or usable
    if asked.failure is not None:
        found.append(failure(asked.failure))
    seconds = tuple(reply.seconds for reply in asked.replies)
    found += judge_times(seconds, limit_sec)
    status = asked.replies[-1].status if asked.replies else None
    address = shown(address_of(target, asked.way))
    return ProbedWay(asked.way, address, status, seconds, tuple(dict.fromkeys(found)), usable)


def problems(probed: Probed, alone: ProbedWay | None = None) -> tuple[Problem, ...]:
    """Return what is wrong as problems at the component's address.

    Args:
        probed: What came of asking.
        alone: The one way whose problems are wanted. Where None, those of all ways: what several have in common is
            told once, with their names unless it is common to all.
    """
    troubles: dict[Trouble, list[Way]] = {}
    ways_told = probed.ways if alone is None else (alone,)
    for one in ways_told:
        for trouble in one.troubles:
            troubles.setdefault(trouble, []).append(one.way)
    at: NodePath = (*probed.target.component.path, "api_address")
    found = []
    for trouble, told in troubles.items():
        ways_named = "" if len(told) == len(ways_told) else f", {', '.join(way.label for way in told)}"
        found.append(Problem(trouble.rule, at, f"`{probed.name}`{ways_named}: {trouble.message}", trouble.help))
    return tuple(found)
