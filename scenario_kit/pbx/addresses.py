"""URLs of web services and servers: their parts, and whether the host is outside the local network."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

_PRIVATE_SUFFIXES: Final = (".local", ".localdomain", ".localhost", ".lan", ".internal", ".home.arpa", ".test")


def split(address: str) -> SplitResult | None:
    """Split a URL; None if it is invalid."""
    try:
        url = urlsplit(address)
        url.port  # noqa: B018  raises for an invalid port
    except ValueError:
        return None
    return None if any(character.isspace() for character in address) else url


def in_the_clear(address: str) -> bool:
    """Whether a URL is plain http to a host outside the local network, where anyone on the way can read the traffic."""
    url = split(address)
    return url is not None and url.scheme == "http" and bool(url.hostname) and not _is_private(url.hostname or "")


def _is_private(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        name = host.rstrip(".")
        return "." not in name or name.endswith(_PRIVATE_SUFFIXES)
