"""The API without the command: requests as documented, and what each kind of answer means."""

from __future__ import annotations

import os
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.standins.pbx import (
    API_KEY,
    CALL_ID,
    ENVIRONMENT,
    ORIGINATE,
    PASSWORD,
    USER,
    Answer,
    StandInPbx,
    stand_in_pbx,
)

from scenario_kit.callgraph.graph import compile_graph
from scenario_kit.files.source import parse
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.language.loading import load
from scenario_kit.pbx.api import (
    PLACEHOLDER,
    ApiClient,
    ApiRequest,
    Credentials,
    CredentialsError,
    RefusedError,
    check_server,
    credentials_in,
    data_of,
    one_line,
    originate_request,
    originated_call_id,
)
from scenario_kit.pbx.web import Reply, WebError
from scenario_kit.rendering.artifacts import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.language.spec import Scenario

WHO = Credentials(API_KEY, USER, PASSWORD)
SCENARIO = b"""\
version: 1
name: call
originate: {caller: 521, callee: 0912, context: main, caller_id: 557, timeout: 45s, call_limit: 5m}
call: {dial: {trunk: Cisco}, unavailable: ~}
"""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    loaded = load(parse(SCENARIO, "call.yaml"))
    assert loaded.scenario is not None, loaded.findings
    return loaded.scenario


@pytest.fixture(scope="module")
def server() -> Iterator[StandInPbx]:
    with stand_in_pbx() as pbx:
        yield pbx


def test_every_value_of_the_request_is_a_text(scenario: Scenario) -> None:
    assert scenario.originate is not None
    assert originate_request(scenario.originate) == ApiRequest(
        "/api/v4/call/originate/act",
        {
            "caller": "521",
            "callee": "0912",
            "context": "main",
            "caller_id": "557",
            "timeout": "45",
            "call_limit": "300",
        },
    )


def test_a_request_that_is_only_shown_goes_where_those_of_the_samples_go(scenario: Scenario) -> None:
    (sample,) = [one.data for one in render(compile_graph(scenario)) if one.path.endswith("originate.sh")]

    assert f":-{PLACEHOLDER}}}".encode() in sample


def test_a_request_is_sent_and_its_data_comes_back(server: StandInPbx, scenario: Scenario) -> None:
    assert scenario.originate is not None
    request = originate_request(scenario.originate)

    assert originated_call_id(ApiClient(server.url, WHO, 30).send(request)) == CALL_ID
    assert server.asked[-1] == (ORIGINATE, request.body)


def test_the_stand_in_takes_nothing_but_texts(server: StandInPbx) -> None:
    body = {"caller": "521", "callee": "553", "context": "main", "caller_id": "557", "call_limit": 300}

    with pytest.raises(RefusedError, match=r"^the PBX rejects the request: not a text: call_limit$"):
        ApiClient(server.url, WHO, 30).send(ApiRequest(ORIGINATE, body))


