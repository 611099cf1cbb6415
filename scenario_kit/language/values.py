"""The types of the values in a scenario; YAML's own types are not used.

Every scalar is read as the written text. A validator here converts it to a Python value, or raises an error that
says what is expected. Each type also has its JSON Schema for editors.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import partial
from string import ascii_lowercase, digits
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

from pydantic import (
    BeforeValidator,
    PlainValidator,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from scenario_kit.findings.model import did_you_mean
from scenario_kit.language.calendars import MONTHS, help_for_date, help_for_month, is_jalali
from scenario_kit.language.dialable import (
    after_technology,
    caller_id_fault,
    dial_fault,
    in_digits,
    is_row_text,
    is_telephone_number,
    nearest_ascii,
)
from scenario_kit.language.mended import (
    CLOSED_HELP,
    WEEK,
    boolean_help,
    day_help,
    in_brackets,
    is_closed,
    is_several,
    listed,
    name_help,
    parts_of,
    range_help,
    seconds_help,
    words_of,
)
from scenario_kit.language.parameters import PARAMETER_PATTERN

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

INVALID: Final = "scenario_kit_invalid"
"""Pydantic's type of the errors that are raised here."""

NOTHING_HELP: Final = "write a value, or remove the key"
"""The help for a value that is missing; for one that is required it is another."""

NAME_PATTERN: Final = r"[a-z0-9][a-z0-9-]{0,62}"
KEY_PATTERN: Final = r"[a-z][a-z0-9_-]{0,62}"
DAYS: Final = WEEK

_SHOWN: Final = 80
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_DURATION: Final = re.compile(r"([0-9]{1,9})([smh]?)")
_LETTERS_AND_DIGITS: Final = ascii_lowercase + digits
_UNIT_SECONDS: Final = {"": 1, "s": 1, "m": 60, "h": 3600}
_INTEGER: Final = re.compile(r"-?[0-9]{1,9}")
_COUNT_TEXT: Final = re.compile(r"[0-9]{1,9}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MINUTE: Final = re.compile(_DATE.pattern + r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]")
BOOLEANS: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_WRITE: Final = re.compile("write `([^`]+)`")
_BETWEEN_ROWS: Final = re.compile(r"[\s,،;؛|&]+")
_KEYS: Final = re.compile("[0-9*#]+")
_PATTERN_LIKE: Final = re.compile(r"\+?[0-9XZN*#.!\[\]-]+", re.IGNORECASE)
_LONGEST_NUMBER: Final = 15
"""The digits of the longest telephone number, by E.164."""

_RANGE: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]-(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)")


def invalid(expected: str, value: object, *, secret: bool = False, help_: str | None = None) -> PydanticCustomError:
    """Return the error of an invalid value; a secret text is not shown."""
    got = "another text" if secret and isinstance(value, str) and value else describe(value)
    return PydanticCustomError(
        INVALID, "expected {expected}, got {got}", {"expected": expected, "got": got, "help": help_}
    )


