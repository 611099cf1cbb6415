"""Sheets back to a scenario: building it gives the same bytes, through any profile that says how it is read."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.clinic import CLINIC, NUMBERED, OWN, built, compiled, component, exported, sheets
from support.command import kit as run
from support.paths import ROOT, TESTS
from support.scenario_trees import codes, document, plainer, scenarios, texts

from scenario_kit.editor.exported import ExportedSheet, Profile, built_sheets
from scenario_kit.editor.importing import ImportedScenario, import_sheets
from scenario_kit.files.source import parse
from scenario_kit.files.yaml_text import yaml_text
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.language.loading import load
from scenario_kit.rules.checking import check
from scenario_kit.run.checking import check_paths

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scenario_kit.callgraph.graph import CallGraph


def imported(calls: CallGraph, profile: Profile = OWN) -> ImportedScenario:
    return import_sheets(built_sheets(calls, profile), profile)


def refusal(*sheets: Any, name: str | None = None) -> str:
    with pytest.raises(ScenarioKitError) as raised:
        import_sheets([exported(sheet, f"{index}.json") for index, sheet in enumerate(sheets)], OWN, name=name)
    return str(raised.value)


slow = settings(max_examples=settings().max_examples // 2, suppress_health_check=[HealthCheck.too_slow])


@given(scenarios())
@slow
def test_building_what_was_imported_gives_the_same_bytes(tree: Any) -> None:
    calls = compiled(document(tree), "plan.json")

    back = imported(calls)

    again = compiled(back.text)
    assert built(again) == built(calls)
    assert back.changes == ()
    assert imported(again) == back


@given(scenarios().map(plainer))
@slow
def test_a_profile_of_other_names_ids_and_habits_is_read_back_without_a_change_of_the_program(tree: Any) -> None:
    calls = compiled(document(tree), "plan.json")

    back = imported(calls, NUMBERED)

    assert built(compiled(back.text), NUMBERED) == built(calls, NUMBERED)
    assert back.changes == ()


@given(scenarios())
@slow
def test_importing_adds_no_finding(tree: Any) -> None:
    loaded = load(parse(document(tree), "plan.json"))
    calls, before = check(loaded)
    assert calls is not None

    _, after = check(load(parse(imported(calls).text.encode(), "plan.yaml")))

    codes, codes_before = (Counter(one.code for one in findings) for findings in (after, before))
    # An open output is imported as one that ends the call, and a condition of two such outputs decides nothing.
    codes_before["C231"] += codes_before["W105"] - codes["W105"]
    assert codes <= codes_before


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*.yaml")), ids=lambda path: path.stem)
@pytest.mark.parametrize("profile", [OWN, NUMBERED], ids=lambda profile: profile.name)
def test_the_shipped_scenarios_come_back(path: Path, profile: Profile) -> None:
    calls = check_paths([path]).files[0].calls
    assert calls is not None

    back = imported(calls, profile)

    assert built(compiled(back.text), profile) == built(calls, profile)
    assert back.changes == ()


@pytest.mark.parametrize("name", ["05-call-limit", "07-survey", "every-type", "clinic"])
@pytest.mark.unmeasured
def test_an_imported_scenario_reads_as_a_person_would_write_it(name: str, golden: Callable[[Path, str], None]) -> None:
    places = {"every-type": TESTS / "ok/S008-every-type.yaml"}
    path = places.get(name, ROOT / f"scenarios/{name}.yaml")
    calls = check_paths([path]).files[0].calls if name != "clinic" else compiled(CLINIC)
    assert calls is not None

    golden(TESTS / f"editor/imported/{name}.yaml", imported(calls).text)


def test_the_scenario_on_the_page_is_what_import_makes_of_its_sheets() -> None:
    page = (ROOT / "docs/import.md").read_text("utf-8")
    (scenario,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)

    assert imported(compiled(scenario)).text == scenario


def test_the_order_in_which_sheets_are_given_changes_nothing() -> None:
    one = built_sheets(compiled(CLINIC), OWN)

    assert import_sheets(one[::-1], OWN) == import_sheets(one, OWN)


@given(texts | codes)
def test_a_text_is_the_same_text_to_every_yaml_tool(text: str) -> None:
    tree: Any = {"plain": text, "many": [text], "in": {"a": text}}
    literal = text.replace("${", "$${")

    assert yaml.safe_load(yaml_text(tree)) == {"plain": literal, "many": [literal], "in": {"a": literal}}


@given(codes | st.sampled_from(["a\nb: c", "\ufffe", "\x85"]))
def test_a_comment_stays_a_comment(text: str) -> None:
    written = yaml_text({"a": "b"}, [text, "second"])

    assert yaml.safe_load(written) == {"a": "b"}
    assert parse(written.encode(), "x.yaml").findings == ()


def test_numbers_are_quoted_and_words_are_not() -> None:
    tree: Any = [
        "0521",
        "1:30",
        "0x1F",
        "no",
        "~",
        "1e3",
        "+98",
        "0X.",
        "*7#",
        "main_routing",
        "NX.",
        30,
        True,
        None,
        "y",
    ]

    assert yaml_text(tree) == (
        '- "0521"\n- "1:30"\n- "0x1F"\n- "no"\n- "~"\n- "1e3"\n- "+98"\n- "0X."\n- "*7#"\n'
        '- main_routing\n- NX.\n- 30\n- true\n- ~\n- "y"\n'
    )


def edited(change: Callable[[Any], object], sheet: str = "front") -> list[ExportedSheet]:
    """Return the clinic's sheets, one of them edited by hand."""
    found = sheets()
    change(found[sheet])
    return [exported(one, f"{name}.json") for name, one in found.items()]


