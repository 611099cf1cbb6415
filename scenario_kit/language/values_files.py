"""Files of parameter values: names and values that serve the scenarios of a run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.files.document import Document, ListNode, MappingNode, ScalarNode
from scenario_kit.files.source import SYNTAX, UNREADABLE
from scenario_kit.findings.model import MAX_GUESSES, Finding, Problem, Rule, ScenarioKitError, Severity, nearest
from scenario_kit.language.kinds import VALUES, mistaken
from scenario_kit.language.parameters import FromFile
from scenario_kit.language.secrets import masked_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

UNDECLARED_VALUE = Rule(
    "S015",
    "undeclared-value",
    Severity.WARNING,
    "A file of values sets a parameter that no scenario of the run declares.",
    "The value has no effect; if the name is misspelt, the default is used in its place.",
)

_EXPECTED: Final = "expected a mapping of parameter names to values"
_WRONG: Final = {MappingNode: "is a mapping", ListNode: "is a list", ScalarNode: "has no value"}


class ValuesFile(NamedTuple):
    """A file of parameter values.

    Attributes:
        document: The file.
        values: The values by name, as text.
        is_shared: Whether it serves the whole project: a run over some of its scenarios declares some of its names.
    """

    document: Document
    values: Mapping[str, str]
    is_shared: bool = False


def values_in(document: Document) -> ValuesFile:
    """Return the values in a document: a mapping of names to texts or numbers.

    Raises:
        ScenarioKitError: It is not such a mapping.
    """
    option = f"--values {document.file}"
    mistake = mistaken(document, VALUES)
    if mistake is not None:
        raise ScenarioKitError(f"{option}: {'; '.join(mistake)}")
    for finding in document.findings:
        if finding.code == UNREADABLE.code:
            raise ScenarioKitError(f"{option}: {finding.message.removeprefix(f'`{document.file}` ')}")
        expected = f"; {_EXPECTED}" if finding.code == SYNTAX.code else ""
        raise ScenarioKitError(f"{option}, line {finding.span.line}: {finding.message}{expected}")
    if not isinstance(document.root, MappingNode):
        raise ScenarioKitError(f"{option}: {_EXPECTED}")
    values: dict[str, FromFile] = {}
    for name, (key, value) in document.root.entries.items():
        if not isinstance(value, ScalarNode) or value.null:
            line = document.span(key.start, key.end).line
            raise ScenarioKitError(f"{option}, line {line}: `{name}` {_WRONG[type(value)]}; write a text or a number")
        values[name] = FromFile(value.text)
        values[name].place = f"{document.file}, line {document.span(value.start, value.end).line}"
    return ValuesFile(document, values)


def merged(files: Iterable[ValuesFile]) -> dict[str, str]:
    """Return the values of several files; a later file takes precedence."""
    return {name: value for file in files for name, value in file.values.items()}


def masked_values(document: Document) -> str:
    """Return the text of a file of values with every value masked, so that columns stay.

    A value may be a secret of the parameter that its name is a misspelling of.
    """
    text = masked_text(document, hide_length=False)
    for scalar in document.scalars():
        if not scalar.is_key:
            start, end = scalar.node.start, scalar.node.end
            text = text[:start] + re.sub(r"\S", "*", text[start:end]) + text[end:]
    return text


def undeclared(files: Iterable[ValuesFile], names: Collection[str]) -> Iterator[Finding]:
    """Find the values whose names are not among the declared `names`.

    In a file that serves the whole project, only a name that is similar to a declared one is reported.
    """
    guesses = 0
    for file in files:
        for name in file.values:
            if name in names:
                continue
            guesses += 1
            likely = nearest(name, sorted(names)) if guesses <= MAX_GUESSES else None
            if likely is None and file.is_shared:
                continue
            help_ = f"did you mean `{likely}`?" if likely else "declare it under `parameters`, or remove it"
            message = f"no scenario of this run declares a parameter `{name}`"
            yield file.document.finding_at(Problem(UNDECLARED_VALUE, (name,), message, help_, on_key=True))