def describe(value: object) -> str:
    """Return a value as shown in messages: its text, or its kind."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping" if value else "an empty mapping"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    text = _CONTROL.sub(lambda match: repr(match[0])[1:-1], str(value))
    if len(text) > _SHOWN:
        text = f"{text[:_SHOWN]}…"
    if not text.strip():
        return "only blanks" if text else "an empty text"
    return f"`{text}`"


def _scalar(value: object, expected: str, *, secret: bool = False) -> str:
    if not isinstance(value, str):
        raise invalid(expected, value, secret=secret, help_=NOTHING_HELP if value is None else None)
    return value


def _text(value: object) -> str:
    text = _scalar(value, "text")
    if not text.strip() or _CONTROL.search(text):
        raise invalid("text on one line", text)
    return text


def _line_or_none(value: object) -> str:
    return value if value == "" else _text(value)


def _number(value: object, telephone_help: Callable[[str, str], str] | None = None) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value) and value:
        raise invalid("a number to dial", value, help_="write one number")
    text = _scalar(value, "a number to dial")
    fault = dial_fault(text)
    if fault is not None:
        help_ = fault.help
        if telephone_help is not None and fault.mended is not None and is_telephone_number(fault.mended):
            help_ = telephone_help(fault.mended, text)
        raise invalid(fault.expected, text, help_=help_)
    return text


def _caller_id(value: object) -> str:
    text = _text(value)
    fault = caller_id_fault(text)
    if fault is not None:
        raise invalid(fault.expected.replace("to dial", "or a name", 1), text, help_=fault.help)
    return text


def _follower(value: object) -> str:
    text = _text(value)
    over = after_technology(text)
    trunk, _, number = (over or text).partition("/")
    if not number or not trunk or "/" in number:
        trunk, number = "", over or text
    fault = dial_fault(number)
    if fault is None and over is None:
        return text
    expected, mended, help_ = ("", number, None) if fault is None else (fault.expected, fault.mended, fault.help)
    if over is not None:
        expected = f"an extension, or `TRUNK/number`, without `{text.partition('/')[0]}/`"
        trunk = trunk or ("TRUNK" if mended and mended.startswith(("0", "+")) else "")
    if mended and (trunk or over):
        help_ = f"write `{trunk}/{mended}`" if trunk else f"write `{mended}`"
    raise invalid(expected, text, help_=help_)


def _row_text(value: object, *, is_case: bool = False) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value) and value:
        help_ = "write one number; quote a pattern, such as '[0-9]X.'"
        raise invalid("a number or a pattern", value, help_=help_)
    text = _scalar(value, "a number or a pattern")
    if not is_row_text(text):
        raise invalid("a number or a pattern, without spaces", text, help_=_row_help(text, is_case=is_case))
    return text


def _row_help(text: str, *, is_case: bool) -> str | None:
    """Return what to write instead of a text with spaces, which may be several numbers, or the name of a case."""
    parts = [nearest_ascii(part) or part for part in _BETWEEN_ROWS.split(text) if part]
    together = "".join(parts)
    keys = is_case and all(map(_KEYS.fullmatch, parts))
    is_number = _PATTERN_LIKE.fullmatch(together) is not None
    if len(parts) > 1 and (keys or len(parts_of(text)) > 1 or (is_number and len(together) > _LONGEST_NUMBER)):
        return f"write a row for each: {listed(parts)}"
    if is_number:
        return f"write `{together}`"
    return CASE_HELP if is_case else None


CASE_HELP: Final = "write the digits to enter, or `t` or `i`; a name goes into `text`"


def _secret(value: object) -> str:
    text = _scalar(value, "a secret", secret=True)
    if not text.strip():
        raise invalid("a secret", text)
    if _CONTROL.search(text):
        raise invalid("a secret on one line, without control characters", text, secret=True)
    return text


def _in_ascii(text: str, fits: Callable[[str], object]) -> str | None:
    """Return the help for a text that fits once its digits are ASCII, none is a letter, and its blanks are removed."""
    plain = nearest_ascii(text)
    plain = in_digits(plain) or plain
    return f"write `{plain}`" if plain and plain != text and fits(plain) else None


def _integer(value: object) -> int:
    expected = "a whole number, 0 or more"
    text = _scalar(value, expected)
    if not _INTEGER.fullmatch(text) or int(text) < 0:
        raise invalid(expected, text, help_=_in_ascii(text, _COUNT_TEXT.fullmatch))
    return int(text)


class WithUnit(int):
    """Seconds that the author wrote with a unit, such as ``25h``.

    Attributes:
        written: The text as written.
    """

    written: str = ""


def _seconds(value: object) -> int:
    expected = "seconds, written `30`, `30s`, `5m` or `1h`"
    text = _scalar(value, expected)
    match = _DURATION.fullmatch(text)
    if match is None:
        raise invalid(expected, text, help_=_in_ascii(text, _DURATION.fullmatch) or seconds_help(text))
    seconds = int(match[1]) * _UNIT_SECONDS[match[2]]
    if match[2]:
        seconds = WithUnit(seconds)
        seconds.written = text
    return seconds


def _boolean(value: object) -> bool:
    expected = "true or false"
    text = _scalar(value, expected)
    if text.lower() not in BOOLEANS:
        raise invalid(expected, text, help_=boolean_help(text))
    return BOOLEANS[text.lower()]


def _is_date(text: str) -> bool:
    try:
        day = date.fromisoformat(text if _DATE.fullmatch(text) else "")
    except ValueError:
        return False
    return not is_jalali(day)


def _date(value: object) -> str:
    expected = "a date of the Gregorian calendar, written YYYY-MM-DD"
    text = _scalar(value, expected)
    if not _is_date(text):
        raise invalid(expected, text, help_=_in_ascii(text, _is_date) or help_for_date(text))
    return text


def _month(value: object) -> str:
    expected = "a month of the Gregorian calendar, 1 to 12 or its English name"
    text = _scalar(value, expected)
    if text.lower() not in MONTHS:
        raise invalid(expected, text, help_=help_for_month(text))
    return text


def _minute_of(text: str) -> datetime | None:
    """Return the day and time of a text, in the PBX's own local time; None if it is none of the Gregorian calendar."""
    try:
        minute = datetime.fromisoformat(text if _MINUTE.fullmatch(text) else "")
    except ValueError:
        return None
    return None if is_jalali(minute) else minute


