"""What lies below HTTP: looking up names, connections, the environment's proxies, the certificates to trust."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from contextlib import suppress
from functools import cache
from ipaddress import ip_address
from typing import Any
from urllib.request import getproxies, proxy_bypass

from scenario_kit.findings.model import ScenarioKitError


def proxy_for(scheme: str, host: str) -> str | None:
    """Return the proxy that the environment names for a host; a loopback one is behind no proxy."""
    if _is_loopback(host) or proxy_bypass(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy


def _is_loopback(host: str) -> bool:
    name = host.rstrip(".")
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


@cache
def trusted(verify: bool | str) -> ssl.SSLContext:
    """Return the certificates to trust: the system's, HTTPX's where the system has none, or those of a file.

    Args:
        verify: Whether a certificate has to be valid at all, or the file.

    Raises:
        ScenarioKitError: The file cannot be read, or holds none.
    """
    if isinstance(verify, str):
        try:
            return ssl.create_default_context(cafile=verify)
        except ssl.SSLError:
            raise ScenarioKitError(f"{verify}: holds no certificate in PEM form") from None
        except OSError as error:
            raise ScenarioKitError(f"{verify}: {(error.strerror or 'cannot be read').lower()}") from None
    paths = ssl.get_default_verify_paths()
    if paths.cafile or paths.capath:
        trust = ssl.create_default_context()
    else:
        import certifi  # noqa: PLC0415  comes with HTTPX, which is an extra

        trust = ssl.create_default_context(cafile=certifi.where())
    if not verify:
        trust.check_hostname = False
        trust.verify_mode = ssl.CERT_NONE
    return trust


class Loop(asyncio.SelectorEventLoop):
    """An event loop that waits no longer than it is told to, and leaves no connection open."""

    def __init__(self) -> None:
        super().__init__()
        self._opened: list[asyncio.BaseTransport] = []

    def hang_up(self) -> None:
        """Close what was left open; below HTTPX that happens where TLS is interrupted."""
        for transport in self._opened:
            transport.close()

    async def create_connection(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401  the signature is long
        """Connect, and remember that."""
        transport, protocol = await super().create_connection(*args, **options)
        self._opened.append(transport)
        return transport, protocol

    async def getaddrinfo(  # noqa: PLR0913  the signature of asyncio
        self,
        host: bytes | str | None,
        port: bytes | str | int | None,
        *,
        family: int = 0,
        type: int = 0,  # noqa: A002
        proto: int = 0,
        flags: int = 0,
    ) -> list[Any]:
        """Look up a name in a thread that nobody waits for: it cannot be stopped, and asyncio's own would be joined."""
        found: asyncio.Future[list[Any]] = self.create_future()

        def tell(result: list[Any] | OSError) -> None:
            if found.done():
                return
            if isinstance(result, OSError):
                found.set_exception(result)
            else:
                found.set_result(result)

        def look_up() -> None:
            try:
                result: list[Any] | OSError = socket.getaddrinfo(host, port, family, type, proto, flags)
            except OSError as error:
                result = error
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                self.call_soon_threadsafe(tell, result)

        threading.Thread(target=look_up, daemon=True).start()
        return await found
