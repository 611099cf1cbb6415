"""Tests: whether their components exist, their events can happen, and they expect anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.callgraph.flow import entries, is_answered, walk
from scenario_kit.callgraph.intended import IntendedGraph
from scenario_kit.findings.model import MAX_GUESSES, NodePath, Problem, Rule, Severity, did_you_mean
from scenario_kit.language.catalogue import ComponentName, catalogue
from scenario_kit.language.mended import listed as quoted
from scenario_kit.language.mended import parts_of
from scenario_kit.language.model_errors import UNKNOWN_WORD
from scenario_kit.language.rehearsals import Cdr, UnreadableTest
from scenario_kit.rehearsal.plan import ENTRIES, Plan, entry_of
from scenario_kit.rules.calls import AUDIO_BEFORE_ANSWER, answer_first, before_answer
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.language.answers import Fault
    from scenario_kit.language.rehearsals import Rehearsal, World

UNKNOWN_TEST_COMPONENT = Rule(
    "T602",
    "unknown-test-component",
    Severity.ERROR,
    "A test names a component that does not exist, or an id that several sheets have.",
    "That part of the test has no effect.",
)
IMPOSSIBLE_WORLD = Rule(
    "T603",
    "impossible-world",
    Severity.ERROR,
    "A test describes something that cannot happen at a component.",
    "It is ignored, so the test rehearses a different call from the one it describes.",
)
MISSING_NUMBER = Rule(
    "T604",
    "missing-number",
    Severity.ERROR,
    "A test has no `callee`, and the scenario has no `originate`.",
    "Without a dialled number no row matches, so nothing can be rehearsed.",
)
UNKNOWN_ENTRY = Rule(
    "T605",
    "unknown-entry",
    Severity.ERROR,
    "A test enters by a kind of route, or in a context, that the scenario does not have.",
    "The call never enters the plan.",
)
NOTHING_EXPECTED = Rule(
    "T606",
    "nothing-expected",
    Severity.WARNING,
    "A test expects nothing.",
    "It always passes.",
)
SAME_TEST_NAME = Rule(
    "T607",
    "same-test-name",
    Severity.WARNING,
    "Two tests of a scenario have the same name.",
    "Reports cannot tell them apart, and `simulate --test` runs the first.",
)
UNUSABLE_ANSWER = Rule(
    "T608",
    "unusable-response",
    Severity.WARNING,
    "The PBX cannot use the answer of a web service in a test.",
    "The test rehearses a failure. If that is intended, write `response: timeout`, or `ok: 0` for a refusal.",
)
UNKNOWN_ANSWER_CASE = Rule(
    "T609",
    "unknown-response-case",
    Severity.WARNING,
    "The answer of a web service in a test names a case that no row has.",
    "The call leaves by `e`, or by `i` of an IVR API, as for an unusable answer.",
)

_LISTED: Final = 5


def _tests(calls: CallGraph) -> Iterator[tuple[NodePath, Rehearsal]]:
    for index, test in enumerate(calls.scenario.tests):
        if not isinstance(test, UnreadableTest):
            yield ("tests", index), test


def _worlds(calls: CallGraph) -> Iterator[tuple[NodePath, Component, World]]:
    """Return the worlds of the tests, with their places and components."""
    plan = Plan(calls)
    for at, test in _tests(calls):
        for name, world in test.world.items():
            node = plan.node_of(name)
            if node is not None:
                yield (*at, "world", name), calls.component(node), world


@checks(UNKNOWN_TEST_COMPONENT)
def unknown_test_component(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the names in `world` and `path` that are unknown or ambiguous."""
    plan = Plan(intended.calls)
    count = 0
    for at, test in _tests(intended.calls):
        named: list[tuple[NodePath, str]] = [((*at, "world", name), name) for name in test.world]
        named += [((*at, "expect", "path", index), name) for index, name in enumerate(test.expect.path or ())]
        for path, name in named:
            if plan.node_of(name) is None:
                count += 1
                yield _unknown(plan, path, name, guess=count <= MAX_GUESSES)


def _unknown(plan: Plan, path: NodePath, name: str, *, guess: bool) -> Problem:
    on_key = path[-2] == "world"
    several = plan.by_key.get(name, ())
    if several:
        message = f"`{name}` is a component on several sheets"
        return Problem(UNKNOWN_TEST_COMPONENT, path, message, f"write `{'` or `'.join(several)}`", on_key=on_key)
    known = [plan.name_of(node) for nodes in plan.by_key.values() for node in nodes]
    listed = f"known: {', '.join(known[:_LISTED])}" + (", ..." if len(known) > _LISTED else "")
    parts = parts_of(name)
    help_ = (did_you_mean(name, known) if guess and len(parts) == 1 else None) or listed
    if len(parts) > 1 and all(plan.node_of(part) for part in parts):
        help_ = f"write an item for each: {quoted(parts)}; a list has the comma `,`"
    return Problem(UNKNOWN_TEST_COMPONENT, path, f"unknown component `{name}`", help_, on_key=on_key)


