"""Smart API commands: what a web service tells the PBX to play, ask for and set.

A text of commands is ``PlayAnnouncement('welcome');GetData('menu',10,1);Exit('sales')``. Texts are in
single or double quotes; for numbers, quotes are optional. Nothing can be escaped, so a text can contain only the other
kind of quotes. A time of day may omit its seconds and its quotes, as the vendor's own client library does.
"""

from __future__ import annotations

import re
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.findings.model import did_you_mean, nearest
from scenario_kit.language.dialable import dial_fault, is_dialable, nearest_ascii
from scenario_kit.language.mended import seconds_help, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_SHOWN: Final = 40
_BLANKS: Final = re.compile(r"\s*")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_BARE: Final = re.compile(r"""[^\s,;()'"]+""")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_PRINTED_QUOTES: Final = "‘’‚‛“”„‟`´"
"""Typographic quotes of word processors and web pages."""

_NUMBER: Final = re.compile(r"-?[0-9]+")
_DIGITS: Final = re.compile(r"[0-9]+")
_COUNT: Final = re.compile(r"0{0,8}[1-9][0-9]{0,8}")
_CLOCK: Final = re.compile(r"(?:[01]?[0-9]|2[0-3])(?::[0-5]?[0-9]){1,2}")
_DURATION: Final = re.compile(r"[0-9]{1,9}\.(?:[01]?[0-9]|2[0-3])(?::[0-5]?[0-9]){2}")
_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTHS: Final = 12
_LONGEST_MONTH: Final = {"gregorian": 31, "jalali": 31, "hijri": 30}
_LONG_JALALI_MONTHS: Final = 6


class CommandError(ValueError):
    """A text that is not a list of Smart API commands.

    Its string has the character, counted from 1, the reason and the help.

    Attributes:
        text: The whole text.
        position: Where the error starts, in characters from 0.
        length: Its length in characters; 0 if something is missing.
        reason: What is wrong.
        help: What to write instead, if known.
    """

    def __init__(self, text: str, position: int, length: int, reason: str, help_: str | None = None) -> None:
        super().__init__(f"character {position + 1}: {reason}" + (f"; {help_}" if help_ else ""))
        self.text = text
        self.position = position
        self.length = length
        self.reason = reason
        self.help = help_


class Command(NamedTuple):
    """One command.

    Attributes:
        name: Its name.
        arguments: Its arguments as text, without their quotes; numbers as written.
        position: Where it starts in the text, in characters from 0.
    """

    name: str
    arguments: tuple[str, ...]
    position: int


class _Kind(NamedTuple):
    """The type of an argument; `bare` if quotes are optional, and `mended` returns what is probably intended."""

    expected: str
    example: str
    fits: Callable[[str], object]
    bare: bool = False
    mended: Callable[[str], str | None] = nearest_ascii
    otherwise: str = "write a value such as `{}`"

    def help(self, value: str) -> str:
        """Return what to write instead of a value that does not fit."""
        mended = self.mended(value)
        if not mended or not self.fits(mended):
            return self.otherwise.format(self.example)
        return f"write `{mended}`" if self.bare else f"write `'{mended}'`"


def _is_line(text: str) -> bool:
    return bool(text.strip()) and not _CONTROL.search(text)


def _is_file(text: str) -> bool:
    return _is_line(text) and all(name.strip() and name.strip() != "id:" for name in files(text))


def _calendar(text: str) -> str | None:
    """Return the calendar that another name or spelling of it means."""
    words = words_of(text.casefold())
    meant = {_CALENDAR_NAMES[word] for word in words if word in _CALENDAR_NAMES}
    if meant > {"hijri"}:
        meant.discard("hijri")  # the Jalali calendar is the solar Hijri one
    return meant.pop() if len(meant) == 1 else nearest(text, _LONGEST_MONTH)


def _whole_seconds(text: str) -> str | None:
    """Return a duration such as `10s` in seconds."""
    help_ = seconds_help(text)
    return help_ and re.sub(r"[^0-9]", "", help_) if help_ and help_.endswith("s`") else nearest_ascii(text)


def _with_hyphens(text: str) -> str:
    """Return a date such as `1404/1/2` with hyphens, and with two digits for the month and the day."""
    year, *rest = re.split("[-/.]", nearest_ascii(text))
    return "-".join([year, *(part.zfill(2) for part in rest)])


