"""Verifies that a formatted document has the same values, call graph, findings and comments as before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scenario_kit.formatting.comments import attach
from scenario_kit.formatting.tree import UnformattableError, tree_of, walk
from scenario_kit.language.loading import load
from scenario_kit.language.parameters import plain_of
from scenario_kit.rules.checking import check
from scenario_kit.rules.ignores import apply, ignores

if TYPE_CHECKING:
    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.files.document import Document
    from scenario_kit.findings.model import NodePath
    from scenario_kit.formatting.tree import Tree


def verify(tree: Tree, before: Document, after: Document) -> None:
    """Verify that formatting changed nothing but the style.

    Args:
        tree: The tree that was written, with its comments.
        before: The document before.
        after: The document read back from the formatted text.

    Raises:
        UnformattableError: Something else changed.
    """
    if after.findings or plain_of(before.root) != plain_of(after.root):
        raise UnformattableError("formatting would change its values")
    (calls, findings), (calls_after, findings_after) = _meaning(before), _meaning(after)
    if calls != calls_after:
        raise UnformattableError("formatting would change its call graph")
    if findings != findings_after:
        raise UnformattableError("formatting would change its findings; check the comments that ignore a rule")
    again = tree_of(after)
    attach(again)
    if _comments(tree) != _comments(again):
        raise UnformattableError("formatting would lose a comment or move it to another key")


def _meaning(document: Document) -> tuple[object, object]:
    """Return the scenario and call graph of a document, and its findings without their places."""
    loaded = load(document)
    calls, findings = check(loaded)
    reported = apply(document.file, ignores(document), findings, lambda _: True)
    counted = Counter((finding.code, finding.severity, finding.pointer) for finding in reported)
    return (loaded.scenario, None if calls is None else _graph(calls)), counted


def _graph(calls: CallGraph) -> tuple[object, ...]:
    return list(calls.components), [calls.wires(node) for node in calls], calls.loose


def _comments(tree: Tree) -> dict[NodePath, list[str]]:
    """Return the comments by the path of their entry; one at the beginning of an item belongs to the item."""
    comments: dict[NodePath, list[str]] = {}
    hoisted: dict[int, NodePath] = {}
    for path, entry in walk(tree.root):
        place = hoisted.get(id(entry), path)
        comments.setdefault(place, []).extend(filter(None, entry.above))
        is_item = entry.key is None and entry.entries
        comments.setdefault(place if is_item else path, []).extend(entry.beside)
        comments.setdefault((*path, "below"), []).extend(filter(None, entry.below))
        if is_item:
            hoisted[id(entry.entries[0])] = place
    return {path: lines for path, lines in comments.items() if lines}
