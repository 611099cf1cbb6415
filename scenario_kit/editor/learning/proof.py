"""Proves a learned map: reads each export by it, compares that with its scenario, and writes the file again."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.editor.exported.checking import compare_written
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.profiles.contexts import plain_value
from scenario_kit.profiles.json_values import read_exported
from scenario_kit.profiles.reading import read_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.editor.learning.evidence import Item, Json
    from scenario_kit.editor.learning.parts import Parts
    from scenario_kit.editor.learning.tables import Found
    from scenario_kit.profiles.declaration import SheetMap
    from scenario_kit.profiles.sheet import ExportedComponent, ExportedSheet

_MOST: Final = 10
"""How many differences of a file are listed."""


class Difference(NamedTuple):
    """Something that is not equal.

    Attributes:
        text: What it is, with the file.
        topic: The topic of the statement that is not so; None if it is no certain one.
        subject: Its subject, such as `trunk.timeout_sec`.
    """

    text: str
    topic: str | None = None
    subject: str = ""


def proof(sheet_map: SheetMap, files: Sequence[tuple[str, bytes]], parts: Parts | None) -> list[Difference]:
    """Return what is not equal after the exported files are read and written again.

    Args:
        sheet_map: The map.
        files: The names and the bytes of the exports.
        parts: What was found in exports of known scenarios; None if no scenarios are known.
    """
    return [difference for file, data in files for difference in _of_file(file, data, sheet_map, parts)]


def proof_texts(differences: Sequence[Difference]) -> list[str]:
    """Return what a person reads of a proof: the first differences of each file."""
    texts: list[str] = []
    for _, own in groupby(differences, key=lambda one: one.text.partition(": ")[0]):
        found = [one.text for one in own]
        file = found[0].partition(": ")[0]
        texts += [*found[:_MOST], *([f"{file}: {len(found) - _MOST} more"] if len(found) > _MOST else [])]
    return texts


def _of_file(file: str, data: bytes, sheet_map: SheetMap, parts: Parts | None) -> list[Difference]:
    if parts is not None:
        try:
            sheet = read_value(read_exported(data, file), sheet_map, data=data).sheet
        except ScenarioKitError as error:
            return [Difference(str(error))]
        found = [one._replace(text=f"{file}: {one.text}") for one in _from_scenario(sheet, file, parts)]
        if found:
            return found
    comparison = compare_written(data, file, sheet_map)
    return [] if comparison.message is None else [Difference(f"{comparison.place}: {comparison.message}")]


def _from_scenario(sheet: ExportedSheet, file: str, parts: Parts) -> Iterator[Difference]:
    """Iterate over what is read in another way than the scenario has it; values are not named, as some are secrets."""
    items = {str(parts.id(item)): item for item in parts.located.items if item.export.file == file}
    for id_, item in items.items():
        component = sheet.components.get(id_)
        if component is None:
            yield Difference(f"component `{item.known.name}` is not read", "type", item.known.type.name)
        else:
            yield from _from_component(component, item, parts)
    for id_ in sheet.components.keys() - items.keys():
        label = sheet.components[id_].label
        yield Difference(f"component `{label}` is read, and the scenario does not have it")
    yield from _from_wires(sheet, items)


def _from_component(component: ExportedComponent, item: Item, parts: Parts) -> Iterator[Difference]:
    known, type_ = item.known, item.known.type.name
    if component.type.name != type_:
        yield Difference(f"`{known.name}` is read as {component.type.label}, and is {known.type.label}", "type", type_)
        return
    if component.name != known.name:
        yield Difference(f"the name of `{known.name}` is read as `{component.name}`", "type", type_)
    values = [("parameter", known.parameters, component.parameters, parts.parameters, "")]
    if len(component.rows) != len(known.rows):
        text = f"`{known.name}` is read with {len(component.rows)} rows, and has {len(known.rows)}"
        yield Difference(text, "type", type_)
    else:
        rows = zip(known.rows, component.rows, strict=True)
        values += [
            ("field", ours, read, parts.fields, f" in row {number}") for number, (ours, read) in enumerate(rows, 1)
        ]
    for topic, ours, read, found, where in values:
        for name in [*ours, *(name for name in read if name not in ours)]:
            if not _is_same(ours.get(name), plain_value(read.get(name)), found.get((type_, name))):
                text = f"`{name}`{where} of `{known.name}` is not read as the scenario has it"
                yield Difference(text, topic, f"{type_}.{name}")


def _is_same(ours: Json, read: Json, place: Found | None) -> bool:
    """Whether a value is read as it is; one that the editor writes for what is unset may be read as unset."""
    if place is None and read is None:
        return True  # a question asks for it
    if _normal(ours) == _normal(read):
        return True
    return (
        read is None and place is not None and any(value == ours and json in place.unset for value, json in place.pairs)
    )


def _normal(value: Json) -> Json:
    """Return a value with numbers and booleans as the text that a file has for them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value


def _from_wires(sheet: ExportedSheet, items: Mapping[str, Item]) -> Iterator[Difference]:
    keys = {id_: item.known.key for id_, item in items.items()}
    read = {
        (keys.get(source, source), output): keys.get(target, target) for (source, output), target in sheet.wires.items()
    }
    known = {item.known.key: item.known for item in items.values()}
    names = {key: one.name for key, one in known.items()}
    ours = next((item.export.wires for item in items.values()), {})
    for source, output in sorted(ours.keys() | read.keys()):
        wire = source, output
        if ours.get(wire) != read.get(wire):
            place = f"output {output} of `{names.get(source, source)}`"
            target = names.get(read.get(wire, ""), read.get(wire))
            text = (
                f"{place} has a wire that is not read"
                if target is None
                else f"{place} is read with a wire to `{target}`"
            )
            type_ = None if source not in known else known[source].type
            if type_ is None or type_.has_rows:
                yield Difference(text, "type" if type_ is not None else None, "" if type_ is None else type_.name)
            else:
                yield Difference(text, "output", f"{type_.name}.{output}")
