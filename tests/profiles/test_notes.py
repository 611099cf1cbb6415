"""Editor notes: what a file holds beyond its meaning, put back where it was, and nothing of a call in them."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from support.clinic import CLINIC, PROFILES, compiled
from support.paths import TESTS

from scenario_kit.profiles.declaration import SheetMap
from scenario_kit.profiles.json_values import UnreadableSheetError, read_exported, same_json
from scenario_kit.profiles.loading import read_profile
from scenario_kit.profiles.notes import context_of, default_keys, notes_of
from scenario_kit.profiles.reading import read_value
from scenario_kit.profiles.style import Style, sheet_text
from scenario_kit.profiles.writing import Writer
from scenario_kit.rendering.artifacts import Renderer
from scenario_kit.rendering.sheets import sheets, template_context

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scenario_kit.profiles.reading import ReadSheet

NAMES = sorted(path.parent.name for path in (TESTS / "support/profiles").glob("*/sheet.map.yaml"))
WRITERS = {name: Writer(read_profile(name, PROFILES).map) for name in ["scenario-kit", *NAMES]}


def clinic(sheet: str = "front", text: str = CLINIC) -> dict[str, Any]:
    calls = compiled(text)
    return next(template_context(calls, one) for one in sheets(calls) if one.name == sheet)


def read(value: Any, writer: Writer, style: Style | None = None) -> ReadSheet:
    data = sheet_text(value, style or writer.map.style).encode()
    return read_value(read_exported(data, "x.json"), writer.map, "mine", data)


def noted(value: Any, context: dict[str, Any], writer: Writer) -> Any:
    """Return the notes of a file, by the keys of the components in a context with the same names."""
    found = read(value, writer)
    by_name = {component["name"]: component["key"] for component in context["components"]}
    keys = {id_: by_name[one.name or ""] for id_, one in found.sheet.components.items()}
    return json.loads(json.dumps(notes_of(found, context, writer, keys)))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.unmeasured
def test_the_clinic_is_written_as_it_is_kept(name: str, golden: Callable[[Path, str], None]) -> None:
    written = Renderer(PROFILES).sheet(clinic(), name)

    golden(TESTS / f"profiles/written/{name}.json", written.decode())
    assert json.loads(written) == WRITERS[name].value(clinic())


NODES: Any = {
    "name": "front",
    "flowVersion": 3,
    "nodes": [
        {
            "id": "node_7",
            "type": "simotelNode",
            "position": {"x": 12.5, "y": 80.0},
            "data": {
                "label": "locked",
                "kind": "Authentication",
                "params": {"type": "defined_secret", "defined_secret": "hunter2", "colour": "red"},
            },
            "width": 300,
            "height": 90,
            "selected": True,
            "dragging": False,
            "positionAbsolute": {"x": 12.5, "y": 80.0},
            "tooltip": "the secret is hunter2",
            "again": "hunter2",
        },
    ],
    "edges": [],
    "viewport": {"x": 0, "y": 0, "zoom": 1},
    "variables": [],
}
LOCKED = """
version: 1
name: plan
sheets: {front: {locked: {component: authentication, type: defined_secret, defined_secret: hunter2}}}
"""


def ignoring_colour() -> Writer:
    writer = read_profile("nodes-edges", PROFILES).map
    words = writer.words.model_copy(
        update={"parameters": writer.words.parameters.model_copy(update={"words": {"any": {"colour": None}}})}
    )
    return Writer(replace(writer, words=words))


def test_a_secret_that_an_editor_repeats_is_not_in_the_notes() -> None:
    writer, context = ignoring_colour(), clinic(text=LOCKED)

    notes = noted(NODES, context, writer)

    assert "hunter" not in json.dumps(notes)
    assert same_json(writer.value(context, notes), NODES)
    changed = clinic(text=LOCKED.replace("hunter2", "hunter3"))
    assert json.dumps(writer.value(changed, notes)) == json.dumps(NODES).replace("hunter2", "hunter3")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.unmeasured
def test_notes_hold_nothing_of_a_call(name: str) -> None:
    text = CLINIC.replace("component: queue, name: Appointments, queue: 0610", "component: queue, queue: '0610'")
    writer, context = WRITERS[name], clinic(text=text)
    found = read(writer.value(context), writer)
    keys = {id_: f"k{number}" for number, id_ in enumerate(found.sheet.components)}

    notes = json.dumps(notes_of(found, context_of(found, keys), writer, keys))

    for text in ("from-provider", "02144001000", "0610", "call-tomorrow", "09:00", "the nurse", "clinic-menu", "mon"):
        assert text not in notes


def test_only_what_is_changed_in_a_scenario_changes_in_its_sheet() -> None:
    writer, context = WRITERS["nodes-edges"], clinic()
    value: Any = writer.value(context)
    value["nodes"].reverse()
    for number, node in enumerate(value["nodes"], 20):
        node["width"] = number
        node["position"]["x"] += 5
        node["positionAbsolute"]["x"] += 5
    value["edges"][1]["animated"] = True
    value["made by"] = "somebody"
    notes = noted(value, context, writer)
    assert same_json(writer.value(context, notes), value)

    text = CLINIC.replace("call-tomorrow}", "call-later, next: bye}\n    bye: {component: answer, type: answer}")
    after: Any = writer.value(clinic(text=text), notes)

    expected = copy.deepcopy(value)
    sorry = next(node for node in expected["nodes"] if node["data"]["label"] == "out-of-hours")
    sorry["data"]["params"]["announcement"] = "call-later"
    *others, new = after["nodes"]
    assert others == expected["nodes"]
    assert (new["id"], new["data"]["label"], new["width"]) == ("node_9", "bye", 120)
    kept = [edge for edge in after["edges"] if edge["target"] != "node_9"]
    assert sorted(map(json.dumps, kept)) == sorted(map(json.dumps, expected["edges"]))
    assert [edge["source"] for edge in after["edges"] if edge["target"] == "node_9"] == [sorry["id"]]


def test_a_component_that_is_removed_leaves_the_others_as_they_are() -> None:
    writer, context = WRITERS["drawflow"], clinic()
    notes = noted(writer.value(context), context, writer)
    without = copy.deepcopy(context)
    removed = without["components"].pop()
    without["wires"] = [
        wire for wire in without["wires"] if removed["key"] not in (wire["source"]["key"], wire["target"]["key"])
    ]

    after: Any = writer.value(without, notes)

    before: Any = writer.value(context, notes)["drawflow"]["Home"]["data"]  # type: ignore[index, call-overload]
    after = after["drawflow"]["Home"]["data"]
    assert set(before) - set(after) == {
        next(id_ for id_, one in before.items() if one["data"]["title"] == removed["name"])
    }
    for id_, one in after.items():
        assert {**one, "inputs": 0, "outputs": 0} == {**before[id_], "inputs": 0, "outputs": 0}


@pytest.mark.parametrize(
    ("spelled", "value", "written"),
    [("045", 60, "060"), ("45s", 60, "60s"), ("45", 60, "60")],
)
def test_another_spelling_is_kept_for_another_value(spelled: str, value: int, written: str) -> None:
    text = LOCKED.replace(
        "authentication, type: defined_secret, defined_secret: hunter2", "trunk, trunk: x, timeout_sec: 45"
    )
    writer, context = WRITERS["nodes-edges"], clinic(text=text)
    sheet: Any = writer.value(context)
    sheet["nodes"][0]["data"]["params"]["timeout"] = spelled
    notes = noted(sheet, context, writer)
    assert same_json(writer.value(context, notes), sheet)

    after: Any = writer.value(clinic(text=text.replace("45", str(value))), notes)

    assert after["nodes"][0]["data"]["params"]["timeout"] == written


def test_the_style_of_a_file_is_kept() -> None:
    writer, context = WRITERS["nodes-edges"], clinic()
    style = Style(indent=4, slashes=True, newline=False)
    found = read(writer.value(context), writer, style)

    notes = notes_of(found, context_of(found), writer, default_keys(found))

    assert notes["style"] == {"indent": 4, "slashes": True, "newline": False}
    assert writer.style(notes) == style
    assert Renderer(PROFILES).sheet(context_of(found), "nodes-edges", notes) == found.sheet.data


def test_a_new_id_is_like_those_of_the_map_and_not_taken() -> None:
    writer, context = WRITERS["litegraph"], clinic()
    value: Any = writer.value(context)
    found = read(value, writer)
    keys = {id_: one.name or "" for id_, one in found.sheet.components.items()}
    notes = notes_of(found, context_of(found, keys), writer, keys)
    forgotten = context_of(found, keys)["components"][0]["key"]
    del notes["components"][forgotten]

    after: Any = writer.value(context_of(found, keys), notes)

    assert sorted(node["id"] for node in value["nodes"]) == list(range(8))
    ids = sorted(node["id"] for node in after["nodes"])
    assert ids[:7] == list(range(1, 8))
    assert ids[7] > 7
    notes["components"]["another"] = {"id": "0"}
    after = writer.value(context_of(found, keys), notes)
    assert sorted(node["id"] for node in after["nodes"]) == [*range(1, 8), 8]


CELLS: Any = {
    "version": 2,
    "sheet": [
        {
            "$each": "components",
            "$where": {"has": ["/type"]},
            "$item": {
                "id": "$id",
                "type": "$type",
                "name": "$name",
                "set": {"$parameters": {}},
                "rows": [{"$each": "rows", "$item": {"$fields": {}}}],
            },
        },
        {
            "$each": "wires",
            "$where": {"has": ["/from"]},
            "$item": {"id": "$wire", "from": "$source", "output": "$output", "to": "$target"},
        },
    ],
    "ids": {"form": "{number}", "as": "number", "wire": {"form": "{number}", "as": "number"}},
}


def test_components_and_wires_that_share_their_numbers_go_on_sharing_them() -> None:
    writer, context = Writer(SheetMap.from_tree(CELLS)), clinic()
    value: Any = writer.value(context)
    for number, cell in enumerate(value):
        cell["id"] += 1000 * ("from" in cell)
        if number == 0:
            cell["comment"] = {"id": 2000}
    value.append({"id": 2001, "note": "call the nurse"})
    found = read(value, writer)
    keys = {id_: one.name or "" for id_, one in found.sheet.components.items()}
    after = context_of(found, keys)
    notes = notes_of(found, after, writer, keys)
    new = {**next(one for one in after["components"] if one["type"] == "announcement"), "key": "new", "name": "new"}
    source = next(wire for wire in after["wires"] if wire["source"]["key"] != after["components"][0]["key"])

    after["components"].append(new)
    after["wires"].append({"source": new, "output": "out", "target": source["source"]})

    cells: Any = writer.value(after, notes)
    ids = [cell["id"] for cell in cells]
    assert len(set(ids)) == len(ids)
    last = max(cell["id"] for cell in value[:-1])
    assert sorted(set(ids) - {cell["id"] for cell in value}) == [last + 1, last + 2]


TITLED: Any = {
    "version": 2,
    "sheet": {
        "about": {"text": "$description", "by": "me"},
        "nodes": [{"$each": "components", "$item": {"id": "$id", "type": "$type", "set": {"$parameters": {}}}}],
        "wires": [{"$each": "wires", "$item": ["$source", "$target"]}],
        "variables": {
            "list": [
                {"$each": "variables", "$item": {"name": "$variable", "type": "$variable_type", "value": "$value"}}
            ]
        },
    },
    "ids": {"form": "{key}"},
}
TWO = """
version: 1
name: plan
sheets: {front: {desk: {component: trunk, trunk: x}}}
"""


@pytest.mark.parametrize(
    ("member", "more"),
    [
        ("about", "description: Calls\n"),
        ("variables", "variables: [{name: a, type: string, value: b}]\n"),
        ("nodes", ""),
    ],
)
def test_what_was_missing_is_written_once_a_scenario_has_it(member: str, more: str) -> None:
    writer, context = Writer(SheetMap.from_tree(TITLED)), clinic(text=TWO)
    value: Any = writer.value(context)
    value.pop(member)
    notes: Any = {"differs": {"": {"missing": [member]}}}
    assert member == "nodes" or same_json(noted_by_key(value, context, writer), notes)

    after: Any = writer.value(clinic(text=TWO + more), notes)

    assert same_json(after, writer.value(clinic(text=TWO + more)))
    assert member in after


def noted_by_key(value: Any, context: dict[str, Any], writer: Writer) -> Any:
    found = read(value, writer)
    return {
        name: one for name, one in notes_of(found, context, writer, default_keys(found)).items() if name == "differs"
    }


MIRRORED: Any = copy.deepcopy(TITLED)
MIRRORED["sheet"]["nodes"][0]["$item"]["to"] = [{"$each": "wires", "$item": ["$output", "$target"]}]
MIRRORED["sheet"]["lines"] = {name: MIRRORED["sheet"].pop(name) for name in ("about", "wires", "variables")}


@pytest.mark.parametrize("more", ["description: Calls\n", "variables: [{name: a, type: string, value: b}]\n"])
def test_a_second_list_of_wires_that_was_missing_is_written_once_it_says_something_else(more: str) -> None:
    text = TWO.replace("trunk: x}", "trunk: x, next: {S: bye}}, bye: {component: answer, type: answer}")
    writer, context = Writer(SheetMap.from_tree(MIRRORED)), clinic(text=text)
    value: Any = writer.value(context)
    del value["lines"]
    notes = noted_by_key(value, context, writer)

    assert same_json(writer.value(context, notes), value)
    after: Any = writer.value(clinic(text=text + more), notes)
    assert after["lines"]["wires"] == [["desk", "bye"]]
    assert same_json(after, writer.value(clinic(text=text + more)))


def test_a_difference_is_dropped_where_the_map_writes_something_else_now() -> None:
    before: Any = copy.deepcopy(TITLED)
    writer, context = Writer(SheetMap.from_tree(before)), clinic(text=TWO)
    value: Any = writer.value(context)
    value["about"] = {"text": None, "by": "me", "colour": "red"}
    value["nodes"][0]["zoom"] = {"x": 1}
    notes = noted_by_key(value, context, writer)
    after: Any = copy.deepcopy(TITLED)
    after["sheet"]["about"] = {"colour": "white"}
    assert same_json(writer.value(context, notes)["about"], value["about"])  # type: ignore[index,call-overload]

    written: Any = Writer(SheetMap.from_tree(after)).value(context, notes)
    assert written["about"] == {"colour": "white", "text": None}
    after["sheet"]["about"] = "me"
    written = Writer(SheetMap.from_tree(after)).value(context, notes)
    assert written["about"] == "me"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda one: one.update(timeout_sec=45), "/nodes/0/set/timeout_sec"),
        (lambda one: (one.clear(), one.update({"zz": 1, "Trunk": "x", "trunk": "x"})), "/nodes/0/set"),
    ],
)
def test_what_notes_cannot_hold_is_refused_with_its_pointer(change: Callable[[Any], None], place: str) -> None:
    writer = Writer(
        SheetMap.from_tree({**TITLED, "words": {"parameters": {"words": {"any": {"zz": None}}}}, "values": UNSET})
    )
    context = clinic(text=TWO)
    value: Any = writer.value(context)
    change(value["nodes"][0]["set"])
    found = read(value, writer)

    with pytest.raises(UnreadableSheetError) as raised:
        notes_of(found, context, writer, default_keys(found))
    assert str(raised.value) == f"x.json: {place}: this spelling cannot be kept; write it as the map says"


UNSET: Any = {"any": {"unset": None}}


@pytest.mark.parametrize("word", ["x", None, "trunk"])
def test_a_second_place_of_the_type_that_says_something_else_is_refused_with_its_pointer(word: object) -> None:
    writer = WRITERS["drawflow"]
    value: Any = writer.value(clinic())
    node = next(iter(value["drawflow"]["Home"]["data"].values()))
    node["class"] = word
    found = read(value, writer)
    keys = default_keys(found)

    with pytest.raises(UnreadableSheetError, match=r"/class: this spelling cannot be kept"):
        notes_of(found, context_of(found, keys), writer, keys)
