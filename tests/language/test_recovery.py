"""Any value of a valid scenario may be replaced: it is reported, nothing hangs, and the rest is still checked."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support.paths import ROOT, TESTS

from scenario_kit.files.source import parse
from scenario_kit.language.component_models import UNKNOWN
from scenario_kit.language.loading import load
from scenario_kit.language.recovery import replace_value
from scenario_kit.rules.checking import check

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
