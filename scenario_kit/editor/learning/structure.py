"""Understands an export without its scenario, by its structure and by the catalogue."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.decoding import decoded
from scenario_kit.editor.learning.evidence import (
    MISSING,
    Export,
    Item,
    Json,
    KnownComponent,
    Path,
    at,
    members,
    text_of,
    walk,
)
from scenario_kit.editor.learning.locating import Located, Place
from scenario_kit.editor.learning.model import LearningError, Question
from scenario_kit.editor.learning.parameters import Unit, cells_of, is_alike
from scenario_kit.editor.learning.places import position_paths
from scenario_kit.editor.learning.references import arrows
from scenario_kit.editor.learning.spelling import normalised
from scenario_kit.findings.model import pointer
from scenario_kit.language.catalogue import ComponentType, Parameter, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.editor.learning.answers import Answers

_NAMES: Final = ("name", "label", "caption", "title", "text", "cap", "displayname", "description")
_SEPARATORS: Final = ".:/-_ "
_LEAST: Final = 0.5
"""The share of the items of a list that must have the type of a component."""


@dataclass(slots=True)
class Understood:
    """What exports show.

    Attributes:
        exports: The exports with the components and wires that were understood.
        questions: What was not.
    """

    exports: list[Export] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Words:
    """Our types by the words of a format."""

    given: Mapping[str, str]
    ours: Mapping[str, str]

    def type(self, word: str) -> str | None:
        """Return the type that a word names, with or without a prefix such as `app.`."""
        if word in self.given:
            return self.given[word]
        for sign in ("", *_SEPARATORS):
            rest = word.rpartition(sign)[2] if sign else word
            if normalised(rest) in self.ours and (not sign or rest != word):
                return self.ours[normalised(rest)]
        return None


def understood(exports: Sequence[tuple[str, Json]], answers: Answers | None) -> Understood:
    """Return what exports show, as far as their words are those of the catalogue, or of the answers.

    Raises:
        LearningError: Nothing in a file looks like components, or the directions of its wires cannot be decided.
    """
    ours = {normalised(word): name for name, one in catalogue().items() for word in (name, one.label)}
    words = _Words({} if answers is None else answers.types, ours)
    places = [_components(file, value, words) for file, value in exports]
    _refuse_two_containers([(file, container) for (file, _), (container, _) in zip(exports, places, strict=True)])
    result = Understood()
    for (file, value), place in zip(exports, places, strict=True):
        result.exports.append(_understand((file, value), place, words, answers, result.questions))
    return result


def _refuse_two_containers(containers: Sequence[tuple[str, Path]]) -> None:
    """Refuse files whose components are in different places: nothing tells which part of the path is a name."""
    (first, expected), *others = containers
    for file, container in others:
        if container != expected:
            raise LearningError(
                f"{file}#{pointer(container)}: the components are in another place than in {first}, "
                f"{pointer(expected) or '/'}; name the scenarios with `--scenario`, or learn from one file"
            )


def _understand(
    exported: tuple[str, Json],
    place: tuple[Path, Path],
    words: _Words,
    answers: Answers | None,
    questions: list[Question],
) -> Export:
    (file, value), (container, type_path) = exported, place
    found = [(step, member) for step, member in members(at(value, container)) if at(member, type_path) is not MISSING]
    known: list[tuple[str | int, Json, ComponentType]] = []
    others: list[tuple[str | int, Json, str]] = []
    for step, member in found:
        word = text_of(at(member, type_path)) or ""
        type_name = words.type(word)
        if type_name is None:
            others.append((step, member, word))
        else:
            known.append((step, member, catalogue()[type_name]))
    alike = [(step, word) for step, member, word in others if _looks_alike(member, [one for _, one, _ in known])]
    unknown = frozenset(step for step, _ in alike)
    for step, word in alike:
        where = f"{file}#{pointer((*container, step, *type_path))}"
        questions.append(Question("type", word, f"Which component type is `{word}`?", (), where))
    name_path = _name_path([member for _, member, _ in known], type_path)
    components: dict[str, KnownComponent] = {}
    items: list[Item] = []
    export = Export(file, value, None, _sheet_name(file, value, container))
    for step, member, kind in known:
        key = str(step)
        name = text_of(at(member, name_path)) if name_path is not None else None
        one = KnownComponent(key, kind, name or key, {}, (), kind.outputs)
        items.append(Item(export, one, step, member))
    located = Located(container, isinstance(at(value, container), dict), items, Place(name_path), Place(type_path))
    skipped = frozenset({type_path, *({name_path} if name_path else ()), *position_paths(items)})
    rows = _rows_path(items)
    for item in items:
        components[item.known.key] = _filled(item, rows, skipped, answers)
        item.known = components[item.known.key]
    wires = arrows(located, rows, answers, questions) or {}  # a part of them would teach a wrong structure
    return replace(export, components=components, wires=wires, unknown=unknown)


def _components(file: str, value: Json, words: _Words) -> tuple[Path, Path]:
    """Return the list or mapping of components, and where each has its type."""
    best: tuple[tuple[int, int, bool, int], Path, Path] | None = None
    stack: list[tuple[Path, Json]] = [((), value)]
    while stack:
        path, current = stack.pop()
        own = members(current)
        stack.extend(((*path, step), child) for step, child in own if isinstance(child, dict | list))
        count: Counter[Path] = Counter()
        kinds: dict[Path, set[str]] = defaultdict(set)
        for _, member in own:
            for rel, leaf in walk(member) if isinstance(member, dict | list) else ():
                type_ = words.type(leaf) if isinstance(leaf, str) else None
                if type_ is not None and len(rel) < 4:  # noqa: PLR2004
                    count[rel] += 1
                    kinds[rel].add(type_)
        for rel, number in count.items():
            have = sum(at(member, rel) is not MISSING for _, member in own)
            if number < _LEAST * have:
                continue
            if isinstance(current, dict) and number < len(own):
                continue
            rank = (number, len(kinds[rel]), isinstance(current, list), -len(rel))
            if best is None or rank > best[0]:
                best = rank, path, rel
    if best is None:
        raise LearningError(
            f"{file}: nothing in it looks like the components of a call plan; is it the export of a sheet? "
            "If its words for the types are others, pass the scenario that it shows with --scenario"
        )
    return best[1], best[2]


def _looks_alike(member: Json, others: Sequence[Json]) -> bool:
    """Whether a member of a list has most of what the components in it have."""
    if not others or not isinstance(member, dict):
        return False
    shared = set.intersection(*(set(one) for one in others if isinstance(one, dict)))
    return len(shared & set(member)) >= len(shared) - 1


def _name_path(values: Sequence[Json], type_path: Path) -> Path | None:
    """Return where the components, of which there is at least one, have their names; None if nowhere."""
    leaves = [dict(walk(value)) for value in values]
    shared = [
        path
        for path, leaf in leaves[0].items()
        if path
        and path != type_path
        and not any(isinstance(step, int) for step in path)
        and isinstance(leaf, str)
        and all(isinstance(own.get(path), str) for own in leaves)
    ]
    for hint in _NAMES:
        for path in shared:
            if normalised(str(path[-1])) == hint and len({own[path] for own in leaves}) > len(leaves) / 2:
                return path
    return None


def _sheet_name(file: str, value: Json, container: Path) -> str:
    """Return the text outside of the components that is part of the file's name, else the file's name."""
    stem = PurePath(file).stem
    for path, leaf in walk(value):
        if (
            isinstance(leaf, str)
            and leaf
            and path[: len(container)] != container
            and leaf in (stem, stem.rpartition(".")[2])
        ):
            return leaf
    for _, member in members(at(value, container)):
        for _, leaf in walk(member):
            if isinstance(leaf, str) and leaf and leaf == stem.rpartition(".")[2]:
                return leaf
    return stem


def _rows_path(items: Sequence[Item]) -> Path | None:
    """Return where the rows are: members that have the fields of their type's rows under names like ours."""
    scores: Counter[Path] = Counter()
    for item in items:
        if not item.known.type.has_rows:
            continue
        stack: list[tuple[Path, Json]] = [((), item.value)]
        while stack:
            path, current = stack.pop()
            own = members(current)
            if isinstance(current, dict) or len(own) == 1:
                stack.extend(((*path, step), child) for step, child in own if isinstance(child, dict | list))
            fields = item.known.type.row
            if path and isinstance(current, list):
                scores[path] += sum(
                    bool(_values(member, fields, frozenset(), item.known.type.name, {})) for _, member in own
                )
    best = max(scores, key=lambda path: (scores[path], -len(path)), default=None)
    return best if best is not None and scores[best] else None


