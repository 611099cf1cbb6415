"""The command `validate`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from scenario_kit.cli.options import (
    Wishes,
    color_option,
    inventory_option,
    parameter_options,
    paths_argument,
    wants_colour,
    wishes,
)

if TYPE_CHECKING:
    from scenario_kit.run import Run

FORMATS = ("text", "json", "github", "sarif", "junit")
MANY = 50
"""Files from which on a terminal shows how far the run is."""


@click.command(epilog="Example: scenario-kit validate scenarios --set crm=https://crm.example --strict")
@paths_argument
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@inventory_option
@click.option("--ini", metavar="FILE", help="A simotel.ini, to know which numbers the PBX bars; it is only read.")
@click.option("--select", metavar="CODES", multiple=True, help="Look only for these, such as `W,C201`.")
@click.option("--ignore", metavar="CODES", multiple=True, help="Do not look for these.")
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings too.")
@click.option(
    "--jobs", type=click.IntRange(min=0), metavar="N", default=0, help="Processes; as many as are worth it by default."
)
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
    from scenario_kit.report import FORMATS, report_of

    wanted = wishes(paths, sets, values, inventory=inventory, ini=ini, select=select, ignore=ignore)
    run = _run(wanted, jobs)
    colour = wants_colour(color)
    told = FORMATS[format_](report_of(run, colour=colour))
    click.echo(told if format_ == "text" else told.encode(), nl=False, color=colour)
    context.exit(run.exit_code or int(strict and run.has_warnings))


def _run(wanted: Wishes, jobs: int) -> Run:
    from scenario_kit.reader import STDIN, find
    from scenario_kit.run import conclude, examine, jobs_for

    files = find(wanted.paths)
    processes = 1 if STDIN in files else jobs_for(len(files), jobs, os.cpu_count() or 1)
    examined = examine(files, wanted.given, stdin=sys.stdin.buffer, world=wanted.world, jobs=processes)
    if len(files) >= MANY and sys.stderr.isatty():
        with click.progressbar(examined, length=len(files), label="Checking", file=sys.stderr) as shown:
            found = list(shown)
    else:
        found = list(examined)
    return conclude(found, required=wanted.required, selection=wanted.selection)
