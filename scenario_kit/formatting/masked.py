"""What changes in a document, as a unified diff in which no secret is shown."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from difflib import unified_diff
from functools import cache
from typing import TYPE_CHECKING, Final

from scenario_kit.files.document import MappingNode, ScalarNode
from scenario_kit.findings import masking
from scenario_kit.findings.printable import printable
from scenario_kit.language.catalogue import ParameterType, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.files.document import Document, Node
    from scenario_kit.findings.model import NodePath

MASK: Final = "***"
_REFERENCE: Final = re.compile(r"\$\{([^{}]*)\}")
_VISIBLE: Final = re.compile(r"\S.*")


def masked_diff(before: Document, after: Document) -> str:
    """Show what changes from one document to another of the same file; empty where nothing does.

    Secrets are masked wherever they stand: as a parameter's value, behind an alias, as the default of a parameter that
    a secret refers to, in an address, in a comment.
    """
    old, new = _lines(before), _lines(after)
    name = printable(before.file)
    shown: list[str] = []
    for line in unified_diff(old, new, name, name):
        body = line.removesuffix("\n")
        shown.append(printable(masking.in_line(body)) + "\n")
        if body == line:
            shown.append("\\ No newline at end of file\n")
    return "".join(shown)


def _lines(document: Document) -> list[str]:
    """Return the lines of a document without its secrets."""
    text = document.text
    secrets = _secrets(document.root)
    spans = sorted({(node.start, node.end) for _, node in _scalars(document.root) if node.text in secrets})
    parts: list[str] = []
    end = 0
    for start, stop in spans:
        parts += [text[end:start], _VISIBLE.sub(_masked, text[start:stop])]
        end = stop
    mark = "\ufeff" if document.data.startswith(BOM_UTF8) else ""
    return re.findall(r"[^\n]*\n|[^\n]+", mark + "".join(parts) + text[end:])


def _masked(match: re.Match[str]) -> str:
    quote = match[0][0] if match[0][0] in "\"'" else ""
    return f"{quote}{MASK}{quote}"


def _secrets(root: Node | None) -> set[str]:
    """Return the texts that nobody may see."""
    secrets: set[str] = set()
    for path, scalar in _scalars(root):
        if not scalar.null and path and path[-1] in _secret_names():
            secrets.add(scalar.text)
            for name in _REFERENCE.findall(scalar.text):
                secrets.update(default.text for at, default in _scalars(root) if at == ("parameters", name, "default"))
    return secrets


@cache
def _secret_names() -> frozenset[str]:
    return frozenset(
        name
        for component in catalogue().values()
        for name, parameter in component.parameters.items()
        if parameter.type is ParameterType.SECRET
    )


def _scalars(root: Node | None) -> Iterator[tuple[NodePath, ScalarNode]]:
    left: list[tuple[NodePath, Node]] = [] if root is None else [((), root)]
    while left:
        path, node = left.pop()
        if isinstance(node, ScalarNode):
            yield path, node
        elif isinstance(node, MappingNode):
            left += [((*path, key), child) for key, (_, child) in node.entries.items()]
        else:
            left += [((*path, index), child) for index, child in enumerate(node.items)]
