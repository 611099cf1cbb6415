"""A run over files: which order they are given in does not matter, and values are asked for and refused."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.files.source import parse
from scenario_kit.findings.model import Finding, ScenarioKitError, Severity, Span
from scenario_kit.language.values_files import masked_values
from scenario_kit.run.checking import Run, check_paths, read_values
from scenario_kit.run.selection import Selection
from scenario_kit.run.tests import Status, run_tests

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
version: 1
name: {name}
parameters: {{trunk: {{default: Cisco}}, number: {{description: the callee}}}}
originate: {{caller: 521, callee: "${{number}}", context: "{name}", caller_id: 557}}
call: {{dial: {{trunk: "${{trunk}}"}}, unavailable: ~}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    (folder / "a.yaml").write_text(GOOD.format(name="one"))
    (folder / "b.yaml").write_text(GOOD.format(name="two"))
    (folder / "c.yaml").write_text("version: 1\nname: one\nsimotel_ini: {beepr: {}}\n")
    (folder / "d.yaml").write_text("version: 1\nname: [\n")
    return folder


def codes(run: Run) -> list[tuple[str, int, str]]:
    return [(finding.file.rpartition("/")[2], finding.span.line, finding.code) for finding in run.findings]


@given(st.permutations(["a.yaml", "b.yaml", "c.yaml", "d.yaml", "missing.yaml", "."]))
def test_the_order_of_paths_does_not_matter_and_no_file_is_read_twice(folder: Path, names: list[str]) -> None:
    run = check_paths([f"{folder}/{name}".removesuffix("/.") for name in names], {"number": "0912"})

    assert run.findings == check_paths([folder, folder / "missing.yaml"], {"number": "0912"}).findings
    assert [checked.loaded.document.file for checked in run.files] == [
        f"{folder}/{name}" for name in ("a.yaml", "b.yaml", "c.yaml", "d.yaml", "missing.yaml")
    ]
    assert codes(run) == [
        ("c.yaml", 2, "S010"),
        ("c.yaml", 3, "S004"),
        ("d.yaml", 3, "S002"),
        ("missing.yaml", 1, "S001"),
    ]


def test_a_scenario_that_could_be_read_has_its_graph(folder: Path) -> None:
    run = check_paths([folder / "a.yaml"], {"number": "0912"})

    assert run.findings == ()
    (checked,) = run.files
    assert checked.calls is not None
    assert checked.loaded.scenario is checked.calls.scenario
    assert [component.id for component in checked.calls.components] == ["outgoing/route", "outgoing/dial"]


def test_standard_input_is_a_file_called_dash() -> None:
    run = check_paths(["-"], stdin=io.BytesIO(b"version: 2\n"))

    assert run.findings == (
        Finding(
            "S007",
            "unsupported-version",
            Severity.ERROR,
            "`version`: only 1 is supported, got `2`",
            "-",
            Span(1, 10, 1, 11),
            "/version",
            "write `version: 1`",
        ),
    )


@pytest.mark.parametrize(
    ("name", "exit_code", "has_errors"), [("a.yaml", 0, False), ("d.yaml", 1, True), ("missing.yaml", 2, True)]
)
def test_the_exit_code_tells_errors_from_files_that_cannot_be_read(
    folder: Path, name: str, exit_code: int, *, has_errors: bool
) -> None:
    run = check_paths([folder / name], {"number": "0912"})

    assert (run.exit_code, run.has_errors) == (exit_code, has_errors)


def test_a_warning_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD.format(name="one").replace(", unavailable: ~", ""))
    run = check_paths([tmp_path], {"number": "0912"})

    assert codes(run) == [("a.yaml", 6, "W105")]
    assert (run.exit_code, run.has_errors) == (0, False)


def test_a_value_that_a_scenario_does_not_declare_is_ignored(folder: Path) -> None:
    given = {"number": "0912", "server": "https://pbx.example"}

    assert check_paths([folder / "a.yaml"], given).findings == ()


@pytest.mark.parametrize(
    ("names", "required", "message"),
    [
        (["a.yaml"], ["trunk", "numbr"], "no scenario declares a parameter `numbr`; did you mean `number`?"),
        (["a.yaml"], ["x"], "no scenario declares a parameter `x`; declared: number, trunk"),
        (["c.yaml", "d.yaml"], ["x"], "no scenario declares a parameter `x`; none is declared"),
    ],
)
def test_a_required_value_has_to_be_declared_somewhere(
    folder: Path, names: list[str], required: list[str], message: str
) -> None:
    with pytest.raises(ScenarioKitError) as caught:
        check_paths([folder / name for name in names], {}, required=required)

    assert str(caught.value) == f"--set {required[-1]}: {message}"


def test_it_is_enough_that_one_scenario_declares_a_required_value(folder: Path) -> None:
    run = check_paths([folder / "c.yaml", folder / "a.yaml"], {"number": "0912"}, required=["number"])

    assert codes(run) == [("c.yaml", 2, "S010"), ("c.yaml", 3, "S004")]


def test_values_are_text_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "values.yaml"
    path.write_text("number: 0521\nlimit: 1:30\nrecord: no\nempty: ''\nquoted: '~'\ntrunk: Cisco  # the first\n")

    assert read_values(str(path)).values == {
        "number": "0521",
        "limit": "1:30",
        "record": "no",
        "empty": "",
        "quoted": "~",
        "trunk": "Cisco",
    }


def test_values_can_be_json(tmp_path: Path) -> None:
    path = tmp_path / "values.json"
    path.write_text('{"number": "0521", "limit": 300}')

    assert read_values(str(path)).values == {"number": "0521", "limit": "300"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: ~\n", ", line 2: `b` has no value; write a text or a number"),
        ("a: 1\n\nb:\n", ", line 3: `b` has no value; write a text or a number"),
        ("a: [1]\n", ", line 1: `a` is a list; write a text or a number"),
        ("- a\n", ": expected a mapping of parameter names to values"),
        ("a\n", ": expected a mapping of parameter names to values"),
        ("", ", line 1: the file is empty; expected a mapping of parameter names to values"),
        (
            "#!/bin/sh\nset -e\nurl: exit\n",
            ", line 3: unexpected `:`; expected a mapping of parameter names to values",
        ),
        ("a: 1\na: 2\n", ", line 2: duplicate key `a`; first defined on line 1"),
        ("a: !!python/name:os.system\n", ", line 1: tag `!!python/name:os.system` is not supported"),
    ],
)
def test_a_file_of_values_that_is_something_else_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "values.yaml"
    path.write_text(text)

    with pytest.raises(ScenarioKitError) as caught:
        read_values(str(path))

    assert str(caught.value) == f"--values {path}{message}"


def test_a_file_of_values_that_is_missing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "values.yaml"

    with pytest.raises(ScenarioKitError) as caught:
        read_values(str(path))

    assert str(caught.value) == f"--values {path}: cannot be read: no such file or directory"


def test_a_broken_test_is_not_run_even_if_its_rule_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    test = "{name: busy, callee: 100, world: {nowhere: {outcome: busy}}, expect: {ended_by: end_of_plan}}"
    path.write_text(GOOD.format(name="one") + f"tests: [{test}]\n")

    run = check_paths([path], {"number": "09121234567"}, selection=Selection(ignore=("T",)))

    assert all(not finding.code.startswith("T") for finding in run.findings)
    assert [finding.code for finding in run.test_errors] == ["T602"]
    assert [tested.status for tested in run_tests(run).tests] == [Status.ERROR]


def test_several_files_of_values_are_merged_and_the_later_one_wins(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text(GOOD.format(name="one"))
    (tmp_path / "all.yaml").write_text("trunk: Asia\nnumber: 0912\n")
    (tmp_path / "north.yaml").write_text("trunk: North\n")
    both = [read_values(str(tmp_path / name)) for name in ("all.yaml", "north.yaml")]

    for values_files, given_, trunk in ((both, {}, "North"), (both[::-1], {}, "Asia"), (both, {"trunk": "X"}, "X")):
        run = check_paths([tmp_path / "scenario.yaml"], given_, values_files=values_files)
        (checked,) = run.files
        assert run.findings == ()
        assert checked.calls is not None
        assert checked.calls.component("outgoing/dial").parameters["trunk"] == trunk


@pytest.mark.parametrize(
    ("values", "is_shared", "helps"),
    [
        ("trnk: Asia\n", False, ["did you mean `trunk`?"]),
        ("trnk: Asia\n", True, ["did you mean `trunk`?"]),
        ("crm: x\n", False, ["declare it under `parameters`, or remove it"]),
        ("crm: x\n", True, []),
        ("trunk: Asia\n", False, []),
        ("trnk: Asia  # scenario-kit: ignore S015\n", False, []),
    ],
)
def test_a_value_that_no_scenario_declares_is_a_warning(
    tmp_path: Path, values: str, is_shared: bool, helps: list[str]
) -> None:
    (tmp_path / "scenario.yaml").write_text(GOOD.format(name="one"))
    (tmp_path / "values.yaml").write_text("number: 0912\n" + values)
    file = read_values(str(tmp_path / "values.yaml"))._replace(is_shared=is_shared)

    run = check_paths([tmp_path / "scenario.yaml"], values_files=[file])

    assert codes(run) == [("values.yaml", 2, "S015")] * len(helps)
    assert [finding.help for finding in run.findings] == helps
    assert not run.has_errors


def test_nothing_is_said_of_values_if_a_scenario_cannot_be_parsed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text("number: 0912\ncrm: x\n")

    run = check_paths([folder / "a.yaml", folder / "d.yaml"], values_files=[read_values(str(tmp_path / "values.yaml"))])

    assert codes(run) == [("d.yaml", 3, "S002")]


@pytest.mark.parametrize(
    ("name", "text", "masked"),
    [
        ("values.yaml", "pin: 4711  # of 553\nb: 'a b'\n", "pin: ****  # of 553\nb: ** **\n"),
        ("values.json", '{"pin": "4711", "b": 12}', '{"pin": ******, "b": **}'),
        ("values.yaml", "a: |\n  one\n  two\n\nb: x\n", "a: *\n  ***\n  ***\n\nb: *\n"),
    ],
)
def test_a_value_is_masked_where_the_line_of_its_name_is_shown(name: str, text: str, masked: str) -> None:
    shown = masked_values(parse(text.encode(), name))

    assert shown == masked
    assert [len(line) for line in shown.split("\n")] == [len(line) for line in text.split("\n")]
