"""Reads the lines and settings of simotel.ini as Python's configparser does.

ConfigUpdater finds sections, options and continuation lines. It does not get comments, blank lines, or lines before
the first section: it reads an indented comment as an option, refuses lines without a section, and needs quadratic time
for blank lines in values. The lines are kept here unchanged, with their own line ends, so that unedited lines are
written back byte for byte.
"""

from __future__ import annotations

import re
from configparser import ParsingError
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from configupdater import ConfigUpdater

from scenario_kit.files.source import parse
from scenario_kit.findings.model import START, Finding, Rule, Severity, Span
from scenario_kit.language.kinds import SETTINGS, mistaken
from scenario_kit.pbx.ini.rules import UNREADABLE_INI

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LINE: Final = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_HEADER: Final = re.compile(r"\s*\[.+\]")
_DELIMITER: Final = re.compile(r"[=:]")
_COMMENT: Final = re.compile(r"\s[#;]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its text without the end, and the end: LF, CRLF, CR, or nothing on an unfinished last line."""

    body: str = field(repr=False)
    end: str

    @property
    def is_comment(self) -> bool:
        """Whether the line is a comment, indented or not."""
        return self.body.lstrip().startswith(("#", ";"))

    @property
    def is_blank(self) -> bool:
        """Whether the line is empty or only white space."""
        return not self.body.strip()

    @property
    def indent(self) -> str:
        """The leading white space."""
        return self.body[: len(self.body) - len(self.body.lstrip())]


@dataclass(frozen=True, slots=True)
class LineParts:
    """The parts of a line `key = value  # comment`; joined, they are the line.

    configparser reads a comment after the value as part of the value. Here it is separate, and is never changed: a PBX
    that runs with such a comment runs with it afterwards.
    """

    indent: str
    key: str
    before: str
    delimiter: str
    after: str
    value: str = field(repr=False)
    tail: str = field(repr=False)

    def with_value(self, value: str, indent: str) -> str:
        """Return the line with another value and indentation, and everything else unchanged."""
        after = self.after or (self.before if not self.value else "")
        delimiter = self.delimiter or " = "
        return f"{indent}{self.key}{self.before}{delimiter}{after}{value}{self.tail}"


def split_line(body: str) -> LineParts | None:
    """Split the line of a setting; None if it is not one. A key without a delimiter is a setting without a value."""
    text = body.lstrip()
    match = _DELIMITER.search(text)
    head = text if match is None else text[: match.start()]
    key = head.rstrip()
    if not key or key.startswith(("#", ";")):
        return None
    rest = "" if match is None else text[match.end() :]
    after, value, tail = _value(rest)
    delimiter = "" if match is None else match.group()
    return LineParts(body[: len(body) - len(text)], key, head[len(key) :], delimiter, after, value, tail)


def _value(rest: str) -> tuple[str, str, str]:
    content = rest.lstrip()
    after = rest[: len(rest) - len(content)]
    if after and content.startswith(("#", ";")):
        return "", "", rest
    closing = content.find(content[0], 1) if content.startswith(("'", '"')) else -1
    comment = _COMMENT.search(content, closing + 1)
    value = content[: comment.start()].rstrip() if comment else content.rstrip()
    return after, value, content[len(value) :]


@dataclass(frozen=True, slots=True)
class IniEntry:
    """A setting as configparser reads it.

    Attributes:
        section: The name of the section; empty before the first section.
        key: The key in lower case, as configparser compares it.
        first: The index of its line.
        last: The index of the last line that continues its value.
        owner: The index of the line of the setting that has swallowed it: configparser reads it as part of that value.
    """

    section: str
    key: str = field(repr=False)
    first: int
    last: int
    owner: int | None = None

    @property
    def swallowed(self) -> bool:
        """Whether it is read as part of the value of another setting."""
        return self.owner is not None


@dataclass(frozen=True, slots=True)
class IniSection:
    """A section: its name, the index of its header, and the index after its last line."""

    name: str
    header: int
    stop: int


@dataclass(frozen=True, slots=True)
class IniText:
    """A settings file with all its lines.

    Attributes:
        file: Its name, for findings.
        bom: The byte order mark at the start, or an empty string.
        lines: The lines.
        sections: The sections in order.
        entries: The settings in order, including swallowed ones and those before the first section.
    """

    file: str
    bom: str
    lines: tuple[Line, ...]
    sections: tuple[IniSection, ...]
    entries: tuple[IniEntry, ...] = field(repr=False)

    @property
    def newline(self) -> str:
        """The line end for an added line without a neighbour."""
        return next((line.end for line in self.lines if line.end), "\n")

    def parts(self, entry: IniEntry) -> LineParts:
        """Return the parts of a setting's line."""
        parts = split_line(self.lines[entry.first].body)
        assert parts is not None  # noqa: S101  every entry is on a line with a key
        return parts

    def value(self, entry: IniEntry, continuation: Iterable[int] = ()) -> str:
        """Return the value on the line of a setting, and the lines with these indices that continue it."""
        return "\n".join([self.parts(entry).value, *(self.lines[index].body.strip() for index in continuation)])

    def find(self, section: str, key: str) -> IniEntry | None:
        """Return the first setting with that name, swallowed or not."""
        return next((entry for entry in self.entries if (entry.section, entry.key) == (section, key)), None)

    def continuation(self, entry: IniEntry) -> Iterator[int]:
        """Return the indices of the lines that continue a setting's value, except blank lines and comments."""
        for index in range(entry.first + 1, entry.last + 1):
            if not self.lines[index].is_blank and not self.lines[index].is_comment:
                yield index

    def span(self, index: int) -> Span:
        """Return the place of a line's text, without the white space around it."""
        line = self.lines[index]
        first = len(line.indent) + 1
        return Span(index + 1, first, index + 1, max(first, len(line.body.rstrip()) + 1))

    def finding(
        self, rule: Rule, index: int | None, message: str, help_: str | None = None, severity: Severity | None = None
    ) -> Finding:
        """Return a finding at the line with an index; None is the whole file."""
        span = START if index is None else self.span(index)
        return Finding(rule.code, rule.name, severity or rule.severity, message, self.file, span, "", help_)


def read_ini(data: bytes, *, file: str, encoding: str = "utf-8") -> IniText | Finding:
    """Return the text of a settings file, or a finding that says why it cannot be read, without quoting the file."""
    try:
        text = data.decode(encoding)
        reversible = text.encode(encoding) == data
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        help_ = "convert the file to utf-8, or set --encoding of the `ini` commands"
        return _unreadable(file, number, f"byte {error.start} is not {encoding}", help_)
    except (LookupError, UnicodeError):
        return _unreadable(file, 1, f"`{encoding}` is not a text encoding", "use an encoding such as utf-8 or cp1256")
    if not reversible:
        return _unreadable(file, 1, f"decoding as {encoding} loses bytes", "give the exact encoding, such as utf-16-le")
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    lines = tuple(Line(body, end) for body, end in _LINE.findall(text[len(bom) :]) if body or end)
    for number, line in enumerate(lines, 1):
        if "\0" in line.body:
            help_ = "the file is damaged; restore it from a backup"
            return _unreadable(file, number, "the line contains a NUL byte", help_)
    if not any(_HEADER.match(line.body) for line in lines):
        mistake = mistaken(parse(text.encode(errors="replace"), file), SETTINGS)
        if mistake is not None:
            return _unreadable(file, 1, *mistake)
    return _structure(bom, lines, file)


def _structure(bom: str, lines: tuple[Line, ...], file: str) -> IniText | Finding:
    start = next((i for i, line in enumerate(lines) if not line.is_comment and _HEADER.match(line.body)), len(lines))
    seen = [i for i in range(start, len(lines)) if not lines[i].is_blank and not lines[i].is_comment]
    updater = ConfigUpdater(allow_no_value=True, strict=False, empty_lines_in_values=False)
    try:
        updater.read_file(lines[index].body + "\n" for index in seen)
    except ParsingError as error:
        number = seen[error.errors[0][0] - 1] + 1
        return _unreadable(file, number, "the line has a value without a key", "add a key, or remove the line")
    entries = [
        IniEntry("", parts.key.lower(), index, index)
        for index, line in enumerate(lines[:start])
        if (parts := split_line(line.body)) is not None
    ]
    blocks = []
    at = 0
    for section in updater.iter_sections():
        header = seen[at]
        at += 1
        for option in section.iter_options():
            first, *others = seen[at : at + len(option.lines)]
            at += len(option.lines)
            entries.append(IniEntry(section.name, option.key, first, seen[at - 1]))
            for index in others:
                parts = split_line(lines[index].body)
                if parts is not None and parts.delimiter:
                    entries.append(IniEntry(section.name, parts.key.lower(), index, index, first))
        blocks.append(IniSection(section.name, header, seen[at] if at < len(seen) else len(lines)))
    return IniText(file, bom, lines, tuple(blocks), tuple(entries))


def _unreadable(file: str, line: int, message: str, help_: str) -> Finding:
    rule, span = UNREADABLE_INI, Span(line, 1, line, 1)
    return Finding(rule.code, rule.name, rule.severity, f"cannot read the file: {message}", file, span, "", help_)
