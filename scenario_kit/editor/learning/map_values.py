"""The values of a map: how each kind of parameter is spelled, and what is written for one that is unset."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from scenario_kit.editor.learning.building import ABSENT
from scenario_kit.editor.learning.decoding import decoded
from scenario_kit.editor.learning.evidence import MISSING, text_of
from scenario_kit.editor.learning.map_words import most, parameter_of
from scenario_kit.editor.learning.spelling import Named, Style, best_style
from scenario_kit.editor.learning.values import LISTS, NUMBERS, is_variable, opposite, preference, thawed, variable_form
from scenario_kit.editor.learning.weekly import weekly_tree
from scenario_kit.editor.learning.wrappers import INSIDE, bare, template_of, unwrapped
from scenario_kit.language.catalogue import ParameterType, catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.editor.learning.evidence import Json
    from scenario_kit.editor.learning.tables import Found
    from scenario_kit.editor.learning.values import Spelling


_LIKE: Final = (tuple(sorted(LISTS)), tuple(sorted(NUMBERS)))
_SIMILAR: Final = {kind: [other for other in kinds if other is not kind] for kinds in _LIKE for kind in kinds}
"""Kinds that a format is likely to spell like a kind that was seen."""
_SHARED: Final = ("as", "join", "item", "inside")
_UNITS: Final = "inside"
"""What is not shared by numbers: it may be their unit."""


class _Entry(NamedTuple):
    """A parameter, or a field, of one kind.

    Attributes:
        type: The component type.
        name: Its name.
        where: Where it is.
    """

    type: str
    name: str
    where: Found


def map_values(
    parameters: Mapping[tuple[str, str], Found], fields: Mapping[tuple[str, str], Found], unset_variable: Json
) -> dict[str, Any]:
    """Return how values are spelled.

    Args:
        parameters: Where the parameters are.
        fields: Where the fields of rows are.
        unset_variable: How an absent text of an editor variable is spelled, or `MISSING`.
    """
    tree = _values_of(parameters, rows=False)
    own = _values_of(fields, rows=True, like=tree) if fields else {}
    if own:
        tree["fields"] = own
    if unset_variable is not MISSING:
        tree["variable"] = {"unset": unset_variable}
    return tree


def map_variable(*tables: Mapping[tuple[str, str], Found]) -> Json:
    """Return the template of a value that refers to an editor variable; None if no export has one."""
    for found in tables:
        for where in found.values():
            for value, json in where.pairs:
                form = variable_form(value["variable"], json) if is_variable(value) else None
                if form is not None:
                    return form
    return None


def _values_of(
    found: Mapping[tuple[str, str], Found], *, rows: bool, like: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the spellings of parameters or of fields, without those that are `like` another table."""
    by_kind: dict[ParameterType, list[_Entry]] = defaultdict(list)
    for (type_, name), where in found.items():
        by_kind[parameter_of(type_, name, rows=rows).type].append(_Entry(type_, name, where))
    unset = [json for where in found.values() for json in where.unset]
    usual = most(unset) if unset else MISSING
    tree: dict[str, Any] = {}
    if usual is not MISSING:
        tree["any"] = {"unset": usual}
    elif like is not None and "unset" in like.get("any", {}):
        tree["any"] = {"unset": ABSENT}
    for kind, entries in sorted(by_kind.items()):
        declared = _of_kind(kind, entries)
        for other in _SIMILAR.get(kind, ()):
            shared = {
                key: value for key, value in declared.items() if key in _SHARED and (key != _UNITS or kind in LISTS)
            }
            if shared and other not in tree and not any(entry.where.pairs for entry in by_kind.get(other, ())):
                tree[other.value] = shared
        if like is not None:
            declared = {key: value for key, value in declared.items() if like.get(kind, {}).get(key, MISSING) != value}
        declared |= _unset_of_kind(entries, usual)
        if declared:
            tree[kind.value] = {**tree.get(kind.value, {}), **declared}
        own = _own_choices(entries) if kind is ParameterType.CHOICE else {}
        for key, value in _own_unset(entries, declared.get("unset", _written(usual)), rows=rows).items():
            own[key] = {**own.get(key, {}), **value}
        tree |= own
    return tree if rows else tree | _unset_of_unknown(found, tree)


def _unset_of_unknown(found: Mapping[tuple[str, str], Found], tree: Mapping[str, Any]) -> dict[str, dict[str, Json]]:
    """Return that parameters whose word is not known are left out, if unset ones are not."""
    if tree.get("any", {}).get("unset", ABSENT) == ABSENT:
        return {}
    return {
        f"{type_}.{name}": {**tree.get(f"{type_}.{name}", {}), "unset": ABSENT}
        for type_ in sorted({type_ for type_, _ in found})
        for name in catalogue()[type_].parameters
        if (type_, name) not in found and name != "name"
    }


def _written(unset: Json) -> Json:
    """Return how a map spells an unset value."""
    return ABSENT if unset is MISSING else unset


