"""A stand-in PBX: the API of version 4 as it is documented, on loopback, as far as originate and the searches need it.

It checks what it is asked as strictly as it can, knows objects with secrets in fields of which no documentation tells,
and can be told to answer as a broken one does.
"""

from __future__ import annotations

import json
import threading
from base64 import b64encode
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

API_KEY = "planted-key-4711"
USER = "planted-user"
PASSWORD = 'planted pa$$ "wörd" <&>'
ENVIRONMENT = {"SIMOTEL_API_KEY": API_KEY, "SIMOTEL_USER": USER, "SIMOTEL_PASSWORD": PASSWORD}
CALL_ID = "orig.call.1703145054.787335"

ORIGINATE = "/api/v4/call/originate/act"
REQUIRED = {"caller", "callee", "context", "caller_id"}
OPTIONAL = {"trunk_name", "timeout", "call_limit"}

OBJECTS: dict[str, Any] = {
    "/api/v4/pbx/trunks/search": [
        {
            "_id": "65a1",
            "name": "Nasim",
            "active": "0",
            "context": "from-nasim",
            "secret": "planted-secret",
            "register_string": "user:planted-register@sip.example",
            "more_options": "fromuser=x\nsecret=planted-more",
        },
        {"_id": "65a0", "name": "Cisco", "active": 1, "context": None, "remote": {"token": "planted-token"}},
    ],
    "/api/v4/pbx/users/search": [
        {
            "_id": "2",
            "number": "0553",
            "name": "سارا",
            "active": "1",
            "context": "main_routing",
            "secret": "planted-sip",
        },
        {"_id": "1", "number": 521, "name": "", "active": True, "password": "planted-web", "Secret": "planted-case"},
    ],
    "/api/v4/pbx/queues/search": [{"name": "sales", "number": "901", "agents": [{"pin": "planted-pin"}]}],
    "/api/v4/pbx/announcements/search": [
        {"_id": "12", "name": "please-wait", "filename": "please-wait.wav", "uploaded_by": "planted-uploader"}
    ],
    "/api/v4/pbx/musiconholds/search": [{"name": "default", "application": "/bin/x planted-application"}],
    "/api/v4/voicemails/voicemails/search": [{"name": None, "number": "0553", "password": "planted-voicemail"}],
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What to answer in place of what is documented.

    Attributes:
        body: The body, text or anything that JSON can hold.
        status: The HTTP status.
        headers: Further headers.
        after: Seconds to wait before, or until the test is over.
    """

    body: Any = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0


@dataclass(slots=True)
class StandInPbx:
    """A PBX that is none.

    Attributes:
        url: Its address.
        asked: Path and body of each request that it found nothing wrong with.
        wrong: What was wrong with the others.
        instead: Answers in place of the documented ones, by path.
        in_turn: Answers to the next requests, by path.
        requires: The headers of the credentials that it requires.
    """

    url: str
    asked: list[tuple[str, Any]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    instead: dict[str, Answer] = field(default_factory=dict)
    in_turn: dict[str, list[Answer]] = field(default_factory=dict)
    requires: tuple[str, ...] = ("x-apikey", "authorization")
    ended: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str, headers: dict[str, str], data: bytes) -> Answer:
        """Return the answer to a POST request."""
        basic = "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        for header, right, message in (
            ("x-apikey", API_KEY, "wrong X-APIKEY"),
            ("authorization", basic, "wrong user or password"),
        ):
            if header in self.requires and header not in headers:
                return self._refuse(401, "BasicAuth or ApiKey is missing")
            if headers.get(header, right) != right:
                return self._refuse(401, message)
        if headers.get("content-type") != "application/json":
            return self._refuse(400, "not application/json")
        body = json.loads(data)
        problem = _problem(path, body)
        if problem is not None:
            return self._refuse(404 if path not in (ORIGINATE, *OBJECTS) else 200, problem)
        self.asked.append((path, body))
        if path == ORIGINATE:
            return Answer({"success": 1, "message": None, "data": {"originated_call_id": CALL_ID}})
        return Answer({"success": 1, "message": "", "data": OBJECTS[path]})

    def _refuse(self, status: int, message: str) -> Answer:
        self.wrong.append(message)
        return Answer({"success": 0, "message": message, "data": None}, status)


CONDITIONS = {
    "/api/v4/pbx/users/search": ("name", "number", "mapped"),
    "/api/v4/pbx/queues/search": ("name", "number"),
    "/api/v4/voicemails/voicemails/search": ("name", "number"),
}


def documented(path: str) -> dict[str, Any]:
    """Return the body of a search for everything, as the vendor documents it."""
    alike = True if "users" in path else "true"
    return {"alike": alike, "conditions": dict.fromkeys(CONDITIONS.get(path, ("name",)), "")}


def _problem(path: str, body: Any) -> str | None:
    if path in OBJECTS:
        return None if body == documented(path) else "wrong conditions"
    if path != ORIGINATE:
        return "no such call"
    if missing := REQUIRED - body.keys():
        return f"missing: {', '.join(sorted(missing))}"
    if unknown := body.keys() - REQUIRED - OPTIONAL:
        return f"unknown: {', '.join(sorted(unknown))}"
    other = sorted(name for name, value in body.items() if not isinstance(value, str))
    return f"not a text: {', '.join(other)}" if other else None


class _Handler(BaseHTTPRequestHandler):
    pbx: ClassVar[StandInPbx]

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers.get("content-length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        waiting = self.pbx.in_turn.get(self.path)
        given = waiting.pop(0) if waiting else self.pbx.instead.get(self.path)
        answer = given or self.pbx.answer(self.path, headers, data)
        if answer.after and self.pbx.ended.wait(answer.after):
            return
        content = (answer.body if isinstance(answer.body, str) else json.dumps(answer.body)).encode()
        kind = "text/html; charset=utf-8" if isinstance(answer.body, str) else "application/json"
        with suppress(ConnectionError):
            self.send_response(answer.status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def stand_in_pbx(tls: ssl.SSLContext | None = None) -> Iterator[StandInPbx]:
    """Serve on loopback until the test is over."""
    pbx = StandInPbx("")
    handler = type("Handler", (_Handler,), {"pbx": pbx})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        pbx.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield pbx
        finally:
            pbx.ended.set()
            server.shutdown()
            thread.join()