_CALENDAR_NAMES: Final = {
    **dict.fromkeys(("jalali", "shamsi", "solar", "persian", "iranian", "khorshidi", "شمسی", "خورشیدی"), "jalali"),
    **dict.fromkeys(("gregorian", "miladi", "christian", "western", "میلادی"), "gregorian"),
    **dict.fromkeys(("hijri", "hejri", "qamari", "ghamari", "lunar", "islamic", "arabic", "قمری", "هجری"), "hijri"),
}
_FILE: Final = _Kind("the name of a file, or several joined by `&`", "'welcome'", _is_file)
_LINE: Final = _Kind("text on one line", "'sales'", _is_line)
_CLASS: Final = _LINE._replace(example="'default'")
_WHOLE: Final = _Kind("a whole number", "5", _NUMBER.fullmatch, bare=True)
_ONLY_DIGITS: Final = _Kind("digits", "1239", _DIGITS.fullmatch, bare=True)
_POSITIVE: Final = _Kind("a whole number, 1 or more", "10", _COUNT.fullmatch, bare=True, mended=_whole_seconds)
_LASTING: Final = _Kind("a duration, written 'd.HH:MM:SS'", "'0.00:05:30'", _DURATION.fullmatch)
_TIME: Final = _Kind("a time of day, written 'HH:MM:SS'", "'14:30:00'", _CLOCK.fullmatch, bare=True)
_DAY: Final = _Kind("a date, written 'YYYY-MM-DD'", "'2026-03-21'", _DATE.fullmatch, mended=_with_hyphens)
_CALENDAR: Final = _Kind(
    "'gregorian', 'jalali' or 'hijri'",
    "'gregorian'",
    _LONGEST_MONTH.__contains__,
    mended=_calendar,
    otherwise="write the calendar of the date",
)
_EXTEN: Final = _Kind("a number to dial", "'200'", is_dialable)

_SIGNATURES: Final[Mapping[str, Mapping[str, _Kind]]] = {
    "PlayAnnouncement": {"file": _FILE},
    "Playback": {"file": _FILE},
    "SayNumber": {"number": _WHOLE},
    "SayDigit": {"number": _ONLY_DIGITS},
    "SayDuration": {"duration": _LASTING},
    "SayClock": {"time": _TIME},
    "SayDate": {"date": _DAY, "calendar": _CALENDAR},
    "GetData": {"file": _FILE, "timeout": _POSITIVE, "max_digits": _POSITIVE},
    "MusicOnHold": {"class": _CLASS, "seconds": _POSITIVE},
    "SetExten": {"extension": _EXTEN},
    "SetLimitOnCall": {"seconds": _POSITIVE},
    "ClearUserData": {},
    "Exit": {"case": _LINE},
}

COMMANDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {name: tuple(arguments) for name, arguments in _SIGNATURES.items()}
)
"""The names of the arguments of each command."""

SILENT: Final = frozenset({"SetExten", "SetLimitOnCall", "ClearUserData", "Exit"})
"""The commands that neither play nor take audio."""


def files(argument: str) -> tuple[str, ...]:
    """Return the files that the argument of a playing command joins by ``&``; ``id:…`` names an announcement by id."""
    return tuple(argument.split("&"))


def parse_commands(text: str) -> tuple[Command, ...]:
    """Read the commands in order; blanks around every part and empty commands are allowed.

    The vendor's client library ends each command with ``;`` and joins what it has, so a text may be empty and have
    ``;`` at any place between commands.

    Raises:
        CommandError: The text is not a list of commands; it describes the first error.
    """
    return tuple(_Reader(text).commands())


