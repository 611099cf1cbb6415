"""The command `diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scenario_kit.cli.options import check_run_of, color_option, parameter_options, wants_colour
from scenario_kit.cli.sheets import profile_options, read_sheets
from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.editor.exported import ExportedSheet, Profile
    from scenario_kit.run.checking import Run

WRONG_USE = 2


@click.command(epilog="Example: scenario-kit diff clinic.yaml exported/*.json")
@click.argument("path", type=click.Path(allow_dash=True))
@click.argument("exported", metavar="[EXPORTED]...", nargs=-1, type=click.Path(allow_dash=True))
@click.option("--built", metavar="DIR", help="Compare with the sheets that an earlier `build` wrote into DIR.")
@click.option("--positions", is_flag=True, help="It is a difference, too, that a component stands elsewhere.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
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
    color: str,
) -> None:
    """Show what importing the built sheets into the editor would change there; exit with 1 where it changes anything.

    EXPORTED are the sheets as the editor has them: `+` is what it would get, `-` what it would lose.
    """
    from scenario_kit.editor.differences import as_json, compare, text
    from scenario_kit.editor.exported import built_sheets, read_profile

    if bool(exported) == bool(built):
        raise click.UsageError("Give either exported sheets, or --built DIR.")
    read_through = read_profile(profile, templates)
    graphs = _graphs(check_run_of((path,), sets, values), wants_colour(color))
    olds = _built(graphs, Path(built), read_through) if built else _exported(path, graphs, exported, read_through)
    found = {
        name: compare(olds[name], built_sheets(calls, read_through), positions=positions)
        for name, calls in graphs.items()
    }
    if format_ == "json":
        click.echo(as_json(found).encode(), nl=False)
    else:
        colour = wants_colour(color)
        for index, (name, differences) in enumerate(found.items()):
            if len(found) > 1:
                click.echo(("\n" if index else "") + f"scenario {name}")
            click.echo(text(differences, colour=colour), nl=False, color=colour)
    context.exit(int(any(found.values())))


def _graphs(run: Run, colour: bool) -> Mapping[str, CallGraph]:
    """Return the call graphs by the name of their scenario; where one has errors, tell them and end."""
    if run.has_errors or run.blockers:
        from scenario_kit.report.report import FORMATS, report_of

        findings = list(dict.fromkeys((*run.findings, *run.blockers)))
        click.echo(FORMATS["text"](report_of(run, findings=findings, colour=colour)), nl=False, err=True, color=colour)
        click.get_current_context().exit(WRONG_USE)
    return {checked.calls.scenario.name: checked.calls for checked in run.files if checked.calls is not None}


def _exported(
    path: str, graphs: Mapping[str, CallGraph], files: Iterable[str], profile: Profile
) -> Mapping[str, Sequence[ExportedSheet]]:
    """Read the sheets of each scenario; where there is one scenario only, they are all of it, whatever it is called."""
    from scenario_kit.editor.exported import check_together

    sheets = read_sheets(files, profile)
    if len(graphs) == 1:
        check_together(sheets)
        return dict.fromkeys(graphs, sheets)
    found: dict[str, list[ExportedSheet]] = {name: [] for name in graphs}
    for sheet in sheets:
        if sheet.scenario not in found:
            known = ", ".join(found) or "none"
            raise ScenarioKitError(
                f"{sheet.file}: {path} has no scenario {sheet.scenario_text}, which this is a sheet of; known: {known}"
            )
        found[sheet.scenario].append(sheet)
    for of_one in filter(None, found.values()):
        check_together(of_one)
    return found


def _built(graphs: Iterable[str], directory: Path, profile: Profile) -> Mapping[str, Sequence[ExportedSheet]]:
    if not directory.is_dir():
        raise ScenarioKitError(f"--built {directory}: no such directory")
    return {name: read_sheets(sorted((directory / name / "sheets").glob("*.json")), profile) for name in graphs}