def move(sheet: Any) -> None:
    component(sheet, "choose")["x"] += 5
    component(sheet, "open")["y"] += 5.5


def give_ids(sheet: Any) -> None:
    text = json.dumps(sheet)
    for index, one in enumerate(sheet["components"]):
        text = text.replace(one["id"], f"node-{index}")
    sheet |= json.loads(text)


def call_otherwise(sheet: Any) -> None:
    component(sheet, "out-of-hours")["key"] = "Closed!"


def say_otherwise(sheet: Any) -> None:
    component(sheet, "choose")["parameters"]["max_digits"] = "01"


def drop_defaults(sheet: Any) -> None:
    del component(sheet, "line")["rows"][0]["cid"]


def add_field(sheet: Any) -> None:
    sheet["exported_by"] = "somebody"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (move, ["the positions of 2 of 12 components, because `build` lays out the sheets itself"]),
        (give_ids, ["the ids of 8 of 12 components, because `build` derives them from the names in the file"]),
        (
            call_otherwise,
            [
                "the ids of 3 of 12 components, because `build` derives them from the names in the file",
                "1 of 12 components; `scenario-kit diff` shows how",
            ],
        ),
        (say_otherwise, ["only the form of the JSON: spaces, order, or fields that the profile does not read"]),
        (drop_defaults, ["1 of 12 components; `scenario-kit diff` shows how"]),
        (add_field, ["only the form of the JSON: spaces, order, or fields that the profile does not read"]),
    ],
)
@pytest.mark.unmeasured
def test_what_building_makes_otherwise_is_told_a_line_for_each_kind(
    change: Callable[[Any], None], told: list[str]
) -> None:
    back = import_sheets(edited(change), OWN)

    assert list(back.changes) == told
    assert "# Building this file changes the sheets:\n" + "".join(f"# - {line}\n" for line in told) in back.text


words = st.sampled_from(
    sorted(
        {word for text in (CLINIC, json.dumps(sheets())) for word in text.replace('"', " ").replace(",", " ").split()}
        - {"hunter2", "hunter2}"}
    )
)
leaves: st.SearchStrategy[Any] = words | st.text(max_size=6) | st.none() | st.integers() | st.booleans()


def places(tree: Any) -> Any:
    for key in tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ():
        yield tree, key
        yield from places(tree[key])


