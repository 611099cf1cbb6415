"""Turn Pydantic's errors into problems in plain words; no other module handles them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scenario_kit.findings.model import VERY_CLOSE, NodePath, Problem, Rule, Severity, did_you_mean, nearest
from scenario_kit.language.catalogue import ComponentName, catalogue
from scenario_kit.language.component_models import telephone_help
from scenario_kit.language.concepts import concept_of, type_help
from scenario_kit.language.dialable import is_telephone_number
from scenario_kit.language.model_paths import (
    diallers_in,
    fitting_keys,
    is_optional,
    joined_key,
    keys_at,
    likely_key,
    need_of,
)
from scenario_kit.language.spec import DIAL_TYPES
from scenario_kit.language.values import INVALID, NOTHING_HELP, describe

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_core import ErrorDetails

    from scenario_kit.language.parameters import Plain

UNKNOWN_KEY = Rule(
    "S004",
    "unknown-key",
    Severity.ERROR,
    "A mapping has an unknown key.",
    "A misspelt key would be silently missing from the dial plan.",
)
MISSING_KEY = Rule(
    "S005",
    "missing-key",
    Severity.ERROR,
    "A required key is missing.",
    "The dial plan or the API request would be incomplete.",
)
INVALID_VALUE = Rule(
    "S006",
    "invalid-value",
    Severity.ERROR,
    "A value has the wrong type, is out of range, or is not one of the choices.",
    "The PBX would refuse the value, or misread it.",
)
UNSUPPORTED_VERSION = Rule(
    "S007",
    "unsupported-version",
    Severity.ERROR,
    "The file has a version that this program does not support.",
    "The same keys may have another meaning in a later version of the language.",
)
UNKNOWN_COMPONENT = Rule(
    "S008",
    "unknown-component",
    Severity.ERROR,
    "A component has a type that the editor does not have.",
    "Its outputs and parameters are unknown, so it cannot be written to a sheet.",
)
UNKNOWN_WORD = Rule(
    "T601",
    "unknown-test-word",
    Severity.ERROR,
    "A test has an unknown key.",
    "A misspelt key would be silently ignored, and the test would check less than it seems to.",
)
_LIST_TYPES: Final = "`scenario-kit components` lists the types"


def reworded(
    error: ErrorDetails, plain: Plain, as_written: Callable[[NodePath], NodePath] = lambda path: path
) -> Problem:
    """Return one of Pydantic's errors as a problem.

    Args:
        error: The error.
        plain: The scenario as it was validated.
        as_written: Returns a path with the keys as the author wrote them, for messages.
    """
    path, on_key = path_of(error["loc"])
    kind, value = error["type"], error["input"]
    written = as_written(_authors(path, plain))
    match kind:
        case "extra_forbidden":
            return _unknown_key(path, plain, as_written(path[:-1]), value)
        case "missing":
            return _missing(path[:-1], written[:-1], str(path[-1]), f"add `{path[-1]}:`")
        case "union_tag_not_found":
            return _no_type(path, plain, written, value)
        case "union_tag_invalid":
            help_ = _type_help(value)
            message = f"unknown component type {describe(value['component'])}"
            return Problem(UNKNOWN_COMPONENT, (*path, "component"), message, help_)
        case "too_short":
            help_ = "add a component, or remove the sheet"
            return Problem(MISSING_KEY, path, f"{owner(written)} has no components", help_, on_key=True)
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        message = f"expected a mapping, got {describe(value)}"
    else:
        message = error["msg"] if kind == INVALID else f"{error['msg']}, got {describe(value)}"
    subject = "" if on_key else f"{label(written)}: "
    remedy = error.get("ctx", {}).get("help")
    is_empty = value is None or (isinstance(value, str) and not value.strip())
    if remedy in (None, NOTHING_HELP) and is_empty:
        remedy = _fill_help(plain, path, remedy)
    return Problem(INVALID_VALUE, path, subject + message, remedy, on_key=on_key)


def _fill_help(plain: Plain, path: NodePath, otherwise: str | None) -> str | None:
    """Return the help for a value that is empty or missing; it is never to remove what is needed."""
    need = need_of(plain, path)
    if need is not None:
        return f"write a value; {need}" if need else "write a value"
    if isinstance(path[-1], int):
        return "write a value, or remove the item"
    return otherwise or ("leave it out" if is_optional(plain, path) else None)


def _authors(path: NodePath, plain: Plain) -> NodePath:
    """Return a path without the output `out` that a plain `next` has after it."""
    if path[-2:] != ("next", "out"):
        return path
    value: Any = plain
    for part in path[:-1]:
        value = value[part]
    return path if isinstance(value, dict) else path[:-1]


def _missing(path: NodePath, written: NodePath, key: str, help_: str) -> Problem:
    return Problem(MISSING_KEY, path, f"{owner(written)} has no `{key}`", help_, on_key=True)


def path_of(loc: tuple[str | int, ...]) -> tuple[NodePath, bool]:
    """Return the path of an error, and whether it is about the key."""
    return (loc[:-1], True) if loc[-1] == "[key]" else (loc, False)


def _no_type(path: NodePath, plain: Plain, written: NodePath, component: dict[str, object]) -> Problem:
    misspelt = nearest("component", component, VERY_CLOSE)
    if misspelt is not None:
        return _unknown_key((*path, misspelt), plain, written, component[misspelt])
    return _missing(path, written, "component", f"add `component:` and its type; {_LIST_TYPES}")


def _type_help(component: dict[str, object]) -> str:
    """Return what to write in place of an unknown component type; no extension has a telephone number."""
    word = str(component["component"])
    if concept_of(word) == ComponentName.EXTENSION and any(map(_is_telephone, component.values())):
        return telephone_help(ComponentName.EXTENSION)
    return type_help(word)


def _is_telephone(value: object) -> bool:
    return isinstance(value, str) and is_telephone_number(value)


def _unknown_key(path: NodePath, plain: Plain, written: NodePath, value: object) -> Problem:
    key = str(path[-1])
    known = keys_at(plain, path[:-1])
    help_ = did_you_mean(likely_key(plain, path) or key, known)
    if joined_key(key, value) in known:
        before, _, after = key.partition(":")
        help_ = f"write `{before}: {after}`, with a space after the colon"
    elif key == "next" and "rows" in known:
        help_ = "each row has its own `next`"
    elif not known:
        help_ = "did you mean `component`?"
    else:
        help_ = (
            help_
            or _help_at_dial(key, value, plain, path)
            or "known keys: " + ", ".join(fitting_keys(plain, path[:-1]))
        )
    return Problem(UNKNOWN_KEY, path, f"{owner(written)} has no key `{key}`", help_, on_key=True)


def _help_at_dial(key: str, value: object, plain: Plain, path: NodePath) -> str | None:
    """Return the help for an unknown key around the dialling component of the short form; None if unclear."""
    if path[:-1] not in (("call",), ("call", "dial")):
        return None
    diallers = diallers_in(plain)
    if path[:-1] == ("call", "dial") and not diallers:
        type_ = concept_of(key)
        if type_ in (None, ComponentName.EXTENSION, ComponentName.TRUNK) and _is_telephone(value):
            return "write `trunk: NAME`; a trunk dials the number that arrives"
        return f"did you mean `{type_}`?" if type_ in DIAL_TYPES else None
    for dialler in diallers[:1]:
        known = keys_at(plain, ("call", "dial", dialler))
        name = nearest(key, known, VERY_CLOSE)
        if name is not None:
            main = catalogue()[dialler].shorthand
            return f"write it in braces with the {dialler}: `{dialler}: {{{main}: ..., {name}: ...}}`"
    return None


def owner(path: NodePath) -> str:
    """Name the mapping at a path: "the scenario", "component `menu`", "row 2 of `menu`", "`originate`"."""
    match path:
        case ():
            return "the scenario"
        case ("sheets", sheet):
            return f"sheet `{sheet}`"
        case ("sheets", _, component):
            return f"component `{component}`"
        case (*_, component, "rows", int(index)):
            return f"row {index + 1} of `{component}`"
        case ("tests", int(index)):
            return f"test {index + 1}"
        case _:
            return label(path)


def label(path: NodePath) -> str:
    """Name the value at a path by its last key: "`timeout_sec`", "`match[0]`"."""
    text = ""
    for part in reversed(path):
        if isinstance(part, str):
            return f"`{part}{text}`"
        text = f"[{part}]{text}"
    return "the scenario"
