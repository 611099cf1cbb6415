"""The words of a format for types, parameters, fields and outputs: ours into theirs, and theirs into ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from scenario_kit.findings.model import did_you_mean
from scenario_kit.language.catalogue import catalogue
from scenario_kit.profiles.parsing import MapError
from scenario_kit.profiles.spellings import ANY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scenario_kit.language.catalogue import ComponentType, Parameter
    from scenario_kit.profiles.json_values import JsonValue
    from scenario_kit.profiles.spellings import OutputWords, ParameterWords, Spelling, Words

_TOKENS: Final = re.compile(r"[A-Za-z0-9]+")


def styled(name: str, label: str, spelling: Spelling) -> str:  # noqa: PLR0911  one for each style
    """Return the word of a spelling's style for one of our names."""
    base: str = label if spelling.of == "label" else name.removesuffix(spelling.drop) if spelling.drop else name
    if spelling.style == "same":
        return base
    if spelling.style == "label":
        return label
    tokens: list[str] = [token.lower() for token in _TOKENS.findall(base)]
    match spelling.style:
        case "camel":
            return tokens[0] + "".join(token.capitalize() for token in tokens[1:])
        case "pascal":
            return "".join(token.capitalize() for token in tokens)
        case "kebab":
            return "-".join(tokens)
        case "upper":
            return "_".join(tokens).upper()
        case "lower":
            return "".join(tokens)
        case "words":
            return " ".join(tokens)
    return " ".join(token.capitalize() for token in tokens)


def normalised(word: str) -> str:
    """Return a word with its letters and digits only, in lower case."""
    return "".join(filter(str.isalnum, word)).lower()


@dataclass(frozen=True, slots=True)
class Table:
    """The words for some of our names.

    Attributes:
        words: The format's word for each of our names.
        names: Our name for each word that is listed, or that is spelled as we or the editor do; None is ignored.
        similar: Our name for each normalised word, where there is only one.
    """

    words: Mapping[str, str]
    names: Mapping[str, str | None]
    similar: Mapping[str, str]

    def read(self, word: str) -> str | None:
        """Return our name for a word; None if the word is ignored.

        Raises:
            KeyError: The word is unknown.
        """
        return self.names[word] if word in self.names else self.similar[normalised(word)]


def _table(  # noqa: C901  four steps in a row
    labels: Mapping[str, str], entries: Iterable[Mapping[str, str | None]], spelling: Spelling, what: str
) -> Table:
    """Return the table of some names with their labels; of `entries`, those of a type go before those for any."""
    words: dict[str, str] = {}
    names: dict[str, str | None] = {}
    for listed in entries:
        for word, name in listed.items():
            if (name is None or name in labels) and word not in names:
                names[word] = name
                if name is not None:
                    words.setdefault(name, word)
    for name, label in labels.items():
        words.setdefault(name, styled(name, label, spelling))
    twice = {word: name for name, word in words.items()}
    for name, word in words.items():
        if twice[word] != name or names.setdefault(word, name) != name:
            other = twice[word] if twice[word] != name else names[word]
            raise MapError(f"`words`: `{word}` is the word for both `{name}` and `{other}` of {what}", ("words",))
    for name, label in labels.items():
        names.setdefault(name, name)
        names.setdefault(label, name)
    similar: dict[str, str | None] = {}
    for word, known in names.items():
        if known is not None:
            plain = normalised(word)
            similar[plain] = known if similar.get(plain, known) == known else None
    return Table(words, names, {word: name for word, name in similar.items() if name is not None})


class Vocabulary:
    """The words of one map."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._fields = words.fields or words.parameters
        self._parameters = cache(self._parameter_table)
        self._outputs = cache(self._output_table)
        self._types: Table | None = None

    def types(self) -> Table:
        """Return the words for component types."""
        if self._types is None:
            labels = {name: type_.label for name, type_ in catalogue().items()}
            self._types = _table(labels, [self._words.types.words], self._words.types, "the types")
        return self._types

    def parameters(self, type_: ComponentType) -> Table:
        """Return the words for the parameters of a type."""
        return self._parameters(type_.name, of_rows=False)

    def fields(self, type_: ComponentType) -> Table:
        """Return the words for the fields of a type's rows."""
        return self._parameters(type_.name, of_rows=True)

    def _parameter_table(self, name: str, *, of_rows: bool) -> Table:
        type_ = catalogue()[name]
        known, spelling = (type_.row, self._fields) if of_rows else (type_.parameters, self._words.parameters)
        labels = {one.name: one.label for one in known.values()}
        return _table(labels, _entries(spelling, name), spelling, type_.label)

    def outputs(self, type_: ComponentType) -> Table:
        """Return the words for the outputs of a type without rows."""
        return self._outputs(type_.name)

    def _output_table(self, name: str) -> Table:
        type_, spelling = catalogue()[name], self._words.outputs
        labels = {output: output for output in type_.outputs}
        return _table(labels, _entries(spelling, name), spelling, type_.label)

    def order(self, type_: ComponentType) -> tuple[str, ...]:
        """Return the outputs of a type without rows in the format's order."""
        order = self._words.outputs.order.get(type_.name, ())
        return (*order, *(output for output in type_.outputs if output not in order))

    def row_output(self, index: int, fields: Mapping[str, object]) -> str:
        """Return the word for the output of a row at an index."""
        form = self._words.outputs.rows
        word = form.replace("{row}", str(index)).replace("{row1}", str(index + 1))
        return word.replace("{case}", str(fields.get("case", index + 1))) if "{case}" in word else word

    def type(self, word: JsonValue) -> ComponentType:
        """Return the component type that a word names.

        Raises:
            UnreadableSheetError: The type is unknown.
        """
        try:
            name = self.types().read(word.text())
        except KeyError:
            known = (*catalogue(), *(type_.label for type_ in catalogue().values()))
            help_ = did_you_mean(word.text(), known) or "`scenario-kit components` lists the types"
            raise word.error(f"unknown component type {word}; {help_}") from None
        return catalogue()[name or ""]

    def parameter(self, word: JsonValue, type_: ComponentType, *, of_rows: bool = False) -> str | None:
        """Return our name of a parameter, or of a field of a row; None if the map ignores it.

        Raises:
            UnreadableSheetError: It is unknown.
        """
        known: Mapping[str, Parameter] = type_.row if of_rows else type_.parameters
        try:
            return self._parameters(type_.name, of_rows=of_rows).read(word.text())
        except KeyError:
            help_ = did_you_mean(word.text(), known) or f"known parameters: {', '.join(known) or 'none'}"
            raise word.error(f"{type_.label} has no parameter {word}; {help_}") from None

    def output(self, word: str, type_: ComponentType) -> str:
        """Return our name of an output; an unknown word as it is."""
        try:
            return self.outputs(type_).read(word) or word
        except KeyError:
            return word


def _entries(spelling: ParameterWords | OutputWords, type_: str) -> list[Mapping[str, str | None]]:
    return [spelling.words.get(type_, {}), spelling.words.get(ANY, {})]
