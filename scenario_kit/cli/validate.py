"""The command `validate`."""

from __future__ import annotations

import click

from scenario_kit.cli.options import (
    color_option,
    inventory_option,
    jobs_option,
    parameter_options,
    paths_argument,
    run_options,
    wants_colour,
)

FORMATS = ("text", "json", "github", "sarif", "junit")


@click.command(epilog="Example: scenario-kit validate scenarios --set crm=https://crm.example --strict")
@paths_argument
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@inventory_option
@click.option("--ini", metavar="FILE", help="A simotel.ini, to know which numbers the PBX bars; it is only read.")
@click.option("--select", metavar="CODES", multiple=True, help="Look only for these, such as `W,C201`.")
@click.option("--ignore", metavar="CODES", multiple=True, help="Do not look for these.")
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings too.")
@jobs_option
@parameter_options
@color_option
@click.pass_context
def validate(
    context: click.Context,
    *,
    paths: tuple[str, ...],
    format_: str,
    inventory: str | None,
    ini: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    strict: bool,
    jobs: int,
    sets: tuple[str, ...],
    values: str | None,
    color: str,
) -> None:
    """Check scenarios: files, or directories of *.yaml, *.yml and *.json."""
    from scenario_kit.report.report import FORMATS, report_of
    from scenario_kit.run.checking import nothing

    wanted = run_options(paths, sets, values, inventory=inventory, ini=ini, select=select, ignore=ignore)
    run, _ = wanted.work(nothing, jobs)
    colour = wants_colour(color)
    told = FORMATS[format_](report_of(run, colour=colour))
    click.echo(told if format_ == "text" else told.encode(), nl=False, color=colour)
    context.exit(run.exit_code or int(strict and run.has_warnings))
