"""The result of a rehearsed call: its path, its timeline, how it ended, and the events that the PBX would send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

Reported: TypeAlias = dict[str, str | int | None]
"""The fields of an event; None if only the PBX can know the value, empty if there is none."""


class EndedBy(StrEnum):
    """What ended a call."""

    END_OF_PLAN = "end_of_plan"
    NO_ROUTE = "no_route"
    BARRED = "barred"
    CALLER_HANGUP = "caller_hangup"
    LOOP = "loop"


class DialEndedBy(StrEnum):
    """What ended a dialling."""

    CALL_LIMIT = "call_limit"
    HANGUP = "hangup"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    WEB_SERVICE = "web_service"


class EventKind(StrEnum):
    """The kind of an event."""

    ROUTE = "route"
    ANSWER = "answer"
    RING = "ring"
    TALK = "talk"
    WARNING = "warning"
    LIMIT = "limit"
    HANGUP = "hangup"
    PLAY = "play"
    ASK = "ask"
    RECORD = "record"
    WEB_SERVICE = "web_service"
    BRANCH = "branch"
    JUMP = "jump"
    CHANGE = "change"
    END = "end"


@dataclass(frozen=True, slots=True)
class Event:
    """An event in the timeline of a call.

    Attributes:
        second: The time, in seconds from the call's entry into the plan.
        component: The component, ``sheet/key``; None before the first.
        kind: The kind of event.
        text: The description.
        name: The component's name in tests; empty if it has none.
    """

    second: int
    component: str | None
    kind: EventKind
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A component that a call reached.

    Attributes:
        component: The component, ``sheet/key``.
        second: The time of arrival.
        output: The output that the call took; None if it ended there.
        generated: Whether it is half of a generated jump pair, which is in no path.
    """

    component: str
    second: int
    output: str | None = None
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Dialling:
    """One attempt of a dialling component.

    Attributes:
        component: The component, ``sheet/key``.
        second: The time of its start.
        number: The number dialled; empty if unknown.
        trunk: The trunk, if it dials outside; empty if unknown.
        ring_sec: Seconds of ringing.
        talk_sec: Seconds of talk; None if nobody answered.
        limit_sec: The effective call limit, in seconds.
        warnings_at_sec: The times of the warnings, in seconds of talk.
        ended_by: What ended it; None if the call was barred.
        queue: The queue, for a Queue component.
    """

    component: str
    second: int
    number: str = ""
    trunk: str | None = None
    ring_sec: int = 0
    talk_sec: int | None = None
    limit_sec: int | None = None
    warnings_at_sec: tuple[int, ...] = ()
    ended_by: DialEndedBy | None = None
    queue: str | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """A score recorded by a Poll, with the state of the call at that time.

    Attributes:
        label: The Poll's label.
        point: The score.
        second: The time of the score.
        src: The caller's number.
        dst: The last number dialled.
        queue: The last queue; empty for none.
    """

    label: str
    point: int
    second: int
    src: str
    dst: str
    queue: str