@given(st.data())
@slow
def test_sheets_that_are_almost_right_are_imported_or_refused_in_one_line(data: st.DataObject) -> None:
    tree = copy.deepcopy(sheets())
    for _ in range(data.draw(st.integers(1, 4))):
        owner, key = data.draw(st.sampled_from(list(places(tree))))
        match data.draw(st.sampled_from(["replace", "remove", "graft"])):
            case "replace":
                owner[key] = data.draw(leaves)
            case "remove":
                del owner[key]
            case _:
                source, at = data.draw(st.sampled_from(list(places(tree)) or [(tree, key)]))
                if "hunter2" not in json.dumps(source[at]):  # elsewhere it is no secret
                    owner[key] = copy.deepcopy(source[at])
        if not list(places(tree)):
            return
    told = ""
    try:
        back = import_sheets([exported(sheet, f"{name}.json") for name, sheet in tree.items()], OWN)
    except ScenarioKitError as error:
        told = str(error)
    else:
        assert load(parse(back.text.encode(), "plan.yaml")).findings == ()
        told = "".join(back.changes)
    assert "\n" not in told
    assert "hunter2" not in told


def test_a_secret_is_kept_in_the_scenario_and_in_no_message() -> None:
    found = sheets()
    locked = component(found["back"], "locked")

    assert "defined_secret: hunter2\n" in import_sheets([exported(one) for one in found.values()], OWN).text
    locked["parameters"]["defined_secret"] = ["hunter2"]
    assert refusal(*found.values()).endswith(": `defined_secret`: expected a secret, got a list")
    locked["parameters"] = {"type": "defined_secret", "secret": "hunter2"}
    assert refusal(*found.values()).endswith(
        "/parameters/secret: Authentication has no parameter `secret`; did you mean `defined_secret`?"
    )


def test_names_that_are_no_ids_become_ids_of_their_own() -> None:
    text = json.dumps(sheets()["front"]).replace('"front"', '"Main Menu"')
    sheet = json.loads(text)
    for key, name in (("line", "Line 1"), ("pick-up", "LINE 1"), ("open", "منشی"), ("choose", "1. Choose!")):
        component(sheet, key).update(key=None, name=name)

    back = import_sheets([exported(sheet)], OWN)

    scenario = yaml.safe_load(back.text)
    assert list(scenario["sheets"]) == ["main-menu"]
    assert {key: one.get("name") for key, one in scenario["sheets"]["main-menu"].items()} == {
        "line-1": "Line 1",
        "line-1-2": "LINE 1",
        "time_condition": "منشی",
        "choose": "1. Choose!",
        "appointments": "Appointments",
        "out-of-hours": None,
        "jump-in-out-of-hours": "clinic/front/out-of-hours",
        "jump-out-back-nurse": "jump-out:back/nurse",
    }
    assert back.changes[0] == "the name of sheet `Main Menu` to `main-menu`, because it must be an id"


@pytest.mark.unmeasured
def test_a_name_can_be_given_in_place_of_the_one_in_the_sheets() -> None:
    found = [exported(sheet) for sheet in sheets().values()]

    assert "name: other\n" in import_sheets(found, OWN, name="other").text
    assert refusal(*sheets().values(), name="Other") == (
        "--name `Other`: expected a name of at most 63 lower-case letters, digits and hyphens"
    )


def test_a_jump_to_a_sheet_that_was_not_given_stays_a_jump_out() -> None:
    back = import_sheets([exported(sheets()["front"])], OWN)

    assert (
        "# - sheet `back`, which was not given; until then, jumps to it stay Jump Outs without a known Jump In\n"
        in back.text
    )
    scenario = yaml.safe_load(back.text)
    assert scenario["sheets"]["front"]["jump-out-back-nurse"] == {
        "component": "jump_out",
        "name": "jump-out:back/nurse",
        "jump_in": "clinic/back/nurse",
    }


def jumps_elsewhere(found: dict[str, Any]) -> None:
    component(found["front"], "jump-out:back/nurse")["parameters"]["jump_in"] = "elsewhere"


