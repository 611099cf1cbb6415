"""The commands `simulate` and `test`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import click

from scenario_kit.cli.options import color_option, parameter_options, paths_argument, run_options, wants_colour
from scenario_kit.findings.model import ScenarioKitError, Severity, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenario_kit.cli.options import RunOptions
    from scenario_kit.findings.model import NodePath
    from scenario_kit.language.spec import Rehearsal
    from scenario_kit.rehearsal.plan import Plan
    from scenario_kit.run.checking import Checked, Run

_ini = click.option(
    "--ini", metavar="FILE", help="A simotel.ini, to know the PBX's barred codes, warning and time-out; only read."
)
_WORLD = re.compile(r"(?P<component>[^.=]+)\.(?P<field>[^=]+)=(?P<value>.*)", re.DOTALL)
_WORLD_HELP = "--world takes COMPONENT.FIELD=VALUE, for example --world dial.outcome=busy"


@click.command(epilog="Example: scenario-kit test scenarios --format junit > tests.xml")
@paths_argument
@click.option("--format", "format_", type=click.Choice(["text", "json", "junit"]), default="text", show_default=True)
@click.option("-v", "--verbose", is_flag=True, help="A line for each test in place of a dot.")
@click.option("--coverage", is_flag=True, help="List the outputs that no test of the file ever took.")
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
    values: str | None,
    color: str,
) -> None:
    """Rehearse the tests of scenarios; exit with 1 where one fails, with 2 where one cannot be run."""
    from scenario_kit.report.tests import TEST_FORMATS, text
    from scenario_kit.run.tests import run_tests

    wanted = run_options(paths, sets, values, ini=ini)
    tested = run_tests(_whole(wanted), wanted.facts, coverage=coverage)
    if format_ == "text":
        colour = wants_colour(color)
        click.echo(text(tested, verbose=verbose, colour=colour), nl=False, color=colour)
    else:
        click.echo(TEST_FORMATS[format_](tested).encode(), nl=False)
    context.exit(tested.exit_code)


@click.command(
    epilog="Example: scenario-kit simulate scenarios/08-warning-before-the-end.yaml --world dial.talk_sec=10m"
)
@click.argument("path", type=click.Path(allow_dash=True))
@click.option("--caller", metavar="N", help="Who calls; that of `originate` by default.")
@click.option("--callee", metavar="N", help="The number dialled; that of `originate` by default.")
@click.option("--enter", type=click.Choice(["outgoing", "incoming", "autodialer"]), help="Where the call enters.")
@click.option("--context", "route_context", metavar="NAME", help="The context of the route where it enters.")
@click.option("--text", metavar="TEXT", help="Interface text of the campaign, for an Autodialer Route.")
@click.option("--at", metavar="YYYY-MM-DDTHH:MM", help="Local time of the call, for time conditions.")
@click.option(
    "--world",
    "worlds",
    metavar="COMPONENT.FIELD=VALUE",
    multiple=True,
    help="What the outside does at a component; may be repeated. Fields are those of a test's `world`.",
)
@click.option("--test", "test_name", metavar="NAME", help="Begin with the call of this test of the file.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
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
    values: str | None,
    **call: str | None,
) -> None:
    """Walk one call through a scenario, and tell what happens when; exit with 2 where the scenario leaves it open."""
    from scenario_kit.rehearsal.cases import pbx_of, request_of
    from scenario_kit.rehearsal.plan import Plan
    from scenario_kit.rehearsal.simulator import simulate as walk
    from scenario_kit.report.tests import call as call_fields
    from scenario_kit.report.tests import call_text
    from scenario_kit.rules.rehearsals import errors_in

    wanted = run_options((path,), sets, values, ini=ini)
    checked = _one(_whole(wanted), path)
    calls = checked.calls
    if calls is None:
        raise ScenarioKitError(f"{path}: it cannot be read; see `scenario-kit validate {path}`")
    plan = Plan(calls)
    rehearsal = _rehearsal(plan, _named(plan, test_name), _given(call), worlds)
    for problem in errors_in(calls, rehearsal):
        option = _option(problem.at)
        help_ = f"; {problem.help}" if problem.help and option != "--callee" else ""
        raise ScenarioKitError(f"{option}: {problem.message}{help_}")
    result = walk(plan, request_of(plan, rehearsal), pbx_of(calls.scenario, wanted.facts))
    if format_ == "json":
        shown = {"version": 1, "scenario": calls.scenario.name, **call_fields(result)}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        click.echo(call_text(result, plan), nl=False)
    if result.stop is not None:
        stop = result.stop
        where = "" if stop.component is None else f" at `{plan.name_of(stop.component)}`"
        raise ScenarioKitError(f"the rehearsal stops{where}: {stop.reason}; {stop.option or stop.help}")


def _whole(wanted: RunOptions) -> Run:
    """Check with every rule, whatever the project's settings select: what is broken cannot be rehearsed."""
    from scenario_kit.run.selection import Selection

    return wanted._replace(selection=Selection()).check()


