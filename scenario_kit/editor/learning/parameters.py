"""Finds the parameters of components and the fields of rows: by their values, by their names, or by both."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.evidence import MISSING, Json, Path
from scenario_kit.editor.learning.spelling import Named, is_same_word, normalised
from scenario_kit.editor.learning.values import Spelling, spellings

from scenario_kit.language.catalogue import Parameter, ParameterType

if TYPE_CHECKING:
    pass

MEMBERS: Final = "members"
PAIRS: Final = "pairs"
COLUMNS: Final = "columns"
SELF: Final = "self"


@dataclass(frozen=True, slots=True, order=True)
class Table:
    """A structure that holds values by word: the members of an object, a list of pairs, or the columns of a list.

    Attributes:
        form: `members`, `pairs` or `columns`.
        path: Where it is in the item.
        name: In a pair, where the word is.
        value: In a pair, where the value is.
    """

    form: str
    path: Path
    name: Path = ()
    value: Path = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A component or a row: its JSON and the values that it is known to hold.

    Attributes:
        type: The name of the component type.
        values: The values that are set.
        parameters: All parameters or fields that it can have.
        json: Its JSON.
        skipped: Paths that hold something else.
        where: The file and the place, for people.
    """

    type: str
    values: Mapping[str, Json]
    parameters: Mapping[str, Parameter]
    json: Json
    skipped: frozenset[Path]
    where: str


@dataclass(slots=True)
class Found:
    """Where one parameter of a type is.

    Attributes:
        table: The structure that it is in.
        word: Its word there; the position for columns.
        by_name: The word is our name or label.
        spellings: The spellings that fit all its values.
        pairs: Its values with the JSON of each.
        unset: The JSON where it is not set, `MISSING` among it.
        others: Other words that the values fit as well; more than none is a question.
        like_others: It follows from the word that other types have for a parameter of this name.
    """

    table: Table
    word: str
    by_name: bool
    spellings: set[Spelling]
    pairs: list[tuple[Json, Json]]
    unset: list[Json] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    like_others: bool = False


Cell = tuple[Table, str]


def find_parameters(units: Sequence[Unit]) -> dict[tuple[str, str], Found]:
    """Return where each parameter of each type is; a parameter that is not found is missing in the result."""
    by_type: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        by_type[unit.type].append(unit)
    cells = {type_: [dict(tables_of(unit)) for unit in own] for type_, own in by_type.items()}
    preferred = _preferred(by_type, cells)
    found: dict[tuple[str, str], Found] = {}
    for type_, own in by_type.items():
        for name, where in _of_type(own, cells[type_], preferred).items():
            found[type_, name] = where
    _add_like_others(found, by_type, cells)
    return found


def _add_like_others(
    found: dict[tuple[str, str], Found],
    by_type: Mapping[str, Sequence[Unit]],
    cells: Mapping[str, Sequence[Mapping[Cell, Json]]],
) -> None:
    """Find parameters that are set nowhere by the word that other types have for a parameter of the same name."""
    words: dict[str, set[Cell]] = defaultdict(set)
    for (_, name), where in found.items():
        if where.table.form in (MEMBERS, PAIRS):
            words[name].add((where.table, where.word))
    for type_, units in by_type.items():
        taken = {(where.table, where.word) for (own, _), where in found.items() if own == type_}
        for name in units[0].parameters:
            likely = [cell for cell in words[name] if cell not in taken and all(cell in own for own in cells[type_])]
            if (type_, name) in found or len(likely) != 1 or any(name in unit.values for unit in units):
                continue
            unset = [own[likely[0]] for own in cells[type_]]
            found[type_, name] = Found(*likely[0], by_name=False, spellings=set(), pairs=[], unset=unset, like_others=True)