def leads_elsewhere(found: dict[str, Any]) -> None:
    ids = [component(found["back"], key)["id"] for key in ("jump-in:nurse", "locked")]
    next(wire for wire in found["back"]["connections"] if wire["from"] == ids[0])["to"] = ids[1]


def is_entered(found: dict[str, Any]) -> None:
    ids = [component(found["back"], key)["id"] for key in ("locked", "jump-in:nurse")]
    found["back"]["connections"].append({"from": ids[0], "output": "out", "to": ids[1]})


@pytest.mark.parametrize("change", [jumps_elsewhere, leads_elsewhere, is_entered])
def test_a_jump_that_was_changed_by_hand_stays_as_it_is(change: Callable[[dict[str, Any]], None]) -> None:
    found = sheets()
    change(found)

    scenario = yaml.safe_load(import_sheets([exported(sheet) for sheet in found.values()], OWN).text)

    rows = scenario["sheets"]["front"]["choose"]["rows"]
    assert [row["next"] for row in rows] == ["appointments", "jump-out-back-nurse", "jump-out-back-nurse", "choose"]
    assert scenario["sheets"]["back"]["jump-in-nurse"]["name"] == "clinic/back/nurse"
    assert scenario["sheets"]["back"]["nurse"]["next"]["B"] == "front/out-of-hours"


def test_a_wire_to_a_jump_in_of_the_authors_own_becomes_a_wire_again() -> None:
    text = CLINIC.replace("    nurse: {", "    desk: {component: jump_in, name: desk, next: nurse}\n    nurse: {")
    text = text.replace("back/nurse", "back/desk")

    back = imported(compiled(text))

    assert back.text.count("back/desk") == 2
    assert back.changes == ()


BACK_TO_FRONT = """
version: 1
name: plan
sheets:
  main:
    second: {component: trunk, trunk: b, next: {S: other/last, F: other/first}}
    line: {component: incoming_route, context: c, rows: [{did: 1, next: second}, {did: 2, next: third}]}
    third: {component: trunk, trunk: a, next: {F: other/first, S: other/middle}}
  other:
    first: {component: answer, type: answer}
    middle: {component: answer, type: answer}
    last: {component: answer, type: answer}
"""


def test_jump_ins_lie_as_they_did_whatever_the_order_of_the_file_was() -> None:
    calls = compiled(BACK_TO_FRONT)

    assert built(compiled(imported(calls).text)) == built(calls)


def test_the_type_of_a_variable_that_is_not_listed_is_a_guess_and_said_to_be_one() -> None:
    found = sheets()
    for sheet in found.values():
        sheet["variables"] = []
    component(found["front"], "choose")["parameters"] |= {"timeout_sec": {"variable": "wait"}}
    component(found["front"], "appointments")["parameters"] |= {"macro": {"variable": "macro"}}

    back = import_sheets([exported(sheet) for sheet in found.values()], OWN)

    assert yaml.safe_load(back.text)["variables"] == [
        {"name": "greeting", "type": "announcement"},
        {"name": "wait", "type": "number"},
        {"name": "macro", "type": "string"},
    ]
    assert (
        "# - the types of the variables `greeting`, `wait`, `macro`, which are guessed; the sheets do not say them\n"
    ) in back.text
    assert back.changes[-1] == "3 of the variables; `scenario-kit diff` shows how"


def test_a_variable_that_two_sheets_list_differently_is_refused() -> None:
    front, back = sheets().values()
    back["variables"][0]["value"] = "hello"

    assert refusal(front, back) == "1.json: variable `greeting` differs in 0.json; export both again"


SHORT = """
version: 1
name: short
call:
  match: ["0X."]
  context: c
  dial: {extension: any}
  survey: {label: adviser}
  busy: busy
  unavailable: sorry
"""


def rename_dial(sheet: Any) -> None:
    component(sheet, "dial")["name"] = "desk"


