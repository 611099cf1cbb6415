"""Replacing a value that the models refuse with a placeholder, so that the rest can still be checked.

The result is only checked, never built. A component's parameter becomes an unknown editor variable, which every rule
ignores: one mistake neither hides another nor causes a second finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scenario_kit.language.catalogue import ComponentName
from scenario_kit.language.component_models import UNKNOWN
from scenario_kit.language.concepts import likely_type
from scenario_kit.language.dialable import dial_fault
from scenario_kit.language.rehearsals import unreadable_test

if TYPE_CHECKING:
    from scenario_kit.findings.model import NodePath
    from scenario_kit.language.parameters import Plain

UNNAMED: Final = "unnamed"
"""The placeholder for an invalid scenario name; it never clashes with the name of another scenario."""

_CALL_PLACEHOLDERS: Final = {
    "answer": "answer",
    "record": "true",
    **dict.fromkeys(("hold_music", "busy", "unavailable"), "unknown"),
}


def replace_value(plain: Plain, path: NodePath) -> bool:
    """Replace the value at a path with a placeholder.

    Args:
        plain: The scenario, which is changed.
        path: The path of the value, or where it is missing.

    Returns:
        Whether there is a placeholder; if not, the scenario's calls cannot be checked.
    """
    scenario: Any = plain
    if path[0] == "sheets" and len(path) > len(("sheets", "sheet", "component")):
        return _replace_in_component(scenario["sheets"][path[1]][path[2]], path[3:])
    if path[0] == "call":
        return _replace_in_call(scenario["call"], path[1:])
    if path[0] == "originate" and len(path) > 1:
        return _replace_in_originate(scenario["originate"], path[1:])
    match path:
        case ("simotel_ini", *_):
            scenario["simotel_ini"] = {"beeper": {"enabled": "false"}}
        case ("name",):
            scenario["name"] = UNNAMED
        case ("tests", int(index), *_):
            test = scenario["tests"][index]
            scenario["tests"][index] = unreadable_test(test.get("name") if isinstance(test, dict) else None)
        case ("tests" | "description" as name, *_):
            scenario.pop(name, None)
        case _:
            return False
    return True


def _replace_in_originate(originate: dict[str, Any], path: NodePath) -> bool:
    match path:
        case ("caller" | "callee" as name,):
            fault = dial_fault(str(originate.get(name)))
            if fault is None or fault.mended is None or not fault.is_whole:
                return False
            originate[name] = fault.mended
        case ("caller_id",):
            originate["caller_id"] = "unknown"
        case ("timeout",):
            originate.pop("timeout", None)
        case _:
            return False
    return True


def _replace_in_component(component: dict[str, Any], path: NodePath) -> bool:
    match path:
        case ("component",):
            type_ = likely_type(str(component["component"]))
            component["component"] = type_ or component["component"]
            return type_ is not None
        case ("rows", int(index), str(field), *_) if field != "next":
            component["rows"][index][field] = dict(UNKNOWN)
        case ("name", *_) if component["component"] != ComponentName.JUMP_IN:
            component.pop("name")  # optional, except on a Jump In, where it is a parameter
        case (str(name), *_) if name not in ("component", "next", "rows"):
            component[name] = dict(UNKNOWN)
        case _:
            return False
    return True


def _replace_in_call(call: dict[str, Any], path: NodePath) -> bool:
    match path:
        case ("dial", str(type_), str(name), *_):
            if not isinstance(call["dial"][type_], dict):  # a plain value is the main parameter
                call["dial"][type_] = {}
            if name == "name":
                call["dial"][type_].pop(name)
            else:
                call["dial"][type_][name] = dict(UNKNOWN)
        case ("survey", str(name), *_):
            call["survey"][name] = dict(UNKNOWN)
        case (str(name),) if name in _CALL_PLACEHOLDERS:
            call[name] = _CALL_PLACEHOLDERS[name]
        case _:
            return False
    return True
