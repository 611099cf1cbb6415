"""Scenarios that are almost right, taken all the way: whatever is wrong with them, there is an answer."""

from __future__ import annotations

import copy
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.paths import ROOT, TESTS

from scenario_kit.files.source import parse
from scenario_kit.findings.model import Severity
from scenario_kit.language.loading import load
from scenario_kit.rendering.artifacts import render
from scenario_kit.report.formats import Report
from scenario_kit.report.report import FORMATS
from scenario_kit.rules.checking import check

SOUND = [
    yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506
    for path in sorted([*TESTS.glob("ok/*.yaml"), *ROOT.glob("scenarios/*.yaml")])
]
WORDS = sorted({word for tree in SOUND for word in yaml.dump(tree, Dumper=yaml.CSafeDumper).replace(":", " ").split()})

leaves: st.SearchStrategy[Any] = (
    st.sampled_from(WORDS) | st.text(max_size=8) | st.none() | st.just([]) | st.just({}) | st.just("${x}")
)


@st.composite
def spoilt(draw: st.DrawFn) -> Any:
    """Return a sound scenario with a few of its values replaced, renamed, removed or repeated elsewhere."""
    tree = copy.deepcopy(draw(st.sampled_from(SOUND)))
    for _ in range(draw(st.integers(1, 4))):
        places = list(_places(tree))
        if not places:
            break
        owner, key = draw(st.sampled_from(places))
        match draw(st.sampled_from(["replace", "rename", "remove", "graft"])):
            case "replace":
                owner[key] = draw(leaves)
            case "rename" if isinstance(owner, dict):
                owner[draw(st.sampled_from(WORDS))] = owner.pop(key)
            case "remove":
                del owner[key]
            case _:
                source, at = draw(st.sampled_from(places))
                owner[key] = copy.deepcopy(source[at])
    return tree


def _places(tree: Any) -> Any:
    for key in tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ():
        yield tree, key
        yield from _places(tree[key])


@given(spoilt(), st.sampled_from(sorted(FORMATS)))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_an_almost_sound_scenario_is_answered(tree: Any, format_: str) -> None:
    text = yaml.dump(tree, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    document = parse(text.encode("utf-8", "replace"), "spoilt.yaml")
    calls, findings = check(load(document))

    for finding in findings:
        assert 1 <= finding.span.line <= finding.span.end_line <= document.text.count("\n") + 1
    assert FORMATS[format_](Report(findings, 1, {"spoilt.yaml": document.text})) is not None
    if calls is not None and not any(finding.severity is Severity.ERROR for finding in findings):
        render(calls)
