"""A profile's ``sheet.read.yaml``: where the values are in the sheets that its ``sheet.json.j2`` writes.

``docs/profiles.md`` has the format with examples.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BeforeValidator, Field, ValidationError

from scenario_kit.files.document import MappingNode
from scenario_kit.files.shipped import shipped
from scenario_kit.files.source import parse
from scenario_kit.findings.model import ScenarioKitError, did_you_mean
from scenario_kit.language.catalogue import ParameterType, catalogue
from scenario_kit.language.component_models import Model
from scenario_kit.language.parameters import plain_of
from scenario_kit.language.values import Boolean, Text, invalid, one_of
from scenario_kit.rendering.artifacts import DEFAULT_PROFILE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from pydantic_core import ErrorDetails


DECLARATION: Final = "sheet.read.yaml"
ANY_TYPE: Final = "any"
"""The key in `names` and `outputs` for words that apply to every component type."""


class ProfileError(ScenarioKitError):
    """A profile cannot be used for reading: its declaration is missing or invalid."""


def _pointer(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"(/([^/~]|~[01])*)*|#", value):
        raise invalid('a JSON pointer such as /id, "" for the value itself, or "#" for its name', value)
    return value


def _one_of(what: str, choices: Collection[str]) -> Callable[[object], object]:
    """Return a validator that accepts one of many choices, and suggests a similar one."""

    def check(value: object) -> object:
        if value not in choices:
            raise invalid(what, value, help_=did_you_mean(str(value), choices))
        return value

    return check


def _place(value: object) -> object:
    return value if isinstance(value, dict) else {"at": value}


Pointer = Annotated[str, BeforeValidator(_pointer)]
Type = Annotated[str, BeforeValidator(_one_of("a component type", tuple(catalogue())))]
TypeOrAny = Annotated[str, BeforeValidator(_one_of(f"a component type or `{ANY_TYPE}`", (ANY_TYPE, *catalogue())))]
ParameterKind = Annotated[str, one_of(*ParameterType)]
_NAMES: Final = sorted({name for type_ in catalogue().values() for name in (*type_.parameters, *type_.row)})
ParameterName = Annotated[str, BeforeValidator(_one_of("a parameter name", _NAMES))]


class TextSource(Model):
    """Where a text is, and which part of it is used."""

    at: Pointer
    before: Text | None = None
    after: Text | None = None


Place = Annotated[TextSource, BeforeValidator(_place)]
"""A pointer, or a mapping ``{at, before, after}`` that takes part of the text at the pointer."""


class Fields(Model):
    """The parameters of a component, or the fields of a row."""

    each: Pointer
    name: Place
    value: Pointer
    without: tuple[str, ...] = ()


class ComponentWires(Model):
    """Wires that are listed in the component that they start from."""

    each: Pointer
    output: Place
    target: Place


class Rows(Model):
    """The rows of a component."""

    each: Pointer
    output: Place | None = None
    fields: Fields
    target: Place | None = None


class Components(Model):
    """The components of a sheet; `counted` ids differ from one export to the next, so they identify nothing."""

    each: Pointer
    id: Place
    counted: Boolean = False
    key: Place | None = None
    type: Place
    name: Place | None = None
    x: Place | None = None
    y: Place | None = None
    parameters: Fields | None = None
    rows: Rows | None = None
    wires: ComponentWires | None = None


class Wires(Model):
    """Wires that are listed apart from the components."""

    each: Pointer
    source: Place
    output: Place | None = None
    target: Place


class Variables(Model):
    """The editor's variables."""

    each: Pointer
    name: Place
    type: Place
    value: Place | None = None
    description: Place | None = None


class ValueFormat(Model):
    """How values of one kind are written.

    Attributes:
        words: Our word for each word of the format.
        split: The separator of a list that is written as one text.
    """

    words: dict[str, str] = Field(default_factory=dict)
    split: str | None = None


class Declaration(Model):
    """The declaration; see ``docs/profiles.md``."""

    version: Annotated[str, one_of("1")]
    expect: dict[Pointer, str] = Field(default_factory=dict)
    scenario: Place | None = None
    description: Place | None = None
    sheet: Place | None = None
    components: Components
    wires: Wires | None = None
    variables: Variables | None = None
    types: dict[str, Type] = Field(default_factory=dict)
    names: dict[TypeOrAny, dict[str, ParameterName | None]] = Field(default_factory=dict)
    outputs: dict[TypeOrAny, dict[str, str]] = Field(default_factory=dict)
    values: dict[ParameterKind, ValueFormat] = Field(default_factory=dict)
    variable: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile with its declaration.

    Attributes:
        name: The folder in the templates.
        templates: A directory of templates that override the built-in ones.
        declaration: How its sheets are read.
    """

    name: str
    templates: str | None
    declaration: Declaration


def read_profile(name: str = DEFAULT_PROFILE, templates: str | None = None) -> Profile:
    """Read the declaration of a profile; see `Profile`.

    Raises:
        ProfileError: The profile or its declaration is missing, or the declaration is invalid.
    """
    if templates is not None and not Path(templates).is_dir():
        raise ProfileError(f"templates `{templates}`: no such directory")
    folders = [Path(directory) / name for directory in (templates, shipped("templates")) if directory is not None]
    path = next((folder / DECLARATION for folder in folders if (folder / DECLARATION).is_file()), None)
    if path is None:
        if any(folder.is_dir() for folder in folders):
            raise ProfileError(
                f"profile `{name}` has no `{DECLARATION}` beside its `sheet.json.j2`, so its sheets cannot be read; "
                "add one that declares where the values are in a sheet"
            )
        raise ProfileError(f"unknown profile `{name}`; a profile is a folder in the templates (--templates DIR)")
    return Profile(name, templates, _declaration(path))


def _declaration(path: Path) -> Declaration:
    try:
        document = parse(path.read_bytes(), str(path))
    except OSError as error:
        raise ProfileError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    for finding in document.findings:
        raise ProfileError(f"{path}:{finding.span.line}: {finding.message}")
    if not isinstance(document.root, MappingNode):
        raise ProfileError(f"{path}: expected a mapping that begins with `version: 1`")
    try:
        return Declaration.model_validate(plain_of(document.root))
    except ValidationError as error:
        first = min(error.errors(include_url=False), key=lambda detail: detail["type"] != "extra_forbidden")
        span, _ = document.locate(first["loc"], on_key=first["type"] in ("extra_forbidden", "missing"))
        raise ProfileError(f"{path}:{span.line}:{span.column}: {_reworded(first)}") from None


def _reworded(error: ErrorDetails) -> str:
    parts = [str(part) for part in error["loc"] if part not in ("[key]", "at")]
    owner, key = " / ".join(parts[:-1]) or "the declaration", parts[-1]
    if error["type"] == "missing":
        return f"missing key `{key}` in {owner}"
    if error["type"] == "extra_forbidden":
        hint = did_you_mean(key, {name for model in _MODELS for name in model.model_fields})
        return f"unknown key `{key}` in {owner}" + (f"; {hint}" if hint else "")
    help_ = error.get("ctx", {}).get("help")
    return f"{owner}, `{key}`: {error['msg']}" + (f"; {help_}" if help_ else "")


_MODELS: Final = (Declaration, Components, Fields, Rows, ComponentWires, Wires, Variables, TextSource, ValueFormat)
