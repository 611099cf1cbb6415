"""Parameters: what differs from one PBX to the next, put into the strings of a scenario.

``${name}`` in any string is the value given, or the default; ``$${`` is a literal ``${``. What is put in is not looked
at again, so a value can hold anything. A default refers to no other parameter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.files.document import Document, ListNode, MappingNode, Node, ScalarNode
from scenario_kit.findings.model import MAX_GUESSES, NodePath, Problem, Rule, Severity, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

UNDEFINED = Rule(
    "S009",
    "undefined-parameter",
    Severity.ERROR,
    "A string refers to a parameter that is not declared, or that has neither a default nor a value given.",
    "The dial plan would hold the text `${name}` in place of a trunk or an address.",
)
UNUSED = Rule(
    "S012",
    "unused-parameter",
    Severity.WARNING,
    "A parameter is declared and nothing refers to it.",
    "Whoever sets it expects the dial plan to change, and it does not.",
)

PARAMETER_PATTERN: Final = r"[A-Za-z][A-Za-z0-9_]*"
_REFERENCE: Final = re.compile(r"\$\$\{|\$\{([^{}]*)\}|\$\{")
_REFERENCE_HELP: Final = "write ${name}, or $${ for the text `${`"
Plain = dict[str, "Plain"] | list["Plain"] | str | None
"""A document without places: what the models are given."""


class Expansion(NamedTuple):
    """A document with its parameters put in.

    Attributes:
        plain: The values.
        problems: References that lead nowhere, and declarations that nothing refers to.
        broken: The paths of the strings whose references lead nowhere; their values mean nothing.
    """

    plain: Plain
    problems: tuple[Problem, ...]
    broken: frozenset[NodePath]


def declared(root: Node | None) -> dict[str, ScalarNode | None]:
    """Return the declared parameters with their defaults as written, whatever else is wrong with the document."""
    section = _child(root, "parameters")
    if not isinstance(section, MappingNode):
        return {}
    names: dict[str, ScalarNode | None] = {}
    for name, (_, declaration) in section.entries.items():
        default = _child(declaration, "default")
        names[name] = default if isinstance(default, ScalarNode) and not default.null else None
    return names


def _child(node: Node | None, key: str) -> Node | None:
    return node.entries[key][1] if isinstance(node, MappingNode) and key in node.entries else None


def expand(document: Document, given: Mapping[str, str]) -> Expansion:
    """Put the values `given`, else the defaults, into the strings of a document."""
    defaults = declared(document.root)
    values = {name: scalar.text.replace("$${", "${") for name, scalar in defaults.items() if scalar is not None}
    values |= {name: value for name, value in given.items() if name in defaults}
    expander = _Expander(defaults.keys(), values)
    plain = expander.plain(document.root, ()) if document.root is not None else None
    unused = [
        Problem(
            UNUSED,
            ("parameters", name),
            f"parameter `{name}` is used nowhere",
            f"write ${{{name}}} or remove it",
            on_key=True,
        )
        for name in defaults
        if name not in expander.used and re.fullmatch(PARAMETER_PATTERN, name)
    ]
    return Expansion(plain, (*expander.problems, *unused), frozenset(problem.at for problem in expander.problems))


@dataclass
class _Expander:
    names: Collection[str]
    values: Mapping[str, str]
    used: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def plain(self, node: Node, path: NodePath) -> Plain:
        if isinstance(node, MappingNode):
            return {key: self.plain(child, (*path, key)) for key, (_, child) in node.entries.items()}
        if isinstance(node, ListNode):
            return [self.plain(child, (*path, index)) for index, child in enumerate(node.items)]
        if node.null:
            return None
        return self._text(node.text, path) if "${" in node.text else node.text

    def _text(self, text: str, path: NodePath) -> str:
        if path[:1] == ("parameters",) and path[-1:] != ("default",):
            return text
        problems = list(self._problems(text, path))
        self.problems += problems
        return text if problems else _REFERENCE.sub(self._value, text)

    def _value(self, match: re.Match[str]) -> str:
        return "${" if match[0] == "$${" else self.values[match[1]]

    def _problems(self, text: str, path: NodePath) -> Iterator[Problem]:
        for match in _REFERENCE.finditer(text):
            name = match[1]
            if match[0] == "$${":
                continue
            if name is None:
                yield Problem(UNDEFINED, path, "`${` is not closed by `}`", _REFERENCE_HELP)
            elif path[:1] == ("parameters",):
                message = f"the default of `{path[1]}` refers to parameter `{name}`"
                yield Problem(UNDEFINED, path, message, "write it out; a default holds no references")
            elif name not in self.values:
                yield self._undefined(name, path)
            self.used.add(name or "")

    def _undefined(self, name: str, path: NodePath) -> Problem:
        if name in self.names:
            help_ = f"pass --set {name}=VALUE, put it into --values, or declare a default"
            return Problem(UNDEFINED, path, f"parameter `{name}` has no default and no value was given", help_)
        if not re.fullmatch(PARAMETER_PATTERN, name):
            return Problem(UNDEFINED, path, f"`${{{name}}}` is no reference to a parameter", _REFERENCE_HELP)
        meant = nearest(name, self.names) if len(self.problems) < MAX_GUESSES else None
        self.used.add(meant or "")  # the one that was probably meant is not unused
        help_ = "declare it under `parameters`, or write $${ for the text `${`"
        if meant is not None:
            help_ = f"did you mean `{meant}`?"
        return Problem(UNDEFINED, path, f"parameter `{name}` is not declared", help_)
