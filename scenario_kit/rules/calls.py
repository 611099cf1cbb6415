"""Calls: the order of things in a call, such as answer, audio, recording, talk and survey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.callgraph.flow import (
    entries,
    is_answered,
    is_recording,
    may_dial,
    may_talk,
    recorded_before,
    walk,
)
from scenario_kit.callgraph.routes import routes_of, row_for
from scenario_kit.findings.model import Problem, Rule, Severity
from scenario_kit.language.catalogue import ComponentName, Role
from scenario_kit.language.dialable import is_telephone_number
from scenario_kit.rules.checks import checks
from scenario_kit.rules.parties import second_parties

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.callgraph.intended import IntendedGraph
    from scenario_kit.language.spec import Originate

AUDIO_BEFORE_ANSWER = Rule(
    "C205",
    "audio-before-answer",
    Severity.ERROR,
    "Audio is played or received before the call is answered.",
    "The caller hears nothing: audio only passes once the call is answered.",
)
NOTHING_RECORDED = Rule(
    "C206",
    "nothing-recorded",
    Severity.WARNING,
    "A recording starts, but no dialling component follows.",
    "There is no conversation to record.",
)
STOP_WITHOUT_START = Rule(
    "C207",
    "stop-without-start",
    Severity.WARNING,
    "A recording is stopped that was never started.",
    "The component does nothing; usually the type should be `start`.",
)
SURVEY_BEFORE_TALK = Rule(
    "C208",
    "survey-before-talk",
    Severity.WARNING,
    "A Poll can be reached without a conversation.",
    "The score is not about a conversation and distorts the report.",
)
INVALID_POLL = Rule(
    "C209",
    "invalid-poll",
    Severity.ERROR,
    "The limits of a Poll allow no score.",
    "No score that a caller can enter is accepted.",
)
RECORDING_RING_GROUP = Rule(
    "C219",
    "recording-ring-group",
    Severity.WARNING,
    "A recording is followed only by Ring Groups, whose calls cannot be recorded.",
    "The Cdr event names no file, or an empty one.",
)
SAME_APP_NAME = Rule(
    "C220",
    "same-app-name",
    Severity.WARNING,
    "Two components of a scenario ask web services under the same name.",
    "The service sees the name as `app_name` and cannot tell which one is asking.",
)

SURVEY_OF_EXTENSION = Rule(
    "C225",
    "survey-of-extension",
    Severity.WARNING,
    "A survey after an originated call asks an extension of the PBX.",
    "The first party, `caller`, goes on after the talk, so the adviser and not the client gives the score.",
)


@checks(AUDIO_BEFORE_ANSWER)
def audio_before_answer(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the first audio on each path before the call is answered."""
    calls = intended.calls
    yield from _unanswered(calls, entries(calls, ComponentName.INCOMING_ROUTE), None)
    if calls.scenario.originate is None:
        yield from _unanswered(calls, entries(calls, ComponentName.OUTGOING_ROUTE), Severity.WARNING)


def _unanswered(calls: CallGraph, routes: list[Component], severity: Severity | None) -> Iterator[Problem]:
    for node in before_answer(calls, routes):
        component = calls.component(node)
        if component.type.audio:
            message = f"{component.type.label} `{component.key}` is reached before the call is answered"
            help_ = answer_first(component)
            yield Problem(AUDIO_BEFORE_ANSWER, component.path, message, help_, on_key=True, severity=severity)


def before_answer(calls: CallGraph, routes: list[Component]) -> Collection[str]:
    """Return the components that a call reaches from these routes before it is answered, nearest first."""
    return walk(
        calls,
        [route.id for route in routes],
        lambda component, output: not component.type.audio and not is_answered(component, output),
    )


def answer_first(component: Component) -> str:
    """Return the help for audio at a component before the call is answered."""
    if component.path[0] == "call":
        return "add `answer: definite_answer`"
    return "add an answer component (type answer or definite_answer) before it"


