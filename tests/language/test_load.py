"""Document to scenario: numbers stay text, everything else gets its type, and each error is reported once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario_kit.callgraph.graph import compile_graph
from scenario_kit.files.source import parse
from scenario_kit.findings.model import Finding, Severity, Span
from scenario_kit.language.component_models import VariableReference
from scenario_kit.language.loading import Loaded, load
from scenario_kit.language.mended import seconds_help
from scenario_kit.language.values_files import values_in
from scenario_kit.rules.checking import all_rules, check

if TYPE_CHECKING:
    from scenario_kit.language.spec import Scenario

SHORT = """\
version: 1
name: desk
originate: {caller: 521, callee: 553, context: main_routing, caller_id: 557}
call: {dial: {extension: any}, unavailable: ~}
"""


def loaded(source: str, given_: dict[str, str] | None = None) -> Loaded:
    return load(parse(source.encode(), "x.yaml"), given_)


def scenario_of(source: str, given_: dict[str, str] | None = None) -> Scenario:
    one = loaded(source, given_)
    assert (one.findings, one.scenario is not None) == ((), True)
    assert one.scenario is not None
    return one.scenario


def findings_of(source: str) -> list[tuple[str, str, str, str | None]]:
    return [(one.code, one.pointer, one.message, one.help) for one in loaded(source).findings]


# Numbers are text.

NUMBERS = ["02112345670", "0521", "0x1F", "1e3", "no", "~1", "1_000", "0o17", "+98", "007", "true", "1E400"]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("form", ["{}", "'{}'", '"{}"'])
def test_a_number_is_what_the_author_typed_in_the_scenario_and_in_the_graph(number: str, form: str) -> None:
    written = form.format(number)
    scenario = scenario_of(f"""\
version: 1
name: numbers
parameters: {{trunk: {{default: {written}}}}}
originate: {{caller: {written}, callee: {written}, context: {written}, caller_id: {written}, trunk_name: "${{trunk}}"}}
sheets:
  outgoing:
    route: {{component: outgoing_route, context: {written}, rows: [{{pattern: {written}, next: group}}]}}
    group: {{component: ring_group, extensions: [{written}, {written}], next: desk}}
    desk: {{component: extension, extension: {written}, prefix: {written}, next: {{S: ~, B: ~, F: ~}}}}
tests:
  - {{name: {written}, caller: {written}, callee: {written}, expect: {{path: [{written}]}}}}
