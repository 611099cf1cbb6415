"""The command `build`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

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


@click.command(epilog="Example: scenario-kit build scenarios -o build --ini /etc/simotel/simotel.ini")
@paths_argument
@click.option("-o", "--output", metavar="DIR", required=True, help="Where to write.")
@click.option("--ini", metavar="FILE", help="A simotel.ini to merge the scenarios' settings into; it is only read.")
@click.option("--templates", metavar="DIR", help="Templates of your own, before the built-in ones.")
@click.option("--profile", metavar="NAME", default="scenario-kit", show_default=True, help="The sheets' format.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if DIR is not what would be written.")
@inventory_option
@jobs_option
@parameter_options
@color_option
@click.pass_context
def build(
    context: click.Context,
    paths: tuple[str, ...],
    output: str,
    ini: str | None,
    templates: str | None,
    profile: str,
    check: bool,
    inventory: str | None,
    jobs: int,
    sets: tuple[str, ...],
    values: str | None,
    color: str,
) -> None:
    """Validate scenarios and write sheets, requests, settings and pictures; nothing where there is an error."""
    from scenario_kit.files.output import changes, write
    from scenario_kit.report.report import FORMATS, report_of
    from scenario_kit.run.build import IniFile, bring_together, make

    wanted = run_options(paths, sets, values, inventory=inventory, merge_into=ini)
    run, made = wanted.work(partial(make, templates=templates, profile=profile), jobs)
    ini_file = None if wanted.ini is None else IniFile(*wanted.ini)
    built = None if run.has_errors or run.blockers else bring_together(made, ini=ini_file)
    findings = dict.fromkeys((*run.findings, *run.blockers, *(() if built is None else built.findings)))
    if findings:
        colour = wants_colour(color)
        report = report_of(run, findings=list(findings), colour=colour)
        click.echo(FORMATS["text"](report), nl=False, err=True, color=colour)
    if built is None or built.refused:
        click.echo("scenario-kit: nothing was written", err=True)
        context.exit(run.exit_code or 1)
    directory = Path(output)
    planned = changes(directory, built.artifacts)
    if check:
        for artifact in planned.write:
            click.echo(f"differs  {directory / artifact.path}")
        for path in planned.remove:
            click.echo(f"obsolete {directory / path}")
        context.exit(1 if planned.write or planned.remove else 0)
    write(directory, planned)
    total = len(built.artifacts)
    scenarios = f"{len(made)} scenario" + ("s" if len(made) != 1 else "")
    click.echo(
        f"{directory}: {total} files of {scenarios}; "
        f"{len(planned.write)} written, {total - len(planned.write)} unchanged, {len(planned.remove)} removed"
    )
