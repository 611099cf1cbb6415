"""The commands that tell what is known: `rules`, `explain`, `components`."""

from __future__ import annotations

import json
from textwrap import indent
from typing import TYPE_CHECKING

import click

from scenario_kit.findings import ScenarioKitError, did_you_mean

if TYPE_CHECKING:
    from scenario_kit.rules.examples import Sample

_FORMAT = click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)


@click.command(epilog="Example: scenario-kit rules --format json")
@_FORMAT
def rules(format_: str) -> None:
    """List what is checked; as JSON with an example of each."""
    from scenario_kit.rules import all_rules

    if format_ == "json":
        listed = [rule._asdict() | _example(rule.code) for rule in all_rules()]
        click.echo(json.dumps(listed, indent=2))
        return
    for rule in all_rules():
        click.echo(f"{rule.code}  {rule.name:<22} {rule.severity.value:<8} {rule.summary}")


def _example(code: str) -> dict[str, str | None]:
    """Give the fields of a rule's example: what is wrong, what is said about it, the same mended, what is beside."""
    from scenario_kit.rules.examples import example

    shown = example(code)
    if shown is None:
        return dict.fromkeys(("wrong", "told", "right", "beside"))
    beside = None if shown.beside is None else shown.beside.text
    return {"wrong": shown.wrong.text, "told": shown.told, "right": shown.right.text, "beside": beside}


@click.command(epilog="Example: scenario-kit explain W105")
@click.argument("code")
def explain(code: str) -> None:
    """Tell what a rule means, why it matters and what mends it."""
    from scenario_kit.rules import all_rules
    from scenario_kit.rules.examples import example

    by_code = {rule.code: rule for rule in all_rules()}
    rule = by_code.get(code.upper()) or next((rule for rule in by_code.values() if rule.name == code.lower()), None)
    if rule is None:
        hint = did_you_mean(code.upper(), by_code) or "`scenario-kit rules` lists them"
        raise ScenarioKitError(f"there is no rule `{code}`; {hint}")
    click.echo(f"{rule.code} {rule.name} ({rule.severity.value})\n\n{rule.summary}\n{rule.why}")
    shown = example(rule.code)
    if shown is None:
        return
    _echo_sample("Wrong", shown.wrong)
    click.echo(f"\n  {shown.told}")
    _echo_sample("Right", shown.right)
    if shown.beside is not None:
        _echo_sample("Checked with both", shown.beside)


def _echo_sample(heading: str, sample: Sample) -> None:
    click.echo(f"\n{heading}, {sample.name}:\n")
    click.echo(indent(sample.text, "    "), nl=False)


@click.command(epilog="Example: scenario-kit components trunk_api")
@click.argument("type_", metavar="[TYPE]", required=False)
def components(type_: str | None) -> None:
    """List the component types, or tell everything about one."""
    from scenario_kit.catalogue import catalogue

    types = catalogue()
    if type_ is None:
        for component in types.values():
            outputs = "a port for each row" if component.has_rows else " ".join(component.outputs)
            click.echo(f"{component.type:<17} {component.label:<17} {component.role.value:<7} {outputs}")
        return
    if type_ not in types:
        hint = did_you_mean(type_, types) or "`scenario-kit components` lists them"
        raise ScenarioKitError(f"there is no component type `{type_}`; {hint}")
    component = types[type_]
    click.echo(f"{component.label} ({component.type}): {component.doc}")
    click.echo(f"outputs: {'one for each row' if component.has_rows else ', '.join(component.outputs) or 'none'}")
    click.echo(f"in a rehearsal: {component.rehearsed}")
    click.echo(f"in a test's world: {', '.join(component.world)}")
    for heading, parameters in (("in each row", component.row), ("parameters", component.parameters)):
        if parameters:
            click.echo(f"{heading}:")
        for parameter in parameters.values():
            notes = [parameter.type.value, "required" if parameter.required else "", " | ".join(parameter.choices)]
            click.echo(f"  {parameter.name} ({', '.join(filter(None, notes))}): {parameter.doc}")
