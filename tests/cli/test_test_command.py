"""The commands `test` and `simulate`, as a user types them."""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from junitparser import Error, Failure, JUnitXml
from support.command import Done, real_kit
from support.command import kit as in_process
from support.paths import ROOT, TESTS

from scenario_kit.report.tests import TEST_FORMATS
from scenario_kit.run.checking import check_paths
from scenario_kit.run.tests import run_tests

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

    Kit = Callable[..., Done]

HERE = TESTS / "rehearsal/reports"
SCENARIOS = ROOT / "scenarios"

DESK = """\
version: 1
name: desk
sheets:
  front:
    line: {component: incoming_route, context: from-pstn, rows: [{did: 100, next: greet}]}
    greet: {component: answer, type: answer, next: x}
    x: {component: extension, extension: 553, next: {S: ~, B: back/x, F: ~}}
  back:
    x: {component: queue, queue: 901, next: {S: ~, F: ~}}
"""
LIMITED = """\
version: 1
name: limited
originate: {caller: 521, callee: 0912, context: main, caller_id: 557}
call: {dial: {trunk_api: "https://crm.example/x"}, unavailable: ~}
"""
ANSWER = [
    f"--world=dial.response.{field}={value}" for field, value in (("ok", 1), ("trunk", "Nasim"), ("extension", "0915"))
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder in which the commands of the test run."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def kit(folder: Path) -> Kit:
    """Return the command, to be run in the test's folder."""
    return partial(in_process, cwd=folder)


def write(folder: Path, name: str, head: str, *tests: str) -> Path:
    """Write a scenario with tests, each the inside of a YAML mapping."""
    path = folder / name
    lines = "".join(f"  - {{{test}}}\n" for test in tests)
    path.write_text(f"{head}tests:\n{lines}" if tests else head, "utf-8")
    return path


# test


def test_a_dot_for_each_test_that_passes(kit: Kit, folder: Path) -> None:
    shutil.copy(HERE / "company.yaml", folder)
    assert kit("test", "company.yaml") == Done(0, "company.yaml ....\n\n1 file: 4 passed.\n", "")


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("company-verbose.txt", ["test", "-v", "company.yaml"], 0),
        ("company-coverage.txt", ["test", "--coverage", "company.yaml"], 0),
        ("company.json", ["test", "--format", "json", "--coverage", "company.yaml"], 0),
        ("troubled.txt", ["test", "troubled.yaml"], 2),
        ("troubled-colours.txt", ["test", "troubled.yaml", "--color", "always"], 2),
        ("both.json", ["test", "--format", "json", "company.yaml", "troubled.yaml"], 2),
        ("both.xml", ["test", "--format", "junit", "company.yaml", "troubled.yaml"], 2),
        ("limited-call.txt", ["simulate", "company.yaml", "--test", "a known customer is limited and warned"], 0),
        (
            "limited-call.json",
            ["simulate", "company.yaml", "--test", "a known customer is limited and warned", "--format", "json"],
            0,
        ),
        (
            "fallback-call.txt",
            [
                "simulate",
                "company.yaml",
                "--test=sales talks, is recorded and gets a score",
                "--world=sales.outcome=no_answer",
            ],
            0,
        ),
        ("stopped-call.txt", ["simulate", "troubled.yaml"], 2),
        ("circle.txt", ["test", "circle.yaml"], 1),
        ("circle-call.txt", ["simulate", "circle.yaml", "--test=somebody presses a key in the end"], 0),
        ("barred-call.txt", ["simulate", "troubled.yaml", *ANSWER, "--world=dial.response.extension=00441"], 0),
    ],
)
def test_what_a_user_reads(
    name: str, arguments: list[str], code: int, kit: Kit, folder: Path, golden: Callable[[Path, str], None]
) -> None:
    for scenario in HERE.glob("*.yaml"):
        shutil.copy(scenario, folder)
    done = kit(*arguments)
    golden(HERE / name, done.out + (f"--- on standard error\n{done.err}" if done.err else ""))
    assert done.code == code


def test_every_golden_file_is_compared() -> None:
    ((names, *_),) = [mark.args[1:] for mark in test_what_a_user_reads.pytestmark]  # type: ignore[attr-defined]
    compared = {path.name for path in HERE.iterdir() if path.suffix not in (".yaml", ".told")}
    assert compared == {name for name, *_ in names}


@pytest.mark.unmeasured
@pytest.mark.process
def test_the_real_command_does_the_same(folder: Path) -> None:
    for scenario in HERE.glob("*.yaml"):
        shutil.copy(scenario, folder)
    done = real_kit("test", "company.yaml", "troubled.yaml", cwd=folder)
    assert (done.code, done.err) == (2, "")
    assert done.out.startswith("company.yaml ....\ntroubled.yaml .FEEF\n")
    call = real_kit("simulate", "company.yaml", "--test=the desk is busy", cwd=folder)
    assert (call.code, call.err) == (0, "")


