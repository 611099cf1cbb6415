"""Rules across the files of a run: names, routes and settings that only one scenario of a PBX can have."""

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
    "Two files of a run have the same scenario name.",
    "A scenario is built into a folder with its name, so one overwrites the other.",
)
COLLIDING_ROUTE = Rule(
    "X501",
    "colliding-route",
    Severity.ERROR,
    "Two scenarios have a route with the same context and the same row.",
    "Once both are imported, one of them receives the calls of the other.",
)
DUPLICATE_JUMP_IN = Rule(
    "X502",
    "duplicate-jump-in",
    Severity.ERROR,
    "Two scenarios have a Jump In with the same name.",
    "The name must be unique in the dial plan; once both are imported, jumps go to only one of them.",
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
    """Find the scenarios with the name of an earlier file."""
    for file, claim, earlier in _clashes((claims.file, claims.names) for claims in run):
        message = f"scenario name `{claim.words}` is already used by {earlier}"
        yield _finding(DUPLICATE_NAME, file, claim, message, "choose a unique name")


@checks(COLLIDING_ROUTE)
def colliding_route(run: Sequence[Claims]) -> Iterator[Finding]:
    """Find the rows that an earlier file has in the same context."""
    for file, claim, earlier in _clashes((claims.file, claims.routes) for claims in run):
        message = f"{earlier} also has a route with {claim.words}"
        yield _finding(COLLIDING_ROUTE, file, claim, message, "change the context or the row of one of them")


@checks(DUPLICATE_JUMP_IN)
def duplicate_jump_in(run: Sequence[Claims]) -> Iterator[Finding]:
    """Find the Jump Ins with the name of a Jump In in an earlier file."""
    for file, claim, earlier in _clashes((claims.file, claims.jump_ins) for claims in run):
        message = f"Jump In name `{claim.words}` is already used by {earlier}"
        yield _finding(DUPLICATE_JUMP_IN, file, claim, message, "choose a unique name")


@checks(SAME_APP_NAME)
def same_app_name(run: Sequence[Claims]) -> Iterator[Finding]:
    """Find the web-service components that share name and address with one of an earlier file."""
    for file, claim, earlier in _clashes((claims.file, claims.services) for claims in run):
        message = f"{earlier} also asks this web service as `{claim.words}`"
        yield _finding(SAME_APP_NAME, file, claim, message, "change the `name:` of one of the components")


@checks(CONFLICTING_SETTINGS)
def conflicting_settings(run: Sequence[Claims]) -> Iterator[Finding]:
    """Find the settings that conflict with those of an earlier file."""
    yield from merge_settings(setting for one in run for setting in one.settings)[1]


@checks(INVALID_BEEPER)
def invalid_beeper(run: Sequence[Claims]) -> Iterator[Finding]:
    """Find the settings that the PBX cannot use."""
    for one in run:
        yield from check_values(one.settings)


def resolved_by_other_files(run: Sequence[Claims]) -> frozenset[tuple[str, str, str]]:
    """Return the jump findings that another scenario of the run resolves, by file, code and pointer.

    A jump can lead to any sheet of the dial plan, including one from another scenario.
    """
    defined_in = _files_by_key((claims.file, claims.jump_ins) for claims in run)
    used_in = _files_by_key((one.file, one.lost_jumps) for one in run)
    resolved_jumps = {
        (one.file, UNKNOWN_JUMP.code, jump.pointer)
        for one in run
        for jump in one.lost_jumps
        if defined_in.get(jump.key, set()) - {one.file}
    }
    used_jump_ins = {
        (one.file, UNUSED_JUMP_IN.code, jump_in.pointer.removesuffix("/name"))
        for one in run
        for jump_in in one.jump_ins
        if used_in.get(jump_in.key, set()) - {one.file}
    }
    return frozenset(resolved_jumps | used_jump_ins)


def _files_by_key(claims_by_file: Iterable[tuple[str, Sequence[Claim]]]) -> dict[Hashable, set[str]]:
    files: dict[Hashable, set[str]] = {}
    for file, claims in claims_by_file:
        for claim in claims:
            files.setdefault(claim.key, set()).add(file)
    return files


def _clashes(claims_by_file: Iterable[tuple[str, Sequence[Claim]]]) -> Iterator[tuple[str, Claim, str]]:
    """Return each claim that an earlier file makes too, with both files."""
    first: dict[Hashable, str] = {}
    for file, claims in claims_by_file:
        for claim in claims:
            earlier = first.setdefault(claim.key, file)
            if earlier != file:
                yield file, claim, earlier


def _finding(rule: Rule, file: str, claim: Claim, message: str, help_: str) -> Finding:
    return Finding(rule.code, rule.name, rule.severity, message, file, claim.span, claim.pointer, help_)
