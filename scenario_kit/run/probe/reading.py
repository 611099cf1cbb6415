"""Reads the fields of an answer from an HTTP reply; messages contain only a short excerpt of the body."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from scenario_kit.files.strict_json import StrictJsonError, read_json
from scenario_kit.language.values import describe
from scenario_kit.rules.probes import NO_ANSWER, NOT_JSON, WRONG_CONTENT_TYPE, WRONG_STATUS
from scenario_kit.run.probe.asking import MOST_BYTES
from scenario_kit.run.probe.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.pbx.web import Reply, WebError

_EXCERPT: Final = 400
"""The length of an excerpt of a body, in bytes."""

_BOM: Final = b"\xef\xbb\xbf"
_CHARSET: Final = re.compile(r'\bcharset\s*=\s*"?([^";\s]+)', re.IGNORECASE)
_CHARSETS: Final = ("utf-8", "utf8", "us-ascii")
_FAILED: Final[Mapping[str, str]] = {
    "timeout": "answer first, and do slow work afterwards",
    "connect": "start the service, fix the address, or check the firewall",
    "tls": "fix the certificate; the PBX must trust it too",
}
_EVERY_WAY: Final = (
    "take POST and GET at this address, and with the component's name behind it for Rest4; the PBX is set to one of "
    "these ways, and --method and --style ask only that one"
)


class _RefusedError(ValueError):
    """The body is not one strict JSON object."""


def failure(error: WebError) -> Trouble:
    """Return the trouble of a request without a reply."""
    return Trouble(NO_ANSWER, str(error), _FAILED.get(error.kind))


def fields_of(reply: Reply) -> tuple[Mapping[str, object] | None, tuple[Trouble, ...]]:
    """Return the fields of an answer, None if it has none, and the troubles of the reply."""
    if reply.status != HTTPStatus.OK:
        return None, (_wrong_status(reply),)
    if reply.truncated:
        message = f"the answer is longer than {MOST_BYTES // 1024} KiB: {_excerpt(reply.body)}"
        return None, (Trouble(NOT_JSON, message, "answer with one JSON object and nothing else"),)
    try:
        fields = _object(reply.body)
    except _RefusedError as error:
        return None, (Trouble(NOT_JSON, str(error), _body_help(reply.body)),)
    return fields, tuple(_content_type(reply))


def _wrong_status(reply: Reply) -> Trouble:
    message = f"the answer has the HTTP status {reply.status}"
    if reply.body.strip():
        message += f": {_excerpt(reply.body)}"
    if reply.status // 100 == HTTPStatus.MULTIPLE_CHOICES // 100:
        target = reply.headers.get("location", "").partition("?")[0]
        to = f" to {describe(target)}" if target else ""
        return Trouble(WRONG_STATUS, f"the answer redirects{to}", "set api_address to the final address")
    if reply.status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
        return Trouble(WRONG_STATUS, message, _EVERY_WAY)
    return Trouble(WRONG_STATUS, message, "answer with status 200; the service's own log may say more")


def _object(body: bytes) -> Mapping[str, object]:
    """Return the JSON object of a body."""
    try:
        value = read_json(body)
    except StrictJsonError as error:
        excerpt = f": {_excerpt(body)}" if body.strip() else ""
        raise _RefusedError(f"the answer, {error}{excerpt}") from None
    if not isinstance(value, dict):
        raise _RefusedError(f"the answer is not a JSON object: {_excerpt(body)}")
    return value


def _body_help(body: bytes) -> str:
    """Return what to do about a body that is not a JSON object."""
    if body.startswith(_BOM):
        return "save the service's files, and what they answer, without one"
    if body.lstrip()[:1] == b"<":
        return "this is a web page, maybe of an error or a log-in; answer with JSON at this address"
    return 'answer with one JSON object in UTF-8, such as {"ok": "1", …}'


def _content_type(reply: Reply) -> list[Trouble]:
    header = reply.headers.get("content-type", "")
    help_ = "send the header Content-Type: application/json"
    if not header:
        return [Trouble(WRONG_CONTENT_TYPE, "the answer has no Content-Type", help_)]
    kind, _, rest = header.partition(";")
    charset = _CHARSET.search(rest)
    if kind.strip().lower() != "application/json" or (charset and charset[1].lower() not in _CHARSETS):
        return [Trouble(WRONG_CONTENT_TYPE, f"the answer is JSON in UTF-8, sent as {describe(header)}", help_)]
    return []


def _excerpt(body: bytes) -> str:
    """Return the beginning of a body on one line."""
    return describe(" ".join(body.removeprefix(_BOM)[:_EXCERPT].decode(errors="replace").split()))