@dataclass(frozen=True, slots=True)
class Stop:
    """The reason why a rehearsal stopped.

    Attributes:
        component: The component, ``sheet/key``; None before the first.
        reason: What is unknown.
        help: What to write in the scenario.
        option: What to write on the command line instead, where possible.
    """

    component: str | None
    reason: str
    help: str
    option: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A rehearsed call.

    Attributes:
        caller: The caller's number at the end; empty if withheld.
        callee: The number dialled at the end.
        enter: The kind of route where it entered: outgoing, incoming or autodialer.
        originated: Whether the API started it.
        at: Local time of its entry, if known.
        seconds: Its duration.
        steps: The components that it reached, in order.
        timeline: The events, in order.
        ended_by: What ended it; None if the rehearsal stopped.
        stop: Why the rehearsal stopped.
        diallings: The attempts of dialling components, in order.
        answered_definitely: Whether an Answer of type definite_answer was passed.
        recorded: Whether part of the talk was recorded.
        scores: The scores of Polls, in order.
    """

    caller: str
    callee: str
    enter: str
    originated: bool
    at: datetime | None
    seconds: int
    steps: tuple[Step, ...]
    timeline: tuple[Event, ...]
    ended_by: EndedBy | None
    stop: Stop | None
    diallings: tuple[Dialling, ...]
    answered_definitely: bool
    recorded: bool
    scores: tuple[Score, ...]

    @property
    def path(self) -> tuple[str, ...]:
        """The components passed, ``sheet/key``, without generated jumps."""
        return tuple(step.component for step in self.steps if not step.generated)

    @property
    def dial_ended_by(self) -> DialEndedBy | None:
        """What ended the last dialling; None if there was none, or the call was barred."""
        return self.diallings[-1].ended_by if self.diallings else None

    @property
    def warnings_at_sec(self) -> tuple[int, ...]:
        """The times of the warnings in the last dialling, in seconds of its talk."""
        return self.diallings[-1].warnings_at_sec if self.diallings else ()

    @property
    def disposition(self) -> str:
        """The disposition in the Cdr event: that of the last dialling."""
        if not self.diallings:
            return "ANSWERED" if self.answered_definitely else "NO ANSWER"
        last = self.diallings[-1]
        if last.talk_sec is not None:
            return "ANSWERED"
        return "BUSY" if last.ended_by is DialEndedBy.BUSY else "NO ANSWER"

    @property
    def billsec(self) -> int:
        """The seconds of talk in the Cdr event: those of the last dialling."""
        return (self.diallings[-1].talk_sec or 0) if self.diallings else 0

    @property
    def cdr(self) -> Reported:
        """The Cdr event after the call, with the vendor's field names.

        `record`, `unique_id` and `originated_call_id` are None if the PBX generates them, `type` if the documentation
        does not define it, and the times if the test has no `at`.
        """
        answered = next((one for one in self.diallings if one.talk_sec is not None), None)
        outside = [one for one in self.diallings if one.trunk is not None]
        used = [one.trunk or "" for one in outside if one.number and (one.ended_by or one.talk_sec is not None)]
        score = self.scores[-1] if self.scores else None
        return {
            "event_name": "Cdr",
            "starttime": self._stamp(0),
            "endtime": self._stamp(self.seconds),
            "src": self.caller,
            "dst": last_dialled(self.diallings, self.callee),
            "type": self._type(outside=bool(outside)),
            "disposition": self.disposition,
            "duration": self.seconds,
            "billsec": self.billsec,
            "wait": self.seconds if answered is None else answered.second + answered.ring_sec,
            "record": None if self.recorded else "",
            "poll_point": "" if score is None else score.point,
            "poll_label": "" if score is None else score.label,
            "entry_point": None if self.enter == "incoming" else "",
            "outgoing_point": used[-1] if used else "",
            "unique_id": None,
            "originated_call_id": None if self.originated else "",
        }

    @property
    def surveys(self) -> tuple[Reported, ...]:
        """The Survey events, one for each score; field names and None as in `cdr`."""
        return tuple(
            {
                "event": "Survey",
                "unique_id": None,
                "src": score.src,
                "dst": score.dst,
                "queue": score.queue,
                "date": self._stamp(score.second),
                "point": score.point,
                "label": score.label,
            }
            for score in self.scores
        )

    def _stamp(self, second: int) -> str | None:
        try:
            return None if self.at is None else (self.at + timedelta(seconds=second)).isoformat(" ")
        except OverflowError:  # a test may talk past the year 9999
            return None

    def _type(self, *, outside: bool) -> str | None:
        if self.enter == "incoming":
            return "incoming"
        if self.enter == "autodialer" or not self.diallings:
            return None
        return "outgoing" if outside else "local"


def last_dialled(diallings: Sequence[Dialling], callee: str) -> str:
    """Return the last number that was dialled, else the callee."""
    return next((one.number for one in reversed(diallings) if one.number), callee)
