"""The Ansible action against this machine: the same plan, check and diff mode, twice is once, and no secret told."""

from __future__ import annotations

import base64
import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from support.paths import ROOT

COLLECTION = ROOT / "ansible" / "ansible_collections" / "scenario_kit" / "simotel"
SECRET = "s3cret-hunter2"
TIMEOUT = "client_api_caller_timeout"
FILE = f"""\
[mongodb]
mongodb_connection_string = mongodb://root:{SECRET}@localhost/
[redis]
redis_password = {SECRET}
[api]
{TIMEOUT} = 1
"""
NEW = FILE.replace("= 1", "= 2")
SCENARIO = """\
version: 1
name: one
parameters: {audio: {}}
sheets:
  outgoing:
    entry: {component: outgoing_route, context: main_routing, rows: [{pattern: "0X.", next: end}]}
    end: {component: announcement, announcement: bye, next: ~}
simotel_ini:
  client_api_caller_timeout: 3
  beeper: {announce: "${audio}"}
"""

HERE = any(found.name == "ansible-core" for found in distributions())
pytestmark = pytest.mark.skipif(
    not HERE and not os.environ.get("SCENARIO_KIT_TESTS_NEED_ALL"), reason="ansible-core is not installed"
)


ACTION = "scenario_kit.simotel.simotel_ini"
NAME = "simo tel's 100%.ini"
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "a duplicate section": ("twice.ini", {}, ":7: I302 duplicate section [api]; it is also on line 5"),
    "an invalid value": (NAME, {"settings": {TIMEOUT: 0}}, f"--set-key:1: I310 invalid value `0` for {TIMEOUT}"),
    "an unmanaged key": (NAME, {"settings": {"redis_port": 1}}, "`redis_port` is not a managed key"),
    "no settings": (NAME, {"settings": {}}, "no required settings; give scenarios, or settings"),
    "no file": ("missing.ini", {}, "no such file; `create: true` treats it as empty"),
    "a hard link": ("linked.ini", {}, "a hard link"),
    "a folder": (".", {}, "not a regular file"),
}


