"""Requests of components to web services: the answer in the test is read like that of a real service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.language.answers import read_answer
from scenario_kit.rehearsal.plan import Undecided
from scenario_kit.rehearsal.result import EventKind

if TYPE_CHECKING:
    from scenario_kit.callgraph.graph import Component
    from scenario_kit.language.answers import Answer
    from scenario_kit.rehearsal.call import Leg


def ask(leg: Leg, component: Component) -> tuple[Answer | None, str]:
    """Return the answer of a component's web service; None and the reason if there is no usable answer.

    Raises:
        Undecided: The test has no answer.
    """
    response = leg.world.response
    name = leg.plan.name_of(component.id)
    if response is None:
        help_ = f"set `response` in the world of `{name}`: the fields of the answer, or `timeout`"
        option = f"--world {name}.response=timeout, or --world {name}.response.ok=1 and so on for each field"
        raise Undecided("it asks a web service, but the test has no answer", help_, option)
    leg.tell(EventKind.WEB_SERVICE, f"asks its web service, as `{component.name}`")
    if isinstance(response, str):
        leg.second += leg.pbx.caller_timeout_sec
        reason = f"no answer within {leg.pbx.caller_timeout_sec} s, the client_api_caller_timeout"
        leg.tell(EventKind.WEB_SERVICE, reason)
        return None, "no answer, so nothing is dialled"
    if component.id not in leg.answers:  # a call may pass a component a thousand times
        leg.answers[component.id] = read_answer(component.type.name, response)
    answer, faults = leg.answers[component.id]
    if answer is None:
        messages = "; ".join(fault.message for fault in faults)
        leg.tell(EventKind.WEB_SERVICE, f"the answer cannot be used: {messages}")
        return None, "the answer is unusable, so nothing is dialled"
    fields = ", ".join(f"{field} `{value}`" for field, value in response.items() if field != "ok")
    leg.tell(EventKind.WEB_SERVICE, f"the answer: {fields}" if fields else "the answer is ok")
    return answer, ""