@pytest.mark.parametrize(
    ("tests", "code", "marks", "summary"),
    [
        (["name: a, callee: 100, expect: {path: [line, greet, front/x]}"], 0, " .", "1 passed"),
        (["name: a, callee: 100, expect: {path: [line]}"], 1, " F", "1 failed"),
        (["name: a, callee: 100, world: {y: {}}, expect: {path: []}"], 2, " E", "1 cannot be run"),
        (
            [
                "name: a, callee: 100, expect: {ended_by: end_of_plan}",
                "name: b, callee: 100, expect: {ended_by: barred}",
                "name: c, callee: 100, enter: outgoing, expect: {ended_by: barred}",
                "name: d, callee: 101, expect: {path: [], ended_by: no_route}",
            ],
            2,
            " .FE.",
            "1 failed, 1 cannot be run, 2 passed",
        ),
    ],
)
def test_how_a_run_ends(tests: list[str], code: int, marks: str, summary: str, kit: Kit, folder: Path) -> None:
    write(folder, "desk.yaml", DESK, *tests)
    done = kit("test", "desk.yaml")
    lines = done.out.splitlines()
    assert (done.code, lines[0], lines[-1], done.err) == (code, f"desk.yaml{marks}", f"1 file: {summary}.", "")


def test_files_without_tests_say_so(kit: Kit, folder: Path) -> None:
    write(folder, "a.yaml", DESK)
    assert kit("test", "a.yaml") == Done(0, "1 file: no tests.\n", "")
    write(folder, "b.yaml", LIMITED)
    assert kit("test", ".") == Done(0, "2 files: no tests.\n", "")
    for format_, empty in (("json", '"tests": []'), ("junit", 'tests="0"')):
        done = kit("test", ".", "--format", format_)
        assert (done.code, empty in done.out) == (0, True)


def test_what_came_otherwise_stands_side_by_side_at_its_place(kit: Kit, folder: Path) -> None:
    write(folder, "desk.yaml", DESK, "name: rings, callee: 100, expect: {path: [line, back/x], cdr: {billsec: 61}}")
    done = kit("test", "desk.yaml")
    assert done.code == 1
    assert done.out.startswith(
        "desk.yaml F\n"
        "\n"
        "FAILED rings\n"
        "  desk.yaml:11:47: path\n"
        "    expected  line → back/x\n"
        "    actual    line → greet → front/x\n"
        "  desk.yaml:11:78: cdr.billsec\n"
        "    expected  61\n"
        "    actual    60\n"
    )


EXPECTED_ACTUAL = [
    # what a test expects, the expected value that is reported, the actual value that is reported
    ("path: []", "nothing", "line → greet → front/x"),
    ("ended_by: loop", "loop", "end_of_plan"),
    ("dial_ended_by: call_limit", "call_limit", "hangup"),
    ("warnings_at_sec: [1, 2]", "[1, 2]", "[]"),
    ("recorded: yes", "true", "false"),
    ("cdr: {disposition: NO ANSWER}", "NO ANSWER", "ANSWERED"),
    ("cdr: {billsec: 2m}", "120", "60"),
    ("cdr: {poll_point: 5}", "5", "nothing"),
    ("cdr: {poll_label: adviser}", "adviser", "nothing"),
    ("cdr: {src: 0912}", "0912", "nothing"),
    ("cdr: {dst: 0912}", "0912", "553"),
    ("cdr: {type: local}", "local", "incoming"),
    ("cdr: {duration: 1}", "1", "65"),
    ("cdr: {wait: 0}", "0", "5"),
    ("cdr: {outgoing_point: Cisco}", "Cisco", "nothing"),
]


@pytest.mark.parametrize(("expectation", "expected", "actual"), EXPECTED_ACTUAL)
def test_everything_that_can_be_expected_can_fail(
    expectation: str, expected: str, actual: str, kit: Kit, folder: Path
) -> None:
    write(folder, "desk.yaml", DESK, f"name: a, callee: 100, expect: {{{expectation}}}")
    done = kit("test", "desk.yaml", "--format", "json")
    (test,) = json.loads(done.out)["tests"]
    what = expectation.replace(": {", ".").partition(":")[0]
    pointer = f"/tests/0/expect/{what.replace('.', '/')}"
    assert (done.code, test["status"]) == (1, "failed")
    assert [
        {key: failure[key] for key in ("what", "expected", "actual", "pointer", "line")} for failure in test["failures"]
    ] == [{"what": what, "expected": expected, "actual": actual, "pointer": pointer, "line": 11}]


def test_what_a_test_does_not_list_is_not_compared(kit: Kit, folder: Path) -> None:
    write(
        folder,
        "desk.yaml",
        DESK,
        "name: a, callee: 100, expect: {cdr: {billsec: 60, dst: 553}}",
        "name: b, callee: 100, expect: {warnings_at_sec: []}",
        "name: c, callee: 100, expect: {recorded: false}",
        "name: d, callee: 100, expect: {path: [front/line, greet, front/x]}",
    )
    assert kit("test", "desk.yaml") == Done(0, "desk.yaml ....\n\n1 file: 4 passed.\n", "")


CANNOT = [
    # a test that cannot be run, and why
    ("name: a, callee: 100, wrld: {}, expect: {}", "test 1 has no key `wrld`"),
    ("name: a, callee: 100, expect: {endet_by: loop}", "`expect` has no key `endet_by`"),
    ("name: a, callee: 100, world: {y: {talk_sec: 1}}, expect: {path: []}", "unknown component `y`"),
    ("name: a, callee: 100, world: {x: {talk_sec: 1}}, expect: {path: []}", "`x` is a component on several sheets"),
    ("name: a, callee: 100, expect: {path: [line, x]}", "`x` is a component on several sheets"),
    (
        "name: a, callee: 100, world: {back/x: {outcome: busy}}, expect: {path: []}",
        "`x` is a Queue, which cannot have the outcome `busy`",
    ),
    ("name: a, expect: {path: []}", "the test does not say which number is dialled"),
]


