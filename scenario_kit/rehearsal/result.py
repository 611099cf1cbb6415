"""What comes of a rehearsed call: the way it took, what happened when, how it ended, and what the PBX would report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

Reported: TypeAlias = dict[str, str | int | None]
"""An event by the names of its fields; None where only the PBX can know the value, an empty text where it has none."""


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
    """What kind of thing an event is."""

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
    """Something that happens in a call.

    Attributes:
        second: When, in seconds from the call's entry into the plan.
        component: Where, ``sheet/key``; None before the first component.
        kind: What kind of thing it is.
        text: What happens, for a person.
        name: The component's name in tests; empty where it has none.
    """

    second: int
    component: str | None
    kind: EventKind
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A component that a call came to.

    Attributes:
        component: The component, ``sheet/key``.
        second: When it came there.
        output: The output by which it left; None where it ended there.
        generated: It is half of the pair of jumps made for a wire to another sheet, and in no path.
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
        second: When it began.
        number: What it dialled; empty where it came to none.
        trunk: The trunk, where it dialled outside; empty where it came to none.
        ring_sec: Seconds of ringing.
        talk_sec: Seconds of talk; None where nobody answered.
        limit_sec: The call limit in force, in seconds.
        warnings_at_sec: When the warnings were played, in seconds of talk.
        ended_by: What ended it; None where the call was barred.
        queue: The queue, of a Queue.
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
    """A score that a Poll took.

    Attributes:
        label: The Poll's label.
        point: The score.
        second: When it was given.
        src: The caller's number then.
        dst: The number that had been dialled last by then.
        queue: The queue that the call had been in last by then; empty for none.
    """

    label: str
    point: int
    second: int
    src: str
    dst: str
    queue: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a rehearsal could not go on: at a component, what is not known, and what to do about it.

    Attributes:
        component: The component, ``sheet/key``; None before the first.
        reason: What is not known.
        help: What to write in the scenario.
        option: What to write on the command line instead, where it can be said there.
    """

    component: str | None
    reason: str
    help: str
    option: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A rehearsed call.

    Attributes:
        caller: The caller's number when it ended; empty where withheld.
        callee: The number dialled when it ended.
        enter: The kind of route where it entered: outgoing, incoming or autodialer.
        originated: The API started it.
        at: Local time of its entry, where known.
        seconds: How long it lasted.
        steps: The components in the order in which it came to them; a walk of the call graph.
        timeline: What happened, in order.
        ended_by: What ended it; None where the rehearsal stopped.
        stop: Why the rehearsal stopped.
        diallings: What dialling components did, in order.
        answered_definitely: An Answer of the type definite_answer was passed.
        recorded: Some of the talk was recorded.
        scores: What Polls took, in order.
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
        """The components passed, ``sheet/key``, without the jumps made for wires to other sheets."""
        return tuple(step.component for step in self.steps if not step.generated)

    @property
    def dial_ended_by(self) -> DialEndedBy | None:
        """What ended the last dialling; None where there was none, or a barred one."""
        return self.diallings[-1].ended_by if self.diallings else None

    @property
    def warnings_at_sec(self) -> tuple[int, ...]:
        """When the warnings of the last dialling were played, in seconds of its talk."""
        return self.diallings[-1].warnings_at_sec if self.diallings else ()

    @property
    def disposition(self) -> str:
        """The call's fate in the report: that of the last dialling."""
        if not self.diallings:
            return "ANSWERED" if self.answered_definitely else "NO ANSWER"
        last = self.diallings[-1]
        if last.talk_sec is not None:
            return "ANSWERED"
        return "BUSY" if last.ended_by is DialEndedBy.BUSY else "NO ANSWER"

    @property
    def billsec(self) -> int:
        """Seconds of talk in the report: those of the last dialling."""
        return (self.diallings[-1].talk_sec or 0) if self.diallings else 0

    @property
    def cdr(self) -> Reported:
        """The Cdr event that is sent after the call; its field names are the vendor's.

        `record`, `unique_id` and `originated_call_id` are None where the PBX makes them up, `type` where the
        documentation does not say it, the times where the test has no `at`.
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
        return tuple(self._survey(score) for score in self.scores)

    def _survey(self, score: Score) -> Reported:
        return {
            "event": "Survey",
            "unique_id": None,
            "src": score.src,
            "dst": score.dst,
            "queue": score.queue,
            "date": self._stamp(score.second),
            "point": score.point,
            "label": score.label,
        }

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
    """Return the number that was dialled last; the one that the caller dialled where none was."""
    return next((one.number for one in reversed(diallings) if one.number), callee)
