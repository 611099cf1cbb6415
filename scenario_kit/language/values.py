"""What a value in a scenario may be: the scalar types of the language, typed by us and never by YAML.

Every scalar arrives as the text that was written. A validator here turns it into a Python value, or says in words what
was expected; each type also knows how an editor should see it in the JSON Schema.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

from scenario_kit.findings.model import did_you_mean
from scenario_kit.language.dialable import is_number_value
from scenario_kit.language.parameters import PARAMETER_PATTERN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

INVALID: Final = "scenario_kit_invalid"
"""The type of the errors raised here, in Pydantic's sense."""

NAME_PATTERN: Final = r"[a-z0-9][a-z0-9-]{0,62}"
KEY_PATTERN: Final = r"[a-z][a-z0-9_-]{0,62}"
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_SHOWN: Final = 80
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_DURATION: Final = re.compile(r"([0-9]{1,9})([smh]?)")
_UNIT_SECONDS: Final = {"": 1, "s": 1, "m": 60, "h": 3600}
_INTEGER: Final = re.compile(r"-?[0-9]{1,9}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MINUTE: Final = re.compile(_DATE.pattern + r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]")
BOOLEANS: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_RANGE: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]-(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)")


def invalid(expected: str, value: object, *, secret: bool = False, help_: str | None = None) -> PydanticCustomError:
    """Make the error of a value that is not what was expected; a secret value stays out of the message."""
    got = "something else" if secret else describe(value)
    return PydanticCustomError(
        INVALID, "expected {expected}, got {got}", {"expected": expected, "got": got, "help": help_}
    )


def describe(value: object) -> str:
    """Name a value for a person: its text, or what kind of thing it is."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping" if value else "an empty mapping"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    text = _CONTROL.sub(lambda match: repr(match[0])[1:-1], str(value))
    if len(text) > _SHOWN:
        text = f"{text[:_SHOWN]}…"
    return f"`{text}`" if text else "an empty text"


def _scalar(value: object, expected: str, *, secret: bool = False) -> str:
    if not isinstance(value, str):
        help_ = "write a value, or remove the key" if value is None else None
        raise invalid(expected, value, secret=secret, help_=help_)
    return value


def _text(value: object) -> str:
    text = _scalar(value, "text")
    if not text.strip() or _CONTROL.search(text):
        raise invalid("text on one line", text)
    return text


def _long_text(value: object) -> str:
    return _scalar(value, "text")


def _number(value: object) -> str:
    text = _scalar(value, "a number to dial")
    if not is_number_value(text):
        together = "".join(text.split())
        raise invalid("a number to dial, without blanks", text, help_=f"write {together}" if together else None)
    return text


def _secret(value: object) -> str:
    text = _scalar(value, "a secret", secret=True)
    if not text or _CONTROL.search(text):
        raise invalid("a secret on one line", text, secret=True)
    return text


def _integer(value: object) -> int:
    expected = "a whole number of 0 or more"
    text = _scalar(value, expected)
    if not _INTEGER.fullmatch(text) or int(text) < 0:
        raise invalid(expected, text)
    return int(text)


def _seconds(value: object) -> int:
    expected = "seconds, written `30`, `30s`, `5m` or `1h`"
    text = _scalar(value, expected)
    match = _DURATION.fullmatch(text)
    if match is None:
        raise invalid(expected, text)
    return int(match[1]) * _UNIT_SECONDS[match[2]]


def _boolean(value: object) -> bool:
    expected = "true or false"
    text = _scalar(value, expected)
    if text.lower() not in BOOLEANS:
        raise invalid(expected, text)
    return BOOLEANS[text.lower()]


def _date(value: object) -> str:
    expected = "a date, written YYYY-MM-DD"
    text = _scalar(value, expected)
    try:
        date.fromisoformat(text if _DATE.fullmatch(text) else "")
    except ValueError:
        raise invalid(expected, text) from None
    return text


def _minute(value: object) -> datetime:
    expected = "a day and a time, written YYYY-MM-DDTHH:MM"
    text = _scalar(value, expected)
    try:
        return datetime.fromisoformat(text if _MINUTE.fullmatch(text) else "")  # the PBX's own local time
    except ValueError:
        raise invalid(expected, text) from None


def _range(value: object) -> str:
    expected = "a range of times, written HH:MM-HH:MM"
    text = _scalar(value, expected)
    if not _RANGE.fullmatch(text):
        raise invalid(expected, text)
    begin, end = text.split("-")
    if begin >= end:
        raise invalid("a range that begins before it ends", text, help_="write two ranges for one that passes midnight")
    return text


def _name(value: object) -> str:
    text = _scalar(value, "a name")
    if not re.fullmatch(NAME_PATTERN, text):
        raise invalid("a name of lower-case letters, digits and hyphens, 63 at most", text)
    return text


def _parameter_name(value: object) -> str:
    text = _scalar(value, "a name")
    if not re.fullmatch(PARAMETER_PATTERN, text):
        raise invalid("a name of letters, digits and `_` that begins with a letter", text)
    return text


def _key(value: object) -> str:
    text = _scalar(value, "a name")
    if not re.fullmatch(KEY_PATTERN, text):
        raise invalid("a name of lower-case letters, digits, `_` and `-` that begins with a letter, 63 at most", text)
    return text


def _digits(value: object) -> str:
    text = _scalar(value, "digits, or an empty text for no input")
    if not re.fullmatch("[0-9*#]*", text):
        raise invalid("digits, `*` and `#`, or an empty text for no input", text)
    return text


def a_list(value: object) -> list[object]:
    """Refuse what is not a list, and say how to write one."""
    if not isinstance(value, list):
        help_ = f"write [{value}]" if isinstance(value, str) and value else None
        raise invalid("a list", value, help_=help_)
    return value


def some_of_a_list(value: object) -> object:
    """Refuse an empty list too."""
    if a_list(value) == []:
        raise invalid("a list of one or more", value)
    return value


def _given(value: object) -> object:
    if value is None:
        raise invalid("a value", value, help_="write one, or remove the key")
    return value


@dataclass(slots=True, eq=False)
class Read:
    """Metadata of a scalar: a function that gives its value, or raises what was expected.

    Pydantic's own `BeforeValidator` would have it checked once more by the type, which is never found wrong and takes
    as long to build as to run.
    """

    function: Callable[[object], object]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Check with the function alone."""
        return core_schema.no_info_plain_validator_function(self.function)