def _one(run: Run, path: str) -> Checked:
    if len(run.files) != 1:
        raise ScenarioKitError(f"{path}: {len(run.files)} scenarios; name one file")
    own = run.files[0].loaded.findings
    first = next((one for one in own if one.severity is Severity.ERROR and one.code.startswith("S")), None)
    if first is not None:
        raise ScenarioKitError(f"{path}:{first.span.line}:{first.span.column}: {first.message}")
    return run.files[0]


def _named(plan: Plan, name: str | None) -> Rehearsal | None:
    if name is None:
        return None
    tests = {test.name: test for test in reversed(plan.calls.scenario.tests)}
    if name not in tests:
        hint = did_you_mean(name, tests) or (f"there are: {', '.join(tests)}" if tests else "the file has no tests")
        raise ScenarioKitError(f"--test {name}: there is no such test; {hint}")
    return tests[name]


def _given(call: dict[str, str | None]) -> dict[str, str]:
    given = {("context" if name == "route_context" else name): value for name, value in call.items()}
    return {name: value for name, value in given.items() if value is not None}


def _rehearsal(plan: Plan, test: Rehearsal | None, given: dict[str, str], worlds: Sequence[str]) -> Rehearsal:
    """Make the test that the command line describes, on top of one of the file where that is wanted."""
    from pydantic import ValidationError

    from scenario_kit.language.model_errors import reworded
    from scenario_kit.language.spec import Rehearsal, World

    plain: dict[str, Any] = {"name": "command line", "world": _worlds(plan, worlds), "expect": {}, **given}
    try:
        wanted = Rehearsal.model_validate(plain)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        problem = reworded({**first, "loc": ("tests", 0, *first["loc"])}, {"tests": [plain]})
        option = _option(problem.at)
        message = problem.message.removeprefix(f"`{option.removeprefix('--')}`: ")
        raise ScenarioKitError(f"{option}: {message}" + (f"; {problem.help}" if problem.help else "")) from None
    if test is None:
        return wanted
    merged = {_name(plan, name): world for name, world in test.world.items()}
    for name, world in wanted.world.items():
        before = merged.get(name, World())
        response = world.response
        if isinstance(response, dict) and isinstance(before.response, dict):
            response = before.response | response
        changed = {field: getattr(world, field) for field in world.model_fields_set} | (
            {} if response is None else {"response": response}
        )
        merged[name] = before.model_copy(update=changed)
    changes = {field: getattr(wanted, field) for field in given}
    return test.model_copy(update={**changes, "world": merged})


def _option(at: NodePath) -> str:
    """Return the option that stands for a place in a test."""
    part = str(at[2]) if len(at) > len(("tests", 0)) else "callee"
    return f"--world {at[3]}" if part == "world" else f"--{part}"


def _worlds(plan: Plan, texts: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Read `COMPONENT.FIELD=VALUE` and `COMPONENT.response.FIELD=VALUE`."""
    worlds: dict[str, dict[str, Any]] = {}
    for text in texts:
        match = _WORLD.fullmatch(text)
        if match is None:
            raise ScenarioKitError(_WORLD_HELP)
        name, fields, value = match["component"], match["field"].split("."), match["value"]
        world = worlds.setdefault(_name(plan, name), {})
        response = world.setdefault("response", {}) if fields[0] == "response" else None
        if response is None:
            world[".".join(fields)] = value
        elif len(fields) > 1 and isinstance(response, dict):
            response[".".join(fields[1:])] = value
        elif response and response != value:
            raise ScenarioKitError(f"--world {name}.response: give its fields or `timeout`, not both")
        else:
            world["response"] = value
    return worlds


def _name(plan: Plan, name: str) -> str:
    """Return the one name of a component under which it may be merged with others; an unknown one stays."""
    node = plan.node_of(name)
    return name if node is None else plan.name_of(node)