def tables_of(unit: Unit) -> Iterator[tuple[Cell, Json]]:
    """Iterate over every place of a unit that may hold a parameter."""
    stack: list[tuple[Path, Json]] = [((), unit.json)]
    if not isinstance(unit.json, dict | list):
        yield (Table(SELF, ()), ""), unit.json
    while stack:
        path, value = stack.pop()
        if path in unit.skipped:
            continue
        if isinstance(value, dict):
            for word, child in value.items():
                if (*path, word) not in unit.skipped:
                    yield (Table(MEMBERS, path), word), child
                    if isinstance(child, dict) and (inner := _WRAPPERS & child.keys()):
                        for key in sorted(inner):
                            yield (Table(MEMBERS, path), f"{word}/{key}"), child[key]
                    stack.append(((*path, word), child))
        elif isinstance(value, list):
            yield from _list_cells(path, value, unit)
            if len(value) == 1 and isinstance(value[0], dict):
                stack.append(((*path, 0), value[0]))


def _list_cells(path: Path, value: Sequence[Json], unit: Unit) -> Iterator[tuple[Cell, Json]]:
    for index, child in enumerate(value):
        if (*path, index) not in unit.skipped:
            yield (Table(COLUMNS, path), str(index)), child
    if value and all(isinstance(child, dict) for child in value):
        shared = [step for step in value[0] if all(step in child for child in value)]
        for name in shared:
            words = [child[name] for child in value]
            if not all(isinstance(word, str) for word in words) or len(set(words)) < len(words):
                continue
            for step in shared:
                if step != name:
                    for word, child in zip(words, value, strict=True):
                        if not isinstance(child[step], str) or len(child[step]) < 2 or child[step] not in word:  # noqa: PLR2004
                            yield (Table(PAIRS, path, (name,), (step,)), word), child[step]
    elif value and all(isinstance(child, list) and len(child) == 2 and isinstance(child[0], str) for child in value):  # noqa: PLR2004
        for child in value:
            yield (Table(PAIRS, path, (0,), (1,)), child[0]), child[1]


_WRAPPERS: Final = frozenset({"value", "val", "v", "text", "data", "content"})
"""Names of members that hold the value of the object that they are in."""


def _preferred(
    by_type: Mapping[str, Sequence[Unit]], cells: Mapping[str, Sequence[Mapping[Cell, Json]]]
) -> Counter[Table]:
    """Count for each structure how many values are in it under their own names; it decides between copies."""
    count: Counter[Table] = Counter()
    for type_, units in by_type.items():
        for unit, own in zip(units, cells[type_], strict=True):
            for (table, word), json in own.items():
                for name, value in unit.values.items():
                    parameter = unit.parameters[name]
                    if spellings(value, json, parameter):
                        weight = 3 if is_alike(word, parameter) else 1 if _is_telling(value) else 0
                        count[table] += weight
    return count


def is_alike(word: str, parameter: Parameter) -> bool:
    """Whether a word is the name or label of a parameter, whatever its case and separators."""
    own, _, wrapper = word.partition("/")
    return is_same_word(own if wrapper in _WRAPPERS else word, Named(parameter.name, parameter.label))


def _nearly(word: str, parameter: Parameter) -> bool:
    """Whether a word is a part of the name of a parameter or contains it."""
    plain, name, label = normalised(word.partition("/")[0]), normalised(parameter.name), normalised(parameter.label)
    if len(plain) < 3:  # noqa: PLR2004
        return False
    return plain in name or plain in label or name in plain or label in plain


def _is_telling(value: Json) -> bool:
    """Whether a value is hardly in a file by chance."""
    if isinstance(value, bool) or value in ("true", "false"):
        return False
    if isinstance(value, dict | list | tuple):
        return True
    return len(str(value)) > 1


