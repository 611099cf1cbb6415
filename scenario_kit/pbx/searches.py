"""What exists on a PBX, by its API's search calls: of each answer the few fields that an inventory has, and no others.

Answers hold secrets in more fields than anyone has listed. So a field is taken because the inventory knows it, never
left because it is known to be secret.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pydantic import AliasChoices, BaseModel, ValidationError

from scenario_kit.files.source import MAX_BYTES
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.pbx.api import MEBIBYTE, ApiRequest
from scenario_kit.pbx.inventory import Announcement, Extension, MusicOnHold, Queue, Trunk, Voicemail

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.pbx.api import ApiClient

LIMIT: Final = 64 * MEBIBYTE
"""Bytes of an answer that are read at most; tens of thousands of extensions fit in."""

_ORDER: Final = ("number", "name", "id", "filename")
_ESCAPED: Final = re.compile("[\x7f-\x9f\ufffe\uffff]")
"""Characters that JSON may hold as they are, but YAML, as which an inventory is read too, may not."""

_HALF: Final = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair: JSON can hold it, and no file."""


@dataclass(frozen=True, slots=True)
class Search:
    """One search call, and the section of the inventory that its answer becomes.

    Attributes:
        section: The section.
        path: The call.
        model: What is known of an object.
        one: What an object is called.
        many: What several are called.
    """

    section: str
    path: str
    model: type[BaseModel]
    one: str
    many: str

    @property
    def request(self) -> ApiRequest:
        """The request: everything there is."""
        return ApiRequest(self.path, {"alike": "false", "conditions": {}})


SEARCHES: Final = (
    Search("trunks", "/api/v4/pbx/trunks/search", Trunk, "trunk", "trunks"),
    Search("extensions", "/api/v4/pbx/users/search", Extension, "extension", "extensions"),
    Search("queues", "/api/v4/pbx/queues/search", Queue, "queue", "queues"),
    Search("announcements", "/api/v4/pbx/announcements/search", Announcement, "announcement", "announcements"),
    Search(
        "music_on_hold",
        "/api/v4/pbx/musiconholds/search",
        MusicOnHold,
        "class of music on hold",
        "classes of music on hold",
    ),
    Search("voicemail", "/api/v4/voicemails/voicemails/search", Voicemail, "mailbox", "mailboxes"),
)
"""The calls in the order of the inventory's sections. None tells which contexts exist: trunks and extensions name only
those that they are in."""


def pull(pbx: ApiClient) -> dict[str, list[dict[str, object]]]:
    """Ask a PBX what exists on it.

    Returns:
        The sections of an inventory, each sorted by number and name.

    Raises:
        ScenarioKitError: The PBX cannot be asked, says no, or answers otherwise than documented.
    """
    return {search.section: section(search, pbx.ask(search.request, limit=LIMIT)) for search in SEARCHES}


def section(search: Search, data: object) -> list[dict[str, object]]:
    """Make a section of the data that a search call answered with.

    Raises:
        ScenarioKitError: The data is not a list of objects that have a name or number. No value is repeated.
    """
    if not isinstance(data, list):
        raise ScenarioKitError(f"{_wrong(search)}: `data` is not a list")
    objects = [_object(search, place, one) for place, one in enumerate(data, 1)]
    return sorted(objects, key=lambda one: [str(one.get(name, "")) for name in _ORDER])


def inventory_text(sections: Mapping[str, Sequence[Mapping[str, object]]]) -> str:
    """Write an inventory as JSON; the same sections give the same text.

    Raises:
        ScenarioKitError: There is more than is read from a file.
    """
    text = json.dumps({"version": 1, **sections}, ensure_ascii=False, indent=2) + "\n"
    text = _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    if len(text.encode()) > MAX_BYTES:
        raise ScenarioKitError(f"the inventory is over {MAX_BYTES // MEBIBYTE} MiB, which no command reads")
    return text


def counted(sections: Mapping[str, Sequence[Mapping[str, object]]]) -> str:
    """Say how much of everything there is."""
    numbers = ((len(sections[search.section]), search) for search in SEARCHES)
    return ", ".join(f"{number} {search.one if number == 1 else search.many}" for number, search in numbers)


def _object(search: Search, place: int, fields: object) -> dict[str, object]:
    if not isinstance(fields, dict):
        raise ScenarioKitError(f"{_wrong(search)}: entry {place} of `data` is not an object")
    known = {name: _as_text(fields[name]) for name in _names(search.model) if fields.get(name) not in (None, "")}
    for name, value in known.items():
        if isinstance(value, str) and _HALF.search(value):
            raise ScenarioKitError(f"{_wrong(search)}: entry {place} of `data` has an odd `{name}`")
    try:
        found = search.model.model_validate(known).model_dump(exclude_unset=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        what = f"has no `{first['loc'][0]}`" if first["type"] == "missing" else f"has an odd `{first['loc'][0]}`"
        raise ScenarioKitError(f"{_wrong(search)}: entry {place} of `data` {what}") from None
    if not any(name in found for name in _ORDER):
        raise ScenarioKitError(f"{_wrong(search)}: entry {place} of `data` has no `name`")
    return found


def _wrong(search: Search) -> str:
    return f"the answer of {search.path} is not as documented"


def _names(model: type[BaseModel]) -> Iterator[str]:
    """Return the names that a model's fields may have in an answer."""
    for name, field in model.model_fields.items():
        alias = field.validation_alias
        yield from map(str, alias.choices) if isinstance(alias, AliasChoices) else (name,)


def _as_text(value: Any) -> Any:  # noqa: ANN401  any JSON
    """Return a JSON value as the text that stands for it in a file, which is what the models take."""
    return json.dumps(value) if isinstance(value, int | float) else value
