"""Finds a profile in the templates, and reads its map."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.files.document import ListNode, MappingNode
from scenario_kit.files.shipped import shipped
from scenario_kit.files.source import parse
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.profiles.declaration import SheetMap
from scenario_kit.profiles.json_values import other_number, whole_number
from scenario_kit.profiles.parsing import MapError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenario_kit.files.document import Document, Node

DEFAULT_PROFILE: Final = "scenario-kit"
MAP: Final = "sheet.map.yaml"
OLD_MAP: Final = "sheet.read.yaml"
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_QUOTES: Final = ("'", '"', "|", ">")


class ProfileError(ScenarioKitError):
    """A profile cannot be used for reading: its map is missing or invalid."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile with its map.

    Attributes:
        name: The folder in the templates.
        templates: A directory of templates that override the built-in ones.
        map: How its sheets are written and read.
    """

    name: str
    templates: str | None
    map: SheetMap


def read_profile(name: str = DEFAULT_PROFILE, templates: str | None = None) -> Profile:
    """Read the map of a profile; see `Profile`.

    Raises:
        ProfileError: The profile or its map is missing, or the map is invalid.
    """
    if templates is not None and not Path(templates).is_dir():
        raise ProfileError(f"templates `{templates}`: no such directory")
    directories = [] if templates is None else [templates]
    folders = _folders(name, directories)
    path = find_map(name, directories)
    if path is not None:
        return Profile(name, templates, load_map(path))
    for folder in folders:
        if (folder / OLD_MAP).is_file():
            raise ProfileError(f"{folder / OLD_MAP}: {_MOVED}")
    if any(folder.is_dir() for folder in folders):
        raise ProfileError(
            f"profile `{name}` has no `{MAP}` beside its `sheet.json.j2`, so its sheets cannot be read; "
            "add one that declares where the values are in a sheet"
        )
    raise ProfileError(f"unknown profile `{name}`; a profile is a folder in the templates (--templates DIR)")


_MOVED: Final = (
    f"this file is not read any more; write `{MAP}` in its place: the JSON of a sheet with places such as $id in it "
    "(`sheet`), with `types`, `names` and `outputs` under `words`; see docs/profiles.md"
)


def _folders(name: str, directories: Sequence[str | Path]) -> list[Path]:
    return [Path(directory) / name for directory in (*directories, shipped("templates"))]


def find_map(name: str, directories: Sequence[str | Path] = ()) -> Path | None:
    """Return the file of a profile's map: the first in directories of templates, else the built-in one."""
    return next((folder / MAP for folder in _folders(name, directories) if (folder / MAP).is_file()), None)


def load_map(path: Path) -> SheetMap:
    """Read a map from a file.

    Raises:
        ProfileError: It cannot be read, or is not a map.
    """
    try:
        document = parse(path.read_bytes(), str(path))
    except OSError as error:
        raise ProfileError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    for finding in document.findings:
        raise ProfileError(f"{path}:{finding.span.line}: {finding.message}")
    if not isinstance(document.root, MappingNode):
        raise ProfileError(f"{path}: expected a mapping that begins with `version: 2`")
    try:
        return SheetMap.from_tree(typed(document, document.root), str(path))
    except MapError as error:
        span, _ = document.locate(error.path, on_key=error.on_key)
        raise ProfileError(f"{path}:{span.line}:{span.column}: {error}") from None


def typed(document: Document, node: Node | None) -> Any:  # noqa: ANN401, PLR0911  one for each kind of value
    """Return the values of a document in JSON's types: what is not quoted can be a number, true, false or null."""
    if isinstance(node, MappingNode):
        return {key: typed(document, child) for key, (_, child) in node.entries.items()}
    if isinstance(node, ListNode):
        return [typed(document, item) for item in node.items]
    if node is None or node.null:
        return None
    if document.text[node.start : node.start + 1] in _QUOTES:
        return node.text
    if node.text in ("true", "false"):
        return node.text == "true"
    if not _NUMBER.fullmatch(node.text):
        return node.text
    return whole_number(node.text) if node.text.removeprefix("-").isdigit() else other_number(node.text)


@dataclass(frozen=True, slots=True)
class ProfileEntry:
    """A profile that can be chosen.

    Attributes:
        name: The folder in the templates.
        folder: Where it is.
        built_in: Whether it is one of the program's own.
        has_map: Whether it has a map, so that sheets can be read.
        has_template: Whether it has a template of its own.
    """

    name: str
    folder: Path
    built_in: bool
    has_map: bool
    has_template: bool


def profiles(templates: str | None = None) -> list[ProfileEntry]:
    """Return the profiles in a directory of templates, and the built-in ones, sorted by name.

    Raises:
        ProfileError: The directory does not exist.
    """
    if templates is not None and not Path(templates).is_dir():
        raise ProfileError(f"templates `{templates}`: no such directory")
    found: dict[str, ProfileEntry] = {}
    for directory in ([] if templates is None else [Path(templates)]) + [shipped("templates")]:
        for folder in sorted(directory.iterdir()):
            has_map, has_template = (folder / MAP).is_file(), (folder / "sheet.json.j2").is_file()
            if has_map or has_template:
                entry = ProfileEntry(folder.name, folder, directory == shipped("templates"), has_map, has_template)
                found.setdefault(folder.name, entry)
    return [found[name] for name in sorted(found)]
