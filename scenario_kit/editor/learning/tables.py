"""The structures that hold parameters: the members of objects, lists of pairs, and columns of lists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.editor.learning.evidence import Json, Path
    from scenario_kit.editor.learning.values import Spelling

MEMBERS: Final = "members"
PAIRS: Final = "pairs"
COLUMNS: Final = "columns"
SELF: Final = "self"


@dataclass(frozen=True, slots=True, order=True)
class Table:
    """A structure that holds values by word.

    Attributes:
        form: `members` of an object, a list of `pairs`, `columns` of a list, or the value of a row it`self`.
        path: Where it is in the item.
        name: In a pair, where the word is.
        value: In a pair, where the value is.
        before: In a pair, what stands before the word.
        after: In a pair, what stands after it.
    """

    form: str
    path: Path
    name: Path = ()
    value: Path = ()
    before: str = ""
    after: str = ""


@dataclass(slots=True)
class Found:
    """Where one parameter of a type is.

    Attributes:
        table: The structure that it is in.
        word: Its word there; the position for columns.
        spellings: The spellings that fit all its values.
        pairs: Its values with the JSON of each.
        unset: The JSON where it is not set, `MISSING` among it.
        others: Other words that the values fit as well; more than none is a question.
        like_others: It follows from the word that other types have for a parameter of this name.
    """

    table: Table
    word: str
    spellings: set[Spelling]
    pairs: list[tuple[Json, Json]]
    unset: list[Json] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    like_others: bool = False


def usual_table(found: Mapping[tuple[str, str], Found]) -> Table | None:
    """Return the structure that holds the most parameters; of nested objects, the one around them all."""
    count = Counter(where.table for where in found.values())
    if not count:
        return None
    best = max(count, key=lambda table: (count[table], -len(table.path)))
    if best.form != MEMBERS:
        return best
    path = best.path
    for table in count:
        if table.form == MEMBERS:
            shared = _shared(path, table.path)
            path = shared if shared or not table.path else path
    return Table(MEMBERS, path)


def _shared(one: Path, other: Path) -> Path:
    """Return the steps that two paths begin with."""
    size = 0
    while size < min(len(one), len(other)) and one[size] == other[size]:
        size += 1
    return one[:size]


def word_in(table: Table | None, where: Found) -> str:
    """Return the word of a parameter in the usual structure; nested objects are joined by `/`."""
    if table is None or where.table.form != MEMBERS or table.form != MEMBERS:
        return where.word
    rest = where.table.path[len(table.path) :] if where.table.path[: len(table.path)] == table.path else ()
    return "/".join([*map(str, rest), where.word])
