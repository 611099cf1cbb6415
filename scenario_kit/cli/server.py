"""Options of the commands that call a PBX: its address, the timeout, and the certificates to trust."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scenario_kit.pbx.api import ApiClient, Credentials

MAX_SECONDS = 3600


def _seconds(_context: click.Context, _option: click.Parameter, value: float) -> float:
    if not 0 < value <= MAX_SECONDS:  # NaN fails both comparisons
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
        help="The timeout of each request in seconds.",
    )
    authorities = click.option(
        "--ca-file", metavar="FILE", help="A PEM file with the certificates to trust instead of the system's."
    )
    return timeout(authorities(command))


def pbx_at(server: str, timeout: float, ca_file: str | None) -> ApiClient:
    """Return a client for the PBX at an address, with the credentials in the environment.

    Raises:
        ScenarioKitError: A credential is missing.
    """
    from scenario_kit.pbx.api import ApiClient, credentials_in

    return ApiClient(server, credentials_in(os.environ), timeout, ca_file)


def credentials_if_set() -> Credentials | None:
    """Return the credentials in the environment; None if none is set.

    Raises:
        ScenarioKitError: Half of a pair is missing, or one cannot be sent.
    """
    from scenario_kit.pbx.api import VARIABLES, credentials_in

    return credentials_in(os.environ) if any(map(os.environ.get, VARIABLES)) else None


def check_server_option(server: str) -> None:
    """Check the value of --server, and warn if it uses plain http over the internet.

    Raises:
        ScenarioKitError: It is not the address of a server.
    """
    from scenario_kit.pbx.addresses import in_the_clear
    from scenario_kit.pbx.api import check_server

    try:
        check_server(server)
    except ScenarioKitError as error:
        raise ScenarioKitError(f"--server: {error}") from None
    if in_the_clear(server):
        message = "the key, the password and the numbers cross the internet unencrypted; use https"
        click.echo(f"warning: {urlsplit(server).hostname} uses http: {message}", err=True)
