"""What several commands take: paths, parameter values, colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from scenario_kit.findings import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scenario_kit.run import Run

paths_argument = click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(allow_dash=True))


def parameter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --set and --values."""
    values = click.option("--values", metavar="FILE", help="A YAML or JSON file of parameter values.")
    sets = click.option("--set", "sets", metavar="NAME=VALUE", multiple=True, help="The value of a parameter.")
    return sets(values(command))


color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colours; auto means on a terminal, unless NO_COLOR is set.",
)


def wants_colour(color: str) -> bool:
    """Whether stdout gets colours."""
    import os  # noqa: PLC0415
    import sys  # noqa: PLC0415

    return color == "always" or (color == "auto" and sys.stdout.isatty() and not os.environ.get("NO_COLOR"))


def check_run_of(paths: tuple[str, ...], sets: tuple[str, ...], values: str | None) -> Run:
    """Check the scenarios of a command's arguments.

    Raises:
        ScenarioKitError: --set or --values is wrong.
    """
    from scenario_kit.run import check_paths, read_values  # noqa: PLC0415

    given = read_values(values) if values is not None else {}
    set_: dict[str, str] = dict(map(_pair, sets))
    return check_paths(paths, given | set_, required=set_, stdin=click.get_binary_stream("stdin"))


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ScenarioKitError("--set takes NAME=VALUE, for example --set trunk=Cisco")
    return name, value
