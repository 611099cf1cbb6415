"""The command `fmt`."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scenario_kit.cli.options import color_option, paths_argument, wanted_paths, wants_colour
from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from scenario_kit.findings.model import Finding
    from scenario_kit.formatting import Formatted

JSON = ".json"
CANNOT = 2
"""The exit code where a file could not be read, or has something in it that could not be kept."""


@dataclass(slots=True)
class _Left:
    """Files that stay as they are, and why."""

    files: int = 0
    json: int = 0
    exit_code: int = 0
    findings: list[Finding] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def add(self, formatted: Formatted) -> None:
        """Add a file that cannot be formatted because of its findings."""
        from scenario_kit.files.source import UNREADABLE

        self.files += 1
        self.findings += formatted.findings
        self.texts[formatted.before.file] = formatted.before.text
        unreadable = any(finding.code == UNREADABLE.code for finding in formatted.findings)
        self.exit_code = max(self.exit_code, CANNOT if unreadable else 1)


@click.command(epilog="Example: scenario-kit fmt scenarios --check --diff")
@paths_argument
@click.option("--check", is_flag=True, help="Write nothing; list the files that would change, and exit with 1.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change, secrets masked, and exit with 1.")
@color_option
@click.pass_context
def fmt(context: click.Context, *, paths: tuple[str, ...], check: bool, diff: bool, color: str) -> None:
    """Rewrite scenarios in the canonical order and style.

    No comment is lost, no value and no call changes; where that cannot be made sure of, the file stays as it is. `-`
    formats standard input to standard output. JSON files stay as they are.
    """
    from scenario_kit.files.reader import STDIN, find, read
    from scenario_kit.formatting import format_document, masked_diff
    from scenario_kit.run.config import find_config

    files = find(wanted_paths(paths, find_config(Path.cwd())))
    if STDIN in files and len(files) > 1:
        raise click.UsageError("`-` cannot stand beside other paths.")
    left = _Left()
    changed = 0
    for file in files:
        if _is_json(file):
            left.json += 1
            continue
        document = read(file, sys.stdin.buffer)
        try:
            formatted = format_document(document)
            if formatted.findings:
                left.add(formatted)
                continue
            if diff:
                click.echo(masked_diff(document, formatted.after), nl=False)
            elif file == STDIN and not check:
                click.echo(formatted.after.data, nl=False)
            elif formatted.is_changed:
                _rewrite(formatted, check=check)
            changed += formatted.is_changed
        except ScenarioKitError as error:
            click.echo(f"scenario-kit: {error}", err=True)
            left.files += 1
            left.exit_code = CANNOT
    _tell(left, color)
    if files != [STDIN]:
        _sum_up(len(files), changed, left, would=check or diff, err=diff)
    context.exit(left.exit_code or int(changed > 0 and (check or diff)))


def _is_json(file: str) -> bool:
    return file.endswith(JSON) and Path(file).is_file()


def _rewrite(formatted: Formatted, *, check: bool) -> None:
    from scenario_kit.files.replace import read_original, replace_file
    from scenario_kit.findings.printable import printable

    file = formatted.before.file
    if not check:
        original = read_original(file)
        if original.data != formatted.before.data:
            raise ScenarioKitError(f"{file}: it was changed since it was read; it was not written, run again")
        replace_file(original, formatted.after.data, keep_old=False)
    click.echo(f"{'would format' if check else 'formatted'} {printable(file)}")


def _tell(left: _Left, color: str) -> None:
    from scenario_kit.report.formats import Report
    from scenario_kit.report.report import FORMATS

    if left.json:
        files = "a JSON file is" if left.json == 1 else f"{left.json} JSON files are"
        click.echo(f"scenario-kit: {files} left alone, for fmt is about YAML", err=True)
    if left.findings:
        colour = wants_colour(color)
        findings = sorted(left.findings, key=lambda finding: finding.sort_key)
        report = Report(findings, len(left.texts), left.texts, colour)
        click.echo(FORMATS["text"](report), nl=False, err=True, color=colour)


def _sum_up(files: int, changed: int, left: _Left, *, would: bool, err: bool) -> None:
    alone = left.files + left.json
    parts = [
        f"{changed} would be formatted" if would else f"{changed} formatted",
        f"{files - changed - alone} unchanged",
        *([f"{alone} left alone"] if alone else []),
    ]
    click.echo(f"{files} file{'s' if files != 1 else ''}: {', '.join(parts)}.", err=err)
