"""Exports that no editor makes, and files that are no export at all: what a reader has to refuse or to survive."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from support.editors.drawing import Wire
from support.editors.shape import compact

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from support.editors.drawing import Box, Drawing
    from support.editors.shape import Shape

    from scenario_kit.callgraph.graph import CallGraph

MIB: Final = 1024 * 1024

PACKAGE: Final = {
    "name": "call-flow",
    "version": "1.0.0",
    "type": "module",
    "scripts": {"build": "vite build", "test": "vitest"},
    "dependencies": {"reactflow": "^11.11.4", "elkjs": "0.9.3"},
    "files": ["dist", "src"],
}
GEOJSON: Final = {
    "type": "FeatureCollection",
    "name": "incoming",
    "features": [
        {
            "type": "Feature",
            "id": f"way/{number}",
            "properties": {"name": name, "type": "extension", "timeout_sec": 30},
            "geometry": {"type": "Point", "coordinates": [80 + 244 * number, 80]},
        }
        for number, name in enumerate(("Front Desk", "Main Menu", "City Line"))
    ],
}

NO_EXPORTS: Final[Mapping[str, bytes]] = {
    "package.json": json.dumps(PACKAGE, indent=2).encode(),
    "GeoJSON": json.dumps(GEOJSON).encode(),
    "empty file": b"",
    "empty list": b"[]",
    "empty mapping": b"{}",
    "empty mappings": b"[{}, {}, {}]",
    "number": b"42",
    "text": b'"incoming"',
    "null": b"null",
    "list of lists": b"[[1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6, 7]]",
    "deep list": b"[" * 100_000 + b"]" * 100_000,
    "deep mapping": b'{"nodes":' * 100_000 + b"[]" + b"}" * 100_000,
    "YAML": b"nodes:\n  - {id: 1, type: extension}\n",
    "not UTF-8": '{"name": "caf\xe9"}'.encode("latin-1"),
    "lone surrogate": b'{"nodes": [{"id": "\\ud800", "type": "extension"}]}',
    "comments": b'// exported\n{"nodes": [], /* none */ "edges": []}',
    "trailing comma": b'{"nodes": [], "edges": [],}',
}
"""Files that are no export of any editor; a reader refuses each."""


def hostile(shape: Shape, calls: CallGraph, sheet: str) -> dict[str, bytes]:
    """Return the export of a sheet with two boxes or more spoilt in every way, by what is wrong with it."""
    drawing = shape.drawing(calls, sheet, seed=0, hand_placed=False)
    export = shape.file(drawing)
    spoilt = {
        "truncated": export[: len(export) // 2],
        "without its last character": export.rstrip()[:-1],
        "the same export twice": export + export,
        "list of two sheets": _list_of(export, shape.export(calls, sheet, seed=1, hand_placed=True)),
        "id twice": same_id_twice(shape, calls, sheet),
        "NaN": _with_numbers(export, float("nan")),
        "infinity": _with_numbers(export, float("inf")),
        "key twice": _key_twice(export),
    }
    if shape.name in TWO_SHEETS:
        spoilt["two sheets in the editor's own way"] = compact(TWO_SHEETS[shape.name](json.loads(export))).encode()
    if not shape.one_wire:
        spoilt["two wires from each output"] = shape.file(_two_wires(drawing))
    return spoilt


def _two_tabs(sheet: list[Any]) -> list[Any]:
    """Return two tabs in one list, which is how Node-RED exports all flows."""
    text = compact(sheet)
    for node in sheet:
        text = text.replace(node["id"], node["id"][::-1])
    return [*sheet, *json.loads(text)]


def _two_modules(sheet: dict[str, Any]) -> dict[str, Any]:
    ((name, page),) = sheet["drawflow"].items()
    return {"drawflow": {name: page, f"{name} 2": page}}


TWO_SHEETS: Final[Mapping[str, Callable[[Any], Any]]] = {"flat-wires": _two_tabs, "drawflow": _two_modules}
"""Shapes that have room for several sheets in one file."""


def backwards(export: bytes) -> bytes:
    """Return an export of react-diagrams with every second link drawn from its end to its start."""
    sheet = json.loads(export)
    for link in list(sheet["layers"][0]["models"].values())[::2]:
        link["source"], link["target"] = link["target"], link["source"]
        link["sourcePort"], link["targetPort"] = link["targetPort"], link["sourcePort"]
        link["points"].reverse()
    return compact(sheet).encode()


def survivable(shape: Shape, calls: CallGraph, sheet: str) -> dict[str, bytes]:
    """Return exports with odd additions, which mean what the sheet means or are refused with a reason."""
    export = shape.export(calls, sheet)
    return {
        "byte order mark": b"\xef\xbb\xbf" + export,
        "numbers of 400 digits": _with_numbers(export, 10**400),
        "numbers of 5000 digits": _with_numbers(export, 10**400).replace(b"1" + b"0" * 400, b"9" * 5000),
        "__proto__": _with_key(export, "__proto__", {"type": "trunk", "polluted": True}),
        "constructor": _with_key(export, "constructor", {"prototype": {"id": 1}}),
        "empty key": _with_key(export, "", None),
        "key with ~ and /": _with_key(export, "~1/~0", "a"),
        "reference to itself": _with_key(export, "$ref", "#"),
    }


def large(shape: Shape, calls: CallGraph, sheet: str, size: int = 10 * MIB) -> bytes:
    """Return an export of at least `size` bytes: the same sheet again and again, with other ids and names."""
    drawing = shape.drawing(calls, sheet, seed=0, hand_placed=False)
    times = 2 + 5 * size // (4 * len(shape.file(drawing)))
    copies = [_copy(drawing, shape, number) for number in range(times)]
    boxes = [box for copy in copies for box in copy.values()]
    wires = [Wire(copy[w.source.key], w.output, copy[w.target.key]) for copy in copies for w in drawing.wires]
    return shape.file(replace(drawing, boxes=boxes, wires=wires))


def _copy(drawing: Drawing, shape: Shape, number: int) -> dict[str, Box]:
    make = shape.habits.id
    copies = {}
    for index, box in enumerate(drawing.boxes, 1):
        name = f"{box.name} {number}"
        id_ = name if make is None else make(drawing.random, number * len(drawing.boxes) + index)
        copies[box.key] = replace(box, key=f"{box.key}-{number}", name=name, id=id_, y=box.y + 1000 * number)
    return copies


def same_id_twice(shape: Shape, calls: CallGraph, sheet: str) -> bytes:
    """Return an export in which two boxes have one id, which is a key twice where ids are keys."""
    make = shape.habits.id
    if make is not None and isinstance(make(random.Random(0), 1), int):  # noqa: S311  no secrets here
        sign = make(random.Random(0), 1)  # noqa: S311
        marked = replace(shape, habits=replace(shape.habits, id=lambda _, number: sign * (900_000_000 + number)))
        return marked.export(calls, sheet).replace(b"900000002", b"900000001")
    first, second = (compact(box["id"]).encode() for box in shape.oracle(calls, sheet)["components"][:2])
    return shape.export(calls, sheet).replace(second, first)


def same_name_twice(shape: Shape, calls: CallGraph, sheet: str) -> bytes:
    """Return an export in which two boxes have one name, which only matters where wires refer to names."""
    first, second = (box["name"] for box in shape.oracle(calls, sheet)["components"][:2])
    old, new = (shape.text([name]).strip("[]\n\t ").encode() for name in (second, first))
    return shape.export(calls, sheet).replace(old, new)


def looping(shape: Shape, calls: CallGraph, sheet: str) -> bytes:
    """Return an export in which each output without a wire leads back to its own box."""
    drawing = shape.drawing(calls, sheet, seed=0, hand_placed=False)
    back = [
        Wire(box, output, box) for box in drawing.boxes for output in box.outputs if not drawing.targets(box, output)
    ]
    return shape.file(replace(drawing, wires=[*drawing.wires, *back]))


def _two_wires(drawing: Drawing) -> Drawing:
    """Add a wire from each wired output to the box after its target."""
    following = dict(zip((box.key for box in drawing.boxes), [*drawing.boxes[1:], drawing.boxes[0]], strict=True))
    more = [wire._replace(target=following[wire.target.key]) for wire in drawing.wires]
    return replace(drawing, wires=[*drawing.wires, *more])


def _list_of(*exports: bytes) -> bytes:
    return b"[" + b",".join(exports) + b"]"


def _key_twice(export: bytes) -> bytes:
    return re.sub(rb'\{(\s*)("[^"]+"\s*:)', rb"{\1\2 null,\1\2", export, count=1)


def _with_numbers(export: bytes, number: float) -> bytes:
    """Put a number in the place of every number, or beside what there is if all numbers are texts."""
    changed = _changed(export, lambda value: number if type(value) in (int, float) else value)
    return changed if changed != _changed(export, lambda value: value) else _with_key(export, "scale", number)


def _with_key(export: bytes, key: str, value: Any) -> bytes:
    """Put a key into every mapping."""
    return _changed(export, lambda one: {**one, key: value} if isinstance(one, dict) else one)


def _changed(export: bytes, change: Callable[[Any], Any]) -> bytes:
    """Change every value of an export, from the inside out."""

    def changed(value: Any) -> Any:
        if isinstance(value, dict):
            return change({key: changed(one) for key, one in value.items()})
        return change(list(map(changed, value)) if isinstance(value, list) else value)

    return json.dumps(changed(json.loads(export)), ensure_ascii=False).encode()