ANSWERS: dict[str, tuple[Answer, type[ScenarioKitError], str]] = {
    "refused": (
        Answer({"success": 0, "message": "trunk not found", "data": None}),
        RefusedError,
        "the PBX rejects the request: trunk not found",
    ),
    "refused without a word": (Answer({"success": 0}), RefusedError, "the PBX rejects the request and gives no reason"),
    "refused by status": (
        Answer({"message": "no such context"}, 409),
        RefusedError,
        "the PBX rejects the request (HTTP 409 Conflict): no such context",
    ),
    "refused by status and field": (
        Answer({"success": 0, "message": "busy"}, 500),
        RefusedError,
        "the PBX rejects the request (HTTP 500 Internal Server Error): busy",
    ),
    "forbidden": (
        Answer("<html>no</html>", 403),
        CredentialsError,
        (
            "the PBX rejects these credentials (HTTP 403 Forbidden); "
            "check SIMOTEL_API_KEY, SIMOTEL_USER and SIMOTEL_PASSWORD"
        ),
    ),
    "refused for its credentials": (
        Answer({"success": 0, "message": "Authentication failed"}),
        CredentialsError,
        (
            "the PBX rejects the request: Authentication failed; "
            "check SIMOTEL_API_KEY, SIMOTEL_USER and SIMOTEL_PASSWORD"
        ),
    ),
    "hostile text": (
        Answer({"success": 0, "message": f"no\x1b[31m\u202e\nway:\t {'long ' * 1000}"}),
        RefusedError,
        f"the PBX rejects the request: no\ufffd[31m\ufffd way: {'long ' * 37}l…",
    ),
    "not found": (
        Answer("<html>404</html>", 404),
        ScenarioKitError,
        (
            "the server has no /asked (HTTP 404 Not Found); is this the address of the PBX? "
            "If its API has another path, such as /api/v4.1, end the address with it"
        ),
    ),
    "broken": (Answer("oops", 500), ScenarioKitError, "the server returned HTTP 500 Internal Server Error for /asked"),
    "broken in JSON": (
        Answer({"message": "maintenance"}, 503),
        ScenarioKitError,
        "the server returned HTTP 503 Service Unavailable for /asked: maintenance",
    ),
    "unheard-of": (Answer("", 799), ScenarioKitError, "the server returned HTTP 799 for /asked"),
    "a login page": (
        Answer("<html>Log in</html>"),
        ScenarioKitError,
        "the answer of /asked is not JSON but `text/html`",
    ),
    "an odd kind": (
        Answer("x", headers={"Content-Type": "\x1b[31m"}),
        ScenarioKitError,
        "the answer of /asked is not JSON",
    ),
    "nothing": (Answer(""), ScenarioKitError, "the answer of /asked is not JSON but `text/html`"),
    "nested": (Answer("[" * 100_000), ScenarioKitError, "the answer of /asked is not JSON but `text/html`"),
    "a list": (
        Answer([1]),
        ScenarioKitError,
        "the answer of /asked does not match the documentation: `success` is neither 1 nor 0",
    ),
    "no success": (
        Answer({"data": {"originated_call_id": "x"}}),
        ScenarioKitError,
        "the answer of /asked does not match the documentation: `success` is neither 1 nor 0",
    ),
    "no id": (
        Answer({"success": 1, "data": {}}),
        ScenarioKitError,
        f"the answer of {ORIGINATE} does not match the documentation: no `data.originated_call_id`",
    ),
    "an odd id": (
        Answer({"success": 1, "data": {"originated_call_id": ["x"]}}),
        ScenarioKitError,
        f"the answer of {ORIGINATE} does not match the documentation: no `data.originated_call_id`",
    ),
    "no data": (
        Answer({"success": 1}),
        ScenarioKitError,
        f"the answer of {ORIGINATE} does not match the documentation: no `data.originated_call_id`",
    ),
    "too large": (
        Answer({"success": 1, "data": "x" * (1 << 20)}),
        ScenarioKitError,
        "the answer of /asked is too large: more than 1 MiB",
    ),
    "repeating": (
        Answer({"message": f"{API_KEY} {escape(PASSWORD)}"}, 404),
        ScenarioKitError,
        (
            "the server has no /asked (HTTP 404 Not Found): *** ***; is this the address of the PBX? "
            "If its API has another path, such as /api/v4.1, end the address with it"
        ),
    ),
    "repeating in the kind": (
        Answer("x", headers={"Content-Type": f"text/{API_KEY}"}),
        ScenarioKitError,
        "the answer of /asked is not JSON but `text/***`",
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_what_an_answer_means(server: StandInPbx, name: str) -> None:
    answer, kind, message = ANSWERS[name]
    server.instead["/asked"] = answer

    with pytest.raises(ScenarioKitError) as caught:
        originated_call_id(ApiClient(server.url, WHO, 30).send(ApiRequest("/asked", {})))

    assert (type(caught.value), str(caught.value)) == (kind, message)


@given(st.binary(max_size=60) | st.sampled_from([b"[" * 100_000, b"9" * 5000, b'{"success": 1e999}', b"NaN"]))
@example(b'{"success": 1, "data": {"originated_call_id": "x"}}')
def test_any_bytes_are_an_answer_or_one_line(body: bytes) -> None:
    def told() -> str:
        try:
            return f"fine: {data_of(Reply(200, {}, body, truncated=False, seconds=0.0), '/asked', WHO)}"
        except ScenarioKitError as error:
            return str(error)

    assert told().startswith(
        ("fine: ", "the answer of /asked is not JSON", "the answer of /asked does not match the documentation")
    )


@pytest.mark.parametrize("success", [1, "1", True])
def test_success_is_told_in_the_forms_of_the_api(server: StandInPbx, success: object) -> None:
    server.instead["/asked"] = Answer({"success": success, "message": "", "data": [1]})

    assert ApiClient(server.url, WHO, 30).send(ApiRequest("/asked", {})) == [1]


SECRETS = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), min_size=4).filter(
    lambda text: text.isprintable() and "*" not in text
)


