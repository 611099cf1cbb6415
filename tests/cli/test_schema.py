"""The JSON Schemas, by a validator that knows nothing of us."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema.exceptions import best_match
from pydantic import TypeAdapter, ValidationError
from support.paths import ROOT

from scenario_kit.cli.schema import schema as schema_command
from scenario_kit.cli.schemas import SCHEMAS, inventory_schema, scenario_schema, schema_text, sheet_schema
from scenario_kit.files.source import parse
from scenario_kit.language import values
from scenario_kit.language.catalogue import ComponentType, Parameter, ParameterType, catalogue
from scenario_kit.language.loading import load
from scenario_kit.language.spec import DIAL_TYPES, Scenario
from scenario_kit.pbx.inventory import Inventory

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = sorted(
    path
    for folder in ("scenarios", "tests/ok")
    for path in (ROOT / folder).rglob("*")
    if path.name not in ("inventory.json", "values.yaml")
    and path.suffix in {".yaml", ".yml", ".json"}
    and path.parent.name[0] != "."
)
PAGES = ("docs/language.md", "docs/editor.md")
BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
HEAD = "version: 1\nname: a-name\n"
SCENARIO = Draft7Validator(scenario_schema())
INVENTORY = Draft7Validator(inventory_schema())


class TextLoader(yaml.SafeLoader):
    """PyYAML without YAML's own idea of numbers, booleans and dates; nothing is still nothing."""

    yaml_implicit_resolvers = {  # noqa: RUF012  as PyYAML has it
        first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read(text: str, loader: type[yaml.SafeLoader]) -> Any:
    """Read YAML as tools do that hand JSON to a validator; a date becomes text there."""
    return json.loads(json.dumps(yaml.load(text, loader), default=str))  # noqa: S506  both are safe


def first_error(validator: Draft7Validator, value: Any) -> tuple[str, str] | None:
    """Return the place of the one error, and the keyword that is not met."""
    error = best_match(validator.iter_errors(value))
    return None if error is None else ("/".join(map(str, error.absolute_path)), str(error.validator))


def documents() -> Iterator[Any]:
    for path in FILES:
        yield pytest.param(path.read_text("utf-8-sig").replace("\t", " "), id=path.name)  # PyYAML knows no tabs
    for page in PAGES:
        for number, block in enumerate(BLOCK.findall((ROOT / page).read_text("utf-8"))):
            yield pytest.param(block if "version:" in block else HEAD + block, id=f"{page}-{number}")


@pytest.mark.unmeasured
@pytest.mark.parametrize("loader", [yaml.SafeLoader, TextLoader])
@pytest.mark.parametrize("text", list(documents()))
def test_what_the_language_takes_the_schema_takes_however_yaml_is_read(
    text: str, loader: type[yaml.SafeLoader]
) -> None:
    assert first_error(SCENARIO, read(text, loader)) is None


@pytest.mark.unmeasured
def test_the_schemas_are_valid_schemas() -> None:
    Draft7Validator.check_schema(scenario_schema())
    Draft7Validator.check_schema(inventory_schema())
    Draft202012Validator.check_schema(sheet_schema())


SCALARS = """
version: "1"
name: {name}
parameters:
  t: {{default: {text}, description: no}}
originate: {{caller: 02112345670, callee: 0521, context: no, caller_id: 1:30, trunk_name: ~, timeout: {seconds}}}
call:
  match: [0521, "0X.", 1_000, 0x1F, 1e3]
  context: {text}
  answer: {choice}
  hold_music: on
  record: {truth}
  dial: {{{dial}}}
  survey: {{label: 5, timeout_sec: {seconds}, max_digits: {count}}}
  busy: ~
  unavailable: null
simotel_ini: {{section: api, beeper: {{enabled: {truth}, time_to_end_sec: {seconds}}}}}
tests:
  - name: 1
    at: 2026-11-23T10:00
    world: {{dial: {{response: {response}, digits: {digits}}}, survey: {{digits: "", match: {truth}}}}}
    expect: {{path: [route, on], warnings_at_sec: [{seconds}], cdr: {{poll_point: {count}}}}}
"""
WRITTEN = {
    "name": "a-name",
    "text": "true",
    "seconds": "30",
    "choice": "progress",
    "truth": "yes",
    "dial": "trunk: Cisco",
    "count": "1",
    "response": "{ok: 1, extension: 09371234567, call_limit: 300}",
    "digits": "5",
}


@pytest.mark.unmeasured
@pytest.mark.parametrize("loader", [yaml.SafeLoader, TextLoader])
@pytest.mark.parametrize(
    ("place", "text"),
    [
        *(("name", text) for text in ("521", "no", '"${t}"', '"a-${t}"', "2026-11-23")),
        *(("text", text) for text in ("no", "0521", "1:30", "2026-11-23", "1e3", "'~'", "یک متن")),
        *(("seconds", text) for text in ("030", "30s", "5m", "1h", "'30'", '"${t}"', '"${t}s"', "0")),
        *(("choice", text) for text in ("answer", "definite_answer", '"${t}"')),
        *(("truth", text) for text in ("true", "NO", "On", "'off'", "yEs", '"${t}"')),
        *(("count", text) for text in ("0", "'007'", '"${t}"', '"1${t}"')),
        *(("response", text) for text in ("timeout", "{}", '"${t}"')),
        *(("digits", text) for text in ("''", "0521", "'*#'", '"${t}"')),
        *(
            ("dial", text)
            for text in (
                "trunk: {trunk: {variable: main}}",
                "extension: 553",
                "extension: any",
                "extension: {}",
                "extension: {extension: 0521, say_busy: off, skip: '${t}'}",
                "queue: 900",
                "queue: {queue: {variable: x}}",
                "trunk_api: '${t}/trunk'",
                "extension_api: {api_address: 'https://a.example', timeout_sec: '${t}'}",
            )
        ),
    ],
)
def test_a_value_is_taken_in_every_way_of_writing_it(place: str, text: str, loader: type[yaml.SafeLoader]) -> None:
    written = SCALARS.format(**{**WRITTEN, place: text})
    assert first_error(SCENARIO, read(written, loader)) is None


CALL = HEAD + "call: {match: [1], dial: {trunk: x}}\n"
SHEET = HEAD + "sheets:\n  incoming:\n    one: "


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("text", "place", "keyword"),
    [
        ("[]", "", "type"),
        ("{}", "", "required"),
        (CALL.replace("version: 1", "version: 2"), "version", "enum"),
        (CALL.replace("a-name", "A name"), "name", "pattern"),
        (CALL.replace("call", "cal"), "", "additionalProperties"),
        (CALL + "orginate: {}", "", "additionalProperties"),
        (HEAD, "", "anyOf"),
        (HEAD + "simotel_ini: {}\noriginate: {caller: 1, callee: 2, context: c, caller_id: 3}", "", "anyOf"),
        (
            CALL + "sheets: {s: {one: {component: fax}}}",
            "",
            "None",
        ),  # the validator has no path for what may not be there
        (HEAD + "call: {dial: {trunk: x}}", "call", "required"),
        (HEAD + "call: {match: [1]}", "call", "required"),
        (HEAD + "call: {match: [], dial: {trunk: x}}", "call/match", "minItems"),
        (HEAD + "call: {match: 0X., dial: {trunk: x}}", "call/match", "type"),
        (HEAD + "call: {match: ['0 9'], dial: {trunk: x}}", "call/match/0", "pattern"),
        (HEAD + "call: {match: [1], dial: {}}", "call/dial", "minProperties"),
        (HEAD + "call: {match: [1], dial: {trunk: x, queue: 900}}", "call/dial", "maxProperties"),
        (HEAD + "call: {match: [1], dial: {fax: x}}", "call/dial", "additionalProperties"),
        (HEAD + "call: {match: [1], dial: {trunk: ~}}", "call/dial/trunk", "type"),
        (HEAD + "call: {match: [1], dial: {trunk: {}}}", "call/dial/trunk", "required"),
        (HEAD + "call: {match: [1], dial: {trunk: {trunk: x, tiemout_sec: 1}}}", "call/dial/trunk", None),
        (HEAD + "call: {match: [1], dial: {extension: {timeout_sec: soon}}}", "call/dial/extension/timeout_sec", None),
        (CALL.replace("dial", "hold_music: ~, dial"), "call/hold_music", "type"),
        (CALL.replace("dial", "record: maybe, dial"), "call/record", "pattern"),
        (CALL.replace("dial", "answer: nw, dial"), "call/answer", "enum"),
        (CALL.replace("dial", "context: '', dial"), "call/context", "minLength"),
        (CALL.replace("dial", 'context: "a\\nb", dial'), "call/context", "pattern"),
        (
            CALL + "simotel_ini: {beeper: {time_to_end_sec: -1}}",
            "simotel_ini/beeper/time_to_end_sec",
            "minimum|pattern",
        ),
        (CALL + "simotel_ini: {beeper: {time_to_end_sec: 1.5}}", "simotel_ini/beeper/time_to_end_sec", "type|pattern"),
        (CALL + "simotel_ini: {beeper: {time_to_end_sec: '$${t}'}}", "simotel_ini/beeper/time_to_end_sec", "pattern"),
        (CALL + "parameters: {1x: {}}", "parameters", "pattern"),
        (CALL + "variables: [{name: a, type: text}]", "variables/0/type", "enum"),
        (CALL + "tests: [{name: a}]", "tests/0", "required"),
        (CALL + "tests: [{name: a, expect: {ended_by: magic}}]", "tests/0/expect/ended_by", "enum"),
        (CALL + "tests: [{name: a, at: today, expect: {}}]", "tests/0/at", "pattern"),
        (HEAD + "sheets: {incoming: {}}", "sheets/incoming", "minProperties"),
        (HEAD + "sheets: {Incoming: {one: {component: fax}}}", "sheets", "pattern"),
        (SHEET + "{}", "sheets/incoming/one", "required"),
        (SHEET + "fax", "sheets/incoming/one", "type"),
        (SHEET + "{component: ivrr}", "sheets/incoming/one/component", None),
        (SHEET + "{component: ivr}", "sheets/incoming/one", "required"),
        (SHEET + "{component: ivr, rows: []}", "sheets/incoming/one/rows", "minItems"),
        (SHEET + "{component: ivr, rows: [{text: a}]}", "sheets/incoming/one/rows/0", "required"),
        (SHEET + "{component: ivr, rows: [{case: 1}], next: a}", "sheets/incoming/one", "additionalProperties"),
        (SHEET + "{component: ivr, rows: [{case: 1, next: [a]}]}", "sheets/incoming/one/rows/0/next", "type"),
        (SHEET + "{component: trunk, trunk: x, timout_sec: 3}", "sheets/incoming/one", "additionalProperties"),
        (SHEET + "{component: trunk, trunk: {variabel: x}}", "sheets/incoming/one/trunk", None),
        (SHEET + "{component: trunk, trunk: {variable: ''}}", "sheets/incoming/one/trunk/variable", "minLength"),
        (SHEET + "{component: trunk, trunk: x, next: a}", "sheets/incoming/one/next", "type"),
        (SHEET + "{component: trunk, trunk: x, next: {X: a}}", "sheets/incoming/one/next", "additionalProperties"),
        (SHEET + "{component: answer, next: {S: a}}", "sheets/incoming/one/next", "additionalProperties"),
        (SHEET + "{component: answer, next: [a]}", "sheets/incoming/one/next", "type"),
        (SHEET + "{component: answer, type: now}", "sheets/incoming/one/type", "enum"),
        (SHEET + "{component: jump_out, jump_in: x, next: a}", "sheets/incoming/one/next", "type"),
        (
            SHEET + "{component: time_condition, days_of_week: {sat: [25:00-26:00]}}",
            "sheets/incoming/one/days_of_week/sat/0",
            "pattern",
        ),
        (
            SHEET + "{component: time_condition, days_of_week: {saturday: []}}",
            "sheets/incoming/one/days_of_week",
            "additionalProperties",
        ),
        (
            SHEET + "{component: time_condition, date_exceptions: [21.3.2026]}",
            "sheets/incoming/one/date_exceptions/0",
            "pattern",
        ),
        (
            SHEET + "{component: time_condition, date_exceptions: ['1404-01-02']}",
            "sheets/incoming/one/date_exceptions/0",
            "pattern",
        ),
        (
            SHEET + "{component: time_condition, month_exceptions: [farvardin]}",
            "sheets/incoming/one/month_exceptions/0",
            "pattern",
        ),
        (
            SHEET + "{component: time_condition, month_exceptions: [13]}",
            "sheets/incoming/one/month_exceptions/0",
            "pattern|maximum",
        ),
        (SHEET + "{component: ring_group, extensions: 553}", "sheets/incoming/one/extensions", "type"),
    ],
)
def test_what_is_wrong_is_reported_at_its_place(text: str, place: str, keyword: str | None) -> None:
    for loader in (yaml.SafeLoader, TextLoader):
        error = first_error(SCENARIO, read(text, loader))
        assert error is not None
        assert error[0] == place
        assert keyword is None or error[1] in keyword.split("|")


