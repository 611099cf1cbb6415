"""Templates: the sandbox, what a template at fault is told, whose templates go first, and a profile of other habits."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from support.paths import ROOT, TESTS

from scenario_kit.callgraph.graph import CallGraph, compile_graph
from scenario_kit.files.source import parse
from scenario_kit.language.loading import load
from scenario_kit.rendering.artifacts import Renderer, TemplateError, render

PROFILES = TESTS / "support/profiles"

DESK = """
version: 1
name: desk
sheets:
  main:
    entry: {component: outgoing_route, context: c, rows: [{pattern: 5XX, next: desk}]}
    desk: {component: extension, extension: 0521, timeout_sec: 1m, next: {S: ~, B: sorry, F: sorry}}
    sorry: {component: announcement, announcement: {variable: reason}}
variables:
  - {name: reason, type: announcement}
"""


@pytest.fixture
def calls() -> CallGraph:
    loaded = load(parse(DESK.encode(), "desk.yaml"))
    assert loaded.scenario is not None, loaded.findings
    return compile_graph(loaded.scenario)


def profile(folder: Path, template: str, name: str = "mine") -> Path:
    (folder / name).mkdir(parents=True)
    (folder / name / "sheet.json.j2").write_text(template, "utf-8")
    return folder


def refusal(calls: CallGraph, folder: Path | None, name: str = "mine") -> str:
    with pytest.raises(TemplateError) as caught:
        render(calls, templates=folder, profile=name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("scenario.__class__", "access to attribute '__class__' of 'str' object is unsafe."),
        ("''|attr('__class__')", "access to attribute '__class__' of 'str' object is unsafe."),
        ("self.__init__.__globals__", "access to attribute '__init__' of 'TemplateReference' object is unsafe."),
        ("{'__class__': 1}.__class__", "access to attribute '__class__' of 'dict' object is unsafe."),
        ("components.append(1)", "access to attribute 'append' of 'list' object is unsafe."),
        ("range(1000000000)|list", "Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000)."),
        ("'{0.__class__}'.format(1)", "access to attribute '__class__' of 'int' object is unsafe."),
    ],
)
def test_a_template_cannot_leave_its_sandbox(calls: CallGraph, tmp_path: Path, expression: str, reason: str) -> None:
    folder = profile(tmp_path, f"{{#- one line -#}}\n{{{{ {expression} }}}}")

    assert refusal(calls, folder) == f"template `mine/sheet.json.j2`, line 2: {reason}"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ('\n\n{"a": {{ nothing }}}', "line 3: 'nothing' is undefined"),
        ('\n{"a": {{ nothing | tojson }}}', "line 2: 'nothing' is undefined"),
        (
            '{"a": {{ components[0].nothing | tojson }}}',
            "line 1: 'dict object' has no attribute 'nothing'",
        ),
        ("\n{{ 1 // 0 }}", "line 2: integer division or modulo by zero"),
        ("\n{{ [1] | dictsort }}", "line 2: 'list' object has no attribute 'items'"),
        ("\n{{ scenario() }}", "line 2: 'str' object is not callable"),
        ("\n{{ 1 + scenario }}", "line 2: unsupported operand type(s) for +: 'int' and 'str'"),
        ("{% if %}", "line 1: Expected an expression, got 'end of statement block'"),
        ("\n\n{% for x in components %}", "line 3: Unexpected end of template."),
        ("\n{{ scenario | nofilter }}", "line 2: No filter named 'nofilter'."),
        ("\n{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "line 2: maximum recursion depth exceeded"),
    ],
)
def test_a_template_at_fault_is_named_with_its_line(
    calls: CallGraph, tmp_path: Path, template: str, message: str
) -> None:
    told = refusal(calls, profile(tmp_path, template))

    if "Unexpected end" in message or "recursion" in message:  # Jinja2 and Python go on in words of their own
        told = told[: len(f"template `mine/sheet.json.j2`, {message}")]
    assert told == f"template `mine/sheet.json.j2`, {message}"


def test_what_a_mapping_can_do_goes_before_its_keys_as_in_any_template(calls: CallGraph, tmp_path: Path) -> None:
    folder = profile(
        tmp_path, "{% set one = {'items': 1, 'key': 2} %}{{ [one.items() | list, one.key, one['items']] | tojson }}"
    )

    sheet, *_ = render(calls, templates=folder, profile="mine")

    assert json.loads(sheet.data) == [[["items", 1], ["key", 2]], 2, 1]


@pytest.mark.parametrize("part", ["\n{{ nothing }}", "\n{% if %}"])
def test_the_fault_of_an_included_template_is_named_with_that_template(
    calls: CallGraph, tmp_path: Path, part: str
) -> None:
    folder = profile(tmp_path, '\n\n{% include "mine/part.j2" %}')
    (folder / "mine/part.j2").write_text(part, "utf-8")

    assert refusal(calls, folder).startswith("template `mine/part.j2`, line 2: ")


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ('{"a":\n  "{{ sheet }}\n}', 'not JSON: invalid control character in line 2 of its output, `"main`'),
        ('{"a":\n  {{ sheet }}}', "not JSON: expecting value in line 2 of its output, `main}`"),
        ("", "not JSON: the text is empty in line 2 of its output, ``"),
        (
            '{"a": "\u2028",\n b}',
            "not JSON: expecting property name enclosed in double quotes in line 2 of its output, `b}`",
        ),
        ("[{{ 1e400 | tojson }}]", "`Infinity` is not a JSON value in line 1 of its output, `[Infinity]`"),
        ("{{ '[' * 100000 }}", f"nested deeper than 100 levels in line 1 of its output, `{'[' * 60}`"),
    ],
)
def test_output_that_is_not_json_is_refused_with_the_template_and_the_line(
    calls: CallGraph, tmp_path: Path, template: str, reason: str
) -> None:
    assert refusal(calls, profile(tmp_path, template)) == (
        f"template `mine/sheet.json.j2` did not write JSON for sheet `main`: {reason}; write every value with `tojson`"
    )


def test_the_users_templates_go_before_the_projects_own(calls: CallGraph, tmp_path: Path) -> None:
    folder = profile(tmp_path, '{"mine": {{ sheet | tojson }}}', "scenario-kit")

    own = {artifact.path: artifact.data for artifact in render(calls, templates=folder)}
    without = {artifact.path: artifact.data for artifact in render(calls)}

    assert own.pop("desk/sheets/main.json") == b'{"mine": "main"}\n'
    assert without.pop("desk/sheets/main.json").startswith(b'{\n  "format": "scenario-kit/sheet"')
    assert own == without


def test_a_template_can_include_the_projects_own(calls: CallGraph, tmp_path: Path) -> None:
    folder = profile(tmp_path, '{% include "scenario-kit/sheet.json.j2" %}')

    own, _, _ = render(calls, templates=folder, profile="mine")
    builtin, _, _ = render(calls)

    assert own == builtin


@pytest.mark.parametrize("name", ["simotel-9", "../desk", "..", "/etc"])
def test_an_unknown_profile_is_refused_by_its_name(calls: CallGraph, name: str) -> None:
    assert refusal(calls, None, name) == (
        f"template `{name}/sheet.json.j2` not found; a profile is a folder with a `sheet.json.j2`"
    )


def test_a_templates_directory_that_does_not_exist_is_refused(calls: CallGraph, tmp_path: Path) -> None:
    missing = tmp_path / "missing"

    assert refusal(calls, missing) == f"templates `{missing}`: no such directory"


def test_a_template_that_is_not_utf_8_is_refused(calls: CallGraph, tmp_path: Path) -> None:
    folder = profile(tmp_path, "")
    (folder / "mine/sheet.json.j2").write_bytes(b'{"a": "\xff"}')

    assert refusal(calls, folder).startswith("template `mine/sheet.json.j2`, line 1: 'utf-8' codec can't decode byte")


def test_a_profile_of_other_names_ids_and_habits_needs_no_change_of_the_program(calls: CallGraph) -> None:
    sheet, *_ = render(calls, templates=PROFILES, profile="vendor-like")

    assert json.loads(sheet.data) == {
        "flowName": "desk/main",
        "blocks": {
            "1": {
                "blockType": "Outgoing Route",
                "pos": ["80", "80"],
                "settings": [{"caption": "Context", "val": "c"}],
                "ports": {"1": 2},
            },
            "2": {
                "blockType": "Extension",
                "pos": ["324", "80"],
                "settings": [{"caption": "Extension", "val": "0521"}, {"caption": "Timeout Sec", "val": "60"}],
                "ports": {"S": None, "B": 3, "F": 3},
            },
            "3": {
                "blockType": "Announcement",
                "pos": ["568", "97"],
                "settings": [{"caption": "Announcement", "val": {"variable": "reason"}}],
                "ports": {"out": None},
            },
        },
    }


def test_a_scenario_of_settings_alone_has_no_picture() -> None:
    loaded = load(parse(b"version: 1\nname: beeper\nsimotel_ini: {beeper: {}}\n", "beeper.yaml"))
    assert loaded.scenario is not None, loaded.findings

    assert render(compile_graph(loaded.scenario)) == []


def test_text_ends_with_one_line_break(tmp_path: Path) -> None:
    (tmp_path / "note.j2").write_text("{{ text }}\n\n\n", "utf-8")

    assert Renderer(tmp_path).text("note.j2", {"text": "\u062f\n"}) == "\u062f\n".encode()


@pytest.mark.parametrize("character", ["\0", "\b", "\v", "\f", "\x0e", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_a_picture_has_a_replacement_for_what_xml_cannot_hold(tmp_path: Path, character: str) -> None:
    (tmp_path / "note.svg.j2").write_text("{{ text }}", "utf-8")

    picture = Renderer(tmp_path).text("note.svg.j2", {"text": f"\t\ud7ff\ue000{character}\ufffd\U00010000"})

    assert picture.decode() == "\t\ud7ff\ue000\ufffd\ufffd\U00010000\n"


GOLDEN = Path(__file__).parent / "golden"
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
PICTURES = {"01-extension-to-extension", "07-survey"}
"""Scenarios whose SVG is kept too; the others differ from them in nothing that a picture could get wrong."""


def kept(path: str, scenario: Path) -> bool:
    """Whether an artifact is compared with a golden file: data and short texts, and the larger samples only once."""
    name = Path(path).name
    return (
        name in ("originate.json", "originate.sh", "plan.mmd")
        or "/sheets/" in path
        or (scenario.stem in PICTURES and name in ("plan.svg", "originate.php", "originate.html"))
    )


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda path: path.stem)
def test_a_shipped_scenario_gives_the_artifacts_that_are_kept(scenario: Path, request: pytest.FixtureRequest) -> None:
    loaded = load(parse(scenario.read_bytes(), scenario.name))
    assert loaded.scenario is not None, loaded.findings
    artifacts = render(compile_graph(loaded.scenario))
    made = {artifact.path: artifact.data.decode() for artifact in artifacts if kept(artifact.path, scenario)}
    folder = GOLDEN / loaded.scenario.name

    if request.config.getoption("--golden"):
        shutil.rmtree(folder, ignore_errors=True)
        for path, text in made.items():
            (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / path).write_bytes(text.encode())

    files = (path for path in folder.rglob("*") if path.is_file())
    assert made == {path.relative_to(GOLDEN).as_posix(): path.read_bytes().decode() for path in files}


def test_no_golden_folder_is_left_of_a_scenario_that_is_gone() -> None:
    scenarios = [load(parse(path.read_bytes(), path.name)).scenario for path in SCENARIOS]

    assert sorted(path.name for path in GOLDEN.iterdir()) == sorted(scenario.name for scenario in scenarios if scenario)
