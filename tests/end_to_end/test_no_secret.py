"""No command prints a secret of a scenario, wherever it is written and whatever is wrong beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from scenario_kit.cli import cli

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.unmeasured

SECRET = "hunter2"

HEAD = """\
version: 1
name: desk
"""
SHEET = """\
sheets:
  front:
    line: {component: incoming_route, context: from-pstn, rows: [{next: door}]}
"""
TESTS = """
tests:
  - name: a call
    callee: "100"
    caller: "09121112233"
    expect: {path: [front/line, front/nowhere], ended_by: caller}
"""
NEXT = """
    ask: {component: authentication, type: defined_secret, defined_secret: "${pin}", next: phone}
    phone: {component: extension, extension: "611", next: {B: gone}}
"""

TEXTS = {
    "value.yaml": HEAD + SHEET + "    door: {component: disa, password: hunter2, context: c, next: gone}\n" + TESTS,
    "quoted.yaml": HEAD + SHEET + "    door: {component: disa, 'password': 'hunter2', context: c, nxt: 1}\n",
    "misspelt.yaml": HEAD + SHEET + "    door: {component: disa, pasword: hunter2, context: c}\n",
    "misspelt-block.yaml": HEAD
    + SHEET
    + "    door:\n      component: disa\n      pasword: hunter2\n      context: c\n",
    "wrong-place.yaml": HEAD + SHEET + "    door: {component: extension, extension: 1, password: hunter2}\n",
    "twice.yaml": HEAD + SHEET + "    door: {component: disa, password: a, password: hunter2, context: c}\n",
    "twice-block.yaml": HEAD
    + SHEET
    + "    door:\n      component: disa\n      password: a\n      password: |\n        hunter2\n      context: c\n",
    "block.yaml": HEAD
    + SHEET
    + "    door:\n      component: disa\n      password: |\n        hunter2\n        hunter2\n      context: c\n",
    "list.yaml": HEAD + SHEET + "    door: {component: disa, password: [hunter2], context: c}\n",
    "mapping.yaml": HEAD + SHEET + "    door: {component: disa, password: {hunter2}, context: c}\n",
    "alias.yaml": HEAD
    + "pin: &pin hunter2\n"
    + SHEET
    + "    door: {component: disa, password: *pin, context: c, nxt: 1}\n",
    "default.yaml": HEAD
    + "parameters: {pin: {defalt: 1, default: hunter2}}\n"
    + SHEET
    + "    door: {component: disa, password: 'x${pin}', context: c, next: ask}"
    + NEXT
    + TESTS,
    "no-declaration.yaml": HEAD + "parameters: {pin: hunter2}\n" + SHEET + "    door: {component: answer}" + NEXT,
    "elsewhere.yaml": HEAD
    + "parameters: {pin: {default: hunter2}}\n"
    + SHEET
    + "    door: {component: extension, extension: 'a ${pin}', next: ask}"
    + NEXT,
    "elsewhere-right.yaml": HEAD
    + "parameters: {pin: {default: hunter2}}\n"
    + SHEET
    + "    door: {component: extension, extension: '${pin}', next: ask}"
    + NEXT
    + TESTS,
    "unused.yaml": HEAD
    + "parameters: {door_password: {default: hunter2}}\n"
    + SHEET
    + "    door: {component: answer}\n",
    "address.yaml": HEAD
    + SHEET
    + "    door: {component: trunk_api, api_address: 'https://me:hunter2@crm.example/?api_key=hunter2', next: gone}\n"
    + TESTS,
    "address-odd.yaml": HEAD
    + SHEET
    + "    door: {component: trunk_api, api_address: 'ftp://me:hunter2@crm example/?token=hunter2'}\n",
    "key.yaml": HEAD
    + "parameters: {crm: {default: hunter2}}\n"
    + SHEET
    + "    door: {component: trunk_api, api_address: 'https://crm.example/?api_key=${crm}', nxt: 1}\n",
    "comment.yaml": HEAD + SHEET + "    door: {component: disa, context: c, nxt: 1}  # password: hunter2\n",
    "variable.yaml": HEAD
    + "variables: [{name: door_password, type: nothing, value: hunter2}]\n"
    + SHEET
    + "    door: {component: answer}\n",
    "version.yaml": "version: 2\nname: x\n# password: hunter2\n",
    "no-yaml.yaml": HEAD + SHEET + "    door: {component: disa, password: 'hunter2, context: c}\n",
    "no-yaml-block.yaml": HEAD + "a:\n  pasword:\n    hunter2: hunter2: hunter2\n",
    "no-yaml-reference.yaml": HEAD + "parameters: {pin: {default: hunter2: }}\ndoor: {password: '${pin}'}\n",
    "tab.yaml": HEAD + "door:\n  password: |\n\thunter2\n",
    "control.yaml": HEAD + 'door: {password: "hunter2\x01"}\n',
    "escaped.yaml": HEAD + 'door: {password: "hunter2\\q"}\n',
    "value.json": '{"version": 1, "name": "x", "sheets": {"a": {"b": {"component": "disa", "password": "hunter2"}}}}',
    "misspelt.json": '{"version": 1, "name": "x", "sheets": {"a": {"b": {"component": "disa", "pasword": "hunter2"}}}}',
    "no-json.json": '{"version": 1, "name": "x",\n"password":\n"hunter2" "b": 1}',
    "slashes.json": '{"version": 1, "name": "x", "a": "https:\\/\\/me:hunter2@crm.example\\/"}',
}

COMMANDS = [
    *(["validate", "--format", format_] for format_ in ("text", "json", "github", "sarif", "junit")),
    ["fmt", "--diff"],
    ["fmt", "--check"],
    ["build", "-o", "out"],
    *(["test", "--format", format_] for format_ in ("text", "json", "junit")),
    ["test", "--verbose", "--coverage"],
    ["page", "-o", "out"],
    *(["graph", "--format", format_] for format_ in ("json", "mermaid", "dot", "svg")),
    ["simulate", "--callee", "100", "--caller", "0912"],
    ["simulate", "--callee", "100", "--caller", "0912", "--format", "json"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("name", TEXTS)
def test_no_command_prints_a_secret(
    name: str, command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name == "elsewhere-right.yaml" and command[0] in ("graph", "page", "simulate"):
        pytest.skip("a drawing or a rehearsal shows every extension's number, whatever parameter it comes from")
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(TEXTS[name])

    result = CliRunner().invoke(cli, [command[0], name, *command[1:]])

    assert "No such option" not in result.output
    assert result.exception is None or not isinstance(result.exception, (TypeError, ValueError, LookupError))
    assert SECRET not in result.output + str(result.exception or "")
    if command[0] == "page":
        assert all(SECRET not in path.read_text() for path in tmp_path.glob("out/*.html"))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_prints_a_secret_that_it_is_given(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if command[0] == "fmt":
        pytest.skip("fmt takes no values")
    shows_numbers = command[0] in ("graph", "page", "simulate")
    files = ["default.yaml", "elsewhere.yaml"] + ["elsewhere-right.yaml"] * (not shows_numbers)
    monkeypatch.chdir(tmp_path)
    for name in files:
        (tmp_path / name).write_text(TEXTS[name].replace("default: hunter2", "default: '1'"))

        result = CliRunner().invoke(cli, [command[0], name, *command[1:], "--set", f"pin={SECRET}"])

        assert "No such option" not in result.output
        assert SECRET not in result.output + str(result.exception or "")


CLAIMED = """\
version: 1
name: NAME
parameters: {pin: {default: PIN}}
sheets:
  front:
    line: {component: outgoing_route, context: "${pin}", rows: [{pattern: 1, next: door}]}
    door: {component: disa, password: "${pin}", context: c, next: ~}
"""


@pytest.mark.parametrize("given", [[], ["--set", f"pin={SECRET}"]])
def test_no_finding_about_two_files_has_a_secret(
    given: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        text = CLAIMED.replace("NAME", name).replace("PIN", "another-word" if given else SECRET)
        (tmp_path / f"{name}.yaml").write_text(text)

    result = CliRunner().invoke(cli, ["validate", ".", "--format", "json", *given])

    assert "a.yaml also has a route with context `***` and Pattern `1`" in result.output
    assert SECRET not in result.output
