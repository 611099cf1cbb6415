"""Laws of maps: what is written is read back, and what is read is written back, with everything the editor knows."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from support.clinic import PROFILES, compiled
from support.paths import TESTS
from support.scenario_trees import document, scenarios
from support.tiers import USUAL_MAPS, each

from scenario_kit.profiles.json_values import UnreadableSheetError, read_exported, same_json
from scenario_kit.profiles.loading import read_profile
from scenario_kit.profiles.notes import context_of, default_keys, notes_of
from scenario_kit.profiles.reading import read_value
from scenario_kit.profiles.records import SheetRecord
from scenario_kit.profiles.style import sheet_text
from scenario_kit.profiles.template import Place, walk
from scenario_kit.profiles.values import UnwritableError, plain
from scenario_kit.profiles.writing import Writer
from scenario_kit.rendering.sheets import sheets, template_context

NAMES = ["scenario-kit", *sorted(path.parent.name for path in (TESTS / "support/profiles").glob("*/sheet.map.yaml"))]
WRITERS = {name: Writer(read_profile(name, PROFILES).map) for name in NAMES}
slow = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def simple(tree: Any) -> Any:
    """Take out of texts what some of the maps cannot write: separators, and marks of variables."""
    if isinstance(tree, dict):
        return {key: simple(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [value for value in map(simple, tree) if value != ""]
    if not isinstance(tree, str):
        return tree
    text = "".join(letter for letter in tree if letter not in ",;|{}=+$ ").strip()
    return f"a{text}" if text[:1] in ("", "/") else text  # a follower has a trunk before its slash


def contexts(tree: Any) -> list[dict[str, Any]]:
    calls = compiled(document(tree), "plan.json")
    return [template_context(calls, sheet) for sheet in sheets(calls)]


def meaning(context: dict[str, Any], ids: dict[str, str]) -> Any:
    """Return what a sheet means: components by id with their values, and wires; an empty list is none."""

    def fields(listed: list[dict[str, Any]]) -> dict[str, Any]:
        return {one["name"]: plain(one["value"]) for one in listed if one["value"] not in ([], "")}

    components = {
        ids[one["key"]]: (one["type"], fields(one["parameters"]), [fields(row["fields"]) for row in one["rows"]])
        for one in context["components"]
    }
    wires = {(ids[one["source"]["key"]], one["output"], ids[one["target"]["key"]]) for one in context["wires"]}
    return components, wires


@pytest.mark.parametrize("name", each(NAMES, USUAL_MAPS))
@given(tree=scenarios().map(simple))
@slow
def test_what_is_written_is_read_back(name: str, tree: Any) -> None:
    writer = WRITERS[name]
    for context in contexts(tree):
        try:
            value = writer.value(context)
        except UnwritableError as error:
            event(str(error)[:40])
            assume(False)
            raise
        text = sheet_text(value, writer.map.style)
        assert json.loads(text) == value
        read = read_value(read_exported(text.encode(), "x.json"), writer.map, name)

        record = SheetRecord(writer.map, writer.vocabulary, context, {})
        ids = {one.key: one.id if read.has_ids else one.context["name"] for one in record.components}
        back = context_of(read)
        assert meaning(back, {key: id_ for id_, key in default_keys(read).items()}) == meaning(context, ids)
        assert [back["sheet"], listed(back, writer)] == [
            context["sheet"] if has(writer, "sheet") else "x",
            listed(context, writer) if has(writer, "variable") else [],
        ]


def listed(context: dict[str, Any], writer: Writer) -> list[dict[str, Any]]:
    """Return the variables with what the map has places for; a type that no file says is guessed."""
    unsaid = [
        name for name, place in (("type", "variable_type"), ("description", "description")) if not has(writer, place)
    ]
    return [{key: value for key, value in one.items() if key not in unsaid} for one in context["variables"]]


def has(writer: Writer, place: str) -> bool:
    return f'"{place}"' in json.dumps(places(writer.map.sheet))


def places(template: Any) -> Any:
    return [node.name for node in walk(template) if isinstance(node, Place)]


def containers(value: Any) -> Any:
    if isinstance(value, dict | list):
        yield value
        for child in value.values() if isinstance(value, dict) else value:
            yield from containers(child)


leaves: Any = st.none() | st.booleans() | st.integers(-5, 99) | st.text(max_size=4) | st.just([]) | st.just({})


def changed(value: Any, data: st.DataObject) -> None:
    """Change a file as an editor or a person might."""
    found = list(containers(value))
    owner = data.draw(st.sampled_from(found))
    match data.draw(st.sampled_from(["add", "shuffle", "drop", "replace", "text", "append"])):
        case "add" if isinstance(owner, dict):
            owner[data.draw(st.sampled_from(["zz", "$x", "a/b", "__proto__", ""]))] = copy.deepcopy(data.draw(leaves))
        case "append" if isinstance(owner, list):
            owner.insert(data.draw(st.integers(0, len(owner))), copy.deepcopy(data.draw(leaves)))
        case "shuffle" if isinstance(owner, dict):
            items = data.draw(st.permutations(list(owner.items())))
            owner.clear()
            owner.update(items)
        case "shuffle":
            owner[:] = data.draw(st.permutations(owner))
        case "drop" if owner:
            del owner[data.draw(st.sampled_from(list(owner) if isinstance(owner, dict) else range(len(owner))))]
        case "replace" if owner:
            key = data.draw(st.sampled_from(list(owner) if isinstance(owner, dict) else range(len(owner))))
            owner[key] = copy.deepcopy(data.draw(leaves))
        case "text" if owner:
            key = data.draw(st.sampled_from(list(owner) if isinstance(owner, dict) else range(len(owner))))
            one = owner[key]
            if isinstance(one, int):
                owner[key] = data.draw(st.sampled_from([str(one), float(one), f"0{one}"]))
            elif isinstance(one, str):
                owner[key] = data.draw(st.sampled_from([f"{one} ", one.upper(), f"0{one}"]))


@pytest.mark.parametrize("name", each(NAMES, USUAL_MAPS))
@given(tree=scenarios().map(simple), data=st.data())
@slow
def test_what_is_read_is_written_back(name: str, tree: Any, data: st.DataObject) -> None:
    writer = WRITERS[name]
    for context in contexts(tree):
        try:
            value = writer.value(context)
        except UnwritableError:
            assume(False)
        for _ in range(data.draw(st.integers(0, 4))):
            changed(value, data)
        root = read_exported(sheet_text(value, writer.map.style).encode(), "x.json")
        try:
            read = read_value(root, writer.map, name)
        except UnreadableSheetError:
            event("refused")
            continue
        event("read")
        keys = default_keys(read)
        again = context_of(read, keys)
        try:
            notes = notes_of(read, again, writer, keys)
        except UnreadableSheetError as error:
            event("this spelling cannot be kept")
            if "this spelling cannot be kept" in str(error):
                continue
            raise
        notes = json.loads(json.dumps(notes))
        assert same_json(writer.value(again, notes), root.value)
