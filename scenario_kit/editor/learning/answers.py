"""What a person says about a format: the words that `profile learn` cannot decide by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scenario_kit.editor.learning.model import LearningError
from scenario_kit.files.source import parse
from scenario_kit.findings.model import NodePath, did_you_mean
from scenario_kit.language.catalogue import ParameterType, catalogue
from scenario_kit.language.parameters import plain_of
from scenario_kit.language.values import DAYS, describe

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from pydantic_core import ErrorDetails

    from scenario_kit.files.document import Document
    from scenario_kit.language.catalogue import Parameter

ANY: Final = "any"
_PLACES: Final = ("$name", "${name}")
_MOST_LISTED: Final = 8


class Answers(BaseModel):
    """What a person says about a format; in each table, the format's word comes first, and ours is its value.

    Attributes:
        types: Our component type for each of the format's words.
        parameters: Our parameter, or field of a row, for each word, by component type or for `any`; None ignores it.
        outputs: Our output for each word, by component type or for `any`.
        values: Our word for each value, by kind of parameter, by `TYPE.NAME`, or for `any`.
        variable: The text that refers to an editor variable, with `${name}` for its name.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    types: dict[str, str] = Field(default_factory=dict)
    parameters: dict[str, dict[str, str | None]] = Field(default_factory=dict)
    outputs: dict[str, dict[str, str]] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    variable: str | None = None


class _Fault(NamedTuple):
    path: NodePath
    on_key: bool
    message: str
    help: str | None = None


def read_answers(data: bytes, file: str) -> Answers:
    """Read a file of answers, YAML or JSON, called `file` in errors.

    Raises:
        LearningError: It cannot be read, or has an unknown name; the text has the line and the column.
    """
    document = parse(data, file)
    if all(line.lstrip()[:1] in ("", "#") for line in document.text.splitlines()) and document.text:
        return Answers()  # the answers are still comments
    for finding in document.findings:
        raise LearningError(f"{file}:{finding.span.line}:{finding.span.column}: {finding.message}")
    plain = _without_empty(plain_of(document.root))
    try:
        answers = Answers.model_validate(plain)
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise _located(document, _reworded(min(details, key=lambda one: one["type"] != "extra_forbidden"))) from None
    for fault in _faults(answers):
        raise _located(document, fault)
    return answers


def _without_empty(plain: Any) -> Any:  # noqa: ANN401
    """Return answers without the tables that have only comments."""
    if not isinstance(plain, dict):
        return plain
    tables = {key: value for key, value in plain.items() if value is not None}
    nested = ("parameters", "outputs", "values")
    return {
        key: {group: table for group, table in value.items() if table is not None}
        if key in nested and isinstance(value, dict)
        else value
        for key, value in tables.items()
    }


def _located(document: Document, fault: _Fault) -> LearningError:
    span, _ = document.locate(fault.path, on_key=fault.on_key)
    return LearningError(_with_help(f"{document.file}:{span.line}:{span.column}: {fault.message}", fault.help))


def _with_help(message: str, help_: str | None) -> str:
    return message if help_ is None else f"{message}; {help_}"


def _reworded(error: ErrorDetails) -> _Fault:
    path = error["loc"]
    if error["type"] == "extra_forbidden":
        known = list(Answers.model_fields)
        help_ = did_you_mean(str(path[-1]), known) or f"known: {', '.join(known)}"
        return _Fault(path, True, f"unknown key `{path[-1]}`", help_)
    expected = "a word" if error["type"] == "string_type" else "a mapping from the format's words to ours"
    owner = f"`{path[-1]}`" if path else "the answers"
    return _Fault(path, False, f"{owner}: expected {expected}, got {describe(error['input'])}")


def _faults(answers: Answers) -> Iterator[_Fault]:
    """Iterate over the names that do not exist."""
    for theirs, ours in answers.types.items():
        yield from _unknown(ours, catalogue(), "component type", ("types", theirs))
    for key, what, known in (
        ("parameters", "parameter", _parameters),
        ("outputs", "output", _outputs),
        ("values", "value", _words),
    ):
        groups = _value_kinds() if key == "values" else (ANY, *catalogue())
        of_group = "kind of value with words" if key == "values" else f"component type or `{ANY}`"
        for group, table in getattr(answers, key).items():
            yield from _unknown(group, groups, of_group, (key, group), on_key=True)
            owner = "" if group == ANY else f" of `{group}`"
            for theirs, ours in table.items():
                if ours is not None:
                    yield from _unknown(ours, known(group), f"{what}{owner}", (key, group, theirs))
    if answers.variable is not None and not any(place in answers.variable for place in _PLACES):
        message = f"`variable`: expected a text with `{_PLACES[1]}` in it, got {describe(answers.variable)}"
        yield _Fault(("variable",), False, message)


def _unknown(name: str, known: Collection[str], what: str, path: NodePath, *, on_key: bool = False) -> Iterator[_Fault]:
    if name not in known:
        help_ = did_you_mean(name, known)
        if help_ is None and len(known) <= _MOST_LISTED:
            help_ = f"known: {', '.join(known)}" if known else "it has none"
        yield _Fault(path, on_key, f"unknown {what}: {describe(name)}", help_)


def _parameters(type_: str) -> Mapping[str, Parameter]:
    """Return the parameters, and the fields of rows, of a component type or of all."""
    types = catalogue().values() if type_ == ANY else [catalogue()[type_]]
    return {name: parameter for one in types for name, parameter in (*one.parameters.items(), *one.row.items())}


def _outputs(type_: str) -> list[str]:
    types = catalogue().values() if type_ == ANY else [catalogue()[type_]]
    return list(dict.fromkeys(output for one in types for output in one.outputs))


def _own_words(parameter: Parameter) -> tuple[str, ...]:
    """Return our words for the values of a parameter; empty if its values are no words of ours."""
    match parameter.type:
        case ParameterType.BOOLEAN:
            return ("true", "false")
        case ParameterType.WEEKLY_RANGES:
            return DAYS
    return parameter.choices


def _value_kinds() -> list[str]:
    """Return what `values` may have a table for."""
    named = [
        f"{type_}.{name}"
        for type_ in catalogue()
        for name, parameter in _parameters(type_).items()
        if _own_words(parameter)
    ]
    kinds = (ParameterType.BOOLEAN, ParameterType.CHOICE, ParameterType.WEEKLY_RANGES)
    return [ANY, *(kind.value for kind in kinds), *named]


def _words(kind: str) -> list[str]:
    """Return our words for the values of a kind, of a `TYPE.NAME`, or of any."""
    type_, _, name = kind.partition(".")
    if name:
        return list(_own_words(_parameters(type_)[name]))
    every = [parameter for type_name in catalogue() for parameter in _parameters(type_name).values()]
    return list(dict.fromkeys(word for one in every if kind in (ANY, one.type) for word in _own_words(one)))
