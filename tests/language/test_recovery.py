"""Whatever one value of a sound scenario is replaced by, it is told, nothing hangs, and the rest is still checked."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support.paths import ROOT, TESTS

from scenario_kit.files.source import parse
from scenario_kit.language.loading import load
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


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_every_value_may_be_anything(path: Path) -> None:
    tree = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    for number in range(len(list(places(tree)))):
        spoilt = copy.deepcopy(tree)
        owner, key = list(places(spoilt))[number]
        owner[key] = STRANGE[number % len(STRANGE)]
        check(load(parse(yaml.dump(spoilt).encode(), path.name)))


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
