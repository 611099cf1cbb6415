"""The calibration: it has what scenarios use, in values that occur once, and it is a scenario without findings."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.paths import ROOT
from support.scenario_trees import document, scenarios

from scenario_kit.callgraph.graph import compile_graph
from scenario_kit.editor.calibration import calibration_text, uses_of
from scenario_kit.files.source import parse
from scenario_kit.language.catalogue import ComponentName, ParameterType, Role, catalogue
from scenario_kit.language.component_models import VariableReference
from scenario_kit.language.loading import load
from scenario_kit.rules.checking import check
from scenario_kit.rules.ignores import apply, ignores
from scenario_kit.run.checking import check_paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.findings.model import Finding
    from scenario_kit.language.catalogue import Parameter

WORDS = ["any", "no-password", "t", "i", "e"]
"""Documented defaults, and cases that the editor has a word for."""


def read(text: str) -> tuple[CallGraph, list[Finding]]:
    """Return the graph of a text, and the findings that its comments do not ignore."""
    loaded = load(parse(text.encode(), "calibration.yaml"))
    calls, findings = check(loaded)
    assert calls is not None, findings
    return calls, apply("calibration.yaml", ignores(loaded.document), findings, lambda _: True)


def graph_of(sheets: str) -> CallGraph:
    loaded = load(parse(f"version: 1\nname: used\nsheets:\n  main:\n{sheets}".encode(), "used.yaml"))
    assert loaded.scenario is not None, loaded.findings
    return compile_graph(loaded.scenario)


@pytest.fixture(scope="module")
def nine() -> list[CallGraph]:
    return [file.calls for file in check_paths([ROOT / "scenarios"]).files if file.calls is not None]


@pytest.fixture(scope="module", params=["nine", "everything"])
def drawn(request: pytest.FixtureRequest, nine: list[CallGraph]) -> CallGraph:
    calls, _ = read(calibration_text(nine, everything=request.param == "everything"))
    return calls


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.unmeasured
def test_the_calibration_has_no_findings(nine: list[CallGraph], everything: bool) -> None:
    _, findings = read(calibration_text(nine, everything=everything))
    assert findings == []


def test_the_calibration_of_the_nine_scenarios_ignores_no_rule(nine: list[CallGraph]) -> None:
    assert "ignore" not in calibration_text(nine)


def test_it_has_the_types_and_the_parameters_of_the_scenarios_and_no_others(nine: list[CallGraph]) -> None:
    used = {
        (component.type.name, name) for calls in nine for component in calls.components for name in component.parameters
    }
    calls, _ = read(calibration_text(nine))
    drawn = {(component.type.name, name) for component in calls.components for name in component.parameters}
    assert drawn == used
    assert {one.type.name for one in calls.components} == {one.type.name for calls in nine for one in calls.components}


@pytest.mark.unmeasured
def test_everything_is_the_whole_catalogue_on_one_sheet() -> None:
    calls, _ = read(calibration_text([], everything=True))
    drawn: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for component in calls.components:
        drawn[component.type.name][0].update(component.parameters)
        drawn[component.type.name][1].update(*(row.fields for row in component.rows))
    assert drawn == {name: (set(type_.parameters), set(type_.row)) for name, type_ in catalogue().items()}
    assert list(calls.sheets) == ["cal-sheet"]
    assert {variable.type for variable in calls.scenario.variables} == {"number", "string", "announcement"}
    used = {reference.variable for _, reference in calls.scenario.references()}
    assert used == {variable.name for variable in calls.scenario.variables}


def values_of(component: Component) -> Iterator[object]:
    """Iterate over the values of a component that must be recognisable."""
    yield component.key
    places = [(component.parameters, component.type.parameters)]
    places += [(row.fields, component.type.row) for row in component.rows]
    for values, parameters in places:
        for name, value in values.items():
            is_word = bool(parameters[name].choices) or isinstance(value, bool | VariableReference)
            if not is_word and value not in [*WORDS, component.key] and name != "jump_in":
                yield from single_values(value)


def single_values(value: Any) -> Iterator[object]:
    if isinstance(value, str | int):
        yield from value.split("/") if isinstance(value, str) and value.startswith("cal-") else [value]
    elif isinstance(value, tuple):
        for item in value:
            yield from single_values(item)
    else:
        for day, ranges in value.items():
            yield day
            yield from (time for one in ranges for time in one.split("-"))


@pytest.mark.unmeasured
def test_no_value_occurs_twice_or_begins_another_one(drawn: CallGraph) -> None:
    values = [value for component in drawn.components for value in values_of(component)]
    values += [text for variable in drawn.scenario.variables for text in (variable.name, variable.value)]
    assert [value for value, count in Counter(values).items() if count > 1] == []
    texts = sorted(str(value) for value in values)
    assert [pair for pair in pairwise(texts) if pair[1].startswith(pair[0])] == []


def test_no_integer_is_a_count_or_a_counter_on_the_sheet(drawn: CallGraph) -> None:
    integers = [value for component in drawn.components for value in values_of(component) if isinstance(value, int)]
    ids = len(drawn) + drawn.number_of_edges()
    assert all(max(40, ids) < value < 1000 for value in integers), sorted(integers)


def types(calls: CallGraph) -> Mapping[str, list[Component]]:
    by_type: dict[str, list[Component]] = defaultdict(list)
    for component in calls.components:
        by_type[component.type.name].append(component)
    return by_type


def own(component: Component, parameter: Parameter) -> object:
    """Return the value of a parameter that the calibration writes, None for a default."""
    value = component.parameters.get(parameter.name)
    return None if value == parameter.default else value


def test_each_optional_parameter_has_a_value_on_one_component_and_none_on_another(drawn: CallGraph) -> None:
    for components in types(drawn).values():
        assert len(components) > 1
        names = {name for component in components for name in component.parameters}
        for name in names:
            parameter = components[0].type.parameters[name]
            values = [own(component, parameter) for component in components]
            assert any(value is not None for value in values)
            assert parameter.required or None in values, (components[0].key, name)
            if parameter.type is ParameterType.BOOLEAN:
                assert {True, False} <= set(values)
            if parameter.choices:
                assert set(parameter.choices) <= set(values)


def test_each_field_of_a_row_has_a_value_on_one_row_and_none_on_another(drawn: CallGraph) -> None:
    for components in types(drawn).values():
        rows = [row for component in components for row in component.rows]
        for name in {name for row in rows for name in row.fields}:
            field = components[0].type.row[name]
            given = [row.fields.get(name) not in (None, field.default) for row in rows]
            assert any(given)
            assert field.required or not all(given), (components[0].key, name)


def test_each_output_of_the_first_component_of_a_type_leads_to_another_component(drawn: CallGraph) -> None:
    for components in types(drawn).values():
        first = components[0]
        targets = drawn.targets(first.id)
        outputs = ["jump"] if first.type.name == ComponentName.JUMP_OUT else first.outputs
        assert sorted(targets) == sorted(outputs)
        assert len(set(targets.values())) == len(targets)


def test_a_second_wire_leads_to_some_component(drawn: CallGraph) -> None:
    assert max(drawn.in_degree(one.id) for one in drawn.components) > 1


def test_a_variable_is_drawn_without_a_description_if_there_are_several() -> None:
    calls, _ = read(calibration_text([], everything=True))
    assert [variable.description is not None for variable in calls.scenario.variables].count(True) == 1


def test_some_outputs_stay_open(drawn: CallGraph) -> None:
    wired = sum(len(drawn.wires(component.id)) for component in drawn.components)
    assert wired < sum(len(component.outputs) for component in drawn.components)
    assert any(component.ended for component in drawn.components)


@pytest.mark.unmeasured
def test_parameters_that_belong_to_a_choice_come_with_it() -> None:
    calls, _ = read(calibration_text([], everything=True))
    for component in calls.components:
        for name in component.parameters:
            only_for = component.type.parameters[name].only_for
            choices = {value for one, value in component.parameters.items() if component.type.parameters[one].choices}
            assert not only_for or choices & set(only_for), component.key


@pytest.mark.unmeasured
def test_the_dialled_number_is_changed_only_without_a_fixed_number() -> None:
    calls, _ = read(calibration_text([], everything=True))
    for component in calls.components:
        fixed = [name for name in component.parameters if component.type.parameters[name].empty]
        if any(component.type.parameters[name].type is ParameterType.NUMBER for name in fixed):
            assert component.parameters.keys().isdisjoint({"skip", "prefix"}), component.key


def test_a_variable_is_drawn_where_the_scenarios_have_one() -> None:
    text = (
        "    line: {component: incoming_route, context: a, rows: [{did: {variable: number}, next: play}]}\n"
        "    play: {component: announcement, announcement: {variable: hello}}\n"
        "variables: [{name: hello, type: announcement, value: hi}, {name: number, type: number, value: 100}]\n"
    )
    calls, findings = read(calibration_text([graph_of(text)]))
    assert findings == []
    places = {path[-1]: reference.variable for path, reference in calls.scenario.references()}
    kinds = {variable.name: variable.type for variable in calls.scenario.variables}
    assert {name: kinds[variable] for name, variable in places.items()} == {
        "did": "number",
        "announcement": "announcement",
    }


def test_what_a_valid_sheet_needs_is_added() -> None:
    lone = uses_of([graph_of("    x: {component: jump_out, jump_in: elsewhere}\n")])
    assert [used.type.name for used in lone.types] == ["outgoing_route", "answer", "jump_in", "jump_out"]
    front = "    line: {component: incoming_route, context: a, rows: [{}]}\n"
    audio = uses_of([graph_of(f"{front}    menu: {{component: ivr, rows: [{{case: 1}}]}}\n")])
    assert [used.type.name for used in audio.types] == ["incoming_route", "ivr", "answer"]


@given(st.lists(scenarios(), max_size=3))
def test_the_calibration_of_any_scenarios_has_no_findings(trees: list[Any]) -> None:
    loaded = [load(parse(document(tree), "scenario.json")).scenario for tree in trees]
    graphs = [compile_graph(scenario) for scenario in loaded if scenario is not None]
    text = calibration_text(graphs)
    calls, findings = read(text)
    assert findings == []
    assert {component.type.name for graph in graphs for component in graph.components} <= set(types(calls))
    assert text == calibration_text(graphs)


@given(st.sets(st.sampled_from(sorted(catalogue()))))
def test_every_set_of_types_can_be_drawn(names: set[str]) -> None:
    everything, _ = read(calibration_text([], everything=True))
    chosen = everything.subgraph([one.id for one in everything.components if one.type.name in names])
    calls, findings = read(calibration_text([chosen]))
    assert findings == []
    for components in types(calls).values():
        assert all(one.type.role is Role.ENTRY or calls.in_degree(one.id) for one in components)
