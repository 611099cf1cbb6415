"""What the editor knows: exports come back byte for byte, and a change of the scenario changes only what it must."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from support.clinic import OWN, PROFILES, built, compiled, sheets
from support.editors import SHAPES
from support.paths import TESTS
from support.tiers import each

from scenario_kit.editor.exported import Profile, built_sheets, read_profile, read_sheet
from scenario_kit.editor.importing import ImportedScenario, import_sheets
from scenario_kit.profiles.editor_file import read_editor_file
from scenario_kit.profiles.notes import context_of, default_keys, kept_notes
from scenario_kit.profiles.reading import read_whole
from scenario_kit.profiles.style import Style, sheet_text
from scenario_kit.profiles.values import UnwritableError
from scenario_kit.profiles.writing import Writer
from scenario_kit.rendering.artifacts import render
from scenario_kit.rendering.sheets import sheets as sheets_of
from scenario_kit.rendering.sheets import template_context
from scenario_kit.run.checking import check_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.editor.exported import ExportedSheet
    from scenario_kit.profiles.reading import ReadSheet

HAND_WRITTEN = ("flat-wires", "nodes-edges", "modules")
"""The shapes of editors that there is a map for in the tests."""

USUAL = ("campaign", "on-call")
SCENARIOS = sorted(path.stem for path in (TESTS / "support/editors/scenarios").glob("*.yaml"))
MAPS = ["scenario-kit", *sorted(path.parent.name for path in (TESTS / "support/profiles").glob("*/sheet.map.yaml"))]


@cache
def graph(name: str) -> CallGraph:
    calls = check_paths([TESTS / f"support/editors/scenarios/{name}.yaml"]).files[0].calls
    assert calls is not None
    return calls


@cache
def map_of(shape: str) -> Profile:
    return read_profile(shape, PROFILES)


@cache
def drawn(shape: str, name: str, seed: int = 7) -> tuple[ExportedSheet, ...]:
    """Return the sheets of a scenario as somebody draws them by hand in an editor."""
    calls = graph(name)
    return tuple(
        read_sheet(
            SHAPES[shape].export(calls, sheet, seed=seed, hand_placed=True), f"{name}.{sheet}.json", map_of(shape)
        )
        for sheet in calls.sheets
    )


@cache
def kept(shape: str, name: str, seed: int = 7) -> ImportedScenario:
    return import_sheets(drawn(shape, name, seed), map_of(shape), name=name, keep=True)


def notes_of(imported: ImportedScenario) -> Mapping[str, dict[str, Any]]:
    assert imported.editor_file is not None
    return read_editor_file(imported.editor_file.encode(), "x.editor.json").sheets


def rebuilt(text: str, profile: Profile, notes: Mapping[str, dict[str, Any]]) -> dict[str, ExportedSheet]:
    calls = compiled(text)
    return dict(zip(calls.sheets, built_sheets(calls, profile, notes), strict=True))


every_drawing = pytest.mark.parametrize(
    ("shape", "name"),
    each(
        [(shape, name) for shape in HAND_WRITTEN for name in SCENARIOS],
        [(shape, name) for shape in HAND_WRITTEN for name in USUAL],
    ),
)


@pytest.mark.unmeasured
@every_drawing
@pytest.mark.parametrize("seed", [1, 2])
def test_a_sheet_drawn_by_hand_comes_back_byte_for_byte(shape: str, name: str, seed: int) -> None:
    imported = kept(shape, name, seed)

    back = rebuilt(imported.text, map_of(shape), notes_of(imported))

    assert sorted(sheet.data for sheet in back.values()) == sorted(sheet.data for sheet in drawn(shape, name, seed))
    assert imported.changes == ()


def arranged(context: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """Return editor notes as somebody might arrange a sheet."""
    order = [component["key"] for component in context["components"]]
    dice.shuffle(order)
    places = {key: {"x": dice.randrange(2000), "y": dice.randrange(2000)} for key in order}
    return {"order": order, "components": places}


@pytest.mark.exhaustive
@pytest.mark.parametrize("profile", MAPS)
def test_a_sheet_of_any_map_comes_back_byte_for_byte(profile: str) -> None:
    dice, known = random.Random(profile), read_profile(profile, PROFILES)  # noqa: S311  no secrets here
    writer = Writer(known.map)
    tried = 0
    for name in SCENARIOS:
        calls = graph(name)
        files = []
        try:
            for sheet in sheets_of(calls):
                context = template_context(calls, sheet)
                text = sheet_text(writer.value(context, arranged(context, dice)), writer.style())
                files.append(read_sheet(text.encode(), f"{sheet.name}.json", known))
        except UnwritableError:
            continue  # some of the maps cannot write every value
        imported = import_sheets(files, known, name=name, keep=True)
        tried += 1
        if profile not in ("scenario-kit", "numbered"):  # their own templates decide about spaces
            back = rebuilt(imported.text, known, notes_of(imported))
            assert sorted(sheet.data for sheet in back.values()) == sorted(sheet.data for sheet in files)
            assert imported.changes == ()
        assert not any("positions" in change or "ids" in change for change in imported.changes)
    assert tried


class Leaf(NamedTuple):
    """A value in a file; items of lists and members that stand for something are named by it."""

    path: tuple[Any, ...]
    value: str


RECORDS = ("component", "wire", "row", "output", "variable")


def leaves(read: ReadSheet) -> set[Leaf]:
    def inside(value: Any, path: tuple[Any, ...], named: tuple[Any, ...]) -> Iterator[Leaf]:
        if not isinstance(value, dict | list) or not value:
            yield Leaf(named, json.dumps(value))
            return
        for name, child in value.items() if isinstance(value, dict) else enumerate(value):
            key = read.origins.get((*path, name))
            yield from inside(child, (*path, name), (*named, key if key and key[0] in RECORDS else name))

    return set(inside(read.root.value, (), ()))


def ids_in_order(read: ReadSheet) -> list[str]:
    return list(read.places)


class Change(NamedTuple):
    """What a change of the scenario did to a sheet.

    `ids` has the id of every component of the sheet by key, before and after the change.
    """

    before: ReadSheet
    after: ReadSheet
    ids: Mapping[str, str]

    @property
    def different(self) -> list[Leaf]:
        return sorted(leaves(self.before) ^ leaves(self.after), key=repr)


def changed(shape: str, name: str, edit: Callable[[dict[str, Any]], Any]) -> tuple[Any, dict[str, Change]]:
    """Change an imported scenario, and return what it did to each sheet; the first is what `edit` returns."""
    imported, profile = kept(shape, name), map_of(shape)
    notes = notes_of(imported)
    tree = yaml.load(imported.text, yaml.BaseLoader)  # noqa: S506  reads texts only
    what = edit(tree["sheets"]) if "sheets" in tree else None
    if what is None:
        pytest.skip("nothing to change")
    old = rebuilt(imported.text, profile, notes)
    new = rebuilt(yaml.safe_dump(tree, sort_keys=False), profile, notes)
    changes = {}
    for sheet, after in new.items():
        before = read_whole(old[sheet].data, sheet, profile)
        ids = {key: noted["id"] for key, noted in notes[sheet]["components"].items() if "id" in noted}
        changes[sheet] = Change(before, read_whole(after.data, sheet, profile), ids)
    return what, changes


def single_wires(sheets: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Iterate over the wires that lead from an output to a component of the same sheet."""
    for sheet, components in sheets.items():
        for key, component in components.items():
            following = component.get("next")
            wires = {"out": following} if isinstance(following, str) else following or {}
            for output, target in wires.items():
                if target in components:
                    yield sheet, key, output, target


