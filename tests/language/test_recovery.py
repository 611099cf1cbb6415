"""Any value of a valid scenario may be replaced: it is reported, nothing hangs, and the rest is still checked."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from support.paths import ROOT, TESTS

from scenario_kit.files.source import parse
from scenario_kit.language.component_models import UNKNOWN
from scenario_kit.language.loading import load
from scenario_kit.language.model_paths import keys_at
from scenario_kit.language.recovery import replace_value
from scenario_kit.rules.checking import check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hypothesis.strategies import DrawFn

SOUND = sorted([*TESTS.glob("ok/*.yaml"), *ROOT.glob("scenarios/*.yaml")])
STRANGE: tuple[Any, ...] = ([], {}, None, "", "\n", ["x"], {"a": "b"}, {"variable": []}, [[]])


def places(tree: Any) -> Iterator[tuple[Any, Any]]:
    for key in tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ():
        yield tree, key
        yield from places(tree[key])


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_every_value_may_be_anything(path: Path) -> None:
    tree = yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506
    tree["calls"] = "a key that there is not, behind whatever else is wrong"
    for number in range(len(list(places(tree)))):
        spoilt = copy.deepcopy(tree)
        owner, key = list(places(spoilt))[number]
        owner[key] = STRANGE[number % len(STRANGE)]
        document = parse(yaml.dump(spoilt, Dumper=yaml.CSafeDumper, sort_keys=False).encode(), path.name)

        _, findings = check(load(document))

        lines = document.text.count("\n") + 1
        assert all(1 <= finding.span.line <= finding.span.end_line <= lines for finding in findings)
        found = {(finding.code, finding.pointer) for finding in findings}
        if owner is spoilt and key == "version":  # another version may have other keys
            assert found == {("S007", "/version")}
        else:
            assert ("S004", "/calls") in found


NAMED = """\
version: 1
name: named
sheets:
  incoming:
    entry: {{component: incoming_route, context: from-pstn, name: {name}, rows: [{{next: hello}}]}}
    hello: {{component: answer, type: answer, next: nowhere}}
"""


@pytest.mark.parametrize("name", ["[x]", "{a: b}", "{variable: A}", '"\\n"'])
def test_a_name_that_is_no_text_hides_no_other_mistake(name: str) -> None:
    _, findings = check(load(parse(NAMED.format(name=name).encode(), "x.yaml")))
    assert [(finding.code, finding.pointer) for finding in findings] == [
        ("S006", "/sheets/incoming/entry/name"),
        ("W102", "/sheets/incoming/hello/next"),
    ]


def test_a_plain_value_makes_room_for_a_placeholder_beside_it() -> None:
    plain: Any = {"call": {"dial": {"trunk": "Cisco"}}}

    assert replace_value(plain, ("call", "dial", "trunk", "timeout_sec"))
    assert plain == {"call": {"dial": {"trunk": {"timeout_sec": UNKNOWN}}}}


SHORT_FORM: Any = {
    "version": "1",
    "name": "short",
    "description": "A call between two numbers.",
    "parameters": {"line": {"description": "The trunk.", "default": "Cisco"}},
    "originate": {
        "caller": "09371234567",
        "callee": "09121112233",
        "context": "main_routing",
        "caller_id": "02144001000",
        "trunk_name": "Cisco",
        "timeout": "30",
    },
    "call": {
        "answer": "answer",
        "hold_music": "default",
        "record": "true",
        "dial": {"trunk": {"trunk": "${line}", "timeout_sec": "30", "call_limit_sec": "300"}},
        "survey": {"label": "adviser", "announcement_before": "score", "poll_max": "5"},
        "unavailable": "sorry",
    },
    "simotel_ini": {"beeper": {"enabled": "true", "time_to_end_sec": "20"}},
    "tests": [
        {
            "name": "all of it",
            "caller": "09371234567",
            "callee": "09121112233",
            "world": {"dial": {"outcome": "answered", "ring_sec": "5", "talk_sec": "60"}, "survey": {"digits": "4"}},
            "expect": {
                "path": ["route", "dial"],
                "ended_by": "end_of_plan",
                "dial_ended_by": "hangup",
                "recorded": "yes",
                "cdr": {"disposition": "ANSWERED", "billsec": "60"},
            },
        },
        {"name": "little of it", "world": {"dial": {"talk_sec": "60"}}, "expect": {"dial_ended_by": "hangup"}},
    ],
}
LONG_FORM: Any = {
    "version": "1",
    "name": "long",
    "variables": [{"name": "greeting", "type": "announcement", "value": "hello", "description": "What is said."}],
    "sheets": {
        "front": {
            "entry": {
                "component": "incoming_route",
                "context": "from-pstn",
                "rows": [{"did": "02144001000", "cid": "any", "next": "menu"}, {"did": "any", "next": "asked"}],
            },
            "menu": {
                "component": "ivr",
                "announcement": {"variable": "greeting"},
                "timeout_sec": "5",
                "max_digits": "3",
                "rows": [{"case": "1", "text": "desk", "next": "desk"}, {"case": "t", "next": None}],
            },
            "asked": {"component": "extension_api", "api_address": "https://crm.example/a", "next": {"S": "desk"}},
            "desk": {"component": "extension", "extension": "553", "timeout_sec": "20", "next": {"S": None, "B": None}},
        }
    },
    "tests": [
        {
            "name": "asks",
            "enter": "incoming",
            "context": "from-pstn",
            "world": {"asked": {"response": {"ok": "1", "extension": "553"}}, "desk": {"talk_sec": "20"}},
            "expect": {"ended_by": "end_of_plan", "cdr": {"dst": "553"}},
        }
    ],
}


def key_places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the paths of the keys of the language, except those that say what the keys beside them mean."""
    named = {key for key in keys_at(tree, path) if key not in ("version", "component")}
    value = tree
    for part in path:
        value = value[part]
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        if key in named:
            yield (*path, key)
        yield from key_places(tree, (*path, key))


