"""What the pages say is so."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from support.command import kit
from support.paths import ROOT

from scenario_kit import check_paths
from scenario_kit.cli import cli

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
SCENARIO = re.compile(r"```yaml\n((?:#[^\n]*\n)*version: 1\n.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


@pytest.mark.unmeasured
@pytest.mark.process
def test_the_pages_made_from_the_code_are_current() -> None:
    command = [sys.executable, "scripts/docs.py", "--check"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (result.stdout, result.returncode) == ("", 0)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.unmeasured
def test_every_scenario_on_a_page_is_without_findings(page: Path, tmp_path: Path) -> None:
    for text in SCENARIO.findall(page.read_text("utf-8")):
        (tmp_path / "page.yaml").write_text(text, "utf-8")
        assert check_paths([tmp_path / "page.yaml"]).findings == ()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    for target in LINK.findall(page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_what_the_readme_says_is_printed_is_printed(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    (source,) = SCENARIO.findall(readme)
    (built,) = re.findall(r"\$ scenario-kit build consult.yaml -o build\n(.*)\n", readme)
    (findings,) = re.findall(r"```text\n(consult.yaml.*?)```", readme, re.DOTALL)
    (tmp_path / "consult.yaml").write_text(source)

    def printed(*arguments: str) -> str:
        return kit(*arguments, cwd=tmp_path).out

    assert printed("build", "consult.yaml", "-o", "build") == built + "\n"
    simulated = readme.split("$ scenario-kit simulate ")[1].split("```")[0]
    command, _, shown = simulated.partition("\n")
    assert printed("simulate", *command.split()) == shown
    files = sorted(
        str(path.relative_to(tmp_path / "build/consult")) for path in (tmp_path / "build/consult").rglob("*.*")
    )
    named = re.findall(r"^\| (`.*?) \| ", readme, re.MULTILINE)
    words = [word.strip("`") for cell in named for word in cell.split()]
    stems = [word if not word.startswith(".") else "originate" + word for word in words]
    assert sorted(stems) == files
    (tmp_path / "consult.yaml").write_text(source.replace("trunk: Cisco", "trnk: Cisco"))
    assert printed("validate", "consult.yaml").startswith(findings)


def test_the_shipped_scenarios_are_without_findings() -> None:
    run = check_paths([ROOT / "scenarios"])
    assert run.findings == ()
    assert [Path(file.loaded.document.file).name for file in run.files] == [
        "01-extension-to-extension.yaml",
        "02-number-to-extension.yaml",
        "03-extension-to-number.yaml",
        "04-number-to-number.yaml",
        "05-call-limit.yaml",
        "06-recording.yaml",
        "07-survey.yaml",
        "08-warning-before-the-end.yaml",
        "09-hold-music.yaml",
    ]


TOLD = re.compile(r"<!-- (file|append|run)(?:: (\S+))? -->\n```\w+\n(.*?)```", re.DOTALL)


def test_the_tutorial_is_gone_through_as_it_stands(tmp_path: Path) -> None:
    printed = []
    for kind, name, text in TOLD.findall((ROOT / "docs/tutorial.md").read_text("utf-8")):
        if kind == "run":
            for line in text.splitlines():
                done = kit(*line.removeprefix("$ scenario-kit ").split(), cwd=tmp_path)
                assert (done.code, done.err) == (0, ""), line
                printed.append(done.out)
        else:
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text((path.read_text("utf-8") if kind == "append" else "") + text, "utf-8")
    assert "warned at 540, 570 s of talk" in printed[1]
    assert printed[2].endswith("1 file: 2 passed.\n")
    assert (tmp_path / "build/call-back/sheets/outgoing.json").is_file()
    assert '"North"' in (tmp_path / "build/north/call-back/originate.json").read_text("utf-8")


COMMAND = re.compile(r"^(?:\$ |- run: )?(scenario-kit(?: +[^\s|#>]+)+)", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_on_a_page_is_one_with_options_that_there_are(page: Path) -> None:
    """This checks only that the command and its options exist; other tests check what it does."""
    for text in re.findall(r"```(?:console|sh|yaml|text)\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
        for line in COMMAND.findall(text):
            words = shlex.split(line.replace("\\", ""))[1:]
            command: click.Command = cli
            while isinstance(command, click.Group) and words and not words[0].startswith("-"):
                subcommand = command.get_command(click.Context(command), words.pop(0))
                assert subcommand is not None, line
                command = subcommand
            options = {name for parameter in (*command.params, *cli.params) for name in parameter.opts} | {
                "--help",
                "-h",
            }
            assert [
                word for word in words if word.startswith("-") and word != "-" and word.partition("=")[0] not in options
            ] == [], line
