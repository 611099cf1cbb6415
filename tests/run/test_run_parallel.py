"""Files checked in several processes: the same, in the same order, as in one."""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scenario_kit.findings.model import Finding, ScenarioKitError, Severity, Span
from scenario_kit.pbx.facts import PbxFacts
from scenario_kit.pbx.inventory import Inventory, Trunk
from scenario_kit.run.checking import (
    PARALLEL_MIN,
    FileResult,
    available_processors,
    check_files,
    check_paths,
    combine_results,
    discard,
    jobs_for,
)
from scenario_kit.run.selection import Selection

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
version: 1
name: {name}
parameters: {{callee: {{description: the callee}}}}
originate: {{caller: 521, callee: "${{callee}}", context: {name}, caller_id: 557}}
call: {{match: [0X.], dial: {{trunk: Nasim}}, unavailable: ~}}
simotel_ini: {{client_api_caller_timeout: {seconds}}}
"""
GIVEN = {"callee": "00982131041000"}
WORLD = PbxFacts(Inventory.model_construct(trunks=(Trunk.model_construct(name="Cisco"),)), ("0098",))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    for number in range(40):
        text = GOOD.format(name=f"n{number // 2}", seconds=number % 3)
        (folder / f"{number:02}.yaml").write_text(text)
    (folder / "10.yaml").write_bytes(b"\xff\xfe")
    (folder / "11.yaml").write_text("version: 1\nname: [\n")
    (folder / "12.yaml").write_text("version: 1\nname: twelve\ncal: {}\n")
    (folder / "13.yaml").write_text("")
    (folder / "14.yaml").write_text("# scenario-kit: ignore C213, W105\n" + GOOD.format(name="n14", seconds=0))
    return folder


def results_of(files: list[str], jobs: int = 1) -> list[FileResult]:
    checked = check_files(files, GIVEN, make=discard, facts=WORLD, jobs=jobs)
    return [result for result, _ in checked]


def files(folder: Path) -> list[str]:
    return sorted([*map(str, folder.iterdir()), str(folder), f"{folder}/missing.yaml", f"{folder}/a\0b.yaml"])


@pytest.mark.unmeasured
def test_several_processes_find_what_one_finds(folder: Path) -> None:
    alone = results_of(files(folder))
    together = results_of(files(folder), jobs=2)

    assert together == alone
    assert [result.file for result in alone] == files(folder)
    codes = {finding.code for result in alone for finding in result.findings}
    assert {"S001", "S002", "S004", "C213", "N401"} <= codes


def test_a_result_can_be_pickled(folder: Path) -> None:
    examined = results_of(files(folder))

    assert pickle.loads(pickle.dumps(examined)) == examined  # noqa: S301  our own bytes
    assert pickle.loads(pickle.dumps(WORLD)) == WORLD  # noqa: S301


def test_a_run_in_parts_is_the_run(folder: Path) -> None:
    selection = Selection(ignore=("W",), severity={"N401": Severity.WARNING})
    whole = check_paths([folder], GIVEN, facts=WORLD, selection=selection)
    names = [one.loaded.document.file for one in whole.files]

    parts = combine_results(results_of(names, jobs=2), selection=selection)

    assert parts == whole._replace(files=())
    assert {finding.code for finding in parts.blockers} >= {"S001", "S002", "S004"}
    assert {"S010", "X501", "I306"} <= {finding.code for finding in parts.findings}
    assert parts.has_warnings


def test_files_that_were_examined_may_still_lack_a_required_value(folder: Path) -> None:
    examined = results_of([f"{folder}/00.yaml"])

    assert combine_results(examined, required=["callee"]).exit_code == 1
    with pytest.raises(ScenarioKitError) as caught:
        combine_results(examined, required=["calee"])
    assert str(caught.value) == "--set calee: no scenario declares a parameter `calee`; did you mean `callee`?"


def test_standard_input_is_examined_in_this_process() -> None:
    ((examined, _),) = check_files(["-"], make=discard, stdin=io.BytesIO(b"version: 2\n"))

    assert (examined.file, examined.text) == ("-", "version: 2\n")
    message = "`version`: only 1 is supported, got `2`"
    assert examined.findings == (
        Finding(
            "S007",
            "unsupported-version",
            Severity.ERROR,
            message,
            "-",
            Span(1, 10, 1, 11),
            "/version",
            "write `version: 1`",
        ),
    )


def test_files_are_given_as_they_are_done(folder: Path) -> None:
    one_by_one = check_files(files(folder), make=discard)

    assert next(one_by_one)[0].file == files(folder)[0]


@pytest.mark.parametrize(
    ("count", "requested", "processors", "jobs"),
    [
        (1, 0, 8, 1),
        (PARALLEL_MIN - 1, 0, 8, 1),
        (PARALLEL_MIN, 0, 8, 2),
        (PARALLEL_MIN, 0, 1, 1),
        (PARALLEL_MIN * 100, 0, 8, 8),
        (1, 4, 1, 4),
        (PARALLEL_MIN * 100, 1, 8, 1),
        (0, 0, 8, 1),
    ],
)
def test_more_processes_are_started_if_they_make_the_run_faster(
    count: int, requested: int, processors: int, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)))
    assert jobs_for(count, requested) == jobs


@pytest.mark.unmeasured
def test_processors_that_the_process_may_not_use_are_not_counted() -> None:
    code = (
        "import os; from scenario_kit.run.checking import available_processors, jobs_for\n"
        "os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "os.cpu_count = lambda: 64\n"
        "print(available_processors(), jobs_for(100_000))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1 1\n"


@pytest.mark.parametrize(("count", "processors"), [(6, 6), (None, 1)])
def test_all_processors_are_counted_where_the_system_does_not_say_which_may_be_used(
    count: int | None, processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: count)
    assert available_processors() == processors
