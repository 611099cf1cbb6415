"""A web service for the scenario `05-call-limit.yaml`: it says how long a talk may last, and keeps what became of it.

Simotel asks it at /trunk before it dials, and tells it at /events how each call ended; /calls shows the last ones.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask, Response, jsonify, request

KEPT: Final = 100
"""Events of each kind that are kept in memory; the oldest goes first."""

NUMBER: Final = re.compile(r"0[1-9][0-9]{8,9}")
"""Numbers that may be dialled: with one leading 0. The PBX bars those that begin with 00 or +."""


@dataclass(frozen=True)
class Allowance:
    """What a component may do: the trunk that it dials over, and the seconds that a talk may last."""

    trunk: str
    seconds: int


ALLOWANCES: Final = {"call-limit": Allowance("Cisco", 300)}
"""By the name of the component, which is how a service tells its callers apart."""


def make_app() -> Flask:
    """Make the service."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 1 << 16
    events: dict[str, deque[dict[str, str]]] = {name: deque(maxlen=KEPT) for name in ("Cdr", "Survey")}

    @app.route("/trunk", methods=["GET", "POST"])  # G4
    @app.route("/trunk/<app_name>", methods=["GET", "POST"])  # Rest4
    def trunk(app_name: str | None = None) -> Response:
        fields = sent()
        allowance = ALLOWANCES.get(fields.get("app_name", app_name or ""))
        number = fields.get("dst", "")
        if allowance is None or not NUMBER.fullmatch(number):
            return jsonify(ok="0")  # the call goes on by the output F
        return jsonify(ok="1", trunk=allowance.trunk, extension=number, call_limit=str(allowance.seconds))

    @app.route("/events", methods=["GET", "POST"])
    @app.route("/events/<name>", methods=["GET", "POST"])
    def event(name: str | None = None) -> Response:
        fields = sent()
        kept = events.get(fields.get("event_name") or fields.get("event") or name or "")
        if kept is not None:
            kept.appendleft(fields)
        return jsonify(ok="1")

    @app.get("/calls")
    def calls() -> Response:
        return jsonify({name: list(kept) for name, kept in events.items()})

    return app


def sent() -> dict[str, str]:
    """Give the fields of a request: of its JSON body, or the parameters of its address. All of them are text."""
    body: Any = request.get_json() if request.method == "POST" else request.args.to_dict()
    return {name: str(value) for name, value in body.items()} if isinstance(body, dict) else {}


app = make_app()