@given(SECRETS, SECRETS, SECRETS, st.text(max_size=20))
@example("abcd", "abcdef", "xyz&<\"'", "abcdefxyz")
def test_credentials_are_hidden_however_they_are_escaped(key: str, user: str, password: str, around: str) -> None:
    who = Credentials(key, user, password)
    for secret in (key, user, password):
        for written in (secret, escape(secret), quote(secret, safe="")):
            hidden = who.hide(f"{around}|{written}|{around}")
            assert written not in hidden


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, ""),
        (17, ""),
        ("  a \n\t b\r\n", "a b"),
        ("\x1b[31m\u202eno", "\ufffd[31m\ufffdno"),
        ("x" * 200, "x" * 200),
        ("x" * 201, "x" * 200 + "…"),
        ("x" * 190 + API_KEY, "x" * 190 + "***"),
        (f"Basic {API_KEY}{USER}", "Basic ******"),
    ],
)
def test_a_text_of_a_server_is_shown_on_one_line(text: object, shown: str) -> None:
    assert one_line(text, WHO) == shown


def test_credentials_come_from_the_environment_and_show_nowhere() -> None:
    who = credentials_in({**os.environ, **ENVIRONMENT})

    assert (who, repr(who)) == (WHO, "Credentials()")
    assert (
        repr(ApiClient("http://h", who, 1))
        == "ApiClient(server='http://h', credentials=Credentials(), timeout=1, ca_file=None)"
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"SIMOTEL_USER": ""}, "SIMOTEL_PASSWORD is set in the environment, but SIMOTEL_USER is not"),
        (dict.fromkeys(ENVIRONMENT, ""), "no credentials in the environment; set SIMOTEL_API_KEY, or SIMOTEL_USER and"),
        ({"SIMOTEL_API_KEY": f"{API_KEY}\n"}, "SIMOTEL_API_KEY contains a character that is not allowed"),
        ({"SIMOTEL_API_KEY": "ключ"}, "SIMOTEL_API_KEY contains a character that is not allowed"),
        ({"SIMOTEL_USER": f"{USER}:"}, "SIMOTEL_USER contains a character that is not allowed"),
        ({"SIMOTEL_PASSWORD": f"{PASSWORD}\r"}, "SIMOTEL_PASSWORD contains a character that is not allowed"),
        ({"SIMOTEL_PASSWORD": f"{PASSWORD}\udcff"}, "SIMOTEL_PASSWORD contains a character that is not allowed"),
    ],
)
def test_credentials_that_are_missing_or_cannot_be_sent_are_named(change: dict[str, str], message: str) -> None:
    with pytest.raises(ScenarioKitError) as caught:
        credentials_in({**ENVIRONMENT, **change})

    assert message in str(caught.value)
    assert "planted" not in str(caught.value)


@pytest.mark.parametrize(
    ("server", "url", "path"),
    [
        ("https://pbx.example/api/v4", "https://pbx.example/api/v4/x", "/api/v4/x"),
        ("https://pbx.example/a/api/v4.1/", "https://pbx.example/a/api/v4.1/x", "/a/api/v4.1/x"),
        ("https://pbx.example/a", "https://pbx.example/a/api/v4/x", "/a/api/v4/x"),
    ],
)
def test_the_address_of_a_server_may_end_with_the_path_of_the_api(server: str, url: str, path: str) -> None:
    check_server(server)

    request = ApiRequest("/api/v4/x", {})
    assert (request.url(server), request.path_at(server)) == (url, path)


@pytest.mark.parametrize("who", [Credentials(API_KEY, "", ""), Credentials("", USER, PASSWORD)])
def test_credentials_that_are_not_set_hide_nothing(who: Credentials) -> None:
    assert who.hide("a text") == "a text"
    assert "planted" not in who.hide(f"{who.api_key} {who.user} {who.password}")


@pytest.mark.parametrize("server", ["http://pbx", "https://pbx.example:8443/", "https://[::1]/below"])
def test_the_address_of_a_server_may_have_a_port_and_a_path(server: str) -> None:
    check_server(server)

    assert ApiRequest("/api/x", {}).url(server) == f"{server.rstrip('/')}/api/x"


@pytest.mark.parametrize(
    "server",
    [
        "pbx",
        "http://pbx/#x",
        "http://pbx/?x",
        "http://u@pbx",
        f"http://pbx{ORIGINATE}",
        "http://pbx/api/v3",
        "http://pbx/api/",
    ],
)
def test_what_is_not_the_address_of_a_server_is_refused(server: str) -> None:
    with pytest.raises(WebError) as caught:
        check_server(server)

    assert caught.value.kind == "address"
