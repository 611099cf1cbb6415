"""Refuses files that show a scenario's components, but not as one sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.model import LearningError
from scenario_kit.findings.model import pointer
from scenario_kit.language.values import describe
from scenario_kit.profiles.json_values import shown_pointer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from scenario_kit.editor.learning.evidence import Json, Path

_ID_KEYS: Final = ("id", "_id", "uid", "uuid", "guid")
_FEWEST: Final = 2


def refuse_unfit(file: str, value: Json, names: Collection[str]) -> None:
    """Check that a file has one sheet, and that its components have different ids.

    Args:
        file: The name of the file.
        value: Its JSON.
        names: The names of the components that it shows.

    Raises:
        LearningError: It has two sheets, or an id is used twice.
    """
    inside: dict[int, set[str]] = {}
    for path, container, members in _containers(value, frozenset(names), inside):
        found = [inside[id(member)] for _, member in members]
        whole = [
            step for (step, _), own in zip(members, found, strict=True) if len(names) >= _FEWEST and own >= set(names)
        ]
        if len(whole) >= _FEWEST and _are_alike(container, whole):
            first, second = (shown_pointer(pointer((*path, step))) for step in whole[:2])
            raise LearningError(f"{file}: two sheets, at {first} and at {second}; export one sheet to a file")
        named = [entry for entry, own in zip(members, found, strict=True) if own]
        if isinstance(container, list) and len(named) >= _FEWEST:
            _refuse_same_ids(file, path, members)


def _containers(
    value: Json, names: frozenset[str], inside: dict[int, set[str]]
) -> Iterator[tuple[Path, Json, list[tuple[str | int, Json]]]]:
    """Iterate over the lists and mappings, those inside first; `inside` gets the names in each of them."""
    stack: list[tuple[Path, Json, bool]] = [((), value, False)]
    while stack:
        path, current, visited = stack.pop()
        if not isinstance(current, dict | list):
            inside[id(current)] = {current} & names if isinstance(current, str) else set()
            continue
        members = list(current.items() if isinstance(current, dict) else enumerate(current))
        if not visited:
            stack.append((path, current, True))
            stack.extend(((*path, step), member, False) for step, member in reversed(members))
            continue
        own = {name for name in current if name in names} if isinstance(current, dict) else set()
        inside[id(current)] = own.union(*(inside[id(member)] for _, member in members))
        yield path, current, members


def _are_alike(container: Json, steps: list[str | int]) -> bool:
    """Whether members are mappings with the same keys, or lists."""
    shapes = [sorted(member) if isinstance(member := container[step], dict) else type(member) for step in steps]
    return shapes.count(shapes[0]) >= _FEWEST


def _refuse_same_ids(file: str, path: Path, members: list[tuple[str | int, Json]]) -> None:
    for key in _ID_KEYS:
        first: dict[str, str | int] = {}
        for step, member in members:
            if not isinstance(member, dict) or not isinstance(member.get(key), str | int):
                continue
            id_ = str(member[key])
            if first.setdefault(id_, step) != step:
                places = [shown_pointer(pointer((*path, at, key))) for at in (step, first[id_])]
                raise LearningError(f"{file}: {places[0]}: the id {describe(id_)} is also at {places[1]}")
