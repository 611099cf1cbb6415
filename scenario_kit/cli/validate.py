"""The command `validate`."""

from __future__ import annotations

import click

from scenario_kit.cli.options import (
    color_option,
    format_option,
    ini_option,
    inventory_option,
    jobs_option,
    parameter_options,
    paths_argument,
    resolve_options,
)


@click.command(epilog="Example: scenario-kit validate scenarios --set crm=https://crm.example --strict")
@paths_argument
@format_option(["text", "json", "github", "sarif", "junit"])
@inventory_option
@ini_option("to check for numbers that it bars")
@click.option("--select", metavar="CODES", multiple=True, help="Report only these rules, such as `W,C201`.")
@click.option("--ignore", metavar="CODES", multiple=True, help="Skip these rules.")
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
    values: tuple[str, ...],
    colour: bool,
) -> None:
    """Check scenarios. A directory means the *.yaml, *.yml and *.json files below it."""
    from scenario_kit.report.report import FORMATS, report_of
    from scenario_kit.run.checking import discard

    options = resolve_options(paths, sets, values, inventory=inventory, ini=ini, select=select, ignore=ignore)
    run, _ = options.check_and_make(discard, jobs)
    report = FORMATS[format_](report_of(run, colour=colour))
    click.echo(report if format_ == "text" else report.encode(), nl=False, color=colour)
    context.exit(run.exit_code or int(strict and run.has_warnings))
