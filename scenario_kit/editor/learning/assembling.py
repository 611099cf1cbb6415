"""Assembles the template of a sheet from what was found in the exports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from scenario_kit.editor.learning.building import ABSENT, Builder, Case
from scenario_kit.editor.learning.evidence import MISSING, SHEET, Item, Json, Path, at, text_of
from scenario_kit.editor.learning.locating import Located, concrete, splits, texts
from scenario_kit.editor.learning.outputs import Outputs, name_outputs
from scenario_kit.editor.learning.parameters import COLUMNS, MEMBERS, PAIRS, SELF, Found, Table
from scenario_kit.editor.learning.ports import Ports, condition, find_ports
from scenario_kit.editor.learning.places import members, positions
from scenario_kit.editor.learning.spelling import normalised
from scenario_kit.editor.learning.wiring import STAR, Group, Seen, Wiring, wire_id
from scenario_kit.language.catalogue import Role

if TYPE_CHECKING:
    from scenario_kit.editor.learning.evidence import Export


@dataclass(slots=True)
class Parts:
    """Everything that was found, before it is put together.

    Attributes:
        located: Where the components are.
        wiring: Where the wires are.
        outputs: What names the outputs, by group.
        parameters: Where the parameters are, by type and name.
        fields: Where the fields of rows are.
        rows: Where the rows are; None if no type with rows was seen.
        open: How the target of an output without a wire is spelled.
    """

    located: Located
    wiring: Wiring
    outputs: list[Outputs]
    parameters: Mapping[tuple[str, str], Found]
    fields: Mapping[tuple[str, str], Found]
    rows: Path | None
    open: list[Json] = field(default_factory=list)


class Assembler:
    """Builds the template of the sheet."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.builder = Builder()
        self.guesses: list[str] = []
        self.position = positions(parts.located.items)
        self.table = usual_table(parts.parameters)
        self.field_table = usual_table(parts.fields)
        self._ports: dict[Path, list[tuple[Group, Outputs]]] = {}
        self._port_tokens: dict[tuple[int, str], Json] = {}
        self.unset_variable: Json = MISSING
        self.wire_ids: list[Json] = []
        self.port_ids: list[Json] = []
        self.input_ids: list[Json] = []
        self.sheet_ids: list[Json] = []
        self.row_form = next(
            (
                outputs.row_form
                for outputs in parts.outputs
                if outputs.row_form and outputs.rows and outputs.rows[0] != "step"
            ),
            None,
        )
        self._prepare()

    def sheet(self) -> Json:
        """Return the template of the whole sheet."""
        located = self.parts.located
        exports = list({item.export.file: item.export for item in located.items}.values())
        return self.builder.build([self._sheet_case(export) for export in exports], ("\0root",))

    def _sheet_case(self, export: Export) -> Case:
        return Case(export.value, self._sheet_places(export), None, {"export": export})

    def _sheet_places(self, export: Export) -> dict[str, Json]:
        items = [item for item in self.parts.located.items if item.export is export]
        places: dict[str, Json] = {"sheet": export.sheet, "scenario": export.scenario}
        starts = [item for item in items if item.known.type.role is Role.ENTRY]
        if starts:
            token = self.id(starts[0])
            places["start"] = token
        for value in self._sheet_ids(export):
            places["sheet_id"] = value
            if value not in self.sheet_ids:
                self.sheet_ids.append(value)
        places |= {"component_count": len(items), "wire_count": len(export.wires)}
        if len(items) < _FEW:
            places = {name: value for name, value in places.items() if not name.endswith("_count")}
        return {name: value for name, value in places.items() if value not in (None, "")}

    def _sheet_ids(self, export: Export) -> list[Json]:
        """Return the text outside of the components that each component repeats: the id of the sheet."""
        items = [item for item in self.parts.located.items if item.export is export]
        shared = _leaf_texts(items[0].value)
        for item in items[1:]:
            shared &= _leaf_texts(item.value)
        outside: list[str] = []
        for _, other in self.parts.located.others.get(export.file, ()):
            outside += sorted(_leaf_texts(other))
        return [text for text in outside if text in shared and len(text) > 5 and any(sign.isdigit() for sign in text)][
            :1
        ]  # noqa: PLR2004

    def id(self, item: Item) -> Json:
        place = self.parts.wiring.id
        return item.step if place.path is None else at(item.value, place.path)

    # Preparing the special paths.

    def _prepare(self) -> None:
        located, wiring = self.parts.located, self.parts.wiring
        root: Path = ("\0root",)
        self.builder.specials[(*root, *located.container)] = self._components
        container = variable_container(located)
        if container is not None and container != located.container:
            self.builder.specials[(*root, *container)] = self._variables
        for group, outputs in zip(wiring.groups, self.parts.outputs, strict=True):
            if group.kind in ("source", "target"):
                index = group.pattern.index(STAR) if STAR in group.pattern else len(group.pattern) - 1
                self._ports.setdefault(group.pattern[:index], []).append((group, outputs))
            elif group.kind == "records":
                container = (*root, *group.pattern[:-1])
                if group.pattern[:-1] != located.container:
                    self.builder.specials[container] = partial(self._records, group, outputs)
                if any(group.joined) or any(("port", "path") in seen.evidence for seen in group.seen):
                    self._joined(group, outputs)
            else:
                index = group.pattern.index(STAR)
                self.builder.specials[(*root, *group.pattern[:index])] = partial(self._keyed, group, outputs)
        for path in self._ports:
            if path in self.builder.specials:
                continue
            if path != self.parts.rows and not self._is_spread(path):
                self.builder.specials[path] = partial(self._port_list, path)
            elif path != self.parts.rows:
                self.builder.spread[path] = partial(self._output_words, path)
        if self.parts.rows is not None:
            self.builder.specials[self.parts.rows] = self._rows
            self._special_table(self.field_table, (*self.parts.rows, STAR), "fields", self.parts.fields)
        self._special_table(self.table, (), "parameters", self.parts.parameters)

    def _special_table(
        self, table: Table | None, base: Path, kind: str, found: Mapping[tuple[str, str], Found]
    ) -> None:
        if table is None:
            return
        path = (*base, *table.path)
        if table.form == MEMBERS:
            words: dict[str, dict[str, str]] = {}
            for (type_, _), where in found.items():
                if where.table.form == MEMBERS and where.table.path[: len(table.path)] == table.path:
                    inner = (*where.table.path[len(table.path) :], where.word)
                    words.setdefault(type_, {})[str(inner[0]).partition("/")[0]] = f"${kind}"
            known = self.builder.spread.get(path)
            if path:
                self.builder.parameter_tables.add(path)

            def spread(case: Case) -> dict[str, str]:
                own = words.get(case.type.name, {}) if case.type else {}
                return {**(known(case) if known else {}), **own}

            self.builder.spread[path] = spread
        elif table.form == PAIRS:
            self.builder.specials[path] = partial(self._pairs, table, kind)
        elif table.form == COLUMNS:
            self.builder.specials[path] = partial(self._columns, kind, found)
        elif table.form == SELF:
            name = next(name for (_, name), where in found.items() if where.table.form == SELF)
            self.builder.specials[path] = lambda _: f"$field.{name}"

    def _is_spread(self, path: Path) -> bool:
        """Whether outputs are members of an object that has other members too."""
        for group, _ in self._ports[path]:
            if len(group.pattern) > len(path) + 1 and STAR in group.pattern:
                return False
            words = {str(seen.path[len(path)]) for seen in group.seen}
            if any(word.isdigit() for word in words):
                return False
            inner = at(self.parts.located.items[0].value, path)
            if STAR not in group.pattern or (isinstance(inner, dict) and set(inner) - words - self._known_words(path)):
                return isinstance(inner, dict)
        return False

    def _known_words(self, path: Path) -> set[str]:
        return {word for _, outputs in self._ports[path] for words in outputs.words.values() for word in words}

    def _output_words(self, path: Path, case: Case) -> dict[str, str]:
        words = self._known_words(path)
        return {word: "$outputs" for word in case.value if word in words} if isinstance(case.value, dict) else {}

    # Components.

    def _components(self, cases: Sequence[Case]) -> Json:
        located = self.parts.located
        inner: list[Case] = []
        counts: Counter[str] = Counter()
        number: dict[int, int] = {}
        for case in cases:
            export = case.data["export"]
            own = sorted(
                (item for item in located.items if item.export is export),
                key=lambda item: list(members(case.value)).index((item.step, item.value)),
            )
            for item in own:
                counts[export.file] += 1
                number[id(item)] = counts[export.file]
        for index, item in enumerate(located.items):
            places = self._places(item, index, number[id(item)], self._sheet_places(item.export))
            inner.append(Case(item.value, places, item.known.type, {"item": item}))
        tree: dict[str, Json] = {"$each": "components"}
        if located.keyed:
            keys = [Case(case.data["item"].step, case.places, case.type) for case in inner]
            tree["$key"] = self.builder.build(keys, ("\0key",))
        tree["$item"] = self.builder.build(inner, ())
        return self._in_list(cases, tree, [case.value for case in inner])

    def _in_list(self, cases: Sequence[Case], tree: dict[str, Json], own: Sequence[Json]) -> Json:
        """Return the components, with whatever else is in the same list around them."""
        located = self.parts.located
        others = {file: [member for _, member in rest] for file, rest in located.others.items()}
        if not any(others.values()) or located.keyed:
            return tree
        wires = [
            (group, outputs)
            for group, outputs in zip(self.parts.wiring.groups, self.parts.outputs, strict=True)
            if group.kind == "records" and group.pattern[:-1] == located.container
        ]
        taken = {id(at(case.value, seen.path)) for group, _ in wires for seen in group.seen for case in cases}
        entries: list[Json] = []
        rest = [[member for member in others[case.data["export"].file] if id(member) not in taken] for case in cases]
        record_values = [member for members_ in others.values() for member in members_ if id(member) in taken]
        variables = self._variable_records(cases, rest)
        rest = [[member for member in members_ if id(member) not in variables] for members_ in rest]
        variable_values = [case.value for case in variables.values()]
        if len({len(members_) for members_ in rest}) == 1:
            for index in range(len(rest[0])):
                inner = [
                    Case(members_[index], case.places, None, case.data)
                    for case, members_ in zip(cases, rest, strict=True)
                ]
                entries.append(self.builder.build(inner, ("\0root", *located.container, index)))
                if isinstance(entries[-1], dict):
                    entries[-1]["$where"] = _where(
                        [members_[index] for members_ in rest], [*own, *record_values, *variable_values]
                    )
        constants = [member for members_ in rest for member in members_]
        tree["$where"] = _where(own, [*constants, *record_values, *variable_values])
        groups: list[Json] = [*entries, tree]
        if variables:
            item = self.builder.build(list(variables.values()), ("\0variable",))
            condition_ = _where(variable_values, [*own, *constants, *record_values])
            groups.insert(len(entries), {"$each": "variables", "$where": condition_, "$item": item})
        for group, outputs in wires:
            found = self._records(group, outputs, cases)
            found["$where"] = _where(record_values, [*own, *constants, *variable_values])
            groups.append(found)
        return groups

    def _variable_records(self, cases: Sequence[Case], rest: Sequence[Sequence[Json]]) -> dict[int, Case]:
        """Return the members of the list of components that are editor variables, by the identity of their JSON."""
        found: dict[int, Case] = {}
        for case, members_ in zip(cases, rest, strict=True):
            for variable in case.data["export"].variables:
                own = [member for member in members_ if variable["name"] in _leaf_texts(member)]
                if len(own) == 1:
                    for empty in ("", None):
                        if len(variable) < _ALL_OF_VARIABLE and any(leaf == empty for _, leaf in _leaves(own[0])):
                            self.unset_variable = empty
                    found[id(own[0])] = Case(own[0], {**variable_places(variable), **case.places}, None, case.data)
        return found

    def _places(self, item: Item, index: int, number: int, sheet: Mapping[str, Json]) -> dict[str, Json]:
        word = self.parts.located.type_words.get(item.known.type.name)
        id_, name = self.id(item), item.known.name
        x, y = self.position.get(index, (None, None))
        first = {"name": name, "id": id_} if self.parts.wiring.by_name else {"id": id_, "name": name}
        raw_type = (
            None
            if word is None
            else at(item.value, self.parts.located.type.path or ())
            if self.parts.located.type.path
            else word
        )
        if isinstance(raw_type, int) and not isinstance(raw_type, bool):
            word = raw_type
        return {**first, "type": word, "key": item.known.key, "x": x, "y": y, "number": number,
                "number0": number - 1, **sheet}  # fmt: skip

    def _variables(self, cases: Sequence[Case]) -> Json:
        """Return the template of the list or mapping of editor variables."""
        inner: list[Case] = []
        keys: list[Case] = []
        for case in cases:
            known = {variable["name"]: variable for variable in case.data["export"].variables}
            for step, member in members(case.value):
                texts = {str(step), *_leaf_texts(member)} if isinstance(case.value, dict) else _leaf_texts(member)
                own = [variable for name, variable in known.items() if name in texts]
                if own:
                    places = {**variable_places(own[0]), **case.places}
                    for empty in ("", None):
                        if len(own[0]) < _ALL_OF_VARIABLE and any(leaf == empty for _, leaf in _leaves(member)):
                            self.unset_variable = empty
                    inner.append(Case(member, places, None, case.data))
                    keys.append(Case(step, places))
        if not inner:  # a list without variables: its items are likely to be spelled as we do
            item = {"name": "$variable", "type": "$variable_type", "value": "$value", "description": "$description"}
            return [{"$each": "variables", "$item": item}]
        tree: dict[str, Json] = {"$each": "variables", "$item": self.builder.build(inner, ("\0variable",))}
        if isinstance(cases[0].value, dict):
            tree["$key"] = self.builder.build(keys, ("\0variablekey",))
        return tree

    # Parameters.

    def _pairs(self, table: Table, kind: str, cases: Sequence[Case]) -> Json:
        """Return the template of a list of pairs of word and value."""
        base = ("\0pairs", *table.path)
        inner = [
            Case(pair, {("parameter" if kind == "parameters" else "field"): at(pair, table.name)}, case.type)
            for case in cases
            for pair in case.value
        ]
        self.builder.specials[(*base, *table.value)] = lambda _: "$value"
        if isinstance(next((case.value for case in inner), None), list):
            word = "$parameter" if kind == "parameters" else "$field"
            item: Json = [word, "$value"] if table.name == (0,) else ["$value", word]
        else:
            item = self.builder.build(inner, base)
        return {"$each": kind, "$item": item}

    def _columns(self, kind: str, found: Mapping[tuple[str, str], Found], cases: Sequence[Case]) -> Json:
        tree: dict[str, list[str | None]] = {}
        for case in cases:
            if case.type is None:
                continue
            own = {
                where.word: name
                for (type_, name), where in found.items()
                if type_ == case.type.name and where.table.form == COLUMNS
            }
            size = max(len(case.value), len(tree.get(case.type.name, [])))
            tree[case.type.name] = [own.get(str(index)) for index in range(size)]
        del kind
        return {"$columns": dict(sorted(tree.items()))}

    # Rows and ports.

    def _rows(self, cases: Sequence[Case]) -> Json:
        path = self.parts.rows or ()
        yes = [case for case in cases if case.type and case.type.has_rows]
        no = [case for case in cases if case.type and not case.type.has_rows]
        rows = self._row_list(path, yes) if yes else ABSENT
        if path in self._ports and no:
            ports = self._port_list(path, no)
            return rows if rows == ports else {"$by": "rows", "$yes": rows, "$no": ports}
        return rows

    def _row_list(self, path: Path, cases: Sequence[Case]) -> Json:
        groups = self._ports.get(path, [])
        inner: list[Case] = []
        for case in cases:
            item: Item = case.data["item"]
            for index, (step, row) in enumerate(members(case.value)):
                output = str(index + 1)
                places: dict[str, Json] = {"row": index, "row1": index + 1, "output_scope": True}
                if self.row_form is not None:
                    places["output"] = self._row_word(item, index)
                target = item.export.wires.get((item.known.key, output))
                if groups and target is not None:
                    places["target"] = self._token_of(item, target)
                port = self._port_token(item, output)
                if port is not None:
                    places["port"] = port
                inner.append(
                    Case(row, {**places, **case.places, "key_": step}, case.type, {"item": item, "output": output})
                )
        for group, _ in groups:
            self._targets(path, group, inner)
        item_template = self.builder.build(inner, (*path, STAR))
        tree: dict[str, Json] = {"$each": "rows", "$item": item_template}
        if isinstance(cases[0].value, dict):
            tree["$key"] = self.builder.build(
                [Case(case.places["key_"], case.places, case.type) for case in inner], ("\0rowkey",)
            )
        return tree

    def _row_word(self, item: Item, index: int) -> str:
        words = {"row": index, "row1": index + 1, **item.known.rows[index]}
        return re.sub(r"\{([a-z0-9_]+)\}", lambda match: str(words.get(match[1], "")), self.row_form or "")

    def _targets(self, path: Path, group: Group, inner: Sequence[Case]) -> None:
        """Declare where a row or port holds its target, and learn how one without a wire is spelled."""
        rest = group.pattern[len(path) + 1 :]
        place = self._reference(group)
        base = (*path, STAR)
        if STAR in rest:
            index = rest.index(STAR)
            self.builder.specials[(*base, *rest[:index])] = partial(
                self._nested, group, (*base, *rest[:index]), rest[index + 1 :]
            )
            return
        if group.kind == "source" and not group.wire:
            self.parts.open += [
                at(case.value, rest)
                for case in inner
                if case.places.get("target") is None and at(case.value, rest) is not MISSING
            ]
        self.builder.specials[(*base, *rest)] = lambda _: place

    def _nested(self, group: Group, path: Path, rest: Path, cases: Sequence[Case]) -> Json:
        """Return the template of a list of wires inside an output or a row."""
        inner: list[Case] = []
        for case in cases:
            item: Item = case.data["item"]
            for step, entry in members(case.value):
                seen = _seen_at(group, item, path, (*rest,), at(entry, rest))
                inner.append(
                    Case(
                        entry,
                        {**self._wire_places(group, seen), **case.places},
                        case.type,
                        {"item": item, "step": step},
                    )
                )
        place = self._reference(group)
        base = (*path, STAR)
        self.builder.specials[(*base, *rest)] = lambda _: place
        records = "wires" if group.kind == "source" else "incoming"
        return {"$each": records, "$item": self.builder.build(inner, base) if inner else place}

    def _reference(self, group: Group) -> str:
        """Return the place that refers to a wire, or to its other end."""
        if group.wire:
            return "$wire"
        end = "$target" if group.kind == "source" else "$source"
        return f"{end}.name" if self.parts.wiring.by_name else end

    def _wire_places(self, group: Group, seen: Seen | None) -> dict[str, Json]:
        if seen is None:
            return {}
        return {"target": self.id(seen.target), "source": self.id(seen.source), "target.name": seen.target.known.name,
                "source.name": seen.source.known.name}  # fmt: skip

    def _token_of(self, item: Item, key: str) -> Json:
        other = next(each for each in self.parts.located.items if each.export is item.export and each.known.key == key)
        return other.known.name if self.parts.wiring.by_name else self.id(other)

    def _port_list(self, path: Path, cases: Sequence[Case]) -> Json:
        """Return the template of a list or mapping of outputs or wires in a component."""
        group, outputs = self._ports[path][0]
        if group.kind == "target":
            return self._incoming(path, group, cases)
        per_output = all(len(case.value) == len(case.data["item"].known.outputs) for case in cases)
        steps_are_words = outputs.evidence is not None and outputs.evidence[0] == "step"
        inner: list[Case] = []
        for case in cases:
            item: Item = case.data["item"]
            for index, (step, entry) in enumerate(members(case.value)):
                seen = next(
                    (
                        wire
                        for wire in group.seen
                        if wire.source is item and wire.path[: len(path) + 1] == (*path, step)
                    ),
                    None,
                )
                places: dict[str, Json] = {"output_scope": True, "position": index}
                if seen is not None:
                    places |= self._wire_places(group, seen)
                if outputs.position is not None and outputs.form != ("", ""):
                    places["position1"] = index + 1
                elif isinstance(step, str):
                    places["output"] = step
                elif outputs.evidence is not None and outputs.evidence[0] == "leaf":
                    _, rel = outputs.evidence[1]  # type: ignore[misc]
                    places["output"] = at(entry, rel)
                inner.append(Case(entry, {**places, **case.places}, case.type, {"item": item}))
        for each, _ in self._ports[path]:
            self._targets(path, each, inner)
        if group.wire and not rest_of(group, path):
            return {"$each": "wires", "$item": "$wire"}
        item_template = self.builder.build(inner, (*path, STAR))
        tree: dict[str, Json] = {"$each": "outputs" if per_output else "wires", "$item": item_template}
        if isinstance(cases[0].value, dict):
            keys = [Case(members(case.value), case.places) for case in cases]
            del keys
            tree["$key"] = (
                f"{outputs.form[0]}${{position1}}{outputs.form[1]}"
                if outputs.position == 1 and outputs.form != ("", "")
                else "$output"
            )
        elif not per_output and steps_are_words and not group.wire:
            tree = {"$each": "outputs", "$trim": True, "$item": tree["$item"]}
        return tree

    def _incoming(self, path: Path, group: Group, cases: Sequence[Case]) -> Json:
        outputs = next(outputs for each, outputs in self._ports[path] if each is group)
        inner: list[Case] = []
        for case in cases:
            item: Item = case.data["item"]
            for step, entry in members(case.value):
                seen = next(
                    (
                        wire
                        for wire in group.seen
                        if wire.target is item and wire.path[: len(path) + 1] == (*path, step)
                    ),
                    None,
                )
                places = self._wire_places(group, seen)
                if seen is not None and outputs.evidence is not None and outputs.evidence[0] == "leaf":
                    word = seen.evidence.get(outputs.evidence)
                    if outputs.position is None:
                        places["output"] = word
                    elif (digits := re.search("[0-9]+", str(word))) is not None:
                        places["position" if outputs.position == 0 else "position1"] = int(digits[0])
                inner.append(Case(entry, {**places, **case.places}, case.type, {"item": item}))
        rest = group.pattern[len(path) + 1 :]
        place = self._reference(group)
        self.builder.specials[(*path, STAR, *rest)] = lambda _: place
        return {"$each": "incoming", "$item": self.builder.build(inner, (*path, STAR)) if inner else place}

    # Wires apart from the components.

    def _records(self, group: Group, outputs: Outputs, cases: Sequence[Case]) -> dict[str, Json]:
        inner: list[Case] = []
        id_path = wire_id(group)
        for number, seen in enumerate(group.seen, 1):
            case = next(case for case in cases if case.data["export"] is seen.source.export)
            record = at(case.value, seen.path)
            places = {
                ("source_port" if group.joined[0] else "source"): at(record, group.source),
                ("target_port" if group.joined[1] else "target"): at(record, group.target),
                **self._wire_places(group, seen),
            }
            key = "rows" if seen.source.known.type.has_rows else "evidence"
            chosen = outputs.rows if key == "rows" else outputs.evidence
            if chosen is not None and chosen[0] == "leaf":
                _, rel = chosen[1]  # type: ignore[misc]
                places["output"] = at(record, rel)
            del number
            for rel, name in self._port_leaves(group, record, seen):
                places[name] = at(record, rel)
            if id_path is not None:
                places["wire"] = at(record, id_path)
                self.wire_ids.append(places["wire"])
            inner.append(Case(record, {**places, **case.places}, None, {"seen": seen}))
        tree: dict[str, Json] = {"$each": "wires"}
        keyed = isinstance(group.seen[0].path[0], str)
        if keyed:
            keys = [
                Case(case.data["seen"].path[0], {**case.places, "wire": case.data["seen"].path[0]}) for case in inner
            ]
            tree["$key"] = self.builder.build(keys, ("\0wirekey",))
        tree["$item"] = self.builder.build(inner, ("\0root", *group.pattern))
        return tree

    def _port_leaves(self, group: Group, record: Json, seen: Seen) -> list[tuple[Path, str]]:
        """Return the paths in a record that hold the ids of the ports at its ends."""
        found: list[tuple[Path, str]] = []
        for rel, value in _leaves(record):
            if rel in (group.source, group.target) or (text := text_of(value)) is None or len(text) < 3:  # noqa: PLR2004
                continue
            if text == text_of(self.id(seen.source)) or text == text_of(self.id(seen.target)):
                continue
            for item, name in ((seen.source, "source_port"), (seen.target, "target_port")):
                other = seen.target if item is seen.source else seen.source
                if text in _leaf_texts(item.value) and text not in _leaf_texts(other.value):
                    found.append((rel, name))
        return found

    def _port_token(self, item: Item, output: str) -> Json:
        return self._port_tokens.get((id(item), output))

    def _joined(self, group: Group, outputs: Outputs) -> None:
        """Declare the list of ports whose ids the wires of a group refer to."""
        ports = find_ports(group, self.parts.located.items)
        if ports is None:
            return
        for entry in ports.entries:
            if entry.output not in (None, "?"):
                self._port_tokens[id(entry.item), str(entry.output)] = entry.id
        if ports.container == self.parts.rows:
            return
        self._ports.setdefault(ports.container, [])
        self.builder.specials[ports.container] = partial(self._port_items, ports, outputs)

    def _port_items(self, ports: Ports, outputs: Outputs, cases: Sequence[Case]) -> Json:
        """Return the template of a list of ports with ids."""
        by_item = {id(case.data["item"]): case for case in cases}
        wires = self._ports.get(ports.container, [])
        kinds: dict[bool, list[Case]] = {True: [], False: []}
        for entry in ports.entries:
            case = by_item.get(id(entry.item))
            if case is None:
                continue
            places = {"port": entry.id, "position": entry.position} if entry.output else {"input": entry.id}
            (self.port_ids if entry.output else self.input_ids).append(entry.id)
            chosen = outputs.evidence
            if entry.output and chosen is not None and chosen[0] == "port":
                _, (depth, rel) = chosen[1]  # type: ignore[misc]
                if depth == len(ports.container) + 1:
                    places["output"] = at(entry.json, rel)
            kinds[bool(entry.output)].append(Case(entry.json, {**places, **case.places}, case.type, case.data))
        base = (*ports.container, STAR)
        for group, _ in wires:
            if group.kind == "source":
                self._targets(ports.container, group, kinds[True])
        outs = {"$each": "outputs", "$item": self.builder.build(kinds[True], base)}
        if not kinds[False]:
            return [outs]
        for group, _ in wires:
            if group.kind == "target":
                rest = group.pattern[len(ports.container) + 1 :]
                if STAR in rest:
                    index = rest.index(STAR)
                    self.builder.specials[(*base, *rest[:index])] = partial(
                        self._nested, group, (*base, *rest[:index]), rest[index + 1 :]
                    )
        ins = self.builder.build(kinds[False], base)
        if isinstance(ins, dict):
            ins = {"$where": condition(ports, outputs=False), **ins}
        outs["$where"] = condition(ports, outputs=True)
        return [ins, outs]

    def _keyed(self, group: Group, outputs: Outputs, cases: Sequence[Case]) -> Json:
        """Return the template of wires below the names of their sources."""
        index = group.pattern.index(STAR)
        inner: list[Case] = []
        for case in cases:
            export = case.data["export"]
            for step, entry in members(case.value):
                seen = next(wire for wire in group.seen if wire.source.export is export and wire.path[index] == step)
                item = seen.source
                places = self._places(item, -1, 0, self._sheet_places(export))
                inner.append(Case(entry, places, item.known.type, {"item": item}))
        key = self.builder.build(
            [
                Case(
                    case.data["item"].known.name if self.parts.wiring.by_name else self.id(case.data["item"]),
                    case.places,
                )
                for case in inner
            ],
            ("\0keyed",),
        )
        base = ("\0keyed", STAR)
        rest = group.pattern[index + 1 :]
        local = Group("source", rest, [Seen(s.source, s.target, s.path[index + 1 :], s.evidence) for s in group.seen])
        moved = Outputs(**{name: getattr(outputs, name) for name in Outputs.__slots__})  # type: ignore[attr-defined]
        if moved.evidence is not None and moved.evidence[0] == "leaf":
            depth, rel = moved.evidence[1]  # type: ignore[misc]
            moved.evidence = ("leaf", (depth - index - 1, rel))
        star = rest.index(STAR) if STAR in rest else len(rest) - 1
        sub = Assembler.__new__(Assembler)
        sub.parts, sub.builder, sub.guesses, sub.position = self.parts, Builder(), self.guesses, {}
        sub._port_tokens = {}
        sub._ports = {rest[:star]: [(local, moved)]}
        sub.builder.specials[rest[:star]] = partial(sub._port_list, rest[:star])
        item = sub.builder.build(inner, ())
        del base
        if isinstance(item, dict) and not any(name.startswith("$") for name in item):
            item = {"$empty": "absent", **{name: _empty_absent(value) for name, value in item.items()}}
        else:
            item = _empty_absent(item)
        return {"$each": "components", "$key": key, "$item": item}


