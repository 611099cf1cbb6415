"""The models of a map's words, values and ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from scenario_kit.findings.model import did_you_mean
from scenario_kit.language.catalogue import ParameterType, catalogue
from scenario_kit.language.values import invalid
from scenario_kit.profiles.ids import FIELDS
from scenario_kit.profiles.json_values import scalar_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

ANY: Final = "any"
"""The key for words and values of every component type or kind."""
ABSENT: Final = "$absent"

_NAMES: Final = sorted({name for type_ in catalogue().values() for name in (*type_.parameters, *type_.row)})
_OUTPUTS: Final = sorted({output for type_ in catalogue().values() for output in type_.outputs})
_VALUE_KEYS: Final = ("fields", "description", "variable")


class MapModel(BaseModel):
    """The base of what a map is made of: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def _one_of(what: str, choices: Collection[str]) -> Callable[[object], object]:
    """Return a validator that accepts one of many choices, and suggests a similar one."""

    def check(value: object) -> object:
        if value not in choices:
            raise invalid(what, value, help_=did_you_mean(str(value), choices))
        return value

    return check


def value_kind(value: object) -> object:
    """Return a key of a map's values if it is one.

    Raises:
        PydanticCustomError: It is not.
    """
    kind = str(value)
    type_, _, name = kind.partition(".")
    if name and (type_ == "*" or type_ in catalogue()):
        known = _NAMES if type_ == "*" else (*catalogue()[type_].parameters, *catalogue()[type_].row)
        if name not in known:
            raise invalid("a parameter name", name, help_=did_you_mean(name, known))
        return kind
    choices = (ANY, *ParameterType, *_VALUE_KEYS)
    if kind not in choices:
        raise invalid("a kind of value", value, help_=did_you_mean(kind, (*choices, *catalogue())))
    return kind


def _written(value: object) -> object:
    return scalar_text(value) if isinstance(value, bool | int | float) else value


def _with_form(value: object) -> object:
    return {"form": value} if isinstance(value, str) else value


Type = Annotated[str, BeforeValidator(_one_of("a component type", tuple(catalogue())))]
TypeOrAny = Annotated[str, BeforeValidator(_one_of(f"a component type or `{ANY}`", (ANY, *catalogue())))]
ParameterName = Annotated[str, BeforeValidator(_one_of("a parameter name", _NAMES))]
Output = Annotated[str, BeforeValidator(_one_of("an output", _OUTPUTS))]
ValueKind = Annotated[str, BeforeValidator(value_kind)]
Written = Annotated[str, BeforeValidator(_written)]
StyleName = Literal["same", "label", "camel", "pascal", "kebab", "upper", "lower", "title", "words"]


class Spelling(MapModel):
    """How words are made of our names, apart from those that are listed.

    Attributes:
        style: The form of the word.
        of: Whether it is made of our name or of the editor's label.
        drop: An ending that is first removed from our name.
    """

    style: StyleName = "same"
    of: Literal["name", "label"] = "name"
    drop: str = ""


class TypeWords(Spelling):
    """The words for component types: the format's word, and ours."""

    words: dict[str, Type] = Field(default_factory=dict)


class ParameterWords(Spelling):
    """The words for parameters or fields by component type: the format's word, and ours; None ignores a word."""

    words: dict[TypeOrAny, dict[str, ParameterName | None]] = Field(default_factory=dict)


class OutputWords(Spelling):
    """The words for outputs.

    Attributes:
        words: By component type: the format's word, and ours.
        order: The outputs of a type in the order of a format that has no words for them.
        rows: The word for the output of a row.
        open: The target of an output without a wire.
    """

    words: dict[TypeOrAny, dict[str, Output]] = Field(default_factory=dict)
    order: dict[Type, tuple[Output, ...]] = Field(default_factory=dict)
    rows: str = "{row1}"
    open: Any = ABSENT


class Words(MapModel):
    """The words of a format."""

    types: TypeWords = TypeWords()
    parameters: ParameterWords = ParameterWords()
    fields: ParameterWords | None = None
    outputs: OutputWords = OutputWords()


