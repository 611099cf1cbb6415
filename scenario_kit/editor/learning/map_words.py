"""The words of a map: of component types, parameters, fields of rows, and outputs."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from scenario_kit.editor.learning.spelling import Named, Style, best_style
from scenario_kit.editor.learning.tables import MEMBERS, PAIRS, usual_table, word_in
from scenario_kit.language.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.editor.learning.evidence import Json
    from scenario_kit.editor.learning.outputs import Outputs
    from scenario_kit.editor.learning.parts import Parts
    from scenario_kit.editor.learning.tables import Found
    from scenario_kit.language.catalogue import Parameter

_ANY = "any"
_NUMBERED = "{row1}"


class _Word(NamedTuple):
    """The word of one parameter of a type."""

    type: str
    name: str
    word: str


def map_words(parts: Parts, open_: Sequence[Json]) -> dict[str, Any]:
    """Return the words of a map.

    Args:
        parts: What was found.
        open_: How the target of an output without a wire is spelled, each time that it was seen.
    """
    parameters = _parameter_words(parts.parameters, rows=False)
    fields = _parameter_words(parts.fields, rows=True)
    if not fields and parameters and parts.fields:
        fields = {"style": "same"}
    words = {
        "types": _type_words(parts.located.type_words),
        "parameters": parameters,
        "fields": fields,
        "outputs": _output_words(parts.outputs, open_),
    }
    return {name: value for name, value in words.items() if value}


def parameter_of(type_: str, name: str, *, rows: bool) -> Parameter:
    """Return a parameter of a type, or a field of its rows."""
    return (catalogue()[type_].row if rows else catalogue()[type_].parameters)[name]


def most(values: Sequence[Json]) -> Json:
    """Return the value that is most frequent, the first of equals."""
    usual = Counter(map(repr, values)).most_common(1)[0][0]
    return next(value for value in values if repr(value) == usual)


def _type_words(words: Mapping[str, str]) -> dict[str, Any]:
    types = catalogue()
    pairs = [(Named(name, types[name].label), word) for name, word in words.items()]
    style = best_style(pairs)
    return _with_words(style, {word: thing.name for thing, word in pairs if style.spell(thing) != word})


def _with_words(style: Style, own: Mapping[str, Any]) -> dict[str, Any]:
    tree = style.tree() if style != Style() else {}
    return {**tree, "words": dict(sorted(own.items()))} if own else tree


def _parameter_words(found: Mapping[tuple[str, str], Found], *, rows: bool) -> dict[str, Any]:
    table = usual_table(found)
    words = [
        _Word(type_, name, word_in(table, where))
        for (type_, name), where in found.items()
        if where.table.form in (MEMBERS, PAIRS)
    ]
    style = best_style((_named(one, rows=rows), one.word) for one in words)
    meanings: dict[str, set[str]] = defaultdict(set)
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for one in words:
        meanings[one.word].add(one.name)
        spelled[one.name][one.word] += 1
    own: dict[str, dict[str, str]] = defaultdict(dict)
    for one in words:
        usual = spelled[one.name].most_common(1)[0][0]
        if len(spelled[one.name]) > 1 or style.spell(_named(one, rows=rows)) != one.word:
            is_alone = len(meanings[one.word]) == 1 and not _means_other(one, rows=rows, style=style)
            own[_ANY if is_alone and one.word == usual else one.type][one.word] = one.name
    return _with_words(style, {type_: dict(sorted(table_.items())) for type_, table_ in own.items()})


def _named(word: _Word, *, rows: bool) -> Named:
    return Named(word.name, parameter_of(word.type, word.name, rows=rows).label)


def _means_other(word: _Word, *, rows: bool, style: Style) -> bool:
    """Whether a word is the spelling of another parameter of a type that has both."""
    for type_ in catalogue().values():
        known = type_.row if rows else type_.parameters
        if word.name in known and any(
            other != word.name and style.spell(Named(other, parameter.label)) == word.word
            for other, parameter in known.items()
        ):
            return True
    return False


def _output_words(groups: Sequence[Outputs], open_: Sequence[Json]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    words: dict[str, dict[str, str]] = defaultdict(dict)
    for outputs in groups:
        if outputs.position is None:
            _add_words(words, outputs)
        order = {} if outputs.position is None else _unusual_orders(outputs)
        if order:
            tree["order"] = {**tree.get("order", {}), **order}
        if outputs.row_form not in (None, _NUMBERED) and outputs.rows is not None and outputs.rows[0] != "step":
            tree["rows"] = outputs.row_form
    if words:
        tree["words"] = {type_: dict(sorted(own.items())) for type_, own in words.items()}
    if open_:
        tree["open"] = most(open_)
    return tree


def _is_name_of_other(word: str, output: str) -> bool:
    """Whether a word for an output is the name of another one of a type that has both."""
    return any(output in type_.outputs and word in type_.outputs and word != output for type_ in catalogue().values())


def _unusual_orders(outputs: Outputs) -> dict[str, list[str]]:
    """Return the orders of outputs that are not those of the catalogue."""
    types = catalogue()
    return {type_: own for type_, own in sorted(outputs.order.items()) if list(types[type_].outputs) != own}


def _add_words(words: dict[str, dict[str, str]], outputs: Outputs) -> None:
    """Add the words that are not our own: the usual one of an output for all types if it means the same in each."""
    meanings: dict[str, set[str]] = defaultdict(set)
    count: dict[str, Counter[str]] = defaultdict(Counter)
    for own in outputs.words.values():
        for word, output in own.items():
            meanings[word].add(output)
            count[output][word] += 1
    usual = {output: min(own, key=lambda word: (-own[word], word)) for output, own in count.items()}
    shared = {output: word for output, word in usual.items() if len(meanings[word]) == 1}
    for output, word in [(output, word) for output, word in shared.items() if _is_name_of_other(word, output)]:
        del shared[output]
        for known in catalogue().values():
            if output in known.outputs and word not in known.outputs:
                words[known.name][word] = output
    for type_, own in outputs.words.items():
        for word, output in own.items():
            if word == shared.get(output):
                words[_ANY] |= {word: output} if word != output else {}
            elif word != output or output in shared:
                words[type_][word] = output
