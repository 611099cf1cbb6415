"""Writes YAML that every reader, of version 1.1 or 1.2, reads as the same values."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

import yaml
from yaml.emitter import Emitter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Flow:
    """A mapping or a list that is written on one line, in braces or brackets."""

    value: Mapping[str, Tree] | Sequence[Tree]


Tree = dict[str, Any] | list[Any] | Flow | str | int | float | bool | None
"""The values of a YAML document."""

_LIKE_A_NUMBER: Final = re.compile(r"[-+.~*#]*[0-9]|0[xo]")
"""The beginning of numbers to dial and of texts that look like one; `yaml_text` quotes them all."""

_NUMBER: Final = re.compile(
    r"[-+]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|(?:\.[0-9_]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)"
)
_WORD: Final = re.compile("y|n|yes|no|on|off|true|false|null|~|=|<<|", re.IGNORECASE)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9].*)?")

_TAG: Final = "tag:yaml.org,2002:"


def is_ambiguous(text: str) -> bool:
    """Whether some YAML 1.1 or 1.2 reader takes the unquoted text for a number, a boolean, a date or null."""
    return any(pattern.fullmatch(text) for pattern in (_NUMBER, _WORD, _DATE))


def quoted_if_ambiguous(text: str) -> str:
    """Return a text that can be written without quotes, in double quotes where it is ambiguous."""
    return f'"{text}"' if is_ambiguous(text) else text


def yaml_text(tree: Tree, comments: Sequence[str] = (), *, references: bool = True) -> str:
    """Return a tree as YAML, below lines of comment.

    Args:
        tree: The values.
        comments: The lines of comment, without `#`.
        references: Whether `${` in a text has to be escaped, since it would refer to a parameter.
    """
    head = "".join(f"# {_comment(line)}".rstrip() + "\n" for line in comments)
    node = _node(_escaped(tree) if references else tree)
    return head + yaml.serialize(node, Dumper=_Dumper, allow_unicode=True, width=sys.maxsize)


def _escaped(tree: Tree) -> Tree:
    """Return a tree with `${` in its texts escaped; keys hold no references."""
    match tree:
        case Flow():
            value: Any = tree.value
            return Flow(_escaped(value))  # type: ignore[arg-type]  # of the same type
        case dict():
            return {key: _escaped(value) for key, value in tree.items()}
        case list():
            return [_escaped(item) for item in tree]
        case str():
            return tree.replace("${", "$${")
    return tree


def _comment(line: str) -> str:
    """Replace line breaks, which would end the comment, and control characters, which no YAML file may hold."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line)


class _Dumper(yaml.SafeDumper):
    """PyYAML's emitter, with the items of a list indented below its key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002  the name is PyYAML's
        """Always indent a list."""
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
            return _scalar(tree, flow=flow)
    word = "~" if tree is None else str(tree).lower()
    if isinstance(tree, float):
        word = re.sub(r"^(-?\d+)e", r"\1.0e", word)  # YAML 1.1 reads a number without a point as a text
    return yaml.ScalarNode(_TAG + _KINDS[type(tree)], word)


_KINDS: Final = {type(None): "null", bool: "bool", int: "int", float: "float"}


def _scalar(text: str, *, flow: bool = True) -> yaml.ScalarNode:
    """Return a scalar: plain where every reader sees text, a block where it has lines, else in double quotes."""
    analysis = Emitter(StringIO()).analyze_scalar(text)
    plain = analysis.allow_flow_plain if flow else analysis.allow_block_plain
    if not plain or _LIKE_A_NUMBER.match(text) or is_ambiguous(text):
        lines = text.split("\n")
        style = "|" if not flow and analysis.allow_block and len(lines) > 1 and all(map(_is_plain_line, lines)) else '"'
        return yaml.ScalarNode(f"{_TAG}str", text, style=style)
    return yaml.ScalarNode(f"{_TAG}str", text)


def _is_plain_line(line: str) -> bool:
    return line.isprintable() and not line.endswith(" ")
