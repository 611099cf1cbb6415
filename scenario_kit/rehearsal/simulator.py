"""The simulator: runs a call through a plan. The same plan, call and PBX always give the same result."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NoReturn

from scenario_kit.callgraph.routes import incoming_row_for
from scenario_kit.language.catalogue import Role
from scenario_kit.rehearsal.call import Ended, Leg
from scenario_kit.rehearsal.components import BEHAVIOUR
from scenario_kit.rehearsal.plan import Undecided
from scenario_kit.rehearsal.result import EndedBy, EventKind, Result, Step, Stop

if TYPE_CHECKING:
    from scenario_kit.callgraph.drafts import Row
    from scenario_kit.callgraph.graph import Component
    from scenario_kit.language.rehearsals import World
    from scenario_kit.rehearsal.call import Pbx, Request
    from scenario_kit.rehearsal.plan import Plan

MOST_COMPONENTS: Final = 1000
"""Components after which a call ends by `loop`."""


def simulate(plan: Plan, request: Request, pbx: Pbx) -> Result:
    """Run a call through a plan until it ends, or stops because the plan or the test leaves something open."""
    answered = request.originated or request.enter == "autodialer"
    leg = Leg(plan, request, pbx, request.caller, request.callee, answered=answered)
    ended_by: EndedBy | None = None
    stop: Stop | None = None
    try:
        _walk(leg)
    except Ended as ended:
        ended_by = ended.by
    except Undecided as undecided:
        stop = Stop(leg.here, undecided.reason, undecided.help, undecided.option)
    return Result(
        caller=leg.caller,
        callee=leg.number,
        enter=request.enter,
        originated=request.originated,
        at=request.at,
        seconds=leg.second,
        steps=tuple(leg.steps),
        timeline=tuple(leg.timeline),
        ended_by=ended_by,
        stop=stop,
        diallings=tuple(leg.diallings),
        answered_definitely=leg.answered_definitely,
        recorded=leg.recorded,
        scores=tuple(leg.scores),
    )


def _walk(leg: Leg) -> None:
    """Move the call from component to component until it raises `Ended` or `Undecided`."""
    _begin(leg)
    route, row = _enter(leg)
    _come_to(leg, route)
    fields = ", ".join(f"{name} `{value}`" for name, value in row.fields.items())
    leg.tell(EventKind.ROUTE, f"row {row.output} takes the call: {fields}")
    output, component = row.output, route
    passed = 1
    while True:
        component = _leave(leg, component, output)
        if not component.generated:
            if passed == MOST_COMPONENTS:
                leg.tell(EventKind.END, f"the call has passed {MOST_COMPONENTS} components and is in a loop")
                raise Ended(EndedBy.LOOP)
            passed += 1
        _come_to(leg, component)
        output = _pass(leg, component)


def _begin(leg: Leg) -> None:
    request = leg.request
    caller = f"`{request.caller}`" if request.caller else "a withheld number"
    if request.originated:
        if request.trunk is not None:
            leg.bar(request.caller, request.trunk)
        leg.tell(EventKind.ANSWER, f"{caller} has answered, and `{request.callee}` is dialled for it")
    elif request.enter == "outgoing":
        leg.tell(EventKind.ROUTE, f"{caller} dials `{request.callee}`")
    elif request.enter == "incoming":
        leg.tell(EventKind.ROUTE, f"{caller} calls `{request.callee}`")
    else:
        leg.tell(EventKind.ROUTE, f"the campaign has reached {caller if request.caller else 'somebody'}")


def _enter(leg: Leg) -> tuple[Component, Row]:
    request = leg.request
    for route in leg.plan.entries(request.enter, request.context):
        row = _row_of(leg, route)
        if row is not None:
            return route, row
    where = "" if request.context is None else f" of the context `{request.context}`"
    leg.tell(EventKind.END, f"no row of a route{where} matches the call")
    raise Ended(EndedBy.NO_ROUTE)


def _row_of(leg: Leg, route: Component) -> Row | None:
    request = leg.request
    if request.enter == "outgoing":
        return leg.plan.rows(route).row_for(request.callee)
    if request.enter == "incoming":
        return incoming_row_for(leg.plan.rows_of(route), request.caller, request.callee)
    by_text = {row.fields.get("text"): row for row in reversed(leg.plan.rows_of(route))}
    return by_text.get(request.text) or by_text.get("any")


def _come_to(leg: Leg, component: Component) -> None:
    leg.steps.append(Step(component.id, leg.second, generated=component.generated))


def _pass(leg: Leg, component: Component) -> str:
    """Run the behaviour of a component, and return the output that the call takes."""
    world = leg.world
    if component.type.role is Role.ENTRY:
        raise Undecided("a wire leads into a route, where calls can only start", "run `scenario-kit validate`")
    if world.caller_hangup and _before(component, world):
        _hang_up(leg)
    try:
        return BEHAVIOUR[component.type.name](leg, component)
    except Undecided:
        if world.caller_hangup:
            _hang_up(leg)
        raise


def _before(component: Component, world: World) -> bool:
    """Whether a caller who hangs up does so before the component acts, as the test describes nothing else there."""
    if component.type.role in (Role.BRANCH, Role.OTHER):
        return not world.digits
    return component.type.web_service and world.response is None


def _leave(leg: Leg, component: Component, output: str) -> Component:
    """Return the target of an output, unless the caller hangs up first or the call ends there."""
    if leg.world.caller_hangup:
        _hang_up(leg)
    leg.steps[-1] = replace(leg.steps[-1], output=output)
    target = leg.plan.next_of(component, output)
    if target is None:
        on_purpose = output in component.ended or not component.outputs
        why = "as the plan says" if on_purpose else "which is not wired"
        leg.tell(EventKind.END, f"the call ends at output `{output}`, {why}")
        raise Ended(EndedBy.END_OF_PLAN)
    return leg.plan.calls.component(target)


def _hang_up(leg: Leg) -> NoReturn:
    leg.tell(EventKind.END, "the caller hangs up")
    raise Ended(EndedBy.CALLER_HANGUP)
