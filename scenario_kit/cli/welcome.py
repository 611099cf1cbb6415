"""The output of `scenario-kit` without a command: the scenarios in this folder, and the next steps."""

from __future__ import annotations

import os
import re
import shlex
from codecs import BOM_UTF8
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

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

    if not os.path.isdir(path):  # noqa: PTH112  keeps the path as the user began it
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
    summary, steps = "No scenarios found here.", _FIRST_STEPS
    if around.scenarios:
        summary, steps = _summary(around), _steps(around, is_configured=bool(configured))
    width = max(len(command) for command, _ in steps)
    return "\n".join([summary, "", *(f"  {command:<{width}}   {purpose}" for command, purpose in steps), ""])


_LAST_STEP: Final = ("scenario-kit --help", "list all commands")
_FIRST_STEPS: Final[tuple[tuple[str, str], ...]] = (
    ("scenario-kit new --list", "list the starters"),
    ("scenario-kit new extension-to-number -o call.yaml", "create a scenario from one"),
    ("scenario-kit validate call.yaml", "check it"),
    _LAST_STEP,
)


def _summary(around: FolderSummary) -> str:
    count = len(around.scenarios)
    number = f"{'At least ' if around.is_cut else ''}{counted(count, 'scenario')}"
    place = _place(around)
    where = f": {around.scenarios[0]}" if count == 1 else " here" if place == "." else f" in {place}"
    other = _other_file(around)
    if other is None:
        return f"{number} found{where}."
    return f"{number} found{where}.\nName the files, not the folder: it has other files too, such as {other}."


def _place(around: FolderSummary) -> str:
    """Return the folder that contains all scenarios."""
    return os.path.commonpath([os.path.dirname(file) for file in around.scenarios]) or "."  # noqa: PTH120


def _other_file(around: FolderSummary) -> str | None:
    """Return a file that is not a scenario, but would be read as one by a command on the whole folder."""
    place = _place(around)
    below = (file for file in around.others if place in (".", file) or file.startswith(f"{place}/"))
    return None if len(around.scenarios) == 1 else next(below, None)


def _steps(around: FolderSummary, *, is_configured: bool) -> tuple[tuple[str, str], ...]:
    first = shlex.quote(around.scenarios[0])
    whole = len(around.scenarios) > 1 and _other_file(around) is None
    paths = "" if is_configured else f" {shlex.quote(_place(around)) if whole else first}"
    return (
        (f"scenario-kit validate{paths}", "check for errors"),
        (f"scenario-kit test{paths}", "run the tests"),
        (f"scenario-kit build{paths} -o build", "write sheets, API requests, settings and pictures"),
        (f"scenario-kit graph {first}", "draw one scenario"),
        (f"scenario-kit fmt{paths} --check", "check the style"),
        _LAST_STEP,
    )
