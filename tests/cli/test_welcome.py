"""The command without a command, and the help that leads on."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

import click
import pytest
from support.command import kit

from scenario_kit.cli import COMMANDS, cli
from scenario_kit.cli.welcome import DEPTH, ENTRIES, FolderSummary, look_around

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCENARIO = "# A call.\nversion: 1\nname: x\n"
NOTHING = """\
No scenarios found here.

  scenario-kit new --list                             list the starters
  scenario-kit new extension-to-number -o call.yaml   create a scenario from one
  scenario-kit validate call.yaml                     check it
  scenario-kit --help                                 list all commands
"""


def shown_in(folder: Path) -> str:
    result = kit(cwd=folder)
    assert (result.code, result.err) == (0, "")
    return result.out


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_in_a_folder_without_scenarios_it_says_how_to_begin(tmp_path: Path) -> None:
    write(tmp_path, values_yaml="trunk: Cisco\n", package_json='{"version": "1.0", "name": "x"}\n')
    assert shown_in(tmp_path) == NOTHING


def test_in_a_folder_with_scenarios_it_says_what_can_be_done(tmp_path: Path) -> None:
    write(tmp_path, scenarios__b_yaml=SCENARIO, scenarios__a_yml=SCENARIO, compose_yaml="services: {}\n")
    assert (
        shown_in(tmp_path)
        == """\
2 scenarios found in scenarios.

  scenario-kit validate scenarios         check for errors
  scenario-kit test scenarios             run the tests
  scenario-kit build scenarios -o build   write sheets, API requests, settings and pictures
  scenario-kit graph scenarios/a.yml      draw one scenario
  scenario-kit fmt scenarios --check      check the style
  scenario-kit --help                     list all commands
