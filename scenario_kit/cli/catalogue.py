"""The commands that tell what is known: `rules`, `explain`, `components`."""

from __future__ import annotations

import json

import click

from scenario_kit.findings import ScenarioKitError, did_you_mean

_FORMAT = click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)


@click.command(epilog="Example: scenario-kit rules --format json")
@_FORMAT
def rules(format_: str) -> None:
    """List what is checked."""
    from scenario_kit.rules import all_rules  # noqa: PLC0415

    if format_ == "json":
        fields = ("code", "name", "severity", "summary", "why")
        listed = [{field: getattr(rule, field) for field in fields} for rule in all_rules()]
        click.echo(json.dumps(listed, indent=2))
        return
    for rule in all_rules():
        click.echo(f"{rule.code}  {rule.name:<22} {rule.severity.value:<8} {rule.summary}")


@click.command(epilog="Example: scenario-kit explain W105")
@click.argument("code")
def explain(code: str) -> None:
    """Tell what a rule means, why it matters and what mends it."""
    from scenario_kit.rules import all_rules  # noqa: PLC0415

    by_code = {rule.code: rule for rule in all_rules()}
    rule = by_code.get(code.upper()) or next((rule for rule in by_code.values() if rule.name == code.lower()), None)
    if rule is None:
        hint = did_you_mean(code.upper(), by_code) or "`scenario-kit rules` lists them"
        raise ScenarioKitError(f"there is no rule `{code}`; {hint}")
    click.echo(f"{rule.code} {rule.name} ({rule.severity.value})\n\n{rule.summary}\n{rule.why}")


@click.command(epilog="Example: scenario-kit components trunk_api")
@click.argument("type_", metavar="[TYPE]", required=False)
def components(type_: str | None) -> None:
    """List the component types, or tell everything about one."""
    from scenario_kit.catalogue import catalogue  # noqa: PLC0415

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
    for heading, parameters in (("in each row", component.row), ("parameters", component.parameters)):
        if parameters:
            click.echo(f"{heading}:")
        for parameter in parameters.values():
            notes = [parameter.type.value, "required" if parameter.required else "", " | ".join(parameter.choices)]
            click.echo(f"  {parameter.name} ({', '.join(filter(None, notes))}): {parameter.doc}")
