"""Putting a broken value out of the way, so that what is right around it can still be checked.

What comes of it is only ever checked, never built. A component's parameter becomes an editor variable of which nothing
is known, and no rule says anything of such a value; so one mistake hides no other, and makes no second finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scenario_kit.findings.model import nearest
from scenario_kit.language.catalogue import catalogue
from scenario_kit.language.component_models import UNKNOWN

if TYPE_CHECKING:
    from scenario_kit.findings.model import NodePath
    from scenario_kit.language.parameters import Plain

UNNAMED: Final = "unnamed"
"""The name of a scenario whose own cannot be used; it takes no name from another."""

_CALL: Final = {
    "answer": "answer",
    "hold_music": "unknown",
    "record": "true",
    "busy": "unknown",
    "unavailable": "unknown",
}
_STRUCTURE: Final = frozenset({"component", "next", "rows"})


def set_aside(plain: Plain, path: NodePath) -> bool:
    """Put the value at a path out of the way.

    Args:
        plain: The scenario, which is changed.
        path: Where the value stands, or is missing.

    Returns:
        Whether it could be done; where not, nothing can be said about the scenario's calls.
    """
    scenario: Any = plain
    if path[0] == "sheets" and len(path) > len(("sheets", "sheet", "component")):
        return _mend_component(scenario["sheets"][path[1]][path[2]], path[3:])
    if path[0] == "call":
        return _mend_call(scenario["call"], path[1:])
    match path:
        case ("originate", "timeout"):
            scenario["originate"].pop("timeout", None)
        case ("simotel_ini", *_):
            scenario["simotel_ini"] = {"beeper": {"enabled": "false"}}
        case ("name",):
            scenario["name"] = UNNAMED
        case ("tests" | "description" as name, *_):
            scenario.pop(name, None)
        case _:
            return False
    return True


def _mend_component(component: dict[str, Any], path: NodePath) -> bool:
    match path:
        case ("component",):
            return _mend_type(component)
        case ("rows", int(index), str(field), *_) if field != "next":
            component["rows"][index][field] = dict(UNKNOWN)
        case ("name", *_) if component["component"] != "jump_in":
            component.pop("name")  # every component may have one, and only of a Jump In it is a parameter
        case (str(name), *_) if name not in _STRUCTURE:
            component[name] = dict(UNKNOWN)
        case _:
            return False
    return True


def _mend_call(call: dict[str, Any], path: NodePath) -> bool:
    match path:
        case ("dial", str(type_), str(name), *_):
            _mend_parameter(call["dial"], type_, name)
        case ("survey", str(name), *_):
            call["survey"][name] = dict(UNKNOWN)
        case (str(name),) if name in _CALL:
            call[name] = _CALL[name]
        case _:
            return False
    return True


def _mend_type(component: dict[str, Any]) -> bool:
    type_ = nearest(str(component["component"]), catalogue())
    if type_ is None:
        return False
    component["component"] = type_
    return True


def _mend_parameter(dial: dict[str, Any], type_: str, name: str) -> None:
    """Mend a parameter of the dialling component; a plain value stands for its main one."""
    if not isinstance(dial[type_], dict):
        dial[type_] = {}
    dial[type_][name] = dict(UNKNOWN)