@pytest.mark.parametrize(("test", "why"), CANNOT)
def test_a_test_with_an_error_of_its_own_is_not_run_and_the_others_are(
    test: str, why: str, kit: Kit, folder: Path
) -> None:
    write(folder, "desk.yaml", DESK, test, "name: sound, callee: 100, expect: {ended_by: end_of_plan}")
    done = kit("test", "desk.yaml", "--format", "json")
    first, second = json.loads(done.out)["tests"]
    assert (done.code, first["status"], first["problem"], first["line"], first["call"]) == (2, "error", why, 11, None)
    assert second["status"] == "passed"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            DESK.replace("extension: 553", "extnsion: 553") + "tests: [{name: a, callee: 100, expect: {path: []}}]\n",
            "component `x` has no key `extnsion`",
        ),
        (DESK + "tests: all\n", "`tests`: expected a list, got `all`"),
        ("version: 1\nname: [", None),
        ("a: 1\na: 2\n", None),
    ],
)
def test_a_file_that_cannot_be_read_runs_no_test(text: str, problem: str | None, kit: Kit, folder: Path) -> None:
    (folder / "bad.yaml").write_text(text)
    write(folder, "desk.yaml", DESK, "name: sound, callee: 100, expect: {ended_by: end_of_plan}")
    done = kit("test", ".", "--format", "json")
    bad, sound = json.loads(done.out)["tests"]
    assert (done.code, bad["status"], bad["name"], bad["help"]) == (
        2,
        "error",
        "",
        "see `scenario-kit validate ./bad.yaml`",
    )
    assert problem in (None, bad["problem"])
    assert sound["status"] == "passed"


@pytest.mark.parametrize(
    ("test", "name", "problem"),
    [
        (
            "name: a, callee: 100, at: noon, expect: {path: []}",
            "a",
            "`at`: expected a day of the Gregorian calendar and a time, written YYYY-MM-DDTHH:MM, got `noon`",
        ),
        ("callee: 100, expect: {ended_by: nobody}", "test 1", "test 1 has no `name`"),
        ("name: a, callee: 100", "a", "test 1 has no `expect`"),
        ("name: a, callee: 100, expect: {endet_by: loop, ended_by: loop}", "a", "`expect` has no key `endet_by`"),
        ("name: a, callee: '${who}', expect: {path: []}", "a", "parameter `who` is not declared"),
        ("name: a, name: b, callee: 100, expect: {path: []}", "a", "duplicate key `name`; first defined on line 11"),
        ("name: a, callee: 100, world: {x: busy}, expect: {path: []}", "a", "`x`: expected a mapping, got `busy`"),
    ],
)
def test_a_test_that_cannot_be_read_leaves_the_others_of_its_file(
    test: str, name: str, problem: str, kit: Kit, folder: Path
) -> None:
    sound = "name: sound, callee: 100, expect: {ended_by: end_of_plan}"
    write(folder, "desk.yaml", DESK, test, sound, "name: wrong, callee: 100, expect: {ended_by: loop}")

    done = kit("test", "desk.yaml", "--format", "json")

    bad, *others = json.loads(done.out)["tests"]
    assert (done.code, bad["status"], bad["name"], bad["problem"], bad["line"]) == (2, "error", name, problem, 11)
    assert [(one["name"], one["status"], one["line"]) for one in others] == [
        ("sound", "passed", 12),
        ("wrong", "failed", 13),
    ]
    assert kit("simulate", "desk.yaml", "--test", "sound").code == 0
    assert kit("page", "desk.yaml", "-o", "page").code == 0
    page = (folder / "page/index.html").read_text("utf-8")
    assert '1 test failed</span> <span class="state error">1 test cannot be run</span>' in page


def test_a_test_that_cannot_be_read_is_named_by_simulate(kit: Kit, folder: Path) -> None:
    write(folder, "desk.yaml", DESK, "name: a, callee: 100, at: noon, expect: {path: []}")
    done = kit("simulate", "desk.yaml", "--test", "a")
    assert (done.code, done.err) == (
        2,
        "scenario-kit: --test a: the test has an error; `scenario-kit validate` shows it\n",
    )


def test_a_file_that_is_not_there_ends_with_2(kit: Kit) -> None:
    done = kit("test", "nowhere.yaml")
    assert done == Done(
        2,
        "nowhere.yaml E\n\nCANNOT BE RUN\n"
        "  nowhere.yaml:1:1: `nowhere.yaml` cannot be read: no such file or directory\n"
        "  help: see `scenario-kit validate nowhere.yaml`\n"
        "\n1 file: 1 cannot be run.\n",
        "",
    )


def test_a_test_of_a_plan_with_errors_is_run_as_far_as_they_let_it(kit: Kit, folder: Path) -> None:
    broken = DESK.replace("S: ~, B: back/x", "S: nowhere, B: back/x")
    write(
        folder,
        "desk.yaml",
        broken,
        "name: answered, callee: 100, expect: {ended_by: end_of_plan}",
        "name: busy, callee: 100, world: {front/x: {outcome: busy}}, expect: {ended_by: end_of_plan}",
    )
    done = kit("test", "desk.yaml", "--format", "json")
    answered, busy = json.loads(done.out)["tests"]
    assert (done.code, answered["status"], busy["status"]) == (2, "error", "passed")
    assert answered["call"]["stopped"]["component"] == "front/x"


def test_scenarios_come_from_standard_input_too(kit: Kit) -> None:
    text = f"{DESK}tests: [{{name: a, callee: 100, expect: {{ended_by: end_of_plan}}}}]\n"
    done = kit("test", "-", stdin=text)
    assert (done.code, done.out.splitlines()[-1]) == (0, "1 file: 1 passed.")


