"""The command `diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scenario_kit.cli.options import (
    WRONG_USE,
    check_scenarios,
    color_option,
    format_option,
    parameter_options,
    print_findings,
    profile_options,
)
from scenario_kit.cli.sheets import read_sheets
from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.editor.exported import ExportedSheet, Profile
    from scenario_kit.run.checking import Run


@click.command(epilog="Example: scenario-kit diff clinic.yaml exported/*.json")
@click.argument("path", type=click.Path(allow_dash=True))
@click.argument("exported", metavar="[EXPORTED]...", nargs=-1, type=click.Path(allow_dash=True))
@click.option("--built", metavar="DIR", help="Compare with the sheets that an earlier `build` wrote to DIR.")
@click.option("--positions", is_flag=True, help="Show changed positions of components too.")
@format_option(["text", "json"])
@profile_options
@parameter_options
@color_option
@click.pass_context
def diff(
    context: click.Context,
    *,
    path: str,
    exported: tuple[str, ...],
    built: str | None,
    positions: bool,
    format_: str,
    profile: str,
    templates: str | None,
    sets: tuple[str, ...],
    values: str | None,
    colour: bool,
) -> None:
    """Show what importing the built sheets into the editor would change.

    EXPORTED are the sheets exported from the editor: `+` would be added there, `-` removed. Exits with 1 if there are
    differences.
    """
    from scenario_kit.editor.differences import as_json, compare, text
    from scenario_kit.editor.exported import built_sheets, read_profile

    if bool(exported) == bool(built):
        raise click.UsageError("Name exported sheets or use --built DIR.")
    sheet_profile = read_profile(profile, templates)
    graphs = _graphs(check_scenarios((path,), sets, values), colour)
    if built:
        old_sheets = _built(graphs, Path(built), sheet_profile)
    else:
        old_sheets = _exported(path, graphs, exported, sheet_profile)
    differences = {
        name: compare(old_sheets[name], built_sheets(calls, sheet_profile), positions=positions)
        for name, calls in graphs.items()
    }
    if format_ == "json":
        click.echo(as_json(differences).encode(), nl=False)
    else:
        for index, (name, found) in enumerate(differences.items()):
            if len(differences) > 1:
                click.echo(("\n" if index else "") + f"scenario {name}")
            click.echo(text(found, colour=colour), nl=False, color=colour)
    context.exit(int(any(differences.values())))


def _graphs(run: Run, colour: bool) -> Mapping[str, CallGraph]:
    """Return the call graphs by the names of their scenarios; if there are errors, print them and exit."""
    if run.has_errors or run.blockers:
        print_findings(run.findings_and_blockers, run.texts, colour=colour)
        click.get_current_context().exit(WRONG_USE)
    return {checked.calls.scenario.name: checked.calls for checked in run.files if checked.calls is not None}


def _exported(
    path: str, graphs: Mapping[str, CallGraph], files: Iterable[str], profile: Profile
) -> Mapping[str, Sequence[ExportedSheet]]:
    """Read the sheets of each scenario; a single scenario gets all sheets, whatever name of a scenario they have."""
    from scenario_kit.editor.exported import check_together

    sheets = read_sheets(files, profile)
    if len(graphs) == 1:
        check_together(sheets)
        return dict.fromkeys(graphs, sheets)
    by_scenario: dict[str, list[ExportedSheet]] = {name: [] for name in graphs}
    for sheet in sheets:
        if sheet.scenario not in by_scenario:
            known = ", ".join(by_scenario) or "none"
            raise ScenarioKitError(
                f"{sheet.file}: a sheet of scenario {sheet.scenario_text}, which {path} does not have; known: {known}"
            )
        by_scenario[sheet.scenario].append(sheet)
    for sheets_of_one in filter(None, by_scenario.values()):
        check_together(sheets_of_one)
    return by_scenario


def _built(graphs: Iterable[str], directory: Path, profile: Profile) -> Mapping[str, Sequence[ExportedSheet]]:
    if not directory.is_dir():
        raise ScenarioKitError(f"--built {directory}: no such directory")
    return {name: read_sheets(sorted((directory / name / "sheets").glob("*.json")), profile) for name in graphs}
