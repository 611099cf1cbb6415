"""Across the files of one run: what only one scenario of a PBX may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.findings.model import Finding, Rule, Severity
from scenario_kit.pbx.ini.rules import CONFLICTING_SETTINGS, INVALID_BEEPER
from scenario_kit.pbx.ini.settings import check_values, merge_settings
from scenario_kit.rules.checks import checks
from scenario_kit.rules.wiring import UNKNOWN_JUMP, UNUSED_JUMP_IN

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from scenario_kit.rules.claims import Claim, Claims

DUPLICATE_NAME = Rule(
    "S010",
    "duplicate-name",
    Severity.ERROR,
    "Two files of a run have one scenario name.",
    "The name is the folder that a scenario is built into, so one would overwrite the other.",
)
COLLIDING_ROUTE = Rule(
    "X501",
    "colliding-route",
    Severity.ERROR,
    "Two scenarios have a route with the same context and the same row.",
    "Once both are imported, one of them takes the calls of the other.",
)
DUPLICATE_JUMP_IN = Rule(
    "X502",
    "duplicate-jump-in",
    Severity.ERROR,
    "Two scenarios have a Jump In of the same name.",
    "The name has to be unique in the whole dial plan; once both are imported, jumps arrive at one of the two.",
)
SAME_APP_NAME = Rule(
    "X503",
    "same-app-name",
    Severity.WARNING,
    "Two scenarios ask the same web service under the same name.",
    "The service sees the name as `app_name` and cannot tell which scenario is asking.",
)


@checks(DUPLICATE_NAME)
def duplicate_name(run: Sequence[Claims]) -> Iterator[Finding]:
    """Find the scenarios whose name an earlier file has."""
    for file, mark, earlier in _clashes((one.file, one.names) for one in run):
        message = f"scenario name `{mark.words}` is taken by {earlier}"
        yield _finding(DUPLICATE_NAME, file, mark, message, "give it a name of its own")


@checks(COLLIDING_ROUTE)
def colliding_route(run: Sequence[Claims]) -> Iterator[Finding]:
    """Find the rows that a route of an earlier file has in the same context."""
    for file, mark, earlier in _clashes((one.file, one.routes) for one in run):
        message = f"{earlier} has a route with {mark.words} too"
        yield _finding(COLLIDING_ROUTE, file, mark, message, "give one of the two another context or another row")


@checks(DUPLICATE_JUMP_IN)
def duplicate_jump_in(run: Sequence[Claims]) -> Iterator[Finding]:
    """Find the Jump Ins whose name an earlier file has."""
    for file, mark, earlier in _clashes((one.file, one.jump_ins) for one in run):
        message = f"Jump In name `{mark.words}` is taken by {earlier}"
        yield _finding(DUPLICATE_JUMP_IN, file, mark, message, "give it a name of its own")


@checks(SAME_APP_NAME)
def same_app_name(run: Sequence[Claims]) -> Iterator[Finding]:
    """Find the web-service components that share name and address with one of an earlier file."""
    for file, mark, earlier in _clashes((one.file, one.services) for one in run):
        message = f"{earlier} asks the same web service as `{mark.words}` too"
        yield _finding(SAME_APP_NAME, file, mark, message, "give one of the two components another `name:`")


@checks(CONFLICTING_SETTINGS)
def conflicting_settings(run: Sequence[Claims]) -> Iterator[Finding]:
    """Find the settings that an earlier file wants otherwise."""
    yield from merge_settings(setting for one in run for setting in one.settings)[1]


@checks(INVALID_BEEPER)
def invalid_beeper(run: Sequence[Claims]) -> Iterator[Finding]:
    """Find the wanted settings that the PBX cannot use."""
    for one in run:
        yield from check_values(one.settings)


def settled(run: Sequence[Claims]) -> frozenset[tuple[str, str, str]]:
    """Return the findings about jumps that another scenario of the run settles, by file, code and pointer.

    A jump may lead to any sheet of the dial plan, and so to that of another scenario.
    """
    homes = _files_by_key((one.file, one.jump_ins) for one in run)
    wanted = _files_by_key((one.file, one.lost_jumps) for one in run)
    lost = {
        (one.file, UNKNOWN_JUMP.code, jump.pointer)
        for one in run
        for jump in one.lost_jumps
        if homes.get(jump.key, set()) - {one.file}
    }
    unused = {
        (one.file, UNUSED_JUMP_IN.code, jump_in.pointer.removesuffix("/name"))
        for one in run
        for jump_in in one.jump_ins
        if wanted.get(jump_in.key, set()) - {one.file}
    }
    return frozenset(lost | unused)


def _files_by_key(marks: Iterable[tuple[str, Sequence[Claim]]]) -> dict[Hashable, set[str]]:
    files: dict[Hashable, set[str]] = {}
    for file, those in marks:
        for mark in those:
            files.setdefault(mark.key, set()).add(file)
    return files


def _clashes(marks: Iterable[tuple[str, Sequence[Claim]]]) -> Iterator[tuple[str, Claim, str]]:
    """Return each mark that an earlier file has too, with its file and the earlier one."""
    first: dict[Hashable, str] = {}
    for file, those in marks:
        for mark in those:
            earlier = first.setdefault(mark.key, file)
            if earlier != file:
                yield file, mark, earlier


def _finding(rule: Rule, file: str, mark: Claim, message: str, help_: str) -> Finding:
    return Finding(rule.code, rule.name, rule.severity, message, file, mark.span, mark.pointer, help_)
