"""The command `schema`."""

from __future__ import annotations

import click


@click.command(epilog="Example: scenario-kit schema scenario > scenario.schema.json")
@click.argument(
    "name",
    metavar="[scenario|sheet|inventory]",
    required=False,
    default="scenario",
    type=click.Choice(["scenario", "sheet", "inventory"]),
)
def schema(name: str) -> None:
    """Print the JSON Schema of a scenario, a built sheet or an inventory."""
    from scenario_kit.cli.reference import schema_text

    click.echo(schema_text(name), nl=False)
