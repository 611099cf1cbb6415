"""The command `page`."""

from __future__ import annotations

from pathlib import Path

import click

from scenario_kit.cli.options import inventory_option, parameter_options, paths_argument, run_options
from scenario_kit.findings.model import ScenarioKitError


@click.command(epilog="Example: scenario-kit page scenarios -o page --title 'Our calls'")
@paths_argument
@click.option("-o", "--output", metavar="DIR", required=True, help="Where to write `index.html`.")
@click.option("--title", metavar="TEXT", help="What stands at the top of the page.")
@inventory_option
@click.option("--ini", metavar="FILE", help="A simotel.ini, to know which numbers the PBX bars; it is only read.")
@parameter_options
def page(
    paths: tuple[str, ...],
    output: str,
    title: str | None,
    inventory: str | None,
    ini: str | None,
    sets: tuple[str, ...],
    values: str | None,
) -> None:
    """Write one web page of scenarios: sheets, parameters, findings and rehearsals; each as far as it goes."""
    from scenario_kit.files.output import Changes, write
    from scenario_kit.report.page import TITLE
    from scenario_kit.report.page import page as page_of
    from scenario_kit.report.tests import rehearsals
    from scenario_kit.run.selection import Selection
    from scenario_kit.run.tests import run_tests

    wanted = run_options(paths, sets, values, inventory=inventory, ini=ini)
    run = wanted.check()
    unreadable = next((finding for finding in run.findings if finding.code == "S001"), None)
    if unreadable is not None:
        raise ScenarioKitError(f"{unreadable.message}; nothing was written")
    tests = run_tests(wanted._replace(selection=Selection()).check(), wanted.facts)
    artifact = page_of(run, rehearsals=rehearsals(tests), title=title or TITLE)
    directory = Path(output)
    # An earlier build there is left alone: a page is one file more, and no manifest lists it.
    write(directory, Changes((artifact,), ()))
    scenarios = f"{len(run.files)} scenario" + ("s" if len(run.files) != 1 else "")
    tested = f", {len(tests.tests)} rehearsal" + ("s" if len(tests.tests) != 1 else "") if tests.tests else ""
    found = f", {len(run.findings)} finding" + ("s" if len(run.findings) != 1 else "") if run.findings else ""
    click.echo(f"{directory / artifact.path}: {scenarios}{tested}{found}")
