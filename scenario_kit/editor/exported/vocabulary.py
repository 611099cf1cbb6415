"""Translates the words of a profile into ours: types, parameters, outputs and values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scenario_kit.editor.exported.declaration import ANY_TYPE, ValueFormat
from scenario_kit.findings.model import did_you_mean
from scenario_kit.language.catalogue import ComponentType, ParameterType, catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.editor.exported.declaration import Declaration
    from scenario_kit.editor.exported.json_values import Json, JsonValue
    from scenario_kit.language.catalogue import Parameter
    from scenario_kit.language.parameters import Plain

_LISTS: Final = frozenset({ParameterType.TEXT_LIST, ParameterType.NUMBER_LIST, ParameterType.DATE_LIST})
_PLACEHOLDER: Final = "NAME"


class Vocabulary:
    """The words of one profile; our own names and the editor's labels need no declaration."""

    def __init__(self, declaration: Declaration) -> None:
        self._declaration = declaration
        self._labels = {type_.label: type_ for type_ in catalogue().values()}

    def type(self, name: JsonValue) -> ComponentType:
        """Return the component type that a word names.

        Raises:
            UnreadableSheetError: The type is unknown.
        """
        word = self._declaration.types.get(name.text(), name.text())
        type_ = catalogue().get(word) or self._labels.get(word)
        if type_ is None:
            help_ = did_you_mean(word, (*catalogue(), *self._labels)) or "`scenario-kit components` lists the types"
            raise name.error(f"unknown component type {name}; {help_}")
        return type_

    def parameter(self, item: JsonValue, type_: ComponentType, known: Mapping[str, Parameter]) -> str | None:
        """Return our name of a parameter, one of `known`; None for a parameter that the profile ignores.

        Raises:
            UnreadableSheetError: The parameter is unknown.
        """
        word = item.text()
        for names in (self._declaration.names.get(type_.name, {}), self._declaration.names.get(ANY_TYPE, {})):
            name = names.get(word, word)
            if name is None or (word in names and name in known):
                return name
        for name, parameter in known.items():
            if word in (name, parameter.label):
                return name
        help_ = did_you_mean(word, known) or f"known parameters: {', '.join(known) or 'none'}"
        raise item.error(f"{type_.label} has no parameter {item}; {help_}")

    def output(self, word: str, type_: ComponentType) -> str:
        """Return our name of an output; an undeclared one keeps its name."""
        outputs = self._declaration.outputs
        return {**outputs.get(ANY_TYPE, {}), **outputs.get(type_.name, {})}.get(word, word)

    def value(self, item: JsonValue, parameter: Parameter) -> Plain:
        """Return a value as the models of the language take it; None if there is none."""
        variable = self._variable(item)
        if variable is not None:
            return {"variable": variable}
        format_ = self._declaration.values.get(parameter.type.value, _AS_IS)
        plain = _plain(item.value, format_)
        if format_.split is not None and parameter.type in _LISTS:
            return _split(plain, format_.split)
        if format_.split is not None and isinstance(plain, dict) and parameter.type is ParameterType.WEEKLY_RANGES:
            return {day: _split(ranges, format_.split) for day, ranges in plain.items()}
        return None if plain == "" and parameter.type is not ParameterType.CODE else plain

    def _variable(self, item: JsonValue) -> str | None:
        """Return the name of the editor variable that a value refers to; None if it refers to none."""
        form = self._declaration.variable
        if form is None:
            return None
        if form.startswith("/"):
            name = item.at(form)
            return None if name is None or len(list(item.members())) > 1 else name.text()
        before, _, after = form.partition(_PLACEHOLDER)
        text = item.value
        if not isinstance(text, str) or not (text.startswith(before) and text.endswith(after)):
            return None
        return text[len(before) : len(text) - len(after)] or None


_AS_IS: Final = ValueFormat()


def _split(plain: Plain, separator: str) -> Plain:
    """Return the items of a list that is written as one text, and anything else unchanged."""
    return list(filter(None, map(str.strip, plain.split(separator)))) if isinstance(plain, str) else plain


def _plain(value: Json, format_: ValueFormat) -> Plain:
    """Return a JSON value as a scenario file would hold it: scalars as texts, words translated."""
    if isinstance(value, dict):
        return {format_.words.get(name, name): _plain(child, format_) for name, child in value.items()}
    if isinstance(value, list):
        return [_plain(child, format_) for child in value]
    text = str(value).lower() if isinstance(value, bool) else value
    return text if text is None else format_.words.get(text, text)
