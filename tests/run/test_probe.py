"""Probes: what is asked, what is said about the answers, and what no answer can do."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from support.command import kit
from support.paths import ROOT
from support.standins.raw import dripping, raw_server, sending
from support.standins.service import Answer, Question, web_service

from scenario_kit.callgraph.graph import compile_graph
from scenario_kit.cli import cli
from scenario_kit.files.source import parse
from scenario_kit.findings.model import Rule
from scenario_kit.language.loading import load
from scenario_kit.pbx.facts import PbxFacts
from scenario_kit.pbx.inventory import read_inventory
from scenario_kit.pbx.web import Reply, WebError
from scenario_kit.rehearsal.plan import Plan
from scenario_kit.rules import probes as probe_rules
from scenario_kit.run.probe.asking import Asked, Method, ProbeCall, Style, Target, Way, ask, target_of
from scenario_kit.run.probe.inquiry import Probed, assess, problems
from scenario_kit.run.probe.judging import percentile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from click.testing import Result

HERE = Path(__file__).parent / "probe"
DESK = HERE / "desk.yaml"
LIMITED = ROOT / "scenarios" / "05-call-limit.yaml"

POST, GET = (Way(method, Style.G4) for method in Method)
OK = {"ok": "1", "trunk": "Cisco", "extension": "09371234567", "call_limit": "300"}
COMPONENTS = {"trunk_api": "dial", "extension_api": "ring", "ivr_api": "menu", "smart_api": "talk"}
JSON = {"content-type": "application/json"}


def plan_of(path: Path = DESK) -> Plan:
    loaded = load(parse(path.read_bytes(), path.name))
    assert loaded.scenario is not None, loaded.findings
    return Plan(compile_graph(loaded.scenario))


def inventory() -> PbxFacts:
    return PbxFacts(read_inventory(parse((HERE / "inventory.json").read_bytes(), "inventory.json")))


def target(plan: Plan, key: str = "dial", url: str | None = None) -> Target:
    node = plan.node_of(key)
    assert node is not None
    return target_of(plan, plan.calls.component(node), ProbeCall(), url)


def reply(body: object, status: int = 200, headers: Mapping[str, str] = JSON, seconds: float = 0.01) -> Reply:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Reply(status, headers, data, False, seconds)


def said(*replies: Reply, key: str = "dial", outside: PbxFacts | None = None, failure: WebError | None = None) -> str:
    """Return all that is said about some replies, a line each."""
    plan = plan_of()
    found = assess(plan, target(plan, key), Asked(POST, replies, failure), 1, outside or PbxFacts())
    lines = [f"{one.rule.code} {one.message}\n" + (f"     {one.help}\n" if one.help else "") for one in found.troubles]
    return "".join(lines) or "nothing\n"


REPLIES: dict[str, Reply] = {
    "a correct answer": reply(OK),
    "status 404": reply(b"<h1>Not\nFound</h1>", 404),
    "status 500 without a body": reply(b"", 500),
    "status 301": reply(b"", 301, {"location": "https://crm.example/new?token=SECRET"}),
    "a longer answer than is read": Reply(200, JSON, b"[" * 65536, True, 0.01),
    "an empty answer": reply(b""),
    "a web page": reply(b"\n<!doctype html><title>Log in</title>", headers={"content-type": "text/html"}),
    "a list": reply([OK]),
    "a text": reply("ok"),
    "Python's quotes": reply(b"{'ok': '1'}"),
    "another encoding": reply('{"ok": "سلام"}'.encode("windows-1256")),
    "UTF-16": reply(json.dumps(OK).encode("utf-16")),
    "a byte order mark": reply(b"\xef\xbb\xbf" + json.dumps(OK).encode()),
    "NaN": reply(b'{"ok": NaN}'),
    "a number without end": reply(b'{"ok": ' + b"9" * 60000 + b"}"),
    "a float without end": reply(b'{"ok": 1' + b"0" * 60000 + b".0}"),
    "a field that stands twice": reply(b'{"ok": "1", "ok": "0"}'),
    "nested without end": reply(b"[" * 65536),
    "nested in fields without end": reply(b'{"a":' * 10000 + b"1" + b"}" * 10000),
    "bytes that steer a terminal": reply(b"\x1b[2J\x07\x00"),
    "no Content-Type": reply(OK, headers={}),
    "another Content-Type": reply(OK, headers={"content-type": "text/html; charset=utf-8"}),
    "another charset": reply(OK, headers={"content-type": "application/json; charset=windows-1256"}),
    "a Content-Type that says UTF-8": reply(OK, headers={"content-type": "Application/JSON; Charset=UTF-8"}),
    "a refusal": reply({"ok": 0}),
    "nothing that is needed": reply({}),
    "wrong kinds": reply({"ok": True, "trunk": None, "extension": 9371234567, "call_limit": "5m", "limit": 1}),
    "half of a character": reply(b'{"ok": "1", "trunk": "\\ud800", "extension": "0937"}'),
    "a barred number": reply({**OK, "extension": "00989371234567"}),
    "a slow answer": reply(OK, seconds=1.25),
    "a sluggish answer": reply(OK, seconds=0.6),
    "an answer in time": reply(OK, seconds=0.5),
}


def test_what_is_said_about_replies(golden: Callable[[Path, str], None]) -> None:
    told = [f"{name}\n{said(one)}\n" for name, one in REPLIES.items()]
    golden(HERE / "replies.txt", "".join(told))


ANSWERS: list[tuple[str, dict[str, str]]] = [
    ("trunk_api", OK),
    ("trunk_api", {**OK, "trunk": "Cisko"}),
    ("trunk_api", {**OK, "trunk": "Nasim"}),
    ("trunk_api", {**OK, "trunk": "Old"}),
    ("extension_api", {"ok": "1", "extension": "553"}),
    ("extension_api", {"ok": "1", "extension": "554"}),
    ("extension_api", {"ok": "1", "extension": "555"}),
    ("ivr_api", {"ok": "1", "case": "1"}),
    ("ivr_api", {"ok": "1", "case": "25"}),
    ("ivr_api", {"ok": "1", "case": "2X"}),
    ("ivr_api", {"ok": "1", "case": "t"}),
    ("ivr_api", {"ok": "1", "case": "3"}),
    ("smart_api", {"ok": "1", "commands": "PlayAnnouncement('welcome&id:7');MusicOnHold('default',5);Exit('sales')"}),
    ("smart_api", {"ok": "1", "commands": "GetData('welcom',10,1);MusicOnHold('jazz',5);Exit('e')"}),
    ("smart_api", {"ok": "1", "commands": "Exit('Sales')"}),
    ("smart_api", {"ok": "1", "commands": "SayNumber(5)"}),
    ("smart_api", {"ok": "1", "commands": "Exit('sales');SayNumber(5);Exit('nowhere')"}),
    ("smart_api", {"ok": "1", "commands": "Exit('sales'"}),
]


def test_what_is_said_about_answers_with_an_inventory(golden: Callable[[Path, str], None]) -> None:
    outside = inventory()
    told = [
        f"{type_}: {json.dumps(fields)}\n{said(reply(fields), key=COMPONENTS[type_], outside=outside)}\n"
        for type_, fields in ANSWERS
    ]
    golden(HERE / "answers.txt", "".join(told))


def test_without_an_inventory_nothing_is_said_about_what_exists() -> None:
    assert said(reply({**OK, "trunk": "Nasim"})) == "nothing\n"
    assert said(reply({**OK, "trunk": "Nasim"}), outside=PbxFacts(read_inventory(parse(b"queues: []", "i.yaml")))) == (
        "nothing\n"
    )


def test_the_codes_that_the_settings_bar_are_those_that_count() -> None:
    assert said(reply({**OK, "extension": "0098"}), outside=PbxFacts(barred=("9",))) == "nothing\n"
    assert said(reply({**OK, "extension": "98"}), outside=PbxFacts(barred=("9",))) == (
        "P708 the number `98` starts with the barred code `9`\n     answer another number\n"
    )


def test_the_same_in_every_answer_is_said_once_and_what_differs_is_said() -> None:
    assert said(reply({"ok": "0"}), reply({"ok": "0"}), reply(OK), reply({**OK, "ok": "yes"})) == (
        "P705 `ok` is `0`: the service refuses the call\n"
        '     answer `"ok": "1"` with the other fields\n'
        "P705 `ok` is `yes`\n"
        '     answer `"ok": "1"`\n'
    )


def test_the_slowest_of_several_answers_counts_and_the_others_are_counted() -> None:
    fast, slow = reply(OK), reply(OK, seconds=1.01)
    assert said(fast, slow, fast) == (
        "P710 the slowest of 3 answers took 1.01 s, but the PBX waits only 1 s\n"
        "     answer first and do the rest afterwards, or raise client_api_caller_timeout\n"
    )


def test_one_sluggish_answer_in_twenty_is_let_pass_and_two_are_not() -> None:
    fast, slow = reply(OK), reply(OK, seconds=0.9)
    assert said(*[fast] * 19, slow) == "nothing\n"
    assert said(*[fast] * 18, slow, slow) == (
        "P711 95 % of 20 answers took up to 0.90 s, more than half of the 1 s that the PBX waits\n"
        "     answer first and do the rest afterwards, or raise client_api_caller_timeout\n"
    )


@pytest.mark.parametrize(
    ("count", "percent", "rank"),
    [(1, 50, 1), (1, 95, 1), (2, 50, 1), (5, 50, 3), (5, 95, 5), (20, 95, 19), (100, 95, 95)],
)
def test_a_percentile_is_one_of_the_times(count: int, percent: int, rank: int) -> None:
    assert percentile([float(number) for number in range(count, 0, -1)], percent) == rank


def test_every_rule_is_broken_by_a_case_above() -> None:
    declared = {rule.code for rule in vars(probe_rules).values() if isinstance(rule, Rule)}
    golden_files = (HERE / "replies.txt", HERE / "answers.txt")
    told = {code for path in golden_files for code in re.findall(r"^P\d{3}", path.read_text("utf-8"), re.MULTILINE)}
    assert declared - told == {"P701"}


def test_problems_stand_at_the_address_and_name_the_ways_unless_it_is_all() -> None:
    plan = plan_of()
    asked = target(plan)
    ways = [
        assess(plan, asked, Asked(way, (reply(fields),)), 1, PbxFacts())
        for way, fields in ((POST, {**OK, "ok": "0"}), (GET, {**OK, "ok": "0", "x": 1}))
    ]
    probed = Probed(asked, "dial", 1, tuple(ways))
    at = ("sheets", "outgoing", "dial", "api_address")
    assert [(one.rule.code, one.at, one.message) for one in problems(probed)] == [
        ("P705", at, "`dial`: `ok` is `0`: the service refuses the call"),
        ("P706", at, "`dial`, GET G4: unknown field `x`"),
    ]
    assert [one.message for one in problems(probed, ways[1])] == [
        "`dial`: `ok` is `0`: the service refuses the call",
        "`dial`: unknown field `x`",
    ]


# What goes over the wire


PATIENT = HERE / "patient.ini"
"""The settings of a PBX that waits for a minute, so that no answer of a busy machine is a slow one."""


def probe(*arguments: str | Path, ini: Path | None = PATIENT) -> Result:
    settings = [] if ini is None else ["--ini", str(ini)]
    return CliRunner().invoke(cli, ["probe", *map(str, arguments), *settings], catch_exceptions=False)


def findings(result: Result) -> list[tuple[str, int, str]]:
    """Return code, line and message of what is found, of the JSON output."""
    return [(one["code"], one["line"], one["message"]) for one in json.loads(result.stdout)["findings"]]


SENT = {"src": "521", "dst": "09371234567", "data": "", "originated_call_id": "orig.call.scenario-kit"}


def test_it_is_asked_in_all_four_ways_what_the_pbx_would_ask() -> None:
    with web_service(others=OK) as service:
        result = probe(DESK, "--component", "dial", "--url", service.url + "/a", "--repeat", "2", "--format", "json")
    fields = {**SENT, "app_name": "dial"}
    assert service.questions == [
        Question(method, path, {**fields, "unique_id": f"scenario-kit.{number}"})
        for method in ("POST", "GET")
        for path in ("/a", "/a/dial")
        for number in (1, 2)
    ]
    assert (findings(result), result.exit_code) == ([], 0)


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        (["--method", "post", "--style", "g4"], [("POST", "/a")]),
        (["--method", "get"], [("GET", "/a"), ("GET", "/a/main menu/1")]),
        (["--style", "rest4"], [("POST", "/a/main menu/1"), ("GET", "/a/main menu/1")]),
        (["--style", "rest4", "--style", "g4", "--method", "post"], [("POST", "/a"), ("POST", "/a/main menu/1")]),
    ],
)
def test_only_the_ways_that_are_wanted_are_asked(options: list[str], asked: list[tuple[str, str]]) -> None:
    with web_service(others={"ok": "1", "case": "1"}) as service:
        result = probe(DESK, "--component", "menu", "--url", service.url + "/a/", "--repeat", "1", *options)
    told = [(question.method, question.path.replace("/a/", "/a", 1) if question.path == "/a/" else question.path)
            for question in service.questions]  # fmt: skip
    assert (told, result.exit_code) == (asked, 0)


def test_the_call_is_that_of_the_options_and_an_ivr_api_is_asked_with_digits_of_its_first_row() -> None:
    answers = {"dial": OK, "ring": {"ok": "1", "extension": "5"}, "talk": {"ok": "1", "commands": "Exit('e')"}}
    with web_service(**answers, others={"ok": "1", "case": "2X"}) as service:
        once = ["--set", f"crm={service.url}", "--repeat", "1", "--method", "post", "--style", "g4"]
        assert probe(DESK, *once, "--caller", "0521", "--callee", "021").exit_code == 0
        assert probe(DESK, *once, "--data", "7").exit_code == 0
    fields = {"originated_call_id": "orig.call.scenario-kit", "unique_id": "scenario-kit.1"}
    names = [("talk", ""), ("main menu/1", "22"), ("ring", ""), ("dial", "")]
    assert [question.fields for question in service.questions] == [
        *({"src": "0521", "dst": "021", "data": data, "app_name": name, **fields} for name, data in names),
        *({"src": "521", "dst": "09371234567", "data": "7", "app_name": name, **fields} for name, _ in names),
    ]


def test_the_parameters_of_an_address_stay_and_are_not_shown() -> None:
    with web_service(others=OK) as service:
        result = probe(DESK, "--component", "dial", "--url", f"{service.url}/a?token=SECRET", "--repeat", "1")
    assert [(one.path, one.fields.get("token")) for one in service.questions] == [
        ("/a", None), ("/a/dial", None), ("/a", "SECRET"), ("/a/dial", "SECRET"),
    ]  # fmt: skip
    assert "SECRET" not in result.output
    assert result.exit_code == 0


def test_a_scenario_without_originate_needs_caller_and_callee_and_sends_no_originated_call_id(tmp_path: Path) -> None:
    path = tmp_path / "in.yaml"
    path.write_text(re.sub("originate: .*\n", "", DESK.read_text("utf-8")))
    with web_service(others=OK) as service:
        once = [
            str(path),
            "--component",
            "dial",
            "--url",
            service.url,
            "--repeat",
            "1",
            "--method",
            "post",
            "--style",
            "g4",
        ]
        without = probe_fails(*once)
        assert probe(*once, "--caller", "09", "--callee", "553").exit_code == 0
    assert without == "dial: without `originate` the caller and callee are unknown; pass --caller and --callee"
    fields = {"src": "09", "dst": "553", "data": "", "app_name": "dial", "unique_id": "scenario-kit.1"}
    assert [question.fields for question in service.questions] == [fields]


def probe_fails(*arguments: str | Path) -> str:
    """Return the line with which the real command ends with exit code 2."""
    done = kit("probe", *arguments)
    assert (done.code, done.out) == (2, "")
    return done.err.removeprefix("scenario-kit: ").removesuffix("\n")


@pytest.mark.parametrize(
    ("component", "message"),
    [
        ("dail", "unknown component; did you mean `dial`?"),
        (
            "x",
            "unknown component; those that do are talk, menu, ring, dial",
        ),
        (
            "route",
            "a component of type outgoing_route does not ask a web service; those that do are talk, menu, ring, dial",
        ),
    ],
)
def test_a_component_that_cannot_be_asked_is_refused(component: str, message: str) -> None:
    assert probe_fails(DESK, "--component", component) == f"--component {component}: {message}"


def test_without_a_web_service_there_is_nothing_to_probe() -> None:
    assert probe_fails(ROOT / "scenarios" / "01-extension-to-extension.yaml") == (
        "no component of these scenarios asks a web service; nothing to probe"
    )


def test_a_name_on_several_sheets_has_to_be_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    text = DESK.read_text("utf-8")
    path.write_text(text + '  incoming:\n    dial: {component: trunk_api, api_address: "${crm}", next: {F: ~}}\n')
    assert probe_fails(path, "--component", "dial") == (
        "--component dial: it is on several sheets; write outgoing/dial or incoming/dial"
    )
    with web_service(others=OK) as service:
        result = probe(path, "--component", "incoming/dial", "--url", service.url, "--format", "json")
    asked = json.loads(result.stdout)["asked"]
    assert (result.exit_code, {one["component"] for one in asked}) == (0, {"incoming/dial"})


def test_a_file_that_does_not_say_what_is_meant_is_told_and_nothing_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(DESK.read_text("utf-8").replace("callee:", "calee:"))
    result = probe(path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error[S004] `originate` has no key `calee`" in result.stderr
    assert result.stderr.endswith("scenario-kit: no request was sent\n")
    assert probe(tmp_path / "nowhere.yaml").exit_code == 2


def test_an_address_that_is_a_variable_without_a_value_is_told(tmp_path: Path) -> None:
    path = tmp_path / "variable.yaml"
    text = DESK.read_text("utf-8").replace('dial: {component: trunk_api, api_address: "${crm}"', "dial: {component: "
                                           "trunk_api, api_address: {variable: crm_address}")  # fmt: skip
    path.write_text(text + "variables: [{name: crm_address, type: string}]\n")
    result = probe(path, "--component", "dial", "--format", "json")
    message = "`dial`: its address is an editor variable without a value"
    assert ([(code, told) for code, _, told in findings(result)], result.exit_code) == ([("P701", message)], 1)
    path.write_text(text + "variables: [{name: crm_address, type: string, value: http://127.0.0.1:9}]\n")
    result = probe(path, "--component", "dial", "--format", "json", "--repeat", "1")
    assert findings(result)[0][2] == "`dial`: cannot reach 127.0.0.1:9: connection refused"


# What is told


def without_times(text: str) -> str:
    return re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", re.sub(r"\d+ ms", "N ms", text))


@pytest.mark.unmeasured
def test_people_read_figures_and_findings(
    golden: Callable[[Path, str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(DESK, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("scenario_kit.run.probe.inquiry.judge_times", lambda *_: ())  # a busy machine answers slowly
    answers = {"dial": {**OK, "trunk": "Cisko"}, "ring": Answer(b"<html>", 500), "talk": {"ok": "1", "commands": "x"}}
    with web_service(**answers, others={"ok": "1", "case": "9"}) as service:
        result = probe("desk.yaml", "--url", service.url, "--inventory", HERE / "inventory.json")
    assert result.exit_code == 1
    golden(HERE / "report.txt", without_times(result.stdout))


def test_programs_read_findings_and_figures() -> None:
    with web_service(others={**OK, "price": "5"}) as service:
        once = ["--repeat", "1", "--method", "get", "--style", "g4", "--format", "json"]
        result = probe(LIMITED, "--set", f"crm={service.url}", *once)
    document = json.loads(result.stdout)
    assert result.exit_code == 0
    assert findings(result) == [("P706", 19, "`dial`: unknown field `price`")]
    assert document["summary"] == {"error": 0, "warning": 1, "info": 0}
    (asked,) = document["asked"]
    times = {name: asked.pop(name) for name in ("p50_ms", "p95_ms", "worst_ms")}
    assert asked == {
        "file": str(LIMITED),
        "component": "dial",
        "type": "trunk_api",
        "app_name": "call-limit",
        "method": "GET",
        "style": "G4",
        "address": f"{service.url}/trunk",
        "limit_ms": 60_000,
        "answers": 1,
        "status": 200,
        "outcome": "dials 09371234567 over Cisco, for 300 s at most",
    }
    assert len(set(times.values())) == 1


def test_junit_has_a_test_a_component_and_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(DESK, tmp_path)
    monkeypatch.chdir(tmp_path)
    with web_service(dial={**OK, "call_limit": "0", "x": "\x01"}, others={"ok": "1", "extension": "5"}) as service:
        once = ["--repeat", "1", "--format", "junit", "--style", "g4", "--component"]
        first, second = (probe("desk.yaml", "--url", service.url, *once, name) for name in ("dial", "ring"))
    assert (first.exit_code, second.exit_code) == (1, 0)
    suites = ET.fromstring(first.stdout)  # noqa: S314  our own output
    assert suites.attrib == {"name": "scenario-kit", "tests": "2", "failures": "2", "errors": "0"}
    cases = list(suites.iter("testcase"))
    assert [case.attrib for case in cases] == [
        {"classname": "desk", "name": "dial, POST G4"},
        {"classname": "desk", "name": "dial, GET G4"},
    ]
    failure = cases[0].find("failure")
    assert failure is not None
    message = "`dial`: `call_limit` is `0`, not a whole number of seconds above 0"
    assert failure.attrib == {"type": "P705", "message": message}
    assert failure.text == (
        f'desk.yaml:31:47: error[P705] {message}\nhelp: answer `"call_limit": "300"`, or omit it for no limit'
    )
    assert "warning[P706] `dial`: unknown field `x`" in (cases[0].findtext("system-out") or "")
    assert [case.find("failure") for case in ET.fromstring(second.stdout).iter("testcase")] == [None, None]  # noqa: S314


def test_a_comment_in_the_file_hides_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "desk.yaml"
    path.write_text("# scenario-kit: ignore P706\n" + DESK.read_text("utf-8"))
    with web_service(others={**OK, "x": "1"}) as service:
        result = probe(path, "--component", "dial", "--url", service.url, "--repeat", "1", "--format", "json")
    assert (findings(result), result.exit_code) == ([], 0)


def test_the_time_that_the_pbx_waits_is_the_scenarios_then_the_settings_files(tmp_path: Path) -> None:
    ini, own = tmp_path / "simotel.ini", tmp_path / "own.yaml"
    ini.write_text("[api]\nclient_api_caller_timeout = 7\n")
    own.write_text(DESK.read_text("utf-8") + "simotel_ini: {client_api_caller_timeout: 3s}\n")
    with web_service(others=OK) as service:
        once = ["--component", "dial", "--url", service.url, "--repeat", "1", "--format", "json"]
        waited = [
            json.loads(probe(path, *once, ini=settings).stdout)["asked"][0]["limit_ms"]
            for path, settings in ((DESK, None), (DESK, ini), (own, ini))
        ]
    assert waited == [1000, 7000, 3000]


# What means harm: over a real connection, with 2 seconds for each


def asked(url: str, way: Way = POST, repeat: int = 1) -> Asked:
    return ask(target(plan_of(), url=url), way, repeat=repeat, limit_sec=0)


def harm(answer: Any, way: Way = POST) -> str:
    """Ask a server that sends what it likes, and give what is said about it, without its port."""
    with raw_server(answer) as server:
        came = asked(server.url, way)
    said_about = said(*(Reply(one.status, one.headers, one.body, one.truncated, 0.01) for one in came.replies),
                      failure=came.failure)  # fmt: skip
    return re.sub(r"127\.0\.0\.1:\d+", "HOST", said_about)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"


@pytest.mark.unmeasured
def test_an_answer_that_drips_without_end_ends_in_time() -> None:
    assert harm(dripping(HEAD, b" ")) == (
        "P701 HOST did not answer in full within 2 s\n     answer first, and do slow work afterwards\n"
    )


def test_an_answer_without_end_is_read_up_to_a_limit() -> None:
    endless = sending(HEAD, b'{"ok": "', b"x" * (1 << 24))
    assert harm(endless) == (
        f'P703 the answer is longer than 64 KiB: `{{"ok": "{"x" * 72}…`\n'
        "     answer with one JSON object and nothing else\n"
    )


def test_a_redirect_to_itself_is_not_followed() -> None:
    loop = sending(b"HTTP/1.1 302 Found\r\nLocation: /?again=1\r\nContent-Length: 0\r\n\r\n")
    assert harm(loop) == "P702 the answer redirects to `/`\n     set api_address to the final address\n"


def test_what_is_not_http_is_told() -> None:
    assert harm(sending(b"\x16\x03\x01 SECRET\r\n")) == "P701 HOST sent an incomplete answer, or one that is not HTTP\n"


def test_the_first_failure_ends_a_way_and_keeps_what_came_before() -> None:
    with web_service(others=OK) as service:
        came = asked(service.url, repeat=3)
    assert (len(came.replies), came.failure) == (3, None)
    gone = asked(service.url, repeat=3)
    assert gone.replies == ()
    assert gone.failure is not None
    assert gone.failure.kind == "connect"


def test_an_address_with_a_password_is_not_asked_and_not_repeated() -> None:
    result = probe(DESK, "--component", "dial", "--url", "http://me:SECRET@127.0.0.1/a", "--format", "json")
    message = "`dial`: the address of 127.0.0.1 contains a user name or a password; remove everything before `@`"
    assert [(code, told) for code, _, told in findings(result)] == [("P701", message)]
    assert "SECRET" not in result.output


# The examples


@contextmanager
def started(command: list[str], folder: Path, announces: str) -> Iterator[str]:
    """Start a server that announces its address, and give that."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            assert process.stdout is not None
            lines = iter(process.stdout.readline, "")
            yield next(match[0] for line in lines if (match := re.search(announces, line)))
        finally:
            process.terminate()
            process.communicate()


