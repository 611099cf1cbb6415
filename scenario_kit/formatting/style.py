"""Applies the order of keys and the quotes to a tree.

Both come from the models, which come from the catalogue; no section or parameter is named here.
"""

from __future__ import annotations

import re
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, Union, get_args, get_origin

from scenario_kit.files.yaml_text import is_ambiguous, quoted_if_ambiguous
from scenario_kit.formatting.tree import Branch, Leaf
from scenario_kit.language.catalogue import catalogue
from scenario_kit.language.model_paths import keys_at, type_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenario_kit.findings.model import NodePath
    from scenario_kit.formatting.tree import TreeEntry
    from scenario_kit.language.parameters import Plain

_FIRST: Final = ("component", "name")
_LAST: Final = ("rows", "next")
"""The first and last keys of a component; its parameters come between them."""

_JSON: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?|true|false")
_PLAIN_KEY: Final = re.compile(r"""(["'])(?P<word>[A-Za-z_][A-Za-z0-9_-]*)\1""")


def restyle(entry: TreeEntry, plain: Plain, path: NodePath = ()) -> None:
    """Sort the keys of an entry at a path into the language's order, and add or replace quotes."""
    if entry.key is not None:
        entry.key.body = _key(entry.key)
    value = entry.value
    if isinstance(value, Leaf):
        value.body = _body(value, path, plain)
        return
    for index, child in enumerate(value.entries):
        restyle(child, plain, (*path, index if child.key is None else child.name))
    if value.entries and value.entries[0].above[:1] == [""]:
        del value.entries[0].above[0]  # a blank line at the beginning of a block separates nothing
    if not value.is_list:
        _sort(value, keys_at(plain, path))


def _key(key: Leaf) -> str:
    match = _PLAIN_KEY.fullmatch(key.body)
    if match is not None and not is_ambiguous(match["word"]):
        return match["word"]
    return quoted_if_ambiguous(key.body) if key.is_plain else key.body


def _body(leaf: Leaf, path: NodePath, plain: Plain) -> str:
    body = leaf.body
    if body[:1] == "'" and not leaf.is_long and not set('"\\') & set(body) and "''" not in body:
        return f'"{body[1:-1]}"'
    if not leaf.is_plain or not is_ambiguous(body) or not _is_text(plain, path):
        return body
    return body if _is_free_form(plain, path) and _JSON.fullmatch(body) else f'"{body}"'


def _is_text(plain: Plain, path: NodePath) -> bool:
    """Whether a value is text in the language, as numbers to dial and names are."""
    kinds = _kinds(type_at(plain, path))
    if path[:-1] == ("call", "dial") and (type_ := catalogue().get(str(path[-1]))) is not None:
        kinds |= _kinds(type_at(plain, (*path, type_.shorthand or "")))
    return str in kinds


def _kinds(annotation: Any) -> set[object]:  # noqa: ANN401
    """Return the classes of a type annotation, without collections."""
    if get_origin(annotation) is Annotated:
        return _kinds(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return {kind for argument in get_args(annotation) for kind in _kinds(argument)}
    return {annotation} if isinstance(annotation, type) else set()


def _is_free_form(plain: Plain, path: NodePath) -> bool:
    """Whether the key of a value is not defined by the language, as in a web service's answer."""
    annotations = [type_at(plain, path[:-1])]
    while annotations:
        annotation = annotations.pop()
        if get_origin(annotation) is dict:
            return get_args(annotation)[0] is str
        annotations += [argument for argument in get_args(annotation) if not isinstance(argument, str)]
    return False


def _sort(branch: Branch, known: Sequence[str]) -> None:
    """Sort the entries of a mapping, unknown keys last, unless an alias would come before its anchor."""
    order = list(known)
    if "component" in known or "next" in known:
        order = [*_FIRST, *(key for key in known if key not in (*_FIRST, *_LAST)), *_LAST]
    ranks = {key: rank for rank, key in enumerate(order)}
    names = [entry.name for entry in branch.entries]
    new_order = sorted(range(len(names)), key=lambda index: ranks.get(names[index], len(ranks)))
    if not _breaks_an_alias(branch.entries, new_order):
        branch.entries = [branch.entries[index] for index in new_order]


def _breaks_an_alias(entries: list[TreeEntry], new_order: list[int]) -> bool:
    """Whether a new order swaps two entries of which one names an anchor that the other defines."""
    anchors = [_anchors(entry) for entry in entries]
    if not any(defined for defined, _ in anchors):
        return False
    for place, later in enumerate(new_order):
        for earlier in new_order[place + 1 :]:
            if earlier < later:
                (defined, used), (later_defined, later_used) = anchors[earlier], anchors[later]
                if defined & (later_defined | later_used) or used & later_defined:
                    return True
    return False


def _anchors(entry: TreeEntry) -> tuple[set[str], set[str]]:
    """Return the anchors that an entry defines, and those that its aliases name."""
    defined: set[str] = set()
    used: set[str] = set()
    pending = [entry]
    while pending:
        current = pending.pop()
        for node in (current.key, current.value):
            if node is not None:
                defined.update(word[1:] for word in node.before.split() if word[0] == "&")
            if isinstance(node, Leaf) and not node.header and node.body[:1] == "*":
                used.add(node.body[1:])
        pending += current.entries
    return defined, used
