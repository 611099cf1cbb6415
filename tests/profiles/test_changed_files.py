"""Each map with sheets of every component type, and files that an editor or a person has changed a little."""

from __future__ import annotations

import copy
import json
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from profiles.test_laws import NAMES, WRITERS, containers
from support.editors.cases import OWN, calls_of
from support.tiers import USUAL_MAPS, each

from scenario_kit.profiles.json_values import UnreadableSheetError, read_exported, same_json
from scenario_kit.profiles.notes import context_of, default_keys, notes_of
from scenario_kit.profiles.reading import read_value
from scenario_kit.profiles.style import sheet_text
from scenario_kit.profiles.values import UnwritableError
from scenario_kit.rendering.sheets import sheets, template_context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.profiles.writing import Writer

LEAVES: list[Any] = [None, True, -3, 0, 47, "", "a", "x y", [], {}]


def written(writer: Writer) -> Iterator[Any]:
    for path in OWN:
        calls = calls_of(path)
        for sheet in sheets(calls):
            try:
                yield writer.value(template_context(calls, sheet))
            except UnwritableError:
                continue  # the format cannot hold a text with its own separator, for one


def change(value: Any, random: Random) -> None:
    owner = random.choice([one for one in containers(value) if one] or [value])
    keys: list[Any] = list(owner) if isinstance(owner, dict) else list(range(len(owner)))
    key = random.choice(keys)
    match random.choice(["add", "drop", "replace", "text", "shuffle"]):
        case "add" if isinstance(owner, dict):
            owner[random.choice(["zz", "$x", "a/b", "__proto__", ""])] = copy.deepcopy(random.choice(LEAVES))
        case "add":
            owner.insert(key, copy.deepcopy(random.choice(LEAVES)))
        case "drop":
            del owner[key]
        case "replace":
            owner[key] = copy.deepcopy(random.choice(LEAVES))
        case "text" if isinstance(owner[key], str):
            owner[key] = random.choice([f"{owner[key]} ", owner[key].upper(), f"0{owner[key]}"])
        case "text" if isinstance(owner[key], int):
            owner[key] = random.choice([str(owner[key]), float(owner[key]), f"0{owner[key]}"])
        case "shuffle" if isinstance(owner, dict):
            items = random.sample(list(owner.items()), len(owner))
            owner.clear()
            owner.update(items)
        case _:
            random.shuffle(owner) if isinstance(owner, list) else None


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", each(NAMES, USUAL_MAPS))
def test_a_changed_file_is_refused_or_comes_back(name: str) -> None:
    random = Random(name)  # noqa: S311  a file must be changed in the same way each time
    writer = WRITERS[name]
    came_back = 0
    for original in written(writer):
        for changes in (0, 1, 1, 2):
            value = copy.deepcopy(original)
            for _ in range(changes):
                change(value, random)
            root = read_exported(sheet_text(value, writer.map.style).encode(), "x.json")
            try:
                read = read_value(root, writer.map, name)
                keys = default_keys(read)
                context = context_of(read, keys)
                notes = json.loads(json.dumps(notes_of(read, context, writer, keys)))
            except UnreadableSheetError:
                assert changes, "what was written is read"
                continue
            assert same_json(writer.value(context, notes), root.value)
            came_back += 1
    assert came_back > 0
