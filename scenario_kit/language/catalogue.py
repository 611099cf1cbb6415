"""The component types of the Simotel editor: their parameters, rows and outputs, from ``catalogue.yaml`` beside this.

The models of the language, the rules, the sheets and the documentation are all generated from this file. Its facts come
from the vendor's public documentation of the dial-plan components.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Role(StrEnum):
    """The role of a component in a call."""

    ENTRY = "entry"
    DIAL = "dial"
    MEDIA = "media"
    BRANCH = "branch"
    EDIT = "edit"
    JUMP = "jump"
    OTHER = "other"


class ParameterType(StrEnum):
    """The type of a parameter's value."""

    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    INTEGER = "integer"
    SECONDS = "seconds"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    URL = "url"
    SECRET = "secret"  # noqa: S105  the word itself
    TEXT_LIST = "text_list"
    NUMBER_LIST = "number_list"
    DATE_LIST = "date_list"
    WEEKLY_RANGES = "weekly_ranges"
    MATCH_PATTERN = "match_pattern"
    CID_PATTERN = "cid_pattern"
    IVR_CASE = "ivr_case"


class Parameter(NamedTuple):
    """A parameter of a component type, or a field of its rows.

    Attributes:
        name: The name in a scenario: the editor's label in snake_case.
        type: The type of the value.
        doc: What it means, one sentence.
        label: The editor's label.
        required: A component without it is incomplete.
        unit: The unit of an integer, where it has one; `seconds` are always in seconds.
        choices: The values of a `choice`.
        default: The PBX's default; None if that is not documented.
        refers_to: The kind of PBX object that must exist under this name.
        empty: What the PBX does without the parameter, in words.
        only_for: The choices of the type's `choice` parameter that need it; empty if it belongs to all of them.
        items: What the texts of a list are, if not any text: `month`.
    """

    name: str
    type: ParameterType
    doc: str
    label: str
    required: bool = False
    unit: str | None = None
    choices: tuple[str, ...] = ()
    default: str | None = None
    refers_to: str | None = None
    empty: str | None = None
    only_for: tuple[str, ...] = ()
    items: str | None = None


class ComponentName(StrEnum):
    """The component types that code refers to by name; `catalogue` has an entry for each.

    A member equals its text, so it is a key of the catalogue and of what is read from a file.
    """

    OUTGOING_ROUTE = "outgoing_route"
    INCOMING_ROUTE = "incoming_route"
    AUTODIALER_ROUTE = "autodialer_route"
    IVR = "ivr"
    IVR_API = "ivr_api"
    EXTENSION = "extension"
    EXTENSION_API = "extension_api"
    QUEUE = "queue"
    ANSWER = "answer"
    AGI = "agi"
    DISA = "disa"
    TRUNK = "trunk"
    TRUNK_API = "trunk_api"
    ANNOUNCEMENT = "announcement"
    CALLBACK = "callback"
    RING_GROUP = "ring_group"
    FOLLOW_ME = "follow_me"
    VOICEMAIL = "voicemail"
    CONFERENCE = "conference"
    CALL_COMPLETION = "call_completion"
    PICKUP = "pickup"
    POLL = "poll"
    MIX_MONITOR = "mix_monitor"
    AUTHENTICATION = "authentication"
    TIME_CONDITION = "time_condition"
    SPIT_DETECTION = "spit_detection"
    BLACKLIST = "blacklist"
    WHITELIST = "whitelist"
    JUMP_IN = "jump_in"
    JUMP_OUT = "jump_out"
    CORRECTOR = "corrector"
    CUSTOM_PLAN = "custom_plan"
    SMART_API = "smart_api"
    CHANSPY = "chanspy"
    PAGE = "page"
    FAX = "fax"


class ComponentType(NamedTuple):
    """A type of component.

    Attributes:
        name: Its name in a scenario, one of `ComponentName`.
        label: The editor's label.
        role: What it does in a call.
        doc: What it is for.
        outputs: The names of its ports; empty for a type with rows.
        row: The fields of a row; empty for a type without rows.
        parameters: Its parameters by name, in the editor's order.
        rehearsed: What it does in a rehearsal.
        world: The keys of a test's `world` that apply to this component.
        outcomes: The possible results of its dialling; empty if it does not dial.
        open_ends: Cases of rows that calls leave by even if no row has them; without a row, such a call is dropped.
        final: Outputs after which the call is over anyway, so that nothing has to follow.
        at_once: Outputs and cases that a call may leave by at once, though it usually waits for somebody there.
        audio: Whether it plays or takes audio, so that the call must be answered first.
        waits: Whether it waits for the caller or for another party.
        web_service: Whether it asks a web service.
        shorthand: The parameter that a plain value in the short form sets.
    """

    name: str
    label: str
    role: Role
    doc: str
    outputs: tuple[str, ...]
    row: Mapping[str, Parameter]
    parameters: Mapping[str, Parameter]
    rehearsed: str
    world: tuple[str, ...]
    outcomes: tuple[str, ...] = ()
    open_ends: tuple[str, ...] = ()
    final: tuple[str, ...] = ()
    at_once: tuple[str, ...] = ()
    audio: bool = False
    waits: bool = False
    web_service: bool = False
    shorthand: str | None = None

    @property
    def named(self) -> str:
        """The editor's label with its article: "an IVR", "a Trunk"."""
        return f"{'an' if self.label[0] in 'AEIO' else 'a'} {self.label}"

    @property
    def has_rows(self) -> bool:
        """Whether each of its rows is an output."""
        return bool(self.row)


@cache
def catalogue() -> Mapping[str, ComponentType]:
    """Return every component type by name, in the order of the editor's documentation."""
    import yaml  # noqa: PLC0415  a command that needs no component pays nothing for it

    text = Path(__file__).with_name("catalogue.yaml").read_text("utf-8")
    entries: dict[str, dict[str, Any]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return MappingProxyType({name: _component_type(name, entry) for name, entry in entries.items()})


def _component_type(name: str, entry: dict[str, Any]) -> ComponentType:
    lists = {key: tuple(value) for key, value in entry.items() if isinstance(value, list)}
    tables = {key: _parameters(entry.get(key, {})) for key in ("row", "parameters")}
    outputs = lists.get("outputs", ())  # else `rows`
    return ComponentType(**{**entry, **lists, **tables, "name": name, "role": Role(entry["role"]), "outputs": outputs})


def _parameters(entries: dict[str, dict[str, Any]]) -> Mapping[str, Parameter]:
    return MappingProxyType({name: _parameter(name, entry) for name, entry in entries.items()})


def _parameter(name: str, entry: dict[str, Any]) -> Parameter:
    lists = {key: tuple(entry.get(key, ())) for key in ("choices", "only_for")}
    values = {"label": name.replace("_", " ").title(), **entry, **lists}
    return Parameter(**{**values, "name": name, "type": ParameterType(entry["type"])})
