"""States what a learned map says and how sure each statement is, and asks what stays open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scenario_kit.editor.learning.tables import usual_table, word_in
from scenario_kit.editor.learning.evidence import MISSING, Item, Json, Path, text_of
from scenario_kit.editor.learning.locating import concrete
from scenario_kit.editor.learning.model import Question, Statement, Status
from scenario_kit.editor.learning.outputs import OUTPUT_LABELS, Outputs, is_output_word
from scenario_kit.editor.learning.spelling import normalised
from scenario_kit.editor.learning.wires import STAR
from scenario_kit.findings.model import pointer
from scenario_kit.language.catalogue import ParameterType, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.editor.learning.parts import Parts
    from scenario_kit.editor.learning.tables import Found
    from scenario_kit.language.catalogue import ComponentType


def _where(item: Item, parts: Parts, path: Path = ()) -> str:
    root = concrete(parts.located.container, item.export)
    return f"{item.export.file}#{pointer((*root, item.step, *path))}"


def _shown(path: Path) -> str:
    return pointer(tuple("*" if step == STAR else "<sheet>" if step == "\0sheet" else step for step in path)) or "/"


def statements(parts: Parts) -> list[Statement]:
    """Return everything that the map says, sorted by topic and subject."""
    found = [*_structure(parts), *_types(parts), *_parameters(parts), *_outputs(parts), *_kinds(parts)]
    return sorted(found, key=lambda one: (one.topic, one.subject, one.says))


def _structure(parts: Parts) -> Iterator[Statement]:
    located = parts.located
    evidence = _where(located.items[0], parts)
    yield Statement("structure", "components", _shown((*located.container, STAR)), Status.KNOWN, evidence)
    if parts.rows is not None:
        yield Statement("structure", "rows", _shown((*located.container, STAR, *parts.rows)), Status.KNOWN, evidence)
    for group in parts.wiring.groups:
        base = (*located.container, STAR) if group.kind in ("source", "target") else ()
        yield Statement("structure", "wires", _shown((*base, *group.pattern)), Status.KNOWN, evidence)
    if not parts.wiring.groups:
        yield Statement("structure", "wires", "none", Status.UNSEEN)


def _types(parts: Parts) -> Iterator[Statement]:
    from scenario_kit.editor.learning.spelling import Named, best_style

    types = catalogue()
    seen = parts.located.type_words
    style = best_style((Named(name, types[name].label), word) for name, word in seen.items())
    for name, type_ in types.items():
        if name in seen:
            item = next(item for item in parts.located.items if item.known.type.name == name)
            yield Statement("type", name, seen[name], Status.KNOWN, _where(item, parts, parts.located.type.path or ()))
        else:
            yield Statement("type", name, style.spell(Named(name, type_.label)), Status.UNSEEN)


def _parameters(parts: Parts) -> Iterator[Statement]:
    for topic, found in (("parameter", parts.parameters), ("field", parts.fields)):
        table = usual_table(found)
        for name, type_ in sorted(_seen_types(parts).items()):
            known = type_.parameters if topic == "parameter" else type_.row
            for parameter in known:
                where = found.get((name, parameter))
                subject = f"{name}.{parameter}"
                if where is None:
                    if topic == "parameter" and parameter == "name":
                        continue
                    yield Statement(topic, subject, "", Status.UNSEEN)
                    continue
                item = _example(parts, name, parameter, topic)
                status = Status.GUESSED if where.others else Status.KNOWN
                yield Statement(
                    topic,
                    subject,
                    word_in(table, where),
                    status,
                    None if item is None else _where(item, parts, where.table.path),
                    where.others[0] if where.others else None,
                )


def _seen_types(parts: Parts) -> dict[str, ComponentType]:
    return {item.known.type.name: item.known.type for item in parts.located.items}


def _example(parts: Parts, type_: str, parameter: str, topic: str) -> Item | None:
    own = [item for item in parts.located.items if item.known.type.name == type_]
    with_value = [
        item for item in own if parameter in item.known.parameters or any(parameter in row for row in item.known.rows)
    ]
    del topic
    return next(iter(with_value or own), None)


def _outputs(parts: Parts) -> Iterator[Statement]:
    named = _output_words(parts.outputs)
    for type_ in catalogue().values():
        if type_.has_rows:
            continue
        for output in type_.outputs:
            word, status = named.get((type_.name, output), ("", Status.UNSEEN))
            if not word and len(type_.outputs) == 1:
                word, status = _single(named), Status.GUESSED
            yield Statement("output", f"{type_.name}.{output}", word, status)


def _single(named: Mapping[tuple[str, str], tuple[str, Status]]) -> str:
    return next((word for (_, output), (word, _) in sorted(named.items()) if output == "out"), "")


def _output_words(all_outputs: Sequence[Outputs]) -> dict[tuple[str, str], tuple[str, Status]]:
    named: dict[tuple[str, str], tuple[str, Status]] = {}
    for outputs in all_outputs:
        if outputs.position is not None:
            for type_ in catalogue().values():
                order = outputs.order.get(type_.name)
                for index, output in enumerate(order or type_.outputs):
                    word = f"{outputs.form[0]}{index + outputs.position}{outputs.form[1]}"
                    named.setdefault((type_.name, output), (word, Status.KNOWN if order else Status.GUESSED))
            continue
        by_any: dict[str, str] = {}
        for type_name, words in outputs.words.items():
            for word, output in words.items():
                named.setdefault((type_name, output), (word, _sureness(outputs, type_name, word, output)))
                by_any.setdefault(output, word)
        for type_ in catalogue().values():
            for output in type_.outputs:
                if output in by_any:
                    named.setdefault((type_.name, output), (by_any[output], Status.GUESSED))
    return named


def _sureness(outputs: Outputs, type_: str, word: str, output: str) -> Status:
    if (type_, word) in outputs.ambiguous:
        is_said = is_output_word(word, output) or normalised(word) in OUTPUT_LABELS.get(output, ())
        return Status.KNOWN if is_said else Status.GUESSED
    return Status.KNOWN


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
        example = _short(pairs[0][1])
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


def _short(json: Json) -> str:
    import json as library

    text = library.dumps(json, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:60]}…"  # noqa: PLR2004


def questions(parts: Parts) -> list[Question]:
    """Return what only a person can decide."""
    asked: list[Question] = []
    for topic, found in (("parameter", parts.parameters), ("field", parts.fields)):
        for item in parts.located.items:
            type_ = item.known.type
            own: list[Mapping[str, Json]] = [item.known.parameters] if topic == "parameter" else list(item.known.rows)
            for values in own:
                for name, value in values.items():
                    if (type_.name, name) in found or name == "name":
                        continue
                    asked.append(
                        Question(
                            topic,
                            f"{type_.name}.{name}",
                            f"Where does the sheet hold `{name}` of `{item.known.name}` ({type_.label}), "
                            f"whose value is {_short(value)}?",
                            (),
                            _where(item, parts),
                        )
                    )
        for (type_name, name), where in found.items():
            if where.others:
                item = _example(parts, type_name, name, topic)
                asked.append(
                    Question(
                        topic,
                        f"{type_name}.{name}",
                        f"Which word is `{name}` of {catalogue()[type_name].label}?",
                        (where.word, *where.others),
                        "" if item is None else _where(item, parts, where.table.path),
                    )
                )
    seen: dict[tuple[str, str], Question] = {}
    for question in asked:
        seen.setdefault((question.topic, question.subject), question)
    return [seen[key] for key in sorted(seen)]


def guesses(found: Sequence[Statement]) -> dict[str, Any]:
    """Return what a map declares as guessed."""
    open_ = [one for one in found if one.status in (Status.GUESSED, Status.UNSEEN)]
    tree: dict[str, Any] = {}
    for topic, key in (("type", "types"), ("parameter", "parameters"), ("field", "fields"), ("output", "outputs")):
        subjects = sorted(one.subject for one in open_ if one.topic == topic)
        if subjects:
            tree[key] = subjects
    if any(one.topic == "variable" for one in open_):
        tree["variable"] = True
    return tree


__all__ = ["MISSING", "guesses", "questions", "statements", "text_of"]
