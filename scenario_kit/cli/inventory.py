"""The command `inventory pull`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from scenario_kit.cli.server import check_server_option, pbx_at, server_options
from scenario_kit.findings.model import ScenarioKitError


@click.group(epilog="Example: scenario-kit inventory pull --server https://pbx.example -o pbx.json")
def inventory() -> None:
    """Read what exists on a PBX."""


@inventory.command(epilog="Example: scenario-kit inventory pull --server https://pbx.example -o pbx.json")
@click.option(
    "--server",
    metavar="URL",
    required=True,
    help="The PBX, such as https://pbx.example or https://pbx.example/api/v4.1.",
)
@click.option("-o", "--output", metavar="FILE", required=True, help="The file to write, or `-` for standard output.")
@server_options
def pull(server: str, output: str, timeout: float, ca_file: str | None) -> None:
    """Write the names and numbers that exist on a PBX, without its secrets, for `validate --inventory`.

    The API key, or user and password, or all three come from SIMOTEL_API_KEY, SIMOTEL_USER and SIMOTEL_PASSWORD in the
    environment.
    """
    from scenario_kit.files.artifact import Artifact
    from scenario_kit.files.output import Changes, write
    from scenario_kit.pbx.searches import counted, inventory_text
    from scenario_kit.pbx.searches import pull as search

    check_server_option(server)
    target = Path(os.path.realpath(output))  # keeps a symbolic link
    if output != "-" and target.exists() and not target.is_file():
        raise ScenarioKitError(f"{output}: not a file; use `-` for standard output")
    sections = search(pbx_at(server, timeout, ca_file))
    data = inventory_text(sections).encode()
    if output == "-":
        click.echo(data, nl=False)
    else:
        write(target.parent, Changes((Artifact(target.name, data),), ()))
    click.echo(f"{'inventory' if output == '-' else output}: {counted(sections)}", err=True)
