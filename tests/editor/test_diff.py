"""What importing the built sheets would change in the editor: each edit told exactly, and nothing else."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.clinic import CLINIC, NUMBERED, OWN, PROFILES, built, compiled, component, exported, sheets
from support.command import kit as run
from support.paths import ROOT, TESTS
from support.scenario_trees import document, plainer, scenarios

from scenario_kit.editor.differences import (
    Change,
    Detail,
    Difference,
    Differences,
    Place,
    SheetDifference,
    as_json,
    compare,
    text,
    with_places,
)
from scenario_kit.editor.exported import built_sheets
from scenario_kit.files.source import parse
from scenario_kit.run.checking import check_paths

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scenario_kit.editor.exported import ExportedSheet, Profile

slow = settings(max_examples=settings().max_examples // 2, suppress_health_check=[HealthCheck.too_slow])


def of(scenario: str) -> tuple[ExportedSheet, ...]:
    return built_sheets(compiled(scenario), OWN)


def edit(*changes: tuple[str, str]) -> str:
    scenario = CLINIC
    for old, new in changes:
        assert scenario.count(old) == 1, old
        scenario = scenario.replace(old, new)
    return scenario


def placed(before: str, after: str) -> Differences:
    """Return what differs in the editor from one scenario to another, with places in the file of the other."""
    found = compare(of(before), of(after))
    return with_places(found, compiled(after), parse(after.encode(), "clinic.yaml"))


OUT_OF_HOURS: Final = "out-of-hours: {component: announcement, announcement: call-tomorrow}\n"
EDITS: Final[dict[str, list[tuple[str, str]]]] = {
    "a parameter given": [("queue: 0610", "queue: 0610, timeout_sec: 60")],
    "a parameter taken away": [("max_digits: 1\n", "timeout_sec: 4\n")],
    "a number changed": [("queue: 0610", "queue: 610")],
    "a number that becomes a variable": [("extension: 611", "extension: {variable: greeting}")],
    "times changed": [("wed: [09:00-12:00]", "wed: [09:00-13:00], thu: []")],
    "a secret changed": [("hunter2", "hunter3")],
    "a name in the editor changed": [("name: Appointments", "name: Dates")],
    "a type changed": [("queue, name: Appointments, queue: 0610", "trunk, name: Dates, trunk: Cisco")],
    "a wire led elsewhere": [("no_match: out-of-hours", "no_match: appointments")],
    "a wire added": [(OUT_OF_HOURS, OUT_OF_HOURS.replace("}", ", next: open}"))],
    "a wire taken away": [("next: {match: choose, no_match: out-of-hours}", "next: {match: choose}")],
    "a row put first": [("- {case: 1,", "- {case: 0, next: open}\n        - {case: 1,")],
    "a row taken away": [("        - {case: 2, text: the nurse, next: back/nurse}\n", "")],
    "a row changed": [("{case: 1, text: appointments", "{case: 1, text: dates")],
    "a row led elsewhere": [("text: appointments, next: appointments", "text: appointments, next: open")],
    "a row that matches otherwise": [("did: 02144001000", "did: 02144001001")],
    "a component added behind another": [
        (OUT_OF_HOURS, OUT_OF_HOURS.replace("}", ", next: bye}") + "    bye: {component: answer, type: answer}\n")
    ],
    "a component taken away": [("F: locked}", "F: ~}"), ("    locked: {component: authentication", "    #")],
    "a component renamed": [("    open:\n", "    hours:\n"), ("next: open}", "next: hours}")],
    "a component renamed across sheets": [
        ("    nurse: {", "    sister: {"),
        ("the nurse, next: back/nurse", "the nurse, next: back/sister"),
        ("case: t, next: back/nurse", "case: t, next: back/sister"),
    ],
    "a wire to another sheet added": [("appointments, next: appointments", "appointments, next: back/locked")],
    "a variable changed": [("value: clinic-menu", "value: menu, description: what is played")],
    "a variable added": [("value: clinic-menu}", "value: clinic-menu}\n  - {name: limit, type: number}")],
    "the scenario renamed": [("name: clinic", "name: praxis")],
    "a sheet renamed": [
        ("  back:", "  rear:"),
        ("the nurse, next: back/nurse", "the nurse, next: rear/nurse"),
        ("case: t, next: back/nurse", "case: t, next: rear/nurse"),
    ],
}  # fmt: skip


def test_each_edit_is_told_exactly(golden: Callable[[Path, str], None]) -> None:
    told = {name: text(placed(CLINIC, edit(*changes))) for name, changes in EDITS.items()}

    golden(TESTS / "editor/imported/differences.txt", "\n".join(f"# {name}\n{lines}" for name, lines in told.items()))
    assert "hunter" not in "".join(told.values())


def test_what_an_edit_changes_is_a_value() -> None:
    after = of(edit(("extension: 611", "extension: 612"), ("hunter2", "hunter3")))

    assert compare(of(CLINIC), after) == Differences(
        compared=2,
        scenario=(),
        variables=(),
        sheets=(
            SheetDifference(
                Change.CHANGED,
                "back",
                (
                    Difference(Change.CHANGED, "nurse", "Extension", (Detail("parameter", "extension", "611", "612"),)),
                    Difference(
                        Change.CHANGED,
                        "locked",
                        "Authentication",
                        (Detail("parameter", "defined_secret", "***", "***"),),
                    ),
                ),
            ),
        ),
    )


def test_programs_are_told_the_same(golden: Callable[[Path, str], None]) -> None:
    changes = [change for name in ("a row changed", "a secret changed", "a sheet renamed") for change in EDITS[name]]

    told = as_json({"clinic": placed(CLINIC, edit(*changes))})

    golden(TESTS / "editor/imported/differences.json", told)
    assert "hunter" not in told


SHORT: Final = """
version: 1
name: consult
originate: {caller: 521, callee: 0912, context: main, caller_id: 557}
call:
  hold_music: please-wait
  record: true
  dial:
    trunk: Cisco
  survey:
    label: adviser
  unavailable: sorry