@st.composite
def misspelt_keys(draw: DrawFn) -> tuple[Any, list[tuple[Any, ...]]]:
    """Draw a scenario with misspelt keys, none inside of another, and their paths as written."""
    tree = draw(st.sampled_from([SHORT_FORM, LONG_FORM]))
    chosen = draw(st.lists(st.sampled_from(list(key_places(tree))), min_size=1, max_size=8, unique=True))
    outer = [path for path in chosen if not any(path[:depth] in chosen for depth in range(len(path)))]
    spoilt, written = copy.deepcopy(tree), []
    for number, (*owner, key) in enumerate(outer):
        misspelt = draw(st.sampled_from(MISSPELLINGS))(key, number)
        mapping = spoilt
        for part in owner:
            mapping = mapping[part]
        if misspelt not in mapping:
            mapping[misspelt] = mapping.pop(key)
            written.append((*owner, misspelt))
    return spoilt, written


MISSPELLINGS: tuple[Callable[[str, int], str], ...] = (
    lambda key, _: f"{key}{key[-1]}",
    lambda key, _: f"{key.split('_')[0]}led",
    lambda key, number: f"x{number}{key}",
    lambda _, number: f"zz{number}",
)
"""A letter too many, half of the word, a word around it, another word."""


@given(misspelt_keys())
def test_any_misspelt_keys_are_reported_once_each_at_their_places(drawn: tuple[Any, list[tuple[Any, ...]]]) -> None:
    tree, written = drawn
    _, findings = check(load(parse(json.dumps(tree).encode(), "x.yaml")))

    unknown = [finding.pointer for finding in findings if finding.code in ("S004", "T601")]
    assert sorted(unknown) == sorted("".join(f"/{part}" for part in path) for path in written)


@pytest.mark.parametrize(
    ("test", "keys"),
    [
        ("expect: {dialled: call_limit, recordd: yes}", ["expect/dialled", "expect/recordd"]),
        ("world: {dial: {talk: 60, ring: 5}}, expect: {recorded: no}", ["world/dial/talk", "world/dial/ring"]),
        ("calle: '5', expect: {dialled: call_limit}", ["calle", "expect/dialled"]),
        ("world: {dial: {talk: x}}, expect: {dialled: '1'}", ["world/dial/talk", "expect/dialled"]),
        ("colour: red, expect: {dialled: call_limit, size: 1}", ["colour", "expect/dialled", "expect/size"]),
    ],
)
def test_a_placeholder_for_a_whole_test_hides_no_other_misspelt_key(test: str, keys: list[str]) -> None:
    text = f"""\
version: 1
name: desk
originate: {{caller: 521, callee: 09371234567, context: main_routing, caller_id: 557}}
call: {{dial: {{trunk: Cisco}}, unavailable: ~}}
tests: [{{name: a, {test}}}]
"""
    findings = load(parse(text.encode(), "x.yaml")).findings
    assert sorted((one.code, one.pointer) for one in findings) == sorted(("T601", f"/tests/0/{key}") for key in keys)
