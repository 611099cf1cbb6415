"""The command `graph`."""

from __future__ import annotations

from pathlib import Path

import click

from scenario_kit.cli.options import check_run_of, parameter_options
from scenario_kit.findings.model import ScenarioKitError


@click.command(epilog="Example: scenario-kit graph scenarios/05-call-limit.yaml -o plan.svg --format svg")
@click.argument("path", type=click.Path(allow_dash=True))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["mermaid", "dot", "svg", "json", "graphml"]),
    default="mermaid",
    show_default=True,
)
@click.option("-o", "--output", metavar="FILE", default="-", help="File to write; default: standard output.")
@parameter_options
def graph(path: str, format_: str, output: str, sets: tuple[str, ...], values: str | None) -> None:
    """Draw the call graph of one scenario, or write it for other programs (json is networkx's node-link form)."""
    from scenario_kit.rendering.artifacts import GRAPH_FORMATS

    run = check_run_of((path,), sets, values)
    graphs = [checked.calls for checked in run.files if checked.calls is not None]
    if len(run.files) != 1 or not graphs:
        reason = run.findings[0].message if len(run.files) == 1 else f"{len(run.files)} scenarios; name one file"
        raise ScenarioKitError(f"{path}: {reason}")
    data = GRAPH_FORMATS[format_](graphs[0])
    if output == "-":
        click.echo(data, nl=False)
    else:
        try:
            Path(output).write_bytes(data)
        except OSError as error:
            raise ScenarioKitError(f"{output}: {(error.strerror or 'cannot be written').lower()}") from None