def wire(component: dict[str, Any], output: str, target: str) -> None:
    if isinstance(component["next"], str):
        component["next"] = target
    else:
        component["next"][output] = target


def is_about(leaf: Leaf, components: Sequence[str], wires: Sequence[tuple[str, str]]) -> bool:
    """Whether a leaf is inside of one of these components, wires or outputs."""
    for index, part in enumerate(leaf.path):
        if not isinstance(part, tuple):
            continue
        owner = next((one[1] for one in leaf.path[index::-1] if isinstance(one, tuple) and one[0] == "component"), None)
        if part[0] == "component" and part[1] in components:
            return True
        if part[0] == "wire" and (part[1:3] in wires or part[1] in components or part[3] in components):
            return True
        if part[0] == "output" and (owner, part[1]) in wires:
            return True
    return False


@pytest.mark.unmeasured
@every_drawing
def test_a_new_component_changes_itself_and_the_wire_that_leads_to_it(shape: str, name: str) -> None:
    def edit(sheets: dict[str, Any]) -> Any:
        for sheet, key, output, target in single_wires(sheets):
            sheets[sheet]["brand-new"] = {"component": "announcement", "announcement": "hello", "next": target}
            wire(sheets[sheet][key], output, "brand-new")
            return sheet, key, output
        return None

    (sheet, key, output), changes = changed(shape, name, edit)

    for other, change in changes.items():
        assert (change.different == []) is (other != sheet)
    change = changes[sheet]
    *old, new = ids_in_order(change.after)
    assert old == ids_in_order(change.before)
    assert all(is_about(leaf, [new], [(change.ids[key], output)]) for leaf in change.different)
    place, source = change.after.sheet.components[new].at, change.after.sheet.components[change.ids[key]].at
    assert place is not None
    assert source is not None
    assert place.x > source.x
    others = [one.at for one in change.before.sheet.components.values() if one.at is not None]
    assert not any(abs(at.x - place.x) < 120 and abs(at.y - place.y) < 90 for at in others)