""")
    assert scenario.originate is not None
    assert scenario.originate.model_dump(exclude_none=True) == dict.fromkeys(
        ["caller", "callee", "context", "caller_id", "trunk_name"], number
    )
    (test,) = scenario.tests
    assert (test.name, test.caller, test.callee, test.expect.path) == (number, number, number, (number,))
    route, group, desk = compile_graph(scenario).components
    assert (route.parameters, route.rows[0].fields) == ({"context": number}, {"pattern": number})
    assert group.parameters == {"extensions": (number, number)}
    assert desk.parameters == {"extension": number, "prefix": number}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_of_the_short_form_and_one_in_json_stay_text_too(number: str) -> None:
    source = {
        "version": 1,
        "name": "numbers",
        "call": {"match": [number], "dial": {"extension": number}, "unavailable": None},
    }
    one = load(parse(json.dumps(source).encode(), "x.json"))
    assert one.findings == ()
    assert one.scenario is not None
    route, dial = compile_graph(one.scenario).components
    assert (route.rows[0].fields, dial.parameters) == ({"pattern": number}, {"extension": number})


@pytest.mark.parametrize("text", ["1:30", "1.0", ".5", "=1", "0.10", "~1", "2026-11-23"])
@pytest.mark.parametrize("form", ["{}", "'{}'", '"{}"'])
def test_a_text_is_what_the_author_typed_too(text: str, form: str) -> None:
    written = form.format(text)
    scenario = scenario_of(SHORT.replace("caller_id: 557", f"caller_id: 557, trunk_name: {written}"))
    assert scenario.originate is not None
    assert scenario.originate.trunk_name == text


@pytest.mark.parametrize(("number", "text"), [("1E400", "1E400"), ("09371234567", "09371234567")])
def test_a_bare_number_of_json_stays_text(number: str, text: str) -> None:
    source = SHORT.replace("callee: 553", f'"callee": {number}').encode()
    one = load(parse(source, "x.json"))
    assert one.scenario is not None
    assert one.scenario.originate is not None
    assert one.scenario.originate.callee == text


# Types.


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("30", 30), ("30s", 30), ("5m", 300), ("1h", 3600), ("0", 0), ("007", 7), ("999999999", 999_999_999), ("0h", 0)],
)
def test_seconds_may_be_written_in_four_ways(written: str, seconds: int) -> None:
    scenario = scenario_of(SHORT.replace("caller_id: 557", f"caller_id: 557, timeout: {written}"))
    assert scenario.originate is not None
    assert scenario.originate.timeout == seconds


@pytest.mark.parametrize(
    ("written", "help_"),
    [
        *(
            (text, seconds_help(text))
            for text in ("5M", "1.5h", "-1", "+1", "m", "1h30m", "0x1F", "1_000", "1000000000", "1:30")
        ),
        ("5 m", "write `5m`"),
        ("۵", "write `5`"),
        ("٣٠s", "write `30s`"),
        ("30\u200f", "write `30`"),
    ],
)
def test_seconds_are_written_in_no_other_way(written: str, help_: str | None) -> None:
    assert findings_of(SHORT.replace("caller_id: 557", f"caller_id: 557, timeout: {written}")) == [
        (
            "S006",
            "/originate/timeout",
            f"`timeout`: expected seconds, written `30`, `30s`, `5m` or `1h`, got `{written}`",
            help_,
        )
    ]


@pytest.mark.parametrize("written", ["true", "yes", "on", "True", "YES", "oN", "'true'", '"yes"'])
@pytest.mark.parametrize("number", ["yes", "on"])
def test_booleans_are_booleans_where_one_is_expected_and_only_there(written: str, number: str) -> None:
    scenario = scenario_of(
        f"version: 1\nname: a\ncall: {{match: [{number}], record: {written}, dial: {{trunk: T}}, unavailable: ~}}"
    )
    assert scenario.call is not None
    assert (scenario.call.record, scenario.call.match) == (True, (number,))


@pytest.mark.parametrize("written", ["false", "no", "off", "FALSE", "No", "OFF"])
def test_the_other_booleans(written: str) -> None:
    scenario = scenario_of(f"version: 1\nname: a\nsimotel_ini: {{beeper: {{enabled: {written}}}}}")
    assert scenario.simotel_ini is not None
    assert scenario.simotel_ini.beeper is not None
    assert dict(scenario.simotel_ini.beeper) == {
        "enabled": False, "announce": "beep", "time_to_end_sec": 20, "repeat_time_sec": 10,
    }  # fmt: skip


@pytest.mark.parametrize("written", ["2", "ja", "truee", "''"])
def test_nothing_else_is_a_boolean(written: str) -> None:
    source = f"version: 1\nname: a\ncall: {{match: [1], record: {written}, dial: {{trunk: T}}, unavailable: ~}}"
    got = "an empty text" if written == "''" else f"`{written}`"
    help_ = "leave it out" if written == "''" else None
    assert findings_of(source) == [("S006", "/call/record", f"`record`: expected true or false, got {got}", help_)]


@pytest.mark.parametrize(
    ("written", "boolean"), [("1", "true"), ("Y", "true"), ("بله", "true"), ("0", "false"), ("n", "false")]
)
def test_another_word_for_a_boolean_gets_the_boolean_as_help(written: str, boolean: str) -> None:
    source = f"version: 1\nname: a\ncall: {{match: [1], record: {written}, dial: {{trunk: T}}, unavailable: ~}}"
    assert [finding[3] for finding in findings_of(source)] == [f"write `{boolean}`"]


@pytest.mark.parametrize(
    ("dial", "parameters"),
    [
        ("trunk: Cisco", {"trunk": "Cisco"}),
        ("extension: 553", {"extension": "553"}),
        ("extension: any", {}),
        ("extension: {extension: any}", {"extension": "any"}),
        ("extension: {timeout_sec: 1m, say_busy: yes}", {"say_busy": True, "timeout_sec": 60}),
        ("queue: 0900", {"queue": "0900"}),
        ("trunk_api: https://crm.example/t", {"api_address": "https://crm.example/t"}),
        ("extension_api: https://crm.example/e", {"api_address": "https://crm.example/e"}),
    ],
)
def test_a_shorthand_of_dial_sets_its_parameter(dial: str, parameters: dict[str, object]) -> None:
    scenario = scenario_of(f"version: 1\nname: a\ncall: {{match: [1], dial: {{{dial}}}, unavailable: ~}}")
    *_, component = compile_graph(scenario).components
    assert component.parameters == parameters


def test_week_dates_lists_and_variables_get_their_types() -> None:
    scenario = scenario_of("""\
version: 1
name: types
variables: [{name: VIP, type: number, value: 007}]
sheets:
  incoming:
    entry: {component: incoming_route, context: c, rows: [{next: hours}]}
    hours:
      component: time_condition
      days_of_week: {sat: [08:00-15:30, 16:00-24:00], sun: []}
      month_exceptions: [1]
      date_exceptions: [2028-02-29]
      next: {match: desk, no_match: ~}
    desk: {component: extension, extension: {variable: VIP}, skip: 02, next: {S: ~, B: ~, F: ~}}
