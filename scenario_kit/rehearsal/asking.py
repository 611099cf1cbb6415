"""What happens when a component asks a web service: the answer of the test is read as that of a real one is."""

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
    """Ask a component's web service.

    Returns:
        The answer, None where it did not come in time or is not correct, and then what is wrong with it.

    Raises:
        Undecided: The test does not say what it answers.
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
    if component.id not in leg.answers:  # a call may come here a thousand times
        leg.answers[component.id] = read_answer(component.type.name, response)
    answer, faults = leg.answers[component.id]
    if answer is None:
        wrong = "; ".join(fault.message for fault in faults)
        leg.tell(EventKind.WEB_SERVICE, f"the answer cannot be used: {wrong}")
        return None, "the answer is unusable, so nothing is dialled"
    told = ", ".join(f"{field} `{value}`" for field, value in response.items() if field != "ok")
    leg.tell(EventKind.WEB_SERVICE, f"the answer: {told}" if told else "the answer is ok")
    return answer, ""
