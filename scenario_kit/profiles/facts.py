"""What a file says about a sheet, before it is put together: components and parts of wires, with their places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from scenario_kit.language.catalogue import ComponentType
    from scenario_kit.language.parameters import Plain
    from scenario_kit.profiles.json_values import JsonValue

    Given = dict[str, tuple[JsonValue, Plain]]
    """The place and the value of each parameter."""


@dataclass(slots=True, eq=False)
class Reference:
    """What refers to a component: its `id`, `key`, `name` or `number`, or a component that is known already."""

    by: str
    value: JsonValue
    component: ComponentFacts | None = None


@dataclass(slots=True, eq=False)
class RowFacts:
    """A row."""

    place: JsonValue
    component: ComponentFacts
    index: int
    fields: Given = field(default_factory=dict)
    words: dict[str, JsonValue] = field(default_factory=dict)
    port: JsonValue | None = None


@dataclass(slots=True, eq=False)
class ComponentFacts:
    """A component; `places` has what places say about it, such as its name."""

    place: JsonValue
    id: JsonValue
    type: ComponentType
    places: dict[str, JsonValue] = field(default_factory=dict)
    parameters: Given = field(default_factory=dict)
    rows: list[RowFacts] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)
    """The output for each of its ports."""
    row_words: dict[str, str] = field(default_factory=dict)
    """The output for each word, for a type with rows."""


@dataclass(slots=True, eq=False)
class WireFacts:
    """What one place of a file says about a wire.

    Attributes:
        place: The place.
        id: Its id.
        source: Where it starts.
        output: The word for its output.
        row: The row whose output it leaves by.
        position: The position of its output.
        port: The port that it leaves by.
        target: Where it leads.
        key: The ids of its ends and its output, once it is put together.
        is_listing: Whether it lists a wire that arrives.
        is_free: Whether it is an item for a wire that may still arrive.
        named: The place and our name of the output, if the wire is listed in it.
    """

    place: JsonValue
    id: JsonValue | None = None
    source: Reference | None = None
    output: JsonValue | None = None
    row: RowFacts | None = None
    position: JsonValue | None = None
    port: JsonValue | None = None
    target: Reference | None = None
    key: tuple[str, str, str] | None = None
    is_listing: bool = False
    is_free: bool = False
    named: tuple[JsonValue, str] | None = None


@dataclass(slots=True)
class Facts:
    """What a file says.

    Attributes:
        texts: The scenario, the description and the name and id of the sheet.
        components: Its components by id.
        wires: What it says about wires.
        variables: The places of each variable; None if the map has no place for them.
        origins: What the items of lists and the members of mappings are: a key, or a wire that has one later.
    """

    texts: dict[str, JsonValue] = field(default_factory=dict)
    components: dict[str, ComponentFacts] = field(default_factory=dict)
    wires: list[WireFacts] = field(default_factory=list)
    variables: list[dict[str, JsonValue]] | None = None
    origins: dict[tuple[str | int, ...], tuple[str | int, ...] | WireFacts] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class OutputFacts:
    """An output while its item is matched."""

    index: int
    place: JsonValue
    words: dict[str, JsonValue] = field(default_factory=dict)
    wires: list[WireFacts] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Scope:
    """The records that a value is inside of."""

    component: ComponentFacts | None = None
    row: RowFacts | None = None
    output: OutputFacts | None = None
    wire: WireFacts | None = None
    variable: dict[str, JsonValue] | None = None

    @property
    def owner(self) -> ComponentFacts:
        """The component, inside of one."""
        return cast("ComponentFacts", self.component)
