"""The real command, as a user types it."""

from __future__ import annotations

import errno
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest
from support.command import kit

from scenario_kit import cli
from scenario_kit.cli.validate import validate
from scenario_kit.report.report import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
version: 1
name: good
parameters: {trunk: {default: Cisco}}
originate: {caller: 521, callee: 0912, context: main, caller_id: 557}
call: {dial: {trunk: "${trunk}"}, unavailable: ~}
"""
OTHER_OUTPUT = "name another file, or `-` for standard output"
BAD = GOOD.replace("dial: {trunk:", "dial: {trnk:").replace("context: main", "context: bad")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.yaml").write_text(GOOD)
    return tmp_path


def test_validate_is_silent_but_for_a_summary_where_nothing_is_wrong(folder: Path) -> None:
    result = kit("validate", "good.yaml", cwd=folder)
    assert (result.code, result.out, result.err) == (0, "1 file checked: no findings.\n", "")


def test_validate_shows_the_line_the_mark_and_the_help(folder: Path) -> None:
    (folder / "bad.yaml").write_text(BAD)
    result = kit("validate", "bad.yaml", cwd=folder)
    assert result.code == 1
    assert result.out == (
        "bad.yaml:5:15: error[S004] `dial` has no key `trnk`\n"
        '  5 | call: {dial: {trnk: "${trunk}"}, unavailable: ~}\n'
        "    |               ^^^^\n"
        "  help: did you mean `trunk`?\n"
        "\n"
        "1 file checked: 1 error.\n"
    )


def test_validate_writes_the_documented_json(folder: Path) -> None:
    (folder / "bad.yaml").write_text(BAD)
    result = kit("validate", ".", "--format", "json", cwd=folder)
    assert result.code == 1
    assert json.loads(result.out) == {
        "version": 1,
        "files": 2,
        "findings": [
            {
                "code": "S004",
                "name": "unknown-key",
                "severity": "error",
                "message": "`dial` has no key `trnk`",
                "file": "./bad.yaml",
                "line": 5,
                "column": 15,
                "end_line": 5,
                "end_column": 19,
                "pointer": "/call/dial/trnk",
                "help": "did you mean `trunk`?",
            },
            {
                "code": "S010",
                "name": "duplicate-name",
                "severity": "error",
                "message": "scenario name `good` is already used by ./bad.yaml",
                "file": "./good.yaml",
                "line": 2,
                "column": 7,
                "end_line": 2,
                "end_column": 11,
                "pointer": "/name",
                "help": "choose a unique name",
            },
        ],
        "summary": {"error": 2, "warning": 0, "info": 0},
    }


def test_validate_offers_every_format_of_a_report() -> None:
    (option,) = (parameter for parameter in validate.params if parameter.name == "format_")
    assert isinstance(option.type, click.Choice)
    assert list(option.type.choices) == list(FORMATS)


def test_validate_reads_standard_input() -> None:
    result = kit("validate", "-", stdin=GOOD)
    assert (result.code, result.out) == (0, "1 file checked: no findings.\n")


def test_a_file_that_cannot_be_read_ends_with_2(folder: Path) -> None:
    result = kit("validate", "good.yaml", "nowhere.yaml", cwd=folder)
    assert result.code == 2
    assert result.out.startswith(
        "nowhere.yaml:1:1: error[S001] `nowhere.yaml` cannot be read: no such file or directory\n"
    )


def test_set_and_values_give_parameters_and_set_wins(folder: Path) -> None:
    (folder / "values.yaml").write_text("trunk: Nasim\nother: 1\n")
    for options, trunk in (
        ([], "Cisco"),
        (["--values", "values.yaml"], "Nasim"),
        (["--values", "values.yaml", "--set", "trunk=a=b"], "a=b"),
    ):
        assert kit("build", "good.yaml", "-o", "out", *options, cwd=folder).code == 0
        sheet = json.loads((folder / "out/good/sheets/outgoing.json").read_text())
        dial = next(component for component in sheet["components"] if component["key"] == "dial")
        assert dial["parameters"] == {"trunk": trunk}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["validate", "good.yaml", "--set", "trnk=x"],
            "--set trnk: no scenario declares a parameter `trnk`; did you mean `trunk`?",
        ),
        (["validate", "good.yaml", "--set", "trunk"], "--set takes NAME=VALUE, for example --set trunk=Cisco"),
        (
            ["validate", "good.yaml", "--values", "no.yaml"],
            "--values no.yaml: cannot be read: no such file or directory",
        ),
        (["validate", "good.yaml", "--values", "."], "--values .: is a directory, not a file"),
        (["validate", "good.yaml", "--inventory", "."], "inventory .: is a directory, not a file"),
        (["build", "good.yaml", "-o", "out", "--templates", "no"], "templates `no`: no such directory"),
        (
            ["build", "good.yaml", "-o", "out", "--profile", "no"],
            "template `no/sheet.json.j2` not found; a profile is a folder with a `sheet.json.j2`",
        ),
        (
            ["build", "good.yaml", "-o", "good.yaml/out"],
            "good.yaml/out/good/sheets/outgoing.json: not a directory; nothing was written",
        ),
        (["build", "good.yaml", "-o", "out", "--ini", "no.ini"], "--ini no.ini: no such file or directory"),
        (["explain", "W15"], "unknown rule `W15`; did you mean `W105`?"),
        (["components", "trunkapi"], "unknown component type `trunkapi`; did you mean `trunk_api`?"),
        (["graph", "."], ".: 2 scenarios; name one file"),
    ],
)
def test_wrong_use_is_one_line_and_ends_with_2(folder: Path, arguments: list[str], message: str) -> None:
    (folder / "other.yaml").write_text(GOOD.replace("name: good", "name: other"))
    result = kit(*arguments, cwd=folder)
    assert (result.code, result.out, result.err) == (2, "", f"scenario-kit: {message}\n")


def test_build_writes_nothing_where_there_is_an_error(folder: Path) -> None:
    (folder / "bad.yaml").write_text(BAD.replace("name: good", "name: bad"))
    result = kit("build", ".", "-o", "out", cwd=folder)
    assert result.code == 1
    assert result.out == ""
    assert result.err.endswith("2 files checked: 1 error.\nscenario-kit: nothing was written\n")
    assert not (folder / "out").exists()


def test_an_ignored_error_makes_no_scenario_of_a_file_that_does_not_say_one(folder: Path) -> None:
    (folder / "scenario-kit.toml").write_text('ignore = ["S006"]\n')
    (folder / "good.yaml").write_text(GOOD + "simotel_ini: {beeper: {enabled: maybe}}\n")
    (folder / "simotel.ini").write_text("[api]\n")

    assert kit("validate", "good.yaml", cwd=folder).code == 0
    built = kit("build", "good.yaml", "-o", "out", cwd=folder)
    applied = kit("ini", "apply", "good.yaml", "--file", "simotel.ini", cwd=folder)

    assert (built.code, applied.code) == (1, 1)
    for result in (built, applied):
        assert "good.yaml:6:33: error[S006] `enabled`: expected true or false, got `maybe`" in result.err
    assert not (folder / "out").exists()
    assert (folder / "simotel.ini").read_text() == "[api]\n"


def test_an_ignored_collision_of_names_is_not_built(folder: Path) -> None:
    (folder / "scenario-kit.toml").write_text('ignore = ["S010", "X"]\n')
    (folder / "other.yaml").write_text(GOOD)
    result = kit("build", "good.yaml", "other.yaml", "-o", "out", cwd=folder)
    message = "scenario-kit: two scenarios are named `good` and would be built into one folder; rename one\n"
    assert (result.code, result.err) == (2, message)


def test_build_twice_writes_once_and_check_agrees(folder: Path) -> None:
    first = kit("build", "good.yaml", "-o", "out", cwd=folder)
    assert first.out == "out: 8 files of 1 scenario; 8 written, 0 unchanged, 0 removed\n"
    second = kit("build", "good.yaml", "-o", "out", cwd=folder)
    assert second.out == "out: 8 files of 1 scenario; 0 written, 8 unchanged, 0 removed\n"
    assert kit("build", "good.yaml", "-o", "out", "--check", cwd=folder).code == 0


def test_check_names_what_differs_and_what_is_obsolete_and_writes_nothing(folder: Path) -> None:
    kit("build", "good.yaml", "-o", "out", cwd=folder)
    (folder / "good.yaml").write_text(
        GOOD.replace("originate: ", "# originate: ").replace("dial:", "match: [0X.], dial:")
    )
    result = kit("build", "good.yaml", "-o", "out", "--check", cwd=folder)
    assert result.code == 1
    assert result.out == (
        "differs  out/good/plan.mmd\n"
        "differs  out/good/plan.svg\n"
        "differs  out/good/sheets/outgoing.json\n"
        "differs  out/manifest.json\n"
        "obsolete out/good/originate.html\n"
        "obsolete out/good/originate.json\n"
        "obsolete out/good/originate.php\n"
        "obsolete out/good/originate.sh\n"
    )
    assert (folder / "out/good/originate.json").exists()


@pytest.mark.parametrize(
    ("format_", "begin"),
    [
        ("mermaid", '---\ntitle: "good"\n---\nflowchart LR\n'),
        ("dot", 'digraph "good" {\n'),
        ("svg", "<svg "),
        ("json", "{\n"),
    ],
)
def test_graph_draws_to_standard_output_and_to_a_file(folder: Path, format_: str, begin: str) -> None:
    shown = kit("graph", "good.yaml", "--format", format_, cwd=folder)
    assert shown.code == 0
    assert shown.out.startswith(begin)
    assert kit("graph", "good.yaml", "--format", format_, "-o", "plan", cwd=folder).code == 0
    assert (folder / "plan").read_text() == shown.out


def test_graph_draws_a_scenario_that_has_findings(folder: Path) -> None:
    (folder / "loose.yaml").write_text(GOOD.replace("unavailable: ~", "match: [1X]"))
    assert kit("graph", "loose.yaml", cwd=folder).code == 0


def test_graph_says_why_there_is_nothing_to_draw(folder: Path) -> None:
    (folder / "bad.yaml").write_text("a: b: c")
    result = kit("graph", "bad.yaml", cwd=folder)
    assert result.code == 2
    assert result.err == "scenario-kit: bad.yaml: unexpected `:`\n"


def test_graph_says_so_even_if_the_finding_is_ignored(folder: Path) -> None:
    (folder / "next.yaml").write_text("version: 2\nname: next\n")
    (folder / "scenario-kit.toml").write_text('ignore = ["S007"]\n')
    result = kit("graph", "next.yaml", cwd=folder)
    message = "scenario-kit: next.yaml: `version`: only 1 is supported, got `2`\n"
    assert (result.code, result.err) == (2, message)


def test_graph_that_cannot_be_written_ends_with_2(folder: Path) -> None:
    result = kit("graph", "good.yaml", "-o", "no/plan", cwd=folder)
    assert (result.code, result.err) == (
        2,
        f"scenario-kit: -o no/plan: cannot be written: no such file or directory; {OTHER_OUTPUT}\n",
    )


def test_rules_explain_and_components_list_everything() -> None:
    listed = kit("rules").out.splitlines()
    assert [line.split()[0] for line in listed] == sorted(line.split()[0] for line in listed)
    as_json = json.loads(kit("rules", "--format", "json").out)
    assert [rule["code"] for rule in as_json] == [line.split()[0] for line in listed]
    assert kit("explain", "w105").out == kit("explain", "unhandled-output").out
    assert kit("explain", "W105").out.startswith("W105 unhandled-output (warning)\n")
    assert "trunk_api         Trunk API         dial    S F\n" in kit("components").out
    assert "outputs: one for each row\n" in kit("components", "ivr").out
    assert "outputs: none\n" in kit("components", "jump_out").out


def test_colours_are_for_terminals_or_on_request(folder: Path) -> None:
    (folder / "bad.yaml").write_text(BAD)
    assert "\x1b[" not in kit("validate", "bad.yaml", cwd=folder).out
    assert "\x1b[31merror[S004]\x1b[0m" in kit("validate", "bad.yaml", "--color", "always", cwd=folder).out


def test_help_has_an_example_for_every_command() -> None:
    listed = kit("--help").out
    commands = re.findall(r"^  (\w+)", listed.partition("Options:")[2].partition("Example:")[0], re.MULTILINE)
    assert commands
    for command in commands:
        assert "Example: scenario-kit " + command in kit(command, "--help").out


@pytest.mark.process
def test_a_closed_pipe_is_no_traceback(folder: Path) -> None:
    command = f"{sys.executable} -m scenario_kit rules | true"
    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=folder, check=False)
    assert result.stderr == ""


@pytest.mark.parametrize("debug", [[], ["--debug"]])
def test_an_unexpected_error_is_one_line_without_its_text(debug: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise ValueError("the secret " + str(4710 + 1))

    monkeypatch.setattr("scenario_kit.run.checking.combine_results", fail)
    result = kit(*debug, "validate", "x.yaml")

    assert result.code == 2
    assert "unexpected ValueError at " in result.err.splitlines()[-1]
    assert "4711" not in result.err
    assert (len(result.err.splitlines()) > 1) == bool(debug)


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (click.Abort(), 130, ""),
        (BrokenPipeError(), 2, ""),
        (OSError(errno.ENOSPC, "x"), 2, "scenario-kit: cannot write standard output: no space left on device"),
        (OSError(errno.EACCES, "x"), 2, "scenario-kit: unexpected PermissionError at "),
        (OSError(errno.ENOSPC, "x", "plan.yaml"), 2, "scenario-kit: unexpected OSError at "),
    ],
)
def test_an_error_of_the_system_is_at_most_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    code: int,
    told: str,
) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(cli.cli, "main", fail)
    with (tmp_path / "out").open("w") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        with pytest.raises(SystemExit) as end:
            cli.main()

    printed = capsys.readouterr().err
    assert end.value.code == code
    assert printed.startswith(told)
    assert printed.count("\n") == bool(told)
    assert "plan.yaml" not in printed


def test_a_report_for_junit_is_its_xml(folder: Path) -> None:
    result = kit("validate", "good.yaml", "--format", "junit", cwd=folder)

    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("<?xml version='1.0' encoding='utf-8'?>\n<testsuites")


def test_an_unknown_command_suggests_a_similar_one() -> None:
    result = kit("valdate", "scenarios")

    assert result.code == 2
    assert result.err.splitlines()[-1] == "Error: No such command 'valdate'; did you mean `validate`?"
    assert kit("xyz").err.splitlines()[-1] == "Error: No such command 'xyz'."


def test_several_files_of_values_are_merged(folder: Path) -> None:
    (folder / "all.yaml").write_text("trunk: Asia\n")
    (folder / "north.yaml").write_text("trunk: North\ntrnk: South\n")

    result = kit("build", "good.yaml", "-o", "out", "--values", "all.yaml", "--values", "north.yaml", cwd=folder)

    assert result.code == 0
    assert result.err == (
        "north.yaml:2:1: warning[S015] no scenario of this run declares a parameter `trnk`\n"
        "  2 | trnk: *****\n"
        "    | ^^^^\n"
        "  help: did you mean `trunk`?\n\n"
        "1 file checked: 1 warning.\n"
    )
    sheet = json.loads((folder / "out/good/sheets/outgoing.json").read_text())
    assert {"trunk": "North"} in [component["parameters"] for component in sheet["components"]]


@pytest.mark.parametrize(
    "command",
    [
        ("test", "good.yaml"),
        ("test", "good.yaml", "--format", "junit"),
        ("simulate", "good.yaml"),
        ("simulate", "good.yaml", "--format", "json"),
        ("originate", "good.yaml"),
        ("originate", "good.yaml", "--format", "json"),
        ("graph", "good.yaml"),
        ("page", "good.yaml", "-o", "page"),
        ("diff", "good.yaml", "--built", "built"),
        ("ini", "diff", "good.yaml", "--file", "simotel.ini"),
        ("ini", "check", "good.yaml", "--file", "simotel.ini", "--format", "json"),
        ("ini", "apply", "good.yaml", "--file", "simotel.ini"),
    ],
)
def test_every_command_warns_of_a_misspelt_name_in_a_file_of_values(command: tuple[str, ...], folder: Path) -> None:
    (folder / "values.yaml").write_text("trnk: Asia\n")
    (folder / "right.yaml").write_text("trunk: Asia\n")
    (folder / "simotel.ini").write_text("[api]\n")
    kit("build", "good.yaml", "-o", "built", cwd=folder)

    silent = kit(*command, "--values", "right.yaml", cwd=folder)
    warned = kit(*command, "--values", "values.yaml", cwd=folder)

    assert silent.err == ""
    assert warned.err == (
        "values.yaml:1:1: warning[S015] no scenario of this run declares a parameter `trnk`\n"
        "  1 | trnk: ****\n"
        "    | ^^^^\n"
        "  help: did you mean `trunk`?\n\n"
    )
    assert "S015" not in warned.out


def test_a_misspelt_name_is_warned_of_once_beside_other_findings(folder: Path) -> None:
    (folder / "values.yaml").write_text("trnk: Asia\n")
    (folder / "simotel.ini").write_text("[api]\n")
    (folder / "bad.yaml").write_text("version: 1\nname: bad\ncall: {}\n")

    for command in (
        ("originate",),
        ("diff", "--built", "built"),
        ("ini", "diff", "--file", "simotel.ini"),
        ("build", "-o", "x"),
    ):
        assert kit(*command, "bad.yaml", "--values", "values.yaml", cwd=folder).err.count("S015") == 1


@pytest.mark.parametrize(
    ("text", "codes"), [("trunk: Asia\n", ["S016"]), ("version: 1\ntrunk: Asia\n", ["S005", "S004"])]
)
def test_a_file_of_values_is_no_scenario(folder: Path, text: str, codes: list[str]) -> None:
    (folder / "values.yaml").write_text(text)

    result = kit("validate", "values.yaml", "--format", "json", cwd=folder)

    assert [finding["code"] for finding in json.loads(result.out)["findings"]] == codes
