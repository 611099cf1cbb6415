"""The PBX's API, version 4: requests, answers and credentials.

At most one line of a server's text is shown to the user: shortened, printable, and with the credentials masked.
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
    from collections.abc import Mapping, Sequence

    from scenario_kit.language.spec import Originate
    from scenario_kit.pbx.web import Reply

PLACEHOLDER: Final = "http://SIMOTEL_SERVER"
"""The server in a request that is only shown, as in the samples that `build` writes."""

API_PATH: Final = "/api/v4"
"""The path of the API, unless the server's address has another, such as the `/api/v4.1/` of a hosted PBX."""

ORIGINATE_PATH: Final = f"{API_PATH}/call/originate/act"
"""The path of the originate request, from the vendor's API documentation, version 4."""

VARIABLES: Final = ("SIMOTEL_API_KEY", "SIMOTEL_USER", "SIMOTEL_PASSWORD")
"""The environment variables with the credentials, in the order of the fields of `Credentials`."""

MEBIBYTE: Final = 1 << 20
_SHOWN: Final = 200
_NOT_JSON: Final = object()
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,40}")
_CREDENTIALS_REFUSED: Final = (401, 403)
_NOT_THIS_API: Final = (404, 405)
_ABOUT_CREDENTIALS: Final = re.compile(
    r"auth|credential|password|api.?key|token|denied|forbidden|log.?in\b|احراز|دسترسی", re.IGNORECASE
)
"""Words of a refusal that is about the credentials, where the status does not say so."""

_BASE: Final = re.compile(r"/api/v4(?:\.[0-9]{1,3})*$")


class RefusedError(ScenarioKitError):
    """The PBX rejects the request."""


class CredentialsError(RefusedError):
    """The PBX rejects the credentials, or does not permit them the request.

    Attributes:
        reason: The status and what the PBX says, each if there is one, as the end of a message.
    """

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Credentials:
    """The API key, the user name and password, or both; what is not set is empty."""

    api_key: str = field(repr=False)
    user: str = field(repr=False)
    password: str = field(repr=False)

    def hide(self, text: str) -> str:
        """Mask the credentials in a text, also if they are escaped for HTML or a URL, or encoded in a Basic header."""
        secrets = {b64encode(f"{self.user}:{self.password}".encode()).decode()} if self.user else set()
        for secret in filter(None, (self.api_key, self.user, self.password)):
            secrets |= {secret, escape(secret), quote(secret, safe="")}
        longest_first = sorted(secrets, key=lambda secret: (-len(secret), secret))
        return re.sub("|".join(map(re.escape, longest_first)), HIDDEN, text, flags=re.IGNORECASE)

    @property
    def headers(self) -> dict[str, str]:
        """The header of the API key, if there is one."""
        return {"X-APIKEY": self.api_key} if self.api_key else {}

    @property
    def basic(self) -> tuple[str, str] | None:
        """The user name and password, if there are any."""
        return (self.user, self.password) if self.user else None

    @property
    def named(self) -> tuple[list[str], list[str]]:
        """The names of the variables that are set, and of those that are not."""
        values = dict(zip(VARIABLES, (self.api_key, self.user, self.password), strict=True))
        return [name for name in VARIABLES if values[name]], [name for name in VARIABLES if not values[name]]


def credentials_in(environment: Mapping[str, str]) -> Credentials:
    """Return the credentials in the environment: the API key, the user name and password, or both.

    Raises:
        ScenarioKitError: There are none, half of a pair, or one that cannot be sent. The message contains no value.
    """
    key, user, password = (environment.get(name, "") for name in VARIABLES)
    if bool(user) != bool(password):
        both = (VARIABLES[1], VARIABLES[2]) if user else (VARIABLES[2], VARIABLES[1])
        raise ScenarioKitError(f"{both[0]} is set in the environment, but {both[1]} is not; set both or neither")
    if not (key or user):
        raise ScenarioKitError(
            f"no credentials in the environment; set {VARIABLES[0]}, or {VARIABLES[1]} and {VARIABLES[2]}, or all three"
        )
    allowed = (key.isascii() and key.isprintable(), ":" not in user and user.isprintable(), password.isprintable())
    for name, is_allowed in zip(VARIABLES, allowed, strict=True):
        if not is_allowed:
            message = f"{name} contains a character that is not allowed, such as a line break"
            raise ScenarioKitError(f"{message}; set it again")
    return Credentials(key, user, password)


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A request to the API; its method is always POST.

    Attributes:
        path: The path below the server's address.
        body: The body.
    """

    path: str
    body: Mapping[str, Any]

    def url(self, server: str) -> str:
        """Return the full URL; the server's address may end with the path of the API."""
        root = server.rstrip("/")
        return root + (self.path.removeprefix(API_PATH) if _BASE.search(root) else self.path)

    def path_at(self, server: str) -> str:
        """Return the path of the full URL, for messages."""
        return urlsplit(self.url(server)).path

    def shown(self, server: str, credentials: Credentials | None = None) -> dict[str, Any]:
        """Return the request as it is sent, with the credentials masked; by default, with every kind of them."""
        headers = {"X-APIKEY": HIDDEN, "Authorization": f"Basic {HIDDEN}", "Content-Type": "application/json"}
        if credentials is not None:
            absent = {"X-APIKEY": not credentials.api_key, "Authorization": not credentials.user}
            headers = {name: value for name, value in headers.items() if not absent.get(name)}
        return {"method": "POST", "url": self.url(server), "headers": headers, "body": self.body}


