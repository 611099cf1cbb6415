"""The commands `profile check`, `profile list` and `profile show`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from scenario_kit.cli.options import format_option, templates_option
from scenario_kit.cli.sheets import read_bytes_of
from scenario_kit.findings.model import ScenarioKitError, did_you_mean

if TYPE_CHECKING:
    from scenario_kit.editor.learning.record import Record
    from scenario_kit.profiles.loading import ProfileEntry


@click.command(epilog="Example: scenario-kit profile check my-pbx exported/*.json --templates templates")
@click.argument("name")
@click.argument("exported", metavar="EXPORTED...", nargs=-1, required=True, type=click.Path(allow_dash=True))
@templates_option
@format_option(("text", "json"))
@click.pass_context
def check(context: click.Context, *, name: str, exported: tuple[str, ...], templates: str | None, format_: str) -> None:
    """Check that exported sheets come back equal after they are imported and built.

    Exits with 1 if the value or the bytes of a sheet differ.
    """
    from scenario_kit.editor.exported import read_profile
    from scenario_kit.editor.exported.checking import compare_built
    from scenario_kit.findings.printable import printable

    profile = read_profile(name, templates)
    compared = [compare_built(read_bytes_of(file), file, profile) for file in exported]
    if format_ == "json":
        click.echo(
            json.dumps({"profile": name, "files": [asdict(one) for one in compared]}, indent=2, ensure_ascii=False)
        )
    else:
        for one in compared:
            click.echo(printable(f"{one.place}: {one.message or 'equal'}"))
    context.exit(0 if all(one.same_bytes for one in compared) else 1)


@click.command("list", epilog="Example: scenario-kit profile list --templates templates")
@templates_option
@format_option(("text", "json"))
def list_(*, templates: str | None, format_: str) -> None:
    """List the profiles, and what each can do."""
    from scenario_kit.profiles.loading import profiles

    entries = [(entry, _record(entry)) for entry in profiles(templates)]
    if format_ == "json":
        click.echo(json.dumps([_abilities(*entry) for entry in entries], indent=2, ensure_ascii=False))
        return
    longest = max(len(entry.name) for entry, _ in entries)
    for entry, record in entries:
        click.echo(f"{entry.name:<{longest}}  {_summary(entry, record)}")


@click.command(epilog="Example: scenario-kit profile show my-pbx --templates templates")
@click.argument("name")
@templates_option
@format_option(("text", "json"))
def show(*, name: str, templates: str | None, format_: str) -> None:
    """Show what a profile knows: types, words, values and guesses."""
    from scenario_kit.profiles.loading import load_map, profiles
    from scenario_kit.report.learned import learned_page, map_page, map_words

    entries = {entry.name: entry for entry in profiles(templates)}
    if name not in entries:
        hint = did_you_mean(name, entries) or f"known: {', '.join(entries)}; --templates DIR names others"
        raise ScenarioKitError(f"unknown profile `{name}`; {hint}")
    entry = entries[name]
    record = _record(entry)
    sheet_map = load_map(entry.folder / "sheet.map.yaml") if entry.has_map else None
    if format_ == "json":
        words = {} if sheet_map is None else map_words(sheet_map)
        statements = [] if record is None else [asdict(one) for one in record.statements]
        click.echo(
            json.dumps(_abilities(entry, record) | words | {"statements": statements}, indent=2, ensure_ascii=False)
        )
        return
    click.echo(f"{name}: {_summary(entry, record)}")
    if sheet_map is not None:
        click.echo(f"\n{map_page(sheet_map)}", nl=False)
    if record is not None:
        click.echo(f"\n{learned_page(record)}", nl=False)


def _record(entry: ProfileEntry) -> Record | None:
    """Return the record of a learned profile; None if it was not learned."""
    from scenario_kit.editor.learning.record import RECORD, read_record

    file = entry.folder / RECORD
    return read_record(read_bytes_of(str(file)), str(file)) if file.exists() else None


def _abilities(entry: ProfileEntry, record: Record | None) -> dict[str, Any]:
    return {
        "name": entry.name,
        "folder": str(entry.folder),
        "built_in": entry.built_in,
        "writes": True,
        "reads": entry.has_map,
        "learned": record is not None,
        "open_questions": 0 if record is None else len(record.questions),
    }


def _summary(entry: ProfileEntry, record: Record | None) -> str:
    from scenario_kit.cli.options import counted

    parts = ["built in" if entry.built_in else str(entry.folder)]
    parts.append("writes and reads sheets" if entry.has_map else "only writes sheets; `sheet.map.yaml` is missing")
    if record is not None:
        parts.append(f"learned from {counted(len(record.exports), 'exported sheet')}")
        if record.questions:
            parts.append(counted(len(record.questions), "open question"))
    return "; ".join(parts)
