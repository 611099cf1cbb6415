"""Parameters: the values that differ from one PBX to the next, expanded in the strings of a scenario.

``${name}`` in a string is replaced by the given value, or by the default; ``$${`` is a literal ``${``. The replacement
is not expanded again, so a value can contain anything. A default cannot refer to another parameter.
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
    "A string refers to a parameter that is not declared, or that has neither a default nor a given value.",
    "The dial plan would contain the text `${name}` in place of a trunk or an address.",
)
UNUSED = Rule(
    "S012",
    "unused-parameter",
    Severity.WARNING,
    "A parameter is declared, but nothing refers to it.",
    "Setting it does not change the dial plan, as its author expects.",
)

PARAMETER_PATTERN: Final = r"[A-Za-z][A-Za-z0-9_]*"
_REFERENCE: Final = re.compile(r"\$\$\{|\$\{([^{}]*)\}|\$\{")
_REFERENCE_HELP: Final = "write ${name} for a parameter, or $${ for the text `${`"
Plain = dict[str, "Plain"] | list["Plain"] | str | None
"""The values of a document without their positions, as the models read them."""


class FromFile(str):
    """A given value from a file of values.

    Attributes:
        place: The file and the line.
    """

    __slots__ = ("place",)
    place: str


class Expansion(NamedTuple):
    """A document with expanded parameters.

    Attributes:
        plain: The values.
        problems: Undefined references and unused declarations.
        broken: The paths of the strings with undefined references; their values have no meaning.
        places: The paths of the strings with values from files, with the places of these.
    """

    plain: Plain
    problems: tuple[Problem, ...]
    broken: frozenset[NodePath]
    places: Mapping[NodePath, str]


def plain_of(node: Node | None) -> Plain:
    """Return the values of a document, with references to parameters as they are written."""
    if isinstance(node, MappingNode):
        return {key: plain_of(child) for key, (_, child) in node.entries.items()}
    if isinstance(node, ListNode):
        return [plain_of(item) for item in node.items]
    return None if node is None or node.null else node.text


def declared(root: Node | None) -> dict[str, ScalarNode | None]:
    """Return the declared parameters with their defaults as written, even if the document has other errors."""
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
    """Expand the parameters in the strings of a document, by the values `given`, else by the defaults."""
    defaults = declared(document.root)
    values = {name: scalar.text.replace("$${", "${") for name, scalar in defaults.items() if scalar is not None}
    values |= {name: value for name, value in given.items() if name in defaults}
    expander = _Expander(defaults.keys(), values)
    plain = expander.plain(document.root, ()) if document.root is not None else None
    unused = [
        Problem(
            UNUSED,
            ("parameters", name),
            f"parameter `{name}` is never used",
            f"refer to it as ${{{name}}}, or remove it",
            on_key=True,
        )
        for name in defaults
        if name not in expander.used and re.fullmatch(PARAMETER_PATTERN, name)
    ]
    broken = frozenset(problem.at for problem in expander.problems)
    return Expansion(plain, (*expander.problems, *unused), broken, expander.places)


@dataclass
class _Expander:
    names: Collection[str]
    values: Mapping[str, str]
    used: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    places: dict[NodePath, str] = field(default_factory=dict)

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
        values = [self.values.get(match[1] or "") for match in _REFERENCE.finditer(text)]
        from_files = [value.place for value in values if isinstance(value, FromFile)]
        if from_files:
            self.places[path] = " and ".join(dict.fromkeys(from_files))
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
                yield Problem(UNDEFINED, path, message, "write the value; a default cannot refer to a parameter")
            elif name not in self.values:
                yield self._undefined(name, path)
            self.used.add(name or "")

    def _undefined(self, name: str, path: NodePath) -> Problem:
        if name in self.names:
            help_ = f"pass --set {name}=VALUE, add it to the --values file, or declare a default"
            return Problem(UNDEFINED, path, f"parameter `{name}` has no default and no given value", help_)
        if not re.fullmatch(PARAMETER_PATTERN, name):
            return Problem(UNDEFINED, path, f"`${{{name}}}` is not a parameter reference", _REFERENCE_HELP)
        likely_name = nearest(name, self.names) if len(self.problems) < MAX_GUESSES else None
        self.used.add(likely_name or "")  # so that it is not reported as unused
        help_ = "declare it under `parameters`, or write $${ for the text `${`"
        if likely_name is not None:
            help_ = f"did you mean `{likely_name}`?"
        return Problem(UNDEFINED, path, f"parameter `{name}` is not declared", help_)