def _minute(value: object) -> datetime:
    expected = "a day of the Gregorian calendar and a time, written YYYY-MM-DDTHH:MM"
    text = _scalar(value, expected)
    minute = _minute_of(text)
    if minute is None:
        without_time = f"add the time, such as `{text}T10:00`" if _is_date(text) else None
        raise invalid(expected, text, help_=without_time or _in_ascii(text, _minute_of) or help_for_date(text))
    return minute


def _is_range(text: str) -> bool:
    begin, _, end = text.partition("-")
    return bool(_RANGE.fullmatch(text)) and begin < end


def _range(value: object) -> str:
    expected = "a time range, written HH:MM-HH:MM"
    text = _scalar(value, expected)
    if not _RANGE.fullmatch(text):
        raise invalid(expected, text, help_=_in_ascii(text, _is_range) or range_help(text))
    if not _is_range(text):
        raise invalid("a range that starts before it ends", text, help_="split a range that passes midnight into two")
    return text


def _matching(pattern: str, expected: str, help_: Callable[[str], str | None] | None = None) -> PlainValidator:
    """Return a validator of texts that match a pattern as a whole; `expected` describes them."""

    def check(value: object) -> str:
        text = _scalar(value, expected)
        if not re.fullmatch(pattern, text):
            blanks = help_ is not None and len(text.split()) > 1  # `help_` says what joins the words
            plain = None if blanks else _in_ascii(text, re.compile(pattern).fullmatch)
            raise invalid(expected, text, help_=plain or (help_ and help_(text)))
        return text

    return PlainValidator(check)


def a_list(value: object, item: Callable[[object], object] = str) -> list[object]:
    """Return the value if it is a list, or raise an error that shows how to write one of items that `item` accepts."""
    if not isinstance(value, list):
        raise invalid("a list", value, help_=_list_help(value, item))
    return value


def _list_help(value: object, item: Callable[[object], object]) -> str | None:
    """Return how to write a text as a list; if it is no item either, what an item is."""
    items = []
    for part in parts_of(value) if isinstance(value, str) else ():
        try:
            item(part)
        except PydanticCustomError as error:
            help_ = (error.context or {}).get("help")
            mended = _WRITE.fullmatch(help_ or "")
            if mended is None:
                return help_
            part = mended[1]  # noqa: PLW2901
        items.append(part)
    return f"write `{in_brackets(items)}`" if items else None


def non_empty_list(value: object) -> object:
    """Return the value if it is a list of rows that is not empty."""
    if a_list(value, _row_text) == []:
        raise invalid("a list of at least one value", value)
    return value


def _hours(value: object) -> list[object]:
    """Return the time ranges of a day."""
    if value is None or (isinstance(value, str) and is_closed(value)):
        raise invalid("a list of time ranges", value, help_=CLOSED_HELP)
    return a_list(value, _range)


def _item(value: object, handler: ValidatorFunctionWrapHandler) -> object:
    """Read an item of a list; one that holds several, as a Persian comma makes of a list, gets each as help."""
    try:
        return handler(value)
    except ValidationError as error:
        parts = parts_of(value) if isinstance(value, str) else []
        if len(parts) < len(("one", "two")) or not all(_is_valid(part, handler) for part in parts):
            raise
        context = error.errors()[0]["ctx"]
        help_ = f"write an item for each: {listed(parts)}; a list has the comma `,`"
        raise invalid(context["expected"], value, help_=help_) from None


def _is_valid(value: str, handler: ValidatorFunctionWrapHandler) -> bool:
    try:
        handler(value)
    except ValidationError:
        return False
    return True


ITEM: Final = WrapValidator(_item)
"""Reads an item of a list."""


def _given(value: object) -> object:
    if value is None:
        raise invalid("a value", value, help_=NOTHING_HELP)
    return value


