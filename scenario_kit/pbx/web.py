"""One bounded HTTP exchange: never longer than its time, never larger than its limit, never to another host.

What answers may be anything: a service that is still being written, one that hangs, one that means harm. HTTPX does
the talking; it is an extra, so it is imported only once something is asked.
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
from scenario_kit.pbx.network import Loop, proxy_for, trusted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import httpx

MAX_REDIRECTS: Final = 5

_REDIRECTS: Final = (301, 302, 303, 307, 308)
_METHOD_STAYS: Final = (307, 308)
_SHOWN: Final = 100
"""Characters of a host's name that are shown at most; a redirect may name one of any length."""

FailureKind = Literal["timeout", "connect", "tls", "redirect", "protocol", "address"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back.

    Attributes:
        status: The HTTP status.
        headers: The headers, their names in lower case.
        body: The body as it came, at most as long as the limit.
        truncated: There was more of it.
        seconds: From sending, which includes connecting, to the last byte that was read.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    truncated: bool
    seconds: float


class WebError(ScenarioKitError):
    """There was no reply. The text names host and port, and nothing else of what was sent or came.

    Attributes:
        kind: At what it failed: `timeout`, `connect`, `tls`, `redirect`, `protocol` (what came is not HTTP, not all of
            it, or compressed) or `address` (nothing was sent).
    """

    def __init__(self, kind: FailureKind, message: str) -> None:
        super().__init__(message)
        self.kind: Final[FailureKind] = kind


def exchange(  # noqa: PLR0913  what a request is made of
    method: str,
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    json: Any = None,  # noqa: ANN401  any JSON
    headers: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
    timeout: float,
    limit: int = 1 << 20,
    verify: bool | str = True,
    follow: bool = True,
) -> Reply:
    """Send a request and read the reply.

    Redirects are followed within the same scheme, host and port, and from http to https on the same host. A method
    other than GET and HEAD becomes GET then, as with browsers, but not with 307 and 308. The environment's proxies are
    used, though never for a loopback address.

    Args:
        method: The method.
        url: The address, http or https, without user and password.
        params: What to add to its query.
        json: The body; None for none.
        headers: Further headers.
        auth: User and password for Basic authentication.
        timeout: Seconds for all of it: looking up the name, connecting, redirects, every byte of the reply.
        limit: Bytes of the body that are read at most.
        verify: Whether the certificate has to be valid, or the file with the authorities to trust in place of the
            system's.
        follow: Whether to follow redirects; where not, the redirect is the reply.

    Raises:
        WebError: There was no reply.
        ScenarioKitError: HTTPX is not installed, a header cannot be sent, or `verify` is no file of certificates.
    """
    try:
        import httpx
    except ImportError:
        raise ScenarioKitError('this needs HTTPX; install it with: pip install "scenario-kit[web]"') from None
    sent = {"user-agent": "scenario-kit", **(headers or {}), "accept-encoding": "identity"}
    if auth is not None:
        sent["authorization"] = "Basic " + b64encode(":".join(auth).encode()).decode()
    content = None
    if json is not None:
        sent["content-type"], content = "application/json", dumps(json).encode()
    _check_headers(sent)
    request = httpx.Request(method, _address(url, params or {}), headers=sent, content=content)
    loop = Loop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        try:
            return runner.run(_within(timeout, request, trusted(verify), limit, follow))
        finally:
            loop.hang_up()


async def _within(seconds: float, request: httpx.Request, trust: ssl.SSLContext, limit: int, follow: bool) -> Reply:
    import httpx

    place = _place(request.url)
    try:
        # Not HTTPX's client: it works out where each redirect leads, and stumbles over those that lead nowhere.
        proxy = proxy_for(request.url.scheme, request.url.host)
        transport = httpx.AsyncHTTPTransport(verify=trust, proxy=httpx.Proxy(proxy) if proxy else None)
    except (ImportError, ValueError, httpx.InvalidURL):  # their texts may hold the proxy's password
        message = f"{place} cannot be asked: the proxy in the environment is not an http or https address"
        raise WebError("connect", message) from None
    try:
        async with asyncio.timeout(seconds), transport:
            return await _answer(transport, request, limit, follow)
    except (TimeoutError, httpx.TimeoutException):
        raise WebError("timeout", f"{place} did not answer in full within {seconds:g} s") from None
    except httpx.TransportError as error:
        raise _reworded(error, place) from None


async def _answer(transport: httpx.AsyncHTTPTransport, request: httpx.Request, limit: int, follow: bool) -> Reply:
    begin = time.monotonic()
    for _ in range(MAX_REDIRECTS + 1):
        response = await transport.handle_async_request(request)
        try:
            if not (follow and response.status_code in _REDIRECTS and "location" in response.headers):
                body = await _body(response, limit, _place(request.url))
                seconds = time.monotonic() - begin
                return Reply(response.status_code, _by_name(response), body[:limit], len(body) > limit, seconds)
        finally:
            await response.aclose()
        request = _redirected(request, response)
    raise WebError("redirect", f"{_place(request.url)} redirects more than {MAX_REDIRECTS} times")


async def _body(response: httpx.Response, limit: int, place: str) -> bytes:
    """Read a body up to a byte behind the limit; one that would have to be unfolded is not read at all."""
    if response.headers.get("content-encoding", "").strip().lower() not in ("", "identity"):
        raise WebError(
            "protocol", f"{place} answers compressed (content-encoding), which it was asked not to do; switch that off"
        )
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk[: limit + 1 - len(body)]
        if len(body) > limit:
            break
    return bytes(body)


def _by_name(response: httpx.Response) -> dict[str, str]:
    values: dict[str, list[str]] = {}
    for name, value in response.headers.multi_items():
        values.setdefault(name, []).append(value)
    return {name: ", ".join(some) for name, some in values.items()}


def _redirected(request: httpx.Request, response: httpx.Response) -> httpx.Request:
    """Return the request that a redirect asks for: to the same place, so that all its headers may go there again."""
    import httpx

    place = _place(request.url)
    try:
        target = request.url.join(response.headers["location"])
    except (ValueError, httpx.InvalidURL):
        raise WebError("redirect", f"{place} redirects to something that is not an address") from None
    if target.userinfo or not _same_place(request.url, target):
        raise WebError(
            "redirect", f"{place} redirects to {target.scheme}://{_place(target)}, another place, which was not asked"
        )
    headers = {name: value for name, value in request.headers.items() if name not in ("host", "content-length")}
    if response.status_code in _METHOD_STAYS or request.method in ("GET", "HEAD"):
        return httpx.Request(request.method, target, headers=headers, content=request.content or None)
    headers.pop("content-type", None)
    return httpx.Request("GET", target, headers=headers)


def _same_place(here: httpx.URL, there: httpx.URL) -> bool:
    if here.host != there.host:
        return False
    return (here.scheme, here.port) == (there.scheme, there.port) or (here.scheme, there.scheme) == ("http", "https")


def check_address(url: str) -> None:
    """Refuse an address that cannot be asked. One with a password is not repeated, whatever else is wrong with it.

    Raises:
        WebError: It is not a URL with http or https, or carries a user or a password.
    """
    parts = split(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        shown = f"`{url.partition('?')[0]}`" if url.isprintable() and "@" not in url else "the address"
        raise WebError("address", f"{shown} is not an http or https URL; write it in full, such as https://pbx.example")
    if "@" in parts.netloc:
        raise WebError(
            "address", f"the address of {parts.hostname} carries a user or a password; remove all before `@`"
        )


def _address(url: str, params: Mapping[str, str]) -> httpx.URL:
    import httpx

    check_address(url)
    try:
        target = httpx.URL(url)
        return target.copy_merge_params(params) if params else target
    except httpx.InvalidURL:
        raise WebError("address", "the address is not a URL; look for odd characters") from None


def _check_headers(headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable()):
            raise ScenarioKitError(f"the value for the header {name} holds a character that no header may hold")


def _place(url: httpx.URL) -> str:
    """Return host and port of an address, which is all that a message may say of it."""
    place = url.netloc.decode()[:_SHOWN]
    return place if url.port else f"{place}:{443 if url.scheme == 'https' else 80}"


def _reworded(error: httpx.TransportError, place: str) -> WebError:
    """Say what went wrong without the text of an error that may repeat what came."""
    import httpx

    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            reason = cause.verify_message.rstrip(".")
            return WebError("tls", f"{place} shows a certificate that is not trusted: {reason}")
        if isinstance(cause, ssl.SSLError):
            reason = (cause.reason or "no reason given").lower().replace("_", " ")
            return WebError("tls", f"{place} does not speak TLS as it should: {reason}; is it an address with http?")
    if isinstance(error, httpx.ProxyError):
        return WebError("connect", f"{place} cannot be reached: the proxy in the environment refuses")
    if isinstance(error, httpx.ConnectError):
        reasons = (_reason(cause) for cause in causes if isinstance(cause, OSError) and cause.errno)
        return WebError("connect", f"{place} cannot be reached: {next(reasons, 'it broke off the connection')}")
    return WebError("protocol", f"{place} broke off its answer, or the answer is not HTTP")


def _reason(error: OSError) -> str:
    """Return the system's reason; asyncio puts its own text in the place of those of the system itself."""
    if isinstance(error, socket.gaierror):
        return str(error.strerror).lower()
    return os.strerror(error.errno or 0).lower()


def _causes(error: BaseException) -> Iterator[BaseException]:
    yield error
    if isinstance(error, BaseExceptionGroup):
        yield from error.exceptions
    cause = error.__cause__ or error.__context__
    if cause is not None:
        yield from _causes(cause)
