"""The output of `scenario-kit` without a command: the scenarios in this folder, and the next steps."""

from __future__ import annotations

import os
import re
import shlex
from codecs import BOM_UTF8
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from scenario_kit.cli.options import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DEPTH = 3
"""The number of levels of folders to search, so that the command is fast even in /."""

ENTRIES = 20_000
"""The number of files and folders after which the search stops."""

_VERSION = re.compile(rb"""^\s*\{?\s*["']?version["']?\s*:\s*["']?1["']?\s*(?:[,#}]|$)""", re.MULTILINE)
_NAME = re.compile(rb"""(?:^|[{,])\s*["']?name["']?\s*:""", re.MULTILINE)
_FORMAT = re.compile(rb'"format"\s*:')
"""A key of built sheets that scenarios do not have."""


@dataclass(frozen=True, slots=True)
class FolderSummary:
    """The files of a folder, as far as their names and first lines show.

    Attributes:
        scenarios: Files that look like scenarios, sorted.
        others: Other files that commands would read as scenarios.
        is_cut: Whether the search stopped before it had seen all files.
    """

    scenarios: tuple[str, ...]
    others: tuple[str, ...]
    is_cut: bool


def look_around(paths: Sequence[str]) -> FolderSummary:
    """Search for scenarios by the names of files and their first lines."""
    entries = (entry for path in paths for entry in _entries(path, DEPTH))
    files: dict[str, str] = {}
    for file in islice(entries, ENTRIES):
        if file is not None:
            files.setdefault(os.path.realpath(file), file)  # a file counts once, however many paths name it
    scenarios = {file for file in files.values() if _looks_like_scenario(file)}
    is_cut = any(True for _ in entries)
    return FolderSummary(tuple(sorted(scenarios)), tuple(sorted({*files.values()} - scenarios)), is_cut=is_cut)


def _entries(path: str, depth: int) -> Iterator[str | None]:
    """Yield the files below a path that may be scenarios, and None for everything else there."""
    from scenario_kit.files.reader import SUFFIXES

    if not os.path.isdir(path):  # noqa: PTH112  keeps the path as given
        yield path if path.endswith(SUFFIXES) and Path(path).is_file() else None
        return
    try:
        entries = sorted(os.scandir(path), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        name = entry.path.removeprefix("./")
        if entry.name.startswith("."):
            yield None
        elif entry.is_dir(follow_symlinks=False):
            yield None
            if depth > 0:
                yield from _entries(name, depth - 1)
        else:
            yield name if entry.name.endswith(SUFFIXES) and entry.is_file() else None


def _looks_like_scenario(file: str) -> bool:
    try:
        with Path(file).open("rb") as stream:
            head = stream.read(4096).removeprefix(BOM_UTF8)
    except OSError:
        return False
    return bool(_VERSION.search(head) and _NAME.search(head)) and not _FORMAT.search(head)


def welcome() -> str:
    """Return the output for the working directory.

    Raises:
        ScenarioKitError: The project's settings are wrong.
    """
    from scenario_kit.run.config import find_config

    configured = [os.path.relpath(path) for path in find_config(Path.cwd()).paths]
    around = look_around(configured or ["."])
    if around.scenarios:
        summary, steps = _next_steps(around, is_configured=bool(configured))
    else:
        summary = "No scenarios found here."
        steps = [
            ("scenario-kit new --list", "list the starters"),
            ("scenario-kit new extension-to-number -o call.yaml", "create a scenario from one"),
            ("scenario-kit validate call.yaml", "check it"),
        ]
    steps.append(("scenario-kit --help", "list all commands"))
    width = max(len(command) for command, _ in steps)
    return "\n".join([summary, "", *(f"  {command:<{width}}   {purpose}" for command, purpose in steps), ""])


def _next_steps(around: FolderSummary, *, is_configured: bool) -> tuple[str, list[tuple[str, str]]]:
    """Return a summary of the scenarios, and commands for them with their purpose."""
    number = f"{'At least ' if around.is_cut else ''}{counted(len(around.scenarios), 'scenario')}"
    target = first = around.scenarios[0]
    if len(around.scenarios) == 1:
        summary = f"{number} found: {first}."
    else:
        folder = os.path.commonpath([os.path.dirname(file) for file in around.scenarios]) or "."  # noqa: PTH120
        summary = f"{number} found {'here' if folder == '.' else f'in {folder}'}."
        inside = (file for file in around.others if folder in (".", file) or file.startswith(f"{folder}/"))
        other = next(inside, None)
        if other is None:
            target = folder
        else:  # a command on the whole folder would read it as a scenario
            summary += f"\nName the files, not the folder: it has other files too, such as {other}."
    paths = "" if is_configured else f" {shlex.quote(target)}"
    return summary, [
        (f"scenario-kit validate{paths}", "check for errors"),
        (f"scenario-kit test{paths}", "run the tests"),
        (f"scenario-kit build{paths} -o build", "write sheets, API requests, settings and pictures"),
        (f"scenario-kit graph {shlex.quote(first)}", "draw one scenario"),
        (f"scenario-kit fmt{paths} --check", "check the style"),
    ]
