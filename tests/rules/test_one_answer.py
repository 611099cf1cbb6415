"""Rules, rehearsal and probe agree on a number: its row, what is dialled for it, whether it is barred."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.rehearsing import plan_of, rehearse

from scenario_kit.files.source import parse
from scenario_kit.language.answers import read_answer
from scenario_kit.language.dialable import is_dialable
from scenario_kit.language.loading import load
from scenario_kit.language.smart_api import CommandError, parse_commands
from scenario_kit.pbx.facts import PbxFacts
from scenario_kit.rehearsal.result import EndedBy
from scenario_kit.rules.checking import check
from scenario_kit.run.probe.judging import judge

SCENARIO = """\
version: 1
name: x
originate: {{caller: "521", callee: {callee}, context: main, caller_id: "557"}}
variables: [{{name: v, type: string, value: "{variable}"}}, {{name: unknown, type: string}}]
sheets:
  s:
    r: {{component: outgoing_route, context: main, rows: [{rows}]}}
    x: {{{component}}}
"""


def scenario(callee: str, component: str, *rows: str, variable: str = "9") -> str:
    written = ", ".join(f"{{pattern: {row}, next: x}}" for row in rows)
    return SCENARIO.format(callee=json.dumps(callee), component=component, rows=written, variable=variable)


def codes(text: str) -> set[str]:
    _, findings = check(load(parse(text.encode(), "x.yaml")))
    return {finding.code for finding in findings}


@given(
    st.lists(st.text("09XZ[!_", min_size=1, max_size=4), min_size=1, max_size=4, unique=True),
    st.text("09_a", min_size=1, max_size=4).filter(is_dialable),
)
def test_validate_and_the_rehearsal_agree_whether_a_row_takes_the_callee(rows: list[str], callee: str) -> None:
    text = scenario(callee, "component: answer, type: answer, next: {out: ~}", *map(json.dumps, rows))
    found = codes(text)
    if "C214" in found and callee not in rows:
        return  # a row that is no pattern is an error already, and may take anything
    assert ("C203" in found) is (rehearse(text).ended_by is EndedBy.NO_ROUTE)


@pytest.mark.parametrize("callee", ["sip-AZIN", "nora.n", "0912"])
def test_the_short_form_dials_its_callee_whatever_it_means_as_a_pattern(callee: str) -> None:
    text = f"""\
version: 1
name: x
originate: {{caller: "521", callee: "{callee}", context: main, caller_id: "557"}}
call: {{dial: {{extension: "553"}}}}
"""
    assert "C203" not in codes(text)
    assert rehearse(text).ended_by is not EndedBy.NO_ROUTE


@pytest.mark.parametrize(
    ("callee", "rows", "component", "barred"),
    [
        ("0098912", ['"."'], "component: trunk, trunk: Cisco", True),
        ("0098912", ['"."'], "component: trunk, trunk: Cisco, skip: 2", False),
        ("98912", ['"."'], 'component: trunk, trunk: Cisco, prefix: "00"', True),
        ("0098912", ['"."'], "component: trunk, trunk: Cisco, prefix: {variable: v}", False),
        ("98912", ['"."'], "component: trunk, trunk: Cisco, prefix: {variable: double_zero}", True),
        ("098912", ['"."'], "component: trunk, trunk: Cisco, skip: {variable: v}", False),
        ("98912", ['"."'], 'component: callback, method: call_to_caller, number: "00912", trunk: Cisco', False),
        ("98912", ['"."'], 'component: callback, method: call_extension, extension: "5", number: "00912", trunk: Cisco',
         False),
        ("98912", ['"."'], 'component: callback, method: call_to_number, number: "00912", trunk: Cisco', True),
    ],
)  # fmt: skip
def test_validate_and_the_rehearsal_agree_whether_the_number_dialled_is_barred(
    callee: str, rows: list[str], component: str, *, barred: bool
) -> None:
    text = scenario(callee, component, *rows).replace(
        "name: unknown, type: string", 'name: double_zero, type: string, value: "00"'
    )

    assert ("C213" in codes(text)) is barred
    assert (rehearse(text).ended_by is EndedBy.BARRED) is barred


def test_what_a_trunk_dials_is_not_judged_where_its_prefix_is_not_known() -> None:
    text = scenario("0098912", "component: trunk, trunk: Cisco, prefix: {variable: unknown}", '"."')
    assert "C213" not in codes(text)
    assert rehearse(text).stop is not None


@pytest.mark.parametrize("case", ["1", "12", "19", "t", "i", "x", "[1", "1X"])
def test_the_probe_and_the_rehearsal_agree_on_the_row_of_a_case(case: str) -> None:
    component = (
        "component: ivr_api, api_address: 'https://crm.example',"
        " rows: [{case: '1X', next: ~}, {case: '12', next: ~}, {case: 'i', next: ~}, {case: '[1', next: ~}]"
    )
    text = scenario("5", component, '"."')
    plan = plan_of(text)
    _, troubles = judge(plan, plan.calls.component("s/x"), PbxFacts(), {"ok": "1", "case": case})
    result = rehearse(text, f"world: {{x: {{digits: '1', response: {{ok: 1, case: '{case}'}}}}}}")

    known = not any(trouble.rule.name == "unknown-case" for trouble in troubles)
    taken = any(event.text.endswith("matches the case") for event in result.timeline)
    assert known is (taken or result.stop is not None)
    assert (result.stop is not None) is (case == "19")  # only a name that is read as a pattern would take it


@given(st.text("0912+*#aOx- ()/@;:.!۱\u200e", max_size=8))
def test_scenarios_answers_and_commands_agree_what_can_be_dialled(number: str) -> None:
    def is_extension() -> bool:
        text = scenario("5", f"component: extension, extension: {json.dumps(number)}, next: {{S: ~, B: ~, F: ~}}", "5")
        return "S006" not in codes(text)

    def is_exten() -> bool:
        try:
            return bool(parse_commands(f"SetExten('{number}')"))
        except CommandError:
            return False

    answer, _ = read_answer("extension_api", {"ok": "1", "extension": number})
    assert is_dialable(number) is is_extension() is is_exten() is (answer is not None)