def wait(sheet: Any) -> None:
    component(sheet, "unavailable")["parameters"]["announcement"] = {"variable": "reason"}
    sheet["variables"] = [{"name": "reason", "type": "announcement"}]


def loop(sheet: Any) -> None:
    ids = [component(sheet, key)["id"] for key in ("unavailable", "dial")]
    sheet["connections"].append({"from": ids[0], "output": "out", "to": ids[1]})


def check_codes(sheet: Any) -> None:
    component(sheet, "route")["parameters"]["check_feature_code"] = True


@pytest.mark.parametrize("change", [rename_dial, wait, loop, check_codes])
def test_what_the_short_form_cannot_say_is_written_in_the_long_form(change: Callable[[Any], None]) -> None:
    (sheet,) = sheets(SHORT).values()
    assert set(yaml.safe_load(import_sheets([exported(sheet)], OWN).text)) == {"version", "name", "call"}

    change(sheet)
    back = import_sheets([exported(sheet)], OWN)

    assert "sheets" in yaml.safe_load(back.text)
    built_again = built(compiled(back.text))["outgoing"]
    assert {one["key"]: one for one in json.loads(built_again)["components"]} == {
        one["key"]: one | {"x": place["x"], "y": place["y"]}
        for one in sheet["components"]
        for place in json.loads(built_again)["components"]
        if place["key"] == one["key"]
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clinic.yaml").write_text(CLINIC)
    for name, data in built(compiled(CLINIC)).items():
        (tmp_path / f"{name}.json").write_bytes(data)
    return tmp_path


UNKEPT = "scenario-kit: no editor file is written; use -o FILE to keep ids and positions beside it\n"


@pytest.mark.unmeasured
def test_the_command_prints_the_scenario_or_writes_a_new_file(folder: Path) -> None:
    golden = (TESTS / "editor/imported/clinic.yaml").read_text("utf-8")

    assert run("import", "front.json", "back.json", cwd=folder) == (0, golden, UNKEPT)
    assert run("import", "front.json", "back.json", "-o", "new.yaml", cwd=folder) == (
        0,
        "new.yaml: scenario clinic of 2 sheets\nnew.editor.json: ids, positions and what else the editor knows\n",
        "",
    )
    assert (folder / "new.yaml").read_text("utf-8") == golden


def test_the_command_never_writes_over_a_file(folder: Path) -> None:
    assert run("import", "front.json", "back.json", "-o", "clinic.yaml", cwd=folder) == (
        2,
        "",
        "scenario-kit: -o clinic.yaml: the file exists; name another file, or remove this one\n",
    )
    assert (folder / "clinic.yaml").read_text("utf-8") == CLINIC


def test_the_command_reads_standard_input_and_says_what_building_changes(folder: Path) -> None:
    sheet = json.loads((folder / "front.json").read_bytes())
    sheet["components"][0]["x"] += 1
    code, printed, told = run("import", "-", "back.json", cwd=folder, stdin=json.dumps(sheet).encode())

    assert code == 0
    change = "the positions of 1 of 8 components, because `build` lays out the sheets itself"
    assert told == f"{UNKEPT}scenario-kit: building it changes {change}\n"
    assert f"# - {change}\n" in printed


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere.json"], "scenario-kit: nowhere.json: no such file or directory\n"),
        (["."], "scenario-kit: .: a directory; name the exported files in it, such as *.json\n"),
        (
            ["front.json", "-o", "nowhere/x.yaml"],
            "scenario-kit: -o nowhere/x.yaml: cannot be written: no such file or directory; ",
        ),
        (["clinic.yaml"], "scenario-kit: clinic.yaml:2:1: not JSON: expecting value\n"),
        (["front.json", "--name", "A"], "scenario-kit: --name `A`: expected a name of at most 63 lower-case letters"),
    ],
)
def test_what_the_command_cannot_do_is_one_line_and_exit_code_2(folder: Path, arguments: list[str], told: str) -> None:
    code, printed, line = run("import", *arguments, cwd=folder)

    assert (code, printed, line.count("\n")) == (2, "", 1)
    assert line.startswith(told)