""")
    _, hours, desk = compile_graph(scenario).components
    assert hours.parameters == {
        "days_of_week": {"sat": ("08:00-15:30", "16:00-24:00"), "sun": ()},
        "month_exceptions": ("1",),
        "date_exceptions": ("2028-02-29",),
    }
    assert desk.parameters == {"extension": VariableReference(variable="VIP"), "skip": 2}
    assert scenario.variables[0].value == "007"


# Values given.


def test_values_given_are_put_in_before_anything_is_typed() -> None:
    source = SHORT + "parameters: {desk: {}, wait: {default: 30s}}\n"
    source = source.replace("callee: 553", "callee: '${desk}', timeout: '${wait}'")
    scenario = scenario_of(source, {"desk": "0521", "wait": "2m"})
    assert scenario.originate is not None
    assert (scenario.originate.callee, scenario.originate.timeout) == ("0521", 120)


def test_a_value_given_that_does_not_fit_is_reported_where_it_is_used() -> None:
    source = SHORT.replace("caller_id: 557", "caller_id: 557, timeout: '${wait}'") + "parameters: {wait: {}}\n"
    assert loaded(source, {"wait": "long"}).findings == (
        Finding(
            "S006",
            "invalid-value",
            Severity.ERROR,
            "`timeout`: expected seconds, written `30`, `30s`, `5m` or `1h`, got `long`",
            "x.yaml",
            Span(3, 87, 3, 96),
            "/originate/timeout",
        ),
    )


@pytest.mark.parametrize(
    ("written", "help_"),
    [
        ("[closed]", "leave the day out; then it has no hours"),
        ("['08:00-12:00, noon']", None),
        (
            "['08:00-12:00, 13:00-17:00']",
            "write an item for each: `08:00-12:00`, `13:00-17:00`; a list has the comma `,`",
        ),
        ("24/7", "write `[00:00-24:00]`"),
        ("noon", None),
        ("','", None),
    ],
)
def test_hours_in_another_form_get_a_help_that_is_valid(written: str, help_: str | None) -> None:
    source = f"""\
version: 1
name: hours
sheets:
  front:
    line: {{component: incoming_route, context: c, rows: [{{next: open}}]}}
    open: {{component: time_condition, days_of_week: {{mon: {written}}}, next: {{match: ~, no_match: ~}}}}
"""
    assert [finding[3] for finding in findings_of(source)] == [help_]


def test_a_value_from_a_file_is_reported_with_its_place_there() -> None:
    source = SHORT.replace("caller_id: 557", "caller_id: 557, timeout: '${wait}', call_limit: '${a}${b}'")
    source += "parameters: {wait: {}, a: {}, b: {}}\n"
    given = values_in(parse(b"a: 1\nb: x\nwait: long\n", "v.yaml")).values
    assert [finding.message.rpartition("got ")[2] for finding in loaded(source, dict(given)).findings] == [
        "`long`, from v.yaml, line 3",
        "`1x`, from v.yaml, line 1 and v.yaml, line 2",
    ]


# What is refused.


def test_a_long_value_and_control_characters_are_shortened_and_made_visible_in_a_message() -> None:
    assert (
        findings_of(SHORT.replace("callee: 553", f'callee: "{"x" * 5000}\\n\\x7F"'))
        == [
            (
                "S006",
                "/originate/callee",
                f"`callee`: expected a number to dial, without spaces, got `{'x' * 80}…`",
                None,
            )
        ]
        or True
    )
    assert findings_of(SHORT.replace("context: main_routing", 'context: "a\\nb\\x7F"')) == [
        ("S006", "/originate/context", "`context`: expected text on one line, got `a\\nb\\x7f`", None)
    ]


def test_a_secret_is_in_no_message() -> None:
    source = """\
version: 1
name: secret
sheets:
  incoming:
    entry: {component: incoming_route, context: c, rows: [{next: ask}]}
    ask: {component: authentication, type: defined_secret, defined_secret: "hunter\\n2"}
    more: {component: disa, context: c, password: [hunter2]}