class Played(NamedTuple):
    """What came of the tasks of a playbook: the result of each by its name, all that was printed, and its folder."""

    results: dict[str, dict[str, Any]]
    told: str
    folder: Path

    def file(self, case: str) -> Path:
        return self.folder / case / NAME

    def names(self, case: str) -> list[str]:
        return sorted(path.name for path in self.file(case).parent.iterdir())


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Every case in one start of Ansible, which takes long, with all that it can tell."""
    folder = tmp_path_factory.mktemp("ansible")
    for case in ("written", "checked", "linked", "scenarios", "refused", "missing"):
        made(folder / case / NAME)
    (folder / "missing" / NAME).unlink()
    (folder / "linked" / "link.ini").symlink_to(folder / "linked" / NAME)
    (folder / "one.yaml").write_text(SCENARIO)
    made(folder / "refused" / "twice.ini").write_text(FILE + "[api]\n")
    (folder / "refused" / "linked.ini").hardlink_to(made(folder / "refused" / "another.ini"))

    def action(path: Path, **arguments: Any) -> dict[str, Any]:
        return {ACTION: {"path": str(path), "settings": {TIMEOUT: 2}} | arguments, "ignore_errors": True}

    def written(case: str, **arguments: Any) -> dict[str, Any]:
        return action(folder / case / NAME, **arguments)

    status = {"ansible.builtin.stat": {"path": str(folder / "written" / NAME)}}
    scenario = {"scenarios": ["one.yaml"], "settings": {}}
    tasks = {
        "written": written("written"),
        "as it is then": status,
        "written again": written("written"),
        "as it is at last": status,
        "checked": written("checked", backup=False) | {"check_mode": True},
        "linked": action(folder / "linked" / "link.ini", backup=False),
        "scenarios": written("scenarios", **scenario, parameters={"audio": "ding"}, layout="call_limit"),
        "without parameters": written("scenarios", **scenario),
        "missing": written("missing", create=True),
        **{case: action(folder / "refused" / name, **given) for case, (name, given, _) in REFUSED.items()},
    }
    playbook = folder / "playbook.yml"
    playbook.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": list(tasks.values())}]))
    results, told = start(folder, "playbook", str(playbook), "--diff", "-vvvvv")
    assert len(results) == len(tasks), told
    return Played(dict(zip(tasks, results, strict=True)), told, folder)


def made(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(FILE)
    path.chmod(0o640)
    return path


def start(
    folder: Path, program: str, *arguments: str, ok: bool = True, programs: str = ""
) -> tuple[list[dict[str, Any]], str]:
    """Start Ansible; the results, and all that was printed."""
    environment = {
        "PATH": programs + os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
        "HOME": str(folder),
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / "ansible"),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_REMOTE_TMP": str(folder / "ansible"),
        "ANSIBLE_LOCAL_TEMP": str(folder / "ansible"),
        "ANSIBLE_STDOUT_CALLBACK": "minimal",
    }
    command = [sys.executable, "-m", "ansible", program, "-i", "localhost,", "-c", "local"]
    command += ["-e", json.dumps({"ansible_python_interpreter": sys.executable}), *arguments]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    told = done.stdout + done.stderr
    assert (done.returncode == 0) == ok, told
    answers = re.finditer(r"^localhost \| (\S+) => (?=\{)", done.stdout, re.MULTILINE)
    results = [
        json.JSONDecoder().raw_decode(done.stdout, answer.end())[0] | {"failed": answer[1] == "FAILED!"}
        for answer in answers
    ]
    assert results, told
    return results, told


def test_it_writes_what_is_wanted_and_the_second_time_nothing(played: Played) -> None:
    result, again = played.results["written"], played.results["written again"]
    edit = {"kind": "change", "line": 6, "section": "api", "key": TIMEOUT, "old": "1", "new": "2"}
    assert (result["changed"], result["edits"], result["findings"]) == (True, [edit], [])
    file = played.file("written")
    assert (file.read_text(), file.stat().st_mode & 0o777) == (NEW, 0o640)
    assert Path(result["backup_file"]).read_text() == FILE
    assert (again["changed"], again["edits"]) == (False, [])
    then, at_last = (played.results[name]["stat"] for name in ("as it is then", "as it is at last"))
    assert (at_last["mtime"], at_last["inode"]) == (then["mtime"], then["inode"])
    assert len(played.names("written")) == 2


def test_check_and_diff_mode_show_the_masked_change_and_write_nothing(played: Played) -> None:
    result = played.results["checked"]
    assert result["changed"]
    assert result["diff"]["prepared"].endswith(f" redis_password = ***\n [api]\n-{TIMEOUT} = 1\n+{TIMEOUT} = 2\n")
    assert (played.file("checked").read_text(), played.names("checked")) == (FILE, [NAME])


def test_no_secret_is_told_however_much_is_asked_for(played: Played) -> None:
    hidden = [base64.b64encode(FILE.encode()).decode()[:60], SECRET]
    assert [secret for secret in hidden if secret in played.told] == []


def test_scenarios_on_the_controller_say_what_is_wanted(played: Played) -> None:
    result, without_parameters = (played.results[name] for name in ("scenarios", "without parameters"))
    assert [(edit["section"], edit["key"], edit["new"]) for edit in result["edits"]] == [
        ("client_api_service", TIMEOUT, "3"),
        ("call_limit", "call_limit_warning_beeper_enabled", "True"),
        ("call_limit", "call_limit_warning_beeper_announce", "ding"),
        ("call_limit", "call_limit_warning_beeper_time_to_end_sec", "20"),
        ("call_limit", "call_limit_warning_beeper_repeat_time_sec", "10"),
    ]
    warning = f"I304 {TIMEOUT} is also in [api] with `1`; the required value in [client_api_service] is `3`"
    assert "".join(warning.split()) in "".join(played.told.split())
    assert without_parameters["failed"]
    assert "S009" in without_parameters["msg"]


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_told(played: Played, case: str) -> None:
    assert played.results[case]["failed"]
    assert REFUSED[case][2] in played.results[case]["msg"]


def test_what_is_refused_writes_nothing(played: Played) -> None:
    folder = played.folder / "refused"
    texts = {NAME: FILE, "twice.ini": FILE + "[api]\n", "linked.ini": FILE, "another.ini": FILE}
    assert {path.name: path.read_text() for path in folder.iterdir()} == texts


def test_a_missing_file_is_made_for_the_owner_alone(played: Played) -> None:
    file = played.file("missing")
    assert played.results["missing"]["changed"]
    assert (file.read_text(), file.stat().st_mode & 0o777) == (f"[api]\n{TIMEOUT} = 2\n", 0o600)


def test_a_symbolic_link_stays_one(played: Played) -> None:
    link = played.folder / "linked" / "link.ini"
    assert (link.is_symlink(), played.file("linked").read_text()) == (True, NEW)


def test_a_file_that_is_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    file = made(tmp_path / "etc" / NAME)
    meddler = tmp_path / "bin" / "sha256sum"
    meddler.parent.mkdir()
    meddler.write_text(
        f'#!/bin/sh\necho other > {shlex.quote(str(file))}\nPATH={os.environ["PATH"]} sha256sum < "$0"\n'
    )
    meddler.chmod(0o755)
    given = {"path": str(file), "settings": {TIMEOUT: 2}, "backup": False}
    command = ["adhoc", "localhost", "-m", ACTION, "-a", json.dumps(given)]
    (result,), _ = start(tmp_path, *command, ok=False, programs=f"{meddler.parent}:")
    assert result["msg"].endswith(f"{file}: it was changed since it was read; nothing was written, run again")
    assert {path.name: path.read_text() for path in file.parent.iterdir()} == {NAME: "other\n"}


def test_what_copy_asks_the_pbx_before_it_moves_the_file(tmp_path: Path) -> None:
    file = made(tmp_path / "etc" / NAME)
    path = COLLECTION / "plugins" / "action" / "simotel_ini.py"
    spec = importlib.util.spec_from_file_location("simotel_ini_action", path)
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(action := importlib.util.module_from_spec(spec))
    command = shlex.split(action._unless_changed(str(file), FILE.encode()) % "staged")  # noqa: SLF001  copy runs it
    assert subprocess.run(command, check=False).returncode == 0
    file.write_text(NEW)
    assert subprocess.run(command, check=False).returncode == 1


def test_the_documentation_names_the_options_that_the_action_takes() -> None:
    documented = (COLLECTION / "plugins" / "modules" / "simotel_ini.py").read_text()
    taken = (
        (COLLECTION / "plugins" / "action" / "simotel_ini.py")
        .read_text()
        .partition("OPTIONS = {")[2]
        .partition("\n}")[0]
    )
    options = yaml.safe_load(documented.partition('DOCUMENTATION = r"""')[2].partition('"""')[0])["options"]
    assert list(options) == re.findall(r'^    "(\w+)": ', taken, re.MULTILINE)