REFERENCE: Final = rf"(^|[^$])\$\{{{PARAMETER_PATTERN}\}}"
"""A text with a parameter reference, ``${name}``. Its value is unknown, so an editor accepts it everywhere."""
REFERRING: Final = {"allOf": [{"type": "string"}, {"pattern": REFERENCE}]}
"""Such a text as a JSON Schema without `type`: validators then report the alternative that has one."""


def one_of(*choices: str, help_: Callable[[str], str | None] | None = None) -> PlainValidator:
    """Return a validator that accepts only these texts, for use in ``Annotated[str, ...]``.

    Without `help_`, the help for another text is the choice that is most similar.
    """
    expected = f"one of {', '.join(choices)}"
    help_for = help_ or partial(_choice_help, choices)

    def check(value: object) -> str:
        text = _scalar(value, expected)
        if text not in choices:
            raise invalid(expected, text, help_=help_for(text))
        return text

    return PlainValidator(check, json_schema_input_type=Annotated[str, WithJsonSchema(choices_schema(*choices))])


def _choice_help(choices: Collection[str], text: str) -> str | None:
    """Return the most similar choice, or the choices that a text names one after another."""
    named = [part for part in words_of(text) if part in choices]
    return f"write one of {listed(named)}" if len(named) > 1 else did_you_mean(text, choices)


def choices_schema(*choices: str) -> dict[str, Any]:
    """Return the JSON Schema of a text that is one of `choices`, or that refers to a parameter."""
    return {"anyOf": [{"type": "string", "enum": list(choices)}, REFERRING]}


def _shown(*types: str, like: str | None = None, **more: Any) -> WithJsonSchema:  # noqa: ANN401
    """Return the JSON Schema of a text that matches `like`, with more keywords.

    Other YAML tools may read it as one of `types` if it is not quoted.
    """
    pattern = {"pattern": f"^({like})$|{REFERENCE}"} if like else {}
    return WithJsonSchema({"type": ["string", *types], **pattern, **more})


def _words(*types: str, **more: Any) -> WithJsonSchema:  # noqa: ANN401
    """Return the JSON Schema of words. Other tools read some as booleans; they are valid, but not offered."""
    words = _shown("number", *types, **more).json_schema
    return WithJsonSchema({"if": {"type": "boolean"}, "else": words})


def _any_case(word: str) -> str:
    return "".join(f"[{letter.upper()}{letter}]" if letter.isalpha() else letter for letter in word)


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
        day: {
            "type": "array",
            "items": _RANGE_SCHEMA,
            "description": "Time ranges, HH:MM-HH:MM; the latest end is 24:00.",
        }
        for day in DAYS
    },
    "examples": [{"sat": ["08:00-15:30"]}],
}

_YEAR_SHAPE: Final = "(?!1[2-5][0-9]{2}|1600)[0-9]{4}"  # no Jalali year
VERSION_SCHEMA: Final = {"enum": [1, "1"]}
TEXT_SCHEMA: Final = _words(**_ONE_LINE)
Text = Annotated[str, PlainValidator(_text), TEXT_SCHEMA]
LINE_OR_NONE_SCHEMA: Final = _words(pattern=r"^[^\u0000-\u001f\u007f\u0085\u2028\u2029]*$")
LineOrNone = Annotated[str, PlainValidator(_line_or_none), LINE_OR_NONE_SCHEMA]
"""Text on one line, or an empty text."""
TEXT_OR_NULL_SCHEMA: Final = _words("null", **_ONE_LINE)
TextOrNull = Annotated[Text | None, TEXT_OR_NULL_SCHEMA]
LongText = Annotated[str, PlainValidator(partial(_scalar, expected="text")), _words()]
_NUMBER_EXAMPLES: Final = ["553", "09371234567"]
_NUMBER_SCHEMA: Final = _shown("number", like="[+*#0-9A-Za-z._~-]+", examples=_NUMBER_EXAMPLES)
Number = Annotated[str, PlainValidator(_number), _NUMBER_SCHEMA]
RowText = Annotated[str, PlainValidator(_row_text), _shown("number", pattern=r"^\S+$", examples=_NUMBER_EXAMPLES)]
"""A number or a match pattern; rule C214 checks more."""

MenuCase = Annotated[str, PlainValidator(partial(_row_text, is_case=True)), TEXT_SCHEMA]
"""The case of a menu: digits, a match pattern, `t` or `i`; rules C214 and C235 check more."""

