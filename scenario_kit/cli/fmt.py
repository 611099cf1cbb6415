"""The command `fmt`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scenario_kit.cli.options import (
    WRONG_USE,
    color_option,
    counted,
    paths_argument,
    paths_or_configured,
    print_findings,
)
from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from scenario_kit.formatting import Formatted


@click.command(epilog="Example: scenario-kit fmt scenarios --check --diff")
@paths_argument
@click.option(
    "--check", is_flag=True, help="Write nothing; list the files that would change, and exit with 1 if there are any."
)
@click.option(
    "--diff",
    is_flag=True,
    help="Write nothing; show the changes with secrets masked, and exit with 1 if there are any.",
)
@color_option
@click.pass_context
def fmt(context: click.Context, *, paths: tuple[str, ...], check: bool, diff: bool, colour: bool) -> None:
    """Format scenarios in the canonical order and style.

    Comments, values and calls do not change; a file for which that cannot be verified is not written. `-` formats
    standard input to standard output. JSON files are skipped.
    """
    from scenario_kit.files.reader import STDIN, find, read
    from scenario_kit.files.source import UNREADABLE
    from scenario_kit.formatting import format_document
    from scenario_kit.run.config import find_config

    files = find(paths_or_configured(paths, find_config(Path.cwd())))
    if STDIN in files and len(files) > 1:
        raise click.UsageError("`-` cannot be combined with other paths.")
    yaml_files = [file for file in files if not (file.endswith(".json") and Path(file).is_file())]
    rejected: list[Formatted] = []
    changed = failed = 0
    for file in yaml_files:
        try:
            formatted = format_document(read(file, sys.stdin.buffer))
            if formatted.findings:
                rejected.append(formatted)
                continue
            _show_or_write(formatted, check=check, diff=diff)
            changed += formatted.is_changed
        except ScenarioKitError as error:
            click.echo(f"scenario-kit: {error}", err=True)
            failed += 1
    json_files = len(files) - len(yaml_files)
    if json_files:
        click.echo(f"scenario-kit: {counted(json_files, 'JSON file')} skipped; fmt formats YAML", err=True)
    findings = sorted((finding for file in rejected for finding in file.findings), key=lambda finding: finding.sort_key)
    if findings:
        from scenario_kit.run.checking import Run

        texts = {file.before.file: file.before.text for file in rejected}
        print_findings(Run((), tuple(findings), (), texts), findings, colour=colour)
    would = check or diff
    if files != [STDIN]:
        skipped = json_files + failed + len(rejected)
        parts = [f"{changed} {'would be ' if would else ''}formatted", f"{len(files) - changed - skipped} unchanged"]
        parts += [f"{skipped} skipped"] if skipped else []
        click.echo(f"{counted(len(files), 'file')}: {', '.join(parts)}.", err=diff)
    if failed or UNREADABLE.code in {finding.code for finding in findings}:
        context.exit(WRONG_USE)
    context.exit(int(bool(rejected) or (changed > 0 and would)))


def _show_or_write(formatted: Formatted, *, check: bool, diff: bool) -> None:
    from scenario_kit.files.reader import STDIN
    from scenario_kit.files.replace import read_original, replace_file
    from scenario_kit.findings.printable import printable
    from scenario_kit.formatting import masked_diff

    file = formatted.before.file
    if diff:
        click.echo(masked_diff(formatted.before, formatted.after), nl=False)
        return
    if file == STDIN and not check:
        click.echo(formatted.after.data, nl=False)
        return
    if not formatted.is_changed:
        return
    if not check:
        original = read_original(file)
        if original.data != formatted.before.data:
            raise ScenarioKitError(f"{file}: the file has changed since it was read; nothing was written, run again")
        replace_file(original, formatted.after.data, keep_old=False)
    click.echo(f"{'would format' if check else 'formatted'} {printable(file)}")
