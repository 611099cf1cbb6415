"""The records and places of a template: what each stands for, and where it may be used."""

from __future__ import annotations

from typing import Final

SHEET: Final = "sheet"

RECORDS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "sheets": (SHEET, (SHEET,)),
    "components": ("component", (SHEET,)),
    "parameters": ("parameter", ("component",)),
    "rows": ("row", ("component",)),
    "fields": ("field", ("row",)),
    "outputs": ("output", ("component",)),
    "wires": ("wire", (SHEET, "component", "output", "row")),
    "incoming": ("wire", ("component",)),
    "variables": ("variable", (SHEET,)),
    "days": ("day", ("week",)),
    "ranges": ("range", ("day", "week")),
}
"""For each kind of records: what it is one of, and inside which of these it may be used."""

PLACES: Final[dict[str, tuple[str, ...]]] = {
    "scenario": (SHEET,),
    "description": (SHEET, "variable"),
    "sheet": (SHEET,),
    "sheet_id": (SHEET,),
    "start": (SHEET,),
    "component_count": (SHEET,),
    "wire_count": (SHEET,),
    "variable_count": (SHEET,),
    "last_id": (SHEET,),
    "last_wire_id": (SHEET,),
    "id": ("component",),
    "key": ("component",),
    "type": ("component",),
    "name": ("component", "reference"),
    "x": ("component",),
    "y": ("component",),
    "number": ("component",),
    "number0": ("component",),
    "input": ("component",),
    "output_count": ("component",),
    "incoming_count": ("component",),
    "row": ("row",),
    "row1": ("row",),
    "output": ("output", "row", "wire"),
    "port": ("output", "row"),
    "position": ("output", "row", "wire"),
    "position1": ("output", "row", "wire"),
    "target": ("output", "row", "wire"),
    "wire": ("wire",),
    "wire_number": ("wire",),
    "arrival": ("output", "row", "wire", "free"),
    "arrival1": ("output", "row", "wire", "free"),
    "source": ("wire",),
    "source_port": ("wire",),
    "target_port": ("wire", "output", "row"),
    "variable": ("variable",),
    "variable_type": ("variable",),
    "variable_id": ("variable",),
    "parameter": ("parameter",),
    "field": ("field",),
    "value": ("parameter", "field", "variable", "inside"),
    "count": ("inside",),
    "day": ("day", "range"),
    "ranges": ("day",),
    "from": ("range",),
    "to": ("range",),
    "item": ("item",),
}
"""For each place: inside which records it may be used."""

NAMED: Final = {"parameter": ("component",), "field": ("row",)}
"""Places that name one parameter or field: inside which records."""

COUNTS: Final = frozenset(
    {
        "component_count",
        "wire_count",
        "variable_count",
        "last_id",
        "last_wire_id",
        "number",
        "number0",
        "output_count",
        "incoming_count",
        "row",
        "row1",
        "position",
        "position1",
        "wire_number",
        "arrival",
        "arrival1",
    }
)
"""Places that are numbers of records, which a sum may have."""

ENDS: Final = frozenset({"source", "target"})
"""Places that stand for a component; they hold its id."""

END_PARTS: Final = frozenset({"id", "key", "name", "number", "type", "input"})
"""What of such a component can stand there in place of its id."""

REFERENCES: Final = frozenset({"id", "key", "name", "number"})
"""What identifies a component."""
