"""The command `new`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from scenario_kit.findings.model import ScenarioKitError

SUFFIXES = (".yaml", ".yml")


def _complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from scenario_kit.cli.starters import starters

    del context, parameter
    return [CompletionItem(one.name, help=one.description) for one in starters() if one.name.startswith(incomplete)]


@click.command(epilog="Example: scenario-kit new call-limit -o scenarios/consult.yaml")
@click.argument("template", metavar="[TEMPLATE]", required=False, shell_complete=_complete)
@click.option("--list", "list_", is_flag=True, help="List the starters, and what each is for.")
@click.option("-o", "--output", metavar="FILE", default="-", help="Where to write; stdout where not given.")
@click.option("--name", metavar="NAME", help="The scenario's name; that of FILE, else the starter's, where not given.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def new(*, template: str | None, list_: bool, output: str, name: str | None, force: bool) -> None:
    """Begin a scenario with a commented starter."""
    from scenario_kit.cli.starters import is_name, renamed, starter

    if list_ or (template is None and output == "-" and name is None and sys.stdout.isatty()):
        _list()
        return
    if template is None:
        raise click.UsageError("Missing argument 'TEMPLATE'; `scenario-kit new --list` lists the starters.")
    one = starter(template)
    if name is not None and not is_name(name):
        raise ScenarioKitError(f"--name `{name}`: a name is lower-case letters, digits and hyphens, 63 at most")
    stem = Path(output).stem
    name = name or (stem if output != "-" and is_name(stem) else one.name)
    text = renamed(one, name)
    if output == "-":
        click.echo(text, nl=False)
        return
    _write(Path(output), text.encode(), force=force)
    click.echo(f"{output}: the scenario `{name}`, begun with `{one.name}`. Change it, then:")
    click.echo(f"  scenario-kit validate {shlex.quote(output)}")


def _list() -> None:
    from scenario_kit.cli.starters import starters

    listed = starters()
    width = max(len(one.name) for one in listed)
    for one in listed:
        click.echo(f"{one.name:<{width}}  {one.description}")


def _write(path: Path, data: bytes, *, force: bool) -> None:
    """Write a file that is not there yet, or replace it where that is wanted.

    Raises:
        ScenarioKitError: It is there, or cannot be written.
    """
    from scenario_kit.files.replace import read_original, replace_file

    if path.suffix not in SUFFIXES:
        raise ScenarioKitError(f"-o {path}: a scenario is a file named *{' or *'.join(SUFFIXES)}")
    if force and path.exists():
        replace_file(read_original(str(path)), data, keep_old=False)
        return
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise ScenarioKitError(f"-o {path}: the file is there already; --force writes over it") from None
    except OSError as error:
        raise ScenarioKitError(f"-o {path}: {(error.strerror or 'cannot be written').lower()}") from None