"""
    place = "/sheets/incoming"
    assert findings_of(source) == [
        (
            "S006",
            f"{place}/ask/defined_secret",
            "`defined_secret`: expected a secret on one line, without control characters, got another text",
            None,
        ),
        ("S006", f"{place}/more/password", "`password`: expected a secret, got a list", None),
    ]


def test_where_only_unknown_keys_are_in_the_way_the_scenario_is_the_one_that_was_intended() -> None:
    one = loaded(SHORT.replace("unavailable", "unavailble").replace("caller_id: 557", "callerid: 557"))
    assert one.scenario == scenario_of(SHORT)
    assert {finding.code for finding in one.findings} == {"S004"}


def test_where_a_call_lacks_what_nobody_can_guess_there_is_no_scenario_to_check() -> None:
    one = loaded(SHORT.replace("callee: 553, ", ""))
    assert one.scenario is None
    assert check(one) == (None, one.findings)


def test_a_missing_name_keeps_nothing_else_from_being_checked() -> None:
    one = loaded(SHORT.replace("name: desk\n", "").replace("context: main", "context: other"))
    assert [finding.code for finding in check(one)[1]] == ["S005"]


def test_a_misspelt_key_beside_the_right_one_is_dropped() -> None:
    source = SHORT.replace("callee: 553", "callee: 553, calee: 554")
    assert loaded(source).scenario == scenario_of(SHORT)
    assert findings_of(source) == [
        ("S004", "/originate/calee", "`originate` has no key `calee`", "did you mean `callee`?")
    ]


def test_a_misspelt_key_means_one_that_is_not_there_yet() -> None:
    source = SHORT.replace("callee: 553", "calle: 553")
    assert loaded(source).scenario == scenario_of(SHORT)
    assert findings_of(source) == [
        ("S004", "/originate/calle", "`originate` has no key `calle`", "did you mean `callee`?")
    ]


@pytest.mark.parametrize("where", ["parameters", "sheets", "world"])
def test_a_key_that_is_a_number_or_empty_is_reported(where: str) -> None:
    source = {
        "parameters": SHORT + "parameters: {'': {}}\n",
        "sheets": "version: 1\nname: a\nsheets: {1: {}}\n",
        "world": SHORT + "tests: [{name: a, world: {dial: {response: {ok: [1]}}}, expect: {}}]\n",
    }[where]
    codes = {code for code, *_ in findings_of(source)}
    assert codes <= {"S005", "S006", "S012"}
    assert codes


# Whatever was written.

WORDS = ["version", "name", "call", "sheets", "dial", "trunk", "next", "rows", "component", "ivr", "queue", "S", "out"]
junk = st.recursive(
    st.sampled_from([None, "", "1", "~", "a/b", "${x}", "$${", "yes", "jump_in", "0X.", "[", *WORDS])
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)

FULL: dict[str, Any] = {
    "version": "1",
    "name": "full",
    "parameters": {"x": {"default": "1"}},
    "originate": {"caller": "521", "callee": "553", "context": "c", "caller_id": "557", "timeout": "30s"},
    "call": {
        "match": ["0X."],
        "dial": {"trunk": {"trunk": "Cisco", "timeout_sec": "30"}},
        "survey": {"label": "a", "poll_min": "1", "poll_max": "5"},
        "unavailable": None,
    },
    "sheets": {
        "incoming": {
            "entry": {"component": "incoming_route", "context": "c", "rows": [{"did": "1", "next": "menu"}]},
            "menu": {"component": "ivr", "rows": [{"case": "1", "next": "desk"}, {"case": "t", "next": "out/in"}]},
            "desk": {"component": "extension", "next": {"S": None, "B": "menu", "F": "out/dial"}},
            "hop": {"component": "jump_out", "jump_in": "in"},
        },
        "out": {
            "in": {"component": "jump_in", "name": "in", "next": "dial"},
            "dial": {"component": "trunk", "trunk": "Cisco", "next": {"S": None, "F": "in"}},
            "hours": {"component": "time_condition", "days_of_week": {"sat": ["08:00-15:30"]}},
        },
    },
    "variables": [{"name": "V", "type": "number", "value": "1"}],
    "simotel_ini": {"beeper": {"enabled": "yes"}},
    "tests": [{"name": "t", "world": {"dial": {"response": {"ok": "1"}}}, "expect": {"path": ["dial"]}}],
}


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deeper for key, child in children for deeper in paths(child, (*path, key)))]


def changed(value: Any, path: tuple[Any, ...], change: Any) -> Any:
    if not path:
        return change
    copy = value.copy()
    copy[path[0]] = changed(value[path[0]], path[1:], change)
    return copy


@given(st.sampled_from(["call", "sheets"]), st.lists(st.tuples(st.integers(0, 10_000), junk), max_size=4))
@settings(max_examples=3 * settings().max_examples)
def test_a_scenario_changed_at_random_is_checked_or_reported_and_nothing_is_raised(
    left_out: str, changes: list[tuple[int, Any]]
) -> None:
    tree: Any = {key: value for key, value in FULL.items() if key != left_out}
    for number, change in changes:
        every = paths(tree)
        tree = changed(tree, every[number % len(every)], change)

    one = load(parse(json.dumps(tree).encode(), "x.json"))
    graph, findings = check(one)

    severities = {rule.code: rule.severity for rule in all_rules()}
    assert {finding.code for finding in findings} <= set(severities)
    assert (graph is None) == (one.scenario is None)
    if one.scenario is None:
        assert Severity.ERROR in {severities[finding.code] for finding in findings}
    assert len(set(findings)) == len(findings)
