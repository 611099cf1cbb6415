"""The answers of web services to Trunk API, Extension API, IVR API and Smart API, as fields.

The fields are texts if a test has the answer, and JSON values if a web service was asked. They are read as an answer
that the PBX can use, or none, with the faults that explain it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from scenario_kit.findings.model import did_you_mean
from scenario_kit.language.catalogue import ComponentName
from scenario_kit.language.dialable import dial_fault
from scenario_kit.language.smart_api import SILENT, Command, CommandError, parse_commands
from scenario_kit.language.values import describe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIELDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        ComponentName.TRUNK_API: ("ok", "trunk", "extension", "call_limit"),
        ComponentName.EXTENSION_API: ("ok", "extension"),
        ComponentName.IVR_API: ("ok", "case"),
        ComponentName.SMART_API: ("ok", "commands"),
    }
)
"""The known fields of an answer, by component type."""
_LINE: Final = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_LIMIT: Final = re.compile(r"0{0,8}[1-9][0-9]{0,8}")
_MOST_UNKNOWN: Final = 5
"""Unknown fields that are reported one by one; the others are only counted."""

_MOST_BITS: Final = 128
"""A longer JSON number cannot be dialled, and is slow to print."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with an answer.

    Attributes:
        field: The field.
        message: What is wrong, in words.
        help: What to answer instead, if known.
        spoils: Whether the PBX cannot use the answer; the call then continues as if no answer came.
    """

    field: str
    message: str
    help: str | None
    spoils: bool = True


@dataclass(frozen=True, slots=True)
class TrunkAnswer:
    """Dial `number` over `trunk`, and end the talk after `call_limit` seconds, if given."""

    trunk: str
    number: str
    call_limit: int | None


@dataclass(frozen=True, slots=True)
class ExtensionAnswer:
    """Ring this extension."""

    extension: str


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """Leave by the row of this case."""

    case: str


@dataclass(frozen=True, slots=True)
class CommandsAnswer:
    """Run these commands in order."""

    commands: tuple[Command, ...]

    @property
    def case(self) -> str | None:
        """The case that they leave by, if they have an Exit."""
        return next((command.arguments[0] for command in self.commands if command.name == "Exit"), None)

    @property
    def audio(self) -> str | None:
        """The first command before Exit that plays or takes audio."""
        run = takewhile(lambda command: command.name != "Exit", self.commands)
        return next((command.name for command in run if command.name not in SILENT), None)


Answer: TypeAlias = TrunkAnswer | ExtensionAnswer | CaseAnswer | CommandsAnswer


def read_answer(component_type: str, fields: Mapping[str, object]) -> tuple[Answer | None, tuple[Fault, ...]]:
    """Read an answer.

    Args:
        component_type: The type of the component that asked, one of `FIELDS`.
        fields: The answer's fields: texts, or JSON values as Python has them.

    Returns:
        The answer, None if the PBX cannot use it, and its faults: in the order of the known fields, then of the unknown
        ones.
    """
    known = FIELDS[component_type]
    reader = _Reader(fields)
    answer = None if reader.is_refusal() else reader.answer(component_type)
    reader.unknown([name for name in fields if name not in known], known)
    usable = not any(fault.spoils for fault in reader.faults)
    return answer if usable else None, tuple(reader.faults)


class _Reader:
    """Reads the fields one by one and collects their faults."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = fields
        self.faults: list[Fault] = []

    def fault(self, field: str, message: str, help_: str | None, *, spoils: bool = True) -> None:
        self.faults.append(Fault(field, message, help_, spoils))

    def is_refusal(self) -> bool:
        """Whether the service refuses the call; no other field is then required."""
        value = self._fields.get("ok")
        refuses = isinstance(value, str | int) and not isinstance(value, bool) and value in ("0", 0)
        if refuses:
            self.fault("ok", "`ok` is `0`: the service refuses the call", 'answer `"ok": "1"` with the other fields')
        return refuses

    def answer(self, component_type: str) -> Answer:
        ok = self._fields.get("ok")
        if isinstance(ok, bool | float) or ok not in ("1", 1):
            self.fault("ok", f"`ok` {self._got('ok')}", 'answer `"ok": "1"`')
        match component_type:
            case ComponentName.TRUNK_API:
                trunk, number = self.text("trunk", "Cisco"), self.number("extension", "09371234567")
                return TrunkAnswer(trunk, number, self.limit("call_limit"))
            case ComponentName.EXTENSION_API:
                return ExtensionAnswer(self.number("extension", "553"))
            case ComponentName.IVR_API:
                return CaseAnswer(self.text("case", "1"))
        return CommandsAnswer(self.commands("commands"))

    def text(self, field: str, example: str) -> str:
        """Return a text on one line, or an empty text after a fault; a JSON number is read as its digits."""
        value = self._fields.get(field)
        text = str(value) if _is_short_integer(value) else value
        if isinstance(text, str) and text.strip() and _LINE.fullmatch(text):
            return text
        self.fault(field, f"`{field}` {self._got(field)}", f'answer text, such as `"{field}": "{example}"`')
        return ""

    def number(self, field: str, example: str) -> str:
        """Return a number to dial, or an empty text after a fault."""
        value = self._fields.get(field)
        if _is_short_integer(value) and isinstance(value, int) and value >= 0:
            message = f"`{field}` is the JSON number {value}, which loses leading zeros"
            help_ = f'answer it as text, with its leading zero if it has one, such as `"{field}": "{example}"`'
            self.fault(field, message, help_, spoils=False)
            return str(value)
        fault = dial_fault(value) if isinstance(value, str) and value else None
        if isinstance(value, str) and value and fault is None:
            return value
        message, help_ = f"`{field}` {self._got(field)}", f'answer digits in quotes, such as `"{field}": "{example}"`'
        if fault is not None:
            message = f"`{field}`: expected {fault.expected}, got {describe(value)}"
            help_ = help_ if fault.mended is None else f'answer `"{field}": "{fault.mended}"`'
        self.fault(field, message, help_)
        return ""

    def limit(self, field: str) -> int | None:
        value = self._fields.get(field)
        if value is None:
            if field in self._fields:
                self.fault(field, f"`{field}` is null", "omit it for no limit", spoils=False)
            return None
        text = str(value) if _is_short_integer(value) else value
        if isinstance(text, str) and _LIMIT.fullmatch(text):
            return int(text)
        message = f"`{field}` {self._got(field)}, not a whole number of seconds above 0"
        self.fault(field, message, f'answer `"{field}": "300"`, or omit it for no limit')
        return None

    def commands(self, field: str) -> tuple[Command, ...]:
        value = self._fields.get(field)
        if not isinstance(value, str):
            self.fault(field, f"`{field}` {self._got(field)}", f'answer `"{field}": "Exit(\'sales\')"`')
            return ()
        try:
            return parse_commands(value)
        except CommandError as error:
            message = f"`{field}`, character {error.position + 1}: {error.reason}"
            self.fault(field, message, error.help)
            return ()

    def unknown(self, names: Sequence[str], known: Sequence[str]) -> None:
        for name in names[:_MOST_UNKNOWN]:
            help_ = did_you_mean(name, known) or f"known fields: {', '.join(known)}"
            self.fault(name, f"unknown field {describe(name)}", help_, spoils=False)
        more = len(names) - _MOST_UNKNOWN
        if more > 0:
            self.fault(names[-1], f"{more} more unknown fields", None, spoils=False)

    def _got(self, field: str) -> str:
        """Describe an invalid field for a message."""
        if field not in self._fields:
            return "is missing"
        value = self._fields[field]
        if value is None:
            return "is null"
        if isinstance(value, bool):
            return f"is {str(value).lower()}"
        if isinstance(value, int) and not _is_short_integer(value):
            return "is a number that is too long"
        return f"is {describe(value)}"


def _is_short_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= _MOST_BITS
