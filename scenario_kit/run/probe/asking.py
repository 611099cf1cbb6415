"""What the PBX asks a web service, and asking it the same in its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from scenario_kit.callgraph.patterns import example
from scenario_kit.callgraph.routes import pattern_of
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.language.catalogue import ComponentName
from scenario_kit.pbx.addresses import split
from scenario_kit.rehearsal.plan import Undecided

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scenario_kit.callgraph.graph import Component
    from scenario_kit.pbx.web import Reply, WebError
    from scenario_kit.rehearsal.plan import Plan

MOST_BYTES: Final = 1 << 16
"""Bytes of an answer that are read; no answer that is meant for a PBX is longer."""

_PATIENCE: Final = 5
_SHORTEST_WAIT: Final = 2
"""A request waits this many seconds at least, and else so many times as long as the PBX, to tell slow from silent."""


class Method(StrEnum):
    """How the PBX hands its question over: in the body as JSON, or as parameters of the address."""

    POST = "POST"
    GET = "GET"


class Style(StrEnum):
    """Which address the PBX asks: the bare one, or one with the component's name behind it."""

    G4 = "G4"
    REST4 = "Rest4"


@dataclass(frozen=True, slots=True)
class Way:
    """A way of asking, of which the PBX is set to one."""

    method: Method
    style: Style

    @property
    def label(self) -> str:
        """Its name in reports."""
        return f"{self.method} {self.style}"


def ways(methods: Iterable[Method], styles: Iterable[Style]) -> tuple[Way, ...]:
    """Return every way that some methods and styles make, in a fixed order."""
    wanted = set(methods), set(styles)
    return tuple(
        Way(method, style) for method in Method for style in Style if method in wanted[0] and style in wanted[1]
    )


@dataclass(frozen=True, slots=True)
class ProbeCall:
    """The call for which a service is asked.

    Attributes:
        caller: The caller's number; that of `originate` where None.
        callee: The number dialled; that of `originate` where None.
        data: The digits entered so far; where None, those of an IVR API's first row, and none for other components.
    """

    caller: str | None = None
    callee: str | None = None
    data: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked: a component's web service, for a call.

    Attributes:
        component: The component.
        address: The address of its web service; None where that is not known.
        fields: What is sent, but for the call's id.
    """

    component: Component
    address: str | None
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking in one way: the replies in their order, and why there are no more where one failed."""

    way: Way
    replies: tuple[Reply, ...]
    failure: WebError | None = None


def target_of(plan: Plan, component: Component, call: ProbeCall, url: str | None = None) -> Target:
    """Make the question of a component.

    Args:
        plan: The call graph that it stands in.
        component: A component that asks a web service.
        call: The call.
        url: An address to ask in place of the component's own.

    Raises:
        ScenarioKitError: Nobody says who calls or what is dialled.
    """
    originate = plan.calls.scenario.originate
    caller = call.caller or (originate.caller if originate else None)
    callee = call.callee or (originate.callee if originate else None)
    if caller is None or callee is None:
        name = plan.name_of(component.id)
        raise ScenarioKitError(
            f"{name}: without `originate` the caller and callee are unknown; pass --caller and --callee"
        )
    data = _first_case(component) if call.data is None else call.data
    fields = {"src": caller, "dst": callee, "data": data, "app_name": component.name}
    if originate is not None:
        fields["originated_call_id"] = "orig.call.scenario-kit"
    try:
        address = url or plan.text(component, "api_address")
    except Undecided:
        address = None
    return Target(component, address, fields)


def _first_case(component: Component) -> str:
    """Return digits that an IVR API takes; other components ask before any digit of theirs."""
    if component.type.name != ComponentName.IVR_API:
        return ""
    patterns = (pattern_of(component, row) for row in component.rows)
    return next((example(pattern) for pattern in patterns if pattern is not None), "")


def ask(target: Target, way: Way, *, repeat: int, limit_sec: int) -> Asked:
    """Ask again and again; the first failure ends it.

    Args:
        target: What to ask.
        way: How.
        repeat: How often.
        limit_sec: Seconds that the PBX waits. A request here waits longer, to tell slow from silent.

    Raises:
        ScenarioKitError: It cannot be asked at all, since HTTPX is missing.
    """
    from scenario_kit.pbx.web import WebError  # noqa: PLC0415  commands that ask nobody list these rules, too

    replies: list[Reply] = []
    try:
        for reply in _replies(target, way, repeat, limit_sec):
            replies.append(reply)  # noqa: PERF402  those before a failure are kept
    except WebError as failure:
        return Asked(way, tuple(replies), failure)
    return Asked(way, tuple(replies))


def _replies(target: Target, way: Way, repeat: int, limit_sec: int) -> Iterator[Reply]:
    from scenario_kit.pbx.web import exchange  # noqa: PLC0415  as above

    address = address_of(target, way)
    patience = max(_SHORTEST_WAIT, _PATIENCE * limit_sec)
    for number in range(1, repeat + 1):
        fields = {**target.fields, "unique_id": f"scenario-kit.{number}"}
        params, json = (fields, None) if way.method is Method.GET else (None, fields)
        yield exchange(way.method, address, params=params, json=json, timeout=patience, limit=MOST_BYTES, follow=False)


def address_of(target: Target, way: Way) -> str:
    """Return the address that a way asks; Rest4 puts the component's name behind the path."""
    address = target.address or ""
    url = split(address)
    if way.style is Style.G4 or url is None:
        return address
    path = f"{url.path.rstrip('/')}/{quote(target.component.name, safe='')}"
    return url._replace(path=path).geturl()


def shown(address: str) -> str:
    """Return an address without what may be secret in it: user and password, and all behind the path."""
    url = split(address)
    if url is None or not url.hostname:
        return ""
    host = url.netloc.rpartition("@")[2]
    return f"{url.scheme}://{host}{url.path}"