def send(url: str, fields: dict[str, Any] | None = None) -> Any:
    from scenario_kit.pbx.web import exchange  # noqa: PLC0415  as a PBX would

    return json.loads(exchange("GET" if fields is None else "POST", url, json=fields, timeout=30).body)


@pytest.mark.unmeasured
def test_the_example_service_is_probed_without_a_finding_and_keeps_what_it_is_told() -> None:
    command = [sys.executable, "-m", "flask", "--app", "service", "run", "--port", "0"]
    with started(command, ROOT / "examples" / "web-service", r"http://127\.0\.0\.1:\d+") as url:
        result = probe(LIMITED, "--set", f"crm={url}", "--format", "json")
        refused = [send(f"{url}/trunk", {**SENT, "app_name": name, "dst": number})
                   for name, number in [("other", "09371234567"), ("call-limit", "00989371234567")]]  # fmt: skip
        cdr = {"event_name": "Cdr", "src": "0521", "billsec": 300, "unique_id": "1.2"}
        survey = {"event": "Survey", "point": "5", "unique_id": "1.2"}
        assert [send(f"{url}/events", cdr), send(f"{url}/events/Survey", survey)] == [{"ok": "1"}, {"ok": "1"}]
        assert send(f"{url}/events/NewState", {"event_name": "NewState"}) == {"ok": "1"}
        kept = send(f"{url}/calls")
    assert (findings(result), result.exit_code) == ([], 0)
    assert {
        (one["method"], one["style"], one["answers"], one["outcome"]) for one in json.loads(result.stdout)["asked"]
    } == {
        (method, style, 5, "dials 09371234567 over Cisco, for 300 s at most")
        for method in ("POST", "GET")
        for style in ("G4", "Rest4")
    }
    assert refused == [{"ok": "0"}, {"ok": "0"}]
    assert kept == {"Cdr": [{**cdr, "billsec": "300"}], "Survey": [survey]}


