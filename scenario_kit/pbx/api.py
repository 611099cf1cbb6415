"""The PBX's API, version 4: its requests, what its answers mean, and who may ask.

Of what a server says only a line ever reaches a user: cut, printable, and without the credentials if it repeats them.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, field
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

from scenario_kit.files.strict_json import StrictJsonError, read_json
from scenario_kit.findings.masking import HIDDEN
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.findings.printable import printable
from scenario_kit.pbx.web import WebError, check_address, exchange

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.language.spec import Originate
    from scenario_kit.pbx.web import Reply

PLACEHOLDER: Final = "http://SIMOTEL_SERVER"
"""The server of a request that is only shown, as in the samples that `build` writes."""

ORIGINATE_PATH: Final = "/api/v4/call/originate/act"
"""The path of the originate request; the vendor's API documentation, version 4."""

VARIABLES: Final = ("SIMOTEL_API_KEY", "SIMOTEL_USER", "SIMOTEL_PASSWORD")
"""The environment's variables with the credentials, in the order of the fields of `Credentials`."""

MEBIBYTE: Final = 1 << 20
_SHOWN: Final = 200
_NOT_JSON: Final = object()
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,40}")
_CREDENTIALS_REFUSED: Final = (401, 403)
_NOT_THIS_API: Final = (404, 405)


class RefusedError(ScenarioKitError):
    """The PBX has understood, and says no."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks: the key for the API, and user and password."""

    api_key: str = field(repr=False)
    user: str = field(repr=False)
    password: str = field(repr=False)

    def hide(self, text: str) -> str:
        """Put stars wherever one of them stands in a text, escaped for HTML or a URL too, or in a Basic header."""
        secrets = {b64encode(f"{self.user}:{self.password}".encode()).decode()}
        for secret in (self.api_key, self.user, self.password):
            secrets |= {secret, escape(secret), quote(secret, safe="")}
        longest_first = sorted(secrets, key=lambda secret: (-len(secret), secret))
        return re.sub("|".join(map(re.escape, longest_first)), HIDDEN, text, flags=re.IGNORECASE)


