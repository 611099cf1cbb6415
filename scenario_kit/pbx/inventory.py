"""The inventory: what exists on a PBX, to check references against.

It is one JSON or YAML file. A section is a list of objects, or the unchanged answer of the API's search call; other
fields, secrets among them, are ignored. The objects of a missing section are unknown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationError,
    WithJsonSchema,
)

from scenario_kit.files.document import MappingNode
from scenario_kit.files.source import UNREADABLE
from scenario_kit.findings.model import Problem, ScenarioKitError, did_you_mean
from scenario_kit.language.kinds import INVENTORY, mistaken
from scenario_kit.language.model_errors import UNKNOWN_KEY, reworded
from scenario_kit.language.parameters import expand
from scenario_kit.language.values import VERSION_SCHEMA, Boolean, Maybe, RowText, T, Text, a_list, one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import CoreSchema

    from scenario_kit.files.document import Document


def _switch(value: object) -> object:
    """Read the API's 1 and 0 as true and false."""
    return {"1": "true", "0": "false"}.get(value, value) if isinstance(value, str) else value


class _Object(BaseModel):
    """An object of the API; other fields are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: Annotated[Maybe[Text], Field(description="Its name.", examples=["main-menu"])] = None


class Trunk(_Object):
    """A trunk."""

    name: Annotated[Text, Field(description="Its name.", examples=["Cisco"])]
    active: Annotated[Boolean, BeforeValidator(_switch), Field(description="Whether it is in use.")] = True
    context: Annotated[Maybe[Text], Field(description="Context of its incoming calls.", examples=["from-pstn"])] = None


class Extension(_Object):
    """An extension, which the API calls a user."""

    number: Annotated[RowText, Field(description="Its number.")]
    active: Annotated[Boolean, BeforeValidator(_switch), Field(description="Whether it is in use.")] = True
    context: Annotated[Maybe[Text], Field(description="Context of its outgoing calls.", examples=["main_routing"])] = (
        None
    )


class Queue(_Object):
    """A queue."""

    number: Annotated[RowText, Field(description="Its number.")]


class Announcement(_Object):
    """An announcement."""

    id: Annotated[
        Maybe[Text], Field(description="Its id.", examples=["12"], validation_alias=AliasChoices("id", "_id"))
    ] = None
    filename: Annotated[Maybe[Text], Field(description="Its file.", examples=["main-menu.wav"])] = None


class MusicOnHold(_Object):
    """A class of music on hold."""


class Voicemail(_Object):
    """A mailbox."""

    number: Annotated[RowText, Field(description="Its number.")]


def _answer(value: object) -> object:
    """Return the objects in an answer of the API's search call, without their empty fields."""
    data = a_list(value["data"] if isinstance(value, dict) and "data" in value else value)
    return [
        {name: item for name, item in entry.items() if item not in (None, "")} if isinstance(entry, dict) else entry
        for entry in data
    ]


class _AnswerOrList:
    """Metadata of a section: its JSON Schema accepts the answer of the API's search call as well as the list."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Any:  # noqa: ANN401
        """Accept the answer's mapping."""
        data = handler(schema)
        properties = {"data": {"description": "The objects.", **data}}
        return {**data, "type": ["array", "object"], "required": ["data"], "properties": properties}


_Section = Annotated[T | None, BeforeValidator(_answer), _AnswerOrList()]


class Inventory(BaseModel):
    """What exists on a PBX; a section is None if nothing is known about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Annotated[
        Maybe[Annotated[str, one_of("1")]],
        WithJsonSchema(VERSION_SCHEMA),
        Field(description="1, the version of this format."),
    ] = None
    trunks: Annotated[_Section[tuple[Trunk, ...]], Field(description="Trunks.")] = None
    extensions: Annotated[
        _Section[tuple[Extension, ...]],
        Field(description="Extensions.", validation_alias=AliasChoices("extensions", "users")),
    ] = None
    queues: Annotated[_Section[tuple[Queue, ...]], Field(description="Queues.")] = None
    announcements: Annotated[_Section[tuple[Announcement, ...]], Field(description="Announcements.")] = None
    music_on_hold: Annotated[
        _Section[tuple[MusicOnHold, ...]],
        Field(description="Classes of music on hold.", validation_alias=AliasChoices("music_on_hold", "musiconholds")),
    ] = None
    voicemail: Annotated[
        _Section[tuple[Voicemail, ...]],
        Field(description="Mailboxes.", validation_alias=AliasChoices("voicemail", "voicemails")),
    ] = None
    contexts: Annotated[_Section[tuple[Text, ...]], Field(description="Contexts.", examples=[["main_routing"]])] = None

    def names(self, kind: str) -> frozenset[str] | None:
        """Return the values that refer to objects of a kind of the catalogue's `refers_to`; None if unknown."""
        section = getattr(self, _SECTIONS[kind])
        if section is None:
            return None
        if kind == "context":
            return frozenset(section)
        return frozenset(value for entry in section for name in _REFERENCES if (value := getattr(entry, name, None)))

    def inactive(self, kind: str, reference: str) -> bool:
        """Whether the object exists and is switched off."""
        section: tuple[Any, ...] = getattr(self, _SECTIONS[kind]) or ()
        return any(
            not getattr(entry, "active", True)
            for entry in section
            if reference in (entry.name, getattr(entry, "number", None))
        )

    def context_of(self, extension: str) -> str | None:
        """Return the context in which an extension dials; None if unknown."""
        return next((entry.context for entry in self.extensions or () if entry.number == extension), None)


_REFERENCES: Final = ("name", "number", "id", "filename")
_SECTIONS: Final[Mapping[str, str]] = {
    "trunk": "trunks",
    "extension": "extensions",
    "queue": "queues",
    "announcement": "announcements",
    "music_on_hold": "music_on_hold",
    "voicemail": "voicemail",
    "context": "contexts",
}
_KNOWN: Final = f"known: {', '.join(_SECTIONS.values())}"
_QUOTED: Final = re.compile(r" `.*`", re.DOTALL)


def read_inventory(document: Document) -> Inventory:
    """Read the inventory in a document.

    Raises:
        ScenarioKitError: It is not an inventory. The message has the first error, and does not quote unreadable text,
            which may be a secret.
    """
    mistake = mistaken(document, INVENTORY)
    if mistake is not None:
        raise ScenarioKitError(f"inventory {document.file}: {'; '.join(mistake)}")
    for finding in document.findings:
        if finding.code == UNREADABLE.code:
            raise ScenarioKitError(f"inventory {document.file}: {finding.message.removeprefix(f'`{document.file}` ')}")
        message = _QUOTED.sub("", finding.message)
        raise ScenarioKitError(f"inventory {document.file}:{finding.span.line}: {message}")
    if not isinstance(document.root, MappingNode):
        raise ScenarioKitError(f"inventory {document.file}: expected a mapping; {_KNOWN}")
    plain = expand(document, {}).plain
    try:
        return Inventory.model_validate(plain)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        if first["type"] != "extra_forbidden":
            problem = reworded(first, plain)
        else:
            name = str(first["loc"][0])
            help_ = did_you_mean(name, _SECTIONS.values()) or _KNOWN
            problem = Problem(UNKNOWN_KEY, (name,), f"unknown section `{name}`", help_, on_key=True)
        span, _ = document.locate(problem.at, on_key=problem.on_key)
        message = f"{problem.message}; {problem.help}" if problem.help else problem.message
        raise ScenarioKitError(f"inventory {document.file}:{span.line}:{span.column}: {message}") from None
