"""The command `import`."""

from __future__ import annotations

from pathlib import Path

import click

from scenario_kit.cli.sheets import profile_options, read_sheets
from scenario_kit.findings.model import ScenarioKitError


@click.command("import", epilog="Example: scenario-kit import exported/*.json -o clinic.yaml")
@click.argument("exported", metavar="EXPORTED...", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option("-o", "--output", metavar="FILE", default="-", help="A new file to write; stdout where not given.")
@click.option("--name", metavar="NAME", help="The scenario's name, in place of the one that the sheets hold.")
@profile_options
def import_(exported: tuple[str, ...], output: str, name: str | None, profile: str, templates: str | None) -> None:
    """Make a scenario of its exported sheets; building it gives the same sheets."""
    from scenario_kit.editor.exported import read_profile
    from scenario_kit.editor.importing import import_sheets

    read_through = read_profile(profile, templates)
    imported = import_sheets(read_sheets(exported, read_through), read_through, name=name)
    if output == "-":
        click.echo(imported.text.encode(), nl=False)
    else:
        _write(output, imported.text)
        click.echo(f"{output}: scenario {imported.name} of {len(exported)} sheet" + ("s" if len(exported) > 1 else ""))
    for change in imported.changes:
        click.echo(f"scenario-kit: building it changes {change}", err=True)


def _write(output: str, text: str) -> None:
    """Write a file that is not there yet: over one that is, what no sheet holds would be lost."""
    try:
        with Path(output).open("xb") as file:
            file.write(text.encode())
    except FileExistsError:
        message = f"{output} is there already and may hold what no sheet does; name another file, or remove it"
        raise ScenarioKitError(message) from None
    except OSError as error:
        raise ScenarioKitError(f"{output}: {(error.strerror or 'cannot be written').lower()}") from None
