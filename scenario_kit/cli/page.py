"""The command `page`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from scenario_kit.cli.options import (
    counted,
    ini_option,
    inventory_option,
    parameter_options,
    paths_argument,
    resolve_options,
    warn_of_values,
)
from scenario_kit.findings.model import ScenarioKitError


@click.command(epilog="Example: scenario-kit page scenarios -o page --title 'Our calls'")
@paths_argument
@click.option("-o", "--output", metavar="DIR", required=True, help="Directory for `index.html`.")
@click.option("--title", metavar="TEXT", help="Title of the page.")
@inventory_option
@ini_option("to check for numbers that it bars")
@parameter_options
def page(
    paths: tuple[str, ...],
    output: str,
    title: str | None,
    inventory: str | None,
    ini: str | None,
    sets: tuple[str, ...],
    values: tuple[str, ...],
) -> None:
    """Write a web page that shows scenarios: sheets, parameters, findings and rehearsals.

    Scenarios with errors are shown too, as far as possible.
    """
    from scenario_kit.files.output import Changes, write
    from scenario_kit.report.page import TITLE
    from scenario_kit.report.page import page as page_of
    from scenario_kit.report.tests import rehearsals
    from scenario_kit.run.tests import run_tests

    options = resolve_options(paths, sets, values, inventory=inventory, ini=ini)
    run = options.check()
    warn_of_values(run)
    unreadable = next((finding for finding in run.findings if finding.code == "S001"), None)
    if unreadable is not None:
        raise ScenarioKitError(f"{unreadable.message}; nothing was written")
    tests = run_tests(run, options.facts)
    unrun = Counter(test.file for test in tests.tests if test.result is None)
    artifact = page_of(run, rehearsals=rehearsals(tests), unrun=unrun, title=title or TITLE)
    directory = Path(output)
    # Other files in the directory stay: no manifest lists the page.
    write(directory, Changes((artifact,), ()))
    counts = [(len(run.files), "scenario"), (len(tests.tests), "rehearsal"), (len(run.findings), "finding")]
    shown = ", ".join(counted(number, noun) for number, noun in counts if number or noun == "scenario")
    click.echo(f"{directory / artifact.path}: {shown}")
