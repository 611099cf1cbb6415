"""How an exported file is compared with the sheet that is built from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from scenario_kit.editor.exported.checking import compare_built, compare_written, first_difference
from scenario_kit.profiles.loading import read_profile

if TYPE_CHECKING:
    from pathlib import Path

    from scenario_kit.profiles.loading import Profile

MAP = """\
version: 2
sheet:
  name: $sheet
  blocks: [{$each: components, $item: {id: $id, type: $type, name: $name, $parameters: {}}}]
  wires: [{$each: wires, $item: {from: $source, port: $output, to: $target}}]
"""
SHEET = {
    "name": "front",
    "blocks": [
        {"id": "a", "type": "disa", "name": "dial", "password": "0000", "context": "in"},
        {"id": "b", "type": "fax", "name": "paper"},
    ],
    "wires": [{"from": "a", "port": "out", "to": "b"}],
}


def profile(folder: Path, template: str | None = None) -> Profile:
    own = folder / "own"
    own.mkdir()
    (own / "sheet.map.yaml").write_text(MAP, "utf-8")
    if template is not None:
        (own / "sheet.json.j2").write_text(template, "utf-8")
    return read_profile("own", str(folder))


def text(sheet: Any) -> bytes:
    return (json.dumps(sheet, indent=2) + "\n").encode()


def test_a_sheet_that_comes_back_byte_for_byte_is_equal(tmp_path: Path) -> None:
    own = profile(tmp_path)
    for compared in (compare_built(text(SHEET), "a.json", own), compare_written(text(SHEET), "a.json", own.map)):
        assert (compared.same_value, compared.same_bytes, compared.place) == (True, True, "a.json")
        assert compared.message is None


def test_the_first_difference_is_named_by_its_kind_and_never_by_its_value(tmp_path: Path) -> None:
    own = profile(tmp_path, '{{ value | tojson | replace("0000", 11) }}')
    compared = compare_built(text(SHEET), "a.json", own)
    assert (compared.same_value, compared.place) == (False, "a.json#/blocks/0/password")
    assert compared.message == "is a text of 4 characters, and a text of 2 characters after building"


BLOCKS = json.dumps(SHEET["blocks"])


@pytest.mark.parametrize(
    ("built", "place", "message"),
    [
        ('{"blocks": []}', "/name", "is a text of 5 characters, and absent after building"),
        ('{"name": {}}', "/name", "is a text of 5 characters, and an empty mapping after building"),
        ('{"name": ["a"]}', "/name", "is a text of 5 characters, and a list of 1 after building"),
        ('{"name": null}', "/name", "is a text of 5 characters, and null after building"),
        ('{"name": false}', "/name", "is a text of 5 characters, and a boolean after building"),
        ('{"name": 7}', "/name", "is a text of 5 characters, and a number after building"),
        (
            '{"name": "front", "blocks": []}',
            "/blocks/0",
            "is a mapping with the keys id, type, name, password, context, and absent after building",
        ),
        (
            f'{{"name": "front", "blocks": {BLOCKS}, "wires": [], "zoom": 1}}',
            "/wires/0",
            "is a mapping with the keys from, port, to, and absent after building",
        ),
    ],
)
def test_a_difference_is_told_by_what_is_at_its_place(tmp_path: Path, built: str, place: str, message: str) -> None:
    compared = compare_built(text(SHEET), "a.json", profile(tmp_path, built))

    assert (compared.place, compared.message) == (f"a.json#{place}", message)


def test_a_byte_that_differs_is_named_by_its_line(tmp_path: Path) -> None:
    compared = compare_built(text(SHEET), "a.json", profile(tmp_path, "{{ value | tojson(1) }}"))
    assert (compared.same_value, compared.same_bytes, compared.pointer) == (True, False, None)
    assert compared.message == "the value is equal, but not the bytes: line 2, byte 2 of it differs"


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    compared = compare_built(text(SHEET | {"blocks": [{"id": "a", "type": "faks"}]}), "a.json", profile(tmp_path))
    assert (compared.same_value, compared.same_bytes) == (False, False)
    assert str(compared.message).startswith("/blocks/0/type: unknown component type `faks`")


@pytest.mark.parametrize(
    ("one", "other", "path"),
    [
        ({"a": [1, 2]}, {"a": [1, 2]}, None),
        ({"a": [1, 2]}, {"a": [1, 3]}, ("a", 1)),
        ({"a": [1, 2]}, {"a": [1]}, ("a", 1)),
        ({"a": 1}, {"a": 1, "b": 2}, ("b",)),
        ({"a": 1, "b": 2}, {"a": 1}, ("b",)),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, ()),
        ({"a": 1}, {"a": "1"}, ("a",)),
        ({"a": 1}, {"a": True}, ("a",)),
        ({"a": {"b": None}}, {"a": {"b": []}}, ("a", "b")),
        ([], {}, ()),
    ],
)
def test_the_first_difference_of_two_values(one: Any, other: Any, path: tuple[str | int, ...] | None) -> None:
    assert first_difference(one, other) == path
