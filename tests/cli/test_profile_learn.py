"""The commands `profile learn`, `check`, `list` and `show`, and `build` with a learned profile."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from support.command import kit
from support.editors import SHAPES
from support.editors.cases import calls_of
from support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCENARIOS = ROOT / "scenarios"
LEARN = ("profile", "learn", "exported.json", "--scenario", "calibrate/calibration.yaml", "-o", "templates/my-pbx")
CHECK = ("profile", "check", "my-pbx", "exported.json", "--templates", "templates")
BUILD = ("-o", "build", "--templates", "templates", "--profile", "my-pbx")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A calibration of the shipped scenarios, and its export from an editor."""
    folder = tmp_path_factory.mktemp("drawn")
    assert kit("profile", "guide", SCENARIOS, "-o", folder).code == 0
    calls = calls_of(folder / "calibration.yaml")
    export = SHAPES["nodes-edges"].export(calls, next(iter(calls.sheets)), seed=5, hand_placed=True)
    return {"calibrate/calibration.yaml": (folder / "calibration.yaml").read_bytes(), "exported.json": export}


@pytest.fixture
def project(tmp_path: Path, drawn: dict[str, bytes]) -> Path:
    (tmp_path / "calibrate").mkdir()
    for name, data in drawn.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_format_is_learned_from_a_calibration_and_used(project: Path) -> None:
    done = kit(*LEARN, cwd=project)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("templates/my-pbx: profile `my-pbx`, learned from exported.json\n\nknown      ")
    assert "\nproof      the exported files come back equal" in done.out
    assert done.out.endswith(
        "\nUse it:\n"
        "  scenario-kit build scenarios -o build --templates templates --profile my-pbx\n"
        "  scenario-kit profile check my-pbx exported.json --templates templates\n"
    )
    assert sorted(files(project / "templates")) == ["my-pbx/learned.json", "my-pbx/sheet.map.yaml"]

    assert kit(*CHECK, cwd=project) == (0, "exported.json: equal\n", "")
    assert kit("build", SCENARIOS, *BUILD, cwd=project).code == 0
    sheet = json.loads((project / "build/call-limit/sheets/outgoing.json").read_bytes())
    assert sheet["nodes"][0]["data"]["kind"] == "Outgoing Route"


@pytest.mark.unmeasured
def test_learning_again_writes_the_same_bytes(project: Path) -> None:
    first = kit(*LEARN, cwd=project)
    before = files(project / "templates")
    assert kit(*LEARN, cwd=project) == first
    assert files(project / "templates") == before


def test_json_has_the_statements_and_the_next_commands(project: Path) -> None:
    done = json.loads(kit(*LEARN, "--format", "json", cwd=project).out)
    record = json.loads((project / "templates/my-pbx/learned.json").read_bytes())
    assert {key: done[key] for key in record} == record
    assert (done["profile"], done["templates"], list(done["commands"])) == (
        "my-pbx",
        "templates",
        ["learn", "check", "build"],
    )
    assert {one["status"] for one in record["statements"]} <= {"known", "answered", "guessed", "unseen"}
    known = next(one for one in record["statements"] if (one["topic"], one["subject"]) == ("type", "extension"))
    assert known["says"] == "Extension"
    assert known["evidence"].startswith("exported.json#/nodes/")


def test_what_the_calibration_does_not_show_is_not_built_unless_asked_for(project: Path) -> None:
    kit(*LEARN, cwd=project)
    (project / "fax.yaml").write_text(
        "version: 1\nname: fax\nsheets:\n  main:\n"
        "    line: {component: outgoing_route, context: a, rows: [{pattern: 1X, next: paper}]}\n"
        "    paper: {component: fax}\n",
        "utf-8",
    )
    refused = kit("build", "fax.yaml", *BUILD, cwd=project)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.endswith(
        "fax.yaml:6:5: profile `my-pbx` only guesses how the type `fax` is written\n"
        "  help: draw a component of type Fax in the editor\n"
        "scenario-kit: nothing was written; export that sheet and add it to `scenario-kit profile learn`, "
        "or use --guess\n"
    )
    assert not (project / "build").exists()
    assert kit("build", "fax.yaml", *BUILD, "--guess", cwd=project).code == 0
    assert b'"Fax"' in (project / "build/fax/sheets/main.json").read_bytes()


def test_a_profile_can_be_named_in_the_settings(project: Path) -> None:
    kit(*LEARN, cwd=project)
    (project / "scenario-kit.toml").write_text('templates = "templates"\nprofile = "my-pbx"\n', "utf-8")
    assert kit("build", SCENARIOS, "-o", "build", cwd=project).code == 0
    assert b'"flowVersion"' in (project / "build/call-limit/sheets/outgoing.json").read_bytes()
    assert kit("build", SCENARIOS, "-o", "build", "--profile", "scenario-kit", cwd=project).code == 0
    assert b"scenario-kit/sheet" in (project / "build/call-limit/sheets/outgoing.json").read_bytes()