def _filled(item: Item, rows: Path | None, skipped: frozenset[Path], answers: Answers | None) -> KnownComponent:
    """Return the component that an item shows, with its parameters and rows."""
    type_ = item.known.type
    more = skipped | ({rows} if rows is not None else set())
    words = _answered(answers, type_.name)
    values = _values(item.value, type_.parameters, frozenset(more), type_.name, words)
    if "name" in type_.parameters and "name" not in values:
        values["name"] = item.known.name
    listed: list[Mapping[str, Json]] = []
    if type_.has_rows and rows is not None:
        listed = [_values(row, type_.row, frozenset(), type_.name, words) for _, row in members(at(item.value, rows))]
    outputs = tuple(str(index) for index, _ in enumerate(listed, 1)) if type_.has_rows else type_.outputs
    return replace(item.known, parameters=values, rows=tuple(listed), outputs=outputs)


def _answered(answers: Answers | None, type_: str) -> dict[str, str]:
    if answers is None:
        return {}
    given = {**answers.parameters.get("any", {}), **answers.parameters.get(type_, {})}
    return {word: name for word, name in given.items() if name is not None}


def _values(
    json: Json, known: Mapping[str, Parameter], skipped: frozenset[Path], type_: str, words: Mapping[str, str]
) -> dict[str, Json]:
    """Return the values whose words are ours, the editor's labels, or answered."""
    found: dict[str, Json] = {}
    unit = Unit(type_, {}, known, json, skipped)
    for word, leaf in _cells(unit):
        for name, parameter in known.items():
            if name in found or not (words.get(word) == name or is_alike(word, parameter)):
                continue
            value = decoded(leaf, parameter)
            if value is not None:
                found[name] = value
    return found


def _cells(unit: Unit) -> Iterator[tuple[str, Json]]:
    return ((word, leaf) for (_, word), leaf in cells_of(unit))
