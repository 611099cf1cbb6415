"""The text of a scenario as it may be shown: its lines without secrets, and the lines of each part."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from scenario_kit.files.document import ListNode, MappingNode, ScalarNode
from scenario_kit.findings import masking
from scenario_kit.findings.model import VERY_CLOSE, nearest
from scenario_kit.language.catalogue import ParameterType, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.files.document import Document, Node
    from scenario_kit.findings.model import NodePath

_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")
_PARAMETER: Final = re.compile(r"(?<!\$)\$\{([^}]+)\}")


class SourceLines:
    """A document as it may be shown.

    Stars stand for the values of secret parameters, or of what is nearly written so, for the defaults of parameters
    that such a value refers to, and for what stands before the `@` of an address.

    Attributes:
        lines: Its lines without secrets.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        text, shown, at = document.text, [], 0
        for start, end in sorted(_secret_places(document)):
            if start >= at:  # not inside of one before
                shown += [text[at:start], masking.HIDDEN, "\n" * len(_LINE_BREAK.findall(text, start, end))]
                at = end
        self.lines = [masking.in_line(line) for line in _LINE_BREAK.split("".join([*shown, text[at:]]))]

    def range(self, path: NodePath) -> tuple[int, int] | None:
        """Return the first and the last line of what stands at a path, from 1; None where there is nothing."""
        key: ScalarNode | None = None
        node: Node | None = self._document.root
        for part in path:
            if isinstance(node, MappingNode) and isinstance(part, str) and part in node.entries:
                key, node = node.entries[part]
            elif isinstance(node, ListNode) and isinstance(part, int) and part < len(node.items):
                key, node = None, node.items[part]
            else:
                return None
        if node is None:
            return None
        first = self._line(node.start if key is None else key.start)
        last = self._line(max(node.start, node.end - 1))
        while last > first and (not self.lines[last - 1].strip() or self.lines[last - 1].lstrip().startswith("#")):
            last -= 1
        return first, max(first, last)  # what an alias stands for may be written further up

    def _line(self, offset: int) -> int:
        return self._document.span(offset, offset).line


def _secret_places(document: Document) -> set[tuple[int, int]]:
    """Return the offsets of secrets: values, what their aliases refer to, and defaults for them."""
    scalars = list(_scalars(document.root))
    secrets = [value for key, value in scalars if _is_secret(key)]
    for name in {name for value in secrets for name in _PARAMETER.findall(value.text)}:
        default = _at(document.root, ("parameters", name, "default"))
        if isinstance(default, ScalarNode):
            secrets.append(default)
    written = [document.text[value.start : value.end] for value in secrets]
    anchors = {f"&{text[1:]}" for text in written if text.startswith("*")}
    if anchors:
        secrets += [value for _, value in scalars if _first_word(document.text[value.start : value.end]) in anchors]
    return {(value.start, value.end) for value in secrets}


def _first_word(text: str) -> str:
    return next(iter(text.split(maxsplit=1)), "")


def _at(node: Node | None, path: tuple[str, ...]) -> Node | None:
    for part in path:
        if not isinstance(node, MappingNode) or part not in node.entries:
            return None
        node = node.entries[part][1]
    return node


def _scalars(root: Node | None) -> Iterator[tuple[str, ScalarNode]]:
    """Return every scalar under a key, aliases once."""
    left = [root]
    met = {id(root)}
    while left:
        node = left.pop()
        children: list[tuple[str, Node]] = []
        if isinstance(node, MappingNode):
            children = [(name, value) for name, (_, value) in node.entries.items()]
        elif isinstance(node, ListNode):
            children = [("", value) for value in node.items]
        for name, value in children:
            if isinstance(value, ScalarNode):
                yield name, value
            elif id(value) not in met:
                met.add(id(value))
                left.append(value)


def _is_secret(key: str) -> bool:
    names = _names()
    if key in names:
        return names[key]
    return nearest(key, (name for name, secret in names.items() if secret), VERY_CLOSE) is not None


@cache
def _names() -> dict[str, bool]:
    """Return every name that a parameter or a field of a row has, and whether it is one of a secret."""
    return {
        name: parameter.type is ParameterType.SECRET
        for type_ in catalogue().values()
        for name, parameter in (*type_.row.items(), *type_.parameters.items())
    }
