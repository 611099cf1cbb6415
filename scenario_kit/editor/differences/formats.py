"""Differences as text and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.differences.model import Change, Detail, Difference, Differences, MaskedValue, Place
from scenario_kit.findings.printable import paint, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SIGNS: Final = {Change.ADDED: "+", Change.REMOVED: "-", Change.CHANGED: "~"}
_COLOURS: Final = {Change.ADDED: "32", Change.REMOVED: "31", Change.CHANGED: "33"}


def text(differences: Differences, *, colour: bool = False) -> str:
    """Return differences as text, grouped by sheet.

    The place of a detail follows if it is on another line than the component.
    """
    lines = [
        _line("", f"{_detail(detail)}{_at(detail.place)}", detail.change, colour=colour)
        for detail in differences.scenario
    ]
    for variable in differences.variables:
        lines += _block("", f"variable {variable.label}", variable, colour=colour)
    for sheet in differences.sheets:
        heading = f"sheet {_inline(sheet.name)}{_at(sheet.place)}"
        if sheet.change is Change.CHANGED:
            lines.append(heading)
        else:
            lines.append(_line("", heading, sheet.change, colour=colour))
        for component in sheet.components:
            lines += _block("  ", f"{_inline(component.label)} ({component.type})", component, colour=colour)
    return "".join(f"{line}\n" for line in [*lines, _summary(differences)])


def as_json(differences: Mapping[str, Differences]) -> str:
    """Return the differences of several scenarios, by name, as JSON of format version 1."""
    document = {
        "version": 1,
        "scenarios": [
            {
                "scenario": name,
                "details": [_detail_json(detail) for detail in differing.scenario],
                "variables": [_difference_json(variable) for variable in differing.variables],
                "sheets": [
                    {
                        "change": sheet.change.value,
                        "sheet": sheet.name,
                        **_place_json(sheet.place),
                        "components": [_difference_json(component) for component in sheet.components],
                    }
                    for sheet in differing.sheets
                ],
            }
            for name, differing in differences.items()
        ],
        "summary": {
            change.value: sum(count[change] for count in map(_count, differences.values())) for change in Change
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _count(differences: Differences) -> Counter[Change]:
    return Counter(component.change for sheet in differences.sheets for component in sheet.components)


def _summary(differences: Differences) -> str:
    """Return one line with the number of differences."""
    sheets = f"{differences.compared} sheet" + ("s" if differences.compared != 1 else "")
    count = _count(differences)
    changes = ", ".join(f"{count[change]} {change.value}" for change in Change if count[change])
    if not differences:
        return f"{sheets} compared: no difference."
    return f"{sheets} compared: " + (f"components: {changes}." if changes else "the components are the same.")


def _block(indent: str, heading: str, difference: Difference, *, colour: bool) -> Iterator[str]:
    place = difference.place
    yield _line(indent, f"{heading}{_at(place)}", difference.change, colour=colour)
    for detail in difference.details:
        at = "" if place and detail.place and place.line == detail.place.line else _at(detail.place)
        yield _line(f"{indent}    ", f"{_detail(detail)}{at}", detail.change, colour=colour)


def _at(place: Place | None) -> str:
    return "" if place is None else f"  {_inline(place.file)}:{place.line}"


def _line(indent: str, text: str, change: Change, *, colour: bool) -> str:
    return paint(f"{indent}{_SIGNS[change]} {text}", _COLOURS[change], colour=colour)


def _detail(detail: Detail) -> str:
    name = {"row": f"row {detail.name}", "name": "name in the editor"}.get(detail.kind, _inline(detail.name))
    arrow = " ->" if detail.kind == "wire" else ":"
    if detail.change is not Change.CHANGED:
        return f"{name}{arrow} {_value(detail.new if detail.old is None else detail.old)}"
    if isinstance(detail.old, dict) and isinstance(detail.new, dict):
        fields = dict.fromkeys((*detail.old, *detail.new))
        changed = [field for field in fields if detail.old.get(field) != detail.new.get(field)]
        texts = [f"{field} {_value(detail.old.get(field))} -> {_value(detail.new.get(field))}" for field in changed]
        return f"{name}: {', '.join(texts) or 'changed'}"
    if detail.old == detail.new:
        return f"{name}: {_value(detail.new)}, changed"
    return f"{name}: {_value(detail.old)} -> {_value(detail.new)}"


def _value(value: MaskedValue) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case dict():
            return ", ".join(f"{_inline(name)} {_value(child)}" for name, child in value.items()) or "{}"
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case float():
            return f"{value:g}"
    return _inline(str(value))


def _inline(value: str) -> str:
    r"""Return a text on one line, with ``\n`` for a line break."""
    return printable(value.replace("\n", "\\n"))


def _difference_json(difference: Difference) -> dict[str, object]:
    details = [_detail_json(detail) for detail in difference.details]
    return {
        "change": difference.change.value,
        "name": difference.label,
        "type": difference.type,
        **_place_json(difference.place),
        "details": details,
    }


def _detail_json(detail: Detail) -> dict[str, object]:
    return {
        "change": detail.change.value,
        "kind": detail.kind,
        "name": detail.name,
        "old": detail.old,
        "new": detail.new,
        **_place_json(detail.place),
    }


def _place_json(place: Place | None) -> dict[str, object]:
    return {} if place is None else place._asdict()
