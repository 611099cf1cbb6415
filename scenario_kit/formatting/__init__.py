"""Formats a scenario: the order of keys, indentation, quotes and blank lines; every comment is kept.

YAML libraries with a round trip attach a comment to the value *before* it, so that a key that moves loses its comment,
drop comments inside braces, and rewrite scalars. Here a scalar keeps its source text, a comment moves with its key, and
the reader that every command uses checks the meaning of the result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenario_kit.files.document import MappingNode, ScalarNode
from scenario_kit.files.source import parse
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.formatting.comments import attach
from scenario_kit.formatting.masked import masked_diff
from scenario_kit.formatting.printing import text_of
from scenario_kit.formatting.style import restyle
from scenario_kit.formatting.tree import UnformattableError, tree_of
from scenario_kit.formatting.verification import verify
from scenario_kit.language.loading import VERSION, load
from scenario_kit.language.parameters import plain_of

if TYPE_CHECKING:
    from scenario_kit.files.document import Document
    from scenario_kit.findings.model import Finding

__all__ = ["Formatted", "format_document", "masked_diff"]


@dataclass(frozen=True, slots=True)
class Formatted:
    """The result of formatting a document.

    Attributes:
        before: The document.
        after: The formatted document; `before` itself if nothing changes.
        findings: Why the document cannot be formatted: it is unreadable, or not a scenario of this language version.
    """

    before: Document
    after: Document
    findings: tuple[Finding, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether the two differ, even if only in their line endings."""
        return self.before.data != self.after.data


def format_document(document: Document) -> Formatted:
    """Return a scenario in the canonical style; findings do not prevent it, as long as the file can be read.

    Line endings become line feeds, which YAML reads the same.

    Raises:
        ScenarioKitError: Formatting would lose or change something, so the file must stay as it is.
    """
    findings = _obstacles(document)
    if findings:
        return Formatted(document, document, findings)
    text = document.text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        tree = tree_of(parse(text.encode(), document.file))
        attach(tree)
        restyle(tree.root, plain_of(document.root))
        data = text_of(tree).encode()
        if data == document.data:
            return Formatted(document, document)
        after = parse(data, document.file)
        verify(tree, document, after)
    except UnformattableError as error:
        raise ScenarioKitError(f"{document.file}: not formatted: {error}") from None
    return Formatted(document, after)


def _obstacles(document: Document) -> tuple[Finding, ...]:
    """Return the findings of a document that is unreadable, or not a scenario of this language version."""
    root = document.root
    if root is None or document.findings:
        return document.findings
    if not isinstance(root, MappingNode) or "version" not in root.entries:
        return tuple(finding for finding in load(document).findings if not finding.pointer)
    version = root.entries["version"][1]
    is_known = isinstance(version, ScalarNode) and version.text == VERSION
    return () if is_known else load(document).findings
