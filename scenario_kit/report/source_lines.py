"""The lines of a scenario with secrets masked, and the range of lines of each part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.files.document import LINE_BREAK, step
from scenario_kit.language.secrets import masked_text

if TYPE_CHECKING:
    from scenario_kit.files.document import Document, Node, ScalarNode
    from scenario_kit.findings.model import NodePath


class SourceLines:
    """The `lines` of a document, with secrets masked."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.lines = LINE_BREAK.split(masked_text(document))

    def range(self, path: NodePath) -> tuple[int, int] | None:
        """Return the first and the last line of the part at a path, counted from 1; None for an unknown path."""
        key: ScalarNode | None = None
        node: Node | None = self._document.root
        for part in path:
            entry = step(node, part)
            if entry is None:
                return None
            key, node = entry
        if node is None:
            return None
        first = self._document.span(node.start if key is None else key.start, 0).line
        last = self._document.span(max(node.start, node.end - 1), 0).line
        while last > first and (not self.lines[last - 1].strip() or self.lines[last - 1].lstrip().startswith("#")):
            last -= 1
        return first, max(first, last)  # the target of an alias may be on an earlier line