"""
    )


def test_a_single_scenario_is_named_in_a_way_that_can_be_typed(tmp_path: Path) -> None:
    (tmp_path / "my call.yaml").write_text(SCENARIO)
    assert shown_in(tmp_path).splitlines()[:3] == [
        "1 scenario found: my call.yaml.",
        "",
        "  scenario-kit validate 'my call.yaml'         check for errors",
    ]


def test_where_other_files_lie_among_them_files_are_named(tmp_path: Path) -> None:
    write(tmp_path, a_yaml=SCENARIO, b_yaml=SCENARIO, values_yaml="trunk: Cisco\n")
    assert shown_in(tmp_path).splitlines()[:4] == [
        "2 scenarios found here.",
        "Name the files, not the folder: it has other files too, such as values.yaml.",
        "",
        "  scenario-kit validate a.yaml         check for errors",
    ]


def test_where_the_projects_settings_say_where_they_are_no_path_is_needed(tmp_path: Path) -> None:
    write(tmp_path, s__a_yaml=SCENARIO, s__b_yaml=SCENARIO, other__c_yaml=SCENARIO)
    (tmp_path / "scenario-kit.toml").write_text('paths = ["s"]\n')
    assert shown_in(tmp_path).splitlines()[:6] == [
        "2 scenarios found in s.",
        "",
        "  scenario-kit validate         check for errors",
        "  scenario-kit test             run the tests",
        "  scenario-kit build -o build   write sheets, API requests, settings and pictures",
        "  scenario-kit graph s/a.yaml   draw one scenario",
    ]


def test_settings_that_are_wrong_are_shown_in(tmp_path: Path) -> None:
    (tmp_path / "scenario-kit.toml").write_text("pahts = []\n")
    result = kit(cwd=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert result.err.endswith("unknown setting `pahts`; did you mean `paths`?\n")


@pytest.mark.parametrize(
    "text",
    [
        SCENARIO,
        "\ufeffname: x\r\nversion: 1   # of the language\r\n",
        'name: x\nversion: "1"\n',
        "{version: 1, name: x}\n",
        '{\n  "version": 1,\n  "name": "x"\n}\n',
    ],
)
def test_what_looks_like_a_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_bytes(text.encode())
    assert look_around(["."]) == FolderSummary(("a.yaml",), (), is_cut=False)


@pytest.mark.parametrize(
    "text",
    [
        "version: 2\nname: x\n",
        "version: 1.0\nname: x\n",
        "version: 1\n",
        "name: x\non: push\n",
        '{"format": "scenario-kit/sheet", "version": 1, "scenario": "x", "name": "x"}',
        "",
    ],
)
def test_what_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_text(text)
    assert look_around(["."]) == FolderSummary((), ("a.json",), is_cut=False)


def test_what_cannot_be_read_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, a_yaml=SCENARIO, locked__b_yaml=SCENARIO, secret_yaml=SCENARIO)
    scandir, open_ = os.scandir, type(tmp_path).open

    def listed(path: str) -> Iterator[os.DirEntry[str]]:
        if path == "locked":
            raise PermissionError
        return scandir(path)

    def opened(path: Path, mode: str) -> object:
        if path.name == "secret.yaml":
            raise PermissionError
        return open_(path, mode)

    monkeypatch.setattr(os, "scandir", listed)
    monkeypatch.setattr(type(tmp_path), "open", opened)
    assert look_around(["."]) == FolderSummary(("a.yaml",), ("secret.yaml",), is_cut=False)


def test_a_file_that_several_paths_name_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, s__a_yaml=SCENARIO, s__values_yaml="trunk: Cisco\n")
    (tmp_path / "link.yaml").symlink_to("s/a.yaml")
    summary = FolderSummary(("s/a.yaml",), ("s/values.yaml",), is_cut=False)
    assert look_around(["s", "./s", "s/a.yaml", "link.yaml"]) == summary
    (tmp_path / "scenario-kit.toml").write_text('paths = ["s", "s/a.yaml"]\n')
    assert shown_in(tmp_path).startswith("1 scenario found: s/a.yaml.\n")


def test_hidden_files_links_to_folders_and_what_lies_deep_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    deep = "/".join("abcdefgh"[: DEPTH + 1])
    for name in (".a.yaml", ".git/a.yaml", "a/a.yaml", f"{deep}/deep.yaml", "a/text.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(SCENARIO)
    (tmp_path / "link").symlink_to("a")
    os.mkfifo(tmp_path / "fifo.yaml")
    assert look_around([".", "nowhere"]) == FolderSummary(("a/a.yaml",), (), is_cut=False)


@pytest.mark.unmeasured
def test_a_large_folder_is_looked_at_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(SCENARIO)
    for number in range(ENTRIES):
        (tmp_path / f"file{number}").touch()
    (tmp_path / "z.yaml").write_text(SCENARIO)
    assert look_around(["."]) == FolderSummary(("a.yaml",), (), is_cut=True)
    assert shown_in(tmp_path).startswith("At least 1 scenario found: a.yaml.\n")


def commands(group: click.Group, *names: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        assert command.name == name
        yield (*names, name), command
        if isinstance(command, click.Group):
            yield from commands(command, *names, name)


EVERY = list(commands(cli))


def test_the_help_lists_all_commands_under_headings_in_the_order_of_work(tmp_path: Path) -> None:
    lines = kit("--help", cwd=tmp_path).out.splitlines()
    listed = [line.split()[0] for line in lines if line.startswith("  ") and not line.startswith("   ")]
    named = [name for names in COMMANDS.values() for name in names]
    assert [word for word in listed if word in named] == named
    assert [line[:-1] for line in lines if line[:-1] in COMMANDS] == list(COMMANDS)


@pytest.mark.parametrize(("names", "command"), EVERY, ids=[" ".join(names) for names, _ in EVERY])
def test_the_example_in_a_commands_help_can_be_typed(names: tuple[str, ...], command: click.Command) -> None:
    assert command.epilog is not None
    words = shlex.split(command.epilog.removeprefix("Example: "))
    redirected = next((index for index, word in enumerate(words) if word[0] in ">|"), len(words))
    assert words[: len(names) + 1] == ["scenario-kit", *names]
    command.make_context(" ".join(names), words[len(names) + 1 : redirected])  # raises where an option is none
