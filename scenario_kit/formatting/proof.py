"""That a rewritten text says what the old one said: the values, the calls, the findings and the comments."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scenario_kit.formatting.comments import attach
from scenario_kit.formatting.style import plain_of
from scenario_kit.formatting.tree import UnclearError, tree_of, walk
from scenario_kit.language.loading import load
from scenario_kit.rules.checking import check
from scenario_kit.rules.ignores import apply, ignores

if TYPE_CHECKING:
    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.files.document import Document
    from scenario_kit.findings.model import NodePath
    from scenario_kit.formatting.tree import Tree


def prove(tree: Tree, before: Document, after: Document) -> None:
    """Make sure that a rewritten document says the same.

    Args:
        tree: What was written, with its comments.
        before: The document before.
        after: The document that was made of the tree.

    Raises:
        UnclearError: It does not.
    """
    if after.findings or plain_of(before.root) != plain_of(after.root):
        raise UnclearError("its values would not be the same")
    (calls, findings), (calls_after, findings_after) = _meaning(before), _meaning(after)
    if calls != calls_after:
        raise UnclearError("its calls would not be the same")
    if findings != findings_after:
        raise UnclearError("what validate says of it would not be the same; see to its comments that ignore a rule")
    again = tree_of(after)
    attach(again)
    if _comments(tree) != _comments(again):
        raise UnclearError("a comment would be lost, or stand at another key")


def _meaning(document: Document) -> tuple[object, object]:
    """Return what is made of a document, scenario and call graph, and what is found in it, without the places."""
    loaded = load(document)
    calls, findings = check(loaded)
    told = apply(document.file, ignores(document), findings, lambda _: True)
    counted = Counter((finding.code, finding.severity, finding.pointer) for finding in told)
    return (loaded.scenario, None if calls is None else _graph(calls)), counted


def _graph(calls: CallGraph) -> tuple[object, ...]:
    return list(calls.nodes.items()), [(node, list(wires.items())) for node, wires in calls.wired.items()], calls.loose


def _comments(tree: Tree) -> dict[NodePath, list[str]]:
    """Return the comments by the path of their entry; one at the beginning of an item is above the item."""
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
    return {path: found for path, found in comments.items() if found}