def test_parameters_are_put_in(kit: Kit, folder: Path) -> None:
    head = "parameters: {desk: {default: 553}}\n" + DESK.replace("extension: 553", "extension: '${desk}'")
    write(folder, "desk.yaml", head, "name: a, callee: 100, expect: {cdr: {dst: 554}}")
    (folder / "values.yaml").write_text("desk: 554\n")
    runs = [[], ["--set", "desk=554"], ["--values", "values.yaml"], ["--values", "values.yaml", "--set", "desk=1"]]
    assert [kit("test", "desk.yaml", *options).code for options in runs] == [1, 0, 0, 1]


def test_a_settings_file_says_what_the_pbx_bars_warns_and_waits_for(kit: Kit, folder: Path) -> None:
    (folder / "simotel.ini").write_text(
        "[security]\nbarred_call_pre_codes = 09\n"
        "[api]\nclient_api_caller_timeout = 3\ncall_limit_warning_beeper_enabled = True\n"
        "call_limit_warning_beeper_time_to_end_sec = 30\n[secret]\npassword = hunter2\n"
    )
    answer = "response: {ok: 1, trunk: T, extension: %s, call_limit: 100}, talk_sec: 200"
    write(
        folder,
        "limited.yaml",
        LIMITED,
        f"name: barred, world: {{dial: {{{answer % '0912'}}}}}, expect: {{ended_by: barred}}",
        f"name: not barred, world: {{dial: {{{answer % '00441'}}}}}, expect: {{warnings_at_sec: [70, 80, 90]}}",
        "name: waits, world: {dial: {response: timeout}}, expect: {cdr: {duration: 3}}",
    )
    assert kit("test", "limited.yaml", "--ini", "simotel.ini").code == 0
    done = kit("test", "limited.yaml")
    assert (done.code, done.out.splitlines()[0]) == (1, "limited.yaml FFF")
    call = call_of(kit("simulate", "limited.yaml", "--ini=simotel.ini", "--test=barred", "--format=json"))
    assert call["ended_by"] == "barred"
    missing = kit("test", "limited.yaml", "--ini", "none.ini")
    assert missing == Done(2, "", "scenario-kit: --ini none.ini: no such file or directory\n")


def test_without_paths_a_user_is_told_what_to_give(kit: Kit) -> None:
    done = kit("test")
    assert (done.code, done.out) == (2, "")
    assert "Missing argument 'PATH...'" in done.err


def test_coverage_counts_every_output_but_those_of_generated_jumps(kit: Kit, folder: Path) -> None:
    busy = "name: busy, callee: 100, world: {front/x: {outcome: busy}}, expect: {ended_by: end_of_plan}"
    write(folder, "desk.yaml", DESK, busy)
    done = kit("test", "desk.yaml", "--coverage")
    assert done == Done(
        0,
        "desk.yaml .\n"
        "\n"
        "Outputs that no test took:\n"
        "  desk.yaml:7: front/x S\n"
        "  desk.yaml:7: front/x F\n"
        "  desk.yaml:9: back/x F\n"
        "\n"
        "4 of 7 outputs taken: 57 %.\n"
        "\n"
        "1 file: 1 passed.\n",
        "",
    )
    others = [busy.replace("outcome: busy", f"outcome: {outcome}") for outcome in ("answered", "no_answer")]
    others.append(
        "name: b, callee: 100, world: {front/x: {outcome: busy}, back/x: {outcome: failed}}, expect: {recorded: no}"
    )
    write(folder, "desk.yaml", DESK, busy, *others)
    assert "\n\n7 of 7 outputs taken: 100 %.\n\n" in kit("test", "desk.yaml", "--coverage").out
    report = json.loads(kit("test", "desk.yaml", "--coverage", "--format", "json").out)
    assert report["coverage"] == {"outputs": 7, "untaken": []}


def test_without_coverage_the_json_has_none(kit: Kit, folder: Path) -> None:
    write(folder, "desk.yaml", DESK, "name: a, callee: 100, expect: {ended_by: end_of_plan}")
    assert "coverage" not in json.loads(kit("test", "desk.yaml", "--format", "json").out)


def test_the_report_is_read_by_junit_readers(kit: Kit, folder: Path) -> None:
    for scenario in HERE.glob("*.yaml"):
        shutil.copy(scenario, folder)
    done = kit("test", "company.yaml", "troubled.yaml", "--format", "junit")
    report = JUnitXml.fromstring(done.out.encode())
    suites = list(report)
    assert [(suite.name, suite.tests, suite.failures, suite.errors) for suite in suites] == [
        ("company.yaml", 4, 0, 0),
        ("troubled.yaml", 5, 2, 2),
    ]
    kinds = {(case.classname, case.name): [type(one) for one in case.result] for suite in suites for case in suite}
    assert kinds == {
        ("company", "sales talks, is recorded and gets a score"): [],
        ("company", "a known customer is limited and warned"): [],
        ("company", "on Friday it is closed"): [],
        ("company", "the desk is busy"): [],
        ("troubled", "the client does not answer"): [],
        ("troubled", "everything comes otherwise"): [Failure],
        ("troubled", "nobody says what the web service answers"): [Error],
        ("troubled", "the caller is busy where nobody can be"): [Error],
        ("troubled", "nothing is known of that number"): [Failure],
    }


STEERING = "\\e[31mred\\e[0m"  # refused by the language
HOSTILE = 'name: "<a> & \\"b\\" \\u202e\\u009b31m ]]> {name} %s [api]", callee: 100, expect: {path: [line]}'


