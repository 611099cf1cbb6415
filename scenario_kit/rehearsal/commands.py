"""Smart API: runs the commands in the answer of its web service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scenario_kit.language.answers import CommandsAnswer
from scenario_kit.rehearsal.asking import ask
from scenario_kit.rehearsal.call import can_be_dialled
from scenario_kit.rehearsal.plan import Undecided
from scenario_kit.rehearsal.result import EventKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.callgraph.graph import Component
    from scenario_kit.language.smart_api import Command
    from scenario_kit.rehearsal.call import Leg

ERROR: Final = "e"
_SAID: Final[Mapping[str, str]] = {
    "PlayAnnouncement": "announcement `{0}` is played",
    "Playback": "`{0}` is played",
    "SayNumber": "the number {0} is said",
    "SayDigit": "the digits {0} are said",
    "SayDuration": "the duration {0} is said",
    "SayClock": "the time {0} is said",
    "SayDate": "the date {0} is said, in the {1} calendar",
}
"""The event of each command that only plays something."""


def smart_api(leg: Leg, component: Component) -> str:
    """Run the commands of the answer up to Exit; on an error the call leaves by `e`.

    Raises:
        Undecided: The commands have no Exit; what the PBX then does is not documented.
    """
    answer, _ = ask(leg, component)
    if not isinstance(answer, CommandsAnswer):
        return _leave(leg, component, ERROR, "no commands to run")
    for command in answer.commands:
        if command.name == "Exit":
            case = command.arguments[0]
            if leg.plan.rows(component).row_for_case(case) is None:
                return _leave(leg, component, ERROR, f"Exit('{case}') matches no row")
            return _leave(leg, component, case, f"Exit('{case}')")
        _run(leg, command)
    reason = "the answer's commands have no Exit, and it is not documented where the call then goes"
    raise Undecided(reason, "end the commands with Exit and the case of a row")


def _leave(leg: Leg, component: Component, case: str, reason: str) -> str:
    leg.tell(EventKind.BRANCH, f"{reason}: leaves by `{case}`")
    row = leg.plan.rows(component).row_for_case(case)
    return case if row is None else row.output


def _run(leg: Leg, command: Command) -> None:
    arguments = command.arguments
    match command.name:
        case "GetData":
            _get_data(leg, *arguments)
        case "MusicOnHold":
            leg.tell(EventKind.PLAY, f"music `{arguments[0]}` for {arguments[1]} s")
            leg.second += int(arguments[1])
        case "SetExten":
            leg.number = can_be_dialled(arguments[0])
            leg.tell(EventKind.CHANGE, f"the number dialled is now `{leg.number}`")
        case "SetLimitOnCall":
            leg.limit_sec = int(arguments[0])
            leg.tell(EventKind.LIMIT, f"calls are limited to {leg.limit_sec} s from now on")
        case "ClearUserData":
            leg.data = ""
            leg.tell(EventKind.CHANGE, "the digits entered so far are cleared")
        case name:
            leg.tell(EventKind.PLAY, _SAID[name].format(*arguments))


def _get_data(leg: Leg, file: str, timeout: str, most: str) -> None:
    digit_word = "digit" if int(most) == 1 else "digits"
    leg.tell(EventKind.PLAY, f"`{file}` is played, for up to {most} {digit_word} within {timeout} s")
    digits = leg.digits(int(most))
    leg.data = digits
    if digits:
        leg.tell(EventKind.ASK, f"the caller enters `{digits}`")
    else:
        leg.second += int(timeout)
        leg.tell(EventKind.ASK, "the caller enters nothing")