def rest_of(group: Group, path: Path) -> Path:
    """Return where a member of a list holds what the group is about."""
    return group.pattern[len(path) + 1 :]


def variable_places(variable: Mapping[str, str]) -> dict[str, Json]:
    """Return the places of an editor variable."""
    return {
        "variable": variable["name"],
        "variable_type": variable["type"],
        "value": variable.get("value"),
        "description": variable.get("description"),
    }


def variable_container(located: Located) -> Path | None:
    """Return where the editor variables are, apart from the components; None if they are nowhere."""
    count: Counter[Path] = Counter()
    exports = list({item.export.file: item.export for item in located.items}.values())
    for export in exports:
        names = {variable["name"] for variable in export.variables}
        root = concrete(located.container, export)
        for path, is_key, text in texts(export.value):
            if text in names and path[: len(root)] != root:
                count.update({container for container, _, _ in splits(path, is_key=is_key)})
    total = sum(len(export.variables) for export in exports)
    whole = [path for path, number in count.items() if number >= total > 0]
    if whole:
        return max(whole, key=len)
    if total:
        return None
    for name in ("variables", "vars", "globals", "globalVariables"):
        if all(isinstance(export.value, dict) and export.value.get(name) == [] for export in exports):
            return (name,)
    return None


def _empty_absent(template: Json) -> Json:
    is_each = isinstance(template, dict) and "$each" in template
    return {**template, "$empty": "absent"} if is_each else template


