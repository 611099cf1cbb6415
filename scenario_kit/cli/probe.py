"""The command `probe`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from scenario_kit.cli.options import (
    color_option,
    format_option,
    ini_option,
    inventory_option,
    parameter_options,
    paths_argument,
    print_findings,
    resolve_options,
    warn_of_values,
)

if TYPE_CHECKING:
    from scenario_kit.report.formats import Report
    from scenario_kit.run.probes import ProbeRun

METHODS = {"post": ("POST",), "get": ("GET",), "both": ("POST", "GET")}
STYLES = {"g4": "G4", "rest4": "Rest4"}


@click.command(
    epilog="Example: scenario-kit probe scenarios/05-call-limit.yaml --url http://localhost:8000/trunk --method post"
)
@paths_argument
@click.option("--component", metavar="ID", help="Probe this component only (default: all).")
@click.option("--url", metavar="URL", help="Probe this address instead of the components' own.")
@click.option(
    "--method",
    type=click.Choice(list(METHODS)),
    default="both",
    show_default=True,
    help="How the PBX sends data: as a JSON body (post) or in the query (get).",
)
@click.option(
    "--style",
    "styles",
    type=click.Choice(list(STYLES)),
    multiple=True,
    help="How the PBX builds the address: as it is (g4), or with the component's name appended (rest4). May be "
    "repeated (default: both).",
)
@click.option(
    "--repeat",
    type=click.IntRange(1, 1000),
    metavar="N",
    default=5,
    show_default=True,
    help="Number of requests per method and style.",
)
@click.option("--caller", metavar="N", help="Number of the caller (default: that of `originate`).")
@click.option("--callee", metavar="N", help="Dialled number (default: that of `originate`).")
@click.option(
    "--data", metavar="DIGITS", help="Digits entered so far (default: none; for an IVR API, those of its first row)."
)
@format_option(["text", "json", "junit"])
@inventory_option
@ini_option("for its time-out and barred codes")
@parameter_options
@color_option
@click.pass_context
def probe(
    context: click.Context,
    *,
    paths: tuple[str, ...],
    component: str | None,
    url: str | None,
    method: str,
    styles: tuple[str, ...],
    repeat: int,
    caller: str | None,
    callee: str | None,
    data: str | None,
    format_: str,
    inventory: str | None,
    ini: str | None,
    sets: tuple[str, ...],
    values: tuple[str, ...],
    colour: bool,
) -> None:
    """Send web services the requests of the PBX, and check their answers.

    How long the answers take is checked too.
    """
    from scenario_kit.report.probes import junit
    from scenario_kit.report.report import report_of
    from scenario_kit.run.probe.asking import Method, ProbeCall, Style, ways
    from scenario_kit.run.probes import ProbeOptions, run_probes

    options = resolve_options(paths, sets, values, inventory=inventory, ini=ini)
    run = options.check()
    warn_of_values(run, colour=colour)
    if run.blockers:
        print_findings(run, run.blockers, colour=colour)
        click.echo("scenario-kit: no request was sent", err=True)
        context.exit(run.exit_code or 1)
    probe_options = ProbeOptions(
        component,
        url,
        ways([Method(name) for name in METHODS[method]], [Style(STYLES[style]) for style in styles or STYLES]),
        ProbeCall(caller, callee, data),
        repeat,
    )
    probed = run_probes(run, probe_options, facts=options.facts, selection=options.selection)
    if format_ == "junit":
        click.echo(junit(probed).encode(), nl=False)
    else:
        _print(probed, report_of(run, findings=probed.findings, colour=colour), format_)
    context.exit(probed.exit_code)


def _print(probed: ProbeRun, report: Report, format_: str) -> None:
    from scenario_kit.report.probes import asked, figures
    from scenario_kit.report.report import as_json, text

    if format_ == "text":
        click.echo(figures(probed, colour=report.colour) + text(report), nl=False, color=report.colour)
        return
    shown = json.loads(as_json(report)) | {"asked": asked(probed)}
    whole = json.dumps(shown, ensure_ascii=False, indent=2) + "\n"
    click.echo(whole.encode(errors="backslashreplace"), nl=False)
