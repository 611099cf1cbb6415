"""The behaviour of dialling components in a rehearsal; the catalogue describes it to users, under `rehearsed`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from scenario_kit.language.answers import ExtensionAnswer, TrunkAnswer
from scenario_kit.language.dialable import is_telephone_number
from scenario_kit.rehearsal.asking import ask
from scenario_kit.rehearsal.call import ANSWERED, Ended, Party
from scenario_kit.rehearsal.plan import Undecided
from scenario_kit.rehearsal.result import DialEndedBy, Dialling, EndedBy, EventKind

if TYPE_CHECKING:
    from scenario_kit.callgraph.graph import Component
    from scenario_kit.rehearsal.call import Leg

_NAMED: Final = 5
"""The number of members of a group that are listed."""


def extension(leg: Leg, component: Component) -> str:
    """Ring an extension: S after the talk, B if it is busy, else F."""
    return _ring_extension(leg, component, leg.dialled(component, "extension"))


def extension_api(leg: Leg, component: Component) -> str:
    """Ring the extension that a web service returns."""
    answer, reason = ask(leg, component)
    if not isinstance(answer, ExtensionAnswer):
        leg.fail_to_ask(reason)
        return "F"
    return _ring_extension(leg, component, answer.extension)


def _ring_extension(leg: Leg, component: Component, number: str) -> str:
    party = Party(f"extension `{number}`")
    attempt = leg.dial(component, _attempt(leg, number), party=party, limit_sec=_own_limit(leg, component))
    if attempt.talk_sec is not None:
        return "S"
    return "B" if attempt.ended_by is DialEndedBy.BUSY else "F"


def queue(leg: Leg, component: Component) -> str:
    """Put the call into a queue: S after the talk, F if nobody answers."""
    number = leg.dialled(component, "queue")
    attempt = replace(_attempt(leg, number), queue=number)
    made = leg.dial(component, attempt, party=Party(f"queue `{number}`"), limit_sec=_own_limit(leg, component))
    return "F" if made.talk_sec is None else "S"


def trunk(leg: Leg, component: Component) -> str:
    """Dial out over a trunk: S after the talk, else F."""
    permitted = leg.plan.texts(component, "permitted_extensions")
    name = leg.plan.text(component, "trunk") or ""
    if permitted and leg.caller and leg.caller not in permitted and not is_telephone_number(leg.caller):
        leg.diallings.append(replace(_attempt(leg, ""), trunk=name, ended_by=DialEndedBy.FAILED))
        leg.tell(EventKind.HANGUP, f"`{leg.caller}` is not in permitted_extensions")
        return "F"
    return _dial_out(leg, component, leg.dialled(component), name, _own_limit(leg, component))


def trunk_api(leg: Leg, component: Component) -> str:
    """Dial the number over the trunk that a web service returns."""
    answer, reason = ask(leg, component)
    if not isinstance(answer, TrunkAnswer):
        leg.fail_to_ask(reason, trunk="")
        return "F"
    return _dial_out(leg, component, answer.number, answer.trunk, answer.call_limit)


def _dial_out(leg: Leg, component: Component, number: str, name: str, limit: int | None) -> str:
    party = Party(_party(leg, number, name))
    attempt = leg.dial(component, replace(_attempt(leg, number), trunk=name), party=party, limit_sec=limit)
    return "F" if attempt.talk_sec is None else "S"


def callback(leg: Leg, component: Component) -> str:
    """Hang up and call back; the call continues if that is answered, else it ends."""
    method = leg.plan.text(component, "method")
    trunk_name = None if method == "call_extension" else leg.plan.text(component, "trunk")
    numbers = {"call_to_caller": leg.caller, "call_to_number": leg.plan.text(component, "number")}
    number = numbers.get(method or "", leg.plan.text(component, "extension"))
    if not number:
        raise Undecided("the number to call back is unknown", "set the number in the component or the test")
    leg.tell(EventKind.HANGUP, "the PBX hangs up, to call back")
    leg.second += leg.plan.whole(component, "delay_sec") or 0
    party = _party(leg, number, trunk_name)
    outcome, ring, reason = leg.ring(component, party)
    attempt = replace(_attempt(leg, number), trunk=trunk_name, ring_sec=ring)
    leg.second += ring
    if outcome != ANSWERED:
        leg.diallings.append(replace(attempt, ended_by=DialEndedBy(outcome)))
        leg.tell(EventKind.END, f"{reason}: the call is over")
        raise Ended(EndedBy.END_OF_PLAN)
    leg.answered = True
    leg.diallings.append(replace(attempt, talk_sec=0))
    leg.tell(EventKind.ANSWER, f"{party} answers, and the call continues")
    return "out"


def ring_group(leg: Leg, component: Component) -> str:
    """Ring several extensions at once; the talk cannot be recorded."""
    members = leg.plan.texts(component, "extensions")
    more = f" and {len(members) - _NAMED} more" if len(members) > _NAMED else ""
    party = f"the group of {', '.join(f'`{member}`' for member in members[:_NAMED])}{more}"
    talk = Party(party, f"one of {party} answers; they talk", "the other hangs up")
    leg.dial(component, _attempt(leg, members[0] if len(members) == 1 else ""), party=talk, recordable=False)
    return "out"


def follow_me(leg: Leg, component: Component) -> str:
    """Ring several parties one after another until one answers."""
    limit = leg.plan.whole(component, "call_limit_sec")
    for follower in leg.plan.texts(component, "followers"):
        name, slash, outside = follower.partition("/")
        number, trunk_name = (outside, name) if slash else (follower, None)
        party = Party(_party(leg, number, trunk_name))
        attempt = replace(_attempt(leg, number), trunk=trunk_name)
        if leg.dial(component, attempt, party=party, limit_sec=limit).talk_sec is not None:
            break
    return "out"


def _party(leg: Leg, number: str, trunk_name: str | None) -> str:
    """Return the name of a party reached inside or over a trunk; end the call if the PBX bars it there."""
    if trunk_name is None:
        return f"`{number}`"
    leg.bar(number, trunk_name)
    return f"`{number}` over trunk `{trunk_name}`"


def conference(leg: Leg, component: Component) -> str:
    """Join a conference room."""
    number = leg.dialled(component, "conference")
    room = Party(f"room `{number}`", f"the caller joins room `{number}`", f"the caller leaves room `{number}`")
    leg.dial(component, _attempt(leg, number), party=room)
    return "out"


def pickup(leg: Leg, component: Component) -> str:
    """Take a call that rings elsewhere."""
    leg.second += leg.plan.whole(component, "delay_sec") or 0
    group = leg.plan.text(component, "type") == "pickup_group"
    number = "" if group else leg.dialled(component, "extension")
    party = "the call that rings in the group" if group else f"the call that rings at `{number}`"
    leg.dial(component, _attempt(leg, number), party=Party(party, f"takes {party}; they talk", "the other hangs up"))
    return "out"


def chanspy(leg: Leg, component: Component) -> str:
    """Listen in on an extension."""
    number = leg.dialled(component, "extension")
    name = f"extension `{number}`"
    party = Party(name, f"the caller listens in on {name}", f"the caller stops listening in on {name}")
    leg.dial(component, _attempt(leg, number), party=party)
    return "out"


def page(leg: Leg, component: Component) -> str:
    """Speak through a loudspeaker."""
    number = leg.dialled(component, "extension")
    name = f"the loudspeaker of `{number}`"
    party = Party(name, f"the caller speaks through {name}", f"the caller stops speaking through {name}")
    leg.dial(component, _attempt(leg, number), party=party)
    return "out"


def _attempt(leg: Leg, number: str) -> Dialling:
    return Dialling(leg.here or "", leg.second, number)


def _own_limit(leg: Leg, component: Component) -> int | None:
    return leg.plan.whole(component, "call_limit_sec")
