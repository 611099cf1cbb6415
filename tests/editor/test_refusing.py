"""Files that no format can be learned from are refused with the reason and the place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from support.editors import SHAPES
from support.editors.cases import EDITORS, OWN, calls_of, every_shape
from support.editors.hostile import NO_EXPORTS, hostile, large

from scenario_kit.editor.learning import LearningError, learn
from scenario_kit.editor.learning.refusing import refuse_unfit

if TYPE_CHECKING:
    from support.editors.shape import Shape

NIGHTS = EDITORS / "scenarios/on-call.yaml"


def reason(data: bytes) -> str:
    with pytest.raises(LearningError) as refused:
        learn([("exported.json", data)], [calls_of(NIGHTS)])
    return str(refused.value)


@pytest.mark.parametrize("name", NO_EXPORTS)
def test_a_file_that_is_no_export_is_refused(name: str) -> None:
    assert reason(NO_EXPORTS[name]).startswith("exported.json")


@pytest.mark.parametrize("name", ["flat-wires", "nodes-edges", "drawflow", "jointjs"])
@pytest.mark.unmeasured
def test_a_spoilt_export_is_refused_with_the_place(name: str) -> None:
    spoilt = hostile(SHAPES[name], calls_of(NIGHTS), "nights")

    for kind in ("truncated", "without its last character", "the same export twice", "key twice"):
        assert reason(spoilt[kind]).startswith("exported.json:")
    for kind in ("NaN", "infinity"):
        assert "` is not a JSON value" in reason(spoilt[kind])
    assert reason(spoilt["list of two sheets"]) == (
        "exported.json: two sheets, at /0 and at /1; export one sheet to a file"
    )


def test_two_sheets_that_the_editor_wrote_into_one_file_are_refused() -> None:
    spoilt = hostile(SHAPES["drawflow"], calls_of(NIGHTS), "nights")["two sheets in the editor's own way"]
    places = "at /drawflow/nights and at /drawflow/nights 2"
    assert reason(spoilt) == f"exported.json: two sheets, {places}; export one sheet to a file"


def test_an_id_that_is_used_twice_is_refused_with_both_places() -> None:
    spoilt = hostile(SHAPES["nodes-edges"], calls_of(NIGHTS), "nights")["id twice"]
    assert reason(spoilt) == "exported.json: /nodes/1/id: the id `node_1` is also at /nodes/0/id"


@pytest.mark.large
def test_a_large_file_is_refused_unread() -> None:
    data = large(SHAPES["nodes-edges"], calls_of(NIGHTS), "nights")
    assert reason(data) == "exported.json: larger than 5 MiB, too large for a sheet"


@pytest.mark.unmeasured
@every_shape
@pytest.mark.parametrize("hand_placed", [False, True])
def test_an_export_as_the_editor_writes_it_is_not_refused(shape: Shape, hand_placed: bool) -> None:
    for path in OWN:
        calls = calls_of(path)
        for sheet, components in calls.sheets.items():
            value = json.loads(shape.export(calls, sheet, hand_placed=hand_placed))
            refuse_unfit("exported.json", value, {component.name for component in components})