"""


def lines(found: Differences) -> dict[str, int]:
    """Return the line of each difference of the scenario, its variables and components, and of each of their values."""
    components = [component for sheet in found.sheets for component in sheet.components]
    places = {detail.name: detail.place for detail in found.scenario}
    places |= {sheet.name: sheet.place for sheet in found.sheets}
    for one in (*found.variables, *components):
        places |= {one.label: one.place, **{f"{one.label}.{detail.name}": detail.place for detail in one.details}}
    assert {place and place.file for place in places.values()} <= {"clinic.yaml"}
    return {name: place.line for name, place in places.items() if place}


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        (
            [("main, caller_id", "other, caller_id"), ("callee: 0912", "callee: 0913")],
            "outgoing:5 route:5 route.context:4 route.1:4",
        ),
        (
            [("call:\n", "call:\n  match: [1, 0912]\n  context: other\n")],
            "outgoing:5 route:7 route.context:7 route.1:6",
        ),
        (
            [("please-wait", "hold"), ("sorry", "bye")],
            "outgoing:5 hold_music:6 hold_music.announcement:6 unavailable:12 unavailable.announcement:12",
        ),
        ([("Cisco", "North")], "outgoing:5 dial:9 dial.trunk:9"),
        ([("adviser", "doctor")], "outgoing:5 survey:10 survey.label:11"),
        (
            [("  unavailable: sorry\n", "")],
            "outgoing:5 dial:9 dial.F:9 unavailable:5 unavailable.announcement:5",
        ),
        (
            [("  record: true\n", "")],
            "outgoing:5 hold_music:6 hold_music.out:8 record:5 record.type:5 record.out:5",
        ),
        ([("name: consult", "name: talk")], "scenario:3 outgoing:5 dial:9 dial.name:3"),
    ],
)
def test_a_scenario_in_the_short_form_is_pointed_at_where_its_keys_are(
    edits: list[tuple[str, str]], expected: str
) -> None:
    after = SHORT
    for old, new in edits:
        assert after.count(old) == 1, old
        after = after.replace(old, new)

    found = lines(placed(SHORT, after))
    assert " ".join(f"{name}:{line}" for name, line in found.items()) == expected


def test_a_place_has_the_column_of_the_value() -> None:
    (sheet,) = placed(CLINIC, edit(("extension: 611", "extension: 612"))).sheets
    ((component, (detail,)),) = [(one, one.details) for one in sheet.components]

    assert (component.place, detail.place) == (Place("clinic.yaml", 26, 5), Place("clinic.yaml", 26, 46))


def test_what_a_scenario_lacks_would_be_added_to_its_sheet_or_its_sheets() -> None:
    after = CLINIC.partition("  back:")[0].replace("back/nurse", "choose").replace("variables:", "tests: []\nx:")
    after = after.replace("x:\n  - {name: greeting, type: announcement, value: clinic-menu}\n", "").replace(
        "{variable: greeting}", "hello"
    )
    found = lines(placed(CLINIC, after))

    sheets_line = after.splitlines().index("sheets:") + 1
    assert (found["back"], found["nurse"], found["nurse.extension"]) == (sheets_line,) * 3
    assert found["greeting"] == 2  # the first line of the scenario


@given(scenarios(), scenarios())
@slow
def test_every_difference_has_a_place_in_the_file(one: Any, other: Any) -> None:
    before, after = compiled(document(one), "plan.json"), compiled(document(other), "plan.json")
    file = parse(document(other), "plan.json")
    found = with_places(compare(built_sheets(before, OWN), built_sheets(after, OWN)), after, file)

    components = [component for sheet in found.sheets for component in sheet.components]
    places = [sheet.place for sheet in found.sheets] + [detail.place for detail in found.scenario]
    for difference in (*found.variables, *components):
        places += [difference.place, *(detail.place for detail in difference.details)]
    texts = file.text.splitlines()
    assert all(place and place.column <= len(texts[place.line - 1]) for place in places)


@pytest.mark.parametrize("profile", [OWN, NUMBERED], ids=lambda profile: profile.name)
@given(tree=scenarios().map(plainer))
@slow
def test_a_scenario_does_not_differ_from_what_it_is_built_into(profile: Profile, tree: Any) -> None:
    calls = compiled(document(tree), "plan.json")

    assert not compare(built_sheets(calls, profile), built_sheets(calls, profile), positions=True)


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_scenario_does_not_differ_from_what_it_is_built_into(path: Path) -> None:
    calls = check_paths([path]).files[0].calls
    assert calls is not None

    assert not compare(built_sheets(calls, OWN), built_sheets(calls, OWN), positions=True)


def foreign(sheet: Any, seed: int) -> Any:
    """Return a sheet with ids of another program, its components in another order, and no ids of ours."""
    chance = random.Random(seed)  # noqa: S311
    ids = {one["id"]: f"node-{chance.random()}" for one in sheet["components"]}
    components = [{**one, "id": ids[one["id"]], "key": None} for one in sheet["components"]]
    wires = [{**wire, "from": ids[wire["from"]], "to": ids[wire["to"]]} for wire in sheet["connections"]]
    return {**sheet, "components": chance.sample(components, len(components)), "connections": wires[::-1]}


@given(scenarios(), st.integers())
@slow
def test_ids_and_order_of_another_program_are_no_difference(tree: Any, seed: int) -> None:
    found = built_sheets(compiled(document(tree), "plan.json"), OWN)

    theirs = [exported(foreign(json.loads(sheet.data), seed)) for sheet in found]

    assert not compare(theirs, found) or any(_ambiguous(sheet) for sheet in found)


def _ambiguous(sheet: ExportedSheet) -> bool:
    """Whether two components of a sheet have one type and one name, so that nobody can tell them apart for sure."""
    names = [(one.type.name, one.name) for one in sheet.components.values()]
    return len(names) > len(set(names))


@given(scenarios(), scenarios())
@slow
def test_what_is_added_one_way_is_removed_the_other_way(one: Any, other: Any) -> None:
    first, second = (built_sheets(compiled(document(tree), "plan.json"), OWN) for tree in (one, other))

    there, back = compare(first, second), compare(second, first)

    def counted(found: Differences, change: Change) -> int:
        return sum(component.change is change for sheet in found.sheets for component in sheet.components)

    assert counted(there, Change.ADDED) == counted(back, Change.REMOVED)
    assert bool(there) == bool(back)


def test_without_ids_and_names_a_component_is_known_by_its_place() -> None:
    found = of(CLINIC)
    nameless = [
        replace(
            sheet,
            lasting_ids=False,
            components={id_: replace(one, key=None, name=None) for id_, one in sheet.components.items()},
        )
        for sheet in found
    ]
    renamed = [replace(sheet, components=dict(reversed(list(sheet.components.items())))) for sheet in nameless]

    assert not compare(nameless, renamed)


def moved(sheet: Any) -> Any:
    component(sheet, "choose")["x"] = 12.5
    component(sheet, "choose")["y"] = 7
    return sheet


def test_positions_are_a_difference_only_where_they_are_asked_for() -> None:
    theirs = [exported(moved(sheets()["front"])), exported(sheets()["back"])]
    found = of(CLINIC)
    choose = next(one for sheet in found for one in sheet.components.values() if one.key == "choose")

    assert not compare(theirs, found)
    assert text(compare(theirs, found, positions=True)).splitlines()[:3] == [
        "sheet front",
        "  ~ choose (IVR)",
        f"      ~ position: x 12.5 -> {choose.at and choose.at.x:g}, y 7 -> {choose.at and choose.at.y:g}",
    ]


def test_user_and_password_in_an_address_are_never_told() -> None:
    tree = "version: 1\nname: a\ncall: {match: [1], dial: {trunk_api: 'https://USER@crm.example'}, unavailable: ~}\n"
    one, other = (of(tree.replace("USER", user)) for user in ("joe:s3cret", "ann:hunter2"))
    third = of(tree.replace("USER", "joe:s3cret").replace("example", "example/a?id=1&api_key=s3cret"))

    assert text(compare(one, other)) == (
        "sheet outgoing\n  ~ dial (Trunk API)\n      ~ api_address: https://***@crm.example, changed\n"
        "1 sheet compared: components: 1 changed.\n"
    )
    assert ("      ~ api_address: https://***@crm.example -> https://***@crm.example/a?id=1&api_key=***\n") in text(
        compare(one, third)
    )


def test_what_would_steer_a_terminal_is_not_printed() -> None:
    tree = "version: 1\nname: a\ncall: {match: [1], dial: {trunk: x}, unavailable: 'NAME'}\n"
    one, other = (of(tree.replace("NAME", name)) for name in ("\u202eabc", "\u061cdef"))

    assert "announcement: \ufffdabc -> \ufffddef\n" in text(compare(one, other))


def test_the_difference_on_the_page_is_what_diff_tells() -> None:
    page = (ROOT / "docs/import.md").read_text("utf-8")
    (told,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    after = edit(("queue: 0610", "queue: 612, timeout_sec: 60"), *EDITS["a secret changed"])

    assert text(placed(edit(*EDITS["a row taken away"]), after)) == told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clinic.yaml").write_text(CLINIC)
    (tmp_path / "build/clinic/sheets").mkdir(parents=True)
    for name, data in built(compiled(CLINIC)).items():
        (tmp_path / f"{name}.json").write_bytes(data)
        (tmp_path / f"build/clinic/sheets/{name}.json").write_bytes(data)
    return tmp_path


SAME = "2 sheets compared: no difference.\n"


def test_the_command_ends_with_0_where_nothing_differs(folder: Path) -> None:
    assert run("diff", "clinic.yaml", "front.json", "back.json", cwd=folder) == (0, SAME, "")
    assert run("diff", "clinic.yaml", "--built", "build", "--positions", cwd=folder) == (0, SAME, "")


@pytest.mark.unmeasured
def test_the_command_ends_with_1_on_a_difference_and_is_plain_where_there_is_no_terminal(folder: Path) -> None:
    (folder / "clinic.yaml").write_text(edit(*EDITS["a secret changed"]))
    told = (
        "sheet back  clinic.yaml:25\n  ~ locked (Authentication)  clinic.yaml:27\n"
        "      ~ defined_secret: ***, changed\n"
        "2 sheets compared: components: 1 changed.\n"
    )

    assert run("diff", "clinic.yaml", "front.json", "back.json", cwd=folder) == (1, told, "")
    assert run("diff", "clinic.yaml", "--built", "build", cwd=folder) == (1, told, "")
    assert run("diff", "clinic.yaml", "--built", "build", "--color", "always", cwd=folder)[1].splitlines()[1] == (
        "\x1b[33m  ~ locked (Authentication)  clinic.yaml:27\x1b[0m"
    )
    code, printed, _ = run("diff", "clinic.yaml", "--built", "build", "--format", "json", cwd=folder)
    found = json.loads(printed)
    ((component,),) = [sheet["components"] for sheet in found["scenarios"][0]["sheets"]]
    assert (code, found["summary"]) == (1, {"added": 0, "removed": 0, "changed": 1})
    place = {"file": "clinic.yaml", "line": 27, "column": 79}
    assert component["details"][0].items() >= place.items()


def test_the_command_takes_parameters_and_profiles_as_build_does(folder: Path) -> None:
    (folder / "clinic.yaml").write_text(
        edit(("extension: 611", 'extension: "${nurse}"'), ("sheets:", "parameters: {nurse: {}}\nsheets:"))
    )
    options = ["--profile", "numbered", "--templates", PROFILES]
    assert run("build", "clinic.yaml", "-o", "other", "--set", "nurse=611", *options, cwd=folder)[0] == 0

    same = run("diff", "clinic.yaml", "--built", "other", "--set", "nurse=611", *options, cwd=folder)
    assert same == (0, SAME, "")
    code, printed, _ = run("diff", "clinic.yaml", "--built", "other", "--set", "nurse=612", *options, cwd=folder)
    assert (code, printed.splitlines()[2]) == (1, "      ~ extension: 611 -> 612")


def test_several_scenarios_are_each_compared_with_their_own_sheets(folder: Path) -> None:
    (folder / "more").mkdir()
    (folder / "more/one.yaml").write_text(CLINIC)
    (folder / "more/two.yaml").write_text(
        "version: 1\nname: two\ncall: {match: [1], dial: {extension: any}, unavailable: ~}\n"
    )

    assert run("diff", "more", "front.json", "back.json", cwd=folder) == (
        1,
        (
            "scenario clinic\n"
            "2 sheets compared: no difference.\n"
            "\n"
            "scenario two\n"
            "+ sheet outgoing  more/two.yaml:3\n"
            "  + route (Outgoing Route)  more/two.yaml:3\n"
            "      + context: main_routing\n"
            "      + row 1: pattern 1, next dial\n"
            "  + dial (Extension)  more/two.yaml:3\n"
            "1 sheet compared: components: 2 added.\n"
        ),
        "",
    )
    (folder / "front.json").write_text((folder / "front.json").read_text().replace('"clinic"', '"other"'))
    assert run("diff", "more", "front.json", cwd=folder) == (
        2,
        "",
        "scenario-kit: front.json: a sheet of scenario `other`, which more does not have; known: clinic, two\n",
    )


@pytest.mark.parametrize(
    ("directory", "found"),
    [
        ("empty", "an empty directory"),
        ("build/clinic", "no sheets and no manifest.json"),
        ("bare", "no sheets"),
        ("others", "only the sheets of `call-limit`"),
    ],
)
def test_a_directory_without_a_build_of_the_scenario_is_refused(folder: Path, directory: str, found: str) -> None:
    (folder / "empty").mkdir()
    (folder / "bare").mkdir()
    (folder / "bare/manifest.json").write_text("{}")
    assert run("build", ROOT / "scenarios/05-call-limit.yaml", "-o", "others", cwd=folder).code == 0

    told = (
        f"scenario-kit: --built {directory}: expected {directory}/clinic/sheets/*.json, found {found};"
        " name the directory of `build -o`\n"
    )
    assert run("diff", "clinic.yaml", "--built", directory, cwd=folder) == (2, "", told)


def test_beside_a_scenario_that_was_built_a_new_one_is_added(folder: Path) -> None:
    (folder / "more").mkdir()
    (folder / "more/one.yaml").write_text(CLINIC)
    (folder / "more/two.yaml").write_text(SHORT)

    code, printed, _ = run("diff", "more", "--built", "build", "--format", "json", cwd=folder)

    assert (code, json.loads(printed)["summary"]) == (1, {"added": 6, "removed": 0, "changed": 0})


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["clinic.yaml"], "Error: Name exported sheets or use --built DIR.\n"),
        (["clinic.yaml", "front.json", "--built", "build"], "Error: Name exported sheets or use --built DIR.\n"),
        (["clinic.yaml", "--built", "nowhere"], "scenario-kit: --built nowhere: no such directory\n"),
        (["clinic.yaml", "nowhere.json"], "scenario-kit: nowhere.json: no such file or directory\n"),
        (["nowhere.yaml", "front.json"], "1 file checked: 1 error.\n"),
        (["broken.yaml", "front.json"], "1 file checked: 1 error, 2 warnings.\n"),
        (["clinic.yaml", "front.json", "front.json"], "sheet `front` is also in front.json; pass only one\n"),
        (["clinic.yaml", "front.json", "--profile", "nobody"], "in the templates (--templates DIR)\n"),
    ],
)  # fmt: skip
def test_wrong_use_ends_with_2(folder: Path, arguments: list[str], told: str) -> None:
    (folder / "broken.yaml").write_text(CLINIC.replace("incoming_route", "incoming_rout"))

    code, printed, line = run("diff", *arguments, cwd=folder)

    assert (code, printed) == (2, "")
    assert line.endswith(told)
