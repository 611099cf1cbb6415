"""What `scenario-kit` says when it is called without a command: what is here, and what can be done with it."""

from __future__ import annotations

import os
import re
import shlex
from codecs import BOM_UTF8
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DEPTH = 3
"""How many folders deep scenarios are looked for; whoever calls the command in / shall not wait."""

ENTRIES = 20_000
"""Files and folders that are passed at most."""

HEAD = 4096
"""Bytes of a file that are looked at."""

_VERSION = re.compile(rb"""^\s*\{?\s*["']?version["']?\s*:\s*["']?1["']?\s*(?:[,#}]|$)""", re.MULTILINE)
_NAME = re.compile(rb"""(?:^|[{,])\s*["']?name["']?\s*:""", re.MULTILINE)
_FORMAT = re.compile(rb'"format"\s*:')
"""What a built sheet has, and a scenario has not."""


@dataclass(frozen=True, slots=True)
class FolderSummary:
    """What a folder holds by its looks.

    Attributes:
        scenarios: Files that look like scenarios, sorted.
        others: Other files that `validate` would take for scenarios.
        is_cut: There is more than was looked at.
    """

    scenarios: tuple[str, ...]
    others: tuple[str, ...]
    is_cut: bool


def look_around(paths: Sequence[str]) -> FolderSummary:
    """Look for scenarios by the names of files and their first lines."""
    scenarios: list[str] = []
    others: list[str] = []
    passed = 0
    for path in paths:
        for file in _files(path, DEPTH):
            passed += 1
            if passed > ENTRIES:
                return FolderSummary(tuple(sorted(scenarios)), tuple(sorted(others)), is_cut=True)
            if file is not None:
                (scenarios if _looks_like_one(file) else others).append(file)
    return FolderSummary(tuple(sorted(scenarios)), tuple(sorted(others)), is_cut=False)


def _files(path: str, depth: int) -> Iterator[str | None]:
    """Return the files below a path that could be scenarios, and None for whatever else is passed."""
    from scenario_kit.files.reader import SUFFIXES

    if not os.path.isdir(path):  # noqa: PTH112  as the reader does, the path stays as it was begun
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
                yield from _files(name, depth - 1)
        else:
            yield name if entry.name.endswith(SUFFIXES) and entry.is_file() else None


def _looks_like_one(file: str) -> bool:
    try:
        with Path(file).open("rb") as stream:
            head = stream.read(HEAD).removeprefix(BOM_UTF8)
    except OSError:
        return False
    return bool(_VERSION.search(head) and _NAME.search(head)) and not _FORMAT.search(head)


def welcome() -> str:
    """Return what is to be said in the working directory.

    Raises:
        ScenarioKitError: The project's settings are wrong.
    """
    from scenario_kit.run.config import find_config

    configured = [os.path.relpath(path) for path in find_config(Path.cwd()).paths]
    around = look_around(configured or ["."])
    found, steps = "No scenario was found here.", _BEGINNING
    if around.scenarios:
        found, steps = _found(around), _steps(around, is_configured=bool(configured))
    width = max(len(command) for command, _ in steps)
    return "\n".join([found, "", *(f"  {command:<{width}}   {purpose}" for command, purpose in steps), ""])


_LAST: Final = ("scenario-kit --help", "all commands")
_BEGINNING: Final[tuple[tuple[str, str], ...]] = (
    ("scenario-kit new --list", "starters, and what each is for"),
    ("scenario-kit new extension-to-number -o call.yaml", "begin with one"),
    ("scenario-kit validate call.yaml", "check it"),
    _LAST,
)


def _found(around: FolderSummary) -> str:
    count = len(around.scenarios)
    number = f"{'At least ' if around.is_cut else ''}{count} scenario{'s' if count != 1 else ''}"
    place = _place(around)
    where = f": {around.scenarios[0]}" if count == 1 else " here" if place == "." else f" in {place}"
    stranger = _stranger(around)
    if stranger is None:
        return f"{number} found{where}."
    return f"{number} found{where}.\nName files, not the folder: others in it are no scenarios, such as {stranger}."


def _place(around: FolderSummary) -> str:
    """Return the folder in which all scenarios are."""
    return os.path.commonpath([os.path.dirname(file) for file in around.scenarios]) or "."  # noqa: PTH120


def _stranger(around: FolderSummary) -> str | None:
    """Return a file that a command on the whole folder would take for a scenario, too."""
    place = _place(around)
    below = (file for file in around.others if place in (".", file) or file.startswith(f"{place}/"))
    return None if len(around.scenarios) == 1 else next(below, None)


def _steps(around: FolderSummary, *, is_configured: bool) -> tuple[tuple[str, str], ...]:
    one = shlex.quote(around.scenarios[0])
    whole = len(around.scenarios) > 1 and _stranger(around) is None
    paths = "" if is_configured else f" {shlex.quote(_place(around)) if whole else one}"
    return (
        (f"scenario-kit validate{paths}", "what is wrong, and what mends it"),
        (f"scenario-kit test{paths}", "rehearse their tests"),
        (f"scenario-kit build{paths} -o build", "sheets, requests, pictures, settings"),
        (f"scenario-kit graph {one}", "a picture of one"),
        (f"scenario-kit fmt{paths} --check", "whether the style is the canonical one"),
        _LAST,
    )
