"""Collects edits to the lines of a settings file: where each one goes, and how it is indented."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from scenario_kit.pbx.ini.settings import MANAGED, is_managed
from scenario_kit.pbx.ini.text import IniEntry, IniSection, IniText, Line, split_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class EditKind(StrEnum):
    """Kinds of edits: change the value of a setting, add a setting, or detach a swallowed one."""

    CHANGE = "change"
    ADD = "add"
    DETACH = "mend"


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit to one managed setting.

    Attributes:
        kind: The kind.
        line: Its line in the unedited file; for an added setting the line above, 0 for none.
        section: The section.
        key: The key.
        old: The current value; None for an added setting.
        new: The new value.
    """

    kind: EditKind
    line: int
    section: str
    key: str
    old: str | None
    new: str


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a diff.

    Attributes:
        sign: `-` for a removed line, `+` for an added one, a space for an unchanged one.
        line: The line; an unchanged last line may have a new line end.
        old: The index of the line in the unedited file; None for an added line.
    """

    sign: str
    line: Line
    old: int | None = None


class IniEditor:
    """A settings file without duplicate managed settings, and the edits to it.

    Attributes:
        text: The unedited file.
        edits: The edits so far.
        swallowed: The managed settings that the value of another setting has swallowed, by the index of its line.
    """

    def __init__(self, text: IniText) -> None:
        self.text = text
        self.edits: list[Edit] = []
        self.swallowed: dict[int, list[IniEntry]] = {}
        for entry in text.entries:
            if entry.owner is not None and is_managed(entry.section, entry.key):
                self.swallowed.setdefault(entry.owner, []).append(entry)
        self._rewritten: dict[int, str | None] = {}
        self._inserted: dict[int, list[str]] = {}
        self._added_sections: dict[str, list[str]] = {}

    def other_lines(self, owner: IniEntry) -> list[int]:
        """Return the indices of the lines that continue a value, except swallowed managed settings."""
        swallowed = {entry.first for entry in self.swallowed.get(owner.first, ())}
        return [index for index in self.text.continuation(owner) if index not in swallowed]

    def change(self, entry: IniEntry, value: str) -> None:
        """Change the value of a setting; the rest of its line stays as it is."""
        parts = self.text.parts(entry)
        self._rewritten[entry.first] = parts.with_value(value, parts.indent)
        self.edits.append(Edit(EditKind.CHANGE, entry.first + 1, entry.section, entry.key, parts.value, value))

    def detach(self, owner: IniEntry, values: dict[str, str]) -> None:
        """Detach the managed settings that a value has swallowed: give them the indentation of its setting.

        They stay on their lines. If other lines of the value follow, which they would swallow in turn, they move
        below the value.

        Args:
            owner: The setting that swallowed them.
            values: The required values that replace theirs, by key.
        """
        swallowed = self.swallowed[owner.first]
        in_place = all(index < swallowed[0].first for index in self.other_lines(owner))
        indent = self.text.lines[owner.first].indent
        for entry in swallowed:
            parts = self.text.parts(entry)
            value = values.get(entry.key, parts.value)
            body = parts.with_value(value, indent)
            if in_place:
                self._rewritten[entry.first] = body
            else:
                self._rewritten[entry.first] = None
                self._inserted.setdefault(owner.last + 1, []).append(body)
            self.edits.append(Edit(EditKind.DETACH, entry.first + 1, entry.section, entry.key, parts.value, value))

    def add(self, section: str, key: str, value: str) -> None:
        """Add a setting. A missing section is added at the end of the file."""
        ini_section = next((each for each in self.text.sections if each.name == section), None)
        if ini_section is None:
            position = len(self.text.lines)
            self._added_sections.setdefault(section, []).append(f"{key} = {value}")
        else:
            position, indent = self._insertion_point(ini_section, key)
            self._inserted.setdefault(position, []).append(f"{indent}{key} = {value}")
        self.edits.append(Edit(EditKind.ADD, position, section, key, None, value))

    def _insertion_point(self, section: IniSection, key: str) -> tuple[int, str]:
        """Return the index where a key is inserted, and its indentation.

        It has the indentation of the setting above it, or else of the line below it. So no line below becomes part of
        its value, and every other setting is read as before.
        """
        settings = [e for e in self.text.entries if e.section == section.name and not e.swallowed]
        managed = [e for e in settings if e.key in MANAGED or e.first in self.swallowed]
        if managed:
            return managed[-1].last + 1, self.text.lines[managed[-1].first].indent
        position = self._end_of(section)
        for index in range(section.header + 1, position):
            if _commented_out(self.text.lines[index]) == key and not any(e.first < index <= e.last for e in settings):
                position = index + 1
                break
        above = [entry for entry in settings if entry.first < position]
        below = (line.indent for line in self.text.lines[position:] if not line.is_blank and not line.is_comment)
        return position, self.text.lines[above[-1].first].indent if above else next(below, "")

    def _end_of(self, section: IniSection) -> int:
        """Return the index after a section, before blank lines and the comment that introduces the next one."""
        lines, end = self.text.lines, section.stop
        while end < len(lines) and lines[end - 1].is_comment:
            end -= 1
        while lines[end - 1].is_blank:
            end -= 1
        return end

    def rows(self) -> tuple[DiffLine, ...]:
        """Return all lines with the edits as a diff; an added line has the line end of its neighbour."""
        lines = self.text.lines
        rows = list(self._rows())
        if lines and not lines[-1].end:
            last = max(number for number, row in enumerate(rows) if row.sign != "-")
            for number, row in enumerate(rows):
                if row.sign != "-" and (number == last or not row.line.end):
                    end = "" if number == last else self.text.newline
                    rows[number] = DiffLine(row.sign, Line(row.line.body, end), row.old)
        return tuple(rows)

    def _rows(self) -> Iterator[DiffLine]:
        lines = self.text.lines
        for index, line in enumerate(lines):
            yield from self._added_rows(index, self._inserted.get(index, ()))
            if index not in self._rewritten:
                yield DiffLine(" ", line, index)
                continue
            body = self._rewritten[index]
            yield DiffLine("-", line, index)
            if body is not None:
                yield DiffLine("+", Line(body, line.end))
        last = len(lines)
        yield from self._added_rows(last, self._inserted.get(last, ()))
        blank = not lines or (lines[-1].is_blank and last not in self._inserted)
        for section, bodies in self._added_sections.items():
            yield from self._added_rows(last, [*([] if blank else [""]), f"[{section}]", *bodies])
            blank = False

    def _added_rows(self, index: int, bodies: Iterable[str]) -> Iterator[DiffLine]:
        above = self.text.lines[index - 1].end if index else ""
        for body in bodies:
            yield DiffLine("+", Line(body, above or self.text.newline))


def _commented_out(line: Line) -> str | None:
    """Return the key of a setting that is commented out, or None."""
    parts = split_line(line.body.lstrip().lstrip("#;")) if line.is_comment else None
    return parts.key.lower() if parts is not None and parts.delimiter else None
