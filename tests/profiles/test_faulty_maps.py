"""A map at fault is refused with the place of the fault and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from scenario_kit.findings.model import pointer
from scenario_kit.profiles.declaration import SheetMap
from scenario_kit.profiles.loading import ProfileError, load_map, profiles
from scenario_kit.profiles.parsing import MapError

if TYPE_CHECKING:
    from pathlib import Path


def message(declared: Any) -> str:
    with pytest.raises(MapError) as raised:
        SheetMap.from_tree(declared)
    return f"{pointer(raised.value.path)}: {raised.value}"


@pytest.mark.parametrize(
    ("member", "told"),
    [
        ("[{$each: outputs}]", "/0: missing key `$item` beside `$each`"),
        ("{$each: outputs, $key: 1, $item: 1}", "/$key: `$key`: expected a text with a place, such as $id"),
        (
            "[{$each: outputs, $trim: maybe, $item: $output}]",
            "/0/$trim: `$trim`: expected true or false, beside `$each: outputs`",
        ),
        (
            "[{$each: wires, $trim: true, $item: $output}]",
            "/0/$trim: `$trim`: expected true or false, beside `$each: outputs`",
        ),
        ("{$by: wired, $yes: 1}", "/$by: `wired` is not known here"),
        ("$type.name", ": `$type` has no parts"),
        ("{$fields: {}}", "/$fields: `$fields` cannot be used here; it is inside of row"),
        ("{$parameters: all}", "/$parameters: `$parameters`: expected a mapping such as {}"),
        ("{$parameters: {unknown: error}}", "/$parameters/unknown: `unknown`: expected `kept`, got `error`"),
        ("{$columns: parameter}", "/$columns: unknown columns `parameter`; did you mean `parameters`?"),
        ("{$columns: fields}", "/$columns: `$columns` cannot be used here; it is inside of row"),
        ("{$columns: 1}", "/$columns: `$columns`: expected `parameters`, `fields` or a mapping of names by type"),
        ("{$columns: {trnk: []}}", "/$columns/trnk: unknown component type `trnk`; did you mean `trunk`?"),
        ("{$columns: {trunk: trunk}}", "/$columns/trunk: `trunk`: expected a list of names"),
        ("{$where: /kind}", "/$where: `$where`: expected a mapping such as {/kind: node}"),
        ("{$where: {has: kind}}", "/$where/has: `has`: expected JSON pointers such as /wires, got `kind`"),
        ("{$where: {has: [/a, 1]}}", "/$where/has: `has`: expected JSON pointers such as /wires, got `1`"),
        ("{$where: {/kind: {a: b}}}", "/$where/~1kind: expected a text, a number, or a list of them"),
        ("{$empty: omitted}", "/$empty: `$empty`: expected `absent` or [], got `omitted`"),
    ],
)
def test_a_fault_in_the_template_is_refused_with_its_place(member: str, told: str) -> None:
    item = {"id": "$id", "type": "$type", "x": yaml.safe_load(member)}
    text = message({"version": 2, "sheet": {"c": [{"$each": "components", "$item": item}]}})

    assert text.startswith("/sheet/c/0/$item/x")
    assert text.removeprefix("/sheet/c/0/$item/x") == told


SHEET: dict[str, Any] = {"c": [{"$each": "components", "$item": {"id": "$id", "type": "$type"}}]}


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ([], ": expected a mapping that begins with `version: 2`"),
        (
            {"version": 2, "sheet": {**SHEET, "all": {"$columns": "parameters"}}},
            "/sheet/all/$columns: `$columns` cannot be used here; it is inside of component",
        ),
        (
            {"version": 2, "sheet": SHEET, "values": {"text_list": {"item": "$itm"}}},
            "/values/text_list/item: unknown place `itm`; did you mean `item`?",
        ),
        (
            {"version": 2, "sheet": SHEET, "values": {"weekly_ranges": {"template": {"$each": "days"}}}},
            "/values/weekly_ranges/template: missing key `$item` beside `$each`",
        ),
    ],
)
def test_a_fault_elsewhere_in_the_map_is_refused_with_its_place(declared: Any, told: str) -> None:
    assert message(declared) == told


def test_a_map_that_is_not_there_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as raised:
        load_map(tmp_path / "sheet.map.yaml")
    assert str(raised.value) == f"{tmp_path}/sheet.map.yaml: no such file or directory"


def test_templates_that_are_not_there_have_no_profiles(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as raised:
        profiles(str(tmp_path / "none"))
    assert str(raised.value) == f"templates `{tmp_path}/none`: no such directory"
