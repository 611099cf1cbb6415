"""Addresses of web services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.findings.model import NodePath, Problem, Rule, Severity
from scenario_kit.language.catalogue import ParameterType
from scenario_kit.pbx.addresses import in_the_clear, split
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.callgraph.intended import IntendedGraph

INVALID_ADDRESS = Rule(
    "C215",
    "invalid-address",
    Severity.ERROR,
    "The address of a web service is not an http or https URL, or carries a user and password.",
    "The PBX cannot call it, or the dial plan exposes a password.",
)
PLAIN_HTTP = Rule(
    "C216",
    "plain-http",
    Severity.WARNING,
    "A web service outside the local network is called over http.",
    "Who calls whom is sent unencrypted over the internet, and the answer can be tampered with.",
)


@checks(INVALID_ADDRESS)
def invalid_address(intended: IntendedGraph) -> Iterator[Problem]:
    """Find invalid addresses, and addresses with a password, which is not repeated in the message."""
    for address, path in _addresses(intended.calls):
        url = split(address)
        if url is None or url.scheme not in ("http", "https") or not url.hostname:
            shown = "" if "@" in address else f" `{address}`"
            help_ = "write the full URL, for example https://crm.example/trunk"
            yield Problem(INVALID_ADDRESS, path, f"address{shown} is not an http or https URL", help_)
        elif "@" in url.netloc:
            message = f"the address of {url.hostname} contains a user or a password"
            yield Problem(
                INVALID_ADDRESS, path, message, "remove everything before the `@`; authenticate the PBX by other means"
            )


@checks(PLAIN_HTTP)
def plain_http(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the addresses outside the local network that are called over http."""
    for address, path in _addresses(intended.calls):
        url = split(address)
        if url is not None and in_the_clear(address):
            yield Problem(PLAIN_HTTP, path, f"{url.hostname} is called over unencrypted http", "use https")


def _addresses(calls: CallGraph) -> Iterator[tuple[str, NodePath]]:
    for component in calls.components:
        for name, parameter in component.type.parameters.items():
            value = component.parameters.get(name)
            if parameter.type is ParameterType.URL and isinstance(value, str):
                yield value, (*component.path, name)