class ValueFormat(MapModel):
    """How values of one kind are written; a key that is not given is decided by the next more general entry.

    Attributes:
        unset: What is written for a parameter that is not set; by default nothing.
        default: Whether `unset` is the editor's own default, so that a value may be spelled like it.
        as_: Whether numbers are written as numbers or texts.
        times: The factor of a number.
        form: The text around a number, with ``{n}`` in it.
        join: The separator of a list that is written as one text.
        item: The template of an item of a list.
        inside: The template of what a value is inside of, with ``$value`` in it, and ``$count`` for a list.
        template: The template of weekly ranges.
        join_days: The separator of weekly ranges that are written as one text.
        days: Our word for each of the format's words for the days.
        true: What is written for true.
        false: What is written for false.
        words: The format's word, and ours, for the choices.
        style: The form of other choices.
    """

    unset: Any = None
    default: bool = False
    as_: Literal["text", "number"] | None = Field(default=None, alias="as")
    times: Annotated[int, Field(ge=1)] | None = None
    form: Annotated[str, Field(pattern=r"^[^{}]*\{n\}[^{}]*$")] | None = None
    join: Annotated[str, Field(min_length=1)] | None = None
    item: Any = None
    inside: Any = None
    template: Any = None
    join_days: Annotated[str, Field(min_length=1)] | None = None
    days: dict[str, str] | None = None
    true: Any = None
    false: Any = None
    words: dict[Written, str] | None = None
    style: StyleName | None = None


def _form(value: object) -> object:
    for name in re.findall(r"\{([^{}:]*)(?::[0-9]+)?\}", str(value)):
        if name not in FIELDS:
            known = f"known: {', '.join(sorted(FIELDS))}"
            raise invalid("a field of an id", name, help_=did_you_mean(name, FIELDS) or known)
    return value


class IdForm(MapModel):
    """How new ids are made.

    Attributes:
        form: A text with ``{number}``, ``{number:4}``, ``{hex:24}``, ``{uuid}``, ``{name}``, ``{key}`` and others.
        as_: Whether an id is written as a number or a text.
        from_: The first number.
    """

    form: Annotated[str, BeforeValidator(_form)] = "{uuid}"
    as_: Literal["text", "number"] = Field(default="text", alias="as")
    from_: int = Field(default=1, alias="from")


class Ids(IdForm):
    """The ids of components, and of what else has one.

    Attributes:
        counted: Ids change from one export to the next, so they identify nothing.
    """

    counted: bool = False
    wire: Annotated[IdForm, BeforeValidator(_with_form)] = IdForm()
    port: Annotated[IdForm, BeforeValidator(_with_form)] = IdForm(form="{output}")
    input: Annotated[IdForm, BeforeValidator(_with_form)] = IdForm(form="in")
    sheet: Annotated[IdForm, BeforeValidator(_with_form)] = IdForm()
    variable: Annotated[IdForm, BeforeValidator(_with_form)] = IdForm()


def in_type(what: Literal["parameters", "row", "outputs"]) -> Callable[[object], object]:
    """Return a validator of names such as `trunk.timeout_sec`, of what a component type has."""
    example = {"parameters": "trunk.timeout_sec", "row": "ivr.case", "outputs": "trunk.S"}[what]

    def check(value: object) -> object:
        type_, _, name = str(value).partition(".")
        if type_ not in catalogue() or name not in getattr(catalogue()[type_], what):
            known = [f"{one.name}.{each}" for one in catalogue().values() for each in getattr(one, what)]
            help_ = did_you_mean(str(value), known)
            raise invalid(f"a name such as `{example}`", value, help_=help_)
        return value

    return check


class Guesses(MapModel):
    """What nobody knows the spelling of; `build` refuses to write it unless it is asked to.

    Attributes:
        types: Component types.
        parameters: Parameters as `TYPE.NAME`.
        fields: Fields of rows as `TYPE.NAME`.
        outputs: Outputs as `TYPE.OUTPUT`.
        variable: How a value refers to an editor variable.
    """

    types: frozenset[Type] = frozenset()
    parameters: frozenset[Annotated[str, BeforeValidator(in_type("parameters"))]] = frozenset()
    fields: frozenset[Annotated[str, BeforeValidator(in_type("row"))]] = frozenset()
    outputs: frozenset[Annotated[str, BeforeValidator(in_type("outputs"))]] = frozenset()
    variable: bool = False