def php() -> str:
    found = shutil.which("php")
    if found is None:
        (pytest.fail if os.environ.get("SCENARIO_KIT_TESTS_NEED_ALL") else pytest.skip)("php is not installed")
    return found


@pytest.mark.unmeasured
def test_the_php_service_of_the_page_is_probed_without_a_finding(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "web-services.md").read_text("utf-8")
    (code,) = re.findall(r"```php\n(.*?)```", page, re.DOTALL)
    (tmp_path / "index.php").write_text(code)
    (tmp_path / "vendor").mkdir()
    shutil.copy(
        ROOT / "tests" / "support" / "standins" / "simotel_php_connect.php", tmp_path / "vendor" / "autoload.php"
    )
    linted = subprocess.run([php(), "-l", "index.php"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (linted.returncode, linted.stdout) == (0, "No syntax errors detected in index.php\n")
    command = [php(), "-d", "display_errors=0", "-S", "127.0.0.1:0", "index.php"]
    with started(command, tmp_path, r"http://127\.0\.0\.1:\d+") as url:
        result = probe(LIMITED, "--set", f"crm={url}", "--format", "json")
        refused = [send(f"{url}/trunk", {**SENT, "app_name": name, "dst": number})
                   for name, number in [("__construct", "09371234567"), ("call-limit", "0098")]]  # fmt: skip
        taken = [send(f"{url}/events", {"event_name": "Cdr", "unique_id": "1.2"}), send(f"{url}/events/X", {"a": [1]})]
    assert (findings(result), result.exit_code) == ([], 0)
    assert {one["outcome"] for one in json.loads(result.stdout)["asked"]} == {
        "dials 09371234567 over Cisco, for 300 s at most"
    }
    assert (refused, taken) == ([{"ok": "0"}, {"ok": "0"}], [{"ok": "1"}, {"ok": "1"}])