def _leaves(value: Json) -> list[tuple[Path, Json]]:
    from scenario_kit.editor.learning.evidence import walk

    return list(walk(value))


def _leaf_texts(value: Json) -> set[str]:
    return {text for _, leaf in _leaves(value) if isinstance(leaf, str) and (text := leaf)}


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
        if table.form == MEMBERS and path[: len(table.path)] == table.path:
            path = table.path
        elif table.form == MEMBERS and table.path[: len(path)] != path and path:
            shared = 0
            while shared < min(len(path), len(table.path)) and path[shared] == table.path[shared]:
                shared += 1
            path = path[:shared] if shared else path
    return Table(MEMBERS, path)


def word_in(table: Table | None, where: Found) -> str:
    """Return the word of a parameter in the usual structure; nested objects are joined by `/`."""
    if table is None or where.table.form != MEMBERS or table.form != MEMBERS:
        return where.word
    rest = where.table.path[len(table.path) :] if where.table.path[: len(table.path)] == table.path else ()
    return "/".join([*map(str, rest), where.word])


def _seen_at(group: Group, item: Item, path: Path, rest: Path, token: Json) -> Seen | None:
    for seen in group.seen:
        own = seen.source if group.kind == "source" else seen.target
        if own is item and text_of(token) is not None and len(seen.path) >= len(path):
            if seen.path[-len(rest) :] == rest or not rest:
                return seen
    return None


def _where(own: Sequence[Json], others: Sequence[Json]) -> dict[str, Json]:
    """Return a condition that holds for all members of one kind and for no other."""
    if not others or not own or not all(isinstance(value, dict) for value in [*own, *others]):
        return {}
    shared = set(own[0]).intersection(*own[1:])
    telling = sorted(own[0], key=lambda key: normalised(key) not in _KINDS)
    for key in telling:
        if key in shared and isinstance(own[0][key], str) and all(value[key] == own[0][key] for value in own):
            if all(value.get(key) != own[0][key] for value in others) and not any(
                sign.isdigit() for sign in own[0][key]
            ):
                return {f"/{key}": own[0][key]}
    only = [key for key in own[0] if key in shared and not any(key in value for value in others)]
    return {"has": [f"/{key}" for key in only[:3]]} if only else {}


_ALL_OF_VARIABLE = 4
_FEW = 3
"""So few components that their number says nothing."""
_KINDS = frozenset({"type", "kind", "category", "class", "shape"})


__all__ = ["SHEET", "Assembler", "Parts", "concrete", "name_outputs"]
