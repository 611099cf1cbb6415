"""Below HTTP: name look-ups, the proxies of the environment, and the certificates to trust."""

from __future__ import annotations

import ssl
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, ParamSpec, TypeVar
from urllib.request import getproxies, proxy_bypass

from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


def proxy_for(scheme: str, host: str) -> str | None:
    """Return the proxy that the environment sets for a host; never one for a loopback address."""
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
def trusted(ca_file: str | None = None) -> ssl.SSLContext:
    """Return the certificates to trust: those of a PEM file, or the system's, or HTTPX's if the system has none.

    Raises:
        ScenarioKitError: The file cannot be read, or contains no certificate.
    """
    if ca_file:
        try:
            return ssl.create_default_context(cafile=ca_file)
        except ssl.SSLError:
            raise ScenarioKitError(f"{ca_file}: contains no certificate in PEM format") from None
        except OSError as error:
            raise ScenarioKitError(f"{ca_file}: {(error.strerror or 'cannot be read').lower()}") from None
    paths = ssl.get_default_verify_paths()
    if paths.cafile or paths.capath:
        return ssl.create_default_context()
    import certifi  # noqa: PLC0415  comes with HTTPX, which is an extra

    return ssl.create_default_context(cafile=certifi.where())


class DaemonThreads(ThreadPoolExecutor):
    """Looks up names for asyncio, each in a daemon thread.

    A look-up cannot be interrupted. `asyncio.run` and the interpreter's exit wait for the threads of an ordinary
    executor, so a name server that hangs would hold the run past its deadline.
    """

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Start a look-up."""
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()

        def look_up() -> None:
            try:
                future.set_result(fn(*args, **kwargs))
            except (OSError, ValueError) as error:
                future.set_exception(error)

        threading.Thread(target=look_up, daemon=True).start()
        return future
