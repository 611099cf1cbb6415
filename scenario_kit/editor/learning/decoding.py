"""Reads values whose spelling is not known yet, as far as they can be read in one way only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.learning.spelling import normalised
from scenario_kit.editor.learning.values import LISTS, NUMBERS, is_boolean_word
from scenario_kit.editor.learning.weekly import DAYS
from scenario_kit.language.catalogue import Parameter, ParameterType
from scenario_kit.profiles.values import WRAPPERS

if TYPE_CHECKING:
    from scenario_kit.editor.learning.evidence import Json

_RANGE: Final = re.compile(r"[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}")
_IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_REFERENCE: Final = re.compile(r"\{\{ *([A-Za-z_][A-Za-z0-9_-]*) *\}\}|\$\{([A-Za-z_][A-Za-z0-9_-]*)\}")
_SEPARATORS: Final = (",", ";", "|")


def decoded(json: Json, parameter: Parameter) -> Json:
    """Return the value that a JSON value stands for, as the sheets' context has it; None if it is unset or unclear."""
    kind = parameter.type
    if json in (None, "", [], {}):
        return None
    name = variable_name(json, kind)
    if name is not None:
        return {"variable": name}
    if kind in LISTS:
        return _list(json)
    return _weekly(json) if kind is ParameterType.WEEKLY_RANGES else _scalar(json, parameter)


def _scalar(json: Json, parameter: Parameter) -> Json:
    """Return the value of a kind that is no list or mapping."""
    if parameter.type is ParameterType.BOOLEAN:
        return next((value for value in (True, False) if is_boolean_word(json, value=value)), None)
    if parameter.type is ParameterType.CHOICE:
        return next((one for one in parameter.choices if normalised(one) == normalised(str(json))), None)
    text = str(json) if isinstance(json, str | int) and not isinstance(json, bool) else None
    if parameter.type in NUMBERS:
        return int(text) if text is not None and text.isascii() and text.isdigit() else None
    return text


def variable_name(json: Json, kind: ParameterType) -> str | None:
    """Return the name of the editor variable that a value seems to refer to."""
    if isinstance(json, str):
        found = _REFERENCE.fullmatch(json)
        return None if found is None else next(filter(None, found.groups()))
    if isinstance(json, dict) and kind is not ParameterType.WEEKLY_RANGES and len(json) == 1:
        name, text = next(iter(json.items()))
        may_refer = isinstance(text, str) and normalised(name) not in WRAPPERS
        return text if may_refer and _IDENTIFIER.fullmatch(text) else None
    return None


def _list(json: Json) -> Json:
    if isinstance(json, str):
        separator = next((one for one in _SEPARATORS if one in json), None)
        return [json] if separator is None else [part.strip() for part in json.split(separator)]
    if isinstance(json, list) and all(isinstance(item, str | int) and not isinstance(item, bool) for item in json):
        return [str(item) for item in json]
    return None


def _weekly(json: Json) -> Json:
    """Return the ranges of each day, from whatever holds the word of a day and ranges after it."""
    words = {normalised(word): day for day, name in DAYS.items() for word in (day, name)}
    found: dict[str, list[str]] = {}
    day: str | None = None
    for text in _texts(json):
        for part in re.findall(rf"{_RANGE.pattern}|[^\W\d_]+", text):
            if _RANGE.fullmatch(part):
                if day is None:
                    return None
                found.setdefault(day, []).append(part)
            elif normalised(part) in words:
                day = words[normalised(part)]
    return found or None


def _texts(json: Json) -> list[str]:
    if isinstance(json, dict):
        return [text for name, child in json.items() for text in (str(name), *_texts(child))]
    if isinstance(json, list):
        return [text for child in json for text in _texts(child)]
    return [str(json)]
