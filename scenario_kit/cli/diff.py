"""The command `diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from scenario_kit.cli.options import (
    WRONG_USE,
    check_scenarios,
    color_option,
    format_option,
    parameter_options,
    print_findings,
    profile_options,
    warn_of_values,
)
from scenario_kit.cli.sheets import read_sheets
from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.editor.exported import ExportedSheet, Profile
    from scenario_kit.files.document import Document
    from scenario_kit.run.checking import Run


MAX_NAMES: Final = 5
"""How many names an error lists."""


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
    values: tuple[str, ...],
    colour: bool,
) -> None:
    """Show what importing the built sheets into the editor would change.

    EXPORTED are the sheets exported from the editor: `+` would be added there, `-` removed. Each difference names its
    line of the scenario. Exits with 1 if there are differences.
    """
    from scenario_kit.editor.differences import as_json, compare, text, with_places
    from scenario_kit.editor.exported import built_sheets, read_profile

    if bool(exported) == bool(built):
        raise click.UsageError("Name exported sheets or use --built DIR.")
    sheet_profile = read_profile(profile, templates)
    scenarios = _scenarios(check_scenarios((path,), sets, values), colour)
    if built:
        old_sheets = _sheets_of_build(Path(built), scenarios, sheet_profile)
    else:
        old_sheets = _exported_sheets(path, scenarios, exported, sheet_profile)
    differences = {}
    for name, (calls, document) in scenarios.items():
        notes = _notes(document.file, profile)
        ids = {own["name"]: sheet for sheet, own in notes.items() if "name" in own}
        changes = compare(old_sheets[name], built_sheets(calls, sheet_profile, notes), positions=positions)
        differences[name] = with_places(changes, calls, document, ids)
    if format_ == "json":
        click.echo(as_json(differences).encode(), nl=False)
    else:
        for index, (name, changes) in enumerate(differences.items()):
            if len(differences) > 1:
                click.echo(("\n" if index else "") + f"scenario {name}")
            click.echo(text(changes, colour=colour), nl=False, color=colour)
    context.exit(int(any(differences.values())))


def _scenarios(run: Run, colour: bool) -> Mapping[str, tuple[CallGraph, Document]]:
    """Return the call graph and document of each scenario by name; if there are errors, print them and exit."""
    if run.has_errors or run.blockers:
        print_findings(run, run.findings_and_blockers, colour=colour)
        click.get_current_context().exit(WRONG_USE)
    warn_of_values(run, colour=colour)
    return {
        checked.calls.scenario.name: (checked.calls, checked.loaded.document)
        for checked in run.files
        if checked.calls is not None
    }


def _notes(file: str, profile: str) -> Mapping[str, dict[str, Any]]:
    """Return what the editor knows of the sheets of a scenario."""
    from scenario_kit.run.beside import notes_beside

    beside = notes_beside(file, profile)
    if beside.remark is not None:
        click.echo(f"scenario-kit: {beside.remark}", err=True)
    return beside.sheets


def _sheets_of_build(directory: Path, names: Collection[str], profile: Profile) -> dict[str, list[ExportedSheet]]:
    """Read the sheets that `build` wrote to a directory; a scenario that is not there has none.

    Raises:
        ScenarioKitError: None of the scenarios is there.
    """
    if not directory.is_dir():
        raise ScenarioKitError(f"--built {directory}: no such directory")
    files = {name: sorted((directory / name / "sheets").glob("*.json")) for name in names}
    if files and not any(files.values()):
        expected = f"{directory}/{next(iter(names))}/sheets/*.json"
        raise ScenarioKitError(
            f"--built {directory}: expected {expected}, found {_contents(directory)}; name the directory of `build -o`"
        )
    return {name: read_sheets(paths, profile) for name, paths in files.items()}


def _contents(directory: Path) -> str:
    """Say what a directory has in place of the sheets of a scenario."""
    from scenario_kit.language.values import describe

    others = sorted(folder.parent.name for folder in directory.glob("*/sheets"))
    if others:
        return f"only the sheets of {', '.join(map(describe, others[:MAX_NAMES]))}" + (
            f" and {len(others) - MAX_NAMES} more" if len(others) > MAX_NAMES else ""
        )
    if not any(directory.iterdir()):
        return "an empty directory"
    return "no sheets" if (directory / "manifest.json").is_file() else "no sheets and no manifest.json"


def _exported_sheets(
    path: str, names: Collection[str], files: Iterable[str], profile: Profile
) -> dict[str, list[ExportedSheet]]:
    """Read the sheets of each scenario; a single scenario gets all sheets, whatever scenario they name."""
    from scenario_kit.editor.exported import check_together

    sheets = read_sheets(files, profile)
    if len(names) == 1:
        check_together(sheets)
        return dict.fromkeys(names, sheets)
    by_scenario: dict[str, list[ExportedSheet]] = {name: [] for name in names}
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
