"""The records of a sheet while it is written: components, rows, outputs and wires with their ids."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from json import dumps
from typing import TYPE_CHECKING, Any, NamedTuple

from scenario_kit.language.catalogue import Role, catalogue
from scenario_kit.profiles.ids import IdMaker
from scenario_kit.profiles.json_values import scalar_text
from scenario_kit.profiles.raw import read_number
from scenario_kit.profiles.template import Place, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.profiles.declaration import SheetMap
    from scenario_kit.profiles.json_values import Json
    from scenario_kit.profiles.words import Vocabulary

Context = dict[str, Any]
Notes = dict[str, Any]


class Needs(NamedTuple):
    """Which ids a map has places for."""

    ports: bool
    wires: bool

    @classmethod
    def of(cls, sheet_map: SheetMap) -> Needs:
        """Return what a map has places for."""
        places = {part for node in walk(sheet_map.sheet) if isinstance(node, Place) for part in (node.name, node.of)}
        return cls(
            not places.isdisjoint({"port", "source_port", "target_port", "input"}),
            not places.isdisjoint({"wire", "last_wire_id"}),
        )


class WireRecord:
    """A wire."""

    __slots__ = ("arrival", "id", "number", "output", "target")

    def __init__(self, output: OutputRecord, target: ComponentRecord) -> None:
        self.output = output
        self.target = target
        self.id = ""
        self.number = self.arrival = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """Source, output and target."""
        return self.output.component.key, self.output.name, self.target.key


class RowRecord:
    """A row of a component."""

    __slots__ = ("component", "digest", "fields", "index", "output")

    def __init__(self, component: ComponentRecord, index: int, row: Context, digest: str) -> None:
        self.component = component
        self.index = index
        self.digest = digest
        self.fields: dict[str, Any] = {field["name"]: field["value"] for field in row["fields"]}
        self.output: OutputRecord


class OutputRecord:
    """An output of a component; `row` is None for a type without rows."""

    __slots__ = ("component", "name", "port", "position", "row", "wire", "word")

    def __init__(self, component: ComponentRecord, name: str, position: int, row: RowRecord | None, word: str) -> None:
        self.component = component
        self.name = name
        self.position = position
        self.row = row
        self.word = word
        self.port = ""
        self.wire: WireRecord | None = None


class ComponentRecord:
    """A component."""

    __slots__ = (
        "context",
        "id",
        "incoming",
        "input",
        "key",
        "number",
        "outputs",
        "parameters",
        "rows",
        "type",
        "x",
        "y",
    )

    def __init__(self, context: Context) -> None:
        self.context = context
        self.key: str = context["key"]
        self.type = catalogue()[context["type"]]
        self.x, self.y = context["x"], context["y"]
        self.parameters: dict[str, Any] = {item["name"]: item["value"] for item in context["parameters"]}
        self.id = self.input = ""
        self.number = 0
        self.rows: list[RowRecord] = []
        self.outputs: dict[str, OutputRecord] = {}
        self.incoming: list[WireRecord] = []

    def wires(self) -> list[WireRecord]:
        """Return the wires that leave it, in the order of its outputs."""
        return [output.wire for output in self.outputs.values() if output.wire is not None]


def row_digests(rows: Sequence[Context]) -> list[str]:
    """Return a short text for each row that depends on its fields only; equal rows are counted."""
    counts: dict[str, int] = {}
    digests = []
    for row in rows:
        fields = [[field["name"], field["value"]] for field in row["fields"]]
        digest = sha256(dumps(fields, ensure_ascii=True).encode()).hexdigest()[:8]
        counts[digest] = counts.get(digest, 0) + 1
        digests.append(digest if counts[digest] == 1 else f"{digest}-{counts[digest]}")
    return digests


class SheetRecord:
    """A sheet: the context of `build` with the ids and places of the editor notes."""

    def __init__(
        self, sheet_map: SheetMap, vocabulary: Vocabulary, context: Context, notes: Notes, needs: Needs | None = None
    ) -> None:
        self.context = context
        self.notes = notes
        self._map = sheet_map
        self._needs = needs or Needs.of(sheet_map)
        self._vocabulary = vocabulary
        self._of_components: Mapping[str, Notes] = notes.get("components", {})
        self._kept_ids = _KeptIds.of(notes)
        self.components = [ComponentRecord(one) for one in _ordered(context["components"], notes.get("order", ()))]
        self.by_key = {component.key: component for component in self.components}
        self._number()

    def _number(self) -> None:
        form, path = self._map.ids, f"{self.context['scenario']}/{self.context['sheet']}"
        kept = {key: str(noted["id"]) for key, noted in self._of_components.items() if "id" in noted}
        ids = self._kept_ids
        maker = IdMaker(form, ids.components | (ids.wires if ids.shared else frozenset()), ids.others)
        for number, component in enumerate(self.components, 1):
            noted = self._of_components.get(component.key, {})
            component.number = number
            component.x, component.y = (read_number(noted.get(name, component.context[name])) for name in ("x", "y"))
            if component.key in kept:
                component.id = kept[component.key]
            elif form.form == "{uuid}":
                component.id = component.context["id"]
            else:
                values = {"name": component.context["name"], "key": component.key}
                component.id = maker.new(f"{path}/{component.key}", values)

    @cached_property
    def wires(self) -> list[WireRecord]:
        """The wires by source, and of one source in the catalogue's order of outputs, as somebody draws them.

        The outputs of the components are complete after this.
        """
        for component in self.components:
            self._add_outputs(component)
        drawn: dict[str, list[WireRecord]] = {component.key: [] for component in self.components}
        for wire in self.context["wires"]:
            output = self.by_key[wire["source"]["key"]].outputs[wire["output"]]
            output.wire = WireRecord(output, self.by_key[wire["target"]["key"]])
            drawn[output.component.key].append(output.wire)
        wires = [wire for own in drawn.values() for wire in own]
        for number, wire in enumerate(wires, 1):
            wire.number, wire.arrival = number, len(wire.target.incoming)
            wire.target.incoming.append(wire)
        self._identify(wires)
        return wires

    def _add_outputs(self, component: ComponentRecord) -> None:
        vocabulary, type_ = self._vocabulary, component.type
        rows = component.context["rows"]
        noted: Mapping[str, Notes] = self._of_components.get(component.key, {}).get("rows", {})
        taken = {row["word"] for row in noted.values() if "word" in row}
        for index, (row, digest) in enumerate(zip(rows, row_digests(rows), strict=True)):
            record = RowRecord(component, index, row, digest)
            word = noted.get(digest, {}).get("word") or _free_word(vocabulary, record, taken, len(rows))
            record.output = OutputRecord(component, row["output"], index, record, word)
            component.rows.append(record)
            component.outputs[row["output"]] = record.output
        if not type_.has_rows and type_.outputs:
            words = vocabulary.outputs(type_).words
            for position, name in enumerate(vocabulary.order(type_)):
                component.outputs[name] = OutputRecord(component, name, position, None, words[name])

    def _identify(self, wires: Sequence[WireRecord]) -> None:
        path = f"{self.context['scenario']}/{self.context['sheet']}"
        if self._needs.ports:
            self._identify_ports(path)
        if self._needs.wires:
            self._identify_wires(path, wires)

    def _identify_ports(self, path: str) -> None:
        ids = self._map.ids
        ports, inputs = IdMaker(ids.port), IdMaker(ids.input)
        for component in self.components:
            noted = self._of_components.get(component.key, {})
            seed = f"{path}/{component.key}"
            values = {"id": component.id, "key": component.key}
            component.input = noted.get("input") or inputs.new(f"{seed}/in", values, scoped=f"{component.key}/")
            for output in component.outputs.values():
                known = noted.get("rows", {}).get(output.row.digest, {}).get("port") if output.row else None
                known = known or noted.get("ports", {}).get(output.name)
                about = {**values, "output": output.word, "position": output.position}
                output.port = known or ports.new(f"{seed}/{output.name}/port", about, scoped=f"{component.key}/")

    def _identify_wires(self, path: str, wires: Sequence[WireRecord]) -> None:
        noted_wires: Mapping[str, Notes] = self.notes.get("wires", {})
        kept = {key: str(noted["id"]) for key, noted in noted_wires.items() if "id" in noted}
        ids = self._kept_ids
        taken = ids.wires
        if self.notes and ids.shared:
            taken |= {component.id for component in self.components} | ids.components
        maker = IdMaker(self._map.ids.wire, taken, ids.others)
        for wire in wires:
            source, name, target = wire.key
            values = {"source": wire.output.component.id, "output": wire.output.word, "target": wire.target.id}
            known = kept.get(f"{source}/{name}/{target}")
            wire.id = known or maker.new(f"{path}/{source}/{name}", {**values, "position": wire.output.position})

    @cached_property
    def variable_ids(self) -> Mapping[str, str]:
        """The id of each editor variable by its name."""
        noted: Mapping[str, Notes] = self.notes.get("variables", {})
        ids = {name: str(one["id"]) for name, one in noted.items() if "id" in one}
        maker = IdMaker(self._map.ids.variable, frozenset(ids.values()), self._kept_ids.others)
        for variable in self.context["variables"]:
            name = variable["name"]
            if name not in ids:
                ids[name] = maker.new(f"{self.context['scenario']}/{name}", {"name": name})
        return ids

    @property
    def sheet_id(self) -> str:
        """The id of the sheet."""
        path = f"{self.context['scenario']}/{self.context['sheet']}"
        values = {"scenario": self.context["scenario"], "sheet": self.context["sheet"]}
        return self.notes.get("id") or IdMaker(self._map.ids.sheet).new(path, values)

    @property
    def start(self) -> ComponentRecord | None:
        """The first component that a call enters, or the first one at all."""
        entries = (one for one in self.components if one.type.role is Role.ENTRY)
        return next(entries, self.components[0] if self.components else None)


def _free_word(vocabulary: Vocabulary, row: RowRecord, taken: set[str], rows: int) -> str:
    """Return the word for the output of a row, another one if a row has it already."""
    word = vocabulary.row_output(row.index, row.fields)
    if taken:
        others = (vocabulary.row_output(index, {}) for index in range(rows, rows + len(taken) + 1))
        word = next((one for one in (word, *others) if one not in taken), word)
        taken.add(word)
    return word


class _KeptIds(NamedTuple):
    """The ids in notes.

    Attributes:
        components: Those of components.
        wires: Those of wires.
        others: The texts of items that only the file has.
    """

    components: frozenset[str]
    wires: frozenset[str]
    others: frozenset[str]

    @classmethod
    def of(cls, notes: Notes) -> _KeptIds:
        """Return the ids in notes."""
        components, wires = (
            frozenset(str(one["id"]) for one in notes.get(group, {}).values() if "id" in one)
            for group in ("components", "wires")
        )
        inserted = [item for patch in notes.get("differs", {}).values() for item in patch.get("insert", ())]
        return cls(components, wires, frozenset(_texts(inserted)))

    @property
    def shared(self) -> bool:
        """Whether components and wires may have to have different ids: the file has no id twice."""
        return self.components.isdisjoint(self.wires)


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, dict | list):
        for child in value.values() if isinstance(value, dict) else value:
            yield from _texts(child)
    elif value is not None:
        yield scalar_text(value)


def _ordered(components: Sequence[Context], order: Sequence[str]) -> Sequence[Context]:
    if not order:
        return components
    position = {key: index for index, key in enumerate(order)}
    return sorted(components, key=lambda component: position.get(component["key"], len(position)))
