"""Starters: each is valid and formatted, and becomes a scenario with the requested name."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.command import kit

from scenario_kit.cli.starters import Starter, renamed, starters
from scenario_kit.files.source import parse
from scenario_kit.formatting import format_document
from scenario_kit.language.loading import load
from scenario_kit.rules.checking import check

if TYPE_CHECKING:
    from pathlib import Path

STARTERS = starters()
OTHER_OUTPUT = "name another file, or `-` for standard output"


def test_starters_cover_the_usual_cases_and_calls_that_are_not_originated() -> None:
    assert [one.name for one in STARTERS] == [
        "extension-to-extension",
        "number-to-extension",
        "extension-to-number",
        "number-to-number",
        "call-limit",
        "recording",
        "survey",
        "warning-before-the-end",
        "hold-music",
        "autodialer",
        "inbound-menu",
        "smart-api",
    ]


@pytest.mark.parametrize("one", STARTERS, ids=lambda one: one.name)
@pytest.mark.unmeasured
def test_a_starter_has_comments_no_findings_and_the_canonical_style(one: Starter) -> None:
    document = parse(one.text.encode(), f"{one.name}.yaml")
    _, findings = check(load(document))
    assert findings == ()
    assert not format_document(document).is_changed
    assert one.text.startswith("# ")


@pytest.mark.unmeasured
@pytest.mark.parametrize("one", STARTERS, ids=lambda one: one.name)
@pytest.mark.parametrize("name", ["mine", "007", "no"])
def test_under_another_name_a_starter_differs_by_nothing_else(one: Starter, name: str) -> None:
    document = parse(renamed(one, name).encode(), "x.yaml")
    scenario = load(document).scenario
    original = load(parse(one.text.encode(), "x.yaml")).scenario
    assert original is not None
    assert scenario == original.model_copy(update={"name": name})
    assert not format_document(document).is_changed


def test_the_list_says_what_each_is_for(tmp_path: Path) -> None:
    result = kit("new", "--list", cwd=tmp_path)
    assert (result.code, result.err) == (0, "")
    assert result.out == "".join(f"{one.name:<22}  {one.description}\n" for one in STARTERS)


def test_a_starter_is_printed_as_it_is(tmp_path: Path) -> None:
    assert kit("new", "survey", cwd=tmp_path).out == next(one.text for one in STARTERS if one.name == "survey")


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["call-limit", "-o", "consult.yaml"], "consult"),
        (["call-limit", "-o", "Consult two.yaml"], "call-limit"),
        (["call-limit", "-o", "consult.yml", "--name", "adviser"], "adviser"),
    ],
)
def test_a_file_is_written_under_a_name_that_fits_and_can_be_validated(
    tmp_path: Path, arguments: list[str], name: str
) -> None:
    result = kit("new", *arguments, cwd=tmp_path)
    file = arguments[2]
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        f"{file}: scenario `{name}`, created from starter `call-limit`. Edit it, then run:\n"
        f"  scenario-kit validate {file if ' ' not in file else repr(file)}\n"
    )
    assert f"\nname: {name}\n" in (tmp_path / file).read_text()
    assert kit("validate", file, "--strict", cwd=tmp_path).code == 0


def test_a_file_that_is_there_is_written_over_by_force_only(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("old\n")
    path.chmod(0o640)

    refused = kit("new", "survey", "-o", "mine.yaml", cwd=tmp_path)
    assert (refused.code, refused.out, path.read_text()) == (2, "", "old\n")
    assert (
        refused.err
        == "scenario-kit: -o mine.yaml: the file exists; name another file, or use --force to overwrite it\n"
    )

    assert kit("new", "survey", "-o", "mine.yaml", "--force", cwd=tmp_path).code == 0
    assert "\nname: mine\n" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["suvey"], "scenario-kit: unknown starter `suvey`; did you mean `survey`?\n"),
        (["x"], "scenario-kit: unknown starter `x`; `scenario-kit new --list` lists them\n"),
        (
            ["survey", "--name", "My Survey"],
            "scenario-kit: --name `My Survey`: a name is up to 63 lower-case letters, digits and hyphens\n",
        ),
        (["survey", "-o", "x.json"], "scenario-kit: -o x.json: name a file *.yaml or *.yml\n"),
        (
            ["survey", "-o", "no/x.yaml"],
            f"scenario-kit: -o no/x.yaml: cannot be written: no such file or directory; {OTHER_OUTPUT}\n",
        ),
        (["-o", "x.yaml"], "Error: Missing argument 'TEMPLATE'; `scenario-kit new --list` lists the starters.\n"),
        ([], "Error: Missing argument 'TEMPLATE'; `scenario-kit new --list` lists the starters.\n"),
    ],
)
def test_wrong_use_writes_nothing_and_says_what_to_do(tmp_path: Path, arguments: list[str], message: str) -> None:
    result = kit("new", *arguments, cwd=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert result.err.endswith(message)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.unmeasured
def test_on_a_terminal_the_starters_are_listed(tmp_path: Path) -> None:
    code = "import pty, sys; sys.exit(pty.spawn([sys.executable, '-m', 'scenario_kit', 'new']))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert result.returncode == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == [one.name for one in STARTERS]
