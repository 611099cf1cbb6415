"""What the commands that ask a PBX take: its address, how long it may take, whom to trust."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scenario_kit.pbx.api import ApiClient

MAX_SECONDS = 3600


def _seconds(_context: click.Context, _option: click.Parameter, value: float) -> float:
    if not 0 < value <= MAX_SECONDS:  # neither is true of NaN
        raise click.BadParameter(f"must be more than 0 and at most {MAX_SECONDS} seconds, not {value:g}.")
    return value


def server_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --timeout and --ca-file."""
    timeout = click.option(
        "--timeout",
        type=float,
        default=10,
        show_default=True,
        metavar="SEC",
        callback=_seconds,
        help="For each request.",
    )
    authorities = click.option(
        "--ca-file", metavar="FILE", help="The authorities to trust, in PEM form, in place of the system's."
    )
    return timeout(authorities(command))


def pbx_at(server: str, timeout: float, ca_file: str | None) -> ApiClient:
    """Return the PBX at an address, with the credentials of the environment.

    Raises:
        ScenarioKitError: A credential is missing.
    """
    from scenario_kit.pbx.api import ApiClient, credentials_in

    return ApiClient(server, credentials_in(os.environ), timeout, ca_file or True)


def check_server_option(server: str) -> None:
    """Refuse what is no server's address, and warn of one that is asked in the clear.

    Raises:
        ScenarioKitError: It is no server's address.
    """
    from scenario_kit.pbx.addresses import in_the_clear, split
    from scenario_kit.pbx.api import check_server

    try:
        check_server(server)
    except ScenarioKitError as error:
        raise ScenarioKitError(f"--server: {error}") from None
    url = split(server)
    if url is not None and in_the_clear(server):
        click.echo(
            f"warning: {url.hostname} uses http: the key, the password and the numbers cross the internet unencrypted; "
            "write https",
            err=True,
        )
