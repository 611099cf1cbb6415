"""The command `originate` against a stand-in PBX: what is shown, what is sent, and what never leaks."""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING

import pytest
from support.command import Done, kit
from support.paths import ROOT
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
from support.standins.raw import certificate, raw_server, sending

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from pathlib import Path

    from support.standins.raw import RawServer

SCENARIO = """\
version: 1
name: call
parameters: {callee: {default: 09371234567}}
originate:
  {caller: 31041570, callee: "${callee}", context: main_routing, caller_id: 0557, trunk_name: Cisco, call_limit: 5m}
call: {dial: {trunk: Cisco}, unavailable: ~}
"""
BODY = {
    "caller": "31041570",
    "callee": "09371234567",
    "context": "main_routing",
    "caller_id": "0557",
    "trunk_name": "Cisco",
    "call_limit": "300",
}
TEXT = """\
POST http://SIMOTEL_SERVER/api/v4/call/originate/act
X-APIKEY: ***
Authorization: Basic ***
Content-Type: application/json

{
  "caller": "31041570",
  "callee": "09371234567",
  "context": "main_routing",
  "caller_id": "0557",
  "trunk_name": "Cisco",
  "call_limit": "300"
}
"""
PLANTED = re.compile("planted|wörd|w&ouml;rd|a2V5LTQ3MTE|cGxhbnRlZC11c2Vy", re.IGNORECASE)
"""A bit of every credential, and of what Base64 makes of them."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "call.yaml").write_text(SCENARIO)
    return tmp_path


@pytest.fixture
def pbx() -> Iterator[StandInPbx]:
    with stand_in_pbx() as pbx:
        yield pbx


def originate(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> Done:
    """Run the command; none of its streams ever holds a credential."""
    done = kit("originate", "call.yaml", *arguments, cwd=folder, env=env)
    assert not PLANTED.search(done.out + done.err)
    assert "Traceback" not in done.err
    return done


def sent(folder: Path, pbx: StandInPbx, *arguments: str, **env: str) -> Done:
    return originate(folder, "--server", pbx.url, *arguments, env={**ENVIRONMENT, **env})


def test_without_a_server_the_request_is_shown_and_nothing_is_needed_for_it(folder: Path) -> None:
    assert originate(folder) == Done(0, TEXT, "")


def test_a_dry_run_sends_nothing_and_shows_no_credentials(folder: Path, pbx: StandInPbx) -> None:
    done = sent(folder, pbx, "--dry-run")

    assert done == Done(0, TEXT.replace("http://SIMOTEL_SERVER", pbx.url), "")
    assert (pbx.asked, pbx.wrong) == ([], [])


@pytest.mark.parametrize(
    ("environment", "headers"),
    [
        ({"SIMOTEL_API_KEY": API_KEY}, {"X-APIKEY": "***"}),
        ({"SIMOTEL_USER": USER, "SIMOTEL_PASSWORD": PASSWORD}, {"Authorization": "Basic ***"}),
        (ENVIRONMENT, {"X-APIKEY": "***", "Authorization": "Basic ***"}),
        ({}, {"X-APIKEY": "***", "Authorization": "Basic ***"}),
        ({"SIMOTEL_API_KEY": ""}, {"X-APIKEY": "***", "Authorization": "Basic ***"}),
    ],
)
def test_a_dry_run_shows_the_headers_that_would_be_sent(
    folder: Path, environment: dict[str, str], headers: dict[str, str]
) -> None:
    arguments = ("--server", "https://pbx.example", "--dry-run")
    text = originate(folder, *arguments, env=environment).out
    request = json.loads(originate(folder, *arguments, "--format", "json", env=environment).out)["request"]
    without_server = [originate(folder, *options, env=environment).out for options in ((), ("--dry-run",))]

    headers = {**headers, "Content-Type": "application/json"}
    for shown in (text, *without_server):
        assert shown.split("\n\n")[0].splitlines()[1:] == [f"{name}: {value}" for name, value in headers.items()]
    assert request["headers"] == headers


def test_a_dry_run_names_what_is_missing_of_a_pair(folder: Path) -> None:
    done = originate(folder, "--server", "https://pbx.example", "--dry-run", env={"SIMOTEL_USER": USER})

    message = "SIMOTEL_USER is set in the environment, but SIMOTEL_PASSWORD is not; set both or neither"
    assert done == Done(2, "", f"scenario-kit: {message}\n")


@pytest.mark.parametrize(
    ("base", "asked", "other"),
    [
        ("", "/api/v4", "/api/v4.1"),
        ("/pbx", "/pbx/api/v4", "/api/v4.1"),
        ("/pbx/api/v4", "/pbx/api/v4", "/api/v4.1"),
        ("/api/v4.1/", "/api/v4.1", "/api/v4"),
    ],
)
def test_a_wrong_address_is_reported_as_it_was_asked(
    folder: Path, pbx: StandInPbx, base: str, asked: str, other: str
) -> None:
    path = f"{asked}/call/originate/act"
    pbx.instead[path] = Answer("<html>", 404)
    answered = originate(folder, "--server", pbx.url + base, env=ENVIRONMENT)
    pbx.instead[path] = Answer({"success": 1, "data": {}})
    without_id = originate(folder, "--server", pbx.url + base, env=ENVIRONMENT)

    question = f"is this the address of the PBX? If its API has another path, such as {other}, end the address with it"
    assert answered == Done(2, "", f"scenario-kit: the server has no {path} (HTTP 404 Not Found); {question}\n")
    assert without_id.err.startswith(f"scenario-kit: the answer of {path} does not match the documentation: ")


NOT_SET = "not set in the environment"
ALSO_BASIC = f"; check SIMOTEL_API_KEY; it may also require SIMOTEL_USER and SIMOTEL_PASSWORD, {NOT_SET}"
ALSO_KEY = f"; check SIMOTEL_USER and SIMOTEL_PASSWORD; it may also require SIMOTEL_API_KEY, {NOT_SET}"


@pytest.mark.parametrize(
    ("environment", "message", "advice"),
    [
        (
            {"SIMOTEL_API_KEY": API_KEY},
            "Authentication failed",
            ALSO_BASIC,
        ),
        (
            {"SIMOTEL_USER": USER, "SIMOTEL_PASSWORD": PASSWORD},
            "API key required",
            ALSO_KEY,
        ),
        (
            {"SIMOTEL_API_KEY": API_KEY},
            "احراز هویت ناموفق بود",
            ALSO_BASIC,
        ),
        (ENVIRONMENT, "Access denied", "; check SIMOTEL_API_KEY, SIMOTEL_USER and SIMOTEL_PASSWORD"),
        ({"SIMOTEL_API_KEY": API_KEY}, "trunk not found", ""),
        ({"SIMOTEL_API_KEY": API_KEY}, "no extension 521", ""),
        ({"SIMOTEL_API_KEY": API_KEY}, "unknown context", ""),
    ],
)
def test_a_refusal_with_status_200_that_is_about_credentials_names_what_is_not_set(
    folder: Path, pbx: StandInPbx, environment: dict[str, str], message: str, advice: str
) -> None:
    pbx.instead[ORIGINATE] = Answer({"success": 0, "message": message})

    done = originate(folder, "--server", pbx.url, env=environment)

    assert done == Done(1, "", f"scenario-kit: the PBX rejects the request: {message}{advice}\n")


def test_the_request_can_be_shown_to_a_program(folder: Path) -> None:
    done = originate(folder, "--format", "json", "--set", "callee=553")

    assert json.loads(done.out) == {
        "version": 1,
        "request": {
            "method": "POST",
            "url": "http://SIMOTEL_SERVER/api/v4/call/originate/act",
            "headers": {"X-APIKEY": "***", "Authorization": "Basic ***", "Content-Type": "application/json"},
            "body": {**BODY, "callee": "553"},
        },
        "originated_call_id": None,
    }


def test_a_request_that_is_shown_does_not_steer_the_terminal(folder: Path) -> None:
    (folder / "call.yaml").write_text(SCENARIO.replace("0557", '"\\u202eevil\\u200cسلام"'), "utf-8")

    assert '  "caller_id": "\ufffdevil\u200cسلام",\n' in originate(folder).out


def test_the_request_is_sent_and_the_id_of_the_call_is_shown(folder: Path, pbx: StandInPbx) -> None:
    assert sent(folder, pbx) == Done(0, f"originated_call_id: {CALL_ID}\n", "")
    assert (pbx.asked, pbx.wrong) == ([(ORIGINATE, BODY)], [])


def test_the_id_of_the_call_can_be_shown_to_a_program(folder: Path, pbx: StandInPbx) -> None:
    done = sent(folder, pbx, "--format", "json")

    document = json.loads(done.out)
    assert (document["originated_call_id"], document["request"]["url"]) == (CALL_ID, pbx.url + ORIGINATE)


def test_a_server_below_a_path_is_asked_there(folder: Path, pbx: StandInPbx) -> None:
    pbx.instead[f"/pbx{ORIGINATE}"] = Answer({"success": "1", "data": {"originated_call_id": "behind a path"}})

    done = originate(folder, "--server", f"{pbx.url}/pbx/", env=ENVIRONMENT)

    assert done == Done(0, "originated_call_id: behind a path\n", "")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("SIMOTEL_API_KEY", "another", "wrong X-APIKEY"),
        ("SIMOTEL_USER", "another", "wrong user or password"),
        ("SIMOTEL_PASSWORD", "another", "wrong user or password"),
    ],
)
def test_wrong_credentials_are_refused(folder: Path, pbx: StandInPbx, name: str, value: str, message: str) -> None:
    done = sent(folder, pbx, **{name: value})

    assert done == Done(
        1,
        "",
        f"scenario-kit: the PBX rejects these credentials (HTTP 401 Unauthorized): {message}; "
        "check SIMOTEL_API_KEY, SIMOTEL_USER and SIMOTEL_PASSWORD\n",
    )


KEY = {"SIMOTEL_API_KEY": API_KEY}
BASIC = {"SIMOTEL_USER": USER, "SIMOTEL_PASSWORD": PASSWORD}


@pytest.mark.parametrize(
    ("environment", "requires", "headers"),
    [
        (KEY, ("x-apikey",), ["X-APIKEY", "Content-Type"]),
        (BASIC, ("authorization",), ["Authorization", "Content-Type"]),
        ({**KEY, **BASIC}, ("x-apikey", "authorization"), ["X-APIKEY", "Authorization", "Content-Type"]),
    ],
)
def test_the_key_or_the_password_is_enough_where_the_pbx_requires_no_more(
    folder: Path, pbx: StandInPbx, environment: dict[str, str], requires: tuple[str, ...], headers: list[str]
) -> None:
    pbx.requires = requires

    done = originate(folder, "--server", pbx.url, "--format", "json", env=environment)

    assert (done.code, pbx.asked, pbx.wrong) == (0, [(ORIGINATE, BODY)], [])
    assert list(json.loads(done.out)["request"]["headers"]) == headers


@pytest.mark.parametrize(
    ("environment", "check"),
    [
        (KEY, "check SIMOTEL_API_KEY; it may also require SIMOTEL_USER and SIMOTEL_PASSWORD"),
        (BASIC, "check SIMOTEL_USER and SIMOTEL_PASSWORD; it may also require SIMOTEL_API_KEY"),
    ],
)
def test_what_is_missing_is_named_where_the_pbx_says_so(
    folder: Path, pbx: StandInPbx, environment: dict[str, str], check: str
) -> None:
    done = originate(folder, "--server", pbx.url, env=environment)

    assert done == Done(
        1,
        "",
        "scenario-kit: the PBX rejects these credentials (HTTP 401 Unauthorized): BasicAuth or ApiKey is missing; "
        f"{check}, not set in the environment\n",
    )


@pytest.mark.parametrize("base", ["/api/v4", "/api/v4/", "/api/v4.1", "/api/v4.1/", "/tenant/api/v4.1"])
def test_the_address_of_a_server_may_end_with_the_path_of_the_api(folder: Path, pbx: StandInPbx, base: str) -> None:
    path = base.rstrip("/") + "/call/originate/act"
    pbx.instead[path] = Answer({"success": 1, "data": {"originated_call_id": "hosted"}})

    assert originate(folder, "--server", pbx.url + base, env=ENVIRONMENT).out == "originated_call_id: hosted\n"
    assert originate(folder, "--server", pbx.url + base, "--dry-run").out.startswith(f"POST {pbx.url}{path}\n")


ANSWERS = {
    "refused": (
        Answer({"success": 0, "message": "trunk not found"}),
        1,
        "the PBX rejects the request: trunk not found",
    ),
    "repeating": (
        Answer({"success": 0, "message": f"{API_KEY} {USER.upper()}:{PASSWORD} {escape(PASSWORD)}"}),
        1,
        "the PBX rejects the request: *** ***:*** ***",
    ),
    "broken": (Answer("oops", 500), 2, f"the server returned HTTP 500 Internal Server Error for {ORIGINATE}"),
    "a login page": (Answer("<html>Log in</html>"), 2, f"the answer of {ORIGINATE} is not JSON but `text/html`"),
    "no id": (
        Answer({"success": 1, "data": {}}),
        2,
        f"the answer of {ORIGINATE} does not match the documentation: no `data.originated_call_id`",
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_what_the_pbx_answers_becomes_one_line(folder: Path, pbx: StandInPbx, name: str) -> None:
    pbx.instead[ORIGINATE], code, line = ANSWERS[name]

    assert sent(folder, pbx) == Done(code, "", f"scenario-kit: {line}\n")


def test_a_credential_in_the_id_of_the_call_is_hidden(folder: Path, pbx: StandInPbx) -> None:
    pbx.instead[ORIGINATE] = Answer({"success": 1, "data": {"originated_call_id": f"\x1b[31mid-{API_KEY}"}})

    assert sent(folder, pbx) == Done(0, "originated_call_id: \ufffd[31mid-***\n", "")


def test_the_basic_header_is_hidden_where_the_server_repeats_it(folder: Path) -> None:
    def echo(connection: socket.socket, server: RawServer) -> None:
        head = server.requests[0].decode().partition("\r\n\r\n")[0]
        body = json.dumps({"success": 0, "message": head[-180:]})
        connection.sendall(f"HTTP/1.1 400 Bad\r\ncontent-length: {len(body)}\r\n\r\n{body}".encode())

    with raw_server(echo) as server:
        done = originate(folder, "--server", server.url, env=ENVIRONMENT)

    assert (done.code, done.out) == (1, "")
    assert "authorization: Basic ***" in done.err


def test_a_server_that_takes_too_long_is_told_with_what_is_not_known_then(folder: Path, pbx: StandInPbx) -> None:
    pbx.instead[ORIGINATE] = Answer(after=60)

    done = sent(folder, pbx, "--timeout", "0.3")

    place = pbx.url.removeprefix("http://")
    line = f"scenario-kit: {place} did not answer in full within 0.3 s; the call may still have been placed\n"
    assert done == Done(2, "", line)


def test_a_server_that_is_not_there_is_told(folder: Path) -> None:
    with stand_in_pbx() as pbx:
        place = pbx.url.removeprefix("http://")

    done = originate(folder, "--server", f"http://{place}", env=ENVIRONMENT)

    assert done == Done(2, "", f"scenario-kit: cannot reach {place}: connection refused\n")


def test_what_is_not_http_is_told(folder: Path) -> None:
    with raw_server(sending(b"SSH-2.0\r\n\r\n")) as server:
        done = originate(folder, "--server", server.url, env=ENVIRONMENT)

    line = "sent an incomplete answer, or one that is not HTTP; the call may still have been placed"
    assert done == Done(2, "", f"scenario-kit: 127.0.0.1:{server.port} {line}\n")


def test_a_redirect_to_another_server_gets_nothing(folder: Path, pbx: StandInPbx) -> None:
    with stand_in_pbx() as other:
        pbx.instead[ORIGINATE] = Answer("", 307, {"Location": other.url + ORIGINATE})
        done = sent(folder, pbx)

    assert (done.code, other.asked, other.wrong) == (2, [], [])
    place = pbx.url.removeprefix("http://")
    assert done.err == f"scenario-kit: {place} redirects to {other.url}; redirects to another server are not followed\n"


def test_a_redirect_within_the_server_is_followed(folder: Path, pbx: StandInPbx) -> None:
    pbx.instead[f"/old{ORIGINATE}"] = Answer("", 308, {"Location": ORIGINATE})

    done = originate(folder, "--server", f"{pbx.url}/old", env=ENVIRONMENT)

    assert done == Done(0, f"originated_call_id: {CALL_ID}\n", "")
    assert pbx.asked == [(ORIGINATE, BODY)]


def test_a_server_with_a_certificate_is_asked_only_where_somebody_vouches_for_it(folder: Path) -> None:
    file, tls = certificate(folder)
    with stand_in_pbx(tls) as pbx:
        refused = sent(folder, pbx)
        assert (refused.code, pbx.asked) == (2, [])
        assert refused.err == (
            f"scenario-kit: the certificate of {pbx.url.removeprefix('https://')} is not trusted: "
            "self-signed certificate\n"
        )
        assert sent(folder, pbx, "--ca-file", str(file)) == Done(0, f"originated_call_id: {CALL_ID}\n", "")


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        (
            {},
            (
                "no credentials in the environment; "
                "set SIMOTEL_API_KEY, or SIMOTEL_USER and SIMOTEL_PASSWORD, or all three"
            ),
        ),
        (
            {"SIMOTEL_USER": USER},
            "SIMOTEL_USER is set in the environment, but SIMOTEL_PASSWORD is not; set both or neither",
        ),
        (
            {"SIMOTEL_API_KEY": API_KEY, "SIMOTEL_PASSWORD": PASSWORD},
            "SIMOTEL_PASSWORD is set in the environment, but SIMOTEL_USER is not; set both or neither",
        ),
        (
            {**ENVIRONMENT, "SIMOTEL_PASSWORD": f"{PASSWORD}\udcff"},  # a byte that is no UTF-8
            "SIMOTEL_PASSWORD contains a character that is not allowed, such as a line break; set it again",
        ),
    ],
)
def test_credentials_that_are_missing_or_cannot_be_sent_are_named(
    folder: Path, pbx: StandInPbx, environment: dict[str, str], message: str
) -> None:
    assert originate(folder, "--server", pbx.url, env=environment) == Done(2, "", f"scenario-kit: {message}\n")
    assert pbx.wrong == []


def test_a_server_with_a_password_in_its_address_is_refused(folder: Path) -> None:
    done = originate(folder, "--server", f"https://{USER}:x@h", env=ENVIRONMENT)

    message = (
        "scenario-kit: --server: the address of h contains a user name or a password; remove everything before `@`\n"
    )
    assert done == Done(2, "", message)


def test_plain_http_to_the_world_is_warned_of(folder: Path) -> None:
    done = originate(folder, "--server", "http://pbx.example.com", "--dry-run")

    assert done == Done(
        0,
        TEXT.replace("SIMOTEL_SERVER", "pbx.example.com"),
        "warning: pbx.example.com uses http: the key, the password and the numbers cross the internet unencrypted; "
        "use https\n",
    )


@pytest.mark.parametrize("seconds", ["0", "nan", "1e9"])
def test_a_time_that_is_none_is_refused(folder: Path, seconds: str) -> None:
    done = originate(folder, "--timeout", seconds)

    assert (done.code, done.out) == (2, "")
    assert "Invalid value for '--timeout': must be more than 0 and at most 3600 seconds, not" in done.err


def test_of_a_file_with_errors_nothing_is_sent(folder: Path, pbx: StandInPbx) -> None:
    (folder / "call.yaml").write_text(SCENARIO.replace("dial: {trunk", "dial: {trnk"))

    done = sent(folder, pbx)

    assert (done.code, done.out, pbx.asked, pbx.wrong) == (1, "", [], [])
    assert "call.yaml:6:15: error[S004] `dial` has no key `trnk`\n" in done.err
    assert done.err.endswith("scenario-kit: nothing was sent\n")


def test_of_a_file_whose_errors_are_ignored_nothing_is_sent(folder: Path, pbx: StandInPbx) -> None:
    (folder / "call.yaml").write_text(
        "# scenario-kit: ignore-file S004\n" + SCENARIO.replace("dial: {trunk", "dial: {trnk")
    )

    done = sent(folder, pbx)

    assert (done.code, done.out, pbx.asked, pbx.wrong) == (1, "", [], [])


def test_what_is_no_error_is_left_to_validate(folder: Path, pbx: StandInPbx) -> None:
    assert kit("validate", "call.yaml", cwd=folder).out.endswith("1 file checked: 1 note.\n")
    assert sent(folder, pbx).err == ""


def test_a_scenario_that_calls_nobody_is_told(folder: Path) -> None:
    (folder / "call.yaml").write_text(
        "version: 1\nname: in\nsheets:\n  incoming:\n"
        "    entry: {component: incoming_route, context: from-pstn, rows: [{next: sales}]}\n"
        "    sales: {component: queue, queue: 901, next: {S: ~, F: ~}}\n"
    )

    done = originate(folder)

    message = "scenario-kit: call.yaml: the scenario has no `originate`; add one to place a call\n"
    assert done == Done(2, "", message)


def test_several_scenarios_are_refused(folder: Path) -> None:
    (folder / "other.yaml").write_text(SCENARIO.replace("name: call", "name: other"))

    done = kit("originate", ".", cwd=folder)

    assert done == Done(2, "", "scenario-kit: .: 2 scenarios; name one file\n")


def test_no_option_takes_a_secret(folder: Path) -> None:
    options = re.findall(r"--[a-z-]+", originate(folder, "--help").out)

    assert [option for option in options if re.search("key|user|password|auth|header", option)] == []


def test_what_the_page_shows_is_what_is_printed(tmp_path: Path) -> None:
    page = (ROOT / "docs/originate.md").read_text("utf-8")
    (scenario,) = re.findall(r"```yaml\n(version: 1\n.*?)```", page, re.DOTALL)
    (shown,) = re.findall(r"\$ scenario-kit originate call.yaml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "call.yaml").write_text(scenario)

    assert originate(tmp_path) == Done(0, shown, "")