CallerId = Annotated[str, PlainValidator(_caller_id), TEXT_SCHEMA]
Follower = Annotated[str, PlainValidator(_follower), TEXT_SCHEMA]
Secret = Annotated[str, PlainValidator(_secret), TEXT_SCHEMA]
Integer = Annotated[
    int, PlainValidator(_integer), _shown("integer", like="[0-9]{1,9}|-0{1,9}", **_COUNT, examples=[0, 1, 5])
]
Seconds = Annotated[
    int,
    PlainValidator(_seconds),
    _shown("integer", like="[0-9]{1,9}[smh]?", **_COUNT, examples=[30, "30s", "5m", "1h"]),
]
Boolean = Annotated[
    bool, PlainValidator(_boolean), _shown("boolean", like="|".join(map(_any_case, BOOLEANS)), examples=[True, False])
]
Date = Annotated[
    str,
    PlainValidator(_date),
    _shown(like=f"{_YEAR_SHAPE}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", examples=["2026-03-21"]),
]
Month = Annotated[
    str,
    PlainValidator(_month),
    _shown("integer", like="|".join(map(_any_case, MONTHS)), minimum=1, maximum=12, examples=["january", 1]),
]
Minute = Annotated[
    datetime,
    PlainValidator(_minute),
    _shown(like=f"{_YEAR_SHAPE}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}", examples=["2026-11-23T10:00"]),
]
TimeRange = Annotated[str, PlainValidator(_range), WithJsonSchema(_RANGE_SCHEMA)]
Name = Annotated[
    str,
    _matching(
        NAME_PATTERN,
        "a name of at most 63 lower-case letters, digits and hyphens",
        partial(name_help, joiners="-", starts=_LETTERS_AND_DIGITS, other="the `description`"),
    ),
    _words(like=NAME_PATTERN),
]
Key = Annotated[
    str,
    _matching(
        KEY_PATTERN,
        "a name of at most 63 lower-case letters, digits, `_` and `-` that starts with a letter",
        partial(name_help, joiners="-_", starts=ascii_lowercase, other="a component's `name`"),
    ),
    WithJsonSchema({"type": "string", "pattern": f"^{KEY_PATTERN}$"}),
]
Digits = Annotated[
    str,
    _matching("[0-9*#]*", "digits, `*` and `#`, or an empty text for no input"),
    _shown("integer", like="[0-9*#]*", examples=["5", ""]),
]
ParameterName = Annotated[
    str,
    _matching(
        PARAMETER_PATTERN,
        "a name of letters, digits and `_` that starts with a letter",
        partial(name_help, joiners="_", starts=ascii_lowercase, other="the `description`"),
    ),
    WithJsonSchema({"type": "string", "pattern": f"^{PARAMETER_PATTERN}$"}),
]
SecondsList = Annotated[tuple[Annotated[Seconds, ITEM], ...], BeforeValidator(partial(a_list, item=_seconds))]
TextList = Annotated[tuple[Text, ...], BeforeValidator(a_list)]
NumberList = Annotated[tuple[Annotated[Number, ITEM], ...], BeforeValidator(partial(a_list, item=_number))]
FollowerList = Annotated[tuple[Annotated[Follower, ITEM], ...], BeforeValidator(partial(a_list, item=_follower))]
DateList = Annotated[tuple[Annotated[Date, ITEM], ...], BeforeValidator(partial(a_list, item=_date))]
MonthList = Annotated[tuple[Annotated[Month, ITEM], ...], BeforeValidator(partial(a_list, item=_month))]


def extension_types(telephone_help: Callable[[str, str], str]) -> tuple[Any, Any]:
    """Return the types of an extension and of a list of extensions.

    Args:
        telephone_help: Returns what to write instead of a telephone number, from the number as it is dialled and the
            text as it is written.
    """
    number = partial(_number, telephone_help=telephone_help)
    one = Annotated[str, PlainValidator(number), _NUMBER_SCHEMA]
    return one, Annotated[tuple[Annotated[one, ITEM], ...], BeforeValidator(partial(a_list, item=number))]


T = TypeVar("T")
Maybe = Annotated[T | None, BeforeValidator(_given)]
"""An optional value; if its key is written, it must have a value."""


def _day_help(text: str) -> str | None:
    return day_help(text) or (None if is_several(text) else did_you_mean(text, DAYS))


Day = Annotated[str, one_of(*DAYS, help_=_day_help)]
WeeklyRanges = Annotated[
    dict[Day, Annotated[tuple[Annotated[TimeRange, ITEM], ...], BeforeValidator(_hours)]],
    WithJsonSchema(_WEEK_SCHEMA),
]
