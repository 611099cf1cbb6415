"""A tree to YAML as people write it, which reads as the same to every YAML tool, whatever version it knows."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

import yaml
from yaml.emitter import Emitter
from yaml.resolver import Resolver

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Flow:
    """A mapping or a list that stands on one line."""

    value: Mapping[str, Tree] | Sequence[Tree]


Tree = dict[str, Any] | list[Any] | Flow | str | int | bool | None
"""What a YAML document holds."""

_NUMERIC: Final = re.compile(r"[-+.~*#]*[0-9]|0[xo]")
"""How texts begin that some version of YAML takes for a number, a date or a time, and those that are dialled."""

_WORDS: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "", "="})
"""Texts that some version of YAML takes for something else, in small letters."""

_TAG: Final = "tag:yaml.org,2002:"


def yaml_text(tree: Tree, comments: Sequence[str] = ()) -> str:
    """Write a tree, below lines of comment; a reference to a parameter in a text is written as the text it is."""
    head = "".join(f"# {_comment(line)}".rstrip() + "\n" for line in comments)
    return head + yaml.serialize(_node(tree), Dumper=_Dumper, allow_unicode=True, width=sys.maxsize)


def _comment(line: str) -> str:
    """Keep a name in a comment from ending it, and from being what no file may hold."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line)


class _Dumper(yaml.SafeDumper):
    """PyYAML's own emitter, the items of a list indented below its key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002  the name is PyYAML's
        """Never leave out the indentation of a list."""
        super().increase_indent(flow, False)


def _node(tree: Tree, *, flow: bool = False) -> yaml.Node:
    match tree:
        case Flow():
            value: Any = tree.value
            return _node(value, flow=True)
        case dict():
            entries = [(_scalar(key), _node(value, flow=flow)) for key, value in tree.items()]
            return yaml.MappingNode(f"{_TAG}map", entries, flow_style=flow)
        case list():
            return yaml.SequenceNode(f"{_TAG}seq", [_node(item, flow=flow) for item in tree], flow_style=flow)
        case str():
            return _scalar(tree.replace("${", "$${"), flow=flow)
    word = "~" if tree is None else str(tree).lower()
    return yaml.ScalarNode(_TAG + _KINDS[type(tree)], word)


_KINDS: Final = {type(None): "null", bool: "bool", int: "int"}


def _scalar(text: str, *, flow: bool = True) -> yaml.ScalarNode:
    """Return a text: plain where every tool reads it as that text, several lines as they are, else in double quotes."""
    may_be = Emitter(StringIO()).analyze_scalar(text)
    plain = may_be.allow_flow_plain if flow else may_be.allow_block_plain
    if not plain or _NUMERIC.match(text) or text.lower() in _WORDS or not _is_text(text):
        lines = text.split("\n")
        style = "|" if not flow and may_be.allow_block and len(lines) > 1 and all(map(_is_plain_line, lines)) else '"'
        return yaml.ScalarNode(f"{_TAG}str", text, style=style)
    return yaml.ScalarNode(f"{_TAG}str", text)


def _is_plain_line(line: str) -> bool:
    return line.isprintable() and not line.endswith(" ")


def _is_text(text: str) -> bool:
    resolver: Any = Resolver()
    return bool(resolver.resolve(yaml.ScalarNode, text, (True, False)) == f"{_TAG}str")
