"""Where the components of an export are, and what is refused if they are nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from scenario_kit.editor.learning.evidence import Export, KnownComponent
from scenario_kit.editor.learning.locating import Place, locate
from scenario_kit.editor.learning.model import LearningError
from scenario_kit.language.catalogue import catalogue


def component(key: str, type_: str, **parameters: Any) -> KnownComponent:
    return KnownComponent(key, catalogue()[type_], key, parameters, (), catalogue()[type_].outputs)


COMPONENTS = {one.key: one for one in (component("desk", "extension"), component("paper", "fax"))}


NAMES = "draw the components with these names and export the sheet again"
ALL = "draw every component of the scenario and export the sheet again"


def export(value: Any, sheet: str = "front", file: str = "x.json") -> Export:
    return Export(file, value, "plan", sheet, COMPONENTS)


@pytest.mark.parametrize(
    ("nodes", "prefix"),
    [
        ([{"t": "extension", "n": "desk"}, {"t": "fax", "n": "paper"}], ""),
        ([{"t": "app.extension", "n": "desk"}, {"t": "app.fax", "n": "paper"}], "app."),
        ([{"t": 7, "n": "desk"}, {"t": 8, "n": "paper"}], ""),
    ],
)
def test_the_type_is_what_tells_the_components_apart(nodes: list[Any], prefix: str) -> None:
    located = locate([export({"name": "front", "nodes": nodes})])

    assert (located.container, located.keyed) == (("nodes",), False)
    assert (located.name, located.type) == (Place(("n",)), Place(("t",), prefix))
    assert [item.known.key for item in located.items] == ["desk", "paper"]


def test_a_place_has_no_text_where_its_beginning_is_another() -> None:
    (item, _) = locate([export({"nodes": [{"t": "extension", "n": "desk"}, {"t": "fax", "n": "paper"}]})]).items

    assert Place(("n",), "d").text(item) == "esk"
    assert Place(("n",), "x").text(item) is None
    assert Place(("z",)).text(item) is None
    assert Place(None).text(item) == "0"


@pytest.mark.parametrize(
    ("exports", "told"),
    [
        (
            [export({"nodes": []})],
            f"x.json: none of the names of the scenario's components is in it, such as `desk`; {NAMES}",
        ),
        (
            [export({"nodes": [{"t": "extension", "n": "desk"}]})],
            "x.json: component `paper` (Fax) is not in the export; draw it with this name and export the sheet again",
        ),
        (
            [export({"nodes": [{"t": "x", "n": "desk"}, {"t": "x", "n": "paper"}]})],
            f"x.json: nothing in the components tells their types apart; {ALL}",
        ),
        (
            [
                export({"nodes": [{"t": "extension", "n": "desk"}, {"t": "fax", "n": "paper"}]}),
                export({"desk": "paper"}, "back", "y.json"),
            ],
            "y.json: nothing at `/nodes`, where the components are",
        ),
    ],
)
def test_components_that_are_nowhere_are_refused(exports: list[Export], told: str) -> None:
    with pytest.raises(LearningError) as raised:
        locate(exports)
    assert str(raised.value) == told
