"""The lines of a settings file with edits noted beside them; where an edit goes, and how deep it is indented."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from scenario_kit.pbx.ini.text import Block, IniEntry, IniText, Line, Written, written
from scenario_kit.pbx.ini.wanted import MANAGED, is_managed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class LineKind(StrEnum):
    """What an edit does: give a setting another value, add one, or make a swallowed one a setting of its own."""

    CHANGE = "change"
    ADD = "add"
    MEND = "mend"


@dataclass(frozen=True, slots=True)
class Edit:
    """One managed setting that is edited.

    Attributes:
        kind: What is done.
        line: Its line in the file as it is; for an added one the line above, 0 for none.
        section: The section.
        key: The key.
        old: The value as it stands, None for an added one.
        new: The value as it will stand.
    """

    kind: LineKind
    line: int
    section: str
    key: str
    old: str | None
    new: str


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line of a file before and after.

    Attributes:
        sign: `-` for a line that goes, `+` for one that comes, a blank for one that stays.
        line: The line; of one that stays, as it is afterwards, as the last one may be given a line end.
        old: The index of the old line, None for one that comes.
    """

    sign: str
    line: Line
    old: int | None = None


@dataclass(slots=True)
class IniDraft:
    """A readable settings file without duplicates among the managed settings, and what is to be done to its lines.

    Attributes:
        text: The file as it is.
        edits: The edits so far.
    """

    text: IniText
    edits: list[Edit] = field(default_factory=list)
    _rewritten: dict[int, str | None] = field(default_factory=dict, repr=False)
    _inserted: dict[int, list[str]] = field(default_factory=dict, repr=False)
    _begun: dict[str, list[str]] = field(default_factory=dict, repr=False)
    _swallowed: dict[int, list[IniEntry]] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for entry in self.text.entries:
            if entry.owner is not None and is_managed(entry.section, entry.key):
                self._swallowed.setdefault(entry.owner, []).append(entry)

    def parts(self, entry: IniEntry) -> Written:
        """Return the parts of a setting's line."""
        parts = written(self.text.lines[entry.first].body)
        assert parts is not None  # noqa: S101  the text holds only lines that are settings as entries
        return parts

    def find(self, section: str, key: str) -> IniEntry | None:
        """Return the managed setting of that name, swallowed or not."""
        return next((e for e in self.text.entries if (e.section, e.key) == (section, key)), None)

    def swallowed_by(self, owner: IniEntry) -> tuple[IniEntry, ...]:
        """Return the managed settings that stand in the value of another setting."""
        return tuple(self._swallowed.get(owner.first, ()))

    def rest(self, owner: IniEntry) -> list[int]:
        """Return the lines that continue a value and are not managed settings themselves."""
        swallowed = {entry.first for entry in self.swallowed_by(owner)}
        return [index for index in self.text.continuation(owner) if index not in swallowed]

    def change(self, entry: IniEntry, value: str) -> None:
        """Return a setting another value; the rest of its line stays as it is written."""
        parts = self.parts(entry)
        self._rewritten[entry.first] = parts.with_value(value, parts.indent)
        self.edits.append(Edit(LineKind.CHANGE, entry.first + 1, entry.section, entry.key, parts.value, value))

    def mend(self, owner: IniEntry, values: dict[str, str]) -> None:
        """Make the managed settings in a value settings of their own, as deep as the one that swallowed them.

        They stay on their lines, unless other lines of the value follow, which they would swallow in turn; then they
        go behind the value.

        Args:
            owner: The setting whose value they stand in.
            values: What is wanted instead of the values they have, by key.
        """
        swallowed = self.swallowed_by(owner)
        stay = all(index < swallowed[0].first for index in self.rest(owner))
        indent = self.text.lines[owner.first].indent
        for entry in swallowed:
            parts = self.parts(entry)
            value = values.get(entry.key, parts.value)
            body = parts.with_value(value, indent)
            if stay:
                self._rewritten[entry.first] = body
            else:
                self._rewritten[entry.first] = None
                self._inserted.setdefault(owner.last + 1, []).append(body)
            self.edits.append(Edit(LineKind.MEND, entry.first + 1, entry.section, entry.key, parts.value, value))

    def add(self, section: str, key: str, value: str) -> None:
        """Add a setting; a section that the file does not have is begun at its end."""
        block = next((block for block in self.text.blocks if block.name == section), None)
        if block is None:
            position = len(self.text.lines)
            self._begun.setdefault(section, []).append(f"{key} = {value}")
        else:
            position, indent = self._place(block, key)
            self._inserted.setdefault(position, []).append(f"{indent}{key} = {value}")
        self.edits.append(Edit(LineKind.ADD, position, section, key, None, value))

    def _place(self, block: Block, key: str) -> tuple[int, str]:
        """Return the index before which a key goes, and its indentation.

        It is as deep as the setting above it, else as the line below it: then nothing below it can be read as part
        of its value, and nothing that was read as a setting before is read otherwise afterwards.
        """
        settings = [e for e in self.text.entries if e.section == block.name and not e.swallowed]
        managed = [e for e in settings if e.key in MANAGED or self.swallowed_by(e)]
        if managed:
            return managed[-1].last + 1, self.text.lines[managed[-1].first].indent
        position = self._end(block)
        for index in range(block.header + 1, position):
            if _commented_out(self.text.lines[index]) == key and not any(e.first < index <= e.last for e in settings):
                position = index + 1
                break
        above = [entry for entry in settings if entry.first < position]
        below = (line.indent for line in self.text.lines[position:] if not line.is_blank and not line.is_comment)
        return position, self.text.lines[above[-1].first].indent if above else next(below, "")

    def _end(self, block: Block) -> int:
        """Return the index behind a section, before the blank lines and the comment that lead to the next one."""
        lines, end = self.text.lines, block.stop
        while end < len(lines) and lines[end - 1].is_comment:
            end -= 1
        while lines[end - 1].is_blank:
            end -= 1
        return end

    def rows(self) -> tuple[DraftLine, ...]:
        """Return the lines before and after; a new line ends like its neighbour."""
        lines = self.text.lines
        rows = list(self._rows())
        if lines and not lines[-1].end:
            last = max(number for number, row in enumerate(rows) if row.sign != "-")
            for number, row in enumerate(rows):
                if row.sign != "-" and (number == last or not row.line.end):
                    end = "" if number == last else self.text.newline
                    rows[number] = DraftLine(row.sign, Line(row.line.body, end), row.old)
        return tuple(rows)

    def _rows(self) -> Iterator[DraftLine]:
        lines = self.text.lines
        for index, line in enumerate(lines):
            yield from self._new(index, self._inserted.get(index, ()))
            if index not in self._rewritten:
                yield DraftLine(" ", line, index)
                continue
            body = self._rewritten[index]
            yield DraftLine("-", line, index)
            if body is not None:
                yield DraftLine("+", Line(body, line.end))
        last = len(lines)
        yield from self._new(last, self._inserted.get(last, ()))
        blank = not lines or (lines[-1].is_blank and last not in self._inserted)
        for section, bodies in self._begun.items():
            yield from self._new(last, [*([] if blank else [""]), f"[{section}]", *bodies])
            blank = False

    def _new(self, index: int, bodies: Iterable[str]) -> Iterator[DraftLine]:
        above = self.text.lines[index - 1].end if index else ""
        for body in bodies:
            yield DraftLine("+", Line(body, above or self.text.newline))


def _commented_out(line: Line) -> str | None:
    """Return the key of a setting that is commented out."""
    parts = written(line.body.lstrip().lstrip("#;")) if line.is_comment else None
    return parts.key.lower() if parts is not None and parts.delimiter else None
