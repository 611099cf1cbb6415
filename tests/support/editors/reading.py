"""What is read of an export, beside what its oracle says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.editors.shape import stated

from scenario_kit.profiles.contexts import plain_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from support.editors.shape import Shape

    from scenario_kit.profiles.sheet import ExportedComponent, ExportedSheet


def as_read(sheet: ExportedSheet) -> dict[str, Any]:
    """Return components by id, and wires, in the types of an oracle."""
    components = {one.id: _component(one) for one in sheet.components.values()}
    return {"components": components, "wires": dict(sheet.wires)}


def as_stated(shape: Shape, oracle: Mapping[str, Any], sheet: ExportedSheet) -> dict[str, Any]:
    """Return the same of an oracle; values that the editor writes for unset ones may be read as unset."""
    components = {}
    for one in oracle["components"]:
        read = sheet.components.get(str(one["id"]))
        parameters = dict(one["parameters"])
        for name, value in shape.spelling.values.defaults.items():
            if read is not None and name in read.type.parameters:
                default = stated(read.type.parameters[name].type, value)
                if name not in read.parameters and parameters.get(name) == default:
                    del parameters[name]
                elif name in read.parameters and name in one.get("unset", {}):
                    parameters[name] = default
        rows = [dict(row) for row in one["rows"]]
        components[str(one["id"])] = (one["type"], one["name"], parameters, rows)
    wires = {(str(wire["ids"][0]), wire["output"]): str(wire["ids"][1]) for wire in oracle["wires"]}
    return {"components": components, "wires": wires}


def _component(one: ExportedComponent) -> tuple[Any, ...]:
    types = one.type.parameters
    parameters = {name: stated(types[name].type, plain_value(value)) for name, value in one.parameters.items()}
    rows = [{name: plain_value(value) for name, value in row.items()} for row in one.rows]
    return one.type.name, one.name, parameters, rows
