"""A profile's ``sheet.map.yaml``: the JSON of a sheet with places in it, and the spelling of words, values and ids.

``docs/profiles.md`` has the format with examples.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from scenario_kit.findings.model import did_you_mean, pointer
from scenario_kit.language.catalogue import ParameterType, catalogue
from scenario_kit.language.values import describe, invalid
from scenario_kit.profiles.ids import FIELDS
from scenario_kit.profiles.json_values import Json, scalar_text
from scenario_kit.profiles.parsing import MapError, parse_template
from scenario_kit.profiles.places import SHEET
from scenario_kit.profiles.style import Style
from scenario_kit.profiles.template import Constant, Each, Place, Template, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from pydantic_core import ErrorDetails

    from scenario_kit.findings.model import NodePath

ANY: Final = "any"
"""The key for words and values of every component type or kind."""
ABSENT: Final = "$absent"

_T = TypeVar("_T", bound=BaseModel)
_NAMES: Final = sorted({name for type_ in catalogue().values() for name in (*type_.parameters, *type_.row)})
_OUTPUTS: Final = sorted({output for type_ in catalogue().values() for output in type_.outputs})
_VALUE_KEYS: Final = ("fields", "description", "variable")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def _one_of(what: str, choices: Collection[str]) -> Callable[[object], object]:
    """Return a validator that accepts one of many choices, and suggests a similar one."""

    def check(value: object) -> object:
        if value not in choices:
            raise invalid(what, value, help_=did_you_mean(str(value), choices))
        return value

    return check


def _value_kind(value: object) -> object:
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
ValueKind = Annotated[str, BeforeValidator(_value_kind)]
Written = Annotated[str, BeforeValidator(_written)]
StyleName = Literal["same", "label", "camel", "pascal", "kebab", "upper", "lower", "title", "words"]


class Spelling(_Model):
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


class Words(_Model):
    """The words of a format."""

    types: TypeWords = TypeWords()
    parameters: ParameterWords = ParameterWords()
    fields: ParameterWords | None = None
    outputs: OutputWords = OutputWords()


class ValueFormat(_Model):
    """How values of one kind are written; a key that is not given is decided by the next more general entry.

    Attributes:
        unset: What is written for a parameter that is not set; by default nothing.
        as_: Whether numbers are written as numbers or texts.
        times: The factor of a number.
        form: The text around a number, with ``{n}`` in it.
        join: The separator of a list that is written as one text.
        item: The template of an item of a list.
        template: The template of weekly ranges.
        join_days: The separator of weekly ranges that are written as one text.
        days: Our word for each of the format's words for the days.
        true: What is written for true.
        false: What is written for false.
        words: The format's word, and ours, for the choices.
        style: The form of other choices.
    """

    unset: Any = None
    as_: Literal["text", "number"] | None = Field(None, alias="as")
    times: Annotated[int, Field(ge=1)] | None = None
    form: Annotated[str, Field(pattern=r"^[^{}]*\{n\}[^{}]*$")] | None = None
    join: Annotated[str, Field(min_length=1)] | None = None
    item: Any = None
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


class IdForm(_Model):
    """How new ids are made.

    Attributes:
        form: A text with ``{number}``, ``{hex:24}``, ``{uuid}``, ``{name}``, ``{key}`` and others.
        as_: Whether an id is written as a number or a text.
        from_: The first number.
    """

    form: Annotated[str, BeforeValidator(_form)] = "{uuid}"
    as_: Literal["text", "number"] = Field("text", alias="as")
    from_: int = Field(1, alias="from")


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


class Guesses(_Model):
    """What of the map is guessed; `build` refuses to write it unless it is asked to."""

    types: tuple[Type, ...] = ()
    parameters: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    variable: bool = False


class _Declaration(_Model):
    version: Literal[2, "2"]
    style: Style = Style()
    expect: dict[str, Written] = Field(default_factory=dict)
    sheet: Any
    words: Words = Words()
    values: dict[ValueKind, dict[str, Any]] = Field(default_factory=dict)
    variable: Any = None
    ids: Ids = Ids()
    guesses: Guesses = Guesses()


@dataclass(frozen=True, slots=True, eq=False)
class SheetMap:
    """A map; see ``docs/profiles.md``.

    Attributes:
        file: The file, for messages.
        sheet: The template of a sheet.
        style: The style of the text.
        expect: Pointers, and texts there that identify a sheet of this format.
        words: The spelling of types, parameters, fields and outputs.
        values: The entries for the spelling of values, by kind of value, `TYPE.NAME`, `*.NAME` or `any`.
        fields: The same for the fields of rows, which go before `values`.
        texts: What is written for an absent description, and for absent texts of variables.
        variable: The template of a value that refers to an editor variable.
        ids: The spelling of new ids.
        guesses: What of it is guessed.
    """

    file: str
    sheet: Template
    style: Style = field(default_factory=Style)
    expect: Mapping[str, str] = field(default_factory=dict)
    words: Words = field(default_factory=Words)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    texts: Mapping[str, Json] = field(default_factory=dict)
    variable: Template = field(default_factory=lambda: Constant(None))
    ids: Ids = field(default_factory=Ids)
    guesses: Guesses = field(default_factory=Guesses)

    @classmethod
    def from_tree(cls, plain: Any, file: str = "sheet.map.yaml") -> SheetMap:  # noqa: ANN401
        """Return the map of a plain tree of dicts, lists and scalars.

        Raises:
            MapError: It is not a map; the text says what is wrong, and `path` where.
        """
        declared = _declared(plain)
        template = parse_template(declared.sheet, {SHEET}, ("sheet",))
        _check_sheet(template)
        for name in declared.expect:
            _check_pointer(name, ("expect", name))
        values = dict(declared.values)
        fields = values.pop("fields", {})
        texts = {name: values.pop(name, {}).get("unset", ABSENT) for name in ("description", "variable")}
        for path, entries in ((("values",), values), (("values", "fields"), fields)):
            for kind, entry in entries.items():
                _check_format(entry, (*path, kind))
        reference = {"variable": "$name"} if declared.variable is None else declared.variable
        variable = parse_template(reference, {"reference"}, ("variable",))
        if not any(isinstance(node, Place) for node in walk(variable)):
            raise MapError("`variable`: expected a template with `$name` in it", ("variable",))
        return cls(
            file=file,
            sheet=template,
            style=declared.style,
            expect=declared.expect,
            words=declared.words,
            values=values,
            fields=fields,
            texts=texts,
            variable=variable,
            ids=declared.ids,
            guesses=declared.guesses,
        )


def _check_sheet(template: Template) -> None:
    """Check that components can be read: they have a type, and something that identifies them.

    Raises:
        MapError: They have not.
    """
    lists = [node for node in walk(template) if isinstance(node, Each) and node.records == "components"]
    if not lists:
        raise MapError("`sheet`: no `$each: components`; say where the components are", ("sheet",))
    if not any(isinstance(node, Place) and str(node) == "type" for each in lists for node in walk(each)):
        raise MapError("`sheet`: no place `$type` in the components", ("sheet",))


def _check_pointer(text: str, path: NodePath) -> None:
    if not re.fullmatch(r"(/([^/~]|~[01])*)*", text):
        raise MapError(f"expected a JSON pointer such as /format, got `{text}`", path, on_key=True)


def _check_format(entry: Mapping[str, Any], path: NodePath) -> None:
    _validated(ValueFormat, entry, path)
    for name, inside in (("item", {"item"}), ("template", {"week"})):
        if entry.get(name) is not None:
            parse_template(entry[name], inside, (*path, name))


def _declared(plain: Any) -> _Declaration:  # noqa: ANN401
    if not isinstance(plain, dict):
        raise MapError("expected a mapping that begins with `version: 2`", ())
    if plain.get("version") in (1, "1"):
        raise MapError("version 1 is not read any more; write it as version 2, see docs/profiles.md", ("version",))
    values = plain.get("values")
    nested = values.get("fields") if isinstance(values, dict) else None
    if isinstance(nested, dict):
        for kind in nested:
            try:
                _value_kind(kind)
            except Exception as error:  # noqa: BLE001  the validator's own error
                raise MapError(f"values / fields, `{kind}`: {error}", ("values", "fields", kind), on_key=True) from None
    declared = _validated(_Declaration, plain, ())
    return declared


def _validated(model: type[_T], plain: Any, path: NodePath) -> _T:  # noqa: ANN401
    try:
        return model.model_validate(plain)
    except ValidationError as error:
        first = min(error.errors(include_url=False), key=lambda detail: detail["type"] != "extra_forbidden")
        raise _reworded(first, plain, path) from None


def _existing(loc: NodePath, plain: Any, *, missing: bool) -> NodePath:  # noqa: ANN401
    """Return the part of a path that exists; Pydantic adds the names of the alternatives that it tried."""
    for index, part in enumerate(loc):
        known = isinstance(plain, dict) and part in plain
        if not known and not (isinstance(plain, list | tuple) and isinstance(part, int)):
            return loc[: index + missing]
        plain = plain[part]
    return loc


def _reworded(error: ErrorDetails, plain: Any, path: NodePath) -> MapError:  # noqa: ANN401
    inside = tuple(part for part in error["loc"] if part != "[key]")
    loc = (*path, *_existing(inside, plain, missing=error["type"] == "missing"))
    on_key = error["type"] in ("extra_forbidden", "missing") or "[key]" in error["loc"]
    parts = [str(part) for part in loc]
    owner, key = " / ".join(parts[:-1]) or "the map", parts[-1] if parts else ""
    if error["type"] == "missing":
        return MapError(f"missing key `{key}` in {owner}", loc, on_key=True)
    if error["type"] == "extra_forbidden":
        hint = did_you_mean(key, _KEYS)
        return MapError(f"unknown key `{key}` in {owner}" + (f"; {hint}" if hint else ""), loc, on_key=True)
    message, help_ = error["msg"], error.get("ctx", {}).get("help")
    if "Input should be" in message:
        expected = message.replace("Input should be", "expected").replace("'", "`")
        message = f"{expected}, got {describe(scalar_or_kind(error['input']))}"
    return MapError(f"{owner}, `{key}`: {message}" + (f"; {help_}" if help_ else ""), loc, on_key=on_key)


def scalar_or_kind(value: object) -> object:
    """Return a value as `describe` takes it."""
    return scalar_text(value) if isinstance(value, bool | int | float) else value


_KEYS: Final = {
    info.alias or name
    for model in (_Declaration, Words, ParameterWords, OutputWords, ValueFormat, Ids, Style, Guesses)
    for name, info in model.model_fields.items()
}


def place_in_text(error: MapError) -> str:
    """Return the message of an error with its place in the map as a JSON pointer."""
    return ": ".join(filter(None, (pointer(error.path), str(error))))
