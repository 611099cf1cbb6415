"""The command `new`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from scenario_kit.cli.options import STDOUT, output_option, write_file, write_new_file
from scenario_kit.findings.model import ScenarioKitError


def _complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from scenario_kit.cli.starters import starters

    del context, parameter
    return [
        CompletionItem(starter.name, help=starter.description)
        for starter in starters()
        if starter.name.startswith(incomplete)
    ]


@click.command(epilog="Example: scenario-kit new call-limit -o scenarios/consult.yaml")
@click.argument("template", metavar="[TEMPLATE]", required=False, shell_complete=_complete)
@click.option("--list", "list_", is_flag=True, help="List the starters and their purpose.")
@output_option
@click.option("--name", metavar="NAME", help="Name of the scenario (default: from FILE or the starter).")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def new(*, template: str | None, list_: bool, output: str, name: str | None, force: bool) -> None:
    """Create a scenario from a commented starter."""
    from scenario_kit.cli.starters import find_starter, is_name, renamed, starters
    from scenario_kit.files.reader import YAML_SUFFIXES

    if list_ or (template is None and output == STDOUT and name is None and sys.stdout.isatty()):
        listed = starters()
        width = max(len(starter.name) for starter in listed)
        for starter in listed:
            click.echo(f"{starter.name:<{width}}  {starter.description}")
        return
    if template is None:
        raise click.UsageError("Missing argument 'TEMPLATE'; `scenario-kit new --list` lists the starters.")
    starter = find_starter(template)
    if name is not None and not is_name(name):
        raise ScenarioKitError(f"--name `{name}`: a name is up to 63 lower-case letters, digits and hyphens")
    stem = Path(output).stem
    name = name or (stem if output != STDOUT and is_name(stem) else starter.name)
    text = renamed(starter, name)
    if output == STDOUT:
        click.echo(text, nl=False)
        return
    if not output.endswith(YAML_SUFFIXES):
        raise ScenarioKitError(f"-o {output}: name a file *{' or *'.join(YAML_SUFFIXES)}")
    if force:
        write_file(output, text.encode())
    else:
        write_new_file(output, text.encode(), "name another file, or use --force to overwrite it")
    click.echo(f"{output}: scenario `{name}`, created from starter `{starter.name}`. Edit it, then run:")
    click.echo(f"  scenario-kit validate {shlex.quote(output)}")