class _Reader:
    """Reads one text from left to right, each character once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def commands(self) -> Iterator[Command]:
        self._skip_empty()
        while self._at < len(self._text):
            yield self._command()
            self._skip()
            if self._at < len(self._text) and not self._text.startswith(";", self._at):
                raise self._unexpected("`;` before the next command")
            self._skip_empty()

    def _skip_empty(self) -> None:
        """Skip blanks, and the `;` of empty commands."""
        self._skip()
        while self._take(";"):
            self._skip()

    def _skip(self) -> None:
        if blanks := _BLANKS.match(self._text, self._at):
            self._at = blanks.end()

    def _take(self, character: str) -> bool:
        is_next = self._text.startswith(character, self._at)
        self._at += is_next
        return is_next

    def _error(self, start: int, reason: str, help_: str | None = None) -> CommandError:
        """Return the error of the text from `start` to here."""
        return CommandError(self._text, start, self._at - start, reason, help_)

    def _unexpected(self, expected: str, help_: str | None = None) -> CommandError:
        if self._at == len(self._text):
            return CommandError(self._text, self._at, 0, f"expected {expected}, but the text ends", help_)
        character = self._text[self._at]
        return CommandError(self._text, self._at, 1, f"expected {expected}, got {_shown(character)}", help_)

    def _command(self) -> Command:
        start = self._at
        match = _NAME.match(self._text, start)
        if match is None:
            raise self._unexpected("a command", f"write commands such as `{_SAMPLE}`")
        name, self._at = match[0], match.end()
        if name not in _SIGNATURES:
            help_ = did_you_mean(name, _SIGNATURES) or f"known commands: {', '.join(_SIGNATURES)}"
            raise self._error(start, f"unknown command {_shown(name)}", help_)
        self._skip()
        opened = self._at
        if not self._take("("):
            raise self._unexpected(f"`(` after `{name}`", f"write `{_example(name)}`")
        return Command(name, self._arguments(name, opened), start)

    def _arguments(self, name: str, opened: int) -> tuple[str, ...]:
        kinds = _SIGNATURES[name]
        values: list[str] = []
        written: list[str] = []
        self._skip()
        while not self._take(")"):
            if values and not self._take(","):
                self._not_closed(name, opened)
                escaped = self._text[: self._at].endswith(("\\'", '\\"'))
                help_ = f"write `{_example(name, written)}`"
                if escaped:
                    help_ = "quotes cannot be escaped; use the other kind of quotes around the text"
                raise self._unexpected("`,` or `)`", help_)
            self._skip()
            self._not_closed(name, opened)
            start = self._at
            value, quoted = self._argument(name, written)
            if len(values) == len(kinds):
                raise self._error(start, f"{_takes(name)}, got one more", f"write `{_example(name, written)}`")
            argument, kind = list(kinds.items())[len(values)]
            self._check(start, f"`{argument}` of `{name}`", kind, value, quoted=quoted)
            values.append(value)
            written.append(self._text[start : self._at])
            self._skip()
        if len(values) < len(kinds):
            end = self._at - 1
            reason = f"{_takes(name)}, got {len(values)}"
            raise CommandError(self._text, end, 1, reason, f"write `{_example(name, written)}`")
        if name == "SayDate" and not _is_day(*values):
            day, calendar = values
            raise self._error(opened, f"`{day}` is not a day of the {calendar} calendar", "correct the date")
        return tuple(values)

    def _not_closed(self, name: str, opened: int) -> None:
        if self._at == len(self._text):
            reason = f"the `(` of `{name}` is not closed"
            raise CommandError(self._text, opened, 1, reason, "write `)` after the last argument")

    def _argument(self, name: str, before: Sequence[str]) -> tuple[str, bool]:
        start = self._at
        quote = self._text[start]
        if quote in _PRINTED_QUOTES:
            raise self._unexpected("an argument", "write straight quotes, `'` or `\"`")
        if quote not in "'\"":
            match = _BARE.match(self._text, start)
            if match is None:
                raise self._unexpected(f"an argument of `{name}`", f"write `{_example(name, before)}`")
            self._at = match.end()
            return match[0], False
        end = self._text.find(quote, start + 1)
        if end < 0:
            reason = f"the quote {_shown(quote)} is not closed"
            raise CommandError(self._text, start, 1, reason, f"write {_shown(quote)} after the text")
        self._at = end + 1
        return self._text[start + 1 : end], True

    def _check(self, start: int, what: str, kind: _Kind, value: str, *, quoted: bool) -> None:
        if not kind.fits(value):
            got = _shown(value) if value else "an empty text"
            expected, help_ = kind.expected, kind.help(value)
            fault = dial_fault(value) if kind is _EXTEN else None
            if fault is not None:
                expected = fault.expected
                help_ = help_ if fault.mended is None else f"write `'{fault.mended}'`"
            raise self._error(start, f"{what} must be {expected}, got {got}", help_)
        if not (quoted or kind.bare):
            help_ = f"write `'{value}'`" if len(value) <= _SHOWN else "put it in single quotes"
            raise self._error(start, f"{what} is not quoted", help_)


def _is_day(text: str, calendar: str) -> bool:
    year, month, day = map(int, text.split("-"))
    if calendar == "gregorian":
        try:
            date(year, month, day)
        except ValueError:
            return False
        return True
    longest = _LONGEST_MONTH[calendar] - (calendar == "jalali" and month > _LONG_JALALI_MONTHS)
    return 1 <= month <= _MONTHS and 1 <= day <= longest


_SAMPLE: Final = "PlayAnnouncement('welcome');Exit('sales')"
"""An example of a list of commands."""


def _example(name: str, written: Sequence[str] = ()) -> str:
    """Return an example of a command that keeps the arguments which are written already, if they are short."""
    kept = [argument if len(argument) <= _SHOWN else "…" for argument in written]
    examples = [kind.example for kind in _SIGNATURES[name].values()]
    return f"{name}({','.join([*kept, *examples[len(kept) :]])})"


def _takes(name: str) -> str:
    arguments = COMMANDS[name]
    if not arguments:
        return f"`{name}` takes no arguments"
    count = f"{len(arguments)} argument" + ("s" if len(arguments) != 1 else "")
    return f"`{name}` takes {count} ({', '.join(arguments)})"


def _shown(text: str) -> str:
    """Return a part of the text in backquotes, short and on one line."""
    short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f"`{_CONTROL.sub(lambda match: ascii(match[0])[1:-1], short)}`"
