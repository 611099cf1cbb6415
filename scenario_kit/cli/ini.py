"""The commands `ini diff`, `ini check`, `ini apply` and `ini restore`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import click

from scenario_kit.cli.options import (
    check_scenarios,
    color_option,
    format_option,
    parameter_options,
    paths_argument,
    warn_of_values,
)
from scenario_kit.findings.model import START, ScenarioKitError, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from scenario_kit.files.replace import Original
    from scenario_kit.findings.model import Finding
    from scenario_kit.pbx.ini.plan import IniPlan
    from scenario_kit.pbx.ini.settings import Setting

RESTART = """\
Restart both services to apply the settings; this command does not restart them:
  Debian, Ubuntu   service simotel restart; service simotelagi restart
  old Ubuntu       stop simotel; start simotel; stop simotelagi; start simotelagi
"""

_file = click.option(
    "--file", "file", metavar="FILE", required=True, help="The settings file, or `-` for standard input."
)
_backup_dir = click.option(
    "--backup-dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The directory for backups (default: the directory of the file).",
)
_keep = click.option("--keep", type=click.IntRange(min=1), metavar="N", help="Keep only the newest N backups.")


class _PlanOptions(TypedDict):
    """The options for the required settings and for reading the file."""

    paths: tuple[str, ...]
    file: str
    keys: tuple[str, ...]
    sets: tuple[str, ...]
    values: tuple[str, ...]
    layout: str | None
    encoding: str
    create: bool


def _plan_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of `_PlanOptions`."""
    decorators: tuple[Callable[[Callable[..., Any]], Callable[..., Any]], ...] = (
        click.option("--create", is_flag=True, help="Treat a missing file as empty."),
        click.option("--encoding", default="utf-8", show_default=True, help="The encoding of the file."),
        click.option(
            "--layout",
            type=click.Choice(["api", "call_limit", "auto"]),
            help="The sections to write to; auto keeps existing keys in place (default: as in the scenarios).",
        ),
        parameter_options,
        click.option(
            "--set-key", "keys", metavar="NAME=VALUE", multiple=True, help="A required setting; may be repeated."
        ),
        _file,
        paths_argument,
    )
    for decorate in decorators:
        command = decorate(command)
    return command


@click.group(epilog="Example: scenario-kit ini diff scenarios --file /etc/simotel/simotel.ini")
def ini() -> None:
    """Merge settings into simotel.ini; only the lines of managed keys change."""


