"""The kinds of files of this program, told apart by their contents, for a file that is given in place of another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.files.document import MappingNode, Node, ScalarNode

if TYPE_CHECKING:
    from scenario_kit.files.document import Document

INVENTORY_SECTIONS: Final = frozenset(
    (
        "trunks",
        "extensions",
        "users",
        "queues",
        "announcements",
        "music_on_hold",
        "musiconholds",
        "voicemail",
        "voicemails",
        "contexts",
    )
)
"""The sections of an inventory, and their names in the API."""

_CALLS: Final = frozenset(("call", "sheets"))
_ABOUT_CALLS: Final = frozenset(("parameters", "originate", "variables", "simotel_ini", "tests"))
_HEADER: Final = re.compile(r"\[\w+\]")


class Kind(NamedTuple):
    """A kind of file.

    Attributes:
        name: What it is, with its article.
        use: How it is given to a command; `{}` is the file.
    """

    name: str
    use: str


VALUES: Final = Kind("a file of parameter values", "pass it with `--values {}`")
SCENARIO: Final = Kind("a scenario", "name it without an option, such as `scenario-kit validate {}`")
INVENTORY: Final = Kind("an inventory of a PBX", "pass it to `validate` with `--inventory {}`")
SETTINGS: Final = Kind("a simotel.ini", "pass it to `validate` with `--ini {}`")
MAP: Final = Kind(
    "the map of a profile", "keep it as DIR/NAME/sheet.map.yaml, for `build --templates DIR --profile NAME`"
)
SHEET: Final = Kind("a sheet", "import it with `scenario-kit import {}`")
EDITOR_NOTES: Final = Kind("the editor's notes on a scenario", "keep it beside the scenario, where `build` reads it")
MANIFEST: Final = Kind("the manifest of a build", "keep it in the folder that `build` wrote")


def kind_of(document: Document) -> Kind | None:
    """Return the kind of a document by its sections; None if it is of no known kind, such as a file of values."""
    root = document.root
    if not isinstance(root, MappingNode):
        return SETTINGS if _is_ini(document.text) else None
    keys = root.entries.keys()
    sections = {key for key, (_, value) in root.entries.items() if not isinstance(value, ScalarNode)}
    for kind, is_such in (
        (SHEET, "components" in sections and _text(root, "format") == "scenario-kit/sheet"),
        (MANIFEST, "outputs" in sections and _text(root, "tool") == "scenario-kit"),
        (EDITOR_NOTES, "sheets" in sections and keys == {"version", "profile", "sheets"}),
        (MAP, "sheet" in sections and _text(root, "version") == "2"),
        (INVENTORY, bool(sections & INVENTORY_SECTIONS) and keys <= {*INVENTORY_SECTIONS, "version"}),
        (SCENARIO, bool(sections & _CALLS or (sections & _ABOUT_CALLS and keys & {"version", "name"}))),
    ):
        if is_such:
            return kind
    return None


def mistaken(document: Document, expected: Kind) -> tuple[str, str] | None:
    """Return a message and its help if a document is of another kind than expected; None if its kind is unknown."""
    kind = kind_of(document)
    if kind in (None, expected):
        return None
    return f"this is {kind.name}, not {expected.name}", kind.use.format(document.file)


def _is_ini(text: str) -> bool:
    lines = [line for line in map(str.strip, text.splitlines()) if line and line[0] not in "#;"]
    return bool(lines) and _HEADER.fullmatch(lines[0]) is not None and any("=" in line for line in lines)


def _text(root: MappingNode, key: str) -> str | None:
    node: Node | None = root.entries[key][1] if key in root.entries else None
    return node.text if isinstance(node, ScalarNode) else None
