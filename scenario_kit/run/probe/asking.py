"""The request that the PBX sends to a web service, and sending it in place of the PBX."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from scenario_kit.callgraph.patterns import example
from scenario_kit.callgraph.routes import row_table
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.language.catalogue import ComponentName
from scenario_kit.language.dialable import KEYPAD, dial_fault
from scenario_kit.language.values import describe
from scenario_kit.pbx.addresses import split
from scenario_kit.rehearsal.plan import Undecided

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from scenario_kit.callgraph.graph import Component
    from scenario_kit.pbx.web import Reply, WebError
    from scenario_kit.rehearsal.plan import Plan

MOST_BYTES: Final = 1 << 16
"""The number of bytes of an answer that are read; no answer for a PBX is longer."""

_PATIENCE: Final = 5
_SHORTEST_WAIT: Final = 2
"""A request waits `_PATIENCE` times as long as the PBX, and at least `_SHORTEST_WAIT` seconds, to see a slow answer."""


class Method(StrEnum):
    """How the PBX sends its fields: as JSON in the body, or as parameters of the URL."""

    POST = "POST"
    GET = "GET"


class Style(StrEnum):
    """Which address the PBX requests: the address itself, or followed by the component's name."""

    G4 = "G4"
    REST4 = "Rest4"


@dataclass(frozen=True, slots=True)
class Way:
    """A way to send the request; a PBX is configured for one."""

    method: Method
    style: Style

    @property
    def label(self) -> str:
        """Its name in reports."""
        return f"{self.method} {self.style}"


def ways(methods: Collection[Method], styles: Collection[Style]) -> tuple[Way, ...]:
    """Return every combination of some methods and styles, in a fixed order."""
    return tuple(Way(method, style) for method in Method if method in methods for style in Style if style in styles)


@dataclass(frozen=True, slots=True)
class ProbeCall:
    """The call that the request is about.

    Attributes:
        caller: The caller's number; that of `originate` if None.
        callee: The number dialled; that of `originate` if None.
        data: The digits entered so far; if None, those of an IVR API's first row, and empty for other components.
    """

    caller: str | None = None
    callee: str | None = None
    data: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A component's web service, and the request to send.

    Attributes:
        component: The component.
        address: The address of its web service; None if unknown.
        fields: The fields of the request, except `unique_id`.
    """

    component: Component
    address: str | None
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """The replies to the requests of one way, in order, and the failure that ended them, if any."""

    way: Way
    replies: tuple[Reply, ...]
    failure: WebError | None = None


def target_of(plan: Plan, component: Component, call: ProbeCall, url: str | None = None) -> Target:
    """Return the request of a component with a web service.

    Args:
        plan: The plan of the component.
        component: The component.
        call: The call.
        url: An address that replaces the component's own.

    Raises:
        ScenarioKitError: The caller or the callee is unknown, or cannot be dialled.
    """
    originate = plan.calls.scenario.originate
    caller = call.caller or (originate.caller if originate else None)
    callee = call.callee or (originate.callee if originate else None)
    if caller is None or callee is None:
        name = plan.name_of(component.id)
        raise ScenarioKitError(
            f"{name}: without `originate` the caller and callee are unknown; pass --caller and --callee"
        )
    for option, number in (("--caller", caller), ("--callee", callee)):
        fault = dial_fault(number)
        if fault is not None:
            raise ScenarioKitError(f"{option}: expected {fault.expected}, got {describe(number)}; {fault.help}")
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
    """Return digits for the first case of an IVR API that digits match; others send their request before any digits."""
    if component.type.name != ComponentName.IVR_API:
        return ""
    tables = (row_table(component, [row]) for row in component.rows)
    entered = (example(pattern) for table in tables for pattern, _ in table.patterns)
    return next((digits for digits in entered if set(digits) <= KEYPAD), "")


def ask(target: Target, way: Way, *, repeat: int, limit_sec: int) -> Asked:
    """Send the request `repeat` times, or until the first failure.

    Args:
        target: The service and the request.
        way: How to send it.
        repeat: How often.
        limit_sec: The seconds that the PBX waits; a request here waits longer, to see a slow answer.

    Raises:
        ScenarioKitError: HTTPX is missing.
    """
    from scenario_kit.pbx.web import WebError, exchange  # noqa: PLC0415  importing it is slow

    address = address_of(target, way)
    timeout = max(_SHORTEST_WAIT, _PATIENCE * limit_sec)
    replies: list[Reply] = []
    for number in range(1, repeat + 1):
        fields = {**target.fields, "unique_id": f"scenario-kit.{number}"}
        params, json = (fields, None) if way.method is Method.GET else (None, fields)
        try:
            reply = exchange(
                way.method, address, params=params, json=json, timeout=timeout, limit=MOST_BYTES, follow=False
            )
        except WebError as failure:
            return Asked(way, tuple(replies), failure)
        replies.append(reply)
    return Asked(way, tuple(replies))


def address_of(target: Target, way: Way) -> str:
    """Return the address that a way requests; Rest4 appends the component's name to the path."""
    address = target.address or ""
    url = split(address)
    if way.style is Style.G4 or url is None:
        return address
    path = f"{url.path.rstrip('/')}/{quote(target.component.name, safe='')}"
    return url._replace(path=path).geturl()


def shown(address: str) -> str:
    """Return an address without the parts that may be secret: user, password, and all after the path."""
    url = split(address)
    if url is None or not url.hostname:
        return ""
    host = url.netloc.rpartition("@")[2]
    return f"{url.scheme}://{host}{url.path}"