@pytest.mark.parametrize("arguments", [[], ["-v"], ["--coverage"]])
def test_hostile_names_are_printed_inert(arguments: list[str], kit: Kit, folder: Path) -> None:
    write(folder, "desk.yaml", DESK, HOSTILE, HOSTILE.replace("line]", "nowhere]"))
    done = kit("test", "desk.yaml", *arguments)
    assert done.code == 2
    assert not {character for character in done.out if character in "\u202e\u009b\x1b"}
    assert '<a> & "b" \N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}31m ]]> {name} %s [api]' in done.out


def test_hostile_names_stay_what_they_are_in_json_and_xml(kit: Kit, folder: Path) -> None:
    write(folder, "desk.yaml", DESK, HOSTILE)
    name = '<a> & "b" \u202e\u009b31m ]]> {name} %s [api]'
    (test,) = json.loads(kit("test", "desk.yaml", "--format", "json").out)["tests"]
    assert test["name"] == name
    (suite,) = JUnitXml.fromstring(kit("test", "desk.yaml", "--format", "junit").out.encode())
    assert [case.name for case in suite] == [name]


def test_hostile_names_are_inert_in_errors_too(kit: Kit, folder: Path) -> None:
    hostile = HOSTILE.replace("callee: 100", "callee: 100, world: {x: {}}")
    write(folder, "desk.yaml", DESK, hostile)
    for arguments in (
        ["--test=nothing"],
        ["--callee=1\u202e00", "--enter=outgoing"],
        ["--callee=100", "--world=\x1b[31my.digits=1"],
    ):
        done = kit("simulate", "desk.yaml", *arguments)
        assert (done.code, {character for character in done.out + done.err if character in "\u202e\u009b\x1b"}) == (
            2,
            set(),
        )


def test_a_name_that_steers_a_terminal_is_refused(kit: Kit, folder: Path) -> None:
    write(folder, "desk.yaml", DESK, f'name: "{STEERING}", callee: 100, expect: {{path: [line]}}')
    done = kit("test", "desk.yaml")
    assert (done.code, "\x1b" in done.out + done.err) == (2, False)


# simulate


def call_of(done: Done) -> dict[str, Any]:
    assert (done.code, done.err) == (0, "")
    shown: dict[str, Any] = json.loads(done.out)
    return shown


def test_a_call_as_json_says_everything(kit: Kit, folder: Path) -> None:
    write(folder, "desk.yaml", DESK)
    call = call_of(
        kit("simulate", "desk.yaml", "--caller=0912", "--callee=100", "--at=2026-11-23T10:00", "--format=json")
    )
    timeline = call.pop("timeline")
    assert [(one["second"], one["component"], one["kind"]) for one in timeline] == [
        (0, None, "route"),
        (0, "front/line", "route"),
        (0, "front/greet", "answer"),
        (0, "front/x", "ring"),
        (5, "front/x", "talk"),
        (65, "front/x", "hangup"),
        (65, "front/x", "end"),
    ]
    assert call == {
        "version": 1,
        "scenario": "desk",
        "path": ["front/line", "front/greet", "front/x"],
        "steps": [
            {"component": "front/line", "second": 0, "output": "1"},
            {"component": "front/greet", "second": 0, "output": "out"},
            {"component": "front/x", "second": 0, "output": "S"},
        ],
        "ended_by": "end_of_plan",
        "stopped": None,
        "dial_ended_by": "hangup",
        "warnings_at_sec": [],
        "recorded": False,
        "seconds": 65,
        "cdr": {
            "event_name": "Cdr",
            "starttime": "2026-11-23 10:00:00",
            "endtime": "2026-11-23 10:01:05",
            "src": "0912",
            "dst": "553",
            "type": "incoming",
            "disposition": "ANSWERED",
            "duration": 65,
            "billsec": 60,
            "wait": 5,
            "record": "",
            "poll_point": "",
            "poll_label": "",
            "entry_point": None,
            "outgoing_point": "",
            "unique_id": None,
            "originated_call_id": "",
        },
        "surveys": [],
    }


WORLDS = [
    # what --world says, and a field of the call as JSON
    (["front/x.talk_sec=10m"], "seconds", 605),
    (["front/x.talk_sec=10", "front/x.ring_sec=1"], "seconds", 11),
    (["front/x.outcome=busy"], "path", ["front/line", "front/greet", "front/x", "back/x"]),
    (["front/x.outcome=failed"], "dial_ended_by", "failed"),
    (["greet.caller_hangup=yes"], "ended_by", "caller_hangup"),
    (["greet.caller_hangup=no"], "ended_by", "end_of_plan"),
    (["front/x.talk_sec=1", "front/x.talk_sec=2"], "seconds", 7),
]


@pytest.mark.parametrize(("worlds", "field", "value"), WORLDS)
def test_what_the_outside_does_is_told_by_component_and_field(
    worlds: list[str], field: str, value: object, kit: Kit, folder: Path
) -> None:
    write(folder, "desk.yaml", DESK)
    options: list[str] = [f"--world={world}" for world in worlds]
    assert call_of(kit("simulate", "desk.yaml", "--callee=100", "--format=json", *options))[field] == value


