"""A scenario in its canonical style: the order of keys, indentation, quotes and blank lines, with every comment kept.

Why this is no round trip through a YAML library: those tie a comment to the value *before* it, so that a key that is
moved leaves its comment behind, drop comments inside of braces, and write scalars anew. Here a scalar stays the stretch
of text that it was, a comment goes with its key, and the reader that every command uses says what the result means.
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
from scenario_kit.formatting.style import plain_of, restyle
from scenario_kit.formatting.tree import UnformattableError, tree_of
from scenario_kit.formatting.verification import verify
from scenario_kit.language.loading import VERSION, load

if TYPE_CHECKING:
    from scenario_kit.files.document import Document
    from scenario_kit.findings.model import Finding

__all__ = ["Formatted", "format_document", "masked_diff"]


@dataclass(frozen=True, slots=True)
class Formatted:
    """What became of a document.

    Attributes:
        before: The document.
        after: The same in the canonical style; the document itself where that is what it has.
        findings: Why the document has no canonical style: it cannot be read, or is no scenario of this language.
    """

    before: Document
    after: Document
    findings: tuple[Finding, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether the two differ, be it in line ends only."""
        return self.before.data != self.after.data


def format_document(document: Document) -> Formatted:
    """Return a scenario in its canonical style; one with findings too, as long as it can be read.

    Line ends become line feeds: one style for all who share a file. YAML itself reads both the same.

    Raises:
        ScenarioKitError: Something in it cannot be kept, so it has to stay as it is.
    """
    findings = _obstacles(document)
    if findings:
        return Formatted(document, document, findings)
    text = document.text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        tree = tree_of(parse(text.encode(), document.file))
        attach(tree)
        restyle(tree, plain_of(document.root))
        data = text_of(tree).encode()
        if data == document.data:
            return Formatted(document, document)
        after = parse(data, document.file)
        verify(tree, document, after)
    except UnformattableError as error:
        raise ScenarioKitError(f"{document.file}: left as it is: {error}") from None
    return Formatted(document, after)


def _obstacles(document: Document) -> tuple[Finding, ...]:
    """Return what is wrong with a document that cannot be read, or is no scenario of this version of the language."""
    root = document.root
    if root is None or document.findings:
        return document.findings
    if not isinstance(root, MappingNode) or "version" not in root.entries:
        return tuple(finding for finding in load(document).findings if not finding.pointer)
    version = root.entries["version"][1]
    is_ours = isinstance(version, ScalarNode) and version.text == VERSION
    return () if is_ours else load(document).findings