@dataclass(frozen=True, slots=True)
class OneOf:
    """Metadata of a text that is one of the `choices`: ``Annotated[str, OneOf(("start", "stop"))]``."""

    choices: tuple[str, ...]

    def check(self, value: object) -> str:
        """Return the value back, or raise what was expected."""
        expected = "one of " + ", ".join(self.choices)
        text = _scalar(value, expected)
        if text not in self.choices:
            raise invalid(expected, text, help_=did_you_mean(text, self.choices))
        return text

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Check with `check`."""
        return core_schema.no_info_plain_validator_function(self.check)

    @property
    def keywords(self) -> dict[str, Any]:
        """The JSON Schema: the choices, and references to parameters."""
        return {"anyOf": [{"type": "string", "enum": list(self.choices)}, REFERRING]}

    def __get_pydantic_json_schema__(self, schema: object, handler: object) -> dict[str, Any]:
        """Show the choices to an editor."""
        return self.keywords


REFERENCE: Final = rf"(^|[^$])\$\{{{PARAMETER_PATTERN}\}}"
"""A text that refers to a parameter, ``${name}``. What is put in may be anything, so an editor takes it everywhere."""
REFERRING: Final = {"allOf": [{"type": "string"}, {"pattern": REFERENCE}]}
"""The same by itself; validators tell of the choice beside it that bears a `type` rather than of this."""


def _shown(*types: str, like: str | None = None, **more: Any) -> WithJsonSchema:  # noqa: ANN401
    """Return the JSON Schema of a text, and of what other tools make of it where it is not quoted.

    Args:
        types: What an unquoted value may become where YAML's own rules type it.
        like: A pattern of the whole text.
        more: More keywords; those for numbers say nothing about text.
    """
    pattern = {"pattern": f"^({like})$|{REFERENCE}"} if like else {}
    return WithJsonSchema({"type": ["string", *types], **pattern, **more})


def _words(*types: str, **more: Any) -> WithJsonSchema:  # noqa: ANN401
    """Return what an editor takes for words, of which some are booleans to other tools; it is not to offer those."""
    words = _shown("number", *types, **more).json_schema
    return WithJsonSchema({"if": {"type": "boolean"}, "else": words})


def _any_case(word: str) -> str:
    return "".join(f"[{letter.upper()}{letter}]" for letter in word)


@dataclass(frozen=True, slots=True, eq=False)
class Keywords:
    """Metadata of a type: what its JSON Schema says besides. Metadata has to have a hash; here it is the identity's."""

    keywords: Mapping[str, Any]

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> Any:  # noqa: ANN401
        """Add the keywords."""
        return {**handler(schema), **self.keywords}