@ini.command(epilog="Example: scenario-kit ini diff --file simotel.ini --set-key client_api_caller_timeout=2")
@_plan_options
@format_option(("text", "json"))
@click.option(
    "--patch", is_flag=True, help="Write a diff without context for the program `patch`, for servers without Python."
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 if the file would change.")
@click.pass_context
def diff(
    context: click.Context, /, *, format_: str, patch: bool, exit_code: bool, **options: Unpack[_PlanOptions]
) -> None:
    """Show what `apply` would change; the values of other keys are masked."""
    from scenario_kit.pbx.ini.diff import unified_diff

    _, plan = _plan(**options)
    if format_ == "json":
        _print_json(plan)
    else:
        _print_findings(plan.findings, err=True)
        shown = unified_diff(plan, patch=patch)
        click.echo(shown.encode(plan.encoding) if patch else _printable(shown), nl=False)
    context.exit(_exit_code(plan.findings) or int(exit_code and plan.changed))


@ini.command(epilog="Example: scenario-kit ini check scenarios --file /etc/simotel/simotel.ini --format json")
@_plan_options
@format_option(("text", "json"))
@color_option
@click.option("--all", "all_", is_flag=True, help="Check every documented key of the file; no settings are required.")
@click.pass_context
def check(
    context: click.Context, /, *, format_: str, colour: bool, all_: bool, **options: Unpack[_PlanOptions]
) -> None:
    """Report where the file differs from the required settings; exit with 1 if it does."""
    from scenario_kit.pbx.ini.lint import lint_ini

    _, plan = _plan(optional=all_, **options)
    linted = lint_ini(plan.text) if all_ and plan.text is not None else ()
    findings = sorted({*plan.findings, *plan.drift, *linted}, key=lambda finding: finding.sort_key)
    _print_findings(findings, format_=format_, colour=colour)
    context.exit(_exit_code(findings))


@ini.command(epilog="Example: scenario-kit ini apply scenarios --file /etc/simotel/simotel.ini --keep 10")
@_plan_options
@_backup_dir
@_keep
@click.pass_context
def apply(
    context: click.Context, /, *, backup_dir: Path | None, keep: int | None, **options: Unpack[_PlanOptions]
) -> None:
    """Back up the file, then write the required settings."""
    from scenario_kit.files.replace import replace_file
    from scenario_kit.pbx.ini.diff import unified_diff

    original, plan = _plan(**options)
    if original is None:
        raise ScenarioKitError("ini apply: cannot write to standard input; give a file, or use ini diff --patch")
    _print_findings(plan.findings, err=True)
    if plan.refused:
        click.echo(f"{plan.file}: nothing was written.", err=True)
        context.exit(_exit_code(plan.findings))
    if not plan.changed:
        click.echo(f"{plan.file} already has the required settings; nothing was written.")
        return
    backup = replace_file(original, plan.new_bytes, backup_dir=backup_dir, keep=keep)
    click.echo(_printable(unified_diff(plan)), nl=False)
    click.echo(f"Updated {plan.file}; the backup is {backup}." if backup else f"Created {plan.file}.")
    click.echo(RESTART, nl=False)


@ini.command(epilog="Example: scenario-kit ini restore --file /etc/simotel/simotel.ini")
@_file
@_backup_dir
@_keep
def restore(*, file: str, backup_dir: Path | None, keep: int | None) -> None:
    """Restore the newest backup; the current file becomes a backup itself."""
    from scenario_kit.files.replace import newest_backup, read_original, replace_file

    original = read_original(file)
    source = newest_backup(original, backup_dir=backup_dir)
    data = read_original(str(source)).data
    if data is None:
        raise ScenarioKitError(f"{source}: the backup was removed in the meantime; run again")
    if data == original.data:
        click.echo(f"{file} is identical to {source}; nothing was written.")
        return
    backup = replace_file(original, data, backup_dir=backup_dir, keep=keep, like=source)
    click.echo(f"Restored {file} from {source}" + (f"; the previous file is {backup}." if backup else "."))
    click.echo(RESTART, nl=False)


def _plan(*, optional: bool = False, **options: Unpack[_PlanOptions]) -> tuple[Original | None, IniPlan]:
    from scenario_kit.files.replace import read_original
    from scenario_kit.pbx.ini.plan import plan_ini
    from scenario_kit.pbx.ini.settings import Layout

    paths, keys, file = options["paths"], options["keys"], options["file"]
    if not (paths or keys or optional):
        raise ScenarioKitError("ini: no required settings; give scenarios, or --set-key NAME=VALUE")
    settings = [*_scenario_settings(paths, options["sets"], options["values"]), *(_setting(text) for text in keys)]
    original = None if file == "-" else read_original(file)
    data = sys.stdin.buffer.read() if original is None else original.data
    if data is None and not options["create"]:
        raise ScenarioKitError(f"{file}: no such file; --create treats it as empty")
    layout = Layout(options["layout"]) if options["layout"] else None
    return original, plan_ini(data or b"", settings, file=file, layout=layout, encoding=options["encoding"])


def _scenario_settings(paths: tuple[str, ...], sets: tuple[str, ...], values: tuple[str, ...]) -> Iterable[Setting]:
    if not paths:
        return
    from scenario_kit.pbx.ini.settings import settings_of

    run = check_scenarios(paths, sets, values)
    if run.exit_code or run.blockers:
        _print_findings(run.findings_and_blockers, err=True)
        click.get_current_context().exit(run.exit_code or 1)
    warn_of_values(run)
    for checked in run.files:
        yield from settings_of(checked.loaded)


def _setting(text: str) -> Setting:
    from scenario_kit.pbx.ini.settings import Setting

    name, equals, value = text.partition("=")
    if not equals:
        raise ScenarioKitError("--set-key must be NAME=VALUE, for example --set-key client_api_caller_timeout=2")
    return Setting("api", name.strip().lower(), value.strip(), "--set-key", START)


def _print_findings(
    findings: Sequence[Finding], *, format_: str = "text", colour: bool = False, err: bool = False
) -> None:
    """Print findings. The report does not get the text of the settings file, so it cannot quote it."""
    from scenario_kit.report.formats import Report
    from scenario_kit.report.report import FORMATS

    if findings or not err:
        click.echo(FORMATS[format_](Report(findings, files=1, colour=colour)), nl=False, err=err)


def _print_json(plan: IniPlan) -> None:
    from scenario_kit.pbx.ini.diff import unified_diff
    from scenario_kit.report.formats import Report
    from scenario_kit.report.report import as_json

    document = json.loads(as_json(Report(plan.findings, files=1)))
    document |= {"file": plan.file, "changed": plan.changed, "refused": plan.refused}
    document |= {"edits": [asdict(edit) for edit in plan.edits], "diff": unified_diff(plan)}
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _printable(text: str) -> str:
    from scenario_kit.findings.printable import printable

    return "".join(printable(line) + "\n" for line in text.split("\n")[:-1])


def _exit_code(findings: Iterable[Finding]) -> int:
    from scenario_kit.pbx.ini.rules import UNREADABLE_INI

    errors = {finding.code for finding in findings if finding.severity is Severity.ERROR}
    return 2 if UNREADABLE_INI.code in errors else int(bool(errors))
