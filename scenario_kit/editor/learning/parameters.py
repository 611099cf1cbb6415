"""Finds the parameters of components and the fields of rows: by their values, by their names, or by both."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.evidence import MISSING, Json, Path, at, walk
from scenario_kit.editor.learning.spelling import Named, is_same_word, normalised
from scenario_kit.editor.learning.tables import COLUMNS, MEMBERS, PAIRS, SELF, Found, Table
from scenario_kit.editor.learning.texts import affixes
from scenario_kit.editor.learning.wrappers import Wrappers, bare
from scenario_kit.language.catalogue import Parameter, ParameterType
from scenario_kit.profiles.values import WRAPPERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from scenario_kit.editor.learning.values import Spelling

Cell = tuple[Table, str]
"""A structure, and a word in it."""

_PAIR: Final = 2
_DEEPEST_WORD: Final = 3
_SHORTEST: Final = 3
"""A shorter part of a name says nothing."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A component or a row: its JSON and the values that it is known to hold.

    Attributes:
        type: The name of the component type.
        values: The values that are set.
        parameters: All parameters or fields that it can have.
        json: Its JSON.
        skipped: Paths that hold something else.
    """

    type: str
    values: Mapping[str, Json]
    parameters: Mapping[str, Parameter]
    json: Json
    skipped: frozenset[Path]


def find_parameters(units: Sequence[Unit]) -> dict[tuple[str, str], Found]:
    """Return where each parameter of each type is; a parameter that is not found is missing in the result."""
    by_type: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        by_type[unit.type].append(unit)
    cells = {type_: [dict(cells_of(unit)) for unit in own] for type_, own in by_type.items()}
    cells = _without_affixes(by_type, cells)
    wrappers = Wrappers(_seen(by_type, cells))
    preferred = _preferred(by_type, cells, wrappers)
    found = {
        (type_, name): where
        for type_, own in by_type.items()
        for name, where in _Search(own, cells[type_], preferred, wrappers).found().items()
    }
    return found | dict(_like_others(found, by_type, cells))


def _like_others(
    found: Mapping[tuple[str, str], Found],
    by_type: Mapping[str, Sequence[Unit]],
    cells: Mapping[str, Sequence[Mapping[Cell, Json]]],
) -> Iterator[tuple[tuple[str, str], Found]]:
    """Iterate over parameters that are set nowhere, at the word that other types have for one of the same name."""
    words: dict[str, set[Cell]] = defaultdict(set)
    taken: dict[str, set[Cell]] = defaultdict(set)
    for (type_, name), where in found.items():
        taken[type_].add((where.table, where.word))
        if where.table.form in (MEMBERS, PAIRS):
            words[name].add((where.table, where.word))
    for type_, units in by_type.items():
        is_set = frozenset(name for unit in units for name in unit.values)
        for name in units[0].parameters:
            if (type_, name) in found or name in is_set:
                continue
            likely = [cell for cell in words[name] - taken[type_] if all(cell in own for own in cells[type_])]
            if len(likely) == 1:
                taken[type_].add(likely[0])
                unset = [own[likely[0]] for own in cells[type_]]
                yield (type_, name), Found(*likely[0], set(), [], unset, like_others=True)


# The places that may hold a parameter.


def cells_of(unit: Unit) -> Iterator[tuple[Cell, Json]]:
    """Iterate over every place of a unit that may hold a parameter."""
    if not isinstance(unit.json, dict | list):
        yield (Table(SELF, ()), ""), unit.json
    stack: list[tuple[Path, Json]] = [((), unit.json)]
    while stack:
        path, value = stack.pop()
        if path in unit.skipped:
            continue
        if isinstance(value, dict):
            inner = {word: child for word, child in value.items() if (*path, word) not in unit.skipped}
            yield from _member_cells(path, inner)
            stack.extend(((*path, word), child) for word, child in inner.items())
        elif isinstance(value, list):
            yield from _list_cells(path, value, unit)
            if len(value) == 1 and isinstance(value[0], dict):
                stack.append(((*path, 0), value[0]))


def _member_cells(path: Path, value: Mapping[str, Json]) -> Iterator[tuple[Cell, Json]]:
    for word, child in value.items():
        yield (Table(MEMBERS, path), word), child
        if isinstance(child, dict):
            for key in sorted(WRAPPERS & child.keys()):
                yield (Table(MEMBERS, path), f"{word}/{key}"), child[key]


def _list_cells(path: Path, value: Sequence[Json], unit: Unit) -> Iterator[tuple[Cell, Json]]:
    for index, child in enumerate(value):
        if (*path, index) not in unit.skipped:
            yield (Table(COLUMNS, path), str(index)), child
    if value and all(isinstance(child, dict) for child in value):
        yield from _pair_cells(path, value)
    elif value and all(isinstance(one, list) and len(one) == _PAIR and isinstance(one[0], str) for one in value):
        for child in value:
            yield (Table(PAIRS, path, (0,), (1,)), child[0]), child[1]


def _pair_cells(path: Path, value: Sequence[Mapping[str, Json]]) -> Iterator[tuple[Cell, Json]]:
    """Iterate over the values of a list of objects, each with a word and a value in it."""
    shared = [step for step in value[0] if all(step in child for child in value)]
    for name in shared:
        words = [child[name] for child in value]
        if not all(isinstance(word, str) for word in words) or len(set(words)) < len(words):
            continue
        for step in shared:
            table = Table(PAIRS, path, (name,), (step,))
            for word, child in zip(words, value, strict=True):
                if step != name and not _is_part(child[step], word):
                    yield (table, word), child[step]
    for path_to_name in _inner_texts(value):
        words = [at(child, path_to_name) for child in value]
        for step in shared:
            if step != path_to_name[0]:
                table = Table(PAIRS, path, path_to_name, (step,))
                yield from (((table, word), child[step]) for word, child in zip(words, value, strict=True))


def _inner_texts(value: Sequence[Mapping[str, Json]]) -> list[Path]:
    """Return the paths deeper in objects that hold a text in each, another one in each."""
    leaves = [{path: leaf for path, leaf in walk(child) if isinstance(leaf, str) and leaf} for child in value]
    return [
        path
        for path in leaves[0]
        if 1 < len(path) <= _DEEPEST_WORD and len({own.get(path) for own in leaves} - {None}) == len(value)
    ]


def values_in(table: Table, unit: Unit) -> dict[str, Json]:
    """Return the values of a structure in a unit, by their words without what is around them."""
    return {
        word[len(table.before) : len(word) - len(table.after)]: json
        for (own, word), json in cells_of(unit)
        if replace(own, before=table.before, after=table.after) == table
    }


def _without_affixes(
    by_type: Mapping[str, Sequence[Unit]], cells: Mapping[str, Sequence[Mapping[Cell, Json]]]
) -> dict[str, list[dict[Cell, Json]]]:
    """Return the cells with the words of pairs without what is around all of them, if they are our names then."""
    words: dict[Table, dict[str, Mapping[str, Parameter]]] = defaultdict(dict)
    for type_, units in by_type.items():
        for table, word in (cell for own in cells[type_] for cell in own):
            if table.form == PAIRS:
                words[table][word] = {**words[table].get(word, {}), **units[0].parameters}
    tables = {table: _stripped(table, own) for table, own in words.items()}

    def renamed(cell: Cell) -> Cell:
        table, word = tables.get(cell[0], cell[0]), cell[1]
        return table, word[len(table.before) : len(word) - len(table.after)]

    if tables == {table: table for table in tables}:
        return {type_: [dict(own) for own in units] for type_, units in cells.items()}
    return {
        type_: [{renamed(cell): json for cell, json in own.items()} for own in units] for type_, units in cells.items()
    }


def _stripped(table: Table, words: Mapping[str, Mapping[str, Parameter]]) -> Table:
    """Return the structure of pairs with what is around its words."""

    def is_same(word: str, rest: str) -> bool:
        return any(is_alike(rest, parameter) for parameter in words[word].values())

    before, after = affixes(sorted(words), is_same)
    return replace(table, before=before, after=after)


def _is_part(value: Json, word: str) -> bool:
    """Whether a value is a text that is a part of a word, such as the word itself without a prefix."""
    return isinstance(value, str) and len(value) > 1 and value in word


def _seen(
    by_type: Mapping[str, Sequence[Unit]], cells: Mapping[str, Sequence[Mapping[Cell, Json]]]
) -> Iterator[tuple[str, Json, Json, Parameter]]:
    """Iterate over the objects that may have a value inside, each with its word and every value that it may have."""
    for type_, units in by_type.items():
        for unit, own in zip(units, cells[type_], strict=True):
            objects = [(cell, json) for cell, json in own.items() if isinstance(json, dict)]
            for word, json in [(word, json) for (table, word), json in objects if table.form in (MEMBERS, PAIRS)]:
                for name, value in unit.values.items():
                    if _is_telling(value):
                        yield word, json, value, unit.parameters[name]


def _preferred(
    by_type: Mapping[str, Sequence[Unit]], cells: Mapping[str, Sequence[Mapping[Cell, Json]]], wrappers: Wrappers
) -> Counter[Table]:
    """Count for each structure how many values are in it under their own names; it decides between copies."""
    count: Counter[Table] = Counter()
    for type_, units in by_type.items():
        for unit, own in zip(units, cells[type_], strict=True):
            for (table, word), json in own.items():
                for name, value in unit.values.items():
                    parameter = unit.parameters[name]
                    alike = is_alike(word, parameter)
                    if wrappers.spellings(value, json, parameter, alike=alike):
                        count[table] += 3 if alike else _is_telling(value)
    return count


# What a word or a value says.


def is_alike(word: str, parameter: Parameter) -> bool:
    """Whether a word is the name or label of a parameter, whatever its case and separators."""
    own, _, wrapper = word.partition("/")
    return is_same_word(own if wrapper in WRAPPERS else word, Named(parameter.name, parameter.label))


def _nearly(word: str, parameter: Parameter) -> bool:
    """Whether a word is a part of the name of a parameter or contains it."""
    plain, name, label = normalised(word.partition("/")[0]), normalised(parameter.name), normalised(parameter.label)
    if len(plain) < _SHORTEST:
        return False
    return plain in name or plain in label or name in plain or label in plain


def _is_telling(value: Json) -> bool:
    """Whether a value is hardly in a file by chance."""
    if isinstance(value, bool) or value in ("true", "false"):
        return False
    return isinstance(value, dict | list | tuple) or len(str(value)) > 1


class _Search:
    """Looks for the parameters of one type in its units.

    Args:
        units: The components, or the rows, of the type.
        cells: What each unit has at each place.
        preferred: How often each structure holds a value under its own name.
        wrappers: What values are inside of.
    """

    def __init__(
        self,
        units: Sequence[Unit],
        cells: Sequence[Mapping[Cell, Json]],
        preferred: Mapping[Table, int],
        wrappers: Wrappers,
    ) -> None:
        self._wrappers = wrappers
        self._parameters = units[0].parameters
        self._pairs = list(zip(units, cells, strict=True))
        self._set = frozenset(name for unit in units for name in unit.values)
        self._places = sorted({cell for own in cells for cell in own}, key=lambda cell: (-preferred[cell[0]], cell))
        self._fits = {name: self._fitting(name) for name in self._parameters}
        self._found: dict[str, Found] = {}
        self._taken: set[Cell] = set()

    def found(self) -> dict[str, Found]:
        """Return where each parameter is: first those whose words say so, then those whose values fit one place."""
        for name, parameter in self._parameters.items():
            alike = [cell for cell in self._places if cell[0].form != COLUMNS and is_alike(cell[1], parameter)]
            alike = [cell for cell in alike if cell in self._fits[name]]
            if alike and alike[0] not in self._taken:
                self._take(name, alike[0])
        for is_near in (True, False):
            for name, parameter in self._parameters.items():
                if name not in self._found and name in self._set:
                    self._by_values(name, parameter, is_near=is_near)
        return self._found

    def _by_values(self, name: str, parameter: Parameter, *, is_near: bool) -> None:
        """Find a parameter by its values, in the first round only where the word is similar to its name."""
        cells = [cell for cell in self._fits[name] if cell not in self._taken and not self._names_another(cell, name)]
        if is_near:
            cells = [cell for cell in cells if _nearly(cell[1], parameter)]
        rivals = self._rivals(name, cells[0]) if cells else []
        if parameter.type is ParameterType.CHOICE:
            cells = [cell for cell in cells if self._same_choice(name, cell) or _nearly(cell[1], parameter)]
        best = [cell for cell in cells if cell[0] == cells[0][0]]
        telling = any(_is_telling(unit.values[name]) for unit, _ in self._pairs if name in unit.values)
        if len(best) == 1 and not rivals and (telling or is_near):
            self._take(name, best[0])
        elif best and not is_near:
            self._take(name, best[0], [cell[1] for cell in best[1:]] or rivals or [best[0][1]])

    def _take(self, name: str, cell: Cell, others: Sequence[str] = ()) -> None:
        pairs = [(unit.values[name], own[cell]) for unit, own in self._pairs if name in unit.values and cell in own]
        unset = [own.get(cell, MISSING) for unit, own in self._pairs if name not in unit.values]
        self._found[name] = Found(*cell, self._fits[name].get(cell, set()), pairs, unset, list(others))
        self._taken.add(cell)

    def _rivals(self, name: str, cell: Cell) -> list[str]:
        """Return the other parameters that are not found yet and whose values fit a place as well."""
        return [
            other
            for other in self._parameters
            if other != name and other not in self._found and other in self._set and cell in self._fits[other]
        ]

    def _same_choice(self, name: str, cell: Cell) -> bool:
        """Whether the words at a place are the values of a choice, after normalising."""
        return all(
            normalised(str(own.get(cell))) == normalised(str(unit.values[name]))
            for unit, own in self._pairs
            if name in unit.values
        )

    def _names_another(self, cell: Cell, name: str) -> bool:
        return cell[0].form != COLUMNS and any(
            other != name and is_alike(cell[1], parameter) for other, parameter in self._parameters.items()
        )

    def _fitting(self, name: str) -> dict[Cell, set[Spelling]]:
        """Return the places whose JSON fits all values of a parameter, with the spellings that fit."""
        with_value = [(unit, own) for unit, own in self._pairs if name in unit.values]
        if not with_value:
            may_be_object = self._parameters[name].type is ParameterType.WEEKLY_RANGES
            objects = {cell for _, own in self._pairs for cell, json in own.items() if isinstance(json, dict)}
            return {cell: set() for cell in self._places if may_be_object or cell not in objects}
        fitting: dict[Cell, set[Spelling]] = {}
        for cell in self._places:
            matching = _matching(name, cell, with_value, self._wrappers)
            if matching is not None:
                fitting[cell] = matching
        return {cell: own for cell, own in fitting.items() if not _is_member_of(cell, fitting)}


def _is_member_of(cell: Cell, fitting: Collection[Cell]) -> bool:
    """Whether a cell is a member of an object that fits as a whole, with what else is in it."""
    table, (word, wrapper) = cell[0], (cell[1].rpartition("/")[0], cell[1].rpartition("/")[2])
    return wrapper in WRAPPERS and (table, word) in fitting


def _matching(
    name: str, cell: Cell, pairs: Sequence[tuple[Unit, Mapping[Cell, Json]]], wrappers: Wrappers
) -> set[Spelling] | None:
    """Return the spellings by which all values of a parameter may be at a place; None if they cannot."""
    matching: set[Spelling] | None = None
    words: dict[str, str] = {}
    for unit, own in pairs:
        json = own.get(cell, MISSING)
        parameter = unit.parameters[name]
        alike = is_alike(cell[1], parameter)
        possible = set() if json is MISSING else wrappers.spellings(unit.values[name], json, parameter, alike=alike)
        plain = {spelling for spelling in possible if spelling[0] != "variable"}
        if not possible:
            return None
        if plain:
            matching = plain if matching is None else matching & plain
            word = words.setdefault(str(unit.values[name]), repr(json))
            if not matching or (word != repr(json) and set(map(bare, plain)) <= {("choice", None), ("boolean", None)}):
                return None
    return None if len(set(words.values())) < len(words) else matching or set()
