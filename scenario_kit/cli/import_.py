"""The command `import`."""

from __future__ import annotations

import click

from scenario_kit.cli.options import STDOUT, counted, output_option, profile_options, write_new_files
from scenario_kit.cli.sheets import read_sheets

_REMEDY = "name another file, or remove this one"


@click.command("import", epilog="Example: scenario-kit import exported/*.json -o clinic.yaml")
@click.argument("exported", metavar="EXPORTED...", nargs=-1, required=True, type=click.Path(allow_dash=True))
@output_option
@click.option("--name", metavar="NAME", help="Name of the scenario (default: the name in the sheets).")
@profile_options
def import_(exported: tuple[str, ...], output: str, name: str | None, profile: str, templates: str | None) -> None:
    """Make a scenario from its exported sheets.

    Building the scenario makes the same sheets again. Their ids, positions and all else that the editor knows are
    written to NAME.editor.json beside the scenario.
    """
    from scenario_kit.editor.exported import read_profile
    from scenario_kit.editor.importing import import_sheets
    from scenario_kit.files.reader import editor_file_of

    sheet_profile = read_profile(profile, templates)
    keep = output != STDOUT
    imported = import_sheets(read_sheets(exported, sheet_profile), sheet_profile, name=name, keep=keep)
    if imported.editor_file is None:
        click.echo(imported.text.encode(), nl=False)
        click.echo("scenario-kit: no editor file is written; use -o FILE to keep ids and positions beside it", err=True)
    else:
        editor_file = editor_file_of(output)
        write_new_files({output: imported.text.encode(), editor_file: imported.editor_file.encode()}, _REMEDY)
        click.echo(f"{output}: scenario {imported.name} of {counted(len(exported), 'sheet')}")
        click.echo(f"{editor_file}: ids, positions and what else the editor knows")
    for change in imported.changes:
        click.echo(f"scenario-kit: building it changes {change}", err=True)
