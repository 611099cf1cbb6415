"""The state of a rehearsed call, and what all components share: the timeline and dialling."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from scenario_kit.callgraph.dialled import barred_code
from scenario_kit.language.rehearsals import World
from scenario_kit.rehearsal.plan import Undecided
from scenario_kit.rehearsal.result import DialEndedBy, Dialling, EndedBy, Event, EventKind, Score, Step, last_dialled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from scenario_kit.callgraph.graph import Component
    from scenario_kit.language.answers import Answer, Fault
    from scenario_kit.language.spec import Beeper
    from scenario_kit.rehearsal.plan import Plan

RING_SEC: Final = 5
TALK_SEC: Final = 60
ANSWERED: Final = "answered"
MOST_WARNINGS: Final = 1000
MOST_EVENTS: Final = 10_000
LONGEST_NUMBER: Final = 255
LONGEST_TEXT: Final = 300
_NOTHING: Final = World()


@dataclass(frozen=True, slots=True)
class Request:
    """A call to rehearse.

    Attributes:
        enter: The kind of route where it enters: outgoing, incoming or autodialer.
        caller: The caller's number; empty if withheld.
        callee: The number dialled.
        context: The context of the route; None for any.
        text: Interface text of an autodialer campaign.
        at: Local time of the call.
        worlds: What happens at a component, by ``sheet/key``.
        originated: Whether the API started it, so that the first party has already answered.
        trunk: The trunk that reached the first party of an originated call.
        limit_sec: The call limit in the API request.
    """

    enter: str
    caller: str
    callee: str
    context: str | None = None
    text: str | None = None
    at: datetime | None = None
    worlds: Mapping[str, World] = field(default_factory=dict)
    originated: bool = False
    trunk: str | None = None
    limit_sec: int | None = None


@dataclass(frozen=True, slots=True)
class Pbx:
    """The settings of a PBX.

    Attributes:
        barred: The codes that a number dialled over a trunk must not start with.
        caller_timeout_sec: How long it waits for a web service.
        beeper: The warning before a call limit; None if off.
    """

    barred: Sequence[str]
    caller_timeout_sec: int = 1
    beeper: Beeper | None = None


class Ended(Exception):  # noqa: N818  the end of a call is not an error
    """The call has ended; `by` is the reason."""

    def __init__(self, by: EndedBy) -> None:
        super().__init__(by)
        self.by = by


@dataclass(frozen=True, slots=True)
class Party:
    """The called party, as described in the timeline.

    Attributes:
        name: Its name.
        begin: The start of the talk; by default the party answers.
        end: The end of the talk; by default the party hangs up.
    """

    name: str
    begin: str | None = None
    end: str | None = None


@dataclass
class Leg:
    """The state of a call in a plan; the components change it.

    Attributes:
        plan: The plan.
        request: The call as requested.
        pbx: The settings of the PBX.
        caller: The caller's number.
        number: The number dialled.
        caller_name: The caller's name.
        second: The seconds since the call entered the plan.
        limit_sec: The limit set by a Smart API.
        recording: Whether a Mix Monitor is recording.
        recorded: Whether part of the talk was recorded.
        answered: Whether the caller hears what is played; after a program it is unknown, and counts as heard.
        answered_definitely: Whether an Answer of type definite_answer was passed.
        data: The digits that the caller entered.
        answers: The answers of web services, by component.
    """

    plan: Plan
    request: Request
    pbx: Pbx
    caller: str
    number: str
    caller_name: str = ""
    second: int = 0
    limit_sec: int | None = None
    recording: bool = False
    recorded: bool = False
    answered: bool = False
    answered_definitely: bool = False
    data: str = ""
    steps: list[Step] = field(default_factory=list)
    timeline: list[Event] = field(default_factory=list)
    diallings: list[Dialling] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    answers: dict[str, tuple[Answer | None, tuple[Fault, ...]]] = field(default_factory=dict)

    @property
    def here(self) -> str | None:
        """The current component; None before the first."""
        return self.steps[-1].component if self.steps else None

    @property
    def world(self) -> World:
        """What happens at the current component, as the test says."""
        return self.request.worlds.get(self.here or "", _NOTHING)

    def digits(self, most: int | None) -> str:
        """Return the digits that the caller enters at the current component, cut to `most`.

        Raises:
            Undecided: The call is not answered, so none can be entered.
        """
        digits = self.world.digits or ""
        if digits:
            self.require_answer("enter digits")
        return digits if most is None else digits[:most]

    def require_answer(self, act: str) -> None:
        """Stop if the call is not answered, since audio passes only after that, in both directions."""
        if not self.answered:
            help_ = "answer the call first, with `answer: definite_answer` or a component of type answer"
            raise Undecided(f"the call is not answered, so the caller cannot {act}", help_)

    def tell(self, kind: EventKind, text: str, *, unanswered: str = "nobody hears it") -> None:
        """Add an event at the current second to the timeline; if it is audio, say what becomes of it unanswered."""
        if len(self.timeline) == MOST_EVENTS:
            raise Undecided(f"more than {MOST_EVENTS} events in this call", "shorten the call, or hang up earlier")
        name = "" if self.here is None else self.plan.name_of(self.here)
        shown = text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
        if kind is EventKind.PLAY and not self.answered:
            shown += f"; not answered: {unanswered}"
        self.timeline.append(Event(self.second, self.here, kind, shown, name))

    def score(self, label: str, point: int) -> None:
        """Record a score, with the current fields of the Survey event."""
        queue = next((dialling.queue for dialling in reversed(self.diallings) if dialling.queue), "")
        dialled = last_dialled(self.diallings, self.number)
        self.scores.append(Score(label, point, self.second, self.caller, dialled, queue))

    def dialled(self, component: Component, own: str | None = None) -> str:
        """Return the number that a component dials: its parameter `own`, else the dialled number after skip and prefix.

        Raises:
            Undecided: There is no number, or it is too long.
        """
        fixed = self.plan.text(component, own) if own is not None else None
        if fixed is not None:
            return fixed
        number = can_be_dialled(self.plan.dialled(component, self.number))
        if not number:
            skip = self.plan.whole(component, "skip")
            reason = f"skip {skip} removes all of `{self.number}`" if skip else "no number was dialled"
            raise Undecided(reason, "let a longer number arrive here, or set a number in the component")
        return number

    def bar(self, number: str, trunk: str) -> None:
        """End the call if the PBX refuses to dial a number over a trunk."""
        code = barred_code(number, self.pbx.barred)
        if code is None:
            return
        if self.here is not None:
            self.diallings.append(Dialling(self.here, self.second, number, trunk))
        self.tell(EventKind.END, f"`{number}` starts with the barred code `{code}`")
        raise Ended(EndedBy.BARRED)

    def fail_to_ask(self, reason: str, trunk: str | None = None) -> None:
        """Record a dialling attempt that failed for lack of a usable answer from its web service."""
        self.diallings.append(Dialling(self.here or "", self.second, trunk=trunk, ended_by=DialEndedBy.WEB_SERVICE))
        self.tell(EventKind.HANGUP, reason)

    def dial(
        self,
        component: Component,
        attempt: Dialling,
        *,
        party: Party,
        limit_sec: int | None = None,
        recordable: bool = True,
    ) -> Dialling:
        """Ring a party, and talk if it answers; add the completed attempt to `diallings`, and return it.

        Args:
            component: The component that dials.
            attempt: What is dialled.
            party: The called party.
            limit_sec: The call limit of the component or of its web service.
            recordable: Whether a Mix Monitor can record the talk.
        """
        outcome, ring, reason = self.ring(component, party.name)
        attempt = replace(attempt, second=self.second, ring_sec=ring)
        self.second += ring
        if outcome != ANSWERED:
            attempt = replace(attempt, ended_by=DialEndedBy(outcome))
            self.tell(EventKind.HANGUP, reason)
        else:
            limits = [limit for limit in (self.request.limit_sec, self.limit_sec, limit_sec) if limit is not None]
            self.answered = True
            attempt = self._talk(attempt, party, min(limits, default=None))
            self.recorded |= self.recording and recordable and bool(attempt.talk_sec)
        self.diallings.append(attempt)
        return attempt

    def ring(self, component: Component, party: str) -> tuple[str, int, str]:
        """Return the outcome of the ringing, its seconds, and the reason if nobody answers."""
        outcome = self.world.outcome or ANSWERED
        ring = RING_SEC if self.world.ring_sec is None else self.world.ring_sec
        timeout = self.plan.whole(component, "timeout_sec") if "timeout_sec" in component.type.parameters else None
        if "ring_sec" not in component.type.world:
            ring = 0
        else:
            self.tell(EventKind.RING, f"{party} rings")
        if timeout is not None and ring > timeout:
            return "no_answer", timeout, f"no answer within {timeout} s, the component's timeout_sec"
        reasons = {"busy": f"{party} is busy", "no_answer": "no answer", "failed": f"{party} cannot be reached"}
        return outcome, ring, reasons.get(outcome, "")

    def _talk(self, attempt: Dialling, party: Party, limit: int | None) -> Dialling:
        length = TALK_SEC if self.world.talk_sec is None else self.world.talk_sec
        beeps = warnings(self.pbx.beeper, limit, length)
        cut = limit is not None and length > limit
        if limit is not None:
            length = min(length, limit)
        start = self.second
        begin = party.begin or f"{party.name} answers; they talk"
        self.tell(EventKind.TALK, begin if limit is None else f"{begin}, for {limit} s at most")
        for beep in beeps:
            self.second = start + beep
            self.tell(EventKind.WARNING, f"warning, {beep} s into the talk: {(limit or 0) - beep} s remaining")
        self.second = start + length
        if cut:
            self.tell(EventKind.LIMIT, f"the call limit of {limit} s ends the talk")
        else:
            end = "the caller hangs up" if self.world.caller_hangup else party.end or f"{party.name} hangs up"
            self.tell(EventKind.HANGUP, f"{end} after {length} s")
        ended_by = DialEndedBy.CALL_LIMIT if cut else DialEndedBy.HANGUP
        return replace(attempt, talk_sec=length, limit_sec=limit, warnings_at_sec=beeps, ended_by=ended_by)


def can_be_dialled(number: str) -> str:
    """Return the number.

    Raises:
        Undecided: It is too long to dial.
    """
    if len(number) > LONGEST_NUMBER:
        reason = f"a number of {len(number)} characters is too long to dial"
        raise Undecided(reason, f"keep numbers to {LONGEST_NUMBER} characters")
    return number


def warnings(beeper: Beeper | None, limit: int | None, talk: int) -> tuple[int, ...]:
    """Return the times of the warnings, in seconds of talk, all before the limit and the end of the talk.

    Raises:
        Undecided: There are more than `MOST_WARNINGS`.
    """
    if beeper is None or not beeper.enabled or limit is None or limit <= beeper.time_to_end_sec:
        return ()
    first = limit - beeper.time_to_end_sec
    played = range(first, min(limit, talk), beeper.repeat_time_sec or beeper.time_to_end_sec + 1)
    if len(played) > MOST_WARNINGS:
        reason = f"{len(played)} warnings fit before the limit of {limit} s"
        raise Undecided(reason, "raise the beeper's `repeat_time_sec`, or lower its `time_to_end_sec`")
    return tuple(played)
