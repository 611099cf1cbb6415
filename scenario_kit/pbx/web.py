"""One bounded HTTP exchange: it respects its deadline and its size limit, and never goes to another host.

The server may be unfinished, hang, or be malicious. HTTPX is an optional dependency, so it is imported only when a
request is made.
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import time
from base64 import b64encode
from dataclasses import dataclass, field
from json import dumps
from typing import TYPE_CHECKING, Any, Final, Literal

from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.pbx.addresses import split
from scenario_kit.pbx.network import DaemonThreads, proxy_for, trusted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import httpx

MAX_REDIRECTS: Final = 5

_REDIRECTS: Final = (301, 302, 303, 307, 308)
_SHOWN: Final = 100
"""Maximum number of characters shown of a host name; a redirect may contain one of any length."""

FailureKind = Literal["timeout", "connect", "tls", "redirect", "protocol", "address"]


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a request.

    Attributes:
        status: The HTTP status.
        headers: The headers; the names are in lower case.
        body: The body as received, up to the limit.
        truncated: Whether the body is longer than the limit.
        seconds: The time from connecting to the last byte read.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    truncated: bool
    seconds: float


class WebError(ScenarioKitError):
    """There is no reply. The message contains the host and port, and nothing else that was sent or received.

    Attributes:
        kind: What failed: `timeout`, `connect`, `tls`, `redirect`, `protocol` (the answer is not HTTP, incomplete or
            compressed) or `address` (nothing was sent).
    """

    def __init__(self, kind: FailureKind, message: str) -> None:
        super().__init__(message)
        self.kind: Final[FailureKind] = kind


def exchange(  # noqa: PLR0913  the parts of a request
    method: str,
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    json: Any = None,  # noqa: ANN401  any JSON
    headers: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
    timeout: float,
    limit: int = 1 << 20,
    ca_file: str | None = None,
    follow: bool = True,
) -> Reply:
    """Send a request and read the reply.

    Redirects are followed within the same scheme, host and port, and from http to https on the same host. As in
    browsers, a redirect changes methods other than GET and HEAD to GET, unless its status is 307 or 308. The proxies
    of the environment are used, but never for a loopback address.

    Args:
        method: The method.
        url: The http or https URL, without user and password.
        params: Parameters to add to its query.
        json: The body; None for no body.
        headers: Additional headers.
        auth: User and password for basic authentication.
        timeout: Seconds for the whole exchange: name look-up, connection, redirects, and every byte of the reply.
        limit: Maximum number of bytes to read of the body.
        ca_file: A PEM file with the certificates to trust instead of the system's.
        follow: Whether to follow redirects; if not, the redirect is the reply.

    Raises:
        WebError: There is no reply.
        ScenarioKitError: HTTPX is not installed, a header cannot be sent, or `ca_file` is not usable.
    """
    try:
        import httpx
    except ImportError:
        from scenario_kit.pbx.installation import install_command

        command = install_command("web", "httpx")
        raise ScenarioKitError(f"this command needs HTTPX; install it with: {command}") from None
    sent = {"user-agent": "scenario-kit", **(headers or {}), "accept-encoding": "identity"}
    if auth is not None:
        sent["authorization"] = "Basic " + b64encode(":".join(auth).encode()).decode()
    content = None
    if json is not None:
        sent["content-type"], content = "application/json", dumps(json).encode()
    for name, value in sent.items():
        if not (value.isascii() and value.isprintable()):
            raise ScenarioKitError(f"the value of the header {name} contains a character that a header cannot contain")
    check_address(url)
    try:
        target = httpx.URL(url)
        target = target.copy_merge_params(params) if params else target
    except httpx.InvalidURL:
        raise WebError("address", "the address is not a valid URL; check it for unusual characters") from None
    request = httpx.Request(method, target, headers=sent, content=content)
    return asyncio.run(_run(timeout, request, trusted(ca_file), limit, follow))


async def _run(seconds: float, request: httpx.Request, trust: ssl.SSLContext, limit: int, follow: bool) -> Reply:
    import httpx

    asyncio.get_running_loop().set_default_executor(DaemonThreads())
    place = _host_and_port(request.url)
    try:
        client = httpx.AsyncClient(
            verify=trust,
            proxy=proxy_for(request.url.scheme, request.url.host),
            trust_env=False,
            timeout=None,  # noqa: S113  the deadline below covers everything
            event_hooks={"response": [_hide_redirect]},
        )
    except (ImportError, ValueError, httpx.InvalidURL):  # their messages may contain the proxy's password
        message = f"cannot reach {place}: the proxy in the environment is not an http or https address"
        raise WebError("connect", message) from None
    connections: list[Any] = []
    try:
        async with asyncio.timeout(seconds), client:
            return await _send(client, request, limit, follow, connections)
    except TimeoutError:
        raise WebError("timeout", f"{place} did not answer in full within {seconds:g} s") from None
    except httpx.TransportError as error:
        raise _describe(error, place) from None
    finally:
        # httpcore 1.0 closes a connection whose TLS handshake fails, but not one whose handshake is cancelled.
        for connection in connections:
            await connection.aclose()


async def _send(
    client: httpx.AsyncClient, request: httpx.Request, limit: int, follow: bool, connections: list[Any]
) -> Reply:
    async def trace(event: str, details: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            connections.append(details["return_value"])

    begin = time.monotonic()
    for _ in range(MAX_REDIRECTS + 1):
        request.extensions["trace"] = trace
        response = await client.send(request, stream=True)
        try:
            location = response.extensions["location"]
            if not (follow and response.status_code in _REDIRECTS and location is not None):
                body = await _body(response, limit, _host_and_port(request.url))
                seconds = time.monotonic() - begin
                headers = dict(response.headers.items()) | ({"location": location} if location else {})
                return Reply(response.status_code, headers, body[:limit], len(body) > limit, seconds)
        finally:
            await response.aclose()
        request = _redirected(request, response.status_code, location)
    raise WebError("redirect", f"{_host_and_port(request.url)} redirects more than {MAX_REDIRECTS} times")


async def _hide_redirect(response: httpx.Response) -> None:
    """Hide a redirect from HTTPX's client.

    HTTPX 0.28 reads the body of a redirect to its end, whatever its size, and discards the response where the address
    is invalid, even when it is not asked to follow.
    """
    response.extensions["location"] = response.headers.pop("location", None)


async def _body(response: httpx.Response, limit: int, place: str) -> bytes:
    """Read a body up to one byte past the limit, without reading a compressed one."""
    if response.headers.get("content-encoding", "").strip().lower() not in ("", "identity"):
        message = f"{place} sends a compressed answer (content-encoding), which the request rules out"
        raise WebError("protocol", f"{message}; turn compression off")
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk[: limit + 1 - len(body)]
        if len(body) > limit:
            break
    return bytes(body)


def _redirected(request: httpx.Request, status: int, location: str) -> httpx.Request:
    """Return the request that a redirect asks for. It goes to the same host, so it keeps all headers."""
    import httpx

    place = _host_and_port(request.url)
    try:
        target = request.url.join(location)
    except (ValueError, httpx.InvalidURL):
        raise WebError("redirect", f"{place} redirects to an invalid address") from None
    if target.userinfo or not _is_same_server(request.url, target):
        message = f"{place} redirects to {target.scheme}://{_host_and_port(target)}"
        raise WebError("redirect", f"{message}; redirects to another server are not followed")
    headers = {name: value for name, value in request.headers.items() if name not in ("host", "content-length")}
    if status in (307, 308) or request.method in ("GET", "HEAD"):
        return httpx.Request(request.method, target, headers=headers, content=request.content or None)
    headers.pop("content-type", None)
    return httpx.Request("GET", target, headers=headers)


def _is_same_server(here: httpx.URL, there: httpx.URL) -> bool:
    if here.host != there.host:
        return False
    return (here.scheme, here.port) == (there.scheme, there.port) or (here.scheme, there.scheme) == ("http", "https")


def check_address(url: str) -> None:
    """Check the URL of a server or web service. The message never repeats a password.

    Raises:
        WebError: It is not an http or https URL, or contains a user or a password.
    """
    parts = split(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        shown = f"`{url.partition('?')[0]}`" if url.isprintable() and "@" not in url else "the address"
        raise WebError("address", f"{shown} is not an http or https URL; write it in full, such as https://pbx.example")
    if "@" in parts.netloc:
        message = f"the address of {parts.hostname} contains a user name or a password"
        raise WebError("address", f"{message}; remove everything before `@`")


def _host_and_port(url: httpx.URL) -> str:
    """Return the host and port of a URL, the only parts that a message may contain."""
    place = url.netloc.decode()[:_SHOWN]
    return place if url.port else f"{place}:{443 if url.scheme == 'https' else 80}"


def _describe(error: httpx.TransportError, place: str) -> WebError:
    """Describe an error without its own text, which may repeat parts of the answer."""
    import httpx

    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            reason = cause.verify_message.rstrip(".")
            return WebError("tls", f"the certificate of {place} is not trusted: {reason}")
        if isinstance(cause, ssl.SSLError):
            reason = (cause.reason or "no reason given").lower().replace("_", " ")
            return WebError("tls", f"TLS with {place} failed: {reason}; does it expect http?")
    if isinstance(error, httpx.ProxyError):
        return WebError("connect", f"cannot reach {place}: the proxy in the environment refused the request")
    if isinstance(error, httpx.ConnectError):
        reasons = (_reason(cause) for cause in causes if isinstance(cause, OSError) and cause.errno)
        return WebError("connect", f"cannot reach {place}: {next(reasons, 'the connection was closed')}")
    return WebError("protocol", f"{place} sent an incomplete answer, or one that is not HTTP")


def _reason(error: OSError) -> str:
    """Return the system's reason, which asyncio replaces with its own text."""
    return str(error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)).lower()


def _causes(error: BaseException) -> Iterator[BaseException]:
    yield error
    if isinstance(error, BaseExceptionGroup):
        yield from error.exceptions
    cause = error.__cause__ or error.__context__
    if cause is not None:
        yield from _causes(cause)