def test_a_campaigns_text_is_told_on_the_command_line(kit: Kit, folder: Path) -> None:
    rows = "rows: [{text: debt, next: debt}, {text: any, next: bye}]"
    (folder / "campaign.yaml").write_text(
        f"version: 1\nname: campaign\nsheets:\n  s:\n    start: {{component: autodialer_route, context: c, {rows}}}\n"
        "    debt: {component: announcement, announcement: a}\n    bye: {component: announcement, announcement: b}\n"
    )
    options: list[list[str]] = [[], ["--text=debt"], ["--text=other"]]
    calls = [kit("simulate", "campaign.yaml", "--enter=autodialer", "--format=json", *more) for more in options]
    assert [call_of(call)["path"][1] for call in calls] == ["s/bye", "s/debt", "s/bye"]


RESPONSES = [
    ([*ANSWER], ("ANSWERED", "0915", 60)),
    ([*ANSWER, "--world=dial.response.call_limit=7"], ("ANSWERED", "0915", 7)),
    ([*ANSWER, "--world=dial.response.trunk=Nasim=7"], ("ANSWERED", "0915", 60)),
    (["--world=dial.response=timeout"], ("NO ANSWER", "0912", 0)),
    (["--world=dial.response.ok=0"], ("NO ANSWER", "0912", 0)),
    ([*ANSWER, "--world=outgoing/dial.outcome=busy"], ("BUSY", "0915", 0)),
]


@pytest.mark.parametrize(("options", "report"), RESPONSES)
def test_a_web_services_answer_is_told_field_by_field(
    options: list[str], report: tuple[str, str, int], kit: Kit, folder: Path
) -> None:
    write(folder, "limited.yaml", LIMITED)
    cdr = call_of(kit("simulate", "limited.yaml", "--format=json", *options))["cdr"]
    assert (cdr["disposition"], cdr["dst"], cdr["billsec"]) == report


COMMANDS = {
    "PlayAnnouncement": "PlayAnnouncement('welcome&id:12')",
    "Playback": 'Playback("beep")',
    "SayNumber": "SayNumber(5)",
    "SayDigit": "SayDigit('0912')",
    "SayDuration": "SayDuration('0.00:05:30')",
    "SayClock": "SayClock('14:30:00')",
    "SayDate": "SayDate('2026-03-21','gregorian')",
    "GetData": "GetData('menu',10,1)",
    "MusicOnHold": "MusicOnHold('default',10)",
    "SetExten": "SetExten('553')",
    "SetLimitOnCall": "SetLimitOnCall(300)",
    "ClearUserData": "ClearUserData()",
    "Exit": "Exit('go')",
}


def test_all_thirteen_commands_run_from_the_command_line(kit: Kit, folder: Path) -> None:
    smart = DESK.replace(
        "x: {component: extension, extension: 553, next: {S: ~, B: back/x, F: ~}}",
        "x: {component: smart_api, api_address: 'https://crm.example/x', rows: [{case: go}, {case: e}]}",
    )
    write(folder, "smart.yaml", smart)
    commands = ";".join(COMMANDS.values())
    options: list[str] = [
        "--world=front/x.response.ok=1",
        f"--world=front/x.response.commands={commands}",
        "--world=front/x.digits=7",
    ]
    call = call_of(kit("simulate", "smart.yaml", "--callee=100", "--format=json", *options))
    kinds = Counter(event["kind"] for event in call["timeline"] if event["component"] == "front/x")
    assert len(COMMANDS) == 13
    # seven that say something, what GetData and MusicOnHold play, two changes, one limit, one question and its answer
    assert kinds == {"web_service": 2, "play": 9, "ask": 1, "change": 2, "limit": 1, "branch": 1, "end": 1}
    assert (call["steps"][-1]["output"], call["cdr"]["dst"], call["seconds"]) == ("1", "553", 10)


MISTAKES = [
    (["--world=dial"], "COMPONENT.FIELD=VALUE"),
    (["--world=dial.outcome"], "COMPONENT.FIELD=VALUE"),
    (["--world=.outcome=busy"], "COMPONENT.FIELD=VALUE"),
    (["--world=dial.=busy"], "COMPONENT.FIELD=VALUE"),
    (["--world="], "COMPONENT.FIELD=VALUE"),
    (["--world=dail.talk_sec=5"], "did you mean `dial`?"),
    (["--world=survey.digits=5"], "known: route, dial"),
    (["--world=dial.tlk_sec=5"], "did you mean `talk_sec`?"),
    (["--world=dial.digits=5"], "response, outcome, ring_sec, talk_sec, caller_hangup"),
    (["--world=dial.talk_sec=5x"], "expected seconds, written `30`, `30s`, `5m` or `1h`, got `5x`"),
    (["--world=dial.talk_sec="], "got an empty text"),
    (["--world=dial.talk_sec.x=5"], "talk_sec.x"),
    (["--world=dial.outcome=engaged"], "expected one of answered, busy, no_answer, failed, got `engaged`"),
    (["--world=dial.caller_hangup=maybe"], "expected true or false, got `maybe`"),
    (["--world=dial.response=busy"], "expected a mapping, or `timeout`, got `busy`"),
    (["--world=dial.response=timeout", "--world=dial.response.ok=1"], "set its fields or `timeout`, not both"),
    (["--world=dial.response.ok=1", "--world=dial.response=timeout"], "set its fields or `timeout`, not both"),
    ([*ANSWER, "--world=dial.response.call_limt=300"], "did you mean `call_limit`?"),
    (["--world=dial.response.case=1"], "the answer to Trunk API has no field `case`"),
    (["--world=route.outcome=busy"], "caller_hangup"),
    (["--world=route.talk_sec=5"], "caller_hangup"),
    (["--callee="], "got an empty text"),
    (["--callee=09 12"], "write `0912`"),
    (["--callee=۰۹۱۲"], "expected a number to dial, in the digits 0 to 9, got `۰۹۱۲`; write `0912`"),
    (["--callee=0X."], "expected a number to dial, not a match pattern, got `0X.`"),
    (["--caller=tel:+98912"], "write `+98912`"),
    (["--caller=521\u200e"], "write `521`"),
    (["--world=dial.ring_sec=۵"], "write `5`"),
    (["--at=yesterday"], "written YYYY-MM-DDTHH:MM, got `yesterday`"),
    (["--at=2026-02-30T10:00"], "got `2026-02-30T10:00`"),
    (["--enter=sideways"], "is not one of"),
    (["--enter=incoming"], "the scenario has no Incoming Route"),
    (["--test=nothing"], "unknown test"),
]