def credentials_in(environment: Mapping[str, str]) -> Credentials:
    """Take the credentials from the environment.

    Raises:
        ScenarioKitError: One is missing, or cannot be sent. No value is repeated.
    """
    missing = [name for name in VARIABLES if not environment.get(name)]
    if missing:
        raise ScenarioKitError(f"the PBX asks for {_all(VARIABLES)}; not set in the environment: {', '.join(missing)}")
    key, user, password = (environment[name] for name in VARIABLES)
    fit = (key.isascii() and key.isprintable(), ":" not in user and user.isprintable(), password.isprintable())
    for name, fits in zip(VARIABLES, fit, strict=True):
        if not fits:
            raise ScenarioKitError(f"{name} holds a character that it cannot have, such as a line break; set it anew")
    return Credentials(key, user, password)


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A request to the API; its method is always POST.

    Attributes:
        path: Where to, below the server's address.
        body: The body.
    """

    path: str
    body: Mapping[str, Any]

    def url(self, server: str) -> str:
        """Return the whole address."""
        return server.rstrip("/") + self.path

    def shown(self, server: str) -> dict[str, Any]:
        """Return what is sent, the credentials hidden."""
        headers = {"X-APIKEY": HIDDEN, "Authorization": f"Basic {HIDDEN}", "Content-Type": "application/json"}
        return {"method": "POST", "url": self.url(server), "headers": headers, "body": self.body}


@dataclass(frozen=True, slots=True)
class ApiClient:
    """A PBX that can be asked.

    Attributes:
        server: Its address.
        credentials: Who asks.
        timeout: Seconds for each request.
        verify: Whether its certificate has to be valid, or the file with the authorities to trust.
    """

    server: str
    credentials: Credentials
    timeout: float
    verify: bool | str = True

    def ask(self, request: ApiRequest, *, limit: int = MEBIBYTE) -> object:
        """Send a request and give the `data` of the answer.

        Args:
            request: The request.
            limit: Bytes of the answer that are read at most.

        Raises:
            RefusedError: The PBX says no.
            WebError: It could not be asked.
            ScenarioKitError: It does not answer as its API is documented.
        """
        who = self.credentials
        reply = exchange(
            "POST",
            request.url(self.server),
            json=request.body,
            headers={"X-APIKEY": who.api_key},
            auth=(who.user, who.password),
            timeout=self.timeout,
            limit=limit,
            verify=self.verify,
        )
        return data_of(reply, request.path, who)


def check_server(server: str) -> None:
    """Refuse what is not the address of a server.

    Raises:
        WebError: It is not.
    """
    check_address(server)
    parts = urlsplit(server)
    if parts.query or parts.fragment or "/api/" in parts.path:
        host = f"{parts.scheme}://{parts.netloc}"
        raise WebError("address", f"the server's address ends before `/api`, `?` and `#`; write {host}")


def originate_body(originate: Originate) -> dict[str, str]:
    """Return the body of the API request; every value in it is text, as the API wants it."""
    return {name: str(value) for name, value in originate if value is not None}


def originate_request(originate: Originate) -> ApiRequest:
    """Return the request that places a call."""
    return ApiRequest(ORIGINATE_PATH, originate_body(originate))


def originated_call_id(data: object) -> str:
    """Take the id of the call that was placed out of the answer's data.

    Raises:
        ScenarioKitError: There is none.
    """
    found = data.get("originated_call_id") if isinstance(data, dict) else None
    if not isinstance(found, str) or not found.strip():
        raise ScenarioKitError(f"the answer of {ORIGINATE_PATH} is not as documented: no `data.originated_call_id`")
    return found


def data_of(reply: Reply, path: str, credentials: Credentials) -> object:
    """Return the `data` of an answer.

    Args:
        reply: What came.
        path: What was asked, for messages.
        credentials: What no message may hold.

    Raises:
        RefusedError: The PBX says no.
        ScenarioKitError: The answer is not as documented.
    """
    document = _NOT_JSON if reply.truncated else _json(reply.body)
    fields = document if isinstance(document, dict) else {}
    said = one_line(fields.get("message"), credentials)
    good = reply.status // 100 == HTTPStatus.OK // 100
    if good and reply.truncated:
        raise ScenarioKitError(f"the answer of {path} is too large: more than {len(reply.body) // MEBIBYTE} MiB")
    if good and document is _NOT_JSON:
        raise ScenarioKitError(f"the answer of {path} is not JSON{_media_type(reply, credentials)}")
    because = f": {said}" if said else ""
    if reply.status in _CREDENTIALS_REFUSED:
        raise RefusedError(
            f"the PBX refuses these credentials ({_named(reply.status)}){because}; check {_all(VARIABLES)}"
        )
    by_choice = said and reply.status // 100 == HTTPStatus.BAD_REQUEST // 100 and reply.status not in _NOT_THIS_API
    if fields.get("success") in (0, "0") or by_choice:
        reason = because or " and gives no reason"
        raise RefusedError(f"the PBX refuses{'' if good else f' ({_named(reply.status)})'}{reason}")
    if reply.status in _NOT_THIS_API:
        raise ScenarioKitError(
            f"the server has no {path} ({_named(reply.status)}){because}; is it the address of the PBX, "
            "and has that version 4 of the API?"
        )
    if not good:
        raise ScenarioKitError(f"the server answers {_named(reply.status)} to {path}{because}")
    if fields.get("success") not in (1, "1"):
        raise ScenarioKitError(f"the answer of {path} is not as documented: `success` is neither 1 nor 0")
    return fields.get("data")


def one_line(text: object, credentials: Credentials) -> str:
    """Return a server's text as it may be shown: without the credentials, printable, on one line, and not long."""
    if not isinstance(text, str):
        return ""
    line = printable(" ".join(credentials.hide(text).split()))
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"


def _json(body: bytes) -> object:
    """Return the value of a JSON text, or `_NOT_JSON`."""
    try:
        return read_json(body)
    except StrictJsonError:
        return _NOT_JSON


def _media_type(reply: Reply, credentials: Credentials) -> str:
    match = _MEDIA_TYPE.match(reply.headers.get("content-type", "").lower())
    return f" but `{credentials.hide(match[0])}`" if match else ""


def _named(status: int) -> str:
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"


def _all(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
