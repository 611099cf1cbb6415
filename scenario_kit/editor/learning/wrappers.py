"""What a format puts values inside of, such as the object `{"amount": 30, "unit": "s"}` around a number."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.editor.learning.evidence import is_scalar
from scenario_kit.editor.learning.spelling import Named, is_same_word
from scenario_kit.editor.learning.values import LISTS, frozen, is_variable, spellings, thawed
from scenario_kit.language.catalogue import ParameterType
from scenario_kit.profiles.values import WRAPPERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scenario_kit.editor.learning.evidence import Json, Path
    from scenario_kit.editor.learning.values import Spelling
    from scenario_kit.language.catalogue import Parameter

INSIDE: Final = "inside"
"""The name of a spelling of a value that is inside of an object; it holds the template and the value's own spelling."""

_MOST_MEMBERS: Final = 6
_DEEPEST: Final = 2
_FEWEST_WORDS: Final = 2
"""How many words have the same around their values, so that it is hardly an object with parameters of its own."""
_ANYTHING: Final = frozenset({ParameterType.CHOICE, ParameterType.BOOLEAN})
"""Kinds whose values may be any word, so that they do not show what is around values."""


class Wrappers:
    """The objects that values are inside of.

    Args:
        seen: The word, the JSON, and the value with its parameter, of everything that may be a value.
    """

    def __init__(self, seen: Iterable[tuple[str, Json, Json, Parameter]]) -> None:
        self._texts: dict[int, str] = {}
        words: dict[object, set[str]] = defaultdict(set)
        for word, json, value, parameter in seen:
            if isinstance(json, dict) and parameter.type not in _ANYTHING:
                for _, spelling in self._insides(value, json, parameter):
                    words[_template(spelling)].add(word)
        self._known = {template for template, own in words.items() if len(own) >= _FEWEST_WORDS}

    def spellings(self, value: Json, json: Json, parameter: Parameter, *, alike: bool) -> set[Spelling]:
        """Return the spellings by which a value may have become a JSON value, bare or inside of an object.

        Args:
            value: The value.
            json: The JSON.
            parameter: The parameter of the value.
            alike: Whether the word of the JSON is the name of the parameter.
        """
        found = spellings(value, json, parameter)
        if not isinstance(json, dict):
            return found
        own = Named(parameter.name, parameter.label)
        return found | {
            spelling
            for path, spelling in self._insides(value, json, parameter)
            if _template(spelling) in self._known
            or (parameter.type is ParameterType.WEEKLY_RANGES and len(json) == 1)
            or (alike and not any(is_same_word(str(step), own) for step in path))
        }

    def _insides(self, value: Json, json: Mapping[str, Json], parameter: Parameter) -> Iterator[tuple[Path, Spelling]]:
        """Iterate over the ways in which a value may be inside of an object, with its path there."""
        if not self._may_hold(json, value, parameter):
            return
        may_be_container = parameter.type in LISTS or parameter.type is ParameterType.WEEKLY_RANGES
        for path, child in _children(json, ()):
            if isinstance(child, dict | list) and not may_be_container:
                continue
            own = {spelling for spelling in spellings(value, child, parameter) if spelling[0] != "variable"}
            if own:
                count = next((len(one) for one in (child, value) if isinstance(one, dict | list | tuple)), None)
                for counted in (None,) if count is None else (count, None):
                    template = frozen(_put(json, path, counted))
                    for spelling in own:
                        yield path, (INSIDE, (template, spelling))

    def _may_hold(self, json: Mapping[str, Json], value: Json, parameter: Parameter) -> bool:
        """Whether an object has a value, as far as its text says."""
        if len(json) > _MOST_MEMBERS or (len(json) == 1 and next(iter(json)) in WRAPPERS):
            return False  # the name of the only member is a part of the word
        if parameter.type in _ANYTHING or is_variable(value):
            return not is_variable(value)
        inner = next(iter(value.values()), ()) if isinstance(value, dict) else value
        first = inner if is_scalar(inner) else next(iter(inner), "")
        if id(json) not in self._texts:
            self._texts[id(json)] = repr(json)
        return repr(str(first).partition("-")[0])[1:-1] in self._texts[id(json)]


def unwrapped(json: Json, template: Json) -> Json:
    """Return the value inside of an object."""
    for name, inner in template.items():
        if inner == "$value":
            return json[name.replace("$$", "$")]
        if isinstance(inner, dict) and "$value" in repr(inner):
            return unwrapped(json[name.replace("$$", "$")], inner)
    return json


def bare(spelling: Spelling) -> Spelling:
    """Return the spelling of a value without what it is inside of."""
    what: Any = spelling[1]
    return what[1] if spelling[0] == INSIDE else spelling


def template_of(spelling: Spelling) -> Json:
    """Return the template of what a value is inside of."""
    return thawed(_template(spelling))


def _template(spelling: Spelling) -> object:
    what: Any = spelling[1]
    return what[0]


def _children(json: Mapping[str, Json], path: Path) -> Iterator[tuple[Path, Json]]:
    for name, child in json.items():
        yield (*path, name), child
        if isinstance(child, dict) and len(path) + 1 < _DEEPEST and len(child) <= _MOST_MEMBERS:
            yield from _children(child, (*path, name))


def _put(json: Json, path: Path | None, count: int | None) -> Json:
    """Return an object as a template, with a place for the value at a path, and for the number of its items."""
    if path == ():
        return "$value"
    if isinstance(json, dict):
        return {
            name.replace("$", "$$"): _put(child, path[1:] if path and path[0] == name else None, count)
            for name, child in json.items()
        }
    if isinstance(json, list):
        return [_put(child, None, None) for child in json]
    if is_scalar(json) and count is not None and json == count and not isinstance(json, bool):
        return "$count"
    return json.replace("$", "$$") if isinstance(json, str) else json
