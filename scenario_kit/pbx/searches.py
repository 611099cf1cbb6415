"""Reads what exists on a PBX with the API's search calls, and keeps only the fields of an inventory.

Answers contain secrets in many fields, not all of them documented. So the fields to keep are listed, not the fields
to drop.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pydantic import AliasChoices, BaseModel, ValidationError

from scenario_kit.files.source import MAX_BYTES
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.pbx.api import MEBIBYTE, ApiRequest, CredentialsError, RefusedError
from scenario_kit.pbx.inventory import Announcement, Extension, MusicOnHold, Queue, Trunk, Voicemail
from scenario_kit.pbx.web import WebError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.pbx.api import ApiClient

LIMIT: Final = 64 * MEBIBYTE
"""Maximum size of an answer in bytes, enough for tens of thousands of extensions."""

_ORDER: Final = ("number", "name", "id", "filename")
_ESCAPED: Final = re.compile("[\x7f-\x9f\ufffe\uffff]")
"""Characters that are valid in JSON but not in YAML; an inventory is read as either."""

_HALF: Final = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, which is valid in JSON but cannot be written to a file."""


@dataclass(frozen=True, slots=True)
class Search:
    """A search call of the API, the section of the inventory that it fills, and the model of the fields to keep.

    Attributes:
        section: The section.
        path: The path of the call.
        model: The fields to keep.
        singular: The name of one object, in words.
        plural: The name of several.
        conditions: The documented conditions; an empty text does not restrict the search.
        alike: Searches for similar names, as the call's documentation writes it.
    """

    section: str
    path: str
    model: type[BaseModel]
    singular: str
    plural: str
    conditions: tuple[str, ...] = ("name",)
    alike: str | bool = "true"

    @property
    def bodies(self) -> tuple[dict[str, Any], ...]:
        """The bodies that ask for everything: the documented one, and one without conditions as a fallback."""
        documented = {"alike": self.alike, "conditions": dict.fromkeys(self.conditions, "")}
        return documented, {"alike": "false", "conditions": {}}


SEARCHES: Final = (
    Search("trunks", "/api/v4/pbx/trunks/search", Trunk, "trunk", "trunks"),
    Search(
        "extensions",
        "/api/v4/pbx/users/search",
        Extension,
        "extension",
        "extensions",
        ("name", "number", "mapped"),
        alike=True,
    ),
    Search("queues", "/api/v4/pbx/queues/search", Queue, "queue", "queues", ("name", "number")),
    Search("announcements", "/api/v4/pbx/announcements/search", Announcement, "announcement", "announcements"),
    Search(
        "music_on_hold",
        "/api/v4/pbx/musiconholds/search",
        MusicOnHold,
        "class of music on hold",
        "classes of music on hold",
    ),
    Search("voicemail", "/api/v4/voicemails/voicemails/search", Voicemail, "mailbox", "mailboxes", ("name", "number")),
)
"""The calls in the order of the inventory's sections. No call lists the contexts: trunks and extensions contain only
those that they use."""


def pull(pbx: ApiClient) -> dict[str, list[dict[str, object]]]:
    """Request everything that exists on a PBX: the sections of an inventory, each sorted by number and name.

    Raises:
        ScenarioKitError: The PBX cannot be reached, rejects a request, or its answer does not match the documentation.
    """
    sections: dict[str, list[dict[str, object]]] = {}
    for search in SEARCHES:
        try:
            sections[search.section] = _pull(pbx, search)
        except CredentialsError as error:
            if sections:  # so the credentials are right
                message = f"these credentials may not list the {search.plural}{error.reason}; permit it on the PBX"
                raise RefusedError(message) from None
            raise RefusedError(f"cannot list the {search.plural}: {error}") from None
        except RefusedError as error:
            raise RefusedError(f"cannot list the {search.plural}: {error}") from None
    return sections


def _pull(pbx: ApiClient, search: Search) -> list[dict[str, object]]:
    """Request one section; without a result, ask again in the other way, and keep what was said first."""
    documented, fallback = (ApiRequest(search.path, body) for body in search.bodies)
    path = documented.path_at(pbx.server)
    refusal: ScenarioKitError | None = None
    found: list[dict[str, object]] = []
    try:
        found = section(search, pbx.send(documented, limit=LIMIT), path)
    except (CredentialsError, WebError):
        raise
    except ScenarioKitError as error:
        refusal = error
    if found:
        return found
    try:
        return section(search, pbx.send(fallback, limit=LIMIT), path)
    except WebError:
        raise
    except ScenarioKitError:
        if refusal is not None:
            raise refusal from None
        return found


def section(search: Search, data: object, path: str) -> list[dict[str, object]]:
    """Return the section of the inventory for the data of an answer.

    Args:
        search: The search.
        data: The data.
        path: The path that was requested, for errors.

    Raises:
        ScenarioKitError: The data is not a list of objects with a name or number. The message contains no value.
    """
    wrong = f"the answer of {path} does not match the documentation"
    if not isinstance(data, list):
        raise ScenarioKitError(f"{wrong}: `data` is not a list")
    objects = [_object(search.model, f"{wrong}: entry {at} of `data`", entry) for at, entry in enumerate(data, 1)]
    return sorted(objects, key=lambda entry: [str(entry.get(name, "")) for name in _ORDER])


def inventory_text(sections: Mapping[str, Sequence[Mapping[str, object]]]) -> str:
    """Return an inventory as JSON; the same sections give the same text.

    Raises:
        ScenarioKitError: The text is larger than a file may be to be read.
    """
    text = json.dumps({"version": 1, **sections}, ensure_ascii=False, indent=2) + "\n"
    text = _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    if len(text.encode()) > MAX_BYTES:
        raise ScenarioKitError(f"the inventory is larger than {MAX_BYTES // MEBIBYTE} MiB, more than any command reads")
    return text


def counted(sections: Mapping[str, Sequence[Mapping[str, object]]]) -> str:
    """Return the number of objects of each kind, in words."""
    numbers = ((len(sections[search.section]), search) for search in SEARCHES)
    return ", ".join(f"{number} {search.singular if number == 1 else search.plural}" for number, search in numbers)


def _object(model: type[BaseModel], place: str, fields: object) -> dict[str, object]:
    if not isinstance(fields, dict):
        raise ScenarioKitError(f"{place} is not an object")
    known = {name: fields[name] for name in _names(model) if fields.get(name) not in (None, "")}
    for name, value in known.items():
        if isinstance(value, int | float):
            known[name] = json.dumps(value)  # the models read the text of a file
        elif isinstance(value, str) and _HALF.search(value):
            raise ScenarioKitError(f"{place} has an invalid `{name}`")
    try:
        kept = model.model_validate(known).model_dump(exclude_unset=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        what = "no" if first["type"] == "missing" else "an invalid"
        raise ScenarioKitError(f"{place} has {what} `{first['loc'][0]}`") from None
    if not any(name in kept for name in _ORDER):
        raise ScenarioKitError(f"{place} has no `name`")
    return kept


def _names(model: type[BaseModel]) -> Iterator[str]:
    """Return the names that the fields of a model may have in an answer."""
    for name, field in model.model_fields.items():
        alias = field.validation_alias
        yield from map(str, alias.choices) if isinstance(alias, AliasChoices) else (name,)
