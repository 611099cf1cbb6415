"""Addresses of web services and servers: their parts, and whether they lead out of the own network."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

_PRIVATE_SUFFIXES: Final = (".local", ".localdomain", ".localhost", ".lan", ".internal", ".home.arpa", ".test")


def split(address: str) -> SplitResult | None:
    """Split a URL; None where it is none, or holds what no URL may."""
    try:
        url = urlsplit(address)
        url.port  # noqa: B018  raises for a port that is none
    except ValueError:
        return None
    return None if any(character.isspace() for character in address) else url


def in_the_clear(address: str) -> bool:
    """Whether an address is plain http to a host outside of the own network, where anyone on the way reads along."""
    url = split(address)
    return url is not None and url.scheme == "http" and bool(url.hostname) and not _is_private(url.hostname or "")


def _is_private(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        name = host.rstrip(".")
        return "." not in name or name.endswith(_PRIVATE_SUFFIXES)
