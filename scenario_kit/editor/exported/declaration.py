"""A profile's ``sheet.read.yaml``: how what its ``sheet.json.j2`` writes is read back. Data, no program.

``docs/profiles.md`` has the format with examples.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BeforeValidator, Field, ValidationError

from scenario_kit.files.document import MappingNode, ScalarNode
from scenario_kit.files.shipped import shipped
from scenario_kit.files.source import parse
from scenario_kit.findings.model import ScenarioKitError, did_you_mean
from scenario_kit.language.catalogue import ParameterType, catalogue
from scenario_kit.language.component_models import Model
from scenario_kit.language.values import Boolean, Text, invalid, one_of
from scenario_kit.rendering.artifacts import DEFAULT_PROFILE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from pydantic_core import ErrorDetails

    from scenario_kit.files.document import Node
    from scenario_kit.language.parameters import Plain

DECLARATION: Final = "sheet.read.yaml"
ANY_TYPE: Final = "any"
"""In the vocabularies by component type: words that hold for every type."""

_POINTER: Final = re.compile(r"(/([^/~]|~[01])*)*")


class ProfileError(ScenarioKitError):
    """A profile cannot be read through: it has no declaration, or one that is at fault."""


def _pointer(value: object) -> object:
    if not isinstance(value, str) or (value != "#" and not _POINTER.fullmatch(value)):
        raise invalid('a JSON pointer such as /id, "" for the thing itself, or "#" for its name', value)
    return value


def _one_of(what: str, choices: Collection[str]) -> Callable[[object], object]:
    """Take one of too many to list them all."""

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
ParameterName = Annotated[str, BeforeValidator(_one_of("the name of a parameter", _NAMES))]


class Cut(Model):
    """Where a text stands, and what of it is meant."""

    at: Pointer
    before: Text | None = None
    after: Text | None = None


Place = Annotated[Cut, BeforeValidator(_place)]
"""A pointer, or a mapping ``{at, before, after}`` that cuts the text found there."""


class Fields(Model):
    """The parameters of a component, or the fields of a row."""

    each: Pointer
    name: Place
    value: Pointer
    without: tuple[str, ...] = ()


class Ports(Model):
    """Wires that stand with the component they leave."""

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
    """The components of a sheet; `counted` ids are given anew in every sheet, and tell nothing from one to the next."""

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
    wires: Ports | None = None


class Wires(Model):
    """Wires that stand by themselves."""

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


class Habit(Model):
    """How values of one kind are written.

    Attributes:
        words: Our word for each of theirs.
        split: What stands between the items of a list that is written as one text.
    """

    words: dict[str, str] = Field(default_factory=dict)
    split: str | None = None


class Declaration(Model):
    """The whole declaration; see ``docs/profiles.md``."""

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
    values: dict[ParameterKind, Habit] = Field(default_factory=dict)
    variable: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile that can be read through.

    Attributes:
        name: The folder in the templates.
        templates: A directory with templates that go before the project's own.
        declaration: How its sheets are read.
    """

    name: str
    templates: str | None
    declaration: Declaration


def read_profile(name: str = DEFAULT_PROFILE, templates: str | None = None) -> Profile:
    """Read the declaration of a profile.

    Args:
        name: The folder in the templates.
        templates: A directory with templates that go before the project's own.

    Raises:
        ProfileError: There is none, or it is at fault.
    """
    if templates is not None and not Path(templates).is_dir():
        raise ProfileError(f"templates `{templates}`: no such directory")
    folders = [Path(directory) / name for directory in (templates, shipped("templates")) if directory is not None]
    path = next((folder / DECLARATION for folder in folders if (folder / DECLARATION).is_file()), None)
    if path is None:
        if any(folder.is_dir() for folder in folders):
            raise ProfileError(
                f"profile `{name}` has no `{DECLARATION}` beside its `sheet.json.j2`, so its sheets can be built and "
                "not read; add one, which says where in a sheet everything stands"
            )
        raise ProfileError(f"there is no profile `{name}`; a profile is a folder in the templates (--templates DIR)")
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
        return Declaration.model_validate(_plain(document.root))
    except ValidationError as error:
        first = min(error.errors(include_url=False), key=lambda one: one["type"] != "extra_forbidden")
        span, _ = document.locate(first["loc"], on_key=first["type"] in _ABOUT_KEYS)
        raise ProfileError(f"{path}:{span.line}:{span.column}: {_reworded(first)}") from None


def _plain(node: Node) -> Plain:
    if isinstance(node, ScalarNode):
        return None if node.null else node.text
    if isinstance(node, MappingNode):
        return {name: _plain(child) for name, (_, child) in node.entries.items()}
    return [_plain(child) for child in node.items]


def _reworded(error: ErrorDetails) -> str:
    """Say what is wrong with a declaration."""
    parts = [str(part) for part in error["loc"] if part not in ("[key]", "at")]
    owner, key = " / ".join(parts[:-1]) or "the declaration", parts[-1]
    if error["type"] == "missing":
        return f"{owner} has no `{key}`"
    if error["type"] == "extra_forbidden":
        meant = did_you_mean(key, {name for model in _MODELS for name in model.model_fields})
        return f"{owner} has no key `{key}`" + (f"; {meant}" if meant else "")
    help_ = error.get("ctx", {}).get("help")
    return f"{owner}, `{key}`: {error['msg']}" + (f"; {help_}" if help_ else "")


_ABOUT_KEYS: Final = ("extra_forbidden", "missing")
_MODELS: Final = (Declaration, Components, Fields, Rows, Ports, Wires, Variables, Cut, Habit)