VALUES: dict[ParameterType, Any] = {
    ParameterType.TEXT: "a text",
    ParameterType.CODE: "same => n,NoOp()\nsame => n,Return()\n",
    ParameterType.NUMBER: "0521",
    ParameterType.INTEGER: "1",
    ParameterType.SECONDS: "5m",
    ParameterType.BOOLEAN: "on",
    ParameterType.URL: "https://crm.example/call",
    ParameterType.SECRET: "0000",
    ParameterType.TEXT_LIST: ["a", "b c"],
    ParameterType.NUMBER_LIST: ["0521"],
    ParameterType.DATE_LIST: ["2026-03-21"],
    ParameterType.WEEKLY_RANGES: {day: ["08:00-15:30", "16:00-24:00"] for day in values.DAYS},
    ParameterType.MATCH_PATTERN: "0X.",
    ParameterType.CID_PATTERN: "x310410",
    ParameterType.IVR_CASE: "no",
}


def value_of(parameter: Parameter) -> Any:
    if parameter.items == "month":
        return ["1", "12", "january", "FEB"]
    if parameter.name == "followers":
        return ["553", "Cisco/09371234567"]
    return parameter.choices[-1] if parameter.choices else VALUES[parameter.type]


def component(type_: ComponentType, *, every: bool, variable: bool = False) -> dict[str, Any]:
    def chosen(parameters: Any) -> dict[str, Any]:
        some = {name: value_of(parameter) for name, parameter in parameters.items() if every or parameter.required}
        return {name: {"variable": "one"} for name in some} if variable else some

    made: dict[str, Any] = {
        "component": type_.name,
        **({"name": "A name"} if every else {}),
        **chosen(type_.parameters),
    }
    if type_.has_rows:
        made["rows"] = [{**chosen(type_.row), **({"next": "one"} if every else {})}]
    elif every:
        made["next"] = dict.fromkeys(type_.outputs, "incoming/one")
    return made


