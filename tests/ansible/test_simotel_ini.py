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
from typing import Any

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


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "etc" / "simo tel's 100%.ini"
    path.parent.mkdir()
    path.write_text(FILE)
    path.chmod(0o640)
    return path


def run(file: Path, *options: str, ok: bool = True, programs: str = "", **arguments: Any) -> tuple[dict[str, Any], str]:
    """Run the action once; its result, and all that was printed."""
    given = {"path": str(file), "settings": {TIMEOUT: 2}} | arguments
    command = ["adhoc", "localhost", "-m", "scenario_kit.simotel.simotel_ini", "-a", json.dumps(given)]
    (result,), told = start(file.parent.parent, *command, *options, ok=ok, programs=programs)
    return result, told


def run_in_turn(file: Path, *tasks: dict[str, Any]) -> tuple[list[dict[str, Any]], str]:
    """Run the action with each of these arguments, whatever it answers, in one start of Ansible, which takes long."""
    given = [{"path": str(file), "settings": {TIMEOUT: 2}} | task for task in tasks]
    listed = [{"scenario_kit.simotel.simotel_ini": arguments, "ignore_errors": True} for arguments in given]
    playbook = file.parent.parent / "playbook.yml"
    playbook.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": listed}]))
    results, told = start(file.parent.parent, "playbook", str(playbook))
    assert len(results) == len(tasks), told
    return results, told


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


def names(file: Path) -> list[str]:
    return sorted(path.name for path in file.parent.iterdir())


def test_it_writes_what_is_wanted_and_the_second_time_nothing(file: Path) -> None:
    result, _ = run(file)
    edit = {"kind": "change", "line": 6, "section": "api", "key": TIMEOUT, "old": "1", "new": "2"}
    assert (result["changed"], result["edits"], result["findings"]) == (True, [edit], [])
    assert (file.read_text(), file.stat().st_mode & 0o777) == (NEW, 0o640)
    assert Path(result["backup_file"]).read_text() == FILE
    before = file.stat()
    result, _ = run(file)
    assert (result["changed"], result["edits"], file.stat().st_mtime_ns) == (False, [], before.st_mtime_ns)
    assert len(names(file)) == 2


def test_check_and_diff_mode_show_the_masked_change_and_write_nothing(file: Path) -> None:
    result, told = run(file, "--check", "--diff", "-vvvv", backup=False)
    assert result["changed"]
    assert result["diff"]["prepared"].endswith(f" redis_password = ***\n [api]\n-{TIMEOUT} = 1\n+{TIMEOUT} = 2\n")
    assert (file.read_text(), names(file)) == (FILE, [file.name])
    assert SECRET not in told


def test_no_secret_is_told_however_much_is_asked_for(file: Path) -> None:
    _, told = run(file, "--diff", "-vvvvv")
    assert file.read_text() == NEW
    hidden = [base64.b64encode(FILE.encode()).decode()[:60], SECRET]
    assert [secret for secret in hidden if secret in told] == []


def test_scenarios_on_the_controller_say_what_is_wanted(file: Path) -> None:
    (file.parent.parent / "one.yaml").write_text(SCENARIO)
    scenario = {"scenarios": ["one.yaml"], "settings": {}}
    (result, without_parameters), printed = run_in_turn(
        file, scenario | {"parameters": {"audio": "ding"}, "layout": "call_limit"}, scenario
    )
    assert [(edit["section"], edit["key"], edit["new"]) for edit in result["edits"]] == [
        ("client_api_service", TIMEOUT, "3"),
        ("call_limit", "call_limit_warning_beeper_enabled", "True"),
        ("call_limit", "call_limit_warning_beeper_announce", "ding"),
        ("call_limit", "call_limit_warning_beeper_time_to_end_sec", "20"),
        ("call_limit", "call_limit_warning_beeper_repeat_time_sec", "10"),
    ]
    warning = f"I304 {TIMEOUT} is also in [api] with `1`; the required value in [client_api_service] is `3`"
    assert "".join(warning.split()) in "".join(printed.split())
    assert without_parameters["failed"]
    assert "S009" in without_parameters["msg"]


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("twice.ini", {}, ":7: I302 duplicate section [api]; it is also on line 5"),
    ("simotel.ini", {"settings": {TIMEOUT: 0}}, f"--set-key:1: I310 invalid value `0` for {TIMEOUT}"),
    ("simotel.ini", {"settings": {"redis_port": 1}}, "`redis_port` is not a managed key"),
    ("simotel.ini", {"settings": {}}, "no required settings; give scenarios, or settings"),
    ("missing.ini", {}, "no such file; `create: true` treats it as empty"),
    ("linked.ini", {}, "a hard link"),
    (".", {}, "not a regular file"),
]


def test_what_is_refused_is_told_and_nothing_is_written(file: Path) -> None:
    folder = file.parent
    texts = {file.name: FILE, "simotel.ini": FILE, "twice.ini": FILE + "[api]\n", "linked.ini": FILE}
    (folder / "linked.ini").hardlink_to(file)
    for name in ("simotel.ini", "twice.ini"):
        (folder / name).write_text(texts[name])

    results, told = run_in_turn(file, *({"path": str(folder / name)} | given for name, given, _ in REFUSED))

    for result, (name, _, message) in zip(results, REFUSED, strict=True):
        assert result["failed"], name
        assert message in result["msg"]
    assert SECRET not in told
    assert {path.name: path.read_text() for path in folder.iterdir()} == texts


def test_a_missing_file_is_made_for_the_owner_alone(file: Path) -> None:
    file.unlink()
    assert run(file, create=True)[0]["changed"]
    assert (file.read_text(), file.stat().st_mode & 0o777) == (f"[api]\n{TIMEOUT} = 2\n", 0o600)


def test_a_symbolic_link_stays_one(file: Path) -> None:
    link = file.parent / "link.ini"
    link.symlink_to(file)
    run(link, backup=False)
    assert (link.is_symlink(), file.read_text()) == (True, NEW)


def test_a_file_that_is_changed_meanwhile_is_left_alone(file: Path, tmp_path: Path) -> None:
    meddler = tmp_path / "bin" / "sha256sum"
    meddler.parent.mkdir()
    meddler.write_text(
        f'#!/bin/sh\necho other > {shlex.quote(str(file))}\nPATH={os.environ["PATH"]} sha256sum < "$0"\n'
    )
    meddler.chmod(0o755)
    result, _ = run(file, ok=False, programs=f"{meddler.parent}:", backup=False)
    assert result["msg"].endswith(f"{file}: it was changed since it was read; nothing was written, run again")
    assert (file.read_text(), names(file)) == ("other\n", [file.name])


def test_what_copy_asks_the_pbx_before_it_moves_the_file(file: Path) -> None:
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
