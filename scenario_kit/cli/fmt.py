"""The command `fmt`."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scenario_kit.cli.options import WRONG_USE, color_option, counted, paths_argument, paths_or_configured, wants_colour
from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from scenario_kit.findings.model import Finding
    from scenario_kit.formatting import Formatted

JSON = ".json"


@dataclass(slots=True)
class _Skipped:
    """Files that are not formatted, and why.

    Attributes:
        files: The number of files that cannot be formatted.
        json: The number of JSON files.
        exit_code: The exit code for the files that cannot be formatted.
        findings: Why they cannot be.
        texts: Their texts.
    """

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
        self.exit_code = max(self.exit_code, WRONG_USE if unreadable else 1)


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
def fmt(context: click.Context, *, paths: tuple[str, ...], check: bool, diff: bool, color: str) -> None:
    """Format scenarios in the canonical order and style.

    Comments, values and calls do not change; a file for which that cannot be verified is not written. `-` formats
    standard input to standard output. JSON files are skipped.
    """
    from scenario_kit.files.reader import STDIN, find, read
    from scenario_kit.formatting import format_document, masked_diff
    from scenario_kit.run.config import find_config

    files = find(paths_or_configured(paths, find_config(Path.cwd())))
    if STDIN in files and len(files) > 1:
        raise click.UsageError("`-` cannot be combined with other paths.")
    skipped = _Skipped()
    changed = 0
    for file in files:
        if _is_json(file):
            skipped.json += 1
            continue
        document = read(file, sys.stdin.buffer)
        try:
            formatted = format_document(document)
            if formatted.findings:
                skipped.add(formatted)
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
            skipped.files += 1
            skipped.exit_code = WRONG_USE
    _report(skipped, color)
    if files != [STDIN]:
        _summarize(len(files), changed, skipped, would=check or diff, err=diff)
    context.exit(skipped.exit_code or int(changed > 0 and (check or diff)))


def _is_json(file: str) -> bool:
    return file.endswith(JSON) and Path(file).is_file()


def _rewrite(formatted: Formatted, *, check: bool) -> None:
    from scenario_kit.files.replace import read_original, replace_file
    from scenario_kit.findings.printable import printable

    file = formatted.before.file
    if not check:
        original = read_original(file)
        if original.data != formatted.before.data:
            raise ScenarioKitError(f"{file}: the file has changed since it was read; nothing was written, run again")
        replace_file(original, formatted.after.data, keep_old=False)
    click.echo(f"{'would format' if check else 'formatted'} {printable(file)}")


def _report(skipped: _Skipped, color: str) -> None:
    from scenario_kit.report.formats import Report
    from scenario_kit.report.report import FORMATS

    if skipped.json:
        click.echo(f"scenario-kit: {counted(skipped.json, 'JSON file')} skipped; fmt formats YAML", err=True)
    if skipped.findings:
        colour = wants_colour(color)
        findings = sorted(skipped.findings, key=lambda finding: finding.sort_key)
        report = Report(findings, len(skipped.texts), skipped.texts, colour)
        click.echo(FORMATS["text"](report), nl=False, err=True, color=colour)


def _summarize(files: int, changed: int, skipped: _Skipped, *, would: bool, err: bool) -> None:
    skipped_files = skipped.files + skipped.json
    parts = [
        f"{changed} would be formatted" if would else f"{changed} formatted",
        f"{files - changed - skipped_files} unchanged",
        *([f"{skipped_files} skipped"] if skipped_files else []),
    ]
    click.echo(f"{counted(files, 'file')}: {', '.join(parts)}.", err=err)
