"""How much work is done, in calls of functions: times are noisy, calls are not.

A ceiling is a fifth above the count when it was set. If you need more for a good reason, raise it and say why. The last
reason was twenty more rules about what people dial, wire and enter.
Instructions would be more exact, but counting them is slow, and they differ between builds of Python.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.paths import ROOT

from scenario_kit.callgraph.graph import compile_graph
from scenario_kit.files.source import parse
from scenario_kit.findings.model import START, Severity
from scenario_kit.language.loading import load
from scenario_kit.pbx.ini.plan import plan_ini
from scenario_kit.pbx.ini.settings import Setting
from scenario_kit.rendering.artifacts import render
from scenario_kit.rules.checking import check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

pytestmark = pytest.mark.unmeasured

SCENARIO = ROOT / "benchmarks/scenario.yaml"
"""A scenario of 60 lines, as a user writes it."""

SMALL, LARGE = 200, 800


def calls_of(work: Callable[[int], object], size: int) -> int:
    """Return how many calls of Python functions some work takes the second time, when caches are filled."""
    count = 0

    def note(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event == "call"

    work(size)
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work(size)
    finally:
        sys.setprofile(before)
    return count


def scenario(components: int) -> bytes:
    route = '{component: outgoing_route, context: c, rows: [{pattern: "0X.", next: a0}]}'
    head = f"version: 1\nname: chain\nsheets:\n  s:\n    r: {route}\n"
    chain = "".join(
        f"    a{i}: {{component: announcement, announcement: x, next: a{i + 1}}}\n" for i in range(components)
    )
    return f"{head}{chain}    a{components}: {{component: trunk, trunk: Cisco, next: {{S: ~, F: ~}}}}\n".encode()


def routes(rows: int) -> bytes:
    head = "version: 1\nname: rows\nsheets:\n  s:\n    r:\n      component: outgoing_route\n      context: c\n"
    patterns = "".join(f'        - {{pattern: "9{i:04}X.", next: d}}\n' for i in range(rows))
    return f"{head}      rows:\n{patterns}    d: {{component: trunk, trunk: Cisco, next: {{S: ~, F: ~}}}}\n".encode()


def checked(data: bytes) -> None:
    _, findings = check(load(parse(data, "x.yaml")))
    assert [finding.code for finding in findings if finding.severity is Severity.ERROR] == []


def built(size: int) -> None:
    scenario_ = load(parse(scenario(size), "x.yaml")).scenario
    assert scenario_ is not None
    assert render(compile_graph(scenario_))


def merged(size: int) -> None:
    data = "".join(f"[section{i}]\n# a comment\nkey = value\n" for i in range(size)).encode()
    settings = [Setting("api", "client_api_caller_timeout", "2", "x.yaml", START)]
    assert plan_ini(data, settings, file="simotel.ini").text is not None


WORKS: dict[str, tuple[Callable[[int], object], int]] = {
    "a chain of components is checked": (lambda size: checked(scenario(size)), 302),
    "a route of rows is checked": (lambda size: checked(routes(size)), 253),
    "a chain of components is built": (built, 546),
    "a settings file is merged": (merged, 83),
}


@pytest.mark.parametrize("name", WORKS)
def test_work_grows_with_what_there_is_to_do_and_no_faster(name: str) -> None:
    work, ceiling = WORKS[name]
    small, large = calls_of(work, SMALL), calls_of(work, LARGE)
    each = (large - small) / (LARGE - SMALL)
    assert large / small < 1.1 * LARGE / SMALL
    assert each < ceiling


COUNTED = """
import sys
calls = 0
def note(frame, event, argument):
    global calls
    calls += event == "call"
if counted := sys.argv.pop(1) == "counted":
    sys.setprofile(note)
from scenario_kit.cli import main
try:
    main()
except SystemExit as end:
    code = end.code
sys.setprofile(None)
print(code, calls, *sys.modules, file=sys.stderr)
"""


def fresh(how: str, *words: str | Path) -> list[str]:
    """Run a command in a new process, `counted` or not; how many calls it made, and the modules that it imported."""
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    command = [sys.executable, "-c", COUNTED, how, *words]
    done = subprocess.run(command, cwd=ROOT, env=unmeasured, capture_output=True, text=True, check=True)
    code, *told = done.stderr.split()
    assert code == "0", done.stdout
    return told


def fresh_calls(*words: str | Path) -> int:
    """Return how many calls a command makes in a new process, when all modules are compiled."""
    fresh("first", *words)
    return int(fresh("counted", *words)[0])


def copies(folder: Path, files: int) -> Path:
    folder.mkdir()
    for number in range(files):
        text = SCENARIO.read_text("utf-8").replace("clinic", f"s{number}")
        (folder / f"s{number}.yaml").write_text(text, "utf-8")
    return folder


@pytest.mark.process
def test_a_file_validated_in_a_fresh_process_takes_no_more_calls() -> None:
    assert fresh_calls("validate", SCENARIO) < 292_000


@pytest.mark.process
def test_twenty_files_validated_in_one_process_take_no_more_calls(tmp_path: Path) -> None:
    assert fresh_calls("validate", copies(tmp_path / "files", 20), "--jobs", "1") < 508_000


@pytest.mark.process
def test_a_file_built_in_a_fresh_process_takes_no_more_calls(tmp_path: Path) -> None:
    assert fresh_calls("build", SCENARIO, "-o", tmp_path) < 443_000


GRAPH = {"html", "logging", "networkx", "xml"}
"""networkx, and the modules that it imports."""

UNNEEDED = {
    "asyncio",
    "concurrent",
    "configparser",
    "configupdater",
    "httpx",
    "jdatetime",
    "jinja2",
    "multiprocessing",
    "rich",
    "subprocess",
}
"""Modules that are slow to import and not needed to check a file."""

MODELS = {"pydantic", "yaml"}


@pytest.mark.process
@pytest.mark.parametrize(
    ("words", "unneeded"),
    [
        pytest.param(["validate", str(SCENARIO)], UNNEEDED, id="validate"),
        pytest.param(["--help"], UNNEEDED | GRAPH | MODELS, id="help"),
        pytest.param(["validate", "--help"], UNNEEDED | GRAPH | MODELS, id="help of a command"),
        pytest.param(["--version"], UNNEEDED | GRAPH | MODELS, id="version"),
        pytest.param(["rules"], UNNEEDED | GRAPH | MODELS, id="rules"),
        pytest.param(["explain", "W105"], UNNEEDED | GRAPH | MODELS, id="explain"),
        pytest.param(["schema"], UNNEEDED | GRAPH | MODELS, id="schema"),
        pytest.param(["components"], UNNEEDED | GRAPH | {"pydantic"}, id="components"),
        pytest.param(["new", "survey"], UNNEEDED | GRAPH, id="new"),
        pytest.param(["completion", "bash"], (UNNEEDED | GRAPH | MODELS) - {"subprocess"}, id="completion"),
    ],
)
def test_a_command_imports_nothing_that_it_does_not_need(words: list[str], unneeded: set[str]) -> None:
    assert sorted(unneeded.intersection(fresh("imports", *words))) == []


@pytest.mark.process
def test_settings_are_compared_without_a_graph(tmp_path: Path) -> None:
    (tmp_path / "simotel.ini").write_text("[api]\n", "utf-8")
    words = ("ini", "diff", "--file", tmp_path / "simotel.ini", "--set-key", "client_api_caller_timeout=2")
    assert sorted(((UNNEEDED | GRAPH) - {"configparser", "configupdater"}).intersection(fresh("imports", *words))) == []
