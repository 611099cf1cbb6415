"""The command `originate`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from scenario_kit.cli.options import (
    check_scenarios,
    format_option,
    parameter_options,
    print_findings,
    single_file,
    warn_of_values,
)
from scenario_kit.cli.server import check_server_option, credentials_if_set, pbx_at, server_options
from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.language.spec import Originate
    from scenario_kit.pbx.api import ApiClient, ApiRequest
    from scenario_kit.run.checking import Run


@click.command(epilog="Example: scenario-kit originate scenarios/05-call-limit.yaml --server https://pbx.example")
@click.argument("path", type=click.Path(allow_dash=True))
@click.option(
    "--server",
    metavar="URL",
    help="The PBX that places the call, such as https://pbx.example or https://pbx.example/api/v4.1.",
)
@click.option("--dry-run", is_flag=True, help="Only show the request, even with --server.")
@server_options
@format_option(("text", "json"))
@parameter_options
@click.pass_context
def originate(
    context: click.Context,
    path: str,
    server: str | None,
    dry_run: bool,
    timeout: float,
    ca_file: str | None,
    format_: str,
    sets: tuple[str, ...],
    values: tuple[str, ...],
) -> None:
    """Show the API request of one scenario; with --server, send it and place the call.

    The API key, or user and password, or all three come from SIMOTEL_API_KEY, SIMOTEL_USER and SIMOTEL_PASSWORD in the
    environment.
    """
    from scenario_kit.pbx.api import PLACEHOLDER, RefusedError, originate_request

    if server is not None:
        check_server_option(server)
    run = check_scenarios((path,), sets, values)
    request = originate_request(_originate(run, path, context))
    call, credentials = None, None
    if server is None or dry_run:
        credentials = credentials_if_set()
    else:
        pbx = pbx_at(server, timeout, ca_file)
        credentials = pbx.credentials
        try:
            call = _place_call(request, pbx)
        except RefusedError as error:
            click.echo(f"scenario-kit: {error}", err=True)
            context.exit(1)
    if format_ == "json":
        document = {
            "version": 1,
            "request": request.shown(server or PLACEHOLDER, credentials),
            "originated_call_id": call,
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif call is None:
        click.echo(_as_text(request.shown(server or PLACEHOLDER, credentials)), nl=False)
    else:
        click.echo(f"originated_call_id: {call}")


def _originate(run: Run, path: str, context: click.Context) -> Originate:
    """Return the `originate` of the scenario. If the file has errors, report them and exit."""
    scenario = single_file(run, path).loaded.scenario
    if run.has_errors or run.blockers or scenario is None:
        print_findings(run, run.findings_and_blockers, colour=False)
        click.echo("scenario-kit: nothing was sent", err=True)
        context.exit(run.exit_code or 1)
    warn_of_values(run)
    if scenario.originate is None:
        raise ScenarioKitError(f"{path}: the scenario has no `originate`; add one to place a call")
    return scenario.originate


def _place_call(request: ApiRequest, pbx: ApiClient) -> str:
    """Send the request and return the id of the call. Without an answer, the call may still have been placed."""
    from scenario_kit.pbx.api import one_line, originated_call_id
    from scenario_kit.pbx.web import WebError

    try:
        return one_line(originated_call_id(pbx.send(request), request.path_at(pbx.server)), pbx.credentials)
    except WebError as error:
        if error.kind in ("timeout", "protocol"):
            raise ScenarioKitError(f"{error}; the call may still have been placed") from None
        raise


def _as_text(shown: Mapping[str, Any]) -> str:
    from scenario_kit.findings.printable import printable

    headers = [f"{name}: {value}" for name, value in shown["headers"].items()]
    body = json.dumps(shown["body"], ensure_ascii=False, indent=2).split("\n")
    return "".join(f"{printable(line)}\n" for line in (f"{shown['method']} {shown['url']}", *headers, "", *body))
