"""States what a learned map says, and how sure each statement is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scenario_kit.editor.learning.evidence import SHEET, Path
from scenario_kit.editor.learning.examples import example, place_of, short
from scenario_kit.editor.learning.model import Statement, Status
from scenario_kit.editor.learning.spelling import Named, best_style, normalised
from scenario_kit.editor.learning.tables import usual_table, word_in
from scenario_kit.editor.learning.values import LISTS
from scenario_kit.editor.learning.wires import STAR
from scenario_kit.findings.model import pointer
from scenario_kit.language.catalogue import ParameterType, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.editor.learning.outputs import Outputs
    from scenario_kit.editor.learning.parts import Parts
    from scenario_kit.editor.learning.proof import Difference
    from scenario_kit.editor.learning.tables import Found, Table
    from scenario_kit.language.catalogue import ComponentType


def _shown(path: Path) -> str:
    return pointer(tuple("*" if step == STAR else "<sheet>" if step == SHEET else step for step in path)) or "/"


def statements(parts: Parts, *, calibrated: bool = True) -> list[Statement]:
    """Return everything that the map says, sorted by topic and subject.

    Args:
        parts: What was found.
        calibrated: Whether the exports show known scenarios; otherwise only names and structure speak.
    """
    found = [*_structure(parts), *_types(parts), *_parameters(parts), *_outputs(parts), *_kinds(parts)]
    if not calibrated:
        by_position = any(outputs.position is not None or outputs.evidence is None for outputs in parts.outputs)
        found = [_less_sure(one, by_position=by_position) for one in found]
    return sorted(found, key=lambda one: (one.topic, one.subject, one.says))


def _less_sure(one: Statement, *, by_position: bool) -> Statement:
    """Return a statement about an export whose scenario is not known: positions and separators are guesses there."""
    word = one.says.strip('"')
    match one.topic:
        case "output":
            is_said = len(word) > 1 and normalised(word) == normalised(one.subject.partition(".")[2])
            is_guess = by_position or not is_said
        case "structure":
            is_guess = one.subject in ("wires", "rows")
        case "value":
            is_guess = one.subject in LISTS and one.says.startswith('"')
        case _:
            is_guess = one.topic == "variable"
    return replace(one, status=Status.GUESSED) if is_guess and one.status is Status.KNOWN else one


def _structure(parts: Parts) -> Iterator[Statement]:
    located = parts.located
    evidence = place_of(located.items[0], parts)
    yield Statement("structure", "components", _shown((*located.container, STAR)), Status.KNOWN, evidence)
    if parts.rows is not None:
        yield Statement("structure", "rows", _shown((*located.container, STAR, *parts.rows)), Status.KNOWN, evidence)
    for group in parts.wiring.groups:
        base = (*located.container, STAR) if group.kind in ("source", "target") else ()
        yield Statement("structure", "wires", _shown((*base, *group.pattern)), Status.KNOWN, evidence)
    if not parts.wiring.groups:
        yield Statement("structure", "wires", "none", Status.UNSEEN)


def _types(parts: Parts) -> Iterator[Statement]:
    types = catalogue()
    seen = parts.located.type_words
    style = best_style((Named(name, types[name].label), word) for name, word in seen.items())
    for name, type_ in types.items():
        if name in seen:
            item = next(item for item in parts.located.items if item.known.type.name == name)
            yield Statement(
                "type", name, seen[name], Status.KNOWN, place_of(item, parts, parts.located.type.path or ())
            )
        else:
            yield Statement("type", name, style.spell(Named(name, type_.label)), Status.UNSEEN)


def _parameters(parts: Parts) -> Iterator[Statement]:
    for topic, found in (("parameter", parts.parameters), ("field", parts.fields)):
        table = usual_table(found)
        for type_name, type_ in sorted(_seen_types(parts).items()):
            for name in type_.parameters if topic == "parameter" else type_.row:
                where = found.get((type_name, name))
                if where is not None:
                    yield _parameter(parts, topic, f"{type_name}.{name}", where, table)
                elif topic == "field" or name != "name":
                    yield Statement(topic, f"{type_name}.{name}", "", Status.UNSEEN)


def _parameter(parts: Parts, topic: str, subject: str, where: Found, table: Table | None) -> Statement:
    item = example(parts, *subject.split("."))
    evidence = None if item is None else place_of(item, parts, where.table.path)
    status = Status.GUESSED if where.others or where.like_others else Status.KNOWN
    other = next((word for word in where.others if word != where.word), None)
    return Statement(topic, subject, word_in(table, where), status, evidence, other)


def _seen_types(parts: Parts) -> dict[str, ComponentType]:
    return {item.known.type.name: item.known.type for item in parts.located.items}


def _outputs(parts: Parts) -> Iterator[Statement]:
    named = _output_words(parts.outputs)
    for type_ in catalogue().values():
        if type_.has_rows:
            continue
        for output in type_.outputs:
            word, status = named.get((type_.name, output), ("", Status.UNSEEN))
            if (type_.name, output) not in named and len(type_.outputs) == 1:
                word, status = _single(named), Status.GUESSED
            yield Statement("output", f"{type_.name}.{output}", word, status)


def _single(named: Mapping[tuple[str, str], tuple[str, Status]]) -> str:
    return next((word for (_, output), (word, _) in sorted(named.items()) if output == "out"), "")


def _output_words(groups: Sequence[Outputs]) -> dict[tuple[str, str], tuple[str, Status]]:
    """Return the word of each output by type and output, and how sure it is."""
    named: dict[tuple[str, str], tuple[str, Status]] = {}
    for outputs in groups:
        own = _worded(outputs) if outputs.position is None else _counted(outputs, outputs.position)
        for key, word in own:
            named.setdefault(key, word)
    return named


def _counted(outputs: Outputs, first: int) -> Iterator[tuple[tuple[str, str], tuple[str, Status]]]:
    """Iterate over the words of outputs that are counted from a first number."""
    for type_ in catalogue().values():
        order = outputs.order.get(type_.name)
        for number, output in enumerate(order or type_.outputs, first):
            word = f"{outputs.form[0]}{number}{outputs.form[1]}"
            is_sure = order is not None and not outputs.may_count_otherwise
            yield (type_.name, output), (word, Status.KNOWN if is_sure else Status.GUESSED)


def _worded(outputs: Outputs) -> Iterator[tuple[tuple[str, str], tuple[str, Status]]]:
    """Iterate over the words of outputs as they were seen, and as they are likely for other types."""
    by_output: dict[str, str] = {}
    for type_name, words in outputs.words.items():
        for word, output in words.items():
            is_sure = (type_name, word) not in outputs.ambiguous
            yield (type_name, output), (word, Status.KNOWN if is_sure else Status.GUESSED)
            by_output.setdefault(output, word)
    for type_ in catalogue().values():
        for output in type_.outputs:
            if output in by_output:
                yield (type_.name, output), (by_output[output], Status.GUESSED)


def _kinds(parts: Parts) -> Iterator[Statement]:
    seen: dict[ParameterType, list[tuple[Found, str]]] = {}
    for topic, found in (("parameter", parts.parameters), ("field", parts.fields)):
        for (type_, name), where in found.items():
            known = catalogue()[type_].parameters if topic == "parameter" else catalogue()[type_].row
            if where.pairs:
                seen.setdefault(known[name].type, []).append((where, f"{type_}.{name}"))
    for kind in ParameterType:
        pairs = [pair for where, _ in seen.get(kind, ()) for pair in where.pairs]
        if not pairs:
            yield Statement("value", kind.value, "", Status.UNSEEN)
            continue
        example = short(pairs[0][1], kind)
        if kind is ParameterType.BOOLEAN and len({str(value).lower() for value, _ in pairs}) == 1:
            yield Statement(
                "value", kind.value, example, Status.GUESSED, None, "the word for the opposite was not seen"
            )
        else:
            yield Statement("value", kind.value, example, Status.KNOWN)
    has_variable = any(
        isinstance(value, dict) and set(value) == {"variable"}
        for found in (parts.parameters, parts.fields)
        for where in found.values()
        for value, _ in where.pairs
    )
    yield Statement("variable", "variable", "", Status.KNOWN if has_variable else Status.UNSEEN)


def doubted(found: Sequence[Statement], differences: Sequence[Difference]) -> list[Statement]:
    """Return statements with those as guesses that an export is not read as."""
    wrong = {(one.topic, one.subject) for one in differences}
    return [
        replace(one, status=Status.GUESSED) if one.status is Status.KNOWN and (one.topic, one.subject) in wrong else one
        for one in found
    ]


def guesses(found: Sequence[Statement]) -> dict[str, Any]:
    """Return what a map declares as guessed."""
    open_ = [one for one in found if one.status in (Status.GUESSED, Status.UNSEEN)]
    types = {one.subject for one in open_ if one.topic == "type"}  # a type stands for all that it has
    tree: dict[str, Any] = {}
    for topic, key in (("type", "types"), ("parameter", "parameters"), ("field", "fields"), ("output", "outputs")):
        own = [one.subject for one in open_ if one.topic == topic]
        subjects = sorted(one for one in own if topic == "type" or one.partition(".")[0] not in types)
        if subjects:
            tree[key] = subjects
    if any(one.topic == "variable" for one in open_):
        tree["variable"] = True
    return tree