def test_a_profile_that_was_not_learned_is_not_overwritten(project: Path) -> None:
    (project / "templates/my-pbx").mkdir(parents=True)
    (project / "templates/my-pbx/sheet.json.j2").write_text("{}", "utf-8")
    before = files(project)
    refusal = "sheet.json.j2 exists, and `profile learn` did not write it; name another directory"
    assert kit(*LEARN, cwd=project) == (2, "", f"scenario-kit: -o templates/my-pbx: {refusal}\n")
    assert files(project) == before


@pytest.mark.parametrize("output", [".", "..", "/"])
def test_a_profile_needs_a_name(project: Path, output: str) -> None:
    done = kit(*LEARN[:-1], output, cwd=project)
    assert done.code == 2
    assert "not a name for a profile; name a folder such as templates/my-pbx" in done.err


REFUSED: dict[str, Callable[[bytes], bytes]] = {
    "truncated": lambda data: data[:200],
    "not a sheet": lambda _: b"42",
    "NaN": lambda data: data.replace(b'"width": 120', b'"width": NaN', 1),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_nothing_is_written_if_a_file_is_refused(project: Path, kind: str) -> None:
    spoilt = REFUSED[kind]((project / "exported.json").read_bytes())
    (project / "exported.json").write_bytes(spoilt)
    done = kit(*LEARN, cwd=project)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("scenario-kit: exported.json:")
    assert not (project / "templates").exists()


def test_a_component_of_the_scenario_that_was_not_drawn_is_named(project: Path) -> None:
    sheet: dict[str, Any] = json.loads((project / "exported.json").read_bytes())
    gone = sheet["nodes"].pop()
    sheet["edges"] = [one for one in sheet["edges"] if gone["id"] not in (one["source"], one["target"])]
    (project / "exported.json").write_text(json.dumps(sheet), "utf-8")
    done = kit(*LEARN, cwd=project)
    assert done.code == 2
    assert f"component `{gone['data']['label']}`" in done.err
    assert not (project / "templates").exists()


def test_wrong_answers_are_refused_with_their_place(project: Path) -> None:
    (project / "answers.yaml").write_text("types:\n  Tel: extention\n", "utf-8")
    done = kit(*LEARN, "--answers", "answers.yaml", cwd=project)
    mistake = "unknown component type: `extention`; did you mean `extension`?"
    assert done == (2, "", f"scenario-kit: answers.yaml:2:8: {mistake}\n")


def test_a_scenario_that_cannot_be_read_is_named(project: Path) -> None:
    (project / "calibrate/calibration.yaml").write_text('name: "open\n', "utf-8")
    done = kit(*LEARN, cwd=project)
    assert done == (2, "", "scenario-kit: calibrate/calibration.yaml:1: unclosed quote; nothing was written\n")


def test_check_reports_each_file(project: Path) -> None:
    kit(*LEARN, cwd=project)
    done = kit(*CHECK, "--format", "json", cwd=project)
    equal = {"file": "exported.json", "same_value": True, "same_bytes": True, "pointer": None, "message": None}
    assert (done.code, json.loads(done.out)) == (0, {"profile": "my-pbx", "files": [equal]})

    (project / "other.json").write_bytes(b'{"nodes": [{"id": 1}]}')
    done = kit(*CHECK, "other.json", cwd=project)
    assert done.code == 1
    assert done.out.startswith("exported.json: equal\nother.json: /nodes/0: ")


def without(project: Path, kind: str, parameter: str) -> None:
    """Remove a parameter of a type from the export."""
    sheet = json.loads((project / "exported.json").read_bytes())
    for node in sheet["nodes"]:
        if node["data"]["kind"] == kind:
            del node["data"]["params"][parameter]
    (project / "exported.json").write_text(json.dumps(sheet, indent=2), "utf-8")


def test_what_stays_open_is_asked_and_taken_from_the_answers(project: Path) -> None:
    without(project, "Poll", "poll_max")
    asked = kit(*LEARN, cwd=project)
    answers = project / "templates/my-pbx/answers.yaml"
    assert asked.code == 1
    assert "\nquestions  Where does the sheet hold `poll_max` of " in asked.out
    again = "scenario-kit profile learn exported.json --scenario calibrate/calibration.yaml --answers "
    again += "templates/my-pbx/answers.yaml -o templates/my-pbx"
    assert asked.out.endswith(f"\nAnswer the questions in templates/my-pbx/answers.yaml. Then run:\n  {again}\n")
    assert (
        kit("profile", "list", "--templates", "templates", cwd=project).out.splitlines()[0].endswith("1 open question")
    )

    text = answers.read_text("utf-8").replace("# THEIR-WORD: poll_max", "max: poll_max")
    answers.write_text(text, "utf-8")
    kept = kit(*LEARN, cwd=project)
    assert kept.code == 1
    assert f"has answers and stays as it is; add the open ones to it. Then run:\n  {again}\n" in kept.out

    answered = kit(*again.split()[1:], cwd=project)
    assert answered.code == 0
    assert "\nanswered   parameter poll.poll_max: `max`\n" in answered.out
    assert answers.read_text("utf-8") == text


def test_questions_that_nobody_answered_go_away_with_a_better_export(project: Path) -> None:
    whole = (project / "exported.json").read_bytes()
    without(project, "Poll", "poll_max")
    kit(*LEARN, cwd=project)
    assert (project / "templates/my-pbx/answers.yaml").exists()
    (project / "exported.json").write_bytes(whole)
    assert kit(*LEARN, cwd=project).code == 0
    assert not (project / "templates/my-pbx/answers.yaml").exists()


def test_a_secret_of_a_scenario_is_neither_printed_nor_recorded(project: Path) -> None:
    (project / "own.yaml").write_text(
        "version: 1\nname: own\nsheets:\n  main:\n"
        "    line: {component: incoming_route, context: office, rows: [{did: 2100, next: inward}]}\n"
        "    inward: {component: disa, password: hush-7391, next: {out: ask}}\n"
        "    ask: {component: ivr_api, api_address: 'https://u:hush-5512@crm.example/x', rows: [{case: 1, next: ~}]}\n",
        "utf-8",
    )
    export = SHAPES["nodes-edges"].export(calls_of(project / "own.yaml"), "main")
    (project / "exported.json").write_bytes(export)
    assert b"hush-7391" in export
    for data in (export, export.replace(b"hush-", b"other-")):
        (project / "exported.json").write_bytes(data)
        done = kit("profile", "learn", "exported.json", "--scenario", "own.yaml", "-o", "templates/my-pbx", cwd=project)
        shown = kit("profile", "show", "my-pbx", "--templates", "templates", cwd=project)
        written = b"".join(files(project / "templates").values()).decode()
        assert "hush-" not in done.out + done.err + shown.out + written
        assert "my-pbx/learned.json" in files(project / "templates")


def test_list_says_what_each_profile_can_do(project: Path) -> None:
    kit(*LEARN, cwd=project)
    (project / "templates/flat").mkdir()
    (project / "templates/flat/sheet.json.j2").write_text("{}", "utf-8")
    assert kit("profile", "list", cwd=project) == (0, "scenario-kit  built in; writes and reads sheets\n", "")
    assert kit("profile", "list", "--templates", "templates", cwd=project).out.splitlines() == [
        "flat          templates/flat; only writes sheets; `sheet.map.yaml` is missing",
        "my-pbx        templates/my-pbx; writes and reads sheets; learned from 1 exported sheet",
        "scenario-kit  built in; writes and reads sheets",
    ]
    listed = json.loads(kit("profile", "list", "--templates", "templates", "--format", "json", cwd=project).out)
    assert [(one["name"], one["reads"], one["learned"], one["built_in"]) for one in listed] == [
        ("flat", False, False, False),
        ("my-pbx", True, True, False),
        ("scenario-kit", True, False, True),
    ]


def test_show_says_what_a_profile_knows_and_how_to_make_its_guesses_known(project: Path) -> None:
    kit(*LEARN, cwd=project)
    shown = kit("profile", "show", "my-pbx", "--templates", "templates", cwd=project)
    assert shown.code == 0
    assert "  trunk            `Trunk`; parameters: timeout_sec `timeout`" in shown.out
    assert "guesses, which `build` refuses; draw these, export them and learn again:\n" in shown.out
    assert "\nknown      " in shown.out
    data = json.loads(kit("profile", "show", "my-pbx", "--templates", "templates", "--format", "json", cwd=project).out)
    assert data["types"]["extension"]["word"] == "Extension"
    assert "fax" not in data["types"]
    assert {"topic": "type", "subject": "fax", "to_draw": "a component of type Fax"} in data["guesses"]

    own = kit("profile", "show", "scenario-kit", cwd=project)
    assert (own.code, own.out.splitlines()[0]) == (0, "scenario-kit: built in; writes and reads sheets")
    unknown = kit("profile", "show", "my-pbx", cwd=project)
    assert unknown.err == "scenario-kit: unknown profile `my-pbx`; known: scenario-kit; --templates DIR names others\n"


def test_show_says_that_a_profile_without_a_map_only_writes(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/sheet.json.j2").write_text("{}")

    shown = kit("profile", "show", "mine", "--templates", str(tmp_path))

    assert (shown.code, shown.err) == (0, "")
    assert shown.out == f"mine: {tmp_path}/mine; only writes sheets; `sheet.map.yaml` is missing\n"
