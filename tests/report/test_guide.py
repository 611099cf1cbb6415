"""The guide to a calibration: every value to enter, in both languages, and nothing left untranslated."""

from __future__ import annotations

import gettext
import re
import runpy
from typing import TYPE_CHECKING, Any

import pytest
from support.paths import ROOT, TESTS

from scenario_kit.editor.calibration import calibration_graph, calibration_text
from scenario_kit.report.guide import LANGUAGES, guide, guide_context
from scenario_kit.run.checking import check_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scenario_kit.callgraph.graph import CallGraph

COMMANDS = {"learn": "scenario-kit profile learn exported.json", "build": "scenario-kit build scenarios"}
LOCALES: dict[str, Any] = runpy.run_path(str(ROOT / "scripts/locales.py"))
TRANSLATED = sorted(set(LANGUAGES) - {"en"})
ODD = """\
version: 1
name: odd
sheets:
  main:
    line: {component: incoming_route, context: a, rows: [{cid: 1, did: 2, next: hours}]}
    hours:
      component: time_condition
      days_of_week: {mon: ["08:00-12:00"]}
      next: {match: code, no_match: ~}
    code: {component: custom_plan, code: "same => n,NoOp()", next: ring}
    ring: {component: extension, extension: {variable: desk}, say_busy: yes, next: {B: ~, F: ~}}
    arrive: {component: jump_in, name: here}
    go: {component: jump_out, jump_in: here}
variables: [{name: desk, type: number, value: 100}]
"""


def calibrated(*paths: Any) -> CallGraph:
    graphs = [file.calls for file in check_paths(paths).files if file.calls is not None]
    return calibration_graph(calibration_text(graphs))


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> CallGraph:
    path = tmp_path_factory.mktemp("odd") / "odd.yaml"
    path.write_text(ODD, "utf-8")
    return calibrated(path)


def texts(calls: CallGraph, language: str = "en") -> Mapping[str, str]:
    return {artifact.path: artifact.data.decode() for artifact in guide(calls, COMMANDS, language)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_small_guide(odd: CallGraph, language: str, golden: Callable[..., None]) -> None:
    golden(TESTS / f"report/guide.{language}.md", texts(odd, language)["calibration.md"])


def test_the_guide_is_the_same_each_time(odd: CallGraph) -> None:
    assert guide(odd, COMMANDS, "fa") == guide(odd, COMMANDS, "fa")


def test_the_guide_has_every_value_of_the_calibration() -> None:
    text = calibration_text([], everything=True)
    written = texts(calibration_graph(text))
    values = set(re.findall(r'"([^"]+)"|(cal-[\w./-]+|https://[\w./-]+)', text))
    for value in sorted({quoted or plain for quoted, plain in values}):
        assert value in written["calibration.html"]
        assert value in written["calibration.md"]


def test_what_to_enter(odd: CallGraph) -> None:
    context = guide_context(odd)
    entries = {
        (component["name"], field["label"]): (field["value"]["kind"], field["value"]["texts"])
        for component in context["components"]
        for field in component["fields"]
    }
    assert entries["cal-extension-1", "Say Busy"] == ("on", [])
    assert entries["cal-extension-2", "Say Busy"] == ("off", [])
    assert entries["cal-extension-3", "Say Busy"] == ("empty", [])
    assert entries["cal-extension-4", "Extension"] == ("variable", ["cal-variable-11"])
    assert entries["cal-time-1", "Days Of Week"] == (
        "text",
        ["mon 08:11-11:23", "mon 13:31-17:43", "thu 09:07-18:29"],
    )
    code = ["same => n,NoOp(cal-code-11)", "same => n,NoOp(cal-code-12)"]
    assert entries["cal-custom-plan-1", "Code"] == ("text", code)


def test_rows_and_wires(odd: CallGraph) -> None:
    components = {component["name"]: component for component in guide_context(odd)["components"]}
    route = components["cal-incoming-1"]
    assert route["columns"] == ["CID", "DID"]
    assert [[cell["kind"] for cell in row["cells"]] for row in route["rows"]] == [["text", "text"], ["empty", "empty"]]
    assert all(row["target"] in components for row in route["rows"])
    assert [wire["output"] for wire in components["cal-time-1"]["wires"]] == ["✓", "✗"]


def test_an_output_that_stays_open_has_no_target() -> None:
    components = {one["name"]: one for one in guide_context(calibrated(ROOT / "scenarios"))["components"]}
    assert [row["target"] for row in components["cal-outgoing-2"]["rows"]] == [None]
    assert components["cal-trunk-2"]["wires"] == []


def test_the_name_of_a_jump_in_is_not_asked_for_twice(odd: CallGraph) -> None:
    jumps = [component for component in guide_context(odd)["components"] if component["type"] == "Jump In"]
    assert [(jump["name"], jump["fields"]) for jump in jumps] == [("cal-jump-in-1", []), ("cal-jump-in-2", [])]


def test_the_page_runs_no_script_and_loads_nothing(odd: CallGraph) -> None:
    html = texts(odd)["calibration.html"]
    assert "<script" not in html
    assert re.findall(r'(?:src|href)="(?!data:)', html) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_labels_and_values_are_left_to_right_in_a_right_to_left_page(odd: CallGraph, language: str) -> None:
    html = texts(odd, language)["calibration.html"]
    assert f'<html lang="{language}" dir="rtl">' in html
    assert re.findall(r'(?<!<pre dir="ltr" tabindex="0" aria-label="دستورها">)<code>', html) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_and_every_translation_is_used(language: str) -> None:
    source = ROOT / f"templates/profile/locale/{language}/LC_MESSAGES/guide.po"
    entries = LOCALES["entries"](source.read_text("utf-8"))
    assert sorted(entries) == sorted(["", *LOCALES["texts"]()])
    assert [text for text, translation in entries.items() if not translation] == []
    variables = re.compile(r"%\(\w+\)s")
    assert [
        text
        for text, translation in entries.items()
        if set(variables.findall(text)) != set(variables.findall(translation))
    ] == []


def test_the_compiled_catalogues_are_those_of_their_sources() -> None:
    assert list(LOCALES["stale"]()) == [], "run `make docs`"


@pytest.mark.parametrize("language", TRANSLATED)
def test_gettext_reads_a_compiled_catalogue(language: str) -> None:
    read = gettext.translation("guide", ROOT / "templates/profile/locale", languages=[language])
    source = ROOT / f"templates/profile/locale/{language}/LC_MESSAGES/guide.po"
    entries = LOCALES["entries"](source.read_text("utf-8"))
    assert {text: read.gettext(text) for text in entries} == entries
    assert read.info()["language"] == language