def scenario(one: dict[str, Any]) -> dict[str, Any]:
    variables = [{"name": "one", "type": "string"}]
    return {"version": "1", "name": "a-name", "sheets": {"incoming": {"one": one}}, "variables": variables}


@pytest.mark.unmeasured
@pytest.mark.parametrize("type_", list(catalogue().values()), ids=lambda type_: type_.name)
def test_every_component_type_is_taken_with_the_least_and_with_the_most(type_: ComponentType) -> None:
    for one in (
        component(type_, every=False),
        component(type_, every=True),
        component(type_, every=True, variable=True),
    ):
        document = scenario(one)
        assert first_error(SCENARIO, document) is None
        assert load(parse(json.dumps(document).encode(), "a.json")).findings == ()


@pytest.mark.unmeasured
@pytest.mark.parametrize("type_", list(catalogue().values()), ids=lambda type_: type_.name)
def test_every_component_type_has_a_branch_of_its_own(type_: ComponentType) -> None:
    complete = component(type_, every=True)
    place = "sheets/incoming/one"
    assert first_error(SCENARIO, scenario({**complete, "unknown": "1"})) == (place, "additionalProperties")
    required = [name for name, parameter in type_.parameters.items() if parameter.required]
    for missing in [*required, *(["rows"] if type_.has_rows else [])]:
        error = best_match(SCENARIO.iter_errors(scenario({k: v for k, v in complete.items() if k != missing})))
        assert error is not None
        assert error.message == f"'{missing}' is a required property"