@pytest.mark.parametrize(("options", "expected"), MISTAKES)
def test_a_mistake_on_the_command_line_is_one_line_and_2(
    options: list[str], expected: str, kit: Kit, folder: Path
) -> None:
    write(folder, "limited.yaml", LIMITED)
    done = kit("simulate", "limited.yaml", *options)
    message = [line for line in done.err.splitlines() if not line.startswith(("Usage:", "Try ")) and line]
    assert (done.code, done.out, len(message)) == (2, "", 1)
    assert expected in message[0]


IMPOSSIBLE = [
    ("back/x.outcome=busy", "write one of answered, no_answer, failed"),
    ("line.match=yes", "caller_hangup"),
    ("x.talk_sec=5", "front/x` or `back/x"),
    ("front/x.digits=5", "outcome, ring_sec, talk_sec, caller_hangup"),
    ("script.output=S", "out"),
]


@pytest.mark.parametrize(("world", "expected"), IMPOSSIBLE)
def test_what_cannot_happen_is_refused_as_in_a_test(world: str, expected: str, kit: Kit, folder: Path) -> None:
    write(folder, "desk.yaml", f"{DESK}    script: {{component: agi, file: a}}\n")
    done = kit("simulate", "desk.yaml", "--callee=100", f"--world={world}")
    assert (done.code, done.out, done.err.count("\n"), expected in done.err) == (2, "", 1, True)


def test_a_test_with_errors_is_no_call_to_begin_with(kit: Kit, folder: Path) -> None:
    write(
        folder,
        "desk.yaml",
        DESK,
        "name: busy, callee: 100, world: {back/x: {outcome: busy}}, expect: {ended_by: end_of_plan}",
        "name: nobody, callee: 100, world: {y: {}}, expect: {ended_by: end_of_plan}",
    )
    for name, expected in (("busy", "which cannot have the outcome `busy`"), ("nobody", "unknown component `y`")):
        done = kit("simulate", "desk.yaml", f"--test={name}")
        assert (done.code, done.out, done.err.count("\n"), expected in done.err) == (2, "", 1, True)


def test_a_plan_with_errors_is_walked_as_far_as_they_let_it(kit: Kit, folder: Path) -> None:
    write(folder, "desk.yaml", DESK.replace("S: ~, B: back/x", "S: nowhere, B: back/x"))
    assert kit("validate", "desk.yaml").code == 1
    busy = kit("simulate", "desk.yaml", "--callee=100", "--world=front/x.outcome=busy", "--format=json")
    assert call_of(busy)["path"] == ["front/line", "front/greet", "front/x", "back/x"]
    answered = kit("simulate", "desk.yaml", "--callee=100")
    assert (answered.code, "`S`" in answered.err) == (2, True)


def test_without_a_number_there_is_no_call(kit: Kit, folder: Path) -> None:
    write(folder, "desk.yaml", DESK)
    done = kit("simulate", "desk.yaml")
    assert (done.code, done.out, "--callee" in done.err) == (2, "", True)


@pytest.mark.parametrize("command", ["test", "simulate"])
def test_what_is_ignored_is_broken_all_the_same(command: str, kit: Kit, folder: Path) -> None:
    broken = LIMITED.replace("557}", "557, call_limit: soon}  # scenario-kit: ignore S006")
    write(folder, "limited.yaml", broken, "name: a, world: {dial: {response: timeout}}, expect: {path: [route, dial]}")
    assert kit("validate", "limited.yaml").code == 0
    done = kit(command, "limited.yaml", *(["--test=a"] if command == "simulate" else []))
    assert (done.code, "got `soon`" in done.out + done.err) == (2, True)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("nowhere.yaml", "nowhere.yaml:1:1: `nowhere.yaml` cannot be read: no such file or directory"),
        (".", ".: 2 scenarios; name one file"),
        ("bad.yaml", "bad.yaml:1:1: "),
    ],
)
def test_a_call_goes_through_one_readable_file(path: str, expected: str, kit: Kit, folder: Path) -> None:
    write(folder, "limited.yaml", LIMITED)
    (folder / "bad.yaml").write_text("name: a\n")
    done = kit("simulate", path)
    assert (done.code, done.out, done.err.startswith(f"scenario-kit: {expected}")) == (2, "", True)


def test_a_call_that_stops_is_shown_up_to_there_and_ends_with_2(kit: Kit, folder: Path) -> None:
    write(folder, "limited.yaml", LIMITED)
    done = kit("simulate", "limited.yaml")
    assert done.code == 2
    assert "row 1 takes the call" in done.out
    assert done.err.count("\n") == 1
    assert done.err.startswith("scenario-kit: the rehearsal stops at `dial`: ")
    shown = kit("simulate", "limited.yaml", "--format=json")
    call = json.loads(shown.out)
    assert (shown.code, call["ended_by"], call["stopped"]["component"], call["path"]) == (
        2,
        None,
        "outgoing/dial",
        ["outgoing/route", "outgoing/dial"],
    )


