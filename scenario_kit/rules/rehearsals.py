"""Tests: whether their components exist, their events can happen, and they expect anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scenario_kit.callgraph.intended import IntendedGraph
from scenario_kit.findings.model import MAX_GUESSES, NodePath, Problem, Rule, Severity, did_you_mean
from scenario_kit.language.catalogue import catalogue
from scenario_kit.language.model_errors import UNKNOWN_WORD
from scenario_kit.language.rehearsals import Cdr, UnreadableTest
from scenario_kit.rehearsal.plan import ENTRIES, Plan, entry_of
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.callgraph.graph import CallGraph, Component
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
    help_ = (did_you_mean(name, known) if guess else None) or listed
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


@checks(UNKNOWN_WORD)
def unknown_response_field(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the unknown fields of a response."""
    if not intended.calls.scenario.tests:
        return
    from scenario_kit.language.answers import FIELDS  # noqa: PLC0415  only tests have answers

    for path, component, world in _worlds(intended.calls):
        known = FIELDS.get(component.type.name, ())
        response = world.response if isinstance(world.response, dict) else {}
        for field in response if known else ():
            if field not in known:
                message = f"the answer to {component.type.label} has no field `{field}`"
                help_ = did_you_mean(field, known) or f"it has {', '.join(known)}"
                yield Problem(UNKNOWN_WORD, (*path, "response", field), message, help_, on_key=True)


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
