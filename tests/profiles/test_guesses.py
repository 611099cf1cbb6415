"""What a scenario uses of a format that is only guessed."""

from __future__ import annotations

from typing import Any

import pytest

from scenario_kit.callgraph.graph import CallGraph, compile_graph
from scenario_kit.files.source import parse
from scenario_kit.language.loading import load
from scenario_kit.profiles.declaration import SheetMap
from scenario_kit.profiles.guesses import all_guesses, guessed_uses
from scenario_kit.profiles.parsing import MapError

SCENARIO = """\
version: 1
name: odd
sheets:
  main:
    line: {component: incoming_route, context: a, rows: [{did: 2, next: ring}]}
    ring: {component: extension, extension: {variable: desk}, say_busy: yes, next: {B: sorry, F: sorry}}
    sorry: {component: announcement, announcement: closed}
variables: [{name: desk, type: number, value: 100}]
"""
SHEET: dict[str, Any] = {
    "blocks": [{"$each": "components", "$item": {"id": "$id", "type": "$type", "$parameters": {}}}],
    "wires": [{"$each": "wires", "$item": {"from": "$source", "port": "$output", "to": "$target"}}],
}


@pytest.fixture(scope="module")
def calls() -> CallGraph:
    scenario = load(parse(SCENARIO.encode(), "odd.yaml")).scenario
    assert scenario is not None
    return compile_graph(scenario)


def used(calls: CallGraph, sheet: dict[str, Any] | None = None, **guesses: Any) -> list[tuple[str, str]]:
    sheet_map = SheetMap.from_tree({"version": 2, "sheet": sheet or SHEET, "guesses": guesses})
    return [(str(use.path[-1]), str(use.guess)) for use in guessed_uses(calls, sheet_map)]


def test_a_map_without_guesses_refuses_nothing(calls: CallGraph) -> None:
    assert used(calls) == []


def test_only_what_a_scenario_uses_is_refused(calls: CallGraph) -> None:
    assert used(calls, types=["fax"], parameters=["trunk.trunk", "extension.skip"], outputs=["trunk.S"]) == []
    assert used(calls, parameters=["extension.say_busy"]) == [("ring", "parameter `say_busy` of `extension`")]
    assert used(calls, fields=["incoming_route.did"]) == [("line", "field `did` of `incoming_route`")]
    assert used(calls, variable=True) == [("ring", "reference to an editor variable")]


def test_a_variable_that_no_component_uses_is_written_too() -> None:
    text = SCENARIO.replace("{variable: desk}", '"521"')
    scenario = load(parse(text.encode(), "odd.yaml")).scenario
    assert scenario is not None
    assert used(compile_graph(scenario), variable=True) == [("variables", "reference to an editor variable")]


def test_a_default_that_is_not_written_in_the_scenario_is_not_used(calls: CallGraph) -> None:
    assert used(calls, fields=["incoming_route.cid"]) == []


def test_an_unknown_type_stands_for_all_that_it_has(calls: CallGraph) -> None:
    parameters, outputs = ["extension.say_busy"], ["extension.B"]
    assert used(calls, types=["extension"], parameters=parameters, outputs=outputs) == [("ring", "type `extension`")]


def test_an_output_without_a_wire_is_used_where_the_format_lists_outputs(calls: CallGraph) -> None:
    assert used(calls, outputs=["extension.S"]) == []
    assert used(calls, outputs=["extension.B"]) == [("ring", "output `B` of `extension`")]
    (block,) = SHEET["blocks"]
    ports = {**block["$item"], "ports": [{"$each": "outputs", "$item": "$output"}]}
    listing = {**SHEET, "blocks": [{**block, "$item": ports}]}
    assert used(calls, listing, outputs=["extension.S"]) == [("ring", "output `S` of `extension`")]


def test_each_guess_says_what_to_draw() -> None:
    guesses = {
        "types": ["answer", "fax"],
        "parameters": ["trunk.timeout_sec"],
        "fields": ["ivr.case"],
        "outputs": ["extension.B"],
        "variable": True,
    }
    found = all_guesses(SheetMap.from_tree({"version": 2, "sheet": SHEET, "guesses": guesses}))
    assert {str(guess): guess.to_draw for guess in found} == {
        "type `answer`": "a component of type Answer with a value for each parameter",
        "type `fax`": "a component of type Fax",
        "parameter `timeout_sec` of `trunk`": "a component of type Trunk with a value for `Timeout Sec`",
        "field `case` of `ivr`": "a component of type IVR with a row that has a value for `Case`",
        "output `B` of `extension`": "a component of type Extension with a wire from `B`",
        "reference to an editor variable": "a component with an editor variable as a value",
    }


@pytest.mark.parametrize(
    ("guesses", "message"),
    [
        ({"types": ["faxx"]}, "guesses / types, `0`: expected a component type, got `faxx`; did you mean `fax`?"),
        ({"outputs": ["X9"]}, "guesses / outputs, `0`: expected a name such as `trunk.S`, got `X9`"),
        ({"outputs": ["S"]}, "guesses / outputs, `0`: expected a name such as `trunk.S`, got `S`"),
    ],
)
def test_a_guess_of_something_unknown_is_an_error(guesses: dict[str, Any], message: str) -> None:
    with pytest.raises(MapError) as refused:
        SheetMap.from_tree({"version": 2, "sheet": SHEET, "guesses": guesses})
    assert str(refused.value) == message
