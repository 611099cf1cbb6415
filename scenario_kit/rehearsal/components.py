"""The behaviour of components in a rehearsal: one function per type, which returns the output that the call takes.

The catalogue describes it to users, under `rehearsed`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scenario_kit.callgraph.dialled import skip_and_prefix
from scenario_kit.callgraph.graph import JUMP
from scenario_kit.language.answers import CaseAnswer
from scenario_kit.language.catalogue import ComponentName
from scenario_kit.rehearsal import dialling
from scenario_kit.rehearsal.asking import ask
from scenario_kit.rehearsal.call import can_be_dialled
from scenario_kit.rehearsal.commands import smart_api
from scenario_kit.rehearsal.hours import is_open
from scenario_kit.rehearsal.plan import Undecided
from scenario_kit.rehearsal.result import EventKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scenario_kit.callgraph.drafts import Row
    from scenario_kit.callgraph.graph import Component
    from scenario_kit.rehearsal.call import Leg


_SCORE: Final = re.compile("[0-9]{1,9}", re.ASCII)


def _ivr(leg: Leg, component: Component) -> str:
    _play(leg, component, "announcement")
    digits = _entered(leg, component)
    if not digits:
        return _special(leg, component, "t", "the caller enters nothing")
    leg.data = digits
    leg.tell(EventKind.ASK, f"the caller enters `{digits}`")
    row = leg.plan.rows(component).row_for(digits)
    if row is not None:
        leg.tell(EventKind.BRANCH, f"row {_shown(row)} matches")
        return row.output
    if leg.plan.parameter(component, "enable_direct_dial") is True:
        help_ = "enter digits that match a row, or disable `enable_direct_dial`"
        raise Undecided(f"`{digits}` matches no row, but direct dial is enabled: that extension would ring", help_)
    return _special(leg, component, "i", "no row matches")


def _ivr_api(leg: Leg, component: Component) -> str:
    _play(leg, component, "announcement")
    if leg.world.digits == "":
        return _special(leg, component, "t", "the caller enters nothing")
    leg.data = _entered(leg, component)
    if leg.data:
        leg.tell(EventKind.ASK, f"the caller enters `{leg.data}`")
    answer, _ = ask(leg, component)
    if not isinstance(answer, CaseAnswer):
        return _special(leg, component, "i", "the answer has no case")
    row = leg.plan.rows(component).row_for_case(answer.case)
    near = leg.plan.rows(component).row_for(answer.case)
    if row is None and near is not None:
        reason = f"no row has the case `{answer.case}`, and whether row {_shown(near)} takes it is not documented"
        raise Undecided(reason, f"add a row with the case `{answer.case}`, or answer the case of a row")
    if row is None:
        return _special(leg, component, "i", f"no row matches case `{answer.case}`")
    leg.tell(EventKind.BRANCH, f"row {_shown(row)} matches the case")
    return row.output


def _entered(leg: Leg, component: Component) -> str:
    return leg.digits(leg.plan.whole(component, "max_digits") or None)


def _special(leg: Leg, component: Component, case: str, reason: str) -> str:
    """Leave by `t` or `i`; without such a row the output has the name of the case, and no wire."""
    leg.tell(EventKind.BRANCH, f"{reason}: leaves by `{case}`")
    _play(leg, component, "timeout_announcement" if case == "t" else "invalid_announcement")
    row = leg.plan.rows(component).row_for_case(case)
    return case if row is None else row.output


def _shown(row: Row) -> str:
    return f"{row.output} (`{row.fields.get('case')}`)"


def _play(leg: Leg, component: Component, name: str) -> None:
    file = leg.plan.text(component, name)
    if file is not None:
        leg.tell(EventKind.PLAY, f"announcement `{file}` is played")


def _announcement(leg: Leg, component: Component) -> str:
    _play(leg, component, "announcement")
    return "out"


def _answer(leg: Leg, component: Component) -> str:
    type_ = leg.plan.text(component, "type")
    if type_ == "progress":
        leg.tell(EventKind.ANSWER, "a ringing tone, no audio yet")
    else:
        leg.answered = True
        leg.answered_definitely |= type_ == "definite_answer"
        reports = "and the report says ANSWERED" if type_ == "definite_answer" else "for audio"
        leg.tell(EventKind.ANSWER, f"the call is answered, {reports}")
    return "out"


def _poll(leg: Leg, component: Component) -> str:
    _play(leg, component, "announcement_before")
    low, high = leg.plan.whole(component, "poll_min"), leg.plan.whole(component, "poll_max")
    digits = _entered(leg, component)
    if not digits:
        leg.tell(EventKind.ASK, "the caller gives no score")
    elif not _SCORE.fullmatch(digits):
        leg.tell(EventKind.ASK, f"`{digits}` is not a score")
    elif low is not None and int(digits) < low:
        leg.tell(EventKind.ASK, f"`{digits}` is not a score: poll_min is {low}")
    elif high is not None and int(digits) > high:
        leg.tell(EventKind.ASK, f"`{digits}` is not a score: poll_max is {high}")
    else:
        label = leg.plan.text(component, "label") or ""
        leg.score(label, int(digits))
        leg.tell(EventKind.ASK, f"the caller gives the score {int(digits)} for `{label}`")
    _play(leg, component, "announcement_after")
    return "out"


def _mix_monitor(leg: Leg, component: Component) -> str:
    leg.recording = leg.plan.text(component, "type") == "start"
    leg.tell(EventKind.RECORD, "recording starts" if leg.recording else "recording stops")
    return "out"


def _voicemail(leg: Leg, component: Component) -> str:
    box = leg.dialled(component, "voicemail")
    takes = leg.plan.text(component, "type") == "record"
    if takes:
        leg.tell(EventKind.PLAY, f"a message is recorded in mailbox `{box}`", unanswered="the message is silent")
    else:
        leg.tell(EventKind.PLAY, f"mailbox `{box}` is played")
    return "out"


def _call_completion(leg: Leg, component: Component) -> str:
    asks = leg.plan.text(component, "type") == "request"
    leg.tell(EventKind.CHANGE, "a callback is requested" if asks else "the callback request is cancelled")
    return "out"


def _authentication(leg: Leg, _: Component) -> str:
    leg.require_answer("enter the secret")
    leg.tell(EventKind.ASK, "the caller enters the secret")
    return "out"


def _time_condition(leg: Leg, component: Component) -> str:
    matches, reason = is_open(leg, component)
    return _matched(leg, reason, matches=matches)


def _listed(leg: Leg, component: Component) -> str:
    if leg.world.match is not None:
        return _matched(leg, "the test says so", matches=leg.world.match)
    matches = leg.caller in leg.plan.texts(component, "numbers")
    return _matched(leg, f"`{leg.caller}` is one of its numbers" if matches else "", matches=matches)


def _matched(leg: Leg, reason: str, *, matches: bool) -> str:
    output = "match" if matches else "no_match"
    leg.tell(EventKind.BRANCH, f"{output}: {reason}" if reason else output)
    return output


def _corrector(leg: Leg, component: Component) -> str:
    changes = []
    for name, attribute, label in (
        ("caller_id", "caller", "the caller's number"),
        ("caller_name", "caller_name", "the caller's name"),
        ("extension", "number", "the number dialled"),
    ):
        old: str = getattr(leg, attribute)
        value = leg.plan.text(component, name)
        skip = leg.plan.whole(component, f"{name}_skip")
        prefix = leg.plan.text(component, f"{name}_prefix")
        new = can_be_dialled(skip_and_prefix(old if value is None else value, skip, prefix))
        if new != old:
            changes.append(f"{label} is now `{new}`")
        setattr(leg, attribute, new)
    leg.tell(EventKind.CHANGE, ", ".join(changes) or "nothing changes")
    return "out"


def _jump(leg: Leg, component: Component) -> str:
    if component.type.name == ComponentName.JUMP_IN:
        return "out"
    name = component.parameters.get("jump_in")
    target = component.key.removeprefix("jump-out:")
    leg.tell(EventKind.JUMP, f"continues at `{target}`" if component.generated else f"jumps to `{name}`")
    return JUMP


def _not_rehearsed(leg: Leg, component: Component) -> str:
    output = leg.world.output
    name, first = leg.plan.name_of(component.id), component.outputs[0]
    if output is None:
        help_ = f"set where the call continues: `output: {first}` in the world of `{name}`"
        option = f"--world {name}.output={first}"
        raise Undecided(f"{component.type.named} is not rehearsed", help_, option)
    if output not in component.outputs:
        raise Undecided(f"it has no output `{output}`", f"it has {', '.join(component.outputs)}")
    leg.answered = True
    leg.tell(EventKind.BRANCH, f"leaves by `{output}`, as the test says")
    return output


BEHAVIOUR: Final[Mapping[str, Callable[[Leg, Component], str]]] = {
    ComponentName.IVR: _ivr,
    ComponentName.IVR_API: _ivr_api,
    ComponentName.EXTENSION: dialling.extension,
    ComponentName.EXTENSION_API: dialling.extension_api,
    ComponentName.QUEUE: dialling.queue,
    ComponentName.ANSWER: _answer,
    ComponentName.AGI: _not_rehearsed,
    ComponentName.DISA: _not_rehearsed,
    ComponentName.TRUNK: dialling.trunk,
    ComponentName.TRUNK_API: dialling.trunk_api,
    ComponentName.ANNOUNCEMENT: _announcement,
    ComponentName.CALLBACK: dialling.callback,
    ComponentName.RING_GROUP: dialling.ring_group,
    ComponentName.FOLLOW_ME: dialling.follow_me,
    ComponentName.VOICEMAIL: _voicemail,
    ComponentName.CONFERENCE: dialling.conference,
    ComponentName.CALL_COMPLETION: _call_completion,
    ComponentName.PICKUP: dialling.pickup,
    ComponentName.POLL: _poll,
    ComponentName.MIX_MONITOR: _mix_monitor,
    ComponentName.AUTHENTICATION: _authentication,
    ComponentName.TIME_CONDITION: _time_condition,
    ComponentName.SPIT_DETECTION: _listed,
    ComponentName.BLACKLIST: _listed,
    ComponentName.WHITELIST: _listed,
    ComponentName.JUMP_IN: _jump,
    ComponentName.JUMP_OUT: _jump,
    ComponentName.CORRECTOR: _corrector,
    ComponentName.CUSTOM_PLAN: _not_rehearsed,
    ComponentName.SMART_API: smart_api,
    ComponentName.CHANSPY: dialling.chanspy,
    ComponentName.PAGE: dialling.page,
    ComponentName.FAX: _not_rehearsed,
}
"""The behaviour of each type; entry routes are handled by `simulator`."""