@dataclass(frozen=True, slots=True)
class ApiClient:
    """A client of a PBX's API.

    Attributes:
        server: The address of the PBX.
        credentials: The credentials to send.
        timeout: Seconds for each request.
        ca_file: A PEM file with the certificates to trust instead of the system's.
    """

    server: str
    credentials: Credentials
    timeout: float
    ca_file: str | None = None

    def send(self, request: ApiRequest, *, limit: int = MEBIBYTE) -> object:
        """Send a request and return the `data` of the answer, of which at most `limit` bytes are read.

        Raises:
            RefusedError: The PBX rejects the request.
            WebError: There is no answer.
            ScenarioKitError: The answer does not match the documentation of the API.
        """
        credentials = self.credentials
        reply = exchange(
            "POST",
            request.url(self.server),
            json=request.body,
            headers=credentials.headers,
            auth=credentials.basic,
            timeout=self.timeout,
            limit=limit,
            ca_file=self.ca_file,
        )
        return data_of(reply, request.path_at(self.server), credentials)


def check_server(server: str) -> None:
    """Check the address of a server.

    Raises:
        WebError: It is not the address of a server.
    """
    check_address(server)
    parts = urlsplit(server)
    below = _BASE.sub("", parts.path.rstrip("/"))
    if parts.query or parts.fragment or "/api/" in f"{below}/":
        host = f"{parts.scheme}://{parts.netloc}"
        message = f"the server's address must end before `{API_PATH}` or with it; write {host} or {host}{API_PATH}"
        raise WebError("address", message)


def originate_request(originate: Originate) -> ApiRequest:
    """Return the request that places a call; every value of its body is text, as the API requires."""
    return ApiRequest(ORIGINATE_PATH, {name: str(value) for name, value in originate if value is not None})


def originated_call_id(data: object, path: str = ORIGINATE_PATH) -> str:
    """Return the id of the call that was placed.

    Args:
        data: The data of the answer.
        path: The path that was requested, for errors.

    Raises:
        ScenarioKitError: The answer's data contains no id.
    """
    call_id = data.get("originated_call_id") if isinstance(data, dict) else None
    if not isinstance(call_id, str) or not call_id.strip():
        raise ScenarioKitError(f"the answer of {path} does not match the documentation: no `data.originated_call_id`")
    return call_id


def data_of(reply: Reply, path: str, credentials: Credentials) -> object:
    """Return the `data` of the answer to a request; messages do not contain the credentials.

    Raises:
        RefusedError: The PBX rejects the request.
        ScenarioKitError: The answer does not match the documentation.
    """
    try:
        document = _NOT_JSON if reply.truncated else read_json(reply.body)
    except StrictJsonError:
        document = _NOT_JSON
    fields = document if isinstance(document, dict) else {}
    message = one_line(fields.get("message"), credentials)
    ok = reply.status in range(200, 300)
    if ok and reply.truncated:
        raise ScenarioKitError(f"the answer of {path} is too large: more than {len(reply.body) // MEBIBYTE} MiB")
    if ok and document is _NOT_JSON:
        media_type = _MEDIA_TYPE.match(reply.headers.get("content-type", "").lower())
        instead = f" but `{credentials.hide(media_type[0])}`" if media_type else ""
        raise ScenarioKitError(f"the answer of {path} is not JSON{instead}")
    reason = f": {message}" if message else ""
    phrase = next((f" {known.phrase}" for known in HTTPStatus if known == reply.status), "")
    status = f"HTTP {reply.status}{phrase}"
    if reply.status in _CREDENTIALS_REFUSED:
        why = f" ({status}){reason}"
        raise CredentialsError(f"the PBX rejects these credentials{why}; {_advice(credentials)}", why)
    deliberate = message and reply.status in range(400, 500) and reply.status not in _NOT_THIS_API
    if fields.get("success") in (0, "0") or deliberate:
        shown_status = "" if ok else f" ({status})"
        refusal = f"the PBX rejects the request{shown_status}{reason or ' and gives no reason'}"
        if _ABOUT_CREDENTIALS.search(message):
            raise CredentialsError(f"{refusal}; {_advice(credentials)}", shown_status + reason)
        raise RefusedError(refusal)
    if reply.status in _NOT_THIS_API:
        other = API_PATH if f"{API_PATH}." in path else f"{API_PATH}.1"
        help_ = f"If its API has another path, such as {other}, end the address with it"
        question = f"is this the address of the PBX? {help_}"
        raise ScenarioKitError(f"the server has no {path} ({status}){reason}; {question}")
    if not ok:
        raise ScenarioKitError(f"the server returned {status} for {path}{reason}")
    if fields.get("success") not in (1, "1"):
        raise ScenarioKitError(f"the answer of {path} does not match the documentation: `success` is neither 1 nor 0")
    return fields.get("data")


def one_line(text: object, credentials: Credentials) -> str:
    """Return a server's text fit to be shown: printable, on one short line, with the credentials masked."""
    if not isinstance(text, str):
        return ""
    line = printable(" ".join(credentials.hide(text).split()))
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"


def _advice(credentials: Credentials) -> str:
    """Return what to do about rejected credentials: what to check, and what is not set."""
    present, absent = credentials.named
    others = f"; it may also require {_all(absent)}, not set in the environment" if absent else ""
    return f"check {_all(present)}{others}"


def _all(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
