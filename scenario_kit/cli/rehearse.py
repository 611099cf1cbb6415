"""The commands `simulate` and `test`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import click

from scenario_kit.cli.options import (
    color_option,
    format_option,
    ini_option,
    parameter_options,
    paths_argument,
    resolve_options,
    single_file,
    warn_of_values,
)
from scenario_kit.findings.model import ScenarioKitError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenario_kit.findings.model import NodePath
    from scenario_kit.language.rehearsals import Rehearsal
    from scenario_kit.rehearsal.plan import Plan

_ini = ini_option("for its barred codes, warning and time-out")
_WORLD = re.compile(r"(?P<component>[^.=]+)\.(?P<field>[^=]+)=(?P<value>.*)", re.DOTALL)


@click.command(epilog="Example: scenario-kit test scenarios --format junit > tests.xml")
@paths_argument
@format_option(["text", "json", "junit"])
@click.option("-v", "--verbose", is_flag=True, help="Print a line for each test instead of a dot.")
@click.option("--coverage", is_flag=True, help="List the outputs that no test takes.")
@_ini
@parameter_options
@color_option
@click.pass_context
def test(
    context: click.Context,
    *,
    paths: tuple[str, ...],
    format_: str,
    verbose: bool,
    coverage: bool,
    ini: str | None,
    sets: tuple[str, ...],
    values: tuple[str, ...],
    colour: bool,
) -> None:
    """Run the tests of scenarios.

    Exits with 1 if a test fails, and with 2 if a test cannot be run.
    """
    from scenario_kit.report.tests import TEST_FORMATS, text
    from scenario_kit.run.tests import run_tests

    options = resolve_options(paths, sets, values, ini=ini)
    run = options.check()
    warn_of_values(run, colour=colour)
    tests = run_tests(run, options.facts, coverage=coverage)
    if format_ == "text":
        click.echo(text(tests, verbose=verbose, colour=colour), nl=False, color=colour)
    else:
        click.echo(TEST_FORMATS[format_](tests).encode(), nl=False)
    context.exit(tests.exit_code)


@click.command(
    epilog="Example: scenario-kit simulate scenarios/08-warning-before-the-end.yaml --world dial.talk_sec=10m"
)
@click.argument("path", type=click.Path(allow_dash=True))
@click.option("--caller", metavar="N", help="Number of the caller (default: that of `originate`).")
@click.option("--callee", metavar="N", help="Dialled number (default: that of `originate`).")
@click.option(
    "--enter", type=click.Choice(["outgoing", "incoming", "autodialer"]), help="Kind of route where the call enters."
)
@click.option("--context", metavar="NAME", help="Context of that route.")
@click.option("--text", metavar="TEXT", help="Interface text of the campaign, for autodialer calls.")
@click.option(
    "--at", metavar="YYYY-MM-DDTHH:MM", help="Local time of the call, in the Gregorian calendar, for time conditions."
)
@click.option(
    "--world",
    "worlds",
    metavar="COMPONENT.FIELD=VALUE",
    multiple=True,
    help="What happens at a component, as in `world` of a test; may be repeated.",
)
@click.option("--test", "test_name", metavar="NAME", help="Start from the call of this test; other options change it.")
@format_option(["text", "json"])
@_ini
@parameter_options
def simulate(
    *,
    path: str,
    test_name: str | None,
    worlds: tuple[str, ...],
    format_: str,
    ini: str | None,
    sets: tuple[str, ...],
    values: tuple[str, ...],
    **call: str | None,
) -> None:
    """Rehearse one call, and show its timeline.

    Exits with 2 if the scenario does not say what happens next.
    """
    from scenario_kit.rehearsal.cases import pbx_of, request_of
    from scenario_kit.rehearsal.plan import Plan
    from scenario_kit.rehearsal.simulator import simulate as simulate_call
    from scenario_kit.report.tests import call as call_fields
    from scenario_kit.report.tests import call_text
    from scenario_kit.rules.rehearsals import errors_in
    from scenario_kit.run.tests import syntax_error

    options = resolve_options((path,), sets, values, ini=ini)
    run = options.check()
    warn_of_values(run)
    file = single_file(run, path)
    error, calls = syntax_error(file), file.calls
    if error is not None:
        raise ScenarioKitError(f"{path}:{error.span.line}:{error.span.column}: {error.message}")
    if calls is None:
        raise ScenarioKitError(f"{path}: cannot be read; see `scenario-kit validate {path}`")
    plan = Plan(calls)
    fields = {name: value for name, value in call.items() if value is not None}
    rehearsal = _rehearsal(plan, _test_named(plan, test_name), fields, worlds)
    for problem in errors_in(calls, rehearsal):
        option = _option(problem.at)
        help_ = f"; {problem.help}" if problem.help and option != "--callee" else ""
        raise ScenarioKitError(f"{option}: {problem.message}{help_}")
    result = simulate_call(plan, request_of(plan, rehearsal), pbx_of(calls.scenario, options.facts))
    if format_ == "json":
        shown = {"version": 1, "scenario": calls.scenario.name, **call_fields(result)}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        click.echo(call_text(result, plan), nl=False)
    if result.stop is not None:
        stop = result.stop
        where = "" if stop.component is None else f" at `{plan.name_of(stop.component)}`"
        raise ScenarioKitError(f"the rehearsal stops{where}: {stop.reason}; {stop.option or stop.help}")


def _test_named(plan: Plan, name: str | None) -> Rehearsal | None:
    if name is None:
        return None
    from scenario_kit.language.rehearsals import UnreadableTest

    tests = {test.name: test for test in reversed(plan.calls.scenario.tests) if test.name}
    if name not in tests:
        hint = did_you_mean(name, tests) or (f"tests: {', '.join(tests)}" if tests else "the file has no tests")
        raise ScenarioKitError(f"--test {name}: unknown test; {hint}")
    if isinstance(tests[name], UnreadableTest):
        raise ScenarioKitError(f"--test {name}: the test has an error; `scenario-kit validate` shows it")
    return tests[name]


def _rehearsal(plan: Plan, test: Rehearsal | None, fields: dict[str, str], worlds: Sequence[str]) -> Rehearsal:
    """Return the test that the command line describes, or `test` with the changes of the command line."""
    from pydantic import ValidationError

    from scenario_kit.language.model_errors import reworded
    from scenario_kit.language.rehearsals import Rehearsal, World

    plain: dict[str, Any] = {"name": "command line", "world": _worlds(plan, worlds), "expect": {}, **fields}
    try:
        described = Rehearsal.model_validate(plain)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        problem = reworded({**first, "loc": ("tests", 0, *first["loc"])}, {"tests": [plain]})
        option = _option(problem.at)
        message = problem.message.removeprefix(f"`{option.removeprefix('--')}`: ")
        raise ScenarioKitError(f"{option}: {message}" + (f"; {problem.help}" if problem.help else "")) from None
    if test is None:
        return described
    merged = {_name(plan, name): world for name, world in test.world.items()}
    for name, world in described.world.items():
        before = merged.get(name, World())
        changed = {field: getattr(world, field) for field in world.model_fields_set}
        if isinstance(world.response, dict) and isinstance(before.response, dict):
            changed["response"] = before.response | world.response
        merged[name] = before.model_copy(update=changed)
    changes = {field: getattr(described, field) for field in fields}
    return test.model_copy(update={**changes, "world": merged})


def _option(at: NodePath) -> str:
    """Return the option that sets a place in a test."""
    part = str(at[2]) if len(at) > len(("tests", 0)) else "callee"
    return f"--world {at[3]}" if part == "world" else f"--{part}"


def _worlds(plan: Plan, texts: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Read `COMPONENT.FIELD=VALUE` and `COMPONENT.response.FIELD=VALUE`."""
    worlds: dict[str, dict[str, Any]] = {}
    for text in texts:
        match = _WORLD.fullmatch(text)
        if match is None:
            raise ScenarioKitError("--world takes COMPONENT.FIELD=VALUE, for example --world dial.outcome=busy")
        name, fields, value = match["component"], match["field"].split("."), match["value"]
        world = worlds.setdefault(_name(plan, name), {})
        response = world.setdefault("response", {}) if fields[0] == "response" else None
        if response is None:
            world[".".join(fields)] = value
        elif len(fields) > 1 and isinstance(response, dict):
            response[".".join(fields[1:])] = value
        elif response and response != value:
            raise ScenarioKitError(f"--world {name}.response: set its fields or `timeout`, not both")
        else:
            world["response"] = value
    return worlds


def _name(plan: Plan, name: str) -> str:
    """Return the canonical name of a component; an unknown name is returned unchanged."""
    node = plan.node_of(name)
    return name if node is None else plan.name_of(node)