@checks(NOTHING_RECORDED)
def nothing_recorded(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the recordings after which nobody is dialled, except at unreachable components."""
    followed = recorded_before(intended, may_dial) | intended.open_ends
    for component in intended.calls.components:
        if is_recording(component, "start") and component.id in intended.reached and component.id not in followed:
            message = f"recording starts at `{component.key}`, but nothing is dialled after it"
            help_ = "wire it to the dialling component, or move it before that"
            yield Problem(NOTHING_RECORDED, component.path, message, help_, on_key=True)


@checks(RECORDING_RING_GROUP)
def recording_ring_group(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the recordings after which only Ring Groups dial."""
    grouped = recorded_before(intended, lambda component: component.type.name == ComponentName.RING_GROUP)
    others = (
        recorded_before(intended, lambda one: may_dial(one) and one.type.name != ComponentName.RING_GROUP)
        | intended.open_ends
    )
    for component in intended.calls.components:
        if is_recording(component, "start") and component.id in grouped and component.id not in others:
            message = f"`{component.key}` records only Ring Group calls, which cannot be recorded"
            help_ = "dial through an extension, a queue or a trunk, or remove the recording"
            yield Problem(RECORDING_RING_GROUP, component.path, message, help_, on_key=True)


@checks(STOP_WITHOUT_START)
def stop_without_start(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the stops without a start before them, unless a broken wire or another file may lead there."""
    calls = intended.calls
    starts = [component.id for component in calls.components if is_recording(component, "start")]
    unknown = [component.id for component in entries(calls, ComponentName.JUMP_IN) if not component.generated]
    recording = walk(calls, [*starts, *unknown], lambda *_: True)
    if not intended.open_ends.isdisjoint(recording):
        return
    for component in calls.components:
        if is_recording(component, "stop") and component.id in intended.reached and component.id not in recording:
            message = f"`{component.key}` stops a recording that nothing before it starts"
            yield Problem(STOP_WITHOUT_START, component.path, message, "write `type: start`, or remove it", on_key=True)


@checks(SURVEY_BEFORE_TALK)
def survey_before_talk(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the Polls that a call can reach without a conversation."""
    calls = intended.calls
    routes = [component.id for component in calls.components if component.type.role is Role.ENTRY]
    for node in walk(calls, routes, lambda component, output: not may_talk(component, output)):
        component = calls.component(node)
        if component.type.name == ComponentName.POLL:
            message = f"Poll `{component.key}` can be reached without a conversation"
            help_ = "wire it to output S of an extension, a queue or a trunk"
            yield Problem(SURVEY_BEFORE_TALK, component.path, message, help_, on_key=True)


@checks(SURVEY_OF_EXTENSION)
def survey_of_extension(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the Polls that ask the first party of an originated call, if that is an extension."""
    calls, originate = intended.calls, intended.calls.scenario.originate
    if originate is None or originate.trunk_name is not None or is_telephone_number(originate.caller):
        return
    routes = routes_of(calls, originate.context)
    rows = {route.id: row_for(route, originate.callee) for route in routes}
    taken = {node: row.output for node, row in rows.items() if row is not None}
    # A Callback replaces the first party.
    reached = walk(
        calls,
        taken,
        lambda component, output: (
            component.type.name != ComponentName.CALLBACK and taken.get(component.id, output) == output
        ),
    )
    for component in map(calls.component, reached):
        if component.type.name == ComponentName.POLL:
            message = f"Poll `{component.key}` asks the first party, extension `{originate.caller}`"
            yield Problem(SURVEY_OF_EXTENSION, component.path, message, _ask_the_client(calls, originate), on_key=True)


def _ask_the_client(calls: CallGraph, originate: Originate) -> str:
    """Return the help for a survey of an extension; inside of the PBX only the author knows who is the client."""
    types = {party.component.type.name: party.numbers for party in second_parties(calls, originate)}
    if is_telephone_number(originate.callee) or ComponentName.TRUNK in types:
        return "call the client first: the client as `caller` with a `trunk_name`, the extension as `callee`"
    to_extension = types.get(ComponentName.EXTENSION) == {originate.callee}
    swapped = "swap `caller` and `callee`" if to_extension else "call the client first, as `caller` with a `trunk_name`"
    return f"add `# scenario-kit: ignore C225` if extension `{originate.caller}` is to give the score, else {swapped}"


@checks(INVALID_POLL)
def invalid_poll(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the Polls whose limits allow no score."""
    for component in intended.calls.components:
        if component.type.name != ComponentName.POLL:
            continue
        low, high, digits = (component.parameters.get(name) for name in ("poll_min", "poll_max", "max_digits"))
        if isinstance(low, int) and isinstance(high, int) and low >= high:
            message = f"poll_min {low} is not below poll_max {high}"
            help_ = "swap them" if low > high else "widen the range"
            yield Problem(INVALID_POLL, (*component.path, "poll_min"), message, help_)
        elif isinstance(high, int) and isinstance(digits, int) and len(str(high)) > digits:
            message = f"poll_max {high} needs {len(str(high))} digits, and max_digits is {digits}"
            help_ = f"write `max_digits: {len(str(high))}`, or a lower poll_max"
            yield Problem(INVALID_POLL, (*component.path, "poll_max"), message, help_)


@checks(SAME_APP_NAME)
def same_app_name(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the web-service components with the name of an earlier one."""
    names: dict[str, Component] = {}
    for component in intended.calls.components:
        if not component.type.web_service:
            continue
        first = names.setdefault(component.name, component)
        if first is not component:
            message = f"`{component.id}` and `{first.id}` both ask their web service as `{component.name}`"
            yield Problem(SAME_APP_NAME, (*component.path, "name"), message, "change the `name:` of one of them")