@pytest.mark.unmeasured
@every_drawing
def test_a_moved_wire_changes_that_wire_only(shape: str, name: str) -> None:
    def edit(sheets: dict[str, Any]) -> Any:
        for sheet, key, output, target in single_wires(sheets):
            entered = {one[3] for one in single_wires(sheets) if one[0] == sheet} - {target, key}
            if entered:
                wire(sheets[sheet][key], output, min(entered))
                return sheet, key, output
        return None

    (sheet, key, output), changes = changed(shape, name, edit)

    for other, change in changes.items():
        assert (change.different == []) is (other != sheet)
        assert ids_in_order(change.after) == ids_in_order(change.before)
        assert all(is_about(leaf, [], [(change.ids.get(key, ""), output)]) for leaf in change.different)


@pytest.mark.unmeasured
@every_drawing
def test_a_removed_component_disappears_with_its_wires(shape: str, name: str) -> None:
    def edit(sheets: dict[str, Any]) -> Any:
        for sheet, key, output, target in single_wires(sheets):
            leading = [one for one in single_wires(sheets) if one[0] == sheet and one[3] == target]
            elsewhere = f": {target}" in yaml.safe_dump(sheets[sheet]).replace(f"{output}: {target}", "", len(leading))
            if len(leading) == 1 and not elsewhere and f"/{target}" not in yaml.safe_dump(sheets):
                following = sheets[sheet].pop(target).get("next")
                wire(sheets[sheet][key], output, following if isinstance(following, str) else "~")
                return sheet, target
        return None

    (sheet, removed), changes = changed(shape, name, edit)

    change = changes[sheet]
    id_ = change.ids[removed]
    assert ids_in_order(change.after) == [one for one in ids_in_order(change.before) if one != id_]
    assert not any(is_about(leaf, [id_], []) for leaf in leaves(change.after))


@pytest.mark.unmeasured
@every_drawing
def test_a_changed_value_changes_that_value_only(shape: str, name: str) -> None:
    def edit(sheets: dict[str, Any]) -> Any:
        for sheet, components in sheets.items():
            for key, component in components.items():
                if isinstance(component.get("announcement"), str):
                    component["announcement"] = "another"
                    return sheet, key
        return None

    (sheet, key), changes = changed(shape, name, edit)

    assert {other: len(change.different) for other, change in changes.items()} == {
        other: 2 * (other == sheet) for other in changes
    }
    assert all(is_about(leaf, [changes[sheet].ids[key]], []) for leaf in changes[sheet].different)