class _NeverNull:
    """Metadata of `Maybe`: the JSON Schema has no null."""

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> Any:  # noqa: ANN401
        """Take the null out of what is shown of ``T | None``."""
        inside = [choice for choice in handler(schema)["anyOf"] if choice != {"type": "null"}]
        return inside[0] if len(inside) == 1 else {"anyOf": inside}


_ONE_LINE: Final[Mapping[str, Any]] = {
    "minLength": 1,
    "pattern": r"^(?=.*\S)[^\u0000-\u001f\u007f\u0085\u2028\u2029]*$",
}
_COUNT: Final[Mapping[str, Any]] = {"minimum": 0, "maximum": 999_999_999}
_RANGE_SCHEMA: Final = {
    "type": "string",
    "pattern": f"^{_RANGE.pattern}$|{REFERENCE}",
    "examples": ["08:00-15:30"],
}
_WEEK_SCHEMA: Final = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        day: {"type": "array", "items": _RANGE_SCHEMA, "description": "Ranges of times, HH:MM-HH:MM, 24:00 the last."}
        for day in DAYS
    },
    "examples": [{"sat": ["08:00-15:30"]}],
}

VERSION_SCHEMA: Final = {"enum": [1, "1"]}
TEXT_SCHEMA: Final = _words(**_ONE_LINE)
Text = Annotated[str, Read(_text), TEXT_SCHEMA]
TextOrNull = Annotated[Text | None, _words("null", **_ONE_LINE)]
LongText = Annotated[str, Read(_long_text), _words()]
Number = Annotated[str, Read(_number), _shown("number", pattern=r"^\S+$", examples=["553", "09371234567"])]
Secret = Annotated[str, Read(_secret), _words(minLength=1)]
Integer = Annotated[int, Read(_integer), _shown("integer", like="[0-9]{1,9}|-0{1,9}", **_COUNT, examples=[0, 1, 5])]
Seconds = Annotated[
    int,
    Read(_seconds),
    _shown("integer", like="[0-9]{1,9}[smh]?", **_COUNT, examples=[30, "30s", "5m", "1h"]),
]
Boolean = Annotated[
    bool, Read(_boolean), _shown("boolean", like="|".join(map(_any_case, BOOLEANS)), examples=[True, False])
]
Date = Annotated[
    str,
    Read(_date),
    _shown(like="[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", examples=["2026-03-21"]),
]
Minute = Annotated[
    datetime,
    Read(_minute),
    _shown(like="[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}", examples=["2026-11-23T10:00"]),
]
TimeRange = Annotated[str, Read(_range), WithJsonSchema(_RANGE_SCHEMA)]
Name = Annotated[str, Read(_name), _words(like=NAME_PATTERN)]
Key = Annotated[str, Read(_key), WithJsonSchema({"type": "string", "pattern": f"^{KEY_PATTERN}$"})]
Digits = Annotated[str, Read(_digits), _shown("integer", like="[0-9*#]*", examples=["5", ""])]
ParameterName = Annotated[
    str, Read(_parameter_name), WithJsonSchema({"type": "string", "pattern": f"^{PARAMETER_PATTERN}$"})
]
SecondsList = Annotated[tuple[Seconds, ...], BeforeValidator(a_list)]
TextList = Annotated[tuple[Text, ...], BeforeValidator(a_list)]
NumberList = Annotated[tuple[Number, ...], BeforeValidator(a_list)]
DateList = Annotated[tuple[Date, ...], BeforeValidator(a_list)]

T = TypeVar("T")
Maybe = Annotated[T | None, BeforeValidator(_given), _NeverNull()]
"""A value that may be left out; where its key is written, it has to have a value."""

Day = Annotated[str, OneOf(DAYS)]
WeeklyRanges = Annotated[
    dict[Day, Annotated[tuple[TimeRange, ...], BeforeValidator(a_list)]], WithJsonSchema(_WEEK_SCHEMA)
]
