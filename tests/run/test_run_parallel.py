"""Files checked in several processes: the same, in the same order, as in one."""

from __future__ import annotations

import io
import pickle
from typing import TYPE_CHECKING

import pytest

from scenario_kit.findings.model import Finding, ScenarioKitError, Severity, Span
from scenario_kit.pbx.facts import PbxFacts
from scenario_kit.pbx.inventory import Inventory, Trunk
from scenario_kit.run.checking import PARALLEL, Run, check_each, check_paths, conclude, jobs_for
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


def files(folder: Path) -> list[str]:
    return sorted([*map(str, folder.iterdir()), str(folder), f"{folder}/missing.yaml", f"{folder}/a\0b.yaml"])


def test_several_processes_find_what_one_finds(folder: Path) -> None:
    alone = list(check_each(files(folder), GIVEN, facts=WORLD))
    together = list(check_each(files(folder), GIVEN, facts=WORLD, jobs=2))

    assert together == alone
    assert [one.file for one in alone] == files(folder)
    found = {finding.code for one in alone for finding in one.findings}
    assert {"S001", "S002", "S004", "C213", "N401"} <= found


def test_what_is_left_of_a_file_can_go_to_another_process(folder: Path) -> None:
    examined = list(check_each(files(folder), GIVEN, facts=WORLD))

    assert pickle.loads(pickle.dumps(examined)) == examined  # noqa: S301  our own bytes
    assert pickle.loads(pickle.dumps(WORLD)) == WORLD  # noqa: S301


def test_a_run_in_parts_is_the_run(folder: Path) -> None:
    selection = Selection(ignore=("W",), severity={"N401": Severity.WARNING})
    whole = check_paths([folder], GIVEN, facts=WORLD, selection=selection)
    names = [one.loaded.document.file for one in whole.files]

    parts = conclude(list(check_each(names, GIVEN, facts=WORLD, jobs=2)), selection=selection)

    assert parts == Run((), whole.findings, whole.blockers, whole.texts)
    assert {finding.code for finding in parts.blockers} >= {"S001", "S002", "S004"}
    assert {"S010", "X501", "I306"} <= {finding.code for finding in parts.findings}
    assert parts.has_warnings


def test_files_that_were_examined_may_still_lack_a_required_value(folder: Path) -> None:
    examined = list(check_each([f"{folder}/00.yaml"], GIVEN))

    assert conclude(examined, required=["callee"]).exit_code == 1
    with pytest.raises(ScenarioKitError) as caught:
        conclude(examined, required=["calee"])
    assert str(caught.value) == "--set calee: no scenario declares a parameter `calee`; did you mean `callee`?"


def test_standard_input_is_examined_in_this_process() -> None:
    (examined,) = check_each(["-"], stdin=io.BytesIO(b"version: 2\n"))

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
    one_by_one = check_each(files(folder))

    assert next(one_by_one).file == files(folder)[0]


@pytest.mark.parametrize(
    ("count", "wanted", "processors", "jobs"),
    [
        (1, 0, 8, 1),
        (PARALLEL - 1, 0, 8, 1),
        (PARALLEL, 0, 8, 2),
        (PARALLEL, 0, 1, 1),
        (PARALLEL * 100, 0, 8, 8),
        (1, 4, 1, 4),
        (PARALLEL * 100, 1, 8, 1),
        (0, 0, 8, 1),
    ],
)
def test_more_processes_are_started_where_they_are_worth_it(
    count: int, wanted: int, processors: int, jobs: int
) -> None:
    assert jobs_for(count, wanted, processors) == jobs