def test_a_test_of_the_file_is_a_call_to_begin_with(kit: Kit, folder: Path) -> None:
    answer = "{ok: 1, trunk: Nasim, extension: 0915, call_limit: 50}"
    write(
        folder,
        "limited.yaml",
        LIMITED,
        f"name: limited, caller: 555, world: {{dial: {{response: {answer}, talk_sec: 90}}}}, expect: {{path: []}}",
    )

    def report(*options: str) -> tuple[object, ...]:
        call = call_of(kit("simulate", "limited.yaml", "--test=limited", "--format=json", *options))
        return call["cdr"]["src"], call["cdr"]["dst"], call["cdr"]["outgoing_point"], call["cdr"]["billsec"]

    assert report() == ("555", "0915", "Nasim", 50)
    assert report("--world=dial.talk_sec=20") == ("555", "0915", "Nasim", 20)
    assert report("--world=dial.response.call_limit=80") == ("555", "0915", "Nasim", 80)
    assert report("--world=outgoing/dial.response.trunk=Cisco") == ("555", "0915", "Cisco", 50)
    assert report("--world=dial.response=timeout") == ("555", "0912", "", 0)
    assert report("--caller=556") == ("556", "0915", "Nasim", 50)


def test_the_nine_scenarios_pass_their_tests(kit: Kit) -> None:
    done = kit("test", SCENARIOS)
    assert (done.code, done.err) == (0, "")
    assert [line.partition(" ")[0].rpartition("/")[2] for line in done.out.splitlines()[:9]] == [
        path.name for path in sorted(SCENARIOS.glob("*.yaml"))
    ]


# many tests


def calls_made(run: Callable[[], object]) -> Counter[str]:
    """Count our functions that are called, by file and name; the clock has no part in it."""
    counted: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        _, ours, file = frame.f_code.co_filename.rpartition("/scenario_kit/")
        if event == "call" and ours:
            counted[f"{file}:{frame.f_code.co_name}"] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(before)
    return counted


MANY = {
    "passes": "name: t%04d, callee: 100, world: {front/x: {talk_sec: 9}}, expect: {ended_by: end_of_plan}",
    "fails": "name: t%04d, callee: 100, world: {front/x: {talk_sec: 9}}, expect: {path: [line], ended_by: loop}",
    "cannot be run": "name: t%04d, callee: 100, world: {front/x: {talk_sec: 9}, y: {}}, expect: {path: [z]}",
}


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("fate", "few", "many"), [("passes", 100, 1000), ("fails", 20, 200), ("cannot be run", 20, 200)]
)
def test_the_work_grows_as_the_number_of_tests(fate: str, few: int, many: int, folder: Path) -> None:
    def work(number: int) -> Counter[str]:
        path = write(folder, f"{number}.yaml", DESK, *(MANY[fate] % index for index in range(number)))

        def run() -> None:
            tested = run_tests(check_paths([path]), coverage=True)
            assert len(tested.tests) == number
            assert TEST_FORMATS["text"](tested)

        return calls_made(run)

    before, after = work(few), work(many)
    grown = {name: (before[name], made) for name, made in after.items() if made * few > many * max(before[name], 1)}
    assert grown == {}


ROUND = [
    # a component that a call passes a thousand times, with something that there are many of
    ("smart_api, api_address: 'https://crm.example/x', rows: [{case: {variable: v}}, %s]", "{case: c%d, next: x}"),
    ("smart_api, api_address: 'https://crm.example/x', rows: [%s]", "{case: c%d, next: x}"),
    ("ivr, rows: [%s]", "{case: %d, next: x}"),
]


@pytest.mark.unmeasured
@pytest.mark.parametrize(("component", "row"), ROUND)
def test_the_rows_of_a_component_are_not_read_each_time_a_call_comes_there(
    component: str, row: str, folder: Path
) -> None:
    def work(number: int) -> int:
        rows = ", ".join(row % index for index in range(number))
        response = f"response: {{ok: 1, commands: Exit('c{number - 1}')}}"
        world = response if component.startswith("smart") else f"digits: {number - 1}"
        head = f"{DESK}    y: {{component: answer, type: answer}}\n".replace(
            "x: {component: extension, extension: 553, next: {S: ~, B: back/x, F: ~}}",
            f"x: {{component: {component % rows}}}",
        )
        variables = "variables: [{name: v, type: string, value: q}]\n"
        path = write(
            folder,
            "round.yaml",
            head + variables,
            f"name: a, callee: 100, world: {{front/x: {{{world}}}}}, expect: {{ended_by: loop}}",
        )
        run = check_paths([path])
        made = calls_made(lambda: run_tests(run))
        assert [test.status for test in run_tests(run).tests] == ["passed"]
        return made.total()

    assert work(210) - work(10) < 200 * 100  # each row some times, and not a thousand times


def test_a_plan_is_made_once_for_all_tests_of_a_file(folder: Path) -> None:
    path = write(folder, "many.yaml", DESK, *(MANY["passes"] % index for index in range(50)))
    run = check_paths([path])
    made = calls_made(lambda: run_tests(run))
    once = ("rehearsal/plan.py:targets", "rehearsal/plan.py:by_key", "rehearsal/cases.py:pbx_of")
    assert {name: made[name] for name in once} == dict.fromkeys(once, 1)
