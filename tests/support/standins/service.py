"""A web service for the tests: a real HTTP server on loopback that answers components as it is told.

What is not HTTP, or never ends, is `raw_server`'s.
"""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Question:
    """A request as it came: its fields are those of the JSON body, or of the query."""

    method: str
    path: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is more than its JSON: any bytes, status and headers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


@dataclass(slots=True)
class Service:
    """The service.

    Attributes:
        url: Its address.
        answers: What it answers, by the name of the component that asks, and under `*` to all others: a value to be
            sent as JSON, or an `Answer`.
        questions: What it was asked.
    """

    url: str
    answers: dict[str, Any]
    questions: list[Question] = field(default_factory=list)

    def answer_to(self, question: Question) -> Answer:
        told = self.answers.get(question.fields.get("app_name", ""), self.answers.get("*", {"ok": "0"}))
        return told if isinstance(told, Answer) else Answer(json.dumps(told).encode())


@contextmanager
def web_service(**answers: Any) -> Iterator[Service]:
    """Serve until the block ends; `_` in a name stands for `-`, and `others` for every other component."""
    named = {"*" if name == "others" else name.replace("_", "-"): answer for name, answer in answers.items()}
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        service = Service(f"http://127.0.0.1:{server.server_port}", named)
        _Handler.services[server.server_port] = service
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield service
        finally:
            server.shutdown()
            thread.join()
            del _Handler.services[server.server_port]


class _Handler(BaseHTTPRequestHandler):
    services: dict[int, Service] = {}  # noqa: RUF012  by port, since the server makes the handlers

    def do_GET(self) -> None:
        self._answer(dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.headers["Content-Type"] == "application/json"
        self._answer(json.loads(body))

    def _answer(self, fields: dict[str, str]) -> None:
        assert isinstance(self.server, ThreadingHTTPServer)
        service = self.services[self.server.server_port]
        question = Question(self.command, unquote(urlsplit(self.path).path), fields)
        service.questions.append(question)
        answer = service.answer_to(question)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name of the standard library
        """Keep quiet."""
