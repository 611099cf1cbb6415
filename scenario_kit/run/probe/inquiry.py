"""Sends the requests of a probe, checks the answers, and reports problems at the component's address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenario_kit.findings.model import NodePath, Problem
from scenario_kit.rehearsal.cases import pbx_of
from scenario_kit.rules.probes import NO_ANSWER
from scenario_kit.run.probe.asking import Asked, Target, Way, address_of, ask, shown
from scenario_kit.run.probe.judging import judge, judge_times
from scenario_kit.run.probe.reading import failure, fields_of
from scenario_kit.run.probe.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scenario_kit.language.answers import Answer
    from scenario_kit.pbx.facts import PbxFacts
    from scenario_kit.rehearsal.plan import Plan


@dataclass(frozen=True, slots=True)
class ProbedWay:
    """The result of probing a service in one way.

    Attributes:
        way: The way.
        address: The requested address, without its secret parts.
        status: The HTTP status of the last reply; None without a reply.
        seconds: The time of each reply, in order.
        troubles: The distinct troubles.
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
    """The result of probing a component's service.

    Attributes:
        target: The service and the request.
        name: The component's id.
        limit_sec: The seconds that the PBX waits.
        ways: The result of each way, in order.
    """

    target: Target
    name: str
    limit_sec: int
    ways: tuple[ProbedWay, ...]


def probe(plan: Plan, target: Target, ways: Iterable[Way], *, repeat: int, facts: PbxFacts) -> Probed:
    """Send a service `repeat` requests in each way, and check its answers.

    Raises:
        ScenarioKitError: HTTPX is missing.
    """
    limit_sec = pbx_of(plan.calls.scenario, facts).caller_timeout_sec
    name = plan.name_of(target.component.id)
    if target.address is None:
        message = "its address is an editor variable without a value"
        unknown = (Trouble(NO_ANSWER, message, "pass an address with --url"),)
        return Probed(target, name, limit_sec, tuple(ProbedWay(way, "", None, (), unknown, None) for way in ways))
    asked = [ask(target, way, repeat=repeat, limit_sec=limit_sec) for way in ways]
    return Probed(target, name, limit_sec, tuple(assess(plan, target, one, limit_sec, facts) for one in asked))


def assess(plan: Plan, target: Target, asked: Asked, limit_sec: int, facts: PbxFacts) -> ProbedWay:
    """Check the replies to the requests of one way."""
    troubles: list[Trouble] = []
    usable: Answer | None = None
    for reply in asked.replies:
        fields, reply_troubles = fields_of(reply)
        troubles += reply_troubles
        if fields is not None:
            answer, answer_troubles = judge(plan, target.component, facts, fields)
            troubles += answer_troubles
            usable = answer or usable
    if asked.failure is not None:
        troubles.append(failure(asked.failure))
    seconds = tuple(reply.seconds for reply in asked.replies)
    troubles += judge_times(seconds, limit_sec)
    status = asked.replies[-1].status if asked.replies else None
    address = shown(address_of(target, asked.way))
    return ProbedWay(asked.way, address, status, seconds, tuple(dict.fromkeys(troubles)), usable)


def problems(probed: Probed, only: ProbedWay | None = None) -> Iterator[Problem]:
    """Return the troubles as problems at the component's address.

    Args:
        probed: The result of the probe.
        only: Report this way only. If None, report a trouble of several ways once, and name the ways unless it occurs
            in all of them.
    """
    by_trouble: dict[Trouble, list[Way]] = {}
    reported = probed.ways if only is None else (only,)
    for one in reported:
        for trouble in one.troubles:
            by_trouble.setdefault(trouble, []).append(one.way)
    at: NodePath = (*probed.target.component.path, "api_address")
    for trouble, ways in by_trouble.items():
        suffix = "" if len(ways) == len(reported) else f", {', '.join(way.label for way in ways)}"
        yield Problem(trouble.rule, at, f"`{probed.name}`{suffix}: {trouble.message}", trouble.help)
