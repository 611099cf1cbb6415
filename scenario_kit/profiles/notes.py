"""The editor notes of a sheet: what its file holds beyond its meaning, such as ids, positions and unknown keys.

Notes are plain JSON. They are kept by the keys of the components, and never hold what a call does or a secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scenario_kit.findings.model import pointer
from scenario_kit.profiles.contexts import plain_value
from scenario_kit.profiles.json_values import UnreadableSheetError, other_number, same_json, whole_number
from scenario_kit.profiles.patches import Comparison, apply, pruned
from scenario_kit.profiles.raw import written_number
from scenario_kit.profiles.records import row_digests
from scenario_kit.profiles.style import sheet_text, style_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.callgraph.drafts import Value
    from scenario_kit.findings.model import NodePath
    from scenario_kit.profiles.json_values import Json, JsonValue
    from scenario_kit.profiles.patches import Owner
    from scenario_kit.profiles.reading import ReadSheet
    from scenario_kit.profiles.records import Context, Notes
    from scenario_kit.profiles.style import Style
    from scenario_kit.profiles.traced import Key, Leaf
    from scenario_kit.profiles.writing import Writer


def notes_of(read: ReadSheet, context: Context, writer: Writer, keys: Mapping[str, str]) -> Notes:
    """Return the notes of a file.

    Args:
        read: The file.
        context: The sheet as `build` writes it.
        writer: The writer of the map.
        keys: The key of each component in the context, by its id in the file.

    Raises:
        UnreadableSheetError: The file has something that notes cannot hold.
    """
    kept = _compared(read, context, writer, keys, Comparison)
    different = _difference(apply(writer.traced(context, kept), kept, context), read.root.value)
    if different is not None:
        message = "this spelling cannot be kept; write it as the map says"
        raise UnreadableSheetError(f"{read.root.file}: {pointer(different)}: {message}")
    return kept


def _style(read: ReadSheet, usual: Style) -> Notes:
    """Return how the style of a file's text differs from the map's; nothing if the file has several styles."""
    text = read.sheet.data.decode(errors="replace").removeprefix("\ufeff")
    style = style_of(text)
    if not text or style == usual or sheet_text(read.root.value, style) != text:
        return {}
    different = style.model_dump(mode="json")
    return {name: value for name, value in different.items() if value != usual.model_dump(mode="json")[name]}


def kept_notes(read: ReadSheet, context: Context, writer: Writer, keys: Mapping[str, str]) -> tuple[Notes, str | None]:
    """Return the notes of a file as far as they can hold it, and what they cannot hold; see `notes_of`."""
    try:
        return notes_of(read, context, writer, keys), None
    except UnreadableSheetError as error:
        return _compared(read, context, writer, keys, _PartialComparison), str(error)


def _compared(
    read: ReadSheet, context: Context, writer: Writer, keys: Mapping[str, str], comparison: type[Comparison]
) -> Notes:
    notes = _identities(read, context, keys)
    origins = {path: _rekeyed(key, keys) for path, key in read.origins.items()}
    comparison(read.root, notes, origins, context).compare(writer.traced(context, notes))
    style = _style(read, writer.map.style)
    if style:
        notes["style"] = style
    kept: Notes = pruned(notes)
    return kept


class _PartialComparison(Comparison):
    """Leaves out what notes cannot hold."""

    def _leaf(self, written: Leaf, value: Json, path: NodePath, owner: Owner) -> dict[str, Json]:
        try:
            return super()._leaf(written, value, path, owner)
        except UnreadableSheetError:
            return {}


def _rekeyed(key: Key, keys: Mapping[str, str]) -> Key:
    if key[0] == "component":
        return "component", keys.get(str(key[1]), key[1])
    if key[0] == "wire":
        return "wire", keys.get(str(key[1]), key[1]), key[2], keys.get(str(key[3]), key[3])
    return key


def _identities(read: ReadSheet, context: Context, keys: Mapping[str, str]) -> Notes:
    """Return the notes of ids, ports, positions and the order of the components."""
    contexts = {component["key"]: component for component in context["components"]}
    notes: Notes = {"components": {keys[id_]: _of_component(read, id_) for id_ in read.places if keys[id_] in contexts}}
    _add_ports(read, keys, contexts, notes["components"])
    if read.wire_ids:
        notes["wires"] = {
            f"{keys[source]}/{output}/{keys[target]}": {"id": id_}
            for (source, output, target), id_ in read.wire_ids.items()
        }
    if read.variable_ids:
        notes["variables"] = {name: {"id": id_} for name, id_ in read.variable_ids.items()}
    if read.sheet_id is not None:
        notes["id"] = read.sheet_id
    order = [keys[id_] for id_ in read.places]
    if order != list(contexts):
        notes["order"] = order
    return notes


def _of_component(read: ReadSheet, id_: str) -> Notes:
    noted: Notes = {"id": id_} if read.has_ids else {}
    if read.sheet.components[id_].at is not None:
        numbers = {name: _number(read.places[id_][name]) for name in ("x", "y")}
        noted |= {name: written_number(number) for name, number in numbers.items()}
    if id_ in read.inputs:
        noted["input"] = read.inputs[id_]
    return noted


def _add_ports(
    read: ReadSheet, keys: Mapping[str, str], contexts: Mapping[str, Context], components: dict[str, Notes]
) -> None:
    digests = {key: row_digests(one["rows"]) for key, one in contexts.items() if one["rows"]}
    for what, noted in (("port", read.ports), ("word", read.row_words)):
        for (id_, output), text in noted.items():
            key = keys[id_]
            if key in digests:
                components[key].setdefault("rows", {}).setdefault(digests[key][int(output) - 1], {})[what] = text
            else:
                components[key].setdefault("ports", {})[output] = text


def _number(place: JsonValue) -> int | float:
    """Return the number at a place that may be a text."""
    if isinstance(place.value, int | float):
        return place.value
    text = place.text()
    return whole_number(text) if text.removeprefix("-").isdigit() else other_number(text)


def default_keys(read: ReadSheet) -> dict[str, str]:
    """Return a key for each component by its id: the one in the file, else the id."""
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for id_, component in read.sheet.components.items():
        key = component.key if component.key and component.key not in taken else id_
        keys[id_] = key
        taken.add(key)
    return keys


def context_of(read: ReadSheet, keys: Mapping[str, str] | None = None) -> Context:
    """Return the content of a file as a context of `build`, with the documented defaults of what is not set.

    Args:
        read: The file.
        keys: The key of each component by its id; by default those in the file.
    """
    sheet = read.sheet
    names = default_keys(read) if keys is None else keys
    ends = {id_: {"key": names[id_], "id": id_} for id_ in sheet.components}
    order = {id_: position for position, id_ in enumerate(sheet.components)}
    outputs = {
        id_: {output: index for index, output in enumerate(component.outputs)}
        for id_, component in sheet.components.items()
    }
    wires = sorted(sheet.wires.items(), key=lambda wire: (order[wire[0][0]], outputs[wire[0][0]][wire[0][1]]))
    return {
        "scenario": sheet.scenario or "scenario",
        "description": sheet.description,
        "sheet": sheet.name,
        "components": [_component(names[id_], component) for id_, component in sheet.components.items()],
        "wires": [
            {"source": ends[source], "output": output, "target": ends[target]} for (source, output), target in wires
        ],
        "variables": [variable.model_dump(exclude_none=True) for variable in sheet.variables or ()],
    }


def _component(key: str, component: Any) -> Context:  # noqa: ANN401
    type_ = component.type
    return {
        "id": component.id,
        "key": key,
        "type": type_.name,
        "label": type_.label,
        "name": component.name or key,
        "x": 0 if component.at is None else _whole(component.at.x),
        "y": 0 if component.at is None else _whole(component.at.y),
        "parameters": _fields(component.parameters, type_.parameters),
        "rows": [
            {"output": str(index), "fields": _fields(row, type_.row)} for index, row in enumerate(component.rows, 1)
        ],
        "outputs": list(component.outputs),
    }


def _whole(number: float) -> int | float:
    return int(number) if number == int(number) else number


def _fields(values: Mapping[str, Value], parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    fields = []
    for name, parameter in parameters.items():
        value = values.get(name, parameter.default)
        if value is not None:
            fields.append(
                {"name": name, "label": parameter.label, "type": parameter.type.value, "value": plain_value(value)}
            )
    return fields


def _difference(one: Json, other: Json, path: NodePath = ()) -> NodePath | None:
    """Return the first place where two values differ; None if they do not."""
    if isinstance(one, dict) and isinstance(other, dict) and list(one) == list(other):
        for name, value in one.items():
            found = _difference(value, other[name], (*path, name))
            if found is not None:
                return found
        return None
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (value, same) in enumerate(zip(one, other, strict=True)):
            found = _difference(value, same, (*path, index))
            if found is not None:
                return found
        return None
    return None if same_json(one, other) else path