def test_a_new_component_gets_an_id_after_all_others_and_the_same_each_time() -> None:
    def edit(sheets: dict[str, Any]) -> Any:
        components = next(iter(sheets.values()))
        components["brand-new"] = {"component": "announcement", "announcement": "hello"}
        return True

    runs = [changed("nodes-edges", "on-call", edit)[1] for _ in range(2)]

    before, after = (ids_in_order(read) for read in next(iter(runs[0].values()))[:2])
    numbers = [int(id_.removeprefix("node_")) for id_ in before]
    assert after == [*before, f"node_{max(numbers) + 1}"]
    assert runs[0] == runs[1] or [list(map(leaves, run[:2])) for run in runs[0].values()] == [
        list(map(leaves, run[:2])) for run in runs[1].values()
    ]


def own_sheet(edit: Callable[[dict[str, Any]], None]) -> ExportedSheet:
    """Return a sheet of scenario-kit's own format with a change."""
    sheet = sheets()["back"]
    edit(sheet)
    return read_sheet(json.dumps(sheet, indent=2).encode(), "back.json", OWN)


def test_no_secret_is_in_the_editor_file() -> None:
    def edit(sheet: dict[str, Any]) -> None:
        sheet["unknown"] = ["x hunter2 y", {"hunter2": 1}]
        for component in sheet["components"]:
            component["comment"] = "the secret is hunter2"

    imported = import_sheets([own_sheet(edit)], OWN, keep=True)

    assert "hunter2" in imported.text
    assert imported.editor_file is not None
    assert "hunter2" not in imported.editor_file
    back = json.loads(rebuilt(imported.text, OWN, notes_of(imported))["back"].data)
    assert back["unknown"] == ["x hunter2 y", {"hunter2": 1}]
    assert {component["comment"] for component in back["components"]} == {"the secret is hunter2"}


def test_a_member_named_by_a_secret_is_not_kept() -> None:
    imported = import_sheets([own_sheet(lambda sheet: sheet.update({"x hunter2": 1, "other": 2}))], OWN, keep=True)

    assert "hunter2" not in (imported.editor_file or "")
    assert json.loads(rebuilt(imported.text, OWN, notes_of(imported))["back"].data)["other"] == 2
    assert imported.changes[-1] == "back.json: members whose names hold a secret are not kept"


@pytest.mark.unmeasured
@every_drawing
def test_no_value_of_a_call_is_in_the_editor_file(shape: str, name: str) -> None:
    imported = kept(shape, name)
    assert imported.editor_file is not None
    texts = {
        value
        for component in graph(name).components
        for value in component.parameters.values()
        if isinstance(value, str) and len(value) > 3 and value not in component.type.parameters
    }

    held = {text for text in texts if json.dumps(text) in imported.editor_file}

    keys = {key for notes in notes_of(imported).values() for key in notes["components"]}
    assert held <= keys


@pytest.mark.unmeasured
def test_jumps_that_become_wires_keep_their_ids_and_places() -> None:
    imported = kept("nodes-edges", "sheets")

    assert "next: day/ask" in imported.text
    noted = notes_of(imported)
    generated = {key for notes in noted.values() for key in notes["components"] if key.startswith("jump-")}
    assert generated
    assert all(
        {"id", "x", "y"} <= set(notes["components"][key])
        for notes in noted.values()
        for key in generated & set(notes["components"])
    )


def test_names_that_cannot_be_ids_are_kept() -> None:
    def edit(sheet: dict[str, Any]) -> None:
        sheet["sheet"] = "Back Office"
        sheet["scenario"] = "Our Clinic"

    imported = import_sheets([own_sheet(edit)], OWN, name="clinic", keep=True)

    back = json.loads(rebuilt(imported.text, OWN, notes_of(imported))["back-office"].data)
    assert (back["sheet"], back["scenario"]) == ("Back Office", "Our Clinic")


def test_another_name_of_the_scenario_is_not_undone() -> None:
    imported = import_sheets([own_sheet(lambda _: None)], OWN, name="hospital", keep=True)

    assert json.loads(rebuilt(imported.text, OWN, notes_of(imported))["back"].data)["scenario"] == "hospital"
    assert imported.changes == ("the name of the scenario",)


