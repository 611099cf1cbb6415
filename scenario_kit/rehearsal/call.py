"""A call on its way: what is known of it, what it says to its timeline, and how it dials.

The components' own behaviour is in `components`; this is what they have in common.
"""

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
    """A call to rehearse, and what the outside does to it.

    Attributes:
        enter: The kind of route where it enters: outgoing, incoming or autodialer.
        caller: The caller's number; empty where withheld.
        callee: The number dialled.
        context: The context of the route; None for any.
        text: Interface text of an autodialer campaign.
        at: Local time of the call.
        worlds: What the outside does, by component, ``sheet/key``.
        originated: The API started it, so the first party has answered when it enters.
        trunk: The trunk by which an originated call reached its first party.
        limit_sec: The call limit of the API's request.
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
    """What a PBX is set to.

    Attributes:
        barred: Codes at the start of a number that it refuses to dial over a trunk.
        caller_timeout_sec: How long it waits for a web service.
        beeper: The warning before a call limit; None where it is off.
    """

    barred: Sequence[str]
    caller_timeout_sec: int = 1
    beeper: Beeper | None = None


class Ended(Exception):  # noqa: N818  a call ends, which is no error
    """The call is over; `by` says what ended it."""

    def __init__(self, by: EndedBy) -> None:
        super().__init__(by)
        self.by = by


@dataclass(frozen=True, slots=True)
class Party:
    """Who is rung, as it is told.

    Attributes:
        name: Its name.
        begin: How the talk begins, where nobody answers.
        end: How it ends, where nobody hangs up.
    """

    name: str
    begin: str | None = None
    end: str | None = None

    @property
    def begins(self) -> str:
        """How the talk begins."""
        return self.begin or f"{self.name} answers; they talk"

    @property
    def ends(self) -> str:
        """How the talk ends."""
        return self.end or f"{self.name} hangs up"


@dataclass
class Leg:
    """A call on its way through a plan; the components change it.

    Attributes:
        plan: The plan.
        request: The call as it was asked for.
        pbx: What the PBX is set to.
        caller: The caller's number.
        caller_name: The caller's name.
        number: The number dialled.
        second: The time that has gone by.
        limit_sec: The limit that a Smart API has set.
        recording: A Mix Monitor was started.
        recorded: Some of the talk was recorded.
        data: Digits that the caller has entered.
        answers: What was made of the web services' answers, by component.
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
    answered_definitely: bool = False
    data: str = ""
    steps: list[Step] = field(default_factory=list)
    timeline: list[Event] = field(default_factory=list)
    diallings: list[Dialling] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    answers: dict[str, tuple[Answer | None, tuple[Fault, ...]]] = field(default_factory=dict)

    @property
    def here(self) -> str | None:
        """The component where the call is; None before the first."""
        return self.steps[-1].component if self.steps else None

    @property
    def world(self) -> World:
        """What the outside does at the component where the call is."""
        return self.request.worlds.get(self.here or "", _NOTHING)

    def tell(self, kind: EventKind, text: str) -> None:
        """Put an event of this second into the timeline."""
        if len(self.timeline) == MOST_EVENTS:
            raise Undecided(f"more than {MOST_EVENTS} events in this call", "shorten the call, or hang up earlier")
        name = "" if self.here is None else self.plan.name_of(self.here)
        shown = text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
        self.timeline.append(Event(self.second, self.here, kind, shown, name))

    def score(self, label: str, point: int) -> None:
        """Note a score, with what the Survey event says of the call at this moment."""
        queue = next((one.queue for one in reversed(self.diallings) if one.queue), "")
        dialled = last_dialled(self.diallings, self.number)
        self.scores.append(Score(label, point, self.second, self.caller, dialled, queue))

    def dialled(self, component: Component, own: str | None = None) -> str:
        """Return the number that a component dials: its own, else the number dialled after skip and prefix.

        Args:
            component: The component.
            own: The name of the parameter with a number of its own.
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
        """End the call where the PBX refuses to dial a number over a trunk."""
        code = barred_code(number, self.pbx.barred)
        if code is None:
            return
        if self.here is not None:
            self.diallings.append(Dialling(self.here, self.second, number, trunk))
        self.tell(EventKind.END, f"`{number}` starts with the barred code `{code}`")
        raise Ended(EndedBy.BARRED)

    def fail_to_ask(self, reason: str, trunk: str | None = None) -> None:
        """Note that a dialling came to nothing because its web service gave no correct answer."""
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
        """Ring a party, and talk with it where it answers.

        Args:
            component: The component that dials.
            attempt: What is dialled; what comes of it is put in.
            party: Who is rung.
            limit_sec: The component's own call limit, or that of its web service.
            recordable: A Mix Monitor records such a talk.

        Returns:
            What came of it, which is in `diallings` too.
        """
        outcome, ring, told = self.ring(component, party.name)
        attempt = replace(attempt, second=self.second, ring_sec=ring)
        self.second += ring
        if outcome != ANSWERED:
            attempt = replace(attempt, ended_by=DialEndedBy(outcome))
            self.tell(EventKind.HANGUP, told)
        else:
            attempt = self._talk(attempt, party, self.limit(limit_sec))
            self.recorded |= self.recording and recordable and bool(attempt.talk_sec)
        self.diallings.append(attempt)
        return attempt

    def ring(self, component: Component, party: str) -> tuple[str, int, str]:
        """Return how the ringing ends, after how many seconds, and what is told of it."""
        outcome = self.world.outcome or ANSWERED
        ring = RING_SEC if self.world.ring_sec is None else self.world.ring_sec
        timeout = self.plan.whole(component, "timeout_sec") if "timeout_sec" in component.type.parameters else None
        if "ring_sec" not in component.type.world:
            ring = 0
        else:
            self.tell(EventKind.RING, f"{party} rings")
        if timeout is not None and ring > timeout:
            return "no_answer", timeout, f"no answer within {timeout} s, the component's timeout_sec"
        words = {"busy": f"{party} is busy", "no_answer": "no answer", "failed": f"{party} cannot be reached"}
        return outcome, ring, words.get(outcome, "")

    def limit(self, own: int | None) -> int | None:
        """Return the call limit in force: the smallest that anybody has set; None for none."""
        limits = [limit for limit in (self.request.limit_sec, self.limit_sec, own) if limit is not None]
        return min(limits, default=None)

    def _talk(self, attempt: Dialling, party: Party, limit: int | None) -> Dialling:
        wanted = TALK_SEC if self.world.talk_sec is None else self.world.talk_sec
        cut = limit is not None and wanted > limit
        length = limit if cut and limit is not None else wanted
        beeps = warnings(self.pbx.beeper, limit, wanted)
        start = self.second
        self.tell(EventKind.TALK, party.begins + (f", for {limit} s at most" if limit is not None else ""))
        for beep in beeps:
            self.second = start + beep
            self.tell(EventKind.WARNING, f"warning, {beep} s into the talk: {(limit or 0) - beep} s remaining")
        self.second = start + length
        if cut:
            self.tell(EventKind.LIMIT, f"the call limit of {limit} s ends the talk")
        else:
            ends = "the caller hangs up" if self.world.caller_hangup else party.ends
            self.tell(EventKind.HANGUP, f"{ends} after {length} s")
        ended_by = DialEndedBy.CALL_LIMIT if cut else DialEndedBy.HANGUP
        return replace(attempt, talk_sec=length, limit_sec=limit, warnings_at_sec=beeps, ended_by=ended_by)


def can_be_dialled(number: str) -> str:
    """Return a number back.

    Raises:
        Undecided: It is longer than any that can be dialled.
    """
    if len(number) > LONGEST_NUMBER:
        reason = f"a number of {len(number)} characters is too long to dial"
        raise Undecided(reason, f"keep numbers to {LONGEST_NUMBER} characters")
    return number


def warnings(beeper: Beeper | None, limit: int | None, talk: int) -> tuple[int, ...]:
    """Return when the warnings are played, in seconds of talk: all below the limit and below the talking time.

    Raises:
        Undecided: They are more than anybody could mean.
    """
    if beeper is None or not beeper.enabled or limit is None or limit <= beeper.time_to_end_sec:
        return ()
    first = limit - beeper.time_to_end_sec
    played = range(first, min(limit, talk), beeper.repeat_time_sec or beeper.time_to_end_sec + 1)
    if len(played) > MOST_WARNINGS:
        reason = f"{len(played)} warnings fit before the limit of {limit} s"
        raise Undecided(reason, "raise the beeper's `repeat_time_sec`, or lower its `time_to_end_sec`")
    return tuple(played)
