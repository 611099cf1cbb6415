"""The command `build`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from scenario_kit.cli.options import (
    color_option,
    counted,
    inventory_option,
    jobs_option,
    parameter_options,
    paths_argument,
    print_findings,
    profile_options,
    resolve_options,
)


@click.command(epilog="Example: scenario-kit build scenarios -o build --ini /etc/simotel/simotel.ini")
@paths_argument
@click.option("-o", "--output", metavar="DIR", required=True, help="Output directory.")
@click.option("--ini", metavar="FILE", help="simotel.ini to merge the settings into; the result is written to DIR.")
@profile_options
@click.option("--guess", is_flag=True, help="Write what the profile only guesses too.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if DIR is out of date.")
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
    guess: bool,
    check: bool,
    inventory: str | None,
    jobs: int,
    sets: tuple[str, ...],
    values: tuple[str, ...],
    colour: bool,
) -> None:
    """Write the sheets, API requests, settings and pictures of scenarios.

    Sheets that `import` read keep their ids and positions, from NAME.editor.json beside the scenario. If a scenario has
    an error, nothing is written.
    """
    from scenario_kit.files.output import changes, write
    from scenario_kit.run.build import build_file, combine_built

    options = resolve_options(paths, sets, values, inventory=inventory, merge_into=ini)
    make = partial(build_file, templates=templates, profile=profile, guess=guess)
    run, built_files = options.check_and_make(make, jobs)
    built = None if run.has_errors or run.blockers else combine_built(built_files, ini=options.ini)
    findings = dict.fromkeys((*run.findings_and_blockers, *(() if built is None else built.findings)))
    if findings:
        print_findings(run, list(findings), colour=colour)
    for line in () if built is None else built.guessed:
        click.echo(line, err=True)
    for remark in (file.remark for file in built_files if file.remark is not None):
        click.echo(f"scenario-kit: {remark}", err=True)
    if built is None or built.is_refused:
        remedy = "; export that sheet and add it to `scenario-kit profile learn`, or use --guess"
        remedy = remedy if built is not None and built.guessed else ""
        click.echo(f"scenario-kit: nothing was written{remedy}", err=True)
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
    click.echo(
        f"{directory}: {total} files of {counted(len(built_files), 'scenario')}; "
        f"{len(planned.write)} written, {total - len(planned.write)} unchanged, {len(planned.remove)} removed"
    )