@pytest.mark.parametrize("name", DIAL_TYPES)
def test_every_dialler_of_the_short_form_is_taken_with_all_its_parameters(name: str) -> None:
    parameters = {key: value_of(parameter) for key, parameter in catalogue()[name].parameters.items()}
    for value in (parameters, "any"):
        document = {"version": 1, "name": "a-name", "call": {"match": ["1"], "dial": {name: value}}}
        assert first_error(SCENARIO, document) is None
        assert load(parse(json.dumps(document).encode(), "a.json")).findings == ()


def properties(schema: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(schema, dict):
        for name, value in schema.get("properties", {}).items():
            if value is not False:
                yield f"{path}/{name}", value
        for key, value in schema.items():
            if key not in {"if", "allOf", "examples", "default"} or path == "":
                yield from properties(value, f"{path}/{key}")
    elif isinstance(schema, list):
        for index, item in enumerate(schema):
            yield from properties(item, f"{path}/{index}")


@pytest.mark.parametrize("name", ["scenario", "inventory"])
@pytest.mark.unmeasured
def test_every_property_is_described(name: str) -> None:
    schema = SCHEMAS[name]()
    forms = schema.pop("allOf", None)
    assert (forms is None) == (name == "inventory")
    bare = [
        path for path, value in properties(schema) if "description" not in value and value.keys() - {"pattern", "$ref"}
    ]
    assert bare == []


def test_every_scalar_property_shows_its_values() -> None:
    definitions = scenario_schema()["definitions"]
    silent = [
        f"{model}.{name}"
        for model, schema in definitions.items()
        for name, value in schema.get("properties", {}).items()
        if isinstance(value.get("type"), list) and not {"examples", "default"} & value.keys()
    ]
    assert silent == []


def test_units_labels_and_documented_defaults_are_shown() -> None:
    definitions = scenario_schema()["definitions"]
    assert definitions["ivr"]["properties"]["max_digits"]["description"] == "Maximum number of digits. Unit: digits."
    assert definitions["trunk_api"]["properties"]["api_address"]["title"] == "API Address"
    assert definitions["trunk_api"]["title"] == "Trunk API"
    assert definitions["disa"]["properties"]["password"]["default"] == "no-password"
    assert definitions["Beeper"]["properties"]["announce"]["default"] == "beep"
    assert "default" not in definitions["Originate"]["properties"]["timeout"]


def test_nothing_but_keywords_of_the_draft_is_used() -> None:
    known = set(Draft7Validator.META_SCHEMA["properties"])

    def keywords(schema: Any) -> Iterator[str]:
        if isinstance(schema, dict):
            for key, value in schema.items():
                yield key
                if key in {"properties", "definitions", "dependencies"}:
                    for inner in value.values():
                        yield from keywords(inner)
                elif key not in {"examples", "default", "const", "enum"}:
                    yield from keywords(value)
        elif isinstance(schema, list):
            for item in schema:
                yield from keywords(item)

    assert set(keywords(scenario_schema())) | set(keywords(inventory_schema())) <= known


TYPES: dict[str, Any] = {
    "Text": values.Text,
    "TextOrNull": values.TextOrNull,
    "LongText": values.LongText,
    "Number": values.Number,
    "Secret": values.Secret,
    "Integer": values.Integer,
    "Seconds": values.Seconds,
    "Boolean": values.Boolean,
    "Date": values.Date,
    "Minute": values.Minute,
    "TimeRange": values.TimeRange,
    "Name": values.Name,
    "Key": values.Key,
    "Digits": values.Digits,
    "ParameterName": values.ParameterName,
    "SecondsList": values.SecondsList,
    "TextList": values.TextList,
    "NumberList": values.NumberList,
    "DateList": values.DateList,
    "WeeklyRanges": values.WeeklyRanges,
}
TEXTS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["0521", "1:30", "no", "YES", "oFf", "30s", "1h", "-0", "0", "999999999", "08:00-24:00", "a-b", "a_b"]
    ),
    st.sampled_from(["2026-03-21", "2026-11-23T10:00", "*#12", "", " ", "~", "$${x}", "any", "start", "S", "x310"]),
    st.from_regex(r"[0-9]{1,10}[smh]?", fullmatch=True),
    st.from_regex(r"[a-z][a-z0-9_-]{0,64}", fullmatch=True),
    st.dates().map(str),
    st.datetimes().map(lambda one: one.isoformat(timespec="minutes")),
)
PLAIN = st.recursive(
    st.none() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(values.DAYS) | TEXTS, inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("name", list(TYPES))
@given(value=PLAIN)
@settings(max_examples=settings().max_examples // 2)  # for each type
def test_a_value_that_a_type_takes_its_schema_takes(name: str, value: Any) -> None:
    adapter = TypeAdapter(TYPES[name])
    try:
        adapter.validate_python(value)
    except ValidationError:
        return
    assert first_error(Draft7Validator(adapter.json_schema()), value) is None


def some_value(parameter: Parameter) -> st.SearchStrategy[Any]:
    return st.one_of(st.just(value_of(parameter)), st.just({"variable": "one"}), PLAIN)


@st.composite
def components(draw: st.DrawFn) -> dict[str, Any]:
    type_ = draw(st.sampled_from(list(catalogue().values())))
    made = component(type_, every=draw(st.booleans()))
    targets = st.none() | TEXTS
    for name, parameter in type_.parameters.items():
        if draw(st.integers(0, 5)) == 0:
            made[name] = draw(some_value(parameter))
    for row in made.get("rows", ()):
        row["next"] = draw(targets)
        name, parameter = draw(st.sampled_from(list(type_.row.items())))
        row[name] = draw(some_value(parameter))
    if not type_.has_rows:
        made["next"] = draw(st.dictionaries(st.sampled_from(type_.outputs), targets) if type_.outputs else st.just({}))
        if type_.outputs == ("out",) and draw(st.booleans()):
            made["next"] = draw(targets)
    return made


@given(one=components())
def test_a_component_that_the_models_take_the_schema_takes(one: dict[str, Any]) -> None:
    document = scenario(one)
    try:
        Scenario.model_validate(document)
    except ValidationError:
        return
    assert first_error(SCENARIO, document) is None


@pytest.mark.parametrize(
    "inventory",
    [
        {},
        {"version": 1, "trunks": [], "contexts": ["main_routing", "no"]},
        {"trunks": [{"name": "Cisco", "active": True, "context": "from-pstn", "secret": "x"}]},
        {"trunks": {"success": 1, "message": "", "data": [{"_id": "1", "name": "Cisco", "active": "no"}]}},
        {"users": {"data": [{"number": "553", "name": "a"}]}, "musiconholds": [{"name": "m"}], "voicemails": []},
        {"extensions": [{"number": "0553"}], "queues": [{"number": "901"}], "voicemail": [{"number": "553"}]},
        {"announcements": [{"_id": "12", "filename": "a.wav"}, {"id": "13", "name": "b"}]},
    ],
)
def test_an_inventory_is_taken_as_a_list_and_as_the_answer_of_the_api(inventory: dict[str, Any]) -> None:
    assert first_error(INVENTORY, inventory) is None
    Inventory.model_validate(read(json.dumps(inventory), TextLoader))


@pytest.mark.parametrize(
    ("inventory", "place"),
    [
        ([], ""),
        ({"trunk": []}, ""),
        ({"version": 2}, "version"),
        ({"trunks": "Cisco"}, "trunks"),
        ({"trunks": None}, "trunks"),
        ({"trunks": {"items": []}}, "trunks"),
        ({"trunks": {"data": [{}]}}, "trunks/data/0"),
        ({"users": [{"name": "a"}]}, "users/0"),
        ({"contexts": [["a"]]}, "contexts/0"),
        ({"extensions": [{"number": "553", "active": "maybe"}]}, "extensions/0/active"),
    ],
)
def test_what_is_wrong_in_an_inventory_is_reported_at_its_place(inventory: Any, place: str) -> None:
    error = first_error(INVENTORY, inventory)
    assert error is not None
    assert error[0] == place


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_the_command_prints_the_schema_as_json(name: str) -> None:
    result = CliRunner().invoke(schema_command, [name])
    assert (result.exit_code, result.output) == (0, schema_text(name))
    assert json.loads(result.output) == SCHEMAS[name]()


@pytest.mark.unmeasured
def test_the_command_prints_the_schema_of_a_scenario_by_default() -> None:
    assert CliRunner().invoke(schema_command).output == schema_text("scenario")
    assert CliRunner().invoke(schema_command, ["page"]).exit_code == 2


@pytest.mark.unmeasured
def test_the_schemas_are_the_same_in_every_run() -> None:
    code = "from scenario_kit.cli.schemas import SCHEMAS, schema_text; print(*map(schema_text, SCHEMAS))"
    texts = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1
