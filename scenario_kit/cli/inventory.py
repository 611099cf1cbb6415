"""The command `inventory pull`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from scenario_kit.cli.server import check_server_option, pbx_at, server_options
from scenario_kit.findings.model import ScenarioKitError


@click.group(epilog="Example: scenario-kit inventory pull --server https://pbx.example -o pbx.json")
def inventory() -> None:
    """Find out what exists on a PBX."""


@inventory.command(epilog="Example: scenario-kit inventory pull --server https://pbx.example -o pbx.json")
@click.option("--server", metavar="URL", required=True, help="The PBX, such as https://pbx.example.")
@click.option("-o", "--output", metavar="FILE", required=True, help="Where to write; `-` is standard output.")
@server_options
def pull(server: str, output: str, timeout: float, ca_file: str | None) -> None:
    """Write what exists on a PBX, for `validate --inventory`: names and numbers, and none of its secrets.

    Key, user and password come from SIMOTEL_API_KEY, SIMOTEL_USER and SIMOTEL_PASSWORD in the environment.
    """
    from scenario_kit.pbx.searches import counted, inventory_text
    from scenario_kit.pbx.searches import pull as ask

    check_server_option(server)
    if output != "-":
        _check_output(Path(output))
    sections = ask(pbx_at(server, timeout, ca_file))
    data = inventory_text(sections).encode()
    if output == "-":
        click.echo(data, nl=False)
    else:
        _write(Path(output), data)
    click.echo(f"{'inventory' if output == '-' else output}: {counted(sections)}", err=True)


def _check_output(path: Path) -> None:
    """Refuse, before the PBX is asked, what could not be put in the place of a file."""
    if path.exists() and not path.is_file():
        raise ScenarioKitError(f"{path}: is not a file; write `-` for standard output")


def _write(path: Path, data: bytes) -> None:
    from scenario_kit.files.artifact import Artifact
    from scenario_kit.files.output import Changes, write

    target = Path(os.path.realpath(path))  # a link stays one
    write(target.parent, Changes((Artifact(target.name, data),), ()))
