"""The lookup commands: `rules`, `explain`, `components`."""

from __future__ import annotations

import json
from textwrap import indent
from typing import TYPE_CHECKING

import click

from scenario_kit.cli.options import format_option
from scenario_kit.findings.model import ScenarioKitError, did_you_mean

if TYPE_CHECKING:
    from scenario_kit.cli.reference import RuleEntry, Shown


@click.command(epilog="Example: scenario-kit rules --format json")
@format_option(["text", "json"])
def rules(format_: str) -> None:
    """List the rules; with --format json, with an example of each."""
    from scenario_kit.cli.reference import rule_entries

    if format_ == "json":
        click.echo(json.dumps([_fields(entry) for entry in rule_entries()], indent=2))
        return
    for entry in rule_entries():
        click.echo(f"{entry.code}  {entry.name:<22} {entry.severity:<8} {entry.summary}")


def _fields(entry: RuleEntry) -> dict[str, str | None]:
    beside = None if entry.beside is None else entry.beside.text
    return entry._asdict() | {"wrong": entry.wrong.text, "right": entry.right.text, "beside": beside}


@click.command(epilog="Example: scenario-kit explain W105")
@click.argument("code")
def explain(code: str) -> None:
    """Explain a rule: what it means, why it matters and how to fix it."""
    from scenario_kit.cli.reference import rule_entries

    by_code = {entry.code: entry for entry in rule_entries()}
    entry = by_code.get(code.upper()) or next((entry for entry in by_code.values() if entry.name == code.lower()), None)
    if entry is None:
        hint = did_you_mean(code.upper(), by_code) or "`scenario-kit rules` lists them"
        raise ScenarioKitError(f"unknown rule `{code}`; {hint}")
    click.echo(f"{entry.code} {entry.name} ({entry.severity})\n\n{entry.summary}\n{entry.why}")
    _echo("Wrong", entry.wrong)
    click.echo(f"\n  {entry.told}")
    _echo("Right", entry.right)
    if entry.beside is not None:
        _echo("Checked with both", entry.beside)


def _echo(heading: str, shown: Shown) -> None:
    click.echo(f"\n{heading}, {shown.name}:\n")
    click.echo(indent(shown.text, "    "), nl=False)


@click.command(epilog="Example: scenario-kit components trunk_api")
@click.argument("type_", metavar="[TYPE]", required=False)
def components(type_: str | None) -> None:
    """List the component types, or describe one."""
    from scenario_kit.language.catalogue import catalogue

    types = catalogue()
    if type_ is None:
        for component in types.values():
            outputs = "one for each row" if component.has_rows else " ".join(component.outputs)
            click.echo(f"{component.name:<17} {component.label:<17} {component.role.value:<7} {outputs}")
        return
    if type_ not in types:
        hint = did_you_mean(type_, types) or "`scenario-kit components` lists them"
        raise ScenarioKitError(f"unknown component type `{type_}`; {hint}")
    component = types[type_]
    click.echo(f"{component.label} ({component.name}): {component.doc}")
    click.echo(f"outputs: {'one for each row' if component.has_rows else ', '.join(component.outputs) or 'none'}")
    click.echo(f"in a rehearsal: {component.rehearsed}")
    click.echo(f"in a test's world: {', '.join(component.world)}")
    for heading, parameters in (("in each row", component.row), ("parameters", component.parameters)):
        if parameters:
            click.echo(f"{heading}:")
        for parameter in parameters.values():
            notes = [parameter.type.value, "required" if parameter.required else "", " | ".join(parameter.choices)]
            click.echo(f"  {parameter.name} ({', '.join(filter(None, notes))}): {parameter.doc}")
