"""Attaches comments to entries.

Between two scalars there are only spaces, syntax characters and comments, so comments are found without a second YAML
parser. A comment at the end of a line belongs to the entry on that line. A comment on its own line belongs to the next
entry, unless it is indented deeper than an entry that ends before it: then it belongs to the end of that entry.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from scenario_kit.formatting.tree import Branch, Leaf, Place, TreeEntry, UnformattableError, header_comment

if TYPE_CHECKING:
    from scenario_kit.formatting.tree import Tree

_WORD: Final = re.compile(r"#[^\n]*|(?<![^\n])---(?!\S)|(?<![^\n])%[^\n]*|[&!]\S*|\s+|-(?!\S)|.")
_BLANK: Final = 2
"""Line feeds in a row that make a blank line; at the beginning of a line, one is enough."""


def attach(tree: Tree) -> None:
    """Attach every comment and every blank line of a tree to its entry.

    Raises:
        UnformattableError: There is something between the scalars that formatting cannot keep.
    """
    before: Place | None = None
    for place in (*tree.places, None):
        _Gap(tree, before, place).read()
        if place is not None:
            comment = header_comment(tree.text, place)
            if comment is not None:
                _beside(place.entry, comment[0], _column(tree.text, comment[1]))
        before = place


class _Gap:
    """The text between two scalars.

    Attributes:
        tree: The tree.
        before: The scalar before the gap; None at the beginning of the text.
        after: The scalar after the gap; None at the end of the text.
        closed: The entries that end in the gap and can still own the next comment, the innermost first.
        fresh: The entries that begin in the gap, the outermost first.
        follower: The entry that owns a comment that none of `closed` owns.
        is_blank: There was a blank line since the last comment.
        continues: The entry of the last comment at the end of a line, which can continue below in the same column.
        end: The offset after the scalar before, or after the last brace or bracket that closed since.
        dashes: The offsets of the dashes so far.
    """

    def __init__(self, tree: Tree, before: Place | None, after: Place | None) -> None:
        ended = [] if before is None else _blocks_around(before.entry)
        begun = [] if after is None else _blocks_around(after.entry)
        self.tree = tree
        self.before = before
        self.after = after
        self.closed = [entry for entry in reversed(ended) if entry not in begun]
        self.fresh = [entry for entry in begun if entry not in ended]
        self.follower = (self.fresh or begun[-1:] or [tree.root])[0]
        self.is_blank = before is not None and _ends_with_blank_line(tree.text, before)
        self.continues: TreeEntry | None = None
        self.end = 0 if before is None else before.end
        self.dashes: list[int] = []

    def read(self) -> None:
        """Attach everything in the gap to its entries."""
        stop = len(self.tree.text) if self.after is None else self.after.start
        for match in _WORD.finditer(self.tree.text, self.end, stop):
            self._take(match[0], match.start())
        if self.is_blank and self.fresh:
            self.follower.above.append("")
        items = [entry for entry in self.fresh if entry.key is None and entry.owner is not None]
        for dash, item in zip(self.dashes, items, strict=False):
            item.column = _column(self.tree.text, dash)

    def _take(self, word: str, offset: int) -> None:
        if word.isspace():
            at_line_start = offset == 0 or self.tree.text[offset - 1] == "\n"
            self.is_blank |= word.count("\n") >= _BLANK - at_line_start
            return
        if word.startswith("#"):
            self._comment(word.rstrip(), offset)
            self.is_blank = False
            return
        self.continues = None
        if word.startswith("%"):
            raise UnformattableError("there is a YAML directive (a line that begins with %) before the scenario")
        if word == "---":
            self.tree.marker = len(self.tree.root.above)
        elif word == "-":
            self.dashes.append(offset)
        elif word in "{}[],":
            self.is_blank = False
            self.end = offset + 1 if word in "}]" else self.end

    def _comment(self, comment: str, offset: int) -> None:
        column = _column(self.tree.text, offset)
        line = offset - column
        indent = self.tree.text[line:offset]
        is_alone = not indent.strip()
        holder = self._flow_around(offset)
        if holder is not None:
            self.continues = None
            _inside_flow(comment, offset, holder, is_alone=is_alone)
        elif self.before is not None and self.end > line and max(self.dashes, default=-1) < line:
            self._beside(_blocks_around(self.before.entry)[-1], comment, column)
        elif is_alone and self.continues and not self.is_blank and column == self.continues.beside_column:
            self.continues.beside.append(comment)
        else:
            self.continues = None
            self._alone(comment, column if is_alone else len(indent) - len(indent.lstrip()))

    def _beside(self, entry: TreeEntry, comment: str, column: int) -> None:
        if entry.owner is None:  # after the brace that closes the document
            entry.below.append(comment)
        else:
            _beside(entry, comment, column)
            self.continues = entry

    def _alone(self, comment: str, column: int) -> None:
        """Attach a comment on its own line to an entry that ends here, or to the next one."""
        while self.closed and self.closed[0].owner is not None and self.closed[0].column >= column:
            self.closed.pop(0)
        if self.closed:
            lines = self.closed[0].below
        else:
            lines = self.follower.above
            lines += self.follower.beside  # on the line of its key, when the value is on a later line
            self.follower.beside = []
        lines += [""] * self.is_blank + [comment]

    def _flow_around(self, offset: int) -> TreeEntry | None:
        """Return the entry whose value is the innermost pair of braces or brackets around an offset."""
        for place in (self.before, self.after):
            entry = None if place is None else place.entry
            while entry is not None:
                value = entry.value
                if isinstance(value, Branch) and value.is_flow and value.start < offset < value.end:
                    return entry
                entry = entry.owner
        return None


def _inside_flow(comment: str, offset: int, holder: TreeEntry, *, is_alone: bool) -> None:
    """Attach a comment in braces or brackets to the entry on its line, around it or after it, else to the holder."""
    index = bisect_right(holder.entries, offset, key=lambda entry: entry.start)
    before = holder.entries[index - 1] if index else None
    if not is_alone and (before is not None or holder.owner is not None):
        _beside(before or holder, comment, 0)
    elif not is_alone:
        holder.above.append(comment)
    elif before is not None and offset < before.end:
        before.above.append(comment)
    elif index < len(holder.entries):
        holder.entries[index].above.append(comment)
    else:
        holder.below.append(comment)


def _beside(entry: TreeEntry, comment: str, column: int) -> None:
    """Put a comment at the end of an entry's line; an earlier one moves above the entry."""
    entry.above += entry.beside
    entry.beside = [comment]
    entry.beside_column = column


def _blocks_around(entry: TreeEntry) -> list[TreeEntry]:
    """Return an entry and those around it that are not inside braces or brackets, the document first."""
    chain = [entry]
    while (owner := chain[-1].owner) is not None:
        chain.append(owner)
    return [entry for entry in reversed(chain) if not entry.is_flow]


def _ends_with_blank_line(text: str, place: Place) -> bool:
    value = place.entry.value
    if place.is_key or not isinstance(value, Leaf) or not value.header or "+" in value.header:
        return False
    return re.search(r"\n[ \t]*\n\Z", text[place.start : place.end]) is not None


def _column(text: str, offset: int) -> int:
    return offset - (text.rfind("\n", 0, offset) + 1)
