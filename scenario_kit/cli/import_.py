"""The command `import`."""

from __future__ import annotations

import click

from scenario_kit.cli.options import STDOUT, counted, output_option, profile_options, write_new_file
from scenario_kit.cli.sheets import read_sheets


@click.command("import", epilog="Example: scenario-kit import exported/*.json -o clinic.yaml")
@click.argument("exported", metavar="EXPORTED...", nargs=-1, required=True, type=click.Path(allow_dash=True))
@output_option
@click.option("--name", metavar="NAME", help="Name of the scenario (default: the name in the sheets).")
@profile_options
def import_(exported: tuple[str, ...], output: str, name: str | None, profile: str, templates: str | None) -> None:
    """Make a scenario from its exported sheets.

    Building the scenario makes the same sheets again.
    """
    from scenario_kit.editor.exported import read_profile
    from scenario_kit.editor.importing import import_sheets

    sheet_profile = read_profile(profile, templates)
    imported = import_sheets(read_sheets(exported, sheet_profile), sheet_profile, name=name)
    if output == STDOUT:
        click.echo(imported.text.encode(), nl=False)
    else:
        write_new_file(output, imported.text.encode(), "name another file, or remove this one")
        click.echo(f"{output}: scenario {imported.name} of {counted(len(exported), 'sheet')}")
    for change in imported.changes:
        click.echo(f"scenario-kit: building it changes {change}", err=True)
