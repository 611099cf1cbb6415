"""Checks what an answer does to the call: whether its names exist, its number is barred, and its case has a row."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from scenario_kit.callgraph.dialled import barred_code
from scenario_kit.callgraph.routes import national
from scenario_kit.findings.model import did_you_mean
from scenario_kit.language.answers import Answer, CaseAnswer, CommandsAnswer, ExtensionAnswer, TrunkAnswer, read_answer
from scenario_kit.language.smart_api import files
from scenario_kit.language.values import describe
from scenario_kit.rules.probes import (
    BARRED_ANSWER,
    DOUBTFUL_ANSWER,
    IDLE_COMMANDS,
    NOT_ON_PBX,
    SLOW_ANSWER,
    SLUGGISH_ANSWER,
    UNKNOWN_CASE,
    UNUSABLE_ANSWER,
)
from scenario_kit.run.probe.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.callgraph.graph import Component
    from scenario_kit.language.smart_api import Command
    from scenario_kit.pbx.facts import PbxFacts
    from scenario_kit.pbx.inventory import Inventory
    from scenario_kit.rehearsal.plan import Plan

MOST_CHARACTERS = 200
"""The longest sentence about an answer, in characters."""


def judge(
    plan: Plan, component: Component, facts: PbxFacts, fields: Mapping[str, object]
) -> tuple[Answer | None, list[Trouble]]:
    """Check the fields of an answer; return the answer, None if the PBX cannot use it, and the troubles."""
    answer, faults = read_answer(component.type.name, fields)
    troubles = [
        Trouble(UNUSABLE_ANSWER if fault.spoils else DOUBTFUL_ANSWER, fault.message, fault.help) for fault in faults
    ]
    match answer:
        case TrunkAnswer():
            troubles += _trunk(answer, facts)
        case ExtensionAnswer():
            troubles += _exists("extension", answer.extension, facts.inventory)
        case CaseAnswer():
            troubles += _case(plan, component, answer.case)
        case CommandsAnswer():
            troubles += _commands(plan, component, answer.commands, facts.inventory)
        case None:
            pass
    return answer, troubles


def _trunk(answer: TrunkAnswer, facts: PbxFacts) -> Iterator[Trouble]:
    yield from _exists("trunk", answer.trunk, facts.inventory)
    code = barred_code(answer.number, facts.barred)
    if code is not None:
        message = f"the number {describe(answer.number)} starts with the barred code `{code}`"
        inside = national(answer.number)
        help_ = "answer another number" if inside is None else f'answer `"extension": "{inside}"`'
        yield Trouble(BARRED_ANSWER, message, help_)


def _exists(kind: str, reference: str, inventory: Inventory | None) -> Iterator[Trouble]:
    """Check that a name exists on the PBX and is enabled, if the inventory lists names of its kind."""
    names = None if inventory is None else inventory.names(kind)
    if inventory is None or names is None:
        return
    words = kind.replace("_", " ")
    if reference not in names:
        guess = None if reference.isdecimal() else did_you_mean(reference, sorted(names))
        help_ = guess or "create it on the PBX, or answer another"
        yield Trouble(NOT_ON_PBX, f"the PBX has no {words} {describe(reference)}", help_)
    elif inventory.inactive(kind, reference):
        message = f"the {words} {describe(reference)} is disabled on the PBX"
        yield Trouble(NOT_ON_PBX, message, "enable it, or answer another")


def _case(plan: Plan, component: Component, case: str) -> Iterator[Trouble]:
    """Check that a row takes the case, or may take it as a pattern."""
    rows = plan.rows(component)
    if rows.row_for_case(case) is None and rows.row_for(case) is None:
        cases = [str(row.fields["case"]) for row in component.rows]
        help_ = did_you_mean(case, cases) or f"the rows are {', '.join(cases)}"
        yield Trouble(UNKNOWN_CASE, f"unknown case {describe(case)}", help_)


def _commands(
    plan: Plan, component: Component, commands: Sequence[Command], inventory: Inventory | None
) -> Iterator[Trouble]:
    exits = [number for number, command in enumerate(commands) if command.name == "Exit"]
    if not exits:
        message = "the commands have no Exit, and it is not documented where the call then goes"
        yield Trouble(IDLE_COMMANDS, message, "end with Exit and the case of a row")
    elif exits[0] < len(commands) - 1:
        behind = commands[exits[0] + 1]
        message = f"`{behind.name}` after Exit never runs"
        yield Trouble(IDLE_COMMANDS, message, "end with Exit")
    for command in commands:
        match command.name:
            case "Exit":
                yield from _case(plan, component, command.arguments[0])
            case "PlayAnnouncement" | "GetData":
                for file in files(command.arguments[0]):
                    yield from _exists("announcement", file.removeprefix("id:"), inventory)
            case "MusicOnHold":
                yield from _exists("music_on_hold", command.arguments[0], inventory)
            case _:
                pass


def percentile(seconds: Sequence[float], percent: int) -> float:
    """Return the smallest time that `percent` of the times do not exceed."""
    return sorted(seconds)[ceil(len(seconds) * percent / 100) - 1]


def judge_times(seconds: Sequence[float], limit_sec: int) -> Iterator[Trouble]:
    """Check the times of the answers against the time that the PBX waits."""
    if not seconds:
        return
    several = len(seconds) > 1
    worst, most = max(seconds), percentile(seconds, 95)
    help_ = "answer first and do the rest afterwards, or raise client_api_caller_timeout"
    if worst > limit_sec:
        which = f"the slowest of {len(seconds)} answers" if several else "the answer"
        yield Trouble(SLOW_ANSWER, f"{which} took {worst:.2f} s, but the PBX waits only {limit_sec} s", help_)
    elif most > limit_sec / 2:
        took = f"95 % of {len(seconds)} answers took up to" if several else "the answer took"
        message = f"{took} {most:.2f} s, more than half of the {limit_sec} s that the PBX waits"
        yield Trouble(SLUGGISH_ANSWER, message, help_)


def sentence(answer: Answer) -> str:
    """Return a short description of what the PBX does with an answer."""
    match answer:
        case TrunkAnswer():
            limit = "" if answer.call_limit is None else f", for {answer.call_limit} s at most"
            text = f"dials {answer.number} over {answer.trunk}{limit}"
        case ExtensionAnswer():
            text = f"rings {answer.extension}"
        case CaseAnswer():
            text = f"leaves by case {answer.case}"
        case CommandsAnswer():
            text = "; ".join(f"{command.name}({', '.join(command.arguments)})" for command in answer.commands)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"
