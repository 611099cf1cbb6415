"""Scenarios that are built by a learned map alone, without editor notes: equal to what the editor exports."""

from __future__ import annotations

import contextlib
import copy
import json
import re
from typing import TYPE_CHECKING, Any, Final

import pytest
from support.editors import SHAPES
from support.editors.cases import OWN, SCENARIOS, calls_of, strict
from support.editors.learned import WHOLE, calibration, map_of

from scenario_kit.editor.calibration import calibration_graph, calibration_text
from scenario_kit.editor.learning import learn
from scenario_kit.profiles.declaration import SheetMap
from scenario_kit.profiles.guesses import guessed_uses
from scenario_kit.profiles.values import UnwritableError
from scenario_kit.profiles.writing import Writer
from scenario_kit.rendering.sheets import sheets, template_context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.rendering.sheets import Sheet

_MADE_UP: Final = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b(?:[0-9a-f]{8}\.[0-9a-f]{6}|[0-9a-f]{16}|[0-9a-f]{64})\b"
)
"""The ids that an editor makes up at random; ids that are counted must be equal."""


def named(value: Any) -> str:
    """Return the text of a value, with ids by form and by the order in which they come: the same id, the same name."""
    names: dict[str, str] = {}

    def name(id_: re.Match[str]) -> str:
        form = re.sub("[0-9a-f]+", lambda digits: str(len(digits[0])), id_[0])
        return names.setdefault(id_[0], f"<{form} {len(names)}>")

    return _MADE_UP.sub(name, json.dumps(value, indent=1, ensure_ascii=False))


def exported(name: str, calls: CallGraph, sheet: str) -> Any:
    return strict(SHAPES[name].export(calls, sheet, seed=7))


def built(name: str, calls: CallGraph, sheet: Sheet) -> Any:
    return Writer(map_of(name)).value(template_context(calls, sheet))


def pages(calls: CallGraph) -> list[tuple[CallGraph, Sheet]]:
    return [(calls, sheet) for sheet in sheets(calls)]


NOT_YET = ("bpmn", "oryx", "jsplumb", "react-diagrams")
"""Shapes whose ids are made up in forms that no map has, and whose wires have points of their own or odd numbers."""

pytestmark = pytest.mark.exhaustive
every_shape = pytest.mark.parametrize("name", [name for name in WHOLE if name not in NOT_YET])


@every_shape
def test_the_built_calibration_equals_the_export(name: str) -> None:
    for calls, sheet in pages(calibration()):
        assert named(built(name, calls, sheet)) == named(exported(name, calls, sheet.name))


@every_shape
def test_a_calibration_that_is_drawn_by_hand_teaches_the_same(name: str) -> None:
    """In any order, at rough places, and with ids of deleted components missing."""
    (sheet,) = calibration().sheets
    data = SHAPES[name].export(calibration(), sheet, seed=2, hand_placed=True)
    tree = learn([("cal.json", data)], [calibration()]).tree
    if name == "rete":  # somebody has written a comment on the sheet
        tree["sheet"]["comments"] = []
    writer = Writer(SheetMap.from_tree(tree))
    for path in OWN:
        for calls, page in pages(calls_of(path)):
            value = writer.value(template_context(calls, page))
            assert named(value) == named(exported(name, calls, page.name)), page.name


@every_shape
def test_every_built_scenario_equals_the_export(name: str) -> None:
    for path in SCENARIOS:
        for calls, sheet in pages(calls_of(path)):
            names = [one["name"] for one in template_context(calls, sheet)["components"]]
            if SHAPES[name].habits.unique_names and len(set(names)) < len(names):
                with pytest.raises(UnwritableError, match="are both named"):
                    built(name, calls, sheet)
                continue
            assert named(built(name, calls, sheet)) == named(exported(name, calls, sheet.name)), sheet.name


UNSEEN = {("flat-wires", "on-call")}
"""The calibration has one editor variable, which has a description: how one without it is written is not seen."""


def in_order(value: Any) -> Any:
    """Return a value with the members of objects in order of their names."""
    if isinstance(value, dict):
        return {name: in_order(value[name]) for name in sorted(value)}
    return list(map(in_order, value)) if isinstance(value, list) else value


@every_shape
def test_the_calibration_of_one_scenario_teaches_to_build_it_or_says_what_is_open(name: str) -> None:
    """The order of members is put aside: that of parameters which no scenario sets cannot be known."""
    equal = 0
    for path in OWN:
        calls = calls_of(path)
        drawn = calibration_graph(calibration_text([calls]))
        (sheet,) = drawn.sheets
        learned = learn([("cal.json", SHAPES[name].export(drawn, sheet, seed=1))], [drawn])
        sheet_map = SheetMap.from_tree(learned.tree)
        proven = all("the value is equal" in difference for difference in learned.proof)
        if not proven or learned.questions or guessed_uses(calls, sheet_map) or (name, path.stem) in UNSEEN:
            continue
        for _, page in pages(calls):
            with contextlib.suppress(UnwritableError):
                value = Writer(sheet_map).value(template_context(calls, page))
                assert named(in_order(value)) == named(in_order(exported(name, calls, page.name))), path.stem
                equal += 1
    assert equal


# The comparison notices what it must.


def changes(value: Any) -> Iterator[Any]:
    """Iterate over the value with one change each: another order of keys or items, another value or type."""
    for owner in containers(value):
        steps = list(owner) if isinstance(owner, dict) else range(len(owner))
        kept = copy.deepcopy(owner)
        for step in steps:
            old = owner[step]
            owner[step] = other(old)
            yield value
            owner[step] = old
        if len(owner) > 1 and isinstance(owner, dict):
            items = list(owner.items())
            owner.clear()
            owner.update(items[::-1])
            yield value
            owner.clear()
            owner.update(items)
        if len(owner) > 1 and isinstance(owner, list) and owner != owner[::-1]:
            owner.reverse()
            yield value
            owner.reverse()
        assert owner == kept


def containers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for child in list(value.values()) if isinstance(value, dict) else list(value):
            yield from containers(child)


def other(value: Any) -> Any:
    if isinstance(value, dict | list):
        return [] if isinstance(value, dict) else {}
    return str(value) if isinstance(value, bool | int | float) else f"{value}." if value else value is None


@pytest.mark.parametrize("name", ["flat-wires", "litegraph", "twilio"])
def test_the_comparison_notices_each_change(name: str) -> None:
    (calls, sheet), *_ = pages(calls_of(OWN[0]))
    value = exported(name, calls, sheet.name)
    text = named(value)

    changed = list(map(named, changes(value)))
    assert len(changed) > 200
    assert text not in changed


@every_shape
def test_the_comparison_notices_a_swapped_wire(name: str) -> None:
    (calls, sheet), *_ = pages(calls_of(OWN[0]))
    context = template_context(calls, sheet)
    first, second = next(
        (one, two)
        for one in context["wires"]
        for two in context["wires"]
        if one["source"] == two["source"] and one["target"] != two["target"]
    )
    writer = Writer(map_of(name))
    text = named(writer.value(context))
    first["target"], second["target"] = second["target"], first["target"]

    assert named(writer.value(context)) != text


def test_ids_may_differ_but_not_what_they_join() -> None:
    one, two, three = (f"{number:08x}-0000-4000-8000-000000000000" for number in (1, 2, 3))

    assert named({"a": one, one: [two]}) == named({"a": two, two: [three]})
    assert named({"a": one, one: [two]}) != named({"a": two, three: [two]})
    assert named({"a": one}) != named({"a": "0123456789abcdef"})
    assert named({"a": f"in {one}", "b": two}) != named({"a": f"in {one}", "b": one})