@pytest.mark.unmeasured
def test_variables_that_a_sheet_does_not_list_stay_unlisted() -> None:
    front = read_sheet(json.dumps(sheets()["front"]).encode(), "front.json", OWN)
    back = own_sheet(lambda sheet: sheet.update(variables=[]))

    imported = import_sheets([front, back], OWN, keep=True)

    listed = {
        name: [one["name"] for one in json.loads(sheet.data)["variables"]]
        for name, sheet in rebuilt(imported.text, OWN, notes_of(imported)).items()
    }
    assert listed == {"front": ["greeting"], "back": []}


@pytest.mark.parametrize(
    "style", [Style(indent=4), Style(indent="\t", newline=False), Style(indent=None), Style(ascii=True, slashes=True)]
)
def test_another_style_of_the_text_is_kept(style: Style) -> None:
    profile = map_of("states")
    calls = compiled(CALLS)
    files = []
    for sheet in built_sheets(calls, profile):
        text = sheet_text(read_whole(sheet.data, sheet.file, profile).root.value, style)
        files.append(read_sheet(text.encode(), f"{sheet.name}.json", profile))

    imported = import_sheets(files, profile, name="small", keep=True)

    assert imported.changes == ()
    assert {name: sheet.data for name, sheet in rebuilt(imported.text, profile, notes_of(imported)).items()} == {
        sheet.name: sheet.data for sheet in files
    }


CALLS = """
version: 1
name: small
sheets:
  main:
    line: {component: incoming_route, context: in, rows: [{did: any, next: hello}]}
    hello: {component: announcement, name: سلام/hello, announcement: hello}
"""


def test_what_notes_cannot_hold_is_reported_and_the_rest_is_kept() -> None:
    profile = map_of("nodes-edges")
    sheet = next(one for one in drawn("nodes-edges", "sheets") if one.name == "dawn")
    read = read_whole(sheet.data, sheet.file, profile)
    keys = default_keys(read)
    context = context_of(read, keys)
    other = next(one for one in context["components"] if one["type"] == "announcement")
    other["parameters"][0]["value"] = "another"

    notes, fault = kept_notes(read, context, Writer(profile.map), keys)

    index = list(read.places).index(other["id"])
    place = f"/nodes/{index}/data/params/announcement"
    assert fault == f"{sheet.file}: {place}: this spelling cannot be kept; write it as the map says"
    expected: Any = json.loads(sheet.data)
    expected["nodes"][index]["data"]["params"]["announcement"] = "another"
    assert Writer(profile.map).value(context, notes) == expected


@pytest.mark.unmeasured
def test_the_editor_file_is_made_for_git() -> None:
    imported = kept("modules", "hotel")
    text = imported.editor_file
    assert text is not None

    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    assert list(json.loads(text)) == ["profile", "sheets", "version"]


@given(st.randoms(use_true_random=False))
def test_the_editor_file_does_not_depend_on_the_order_of_the_files(dice: random.Random) -> None:
    files = list(drawn("modules", "sheets"))
    dice.shuffle(files)

    assert import_sheets(files, map_of("modules"), name="sheets", keep=True) == kept("modules", "sheets")


def test_a_template_of_its_own_gets_ids_places_and_order(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/sheet.json.j2").write_text("{{ {'all': components, 'wires': wires} | tojson }}")
    notes = {"order": ["hello", "line"], "components": {"hello": {"id": "h", "x": 5, "y": 6}, "line": {"id": "l"}}}

    artifacts = {
        one.path: one.data for one in render(compiled(CALLS), templates=tmp_path, profile="mine", notes={"main": notes})
    }

    sheet = json.loads(artifacts["small/sheets/main.json"])
    assert [(one["key"], one["id"]) for one in sheet["all"]] == [("hello", "h"), ("line", "l")]
    assert [sheet["all"][0][name] for name in ("x", "y")] == [5, 6]
    assert [(one["source"]["id"], one["target"]["id"]) for one in sheet["wires"]] == [("l", "h")]


def test_without_notes_building_is_as_before() -> None:
    calls = compiled(CALLS)

    assert {sheet.name: sheet.data for sheet in built_sheets(calls, OWN, {"main": {}})} == built(calls)
