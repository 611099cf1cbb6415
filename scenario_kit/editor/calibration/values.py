"""Values that are recognisable anywhere in a JSON file: no two are equal, and none looks like an ordinary word.

Integers and seconds are primes from 41 to 997: no count or counter on a sheet, no multiple of another one, and not
another one in milliseconds. Numbers to dial have four digits, from 4000 to 9999, so they are neither times nor years.
Texts are names such as `cal-line-11`, and none begins with another one.
"""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import TYPE_CHECKING, Final

from scenario_kit.files.yaml_text import Flow
from scenario_kit.language.catalogue import ParameterType, catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from scenario_kit.files.yaml_text import Tree
    from scenario_kit.language.catalogue import ComponentType, Parameter

PREFIX: Final = "cal"

_LOWEST, _SPAN, _START, _STEP = 4000, 6000, 3391, 2617
"""Numbers to dial: the step has no common divisor with the span, so each number comes once."""

_FIRST_SUFFIX, _LAST_SUFFIX = 11, 99
_SMALLEST, _BELOW = 41, 1000
_LONGEST: Final = 12
"""Letters of a type in the name of a component; the picture cuts longer names."""

_IDS_OF_A_TYPE: Final = 5
"""More than the components of a type, or the wires that leave them, are on average."""

_WORDS: Final[Mapping[str, str]] = {"announcement": "say", "trunk": "line", "context": "context"}
"""The word in the name of an object of the PBX, by its kind."""

_DIGITS: Final = ("caller_id", "caller_id_prefix")
"""Parameters that are texts in the catalogue, and numbers in fact."""

_MONTHS: Final = ("february", "july", "november")
_DATES: Final = ("2031-03-21", "2032-10-29")
_WEEK: Final = {"mon": ["08:11-11:23", "13:31-17:43"], "thu": ["09:07-18:29"]}
_ITEMS: Final = 3


class Values:
    """Makes values; each call returns one that no call has returned before.

    Args:
        types: The number of component types; integers are greater than the number of components and wires.
    """

    def __init__(self, types: int = 1) -> None:
        self._counts: Counter[str] = Counter()
        self._primes = _primes(max(_SMALLEST, _IDS_OF_A_TYPE * types))
        self._numbers = (_LOWEST + (_START + _STEP * index) % _SPAN for index in count())

    def name(self, word: str) -> str:
        """Return a name with this word, such as `cal-line-11`."""
        number = _FIRST_SUFFIX + self._counts[word]
        self._counts[word] += 1
        # 110 would begin with 11; 1000 to 1099 begin with no earlier number.
        return f"{PREFIX}-{word.replace('_', '-')}-{number if number <= _LAST_SUFFIX else number + 900}"

    def component(self, type_: ComponentType) -> str:
        """Return the name of a component, such as `cal-trunk-1`."""
        self._counts[type_.name] += 1
        return f"{PREFIX}-{_short_name(type_)}-{self._counts[type_.name]}"

    def number(self) -> str:
        """Return a number to dial."""
        return str(next(self._numbers))

    def integer(self) -> int:
        """Return a prime, greater than the one before."""
        return next(self._primes)

    def value(self, parameter: Parameter) -> Tree:
        """Return a value of a parameter that is no choice and no boolean."""
        return _MAKERS[parameter.type](self, parameter)

    def _text(self, parameter: Parameter) -> str:
        if parameter.name in _DIGITS:
            return self.number()
        return self.name(_WORDS.get(parameter.refers_to or "", parameter.name))

    def _list(self, parameter: Parameter) -> Flow:
        if parameter.name == "month_exceptions":
            return Flow(list(_MONTHS))
        if parameter.name == "followers":
            return Flow([self.number(), f"{self.name(_WORDS['trunk'])}/{self.number()}", self.number()])
        numbers = parameter.type is ParameterType.NUMBER_LIST or parameter.refers_to in ("extension", "queue")
        return Flow([self.number() if numbers else self.name(parameter.name) for _ in range(_ITEMS)])

    def _code(self, parameter: Parameter) -> str:
        return "\n".join(f"same => n,NoOp({self.name(parameter.name)})" for _ in range(2))


_MAKERS: Final[Mapping[ParameterType, Callable[[Values, Parameter], Tree]]] = {
    ParameterType.TEXT: Values._text,  # noqa: SLF001
    ParameterType.CODE: Values._code,  # noqa: SLF001
    ParameterType.NUMBER: lambda values, _: values.number(),
    ParameterType.INTEGER: lambda values, _: values.integer(),
    ParameterType.SECONDS: lambda values, _: values.integer(),
    ParameterType.URL: lambda values, _: f"https://{values.name('web')}.example/ask",
    ParameterType.SECRET: lambda values, _: values.number(),
    ParameterType.TEXT_LIST: Values._list,  # noqa: SLF001
    ParameterType.NUMBER_LIST: Values._list,  # noqa: SLF001
    ParameterType.DATE_LIST: lambda *_: Flow(list(_DATES)),
    ParameterType.WEEKLY_RANGES: lambda *_: Flow(_WEEK),
    ParameterType.MATCH_PATTERN: lambda values, _: f"{values.number()}X.",
    ParameterType.CID_PATTERN: lambda values, _: f"{values.number()}x",
    ParameterType.IVR_CASE: lambda values, _: values.number(),
}


def _short_name(type_: ComponentType) -> str:
    """Return the name of a type, or its first word where that is shorter and no other type."""
    first = type_.name.partition("_")[0]
    is_short = len(type_.name) <= _LONGEST or first in catalogue()
    return (type_.name if is_short else first).replace("_", "-")


def _primes(smallest: int) -> Iterator[int]:
    return (
        number
        for number in range(smallest, _BELOW)
        if all(number % divisor for divisor in range(2, int(number**0.5) + 1))
    )
