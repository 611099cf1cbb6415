"""How an editor spells the types, parameters, outputs and values of components."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.language.catalogue import ComponentType, Parameter, ParameterType, catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ABSENT: Final = object()
"""The mark of an unset parameter where the editor leaves it out."""

LISTS: Final = (ParameterType.TEXT_LIST, ParameterType.NUMBER_LIST, ParameterType.DATE_LIST)
DAYS: Final = {
    "sat": "Saturday",
    "sun": "Sunday",
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
}


def same(value: Any) -> Any:
    return value


def _same_choice(_: str, choice: str) -> str:
    return choice


def camel(name: str) -> str:
    return name[0] + pascal(name)[1:]


def pascal(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def kebab(name: str) -> str:
    return name.replace("_", "-")


def normal(word: str) -> str:
    """Return a word as any reader may take it: without a prefix, case, spaces and punctuation."""
    return re.sub(r"[^a-z0-9]", "", re.split(r"[./]", word)[-1].lower())


def is_normal(word: str, name: str, label: str) -> bool:
    """Return whether a word is ours or the vendor's label but for its style."""
    return normal(word) in (normal(name), normal(label))


@dataclass(frozen=True)
class Values:
    """How each kind of value is written; numbers that people dial are texts like any other."""

    text: Callable[[str], Any] = same
    integer: Callable[[int], Any] = same
    seconds: Callable[[int], Any] = same
    boolean: Callable[[bool], Any] = same
    texts: Callable[[list[str]], Any] = same
    weekly: Callable[[Mapping[str, list[str]]], Any] = same
    choice: Callable[[str, str], Any] = _same_choice
    """Gets ``type.parameter`` and the choice."""
    variable: Callable[[str], Any] = "${{{}}}".format
    unset: Any = ABSENT
    unset_field: Any = ABSENT
    """The same in a row."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """The values that the editor writes by itself for unset parameters, by name."""

    def write(self, type_: ComponentType, parameter: Parameter, value: Any) -> Any:
        if isinstance(value, dict) and set(value) == {"variable"}:
            return self.variable(value["variable"])
        if parameter.type is ParameterType.CHOICE:
            return self.choice(f"{type_.name}.{parameter.name}", value)
        spelled: Any = self._by_kind()[parameter.type](value)
        return spelled

    def _by_kind(self) -> Mapping[ParameterType, Callable[[Any], Any]]:
        return {
            **dict.fromkeys(ParameterType, self.text),
            ParameterType.INTEGER: self.integer,
            ParameterType.SECONDS: self.seconds,
            ParameterType.BOOLEAN: self.boolean,
            ParameterType.WEEKLY_RANGES: self.weekly,
            **dict.fromkeys(LISTS, self.texts),
        }


@dataclass(frozen=True)
class Spelling:
    """The words and values of an editor.

    The mappings are from our names to words of the editor's own, where a name may be ``type.name``; the functions
    write all other names.
    """

    values: Values
    type_style: Callable[[ComponentType], str]
    parameter_style: Callable[[Parameter], str]
    output_style: Callable[[str], str] = same
    types: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)

    def type(self, type_: ComponentType) -> str:
        return self.types.get(type_.name) or self.type_style(type_)

    def parameter(self, type_: ComponentType, parameter: Parameter) -> str:
        own = _own(self.parameters, type_, parameter.name)
        return self.parameter_style(parameter) if own is None else own

    def output(self, type_: ComponentType, output: str) -> str:
        own = _own(self.outputs, type_, output)
        return self.output_style(output) if own is None else own

    def fields(self, type_: ComponentType, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return all parameters of a component in the editor's words, those that are unset too if it writes them."""
        return self._written(type_, type_.parameters, values, self.values.unset)

    def row(self, type_: ComponentType, values: Mapping[str, Any]) -> dict[str, Any]:
        return self._written(type_, type_.row, values, self.values.unset_field)

    def _written(
        self, type_: ComponentType, parameters: Mapping[str, Parameter], values: Mapping[str, Any], unset: Any
    ) -> dict[str, Any]:
        written = {}
        for name, parameter in parameters.items():
            value = values.get(name, self.values.defaults.get(name) if unset is not ABSENT else None)
            spelled = unset if value is None else self.values.write(type_, parameter, value)
            if spelled is not ABSENT:
                written[self.parameter(type_, parameter)] = spelled
        return written

    def answers(self) -> dict[str, dict[str, Any]]:
        """Return the words that no normalising leads to, from theirs to ours.

        A word that means the same for all types that use it is an answer for `any`, else one for each type.
        """
        answers: dict[str, dict[str, Any]] = {"types": {}, "parameters": {}, "outputs": {}}
        for type_ in catalogue().values():
            if not is_normal(self.type(type_), type_.name, type_.label):
                answers["types"][self.type(type_)] = type_.name
        for kind, words in (("parameters", list(self._parameter_words())), ("outputs", list(self._output_words()))):
            meanings: dict[str, set[str]] = {}
            for _, theirs, ours, _ in words:
                meanings.setdefault(theirs, set()).add(ours)
            for type_name, theirs, ours, label in words:
                if len(meanings[theirs]) > 1:
                    answers[kind].setdefault(type_name, {})[theirs] = ours
                elif not is_normal(theirs, ours, label):
                    answers[kind].setdefault("any", {})[theirs] = ours
        return answers

    def _parameter_words(self) -> Iterator[tuple[str, str, str, str]]:
        for type_ in catalogue().values():
            for one in (*type_.parameters.values(), *type_.row.values()):
                yield type_.name, self.parameter(type_, one), one.name, one.label

    def _output_words(self) -> Iterator[tuple[str, str, str, str]]:
        for type_ in catalogue().values():
            for output in type_.outputs:
                yield type_.name, self.output(type_, output), output, output


def _own(words: Mapping[str, str], type_: ComponentType, name: str) -> str | None:
    return words.get(f"{type_.name}.{name}", words.get(name))