def _unset_of_kind(entries: Sequence[_Entry], usual: Json) -> dict[str, Json]:
    """Return what is written for unset values of a kind, if that is one thing and not what is usual."""
    unset = [json for entry in entries for json in entry.where.unset]
    is_own = len(entries) > 1 and len(set(map(repr, unset))) == 1 and repr(unset[0]) != repr(usual)
    return {"unset": _written(unset[0])} if is_own else {}


def _own_unset(entries: Sequence[_Entry], general: Json, *, rows: bool) -> dict[str, dict[str, Json]]:
    """Return what is written for unset values of single parameters, where that is not what is general."""
    found: dict[str, dict[str, Json]] = {}
    for type_, name, where in entries:
        json = most(where.unset) if where.unset else MISSING
        if where.unset and repr(_written(json)) != repr(general):
            is_value = json is not MISSING and decoded(json, parameter_of(type_, name, rows=rows)) is not None
            found[f"{type_}.{name}"] = {"unset": _written(json), **({"default": True} if is_value else {})}
    return found


def _of_kind(kind: ParameterType, entries: Sequence[_Entry]) -> dict[str, Any]:
    """Return the spelling of one kind that fits most parameters."""
    shared = Counter(spelling for entry in entries for spelling in entry.where.spellings)
    best = max(shared, key=lambda spelling: (shared[spelling], *preference(spelling)), default=None)
    if best is not None and best[0] == INSIDE:
        return {**_of_kind(kind, [_bare(entry, best) for entry in entries]), "inside": template_of(best)}
    if kind is ParameterType.BOOLEAN:
        return _booleans([pair for entry in entries for pair in entry.where.pairs if not is_variable(pair[0])])
    if kind is ParameterType.CHOICE:
        return _choices(entries)
    return {} if best is None else _declared(kind, *best)


def _bare(entry: _Entry, spelling: Spelling) -> _Entry:
    """Return a parameter with its values without what they are inside of."""
    template = template_of(spelling)
    pairs = [(value, json if is_variable(value) else unwrapped(json, template)) for value, json in entry.where.pairs]
    own = {bare(one) for one in entry.where.spellings if one[0] == INSIDE and template_of(one) == template}
    return entry._replace(where=replace(entry.where, pairs=pairs, spellings=own))


def _declared(kind: ParameterType, name: str, what: Any) -> dict[str, Any]:  # noqa: ANN401  what a spelling holds
    """Return the declaration of a spelling, empty if it is the usual one of a kind."""
    tree: dict[str, Any] = {}
    match name:
        case "as" | "list":
            tree = {"as": what} if what == ("text" if kind in NUMBERS else "number") else {}
        case "times":
            tree = {"times": what[0], **({"as": "text"} if what[1] == "text" else {})}
        case "form" | "join":
            tree = {name: what}
        case "item":
            tree = {"item": thawed(what)}
        case "weekly":
            tree = weekly_tree(*what)
    return tree


def _booleans(pairs: Sequence[tuple[Json, Json]]) -> dict[str, Any]:
    seen = {value in (True, "true"): json for value, json in pairs}
    if not seen:
        return {}
    yes = seen[True] if True in seen else opposite(seen[False])
    no = seen[False] if False in seen else opposite(seen[True])
    return {} if yes is True and no is False else {"true": yes, "false": no}


def _choices(entries: Sequence[_Entry]) -> dict[str, Any]:
    """Return the words of choices that mean the same everywhere."""
    style, own = _choice_words(entries)
    tree: dict[str, Any] = {} if style.style == "same" else {"style": style.style}
    shared = {word: min(names) for word, names in own.items() if len(names) == 1}
    return {**tree, "words": dict(sorted(shared.items()))} if shared else tree


def _own_choices(entries: Sequence[_Entry]) -> dict[str, dict[str, Any]]:
    """Return the words of choices that mean something else for another parameter, by parameter."""
    _, own = _choice_words(entries)
    tree: dict[str, dict[str, Any]] = {}
    for type_, name, where in entries:
        words = {str(json): str(value) for value, json in where.pairs if len(own.get(str(json), ())) > 1}
        if words:
            tree[f"{type_}.{name}"] = {"words": dict(sorted(words.items()))}
    return tree


def _choice_words(entries: Sequence[_Entry]) -> tuple[Style, dict[str, set[str]]]:
    """Return the style of choices, and what each word means that does not follow from it."""
    pairs = [
        (Named(str(value), str(value).replace("_", " ").title()), str(json))
        for entry in entries
        for value, json in entry.where.pairs
        if not is_variable(value) and text_of(json) is not None
    ]
    style = best_style(pairs)
    if style.of_label:
        style = Style("title") if style.style == "same" else Style(style.style)
    own: dict[str, set[str]] = defaultdict(set)
    for thing, word in pairs:
        if style.spell(thing) != word:
            own[word].add(thing.name)
    return style, own