def _of_type(
    units: Sequence[Unit], cells: Sequence[Mapping[Cell, Json]], preferred: Mapping[Table, int]
) -> dict[str, Found]:
    parameters = units[0].parameters
    places = sorted({cell for own in cells for cell in own}, key=lambda cell: (-preferred[cell[0]], cell))
    fits = {name: _fitting(name, units, cells, places) for name in parameters}
    found: dict[str, Found] = {}
    taken: set[Cell] = set()

    def take(name: str, cell: Cell, *, by_name: bool, others: Sequence[str] = ()) -> None:
        matching = fits[name].get(cell, set())
        pairs = [
            (unit.values[name], own[cell])
            for unit, own in zip(units, cells, strict=True)
            if name in unit.values and cell in own
        ]
        unset = [own.get(cell, MISSING) for unit, own in zip(units, cells, strict=True) if name not in unit.values]
        found[name] = Found(cell[0], cell[1], by_name, matching, pairs, unset, list(others))
        taken.add(cell)

    for name, parameter in parameters.items():  # a name that fits, and values that fit where there are any
        alike = [cell for cell in places if is_alike(cell[1], parameter) and cell[0].form != COLUMNS]
        alike = [cell for cell in alike if cell in fits[name] or not any(name in unit.values for unit in units)]
        if alike and alike[0] not in taken:
            take(name, alike[0], by_name=True)
    for level in (_nearly, None):  # values alone, first where the name is similar
        for name, parameter in parameters.items():
            if name in found or not any(name in unit.values for unit in units):
                continue
            open_cells = [
                cell for cell in fits[name] if cell not in taken and not _names_another(cell, name, parameters)
            ]
            if level is not None:
                open_cells = [cell for cell in open_cells if level(cell[1], parameter)]
            rivals = [
                other
                for other in parameters
                if other not in found
                and other != name
                and open_cells
                and open_cells[0] in fits[other]
                and any(other in unit.values for unit in units)
            ]
            if parameter.type is ParameterType.CHOICE:
                open_cells = [
                    cell for cell in open_cells if _same_choice(name, cell, units, cells) or _nearly(cell[1], parameter)
                ]
            best = [cell for cell in open_cells if cell[0] == open_cells[0][0]] if open_cells else []
            telling = any(_is_telling(unit.values[name]) for unit in units if name in unit.values)
            if len(best) == 1 and not rivals and (telling or level is not None):
                take(name, best[0], by_name=False)
            elif best and level is None:
                take(name, best[0], by_name=False, others=[cell[1] for cell in best[1:]] or rivals or [best[0][1]])
    return found


def _same_choice(name: str, cell: Cell, units: Sequence[Unit], cells: Sequence[Mapping[Cell, Json]]) -> bool:
    """Whether the words at a place are the values of a choice, after normalising."""
    return all(
        normalised(str(own.get(cell))) == normalised(str(unit.values[name]))
        for unit, own in zip(units, cells, strict=True)
        if name in unit.values
    )


def _names_another(cell: Cell, name: str, parameters: Mapping[str, Parameter]) -> bool:
    return cell[0].form != COLUMNS and any(
        other != name and is_alike(cell[1], parameter) for other, parameter in parameters.items()
    )


def _fitting(
    name: str, units: Sequence[Unit], cells: Sequence[Mapping[Cell, Json]], places: Sequence[Cell]
) -> dict[Cell, set[Spelling]]:
    """Return the places whose JSON fits all values of a parameter, with the spellings that fit."""
    fitting: dict[Cell, set[Spelling]] = {}
    with_value = [(unit, own) for unit, own in zip(units, cells, strict=True) if name in unit.values]
    without = [own for unit, own in zip(units, cells, strict=True) if name not in unit.values]
    for cell in places:
        matching: set[Spelling] | None = None
        words: dict[str, str] = {}
        for unit, own in with_value:
            json = own.get(cell, MISSING)
            one = set() if json is MISSING else spellings(unit.values[name], json, unit.parameters[name])
            plain = {spelling for spelling in one if spelling[0] != "variable"}
            if not one:
                matching = set()
                break
            if plain:
                matching = plain if matching is None else matching & plain
                words.setdefault(str(unit.values[name]), repr(json))
                if words[str(unit.values[name])] != repr(json) and plain <= {("choice", None), ("boolean", None)}:
                    matching = set()
                    break
        if with_value and matching == set():
            continue
        if with_value and len(set(words.values())) < len(words):
            continue
        if not with_value and not any(cell in own for own in without):
            continue
        fitting[cell] = matching or set()
    return fitting
