"""Learns the map of a format from exports of known scenarios."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.editor.learning.assembling import Assembler, Parts, usual_table, word_in
from scenario_kit.editor.learning.decoding import decoded
from scenario_kit.editor.learning.evidence import MISSING, Export, Item, Json, Path, text_of
from scenario_kit.editor.learning.locating import Located, locate
from scenario_kit.editor.learning.outputs import Outputs, complete_words, name_outputs
from scenario_kit.editor.learning.parameters import Found, Unit, find_parameters
from scenario_kit.editor.learning.places import members, position_paths, row_container
from scenario_kit.editor.learning.spelling import Named, Style, best_style
from scenario_kit.editor.learning.values import LISTS, NUMBERS, opposite, thawed, weekly_tree
from scenario_kit.editor.learning.wiring import STAR, Wiring, find_wires
from scenario_kit.language.catalogue import Parameter, ParameterType, catalogue

if TYPE_CHECKING:
    from scenario_kit.language.catalogue import ComponentType

ABSENT: Final = "$absent"
_LIKE: Final = (tuple(sorted(LISTS)), tuple(sorted(NUMBERS)))
_SIMILAR: Final = {kind: [other for other in kinds if other is not kind] for kinds in _LIKE for kind in kinds}
"""Kinds that a format is likely to spell like a kind that was seen."""


def learn_map(exports: Sequence[Export]) -> dict[str, Any]:
    """Return the tree of the map that reads and writes sheets like some exports.

    Raises:
        LearningError: The exports do not show the components and wires of their scenarios.
    """
    return learn_parts(exports)[0]


def learn_parts(exports: Sequence[Export]) -> tuple[dict[str, Any], Parts]:
    """Return the tree of the map, and everything that it was made from.

    Raises:
        LearningError: The exports do not show the components and wires of their scenarios.
    """
    located = locate(exports)
    wiring = find_wires(located)
    outputs = [name_outputs(group) for group in wiring.groups]
    for named, group in zip(outputs, wiring.groups, strict=True):
        complete_words(named, group, located.items)
    rows = row_container(located.items)
    skipped = _skipped(located, wiring, rows)
    parameters = find_parameters(
        [
            Unit(
                item.known.type.name,
                item.known.parameters,
                item.known.type.parameters,
                item.value,
                skipped,
                item.known.name,
            )
            for item in located.items
        ]
    )
    fields = find_parameters(list(_row_units(located.items, rows, wiring)))
    parts = Parts(located, wiring, outputs, parameters, fields, rows)
    assembler = Assembler(parts)
    tree: dict[str, Any] = {"version": 2, "sheet": assembler.sheet()}
    tree["words"] = _words(parts)
    values = _values(parameters, fields)
    if values:
        tree["values"] = values
    if any(
        "value" not in variable or "description" not in variable for export in exports for variable in export.variables
    ):
        missing = _unset_of_variables(assembler)
        if missing is not MISSING:
            tree.setdefault("values", {})["variable"] = {"unset": missing}
    variable = _variable({**parameters, **{("row." + t, n): f for (t, n), f in fields.items()}})
    if variable is not None:
        tree["variable"] = variable
    tree["ids"] = _ids(parts, assembler)
    return tree, parts


def _skipped(located: Located, wiring: Wiring, rows: Path | None) -> frozenset[Path]:
    """Return the paths in an item that hold no parameter."""
    skipped = {path for path in (located.name.path, located.type.path, wiring.id.path) if path is not None}
    for group in wiring.groups:
        if group.kind in ("source", "target") and STAR in group.pattern:
            skipped.add(group.pattern[: group.pattern.index(STAR)])
        elif group.kind in ("source", "target"):
            skipped.add(group.pattern)
    skipped |= position_paths(located.items)
    return frozenset(skipped | ({rows} if rows is not None else set())) - {()}


def _row_units(items: Iterable[Item], rows: Path | None, wiring: Wiring) -> Iterable[Unit]:
    from scenario_kit.editor.learning.evidence import at

    targets = {
        group.pattern[len(rows) + 1 :]
        for group in wiring.groups
        if rows is not None
        and group.kind == "source"
        and group.pattern[: len(rows)] == rows
        and len(group.pattern) > len(rows) + 1
    }
    targets |= {target[: target.index(STAR)] for target in targets if STAR in target}
    for item in items:
        if rows is None or not item.known.type.has_rows:
            continue
        for (_, row), known in zip(members(at(item.value, rows)), item.known.rows, strict=False):
            yield Unit(item.known.type.name, known, item.known.type.row, row, frozenset(targets), item.known.name)


# Words.


def _words(parts: Parts) -> dict[str, Any]:
    words: dict[str, Any] = {"types": _type_words(parts.located)}
    words["parameters"] = _parameter_words(parts.parameters, rows=False)
    if parts.fields:
        words["fields"] = _parameter_words(parts.fields, rows=True) or (
            {"style": "same"} if words["parameters"] else {}
        )
    words["outputs"] = _output_words(parts)
    return {name: value for name, value in words.items() if value}


def _type_words(located: Located) -> dict[str, Any]:
    types = catalogue()
    pairs = [(Named(name, types[name].label), word) for name, word in located.type_words.items()]
    style = best_style(pairs)
    own = {word: thing.name for thing, word in pairs if style.spell(thing) != word}
    return _with_words(style, own)


def _with_words(style: Style, own: Mapping[str, Any]) -> dict[str, Any]:
    tree = style.tree() if style != Style() else {}
    return {**tree, "words": dict(sorted(own.items()))} if own else tree


def _parameter_words(found: Mapping[tuple[str, str], Found], *, rows: bool) -> dict[str, Any]:
    table = usual_table(found)
    found = {key: replace(where, word=word_in(table, where)) for key, where in found.items()}
    pairs: list[tuple[Named, str]] = []
    own: dict[str, dict[str, str]] = defaultdict(dict)
    for (type_, name), where in found.items():
        if where.table.form in ("members", "pairs"):
            parameter = _parameter(type_, name, rows=rows)
            pairs.append((Named(name, parameter.label), where.word))
    style = best_style(pairs)
    listed = [
        (type_, name, where) for (type_, name), where in found.items() if where.table.form in ("members", "pairs")
    ]
    meanings: dict[str, set[str]] = defaultdict(set)
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for _, name, where in listed:
        meanings[where.word].add(name)
        spelled[name][where.word] += 1
    for type_, name, where in listed:
        usual = spelled[name].most_common(1)[0][0]
        if len(spelled[name]) == 1 and style.spell(Named(name, _parameter(type_, name, rows=rows).label)) == where.word:
            continue
        alone = len(meanings[where.word]) == 1 and not _means_other(where.word, name, rows=rows, style=style)
        own["any" if alone and where.word == usual else type_][where.word] = name
    return _with_words(style, {type_: dict(sorted(words.items())) for type_, words in own.items()})


def _means_other(word: str, name: str, *, rows: bool, style: Style) -> bool:
    """Whether a word is the spelling of another parameter of a type that has both."""
    for type_ in catalogue().values():
        known = type_.row if rows else type_.parameters
        if name in known and any(
            other != name and style.spell(Named(other, parameter.label)) == word for other, parameter in known.items()
        ):
            return True
    return False


def _parameter(type_: str, name: str, *, rows: bool) -> Parameter:
    return (catalogue()[type_].row if rows else catalogue()[type_].parameters)[name]


def _output_words(parts: Parts) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    words: dict[str, dict[str, str]] = defaultdict(dict)
    for outputs in parts.outputs:
        if outputs.position is not None:
            order = {type_: own for type_, own in outputs.order.items() if list(catalogue()[type_].outputs) != own}
            if order:
                tree["order"] = {**tree.get("order", {}), **dict(sorted(order.items()))}
        meanings: dict[str, set[str]] = defaultdict(set)
        for own in outputs.words.values():
            for word, output in own.items():
                meanings[word].add(output)
        for type_, own in outputs.words.items() if outputs.position is None else ():
            for word, output in own.items():
                if word != output:
                    words["any" if len(meanings[word]) == 1 else type_][word] = output
        if outputs.row_form not in (None, "{row1}") and outputs.rows is not None and outputs.rows[0] != "step":
            tree["rows"] = outputs.row_form
    if words:
        tree["words"] = {type_: dict(sorted(own.items())) for type_, own in words.items()}
    if parts.open:
        tree["open"] = Counter(map(repr, parts.open)).most_common(1) and _most(parts.open)
    return tree


def _most(values: Sequence[Json]) -> Json:
    usual = Counter(repr(value) for value in values).most_common(1)[0][0]
    return next(value for value in values if repr(value) == usual)


# Values.


def _values(parameters: Mapping[tuple[str, str], Found], fields: Mapping[tuple[str, str], Found]) -> dict[str, Any]:
    tree = _values_of(parameters, rows=False)
    if fields:
        own = _values_of(fields, rows=True, like=tree)
        if own:
            tree["fields"] = own
    return tree


def _values_of(
    found: Mapping[tuple[str, str], Found], *, rows: bool, like: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    by_kind: dict[ParameterType, list[tuple[str, str, Found]]] = defaultdict(list)
    for (type_, name), where in found.items():
        by_kind[_parameter(type_, name, rows=rows).type].append((type_, name, where))
    tree: dict[str, Any] = {}
    unset = [json for where in found.values() for json in where.unset]
    usual_unset = _most(unset) if unset else MISSING
    if usual_unset is not MISSING:
        tree["any"] = {"unset": usual_unset}
    elif like is not None and "unset" in like.get("any", {}):
        tree["any"] = {"unset": ABSENT}
    for kind, entries in sorted(by_kind.items()):
        declared = _of_kind(kind, entries)
        for other in _SIMILAR.get(kind, ()):
            has_values = any(where.pairs for _, _, where in by_kind.get(other, ()))
            if declared and not has_values and other not in tree:
                shared = {key: value for key, value in declared.items() if key in ("as", "join", "item")}
                tree |= {other.value: shared} if shared else {}
        if like is not None:
            declared = {key: value for key, value in declared.items() if like.get(kind, {}).get(key, MISSING) != value}
        own_unset = [json for _, _, where in entries for json in where.unset]
        if (
            own_unset
            and (repr(_most(own_unset)) != repr(usual_unset))
            and len({repr(json) for json in own_unset}) == 1
            and len(entries) > 1
        ):
            declared["unset"] = ABSENT if own_unset[0] is MISSING else own_unset[0]
        if declared:
            tree[kind.value] = {**tree.get(kind.value, {}), **declared}
        if kind is ParameterType.CHOICE:
            tree |= _own_choices(entries)
        for type_, name, where in entries:
            if where.unset:
                json = _most(where.unset)
                general = declared.get("unset", ABSENT if usual_unset is MISSING else usual_unset)
                if repr(ABSENT if json is MISSING else json) != repr(general):
                    key = f"{type_}.{name}"
                    tree[key] = {**tree.get(key, {}), "unset": ABSENT if json is MISSING else json}
                    if json is not MISSING and decoded(json, _parameter(type_, name, rows=rows)) is not None:
                        tree[key]["default"] = True
    general = tree.get("any", (like or {}).get("any", {})).get("unset", ABSENT)
    if general != ABSENT and not rows:
        for type_ in sorted({type_ for type_, _ in found}):
            for name in catalogue()[type_].parameters:  # the word of what was not found is not known
                if (type_, name) not in found and name != "name":
                    tree.setdefault(f"{type_}.{name}", {})["unset"] = ABSENT
    return tree


def _of_kind(kind: ParameterType, entries: Sequence[tuple[str, str, Found]]) -> dict[str, Any]:
    pairs = [pair for _, _, where in entries for pair in where.pairs if not _is_variable(pair[0])]
    if kind is ParameterType.BOOLEAN:
        return _booleans(pairs)
    if kind is ParameterType.CHOICE:
        return _choices(entries)
    shared: Counter[Any] = Counter(spelling for _, _, where in entries for spelling in where.spellings)
    if not shared:
        return {}
    (name, what), _ = max(shared.items(), key=lambda entry: (entry[1], _plainness(entry[0])))
    if name == "as" and what == ("text" if kind in NUMBERS else "number"):
        return {"as": what}
    if name == "times":
        factor, written = what
        return {"times": factor, **({"as": "text"} if written == "text" else {})}
    if name == "form":
        return {"form": what}
    if name == "join":
        return {"join": what}
    if name == "list" and what == "number":
        return {"as": "number"}
    if name == "item":
        return {"item": thawed(what)}
    if name == "weekly":
        form, days = what
        return weekly_tree(form, days)
    return {}


def _plainness(spelling: tuple[str, Any]) -> int:
    return {"as": 3, "list": 3, "join": 2, "form": 0}.get(spelling[0], 1)


def _is_variable(value: Json) -> bool:
    return isinstance(value, dict) and set(value) == {"variable"}


def _booleans(pairs: Sequence[tuple[Json, Json]]) -> dict[str, Any]:
    seen = {value in (True, "true"): json for value, json in pairs}
    if not seen:
        return {}
    yes = seen[True] if True in seen else opposite(seen[False])
    no = seen[False] if False in seen else opposite(seen[True])
    return {} if yes is True and no is False else {"true": yes, "false": no}


def _choices(entries: Sequence[tuple[str, str, Found]]) -> dict[str, Any]:
    """Return the words of choices that mean the same everywhere."""
    style, own = _choice_words(entries)
    tree: dict[str, Any] = {} if style.style == "same" else {"style": style.style}
    shared = {word: names.copy().pop() for word, names in own.items() if len(names) == 1}
    return {**tree, "words": dict(sorted(shared.items()))} if shared else tree


def _own_choices(entries: Sequence[tuple[str, str, Found]]) -> dict[str, dict[str, Any]]:
    """Return the words of choices that mean something else for another parameter, by parameter."""
    _, own = _choice_words(entries)
    tree: dict[str, dict[str, Any]] = {}
    for type_, name, where in entries:
        words = {str(json): str(value) for value, json in where.pairs if len(own.get(str(json), ())) > 1}
        if words:
            tree[f"{type_}.{name}"] = {"words": dict(sorted(words.items()))}
    return tree


def _choice_words(entries: Sequence[tuple[str, str, Found]]) -> tuple[Style, dict[str, set[str]]]:
    pairs = [
        (Named(str(value), str(value).replace("_", " ").title()), str(json))
        for _, _, where in entries
        for value, json in where.pairs
        if not _is_variable(value) and text_of(json) is not None
    ]
    style = best_style(pairs)
    if style.of_label:
        style = Style("title") if style.style == "same" else Style(style.style)
    own: dict[str, set[str]] = defaultdict(set)
    for thing, word in pairs:
        if style.spell(thing) != word:
            own[word].add(thing.name)
    return style, own


def _variable(found: Mapping[tuple[str, str], Found]) -> Json:
    from scenario_kit.editor.learning.values import variable_form

    for where in found.values():
        for value, json in where.pairs:
            if _is_variable(value):
                form = variable_form(value["variable"], json)
                if form is not None:
                    return form
    return None


def _unset_of_variables(assembler: Assembler) -> Json:
    """Return how an absent text of an editor variable is spelled, `MISSING` if it is left out."""
    return assembler.unset_variable


# Ids.


def _ids(parts: Parts, assembler: Assembler) -> dict[str, Any]:
    """Return the declaration of ids like those that were seen: of components, wires, ports and the sheet."""
    tree = id_form([assembler.id(item) for item in parts.located.items])
    if "form" not in tree:
        is_name = all(assembler.id(item) == item.known.name for item in parts.located.items)
        tree["form"] = "{name}" if is_name else "{hex:16}"
    for name, values in (("wire", assembler.wire_ids), ("port", assembler.port_ids), ("input", assembler.input_ids)):
        if values:
            tree[name] = {"form": "{hex:16}", **id_form(values)}
    if assembler.sheet_ids:
        tree["sheet"] = {"form": "{hex:16}", **id_form(assembler.sheet_ids)}
    return tree


def id_form(ids: Sequence[Json]) -> dict[str, Any]:
    """Return the form that all of some ids have, nothing if they have none in common."""
    texts = [str(value) for value in ids]
    tree: dict[str, Any] = {}
    if all(isinstance(value, int) for value in ids):
        tree["as"] = "number"
    numbered = [_NUMBERED.fullmatch(text) for text in texts]
    if all(numbered) and len({(match[1], match[3]) for match in numbered if match}) == 1:
        matches = [match for match in numbered if match]
        first = min(int(match[2]) for match in matches)
        tree["form"] = f"{matches[0][1]}{{number}}{matches[0][3]}"
        if first != 1:
            tree["from"] = first
    elif all(_UUID.fullmatch(text) for text in texts):
        tree["form"] = "{uuid}"
    else:
        shapes = {_HEX.sub(lambda match: f"{{hex:{len(match[0])}}}", text) for text in texts}
        if len(shapes) == 1 and "{hex" in (shape := shapes.pop()):
            tree["form"] = shape
    return tree


_NUMBERED: Final = re.compile(r"(\D*?)(-?[0-9]+)(\D*)", re.ASCII)
_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_HEX: Final = re.compile(r"[0-9a-f]{4,}")


__all__ = ["LISTS", "Outputs", "learn_map"]


def _unused(type_: ComponentType) -> str:
    return type_.name