@checks(IMPOSSIBLE_WORLD)
def impossible_world(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the fields of `world` that the component does not support."""
    yield from _doubled(intended.calls)
    for path, component, world in _worlds(intended.calls):
        type_ = component.type
        for word in sorted(world.model_fields_set - set(type_.world)):
            message = f"`{component.key}` is {type_.named}, which does not support `{word}`"
            help_ = f"it supports {', '.join(type_.world)}"
            yield Problem(IMPOSSIBLE_WORLD, (*path, word), message, help_, on_key=True)
        if world.outcome is not None and type_.outcomes and world.outcome not in type_.outcomes:
            message = f"`{component.key}` is {type_.named}, which cannot have the outcome `{world.outcome}`"
            yield Problem(IMPOSSIBLE_WORLD, (*path, "outcome"), message, f"write one of {', '.join(type_.outcomes)}")
        if world.output is not None and "output" in type_.world and world.output not in component.outputs:
            message = f"`{component.key}` has no output `{world.output}`"
            yield Problem(IMPOSSIBLE_WORLD, (*path, "output"), message, f"it has {', '.join(component.outputs)}")


def _doubled(calls: CallGraph) -> Iterator[Problem]:
    """Find the components that a test names twice in different ways."""
    first: dict[tuple[str | int, str], str] = {}
    for path, component, _ in _worlds(calls):
        name = first.setdefault((path[1], component.id), str(path[-1]))
        if name != path[-1]:
            message = f"`{path[-1]}` and `{name}` are the same component"
            yield Problem(IMPOSSIBLE_WORLD, path, message, f"move everything under `{name}`", on_key=True)


class _Response(NamedTuple):
    """The answer of a web service in a test.

    Attributes:
        path: Its place.
        component: The component that asks.
        fields: The fields of the answer.
        known: The fields that it can have.
        faults: What is wrong with it.
        case: The case that the call leaves by; None if it does not say, or cannot be used.
        audio: The first of its commands that plays or takes audio.
    """

    path: NodePath
    component: Component
    fields: Mapping[str, str]
    known: Sequence[str]
    faults: Sequence[Fault]
    case: str | None
    audio: str | None


def _responses(calls: CallGraph) -> Iterator[_Response]:
    """Return the answers of web services in the tests."""
    if not calls.scenario.tests:
        return
    from scenario_kit.language import answers  # noqa: PLC0415  only tests have answers

    for path, component, world in _worlds(calls):
        known = answers.FIELDS.get(component.type.name)
        if known is None or not isinstance(world.response, dict):
            continue
        answer, faults = answers.read_answer(component.type.name, world.response)
        case = answer.case if isinstance(answer, answers.CaseAnswer | answers.CommandsAnswer) else None
        audio = answer.audio if isinstance(answer, answers.CommandsAnswer) else None
        yield _Response((*path, "response"), component, world.response, known, faults, case, audio)


@checks(UNKNOWN_WORD)
def unknown_response_field(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the unknown fields of a response."""
    for response in _responses(intended.calls):
        for field in response.fields:
            if field not in response.known:
                message = f"the answer to {response.component.type.label} has no field `{field}`"
                help_ = did_you_mean(field, response.known) or f"it has {', '.join(response.known)}"
                yield Problem(UNKNOWN_WORD, (*response.path, field), message, help_, on_key=True)


@checks(UNUSABLE_ANSWER)
def unusable_answer(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the answers that the PBX cannot use, except refusals, and those with a misspelt field."""
    for response in _responses(intended.calls):
        if response.fields.get("ok") == "0" or not response.fields.keys() <= set(response.known):
            continue
        for fault in response.faults:
            path = (*response.path, fault.field) if fault.field in response.fields else response.path
            message = f"the PBX cannot use this answer: {fault.message}"
            yield Problem(UNUSABLE_ANSWER, path, message, fault.help, on_key=path == response.path)


@checks(UNKNOWN_ANSWER_CASE)
def unknown_answer_case(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the answers whose case has no row, except the special cases that need none."""
    plan = Plan(intended.calls)
    for response in _responses(intended.calls):
        component, case = response.component, response.case
        if case is None or case in component.type.open_ends or _may_have_row(plan, component, case):
            continue
        cases = [str(row.fields["case"]) for row in component.rows]
        listed = ", ".join(cases[:_LISTED]) + (", ..." if len(cases) > _LISTED else "")
        help_ = did_you_mean(case, cases) or f"it has {listed}"
        path = (*response.path, "commands" if "commands" in response.known else "case")
        message = f"{component.type.label} `{component.key}` has no row for case `{case}`"
        yield Problem(UNKNOWN_ANSWER_CASE, path, message, help_)


def _may_have_row(plan: Plan, component: Component, case: str) -> bool:
    """Whether a component has a row for a case, one whose case is not known, or one that it may match as a pattern."""
    if any(not isinstance(row.fields.get("case"), str) for row in component.rows):
        return True
    rows = plan.rows(component)
    return rows.row_for_case(case) is not None or any(pattern.matches(case) for pattern, _ in rows.patterns)


@checks(AUDIO_BEFORE_ANSWER)
def audio_in_answer(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the answers that play or take audio at a Smart API that only unanswered calls reach."""
    calls = intended.calls
    heard = [response for response in _responses(calls) if response.audio is not None]
    if not heard:
        return
    answered = _answered(intended)
    incoming = before_answer(calls, entries(calls, ComponentName.INCOMING_ROUTE))
    outgoing = before_answer(calls, entries(calls, ComponentName.OUTGOING_ROUTE))
    for path, component, *_, audio in heard:
        if component.id not in answered and (component.id in incoming or component.id in outgoing):
            message = f"`{audio}` is run by Smart API `{component.key}` before the call is answered"
            severity = None if component.id in incoming else Severity.WARNING
            help_ = answer_first(component)
            yield Problem(AUDIO_BEFORE_ANSWER, (*path, "commands"), message, help_, severity=severity)


def _answered(intended: IntendedGraph) -> Collection[str]:
    """Return the components that an answered call may reach, as far as a scenario says."""
    calls = intended.calls
    routes = [ComponentName.AUTODIALER_ROUTE, ComponentName.JUMP_IN]
    if calls.scenario.originate is not None:
        routes.append(ComponentName.OUTGOING_ROUTE)
    starts = {one.id for one in entries(calls, *routes) if not one.generated}
    edges = calls.edges(keys=True)
    starts |= {target for source, target, output in edges if is_answered(calls.component(source), output)}
    return walk(calls, starts, lambda *_: True)


@checks(MISSING_NUMBER)
def missing_number(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the tests without a dialled number."""
    if intended.calls.scenario.originate is not None:
        return
    default = entry_of(Plan(intended.calls)) if intended.calls.scenario.tests else ""
    for at, test in _tests(intended.calls):
        if test.callee is None and (test.enter or default) != "autodialer":
            message = "the test does not say which number is dialled"
            yield Problem(MISSING_NUMBER, at, message, "add `callee:` to the test")


@checks(UNKNOWN_ENTRY)
def unknown_entry(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the tests whose kind of route or context does not exist."""
    calls = intended.calls
    if not calls.scenario.tests:
        return
    plan = Plan(calls)
    contexts = {
        enter: [route.parameters["context"] for route in calls.components if route.type.name == type_]
        for enter, type_ in ENTRIES.items()
    }
    default = entry_of(plan)
    for at, test in _tests(calls):
        enter = test.enter or default
        known = [context for context in contexts[enter] if isinstance(context, str)]
        if not contexts[enter]:
            label = catalogue()[ENTRIES[enter]].label
            message = f"the scenario has no {label} for the call to enter"
            kinds = [kind for kind, routes in contexts.items() if routes]
            help_ = f"write `enter: {kinds[0]}`" if kinds else "add the route"
            yield Problem(UNKNOWN_ENTRY, (*at, "enter") if test.enter else at, message, help_)
        elif test.context is not None and known and test.context not in known:
            message = f"no {catalogue()[ENTRIES[enter]].label} has the context `{test.context}`"
            help_ = did_you_mean(test.context, known) or f"known: {', '.join(dict.fromkeys(known))}"
            yield Problem(UNKNOWN_ENTRY, (*at, "context"), message, help_, severity=Severity.WARNING)


@checks(NOTHING_EXPECTED)
def nothing_expected(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the tests that cannot fail."""
    for at, test in _tests(intended.calls):
        expected = [value for _, value in test.expect if value is not None]
        if expected in ([], [Cdr()]):
            help_ = "list what to expect of the call, for example `ended_by: end_of_plan`"
            yield Problem(NOTHING_EXPECTED, (*at, "expect"), f"`{test.name}` expects nothing", help_, on_key=True)


@checks(SAME_TEST_NAME)
def same_test_name(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the tests with the name of an earlier test."""
    names: dict[str, int] = {}
    for at, test in _tests(intended.calls):
        first = names.setdefault(test.name, int(at[1]))
        if first != at[1]:
            message = f"duplicate test name `{test.name}`, already used by test {first + 1}"
            yield Problem(SAME_TEST_NAME, (*at, "name"), message, "choose a unique name")


_OF_ONE: Final = (unknown_test_component, impossible_world, unknown_response_field, missing_number, unknown_entry)


def errors_in(calls: CallGraph, test: Rehearsal) -> Iterator[Problem]:
    """Return the errors in a test, even one that is not in the file; their places are those of the first test."""
    alone = IntendedGraph(calls.with_scenario(calls.scenario.model_copy(update={"tests": (test,)})))
    for check in _OF_ONE:
        problems: Iterator[Problem] = check.run(alone)
        yield from (one for one in problems if (one.severity or one.rule.severity) is Severity.ERROR)
