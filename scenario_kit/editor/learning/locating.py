"""Finds the JSON of each component: the list or mapping that holds them, and where their type and id are."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scenario_kit.editor.learning.evidence import (
    MISSING,
    SHEET,
    Item,
    Json,
    Path,
    at,
    is_scalar,
    members,
    text_of,
    walk,
)
from scenario_kit.editor.learning.model import LearningError
from scenario_kit.editor.learning.spelling import Named, is_same_word
from scenario_kit.editor.learning.texts import affixes
from scenario_kit.findings.model import pointer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.editor.learning.evidence import Export, KnownComponent


Member = tuple[str | int, Json]
"""A member of a list or a mapping, with its step."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item holds a text: a path inside it, or its own name.

    Attributes:
        path: The path; None for the item's name.
        before: What stands before the text.
        after: What stands after it.
    """

    path: Path | None
    before: str = ""
    after: str = ""

    def text(self, item: Item) -> str | None:
        """Return the text in an item, None if it is not there."""
        value = str(item.step) if self.path is None else text_of(at(item.value, self.path))
        if value is None or not (value.startswith(self.before) and value.endswith(self.after)):
            return None
        return value[len(self.before) : len(value) - len(self.after)]


@dataclass(frozen=True, slots=True)
class Located:
    """Where the components are.

    Attributes:
        container: The path of the list or mapping; `SHEET` stands for the name of the sheet.
        keyed: It is a mapping.
        items: The items of the components of all exports.
        name: Where an item holds the name of its component.
        type: Where it holds the type.
        type_words: The word of each type that was seen.
        others: The other members of the container, by export's file.
    """

    container: Path
    keyed: bool
    items: list[Item]
    name: Place
    type: Place
    type_words: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, list[Member]] = field(default_factory=dict)


def concrete(container: Path, export: Export) -> Path:
    """Return a path with the name of the sheet in place of `SHEET`."""
    return tuple((export.sheet or "") if step == SHEET else step for step in container)


def locate(exports: Sequence[Export]) -> Located:
    """Find the components of exports whose components are known.

    Raises:
        LearningError: A component is not in its export.
    """
    container, name = _by_name(exports)
    items: list[Item] = []
    others: dict[str, list[Member]] = {}
    for export in exports:
        inside = at(export.value, concrete(container, export))
        if not isinstance(inside, dict | list):
            pointer_ = pointer(concrete(container, export))
            raise LearningError(f"{export.file}: nothing at `{pointer_}`, where the components are")
        own = _items(export, members(inside), name)
        steps = {item.step for item in own}
        items += own
        others[export.file] = [member for member in members(inside) if member[0] not in steps | export.unknown]
    keyed = isinstance(at(exports[-1].value, concrete(container, exports[-1])), dict)
    type_, words = _find_type(items, Place(name))
    return Located(container, keyed, items, Place(name), type_, words, others)


def _by_name(exports: Sequence[Export]) -> tuple[Path, Path | None]:
    """Return the container whose items hold the most names of components, and where an item holds its name."""
    seen: dict[tuple[Path, Path | None], dict[tuple[str, str], set[str | int]]] = defaultdict(lambda: defaultdict(set))
    for export in exports:
        names = defaultdict(list)
        for component in export.components.values():
            names[component.name].append(component)
        for path, is_key, text in texts(export.value):
            for component in names.get(text, ()):
                for container, step, rel in splits(path, is_key=is_key):
                    abstract = tuple(SHEET if part == export.sheet and i else part for i, part in enumerate(container))
                    seen[abstract, rel][export.file, component.key].add(step)
    if not seen:
        first = next((c.name for export in exports for c in export.components.values()), "")
        raise LearningError(
            f"{exports[0].file}: none of the names of the scenario's components is in it, such as `{first}`; "
            "draw the components with these names and export the sheet again"
        )

    covered = {entry: _covered(steps) for entry, steps in seen.items()}
    most = max(covered.values())
    return max(
        (entry for entry in seen if covered[entry] == most),
        key=lambda entry: (_values_found(exports, entry[0], seen[entry]), -len(entry[1] or ()), -len(entry[0])),
    )


def _covered(steps: Mapping[tuple[str, str], set[str | int]]) -> int:
    """Return how many components have one item of their own, less the items that several components share."""
    shared = Counter((file, step) for (file, _), found in steps.items() for step in found)
    return sum(len(found) == 1 for found in steps.values()) - sum(count > 1 for count in shared.values())


def _values_found(exports: Sequence[Export], container: Path, steps: Mapping[tuple[str, str], set[str | int]]) -> int:
    """Return how many values of the components are inside the items that hold their names."""
    total = 0
    for export in exports:
        items = at(export.value, concrete(container, export))
        for component in export.components.values():
            for step in steps.get((export.file, component.key), ()):
                inside = at(items, (step,))
                if inside is MISSING:
                    continue
                found = {text for _, value in walk(inside) if (text := text_of(value)) is not None}
                wanted = [*component.parameters.values(), *(v for row in component.rows for v in row.values())]
                total += sum(str(value) in found for value in wanted)
                total += len(found) > 1  # a bare name says less than an item with other values
    return total


def texts(value: Json) -> Iterator[tuple[Path, bool, str]]:
    """Iterate over the texts and keys of a value: path, whether it is a key, and the text."""
    stack: list[tuple[Path, Json]] = [((), value)]
    while stack:
        path, current = stack.pop()
        if isinstance(current, dict):
            for name, child in current.items():
                yield (*path, name), True, name
                stack.append(((*path, name), child))
        elif isinstance(current, list):
            stack.extend(((*path, index), child) for index, child in enumerate(current))
        elif isinstance(current, str):
            yield path, False, current


def splits(path: Path, *, is_key: bool) -> Iterator[tuple[Path, str | int, Path | None]]:
    """Iterate over the ways to read a path as container, step and path inside the item."""
    if is_key:
        yield path[:-1], path[-1], None
        return
    for index in range(len(path)):
        yield path[:index], path[index], path[index + 1 :]


def _items(export: Export, inside: Sequence[Member], name: Path | None) -> list[Item]:
    """Return the items of the components of an export.

    Raises:
        LearningError: A component is not in its export.
    """
    by_name: dict[str, list[Member]] = defaultdict(list)
    for step, member in inside:
        text = step if name is None else at(member, name)
        if isinstance(text, str):
            by_name[text].append((step, member))
    items: list[Item] = []
    for component in export.components.values():
        candidates = by_name.get(component.name)
        if not candidates:
            raise LearningError(
                f"{export.file}: component `{component.name}` ({component.type.label}) is not in the export; "
                "draw it with this name and export the sheet again"
            )
        best = max(candidates, key=lambda entry: _alike(entry[1], component)) if len(candidates) > 1 else candidates[0]
        candidates.remove(best)
        items.append(Item(export, component, *best))
    return items


def _alike(member: Json, component: KnownComponent) -> int:
    """Return how much an item is like a component, by its type and its values."""
    found = {text for _, value in walk(member) if (text := text_of(value)) is not None}
    same_type = any(is_same_word(text, Named(component.type.name, component.type.label)) for text in found)
    return 10 * same_type + sum(str(value) in found for value in component.parameters.values())


def _find_type(items: Sequence[Item], name: Place) -> tuple[Place, dict[str, str]]:
    """Return where the type is, and the word of each type.

    Raises:
        LearningError: No place tells the types apart.
    """
    candidates: list[tuple[tuple[int, int, int, int], Place, dict[str, str]]] = []
    paths = _common_paths(items)
    for order, path in enumerate(paths):
        if path == name.path:
            continue
        by_type: dict[str, str] = {}
        place = Place(path)
        words = [(item.known.type, place.text(item)) for item in items]
        if any(word is None or by_type.setdefault(type_.name, word) != word for type_, word in words):
            continue
        distinct = len(set(by_type.values()))
        if distinct < len(by_type) or not all(by_type.values()):
            continue
        types = {type_.name: type_ for type_, _ in words}
        named = {word: Named(types[type_name].name, types[type_name].label) for type_name, word in by_type.items()}
        before, after = affixes([*named], lambda word, rest, named=named: is_same_word(rest, named[word]))  # type: ignore[misc]
        stripped = {type_name: word[len(before) : len(word) - len(after)] for type_name, word in by_type.items()}
        same = sum(is_same_word(word, Named(types[t].name, types[t].label)) for t, word in stripped.items())
        repeated = len(words) - len(by_type)
        candidates.append(((same, repeated, -len(path), -order), Place(path, before, after), stripped))
    if not candidates:
        raise LearningError(
            f"{items[0].export.file}: nothing in the components tells their types apart; "
            "draw every component of the scenario and export the sheet again"
        )
    best = max(candidates, key=lambda candidate: candidate[0])
    return best[1], best[2]


def _common_paths(items: Sequence[Item]) -> list[Path]:
    """Return the paths of texts and numbers that all items have, in the order of the first one."""
    sets = [{path for path, value in walk(item.value) if text_of(value) is not None} for item in items]
    first = [path for path, value in walk(items[0].value) if is_scalar(value)]
    return [path for path in first if all(path in other for other in sets)]
