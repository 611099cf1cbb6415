"""Files on disk: which ones a path means, and that no file of whatever kind ends or stops a run."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scenario_kit import Finding, Severity, Span, check_paths
from scenario_kit.files.reader import find, read
from scenario_kit.files.source import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator


def unreadable(file: str, message: str, help_: str | None = None) -> tuple[Finding, ...]:
    return (Finding("S001", "unreadable-file", Severity.ERROR, message, file, Span(1, 1, 1, 1), "", help_),)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def make(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("version: 1\n")


def test_a_directory_means_the_scenarios_below_it_sorted() -> None:
    make("s/b.yaml", "s/a.yml", "s/c/a.json", "s/c/readme.md", "s/a.yaml.bak", "s/B.yaml")
    assert find(["s"]) == ["s/B.yaml", "s/a.yml", "s/b.yaml", "s/c/a.json"]


def test_hidden_files_and_folders_are_passed_over_unless_they_are_named() -> None:
    make("s/.a.yaml", "s/.git/b.yaml", "s/c.yaml")
    assert find(["s"]) == ["s/c.yaml"]
    assert find(["s/.git", "s/.a.yaml"]) == ["s/.a.yaml", "s/.git/b.yaml"]


def test_a_file_that_is_named_twice_is_listed_once() -> None:
    make("s/a.yaml", "s/b.yaml")
    assert find(["s/b.yaml", "s", Path("s/a.yaml"), "s"]) == ["s/a.yaml", "s/b.yaml"]
    assert find(["-", "s/a.yaml", "-"]) == ["-", "s/a.yaml"]


@pytest.mark.parametrize(
    ("paths", "files"),
    [
        (["s", "./s"], ["s/a.yaml"]),
        (["./s", "s"], ["./s/a.yaml"]),
        (["s", "s/a.yaml"], ["s/a.yaml"]),
        (["./s/../s/a.yaml", "s"], ["./s/../s/a.yaml"]),
        (["s", "s/"], ["s/a.yaml"]),
        (["{here}/s", "s"], ["{here}/s/a.yaml"]),
        (["s", "{here}/s/a.yaml"], ["s/a.yaml"]),
        (["link", "s"], ["link/a.yaml"]),
        (["s", "link.yaml"], ["s/a.yaml"]),
        (["link.yaml", "s"], ["link.yaml"]),
        (["missing.yaml", "./missing.yaml"], ["missing.yaml"]),
        (["empty", "./empty/"], ["empty"]),
        (["s", "hard.yaml"], ["hard.yaml", "s/a.yaml"]),
        (["a\0b.yaml", "a\0b.yaml"], ["a\0b.yaml"]),
        (["./-", "-"], ["-", "./-"]),
    ],
)
def test_a_file_that_is_named_in_two_ways_is_listed_under_its_first_name(paths: list[str], files: list[str]) -> None:
    make("s/a.yaml")
    Path("empty").mkdir()
    Path("link").symlink_to("s")
    Path("link.yaml").symlink_to("s/a.yaml")
    Path("hard.yaml").hardlink_to("s/a.yaml")
    here = str(Path.cwd())
    assert find(path.format(here=here) for path in paths) == [file.format(here=here) for file in files]


def test_a_link_beside_its_file_is_listed_once() -> None:
    make("s/b.yaml")
    Path("s/a.yaml").symlink_to("b.yaml")
    assert find(["s"]) == ["s/a.yaml"]


def test_a_named_file_may_have_any_suffix() -> None:
    make("scenario.txt")
    assert find(["scenario.txt", "missing", "-"]) == ["-", "missing", "scenario.txt"]


def test_a_directory_named_like_a_scenario_is_a_directory() -> None:
    make("s/x.yaml/a.yaml")
    Path("s/empty.yaml").mkdir()
    assert find(["s"]) == ["s/x.yaml/a.yaml"]
    help_ = "a scenario is a file named *.yaml, *.yml, *.json"
    message = "directory `s/empty.yaml` contains no scenario"
    assert check_paths(["s/empty.yaml"]).findings == unreadable("s/empty.yaml", message, help_)


def test_a_loop_of_links_is_not_followed() -> None:
    make("s/a.yaml")
    Path("s/again").symlink_to(Path.cwd() / "s", target_is_directory=True)
    Path("s/loop.yaml").symlink_to("loop.yaml")
    assert find(["s"]) == ["s/a.yaml", "s/loop.yaml"]
    message = "`s/loop.yaml` cannot be read: too many levels of symbolic links"
    assert read("s/loop.yaml").findings == unreadable("s/loop.yaml", message)


def test_a_link_to_a_file_is_read() -> None:
    make("a.yaml")
    Path("b.yaml").symlink_to("a.yaml")
    assert read("b.yaml").text == "version: 1\n"


def test_a_missing_file_and_one_that_vanished_are_reported() -> None:
    message = "`gone.yaml` cannot be read: no such file or directory"
    assert check_paths(["gone.yaml"]).findings == unreadable("gone.yaml", message)
    make("gone.yaml")
    (found,) = find(["gone.yaml"])
    Path("gone.yaml").unlink()
    assert read(found).findings == unreadable("gone.yaml", message)


def test_a_path_that_no_file_can_have_is_reported() -> None:
    name = "x" * 300 + ".yaml"
    assert read(name).findings == unreadable(name, f"`{name}` cannot be read: file name too long")
    message = r"'a\x00b.yaml' cannot be read: invalid file name"
    assert read("a\0b.yaml").findings == unreadable("a\0b.yaml", message)


@pytest.mark.usefixtures("nobody")
def test_a_folder_and_a_file_that_may_not_be_read_are_reported_and_not_passed_over() -> None:
    findings = check_paths(["s"]).findings
    assert findings == (
        *unreadable("s/closed", "`s/closed` cannot be read: permission denied"),
        *unreadable("s/secret.yaml", "`s/secret.yaml` cannot be read: permission denied"),
    )


@pytest.fixture
def nobody() -> Iterator[None]:
    """As somebody who may read neither `s/closed` nor `s/secret.yaml`; root may read everything."""
    make("s/closed/a.yaml", "s/secret.yaml")
    Path("s/closed").chmod(0)
    Path("s/secret.yaml").chmod(0)
    Path().chmod(0o755)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield
    os.seteuid(user)


def test_a_pipe_that_nobody_writes_to_does_not_hold_the_run() -> None:
    os.mkfifo("pipe.yaml")
    message = "`pipe.yaml` is not a regular file"
    assert read("pipe.yaml").findings == unreadable("pipe.yaml", message, "pass `-` to read from standard input")


def test_a_device_without_end_is_not_read() -> None:
    message = "`/dev/zero` is not a regular file"
    assert read("/dev/zero").findings == unreadable("/dev/zero", message, "pass `-` to read from standard input")


def test_a_file_over_five_mebibytes_is_not_read_further() -> None:
    with Path("large.yaml").open("wb") as file:
        file.truncate(MAX_BYTES * 1000)
    document = read("large.yaml")
    message, help_ = "the file is over 5 MiB", "split it into several scenarios"
    assert (document.findings, document.data) == (unreadable("large.yaml", message, help_), b"")


def test_standard_input_is_read_where_it_is_given_and_no_further_than_needed() -> None:
    document = read("-", io.BytesIO(b"version: 1\n"))
    assert (document.file, document.text, document.data) == ("-", "version: 1\n", b"version: 1\n")
    endless = io.BytesIO(b" " * (MAX_BYTES + 100))
    message, help_ = "the file is over 5 MiB", "split it into several scenarios"
    assert read("-", endless).findings == unreadable("-", message, help_)
    assert endless.tell() == MAX_BYTES + 1


def test_a_file_named_dash_is_a_file_where_there_is_no_standard_input() -> None:
    make("-")
    assert read("-").text == "version: 1\n"
