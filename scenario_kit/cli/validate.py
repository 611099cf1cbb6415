"""The command `validate`."""

from __future__ import annotations

import click

from scenario_kit.cli.options import check_run_of, color_option, parameter_options, paths_argument, wants_colour


@click.command(epilog="Example: scenario-kit validate scenarios --set crm=https://crm.example")
@paths_argument
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@parameter_options
@color_option
@click.pass_context
def validate(
    context: click.Context, paths: tuple[str, ...], format_: str, sets: tuple[str, ...], values: str | None, color: str
) -> None:
    """Check scenarios: files, or directories of *.yaml, *.yml and *.json."""
    from scenario_kit.report import FORMATS, report_of  # noqa: PLC0415

    run = check_run_of(paths, sets, values)
    colour = wants_colour(color)
    click.echo(FORMATS[format_](report_of(run, colour=colour)), nl=False, color=colour)
    context.exit(run.exit_code)
