"""The command `graph`."""

from __future__ import annotations

import click

from scenario_kit.cli.options import (
    STDOUT,
    check_scenarios,
    output_option,
    parameter_options,
    single_file,
    warn_of_values,
    write_file,
)
from scenario_kit.findings.model import ScenarioKitError


@click.command(epilog="Example: scenario-kit graph scenarios/05-call-limit.yaml -o plan.svg --format svg")
@click.argument("path", type=click.Path(allow_dash=True))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["mermaid", "dot", "svg", "json", "graphml"]),
    default="mermaid",
    show_default=True,
    help="Output format; json is networkx's node-link form.",
)
@output_option
@parameter_options
def graph(path: str, format_: str, output: str, sets: tuple[str, ...], values: tuple[str, ...]) -> None:
    """Draw the call graph of one scenario, even if it has errors."""
    from scenario_kit.rendering.artifacts import GRAPH_FORMATS

    run = check_scenarios((path,), sets, values)
    warn_of_values(run)
    calls = single_file(run, path).calls
    if calls is None:
        raise ScenarioKitError(f"{path}: {run.blockers[0].message}")
    data = GRAPH_FORMATS[format_](calls)
    if output == STDOUT:
        click.echo(data, nl=False)
    else:
        write_file(output, data)
