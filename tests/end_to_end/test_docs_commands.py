"""Every command on a page is run: in a folder that has what the pages speak of, against stand-ins of the servers."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.clinic import CLINIC
from support.command import environment, kit
from support.editors import SHAPES
from support.editors.cases import calls_of
from support.paths import ROOT
from support.standins.pbx import API_KEY, PASSWORD, USER, stand_in_pbx
from support.standins.service import web_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.process, pytest.mark.unmeasured]

ELSEWHERE = {"commands.md", "tutorial.md"}
"""Pages that are generated from the code, or have their own test."""

PAGES = [ROOT / "README.md", *(path for path in sorted((ROOT / "docs").glob("*.md")) if path.name not in ELSEWHERE)]
BLOCK = re.compile(r"```(?:console|sh|yaml)\n(.*?)```", re.DOTALL)
COMMAND = re.compile(r"^(?:\$ |- run: | *- run: |)(scenario-kit .*?) *(?:  #.*)?$", re.MULTILINE)
BEFORE = {
    "README.md": "cp ../page.yaml consult.yaml && scenario-kit build scenarios -o build --values ci-values.yaml",
    "ci.md": "scenario-kit build scenarios -o build --values ci-values.yaml",
    "import.md": "scenario-kit build there -o made && cp made/clinic/sheets/*.json exported && rm -r made"
    " && scenario-kit build scenarios -o build",
}
"""Commands to run before those of a page, which the page describes in words."""

DRAWN = ("profile", "learn")
"""The first words of a command for which a sheet must first be drawn and exported."""

DIFFERENT = {"--check", "--diff", "ini", "diff", "--inventory"}
"""Words of the commands that may exit with 1: they report differences, or names that the stand-in PBX lacks."""


NEEDS_A_SHELL = set("|&;<>*$")
"""Signs in a command that a shell reads."""


def commands(page: Path) -> list[str]:
    return [command for block in BLOCK.findall(page.read_text("utf-8")) for command in COMMAND.findall(block)]


def draw(calibration: Path, exported: Path) -> None:
    """Export a calibration from an editor."""
    calls = calls_of(calibration)
    exported.write_bytes(SHAPES["nodes-edges"].export(calls, next(iter(calls.sheets)), hand_placed=True))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project's folder, with the files that the pages name."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    (tmp_path / "scenarios/simotel.ini").rename(tmp_path / "simotel.ini")
    shutil.copy(ROOT / "scenarios/03-extension-to-number.yaml", tmp_path / "call.yaml")
    shutil.copy(tmp_path / "call.yaml", tmp_path / "mine.yaml")
    (tmp_path / "ci-values.yaml").write_text("trunk: Cisco\n", "utf-8")
    (tmp_path / "north.yaml").write_text("trunk: North\n", "utf-8")
    shutil.copytree(ROOT / "templates/scenario-kit", tmp_path / "my-templates/my-pbx")
    (tmp_path / "exported").mkdir()
    (tmp_path / "there").mkdir()
    (tmp_path / "there/clinic.yaml").write_text(CLINIC, "utf-8")
    for shell in (".local/share/bash-completion/completions", ".zfunc", ".config/fish/completions"):
        (tmp_path / shell).mkdir(parents=True)
    shim = tmp_path / "bin/scenario-kit"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m scenario_kit "$@"\n', "utf-8")
    shim.chmod(0o755)
    return tmp_path


@pytest.fixture
def servers() -> Iterator[dict[str, str]]:
    """The addresses of the stand-ins, by those on the pages."""
    answer = {"ok": "1", "trunk": "Cisco", "extension": "09371234567"}
    with stand_in_pbx() as pbx, web_service(others=answer) as service:
        yield {"https://pbx.example": pbx.url, "http://127.0.0.1:8000": service.url}


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.name)
def test_the_commands_of_a_page_do_what_they_should(page: Path, folder: Path, servers: dict[str, str]) -> None:
    (folder.parent / "page.yaml").write_bytes((ROOT / "docs/consult.yaml").read_bytes())
    secrets = {"SIMOTEL_API_KEY": API_KEY, "SIMOTEL_USER": USER, "SIMOTEL_PASSWORD": PASSWORD}
    variables = {"PATH": f"{folder}/bin:/usr/bin:/bin", "HOME": str(folder), **secrets}
    first = [BEFORE[page.name]] if page.name in BEFORE else []
    for command in [*first, *commands(page)]:
        typed = command.replace("/etc/simotel/simotel.ini", "simotel.ini").replace("~/", f"{folder}/")
        if "crm=http" in typed or "--server" in typed:
            for address, there in servers.items():
                typed = typed.replace(address, there)
        if tuple(shlex.split(typed)[1:3]) == DRAWN:
            draw(folder / "calibrate/calibration.yaml", folder / "exported.json")
        if NEEDS_A_SHELL & set(typed):
            shell = ["/bin/bash", "-c", typed]
            done = subprocess.run(shell, cwd=folder, env=environment(variables), capture_output=True, check=False)
            code, printed = done.returncode, done.stdout.decode() + done.stderr.decode()
        else:
            code, *texts = kit(*shlex.split(typed)[1:], cwd=folder, env=variables)
            printed = "".join(texts)
        allowed = (0, 1) if DIFFERENT & set(typed.split()) else (0,)
        assert code in allowed, f"{command}\n{printed[-3000:]}"
