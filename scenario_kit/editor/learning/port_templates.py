"""The templates of outputs and rows in a component, and of the wires in them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.building import ABSENT, Case, key_template, optional
from scenario_kit.editor.learning.evidence import MISSING, Json, Path, at, members, text_of
from scenario_kit.editor.learning.wires import STAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenario_kit.editor.learning.draft import Draft
    from scenario_kit.editor.learning.evidence import Item
    from scenario_kit.editor.learning.outputs import Outputs
    from scenario_kit.editor.learning.ports import Ports
    from scenario_kit.editor.learning.wires import Group, Seen

_OF_WIRE: Final = ("$wire", "$source", "${source}", "$source.name", "$output")
_DIGITS: Final = re.compile("[0-9]+", re.ASCII)
_PLACE: Final = re.compile(r"\{([a-z0-9_]+)\}")


def declare_ports(draft: Draft) -> None:
    """Declare how the lists of outputs and wires in a component are built, and the rows."""
    rows = draft.parts.rows
    for path in draft.ports:
        if path in draft.builder.specials or path == rows:
            continue
        if is_spread(draft, path):
            draft.builder.spread[path] = partial(_output_words, known_words(draft, path))
        else:
            draft.builder.specials[path] = partial(port_list, draft, path)
    if rows is not None and not draft.parts.rows_are_ports:
        draft.builder.specials[rows] = partial(_rows, draft, rows)


def is_spread(draft: Draft, path: Path) -> bool:
    """Whether outputs are members of an object that has other members too."""
    for group, _ in draft.ports[path]:
        if len(group.pattern) > len(path) + 1 and STAR in group.pattern:
            return False
        words = {str(seen.path[len(path)]) for seen in group.seen}
        if any(word.isdigit() for word in words):
            return False
        inner = at(draft.parts.located.items[0].value, path)
        has_others = isinstance(inner, dict) and bool(inner.keys() - words - known_words(draft, path))
        if STAR not in group.pattern or has_others:
            return isinstance(inner, dict)
    return False


def known_words(draft: Draft, path: Path) -> set[str]:
    """Return the words of the outputs at a path."""
    return {word for _, outputs in draft.ports[path] for words in outputs.words.values() for word in words}


def _output_words(words: set[str], case: Case) -> dict[str, str]:
    return {word: "$outputs" for word in case.value if word in words} if isinstance(case.value, dict) else {}


# Rows.


def _rows(draft: Draft, path: Path, cases: Sequence[Case]) -> Json:
    """Return the template of rows, and of the outputs that other components have in their stead."""
    with_rows = [case for case in cases if case.type and case.type.has_rows]
    without = [case for case in cases if case.type and not case.type.has_rows]
    rows = _row_list(draft, path, with_rows) if with_rows else ABSENT
    if path not in draft.ports or not without:
        return rows
    ports = port_list(draft, path, without)
    return rows if rows == ports else {"$by": "rows", "$yes": rows, "$no": ports}


def _row_list(draft: Draft, path: Path, cases: Sequence[Case]) -> Json:
    groups = draft.ports.get(path, [])
    inner: list[Case] = []
    keys: list[Case] = []
    for case in cases:
        for index, (step, row) in enumerate(members(case.value)):
            places = {**_row_places(draft, case.item, index, has_wires=bool(groups)), **case.places}
            inner.append(replace(case, value=row, places=places, in_output=True))
            keys.append(replace(inner[-1], value=step))
    for group, _ in groups:
        _declare_target(draft, path, group, inner)
    tree: dict[str, Json] = {"$each": "rows", "$item": draft.builder.build(inner, (*path, STAR))}
    if isinstance(cases[0].value, dict):
        tree["$key"] = key_template(keys)
    return tree


def _row_places(draft: Draft, item: Item | None, index: int, *, has_wires: bool) -> dict[str, Json]:
    """Return the values of the places of a row."""
    places: dict[str, Json] = {"row": index, "row1": index + 1}
    if item is None:
        return places
    if draft.row_form is not None and index < len(item.known.rows):
        words = {**places, **item.known.rows[index]}
        places["output"] = _PLACE.sub(lambda match: str(words.get(match[1], "")), draft.row_form)
    output = str(index + 1)
    target = item.export.wires.get((item.known.key, output))
    if has_wires and target is not None:
        places["target"] = draft.parts.token(draft.items[item.export.file, target])
    port = draft.port_ids.get((id(item), output))
    return places if port is None else {**places, "port": port}


def _declare_target(draft: Draft, path: Path, group: Group, inner: Sequence[Case]) -> None:
    """Declare where a row or port holds its target, and learn how one without a wire is spelled."""
    rest = group.pattern[len(path) + 1 :]
    base = (*path, STAR)
    if STAR in rest:
        declare_nested(draft, group, base, rest)
        return
    if group.kind == "source" and not group.wire:
        unwired = [at(case.value, rest) for case in inner if case.places.get("target") is None]
        draft.open += [json for json in unwired if json is not MISSING]
    place = draft.reference(group)
    draft.builder.specials[(*base, *rest)] = lambda _: place


def declare_nested(draft: Draft, group: Group, base: Path, rest: Path) -> None:
    """Declare a list of wires inside an output or a row."""
    index = rest.index(STAR)
    path = (*base, *rest[:index])
    draft.builder.specials[path] = partial(_nested, draft, group, path, rest[index + 1 :])


def _nested(draft: Draft, group: Group, path: Path, rest: Path, cases: Sequence[Case]) -> Json:
    """Return the template of a list of wires inside an output or a row."""
    by_item = _seen_by_item(group)
    inner: list[Case] = []
    for case in cases:
        for _, entry in members(case.value):
            seen = _seen_at(by_item.get(id(case.item), ()), path, rest, at(entry, rest))
            inner.append(replace(case, value=entry, places={**draft.wire_places(seen), **case.places}))
    place = draft.reference(group)
    base = (*path, STAR)
    draft.builder.specials[(*base, *rest)] = lambda _: place
    records = "wires" if group.kind == "source" else "incoming"
    return {"$each": records, "$item": draft.builder.build(inner, base) if inner else place}


def _seen_by_item(group: Group) -> dict[int, list[Seen]]:
    """Return the wires of a group by the component that they are written in."""
    found: dict[int, list[Seen]] = {}
    for seen in group.seen:
        found.setdefault(id(seen.source if group.kind == "source" else seen.target), []).append(seen)
    return found


def _seen_at(wires: Sequence[Seen], path: Path, rest: Path, token: Json) -> Seen | None:
    if text_of(token) is None:
        return None
    fitting = (one for one in wires if len(one.path) >= len(path) and (not rest or one.path[-len(rest) :] == rest))
    return next(fitting, None)


# Outputs and wires.


def port_list(draft: Draft, path: Path, cases: Sequence[Case], *, trims: bool = False) -> Json:
    """Return the template of a list or mapping of outputs or wires in a component.

    Args:
        draft: The draft.
        path: Where the list is.
        cases: The lists.
        trims: Whether components without wires have none, so that outputs after the last wire are likely left out.
    """
    group, outputs = draft.ports[path][0]
    if group.kind == "target":
        return _incoming(draft, path, group, outputs, cases)
    by_item = _seen_by_item(group)
    inner: list[Case] = []
    for case in cases:
        wires = _by_step(by_item.get(id(case.item), ()), path)
        for index, (step, entry) in enumerate(members(case.value)):
            places = {
                "position": index,
                **draft.wire_places(wires.get(step)),
                **_port_places(outputs, index, step, entry),
                **case.places,
            }
            inner.append(replace(case, value=entry, places=places, in_output=True))
    for each, _ in draft.ports[path]:
        _declare_target(draft, path, each, inner)
    if group.wire and len(group.pattern) <= len(path) + 1:
        return {"$each": "wires", "$item": "$wire"}
    is_open = trims and not any(_is_last_open(case) for case in cases)
    return _port_tree(outputs, group, cases, draft.builder.build(inner, (*path, STAR)), is_open=is_open)


def _is_last_open(case: Case) -> bool:
    """Whether no wire leaves the last output of a component."""
    if case.item is None:
        return False
    known = case.item.known
    return (known.key, known.outputs[-1]) not in case.item.export.wires


def _port_tree(outputs: Outputs, group: Group, cases: Sequence[Case], item: Json, *, is_open: bool) -> Json:
    """Return the template of a list of outputs, if each component has as many as there are; else of wires.

    With `is_open`, no list shows whether it goes on after the last wire.
    """
    per_output = not is_open and all(
        case.item is not None and len(case.value) == len(case.item.known.outputs) for case in cases
    )
    steps_are_words = outputs.evidence is not None and outputs.evidence[0] == "step"
    if isinstance(cases[0].value, dict):
        is_counted = outputs.position == 1 and outputs.form != ("", "")
        key = f"{outputs.form[0]}${{position1}}{outputs.form[1]}" if is_counted else "$output"
        return {"$each": "outputs" if per_output else "wires", "$item": item, "$key": key}
    if per_output:
        return {"$each": "outputs", "$item": item}
    if steps_are_words and not group.wire:
        return {"$each": "outputs", "$trim": True, "$item": item}
    return {"$each": "wires", "$item": item}


def _by_step(wires: Sequence[Seen], path: Path) -> dict[str | int, Seen]:
    """Return the first wire at each step of a list or mapping."""
    found: dict[str | int, Seen] = {}
    for seen in wires:
        if seen.path[: len(path)] == path and len(seen.path) > len(path):
            found.setdefault(seen.path[len(path)], seen)
    return found


def _port_places(outputs: Outputs, index: int, step: str | int, entry: Json) -> dict[str, Json]:
    """Return the values of the places that name an output."""
    if outputs.position is not None and outputs.form != ("", ""):
        return {"position1": index + 1}
    if isinstance(step, str):
        return {"output": step}
    if outputs.evidence is not None and outputs.evidence[0] == "leaf":
        return {"output": at(entry, outputs.evidence[1][1])}
    return {}


def _incoming(draft: Draft, path: Path, group: Group, outputs: Outputs, cases: Sequence[Case]) -> Json:
    """Return the template of a list or mapping of the wires that lead to a component."""
    by_item = _seen_by_item(group)
    inner: list[Case] = []
    free: list[Case] = []
    for case in cases:
        wires = _by_step(by_item.get(id(case.item), ()), path)
        own = [(index, wires.get(step), entry) for index, (step, entry) in enumerate(members(case.value))]
        is_last = bool(own) and own[-1][1] is None and all(seen is not None for _, seen, _ in own[:-1])
        free.append(replace(case, value=own[-1][2] if is_last else MISSING))
        for index, seen, entry in own:
            places = {**draft.wire_places(seen), **_source_places(outputs, seen), **case.places}
            places |= {"arrival": index, "arrival1": index + 1}
            inner.append(replace(case, value=entry, places=places, in_output=True))
    place = draft.reference(group)
    draft.builder.specials[(*path, STAR, *group.pattern[len(path) + 1 :])] = lambda _: place
    item = draft.builder.build(inner, (*path, STAR)) if inner else place
    unwired = sum(case.places.get("target") is None for case in inner)
    has_free = 0 < unwired == sum(case.value is not MISSING for case in free) and isinstance(cases[0].value, list)
    if not has_free:
        return {"$each": "incoming", "$item": item}
    one = _resolved(item, wired=False)
    return {"$each": "incoming", "$item": _resolved(item, wired=True), "$free": optional(one, free)}


def _resolved(template: Json, *, wired: bool) -> Json:
    """Return a template for items with a wire, or without one: there the places of a wire are null."""
    if isinstance(template, dict) and template.get("$by") == "wired":
        return _resolved(template["$yes" if wired else "$no"], wired=wired)
    if isinstance(template, dict):
        return {name: _resolved(value, wired=wired) for name, value in template.items()}
    if isinstance(template, list):
        return [_resolved(value, wired=wired) for value in template]
    return None if not wired and template in _OF_WIRE else template


def output_places(outputs: Outputs, word: Json, *, has_rows: bool) -> dict[str, Json]:
    """Return the values of the places that name an output by a word, or by its position if the words count."""
    first = outputs.position
    if has_rows:
        first = 0 if "{row}" in (outputs.row_form or "") else 1 if "{row1}" in (outputs.row_form or "") else None
    digits = _DIGITS.search(str(word))
    if outputs.position is None or first is None or digits is None:
        return {"output": word}
    position = int(digits[0]) - first
    return {"position": position, "position1": position + 1}


def _source_places(outputs: Outputs, seen: Seen | None) -> dict[str, Json]:
    """Return the values of the places that name the output that a wire leaves."""
    if seen is None or outputs.evidence is None or outputs.evidence[0] != "leaf":
        return {}
    word = seen.evidence.get(outputs.evidence)
    if outputs.position is None:
        return {"output": word}
    digits = _DIGITS.search(str(word))
    return {} if digits is None else {"position" if outputs.position == 0 else "position1": int(digits[0])}


# Ports with ids.


def port_items(draft: Draft, ports: Ports, outputs: Outputs, cases: Sequence[Case]) -> Json:
    """Return the template of a list of ports with ids, some of which may be rows."""
    if not draft.parts.rows_are_ports:
        return _port_items(draft, ports, outputs, cases)
    kinds = [[case for case in cases if case.type and case.type.has_rows is has_rows] for has_rows in (True, False)]
    rows, others = (_port_items(draft, ports, outputs, own) if own else ABSENT for own in kinds)
    return {"$by": "rows", "$yes": rows, "$no": others}


def _port_items(draft: Draft, ports: Ports, outputs: Outputs, cases: Sequence[Case]) -> Json:
    """Return the template of the list of ports of components with rows, or of those without."""
    are_rows = draft.parts.rows_are_ports and all(case.type and case.type.has_rows for case in cases)
    by_item = {id(case.item): case for case in cases}
    wires = [group for group, _ in draft.ports.get(ports.container, [])]
    outs: list[Case] = []
    ins: list[Case] = []
    for entry in ports.entries:
        case = by_item.get(id(entry.item))
        if case is None:
            continue
        draft.ids["port" if entry.is_output else "input"].append(entry.id)
        if not entry.is_output:
            ins.append(replace(case, value=entry.json, places={"input": entry.id, **case.places}))
            continue
        own = (
            _row_places(draft, entry.item, entry.position, has_wires=False)
            if are_rows
            else {"position": entry.position, **_word_beside(ports, outputs, entry.json)}
        )
        places = {"port": entry.id, **own}
        outs.append(replace(case, value=entry.json, places={**places, **case.places}))
    base = (*ports.container, STAR)
    for group in wires:
        if group.kind == "source":
            _declare_target(draft, ports.container, group, outs)
    draft.builder.specials[(*base, *ports.id)] = lambda _: "$port"
    records = "rows" if are_rows else "outputs"
    tree: dict[str, Json] = {"$each": records, "$item": draft.builder.build(outs, base)}
    if not ins:
        return [tree]
    return [_input(draft, ports, ins, cases), {**tree, "$where": ports.condition(outputs=True)}]


def _input(draft: Draft, ports: Ports, ins: Sequence[Case], cases: Sequence[Case]) -> Json:
    """Return the template of the port where wires arrive, which some types do not have."""
    base = (*ports.container, STAR)
    for group, _ in draft.ports.get(ports.container, []):
        rest = group.pattern[len(ports.container) + 1 :]
        if group.kind == "target" and STAR in rest:
            declare_nested(draft, group, base, rest)
    draft.builder.specials[(*base, *ports.id)] = lambda _: "$input"
    template = draft.builder.build(ins, base)
    if isinstance(template, dict):
        template = {"$where": ports.condition(outputs=False), **template}
    entered = {id(case.item) for case in ins}
    having = [replace(case, value=True if id(case.item) in entered else MISSING) for case in cases]
    return template if all(case.value is True for case in having) else optional(template, having)


def _word_beside(ports: Ports, outputs: Outputs, json: Json) -> dict[str, Json]:
    """Return the word of an output, if it is in the port."""
    if outputs.evidence is None or outputs.evidence[0] != "port":
        return {}
    _, (depth, rel) = outputs.evidence[1]
    return {"output": at(json, rel)} if depth == len(ports.container) + 1 else {}
