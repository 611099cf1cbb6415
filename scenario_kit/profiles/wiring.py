"""Puts the wires of a file together from what its places say about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.language.values import describe
from scenario_kit.profiles.outputs import named_output, no_output, positioned_output

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scenario_kit.profiles.facts import ComponentFacts, Facts, Reference, WireFacts
    from scenario_kit.profiles.json_values import JsonValue
    from scenario_kit.profiles.words import Vocabulary

_Part = tuple["JsonValue", str]
"""A place, and the id of a component or the name of an output that it says."""


class Wiring:
    """Puts the wires of one file together."""

    def __init__(self, facts: Facts, vocabulary: Vocabulary) -> None:
        self._facts = facts
        self._vocabulary = vocabulary
        self._components: Mapping[str, ComponentFacts] = facts.components
        self._by: dict[str, dict[str, ComponentFacts | None]] = {}
        self._wires: dict[tuple[str, str], tuple[JsonValue, str]] = {}
        self._between: dict[tuple[str, str], list[str]] = {}

    def wires(self) -> Mapping[tuple[str, str], str]:
        """Return the id of the target, by the id of the source and the output.

        Raises:
            UnreadableSheetError: A wire refers to nothing, or two places contradict each other.
        """
        groups: dict[object, list[WireFacts]] = {}
        for fact in self._facts.wires:
            if fact.is_free or (
                fact.id is None
                and (fact.source is None if fact.is_listing else fact.target is None)
                and _says_nothing(fact.place)
            ):
                continue  # a free port
            groups.setdefault(id(fact) if fact.id is None else fact.id.text(), []).append(fact)
        whole = [facts for facts in groups.values() if not all(fact.is_listing for fact in facts)]
        listings = [facts for facts in groups.values() if all(fact.is_listing for fact in facts)]
        for facts in (*whole, *listings):
            self._join(facts)
        return {key: target for key, (_, target) in self._wires.items()}

    def _join(self, facts: list[WireFacts]) -> None:
        source = self._agreed([self._end(fact.source) for fact in facts], "source")
        target = self._agreed([self._end(fact.target) for fact in facts], "target")
        first = facts[0]
        missing = "source" if source is None else "target"
        if source is None or target is None:
            named = first.place if first.id is None else first.id
            raise named.error(f"the wire {'' if first.id is None else f'{first.id} '}has no {missing}")
        component = self._components[source[1]]
        output = self._agreed([self._output(fact, component) for fact in facts], "output")
        if output is None:
            output = self._only_output(component, source, target, is_listing=first.is_listing)
        self._add(component, output, target[1])
        for fact in facts:
            fact.key = (source[1], output[1], target[1])

    def _agreed(self, parts: Iterable[_Part | None], what: str) -> _Part | None:
        agreed: _Part | None = None
        for part in parts:
            if agreed is None:
                agreed = part
            elif part is not None and part[1] != agreed[1]:
                raise part[0].error(f"another {what} of the same wire than at {agreed[0].pointer}")
        return agreed

    def _end(self, reference: Reference | None) -> _Part | None:
        if reference is None:
            return None
        if reference.component is not None:
            return reference.value, reference.component.id.text()
        component = self._referred(reference.by).get(reference.value.text())
        if component is None:
            raise reference.value.error(f"the wire refers to an unknown {reference.by} {reference.value}")
        return reference.value, component.id.text()

    def _referred(self, by: str) -> Mapping[str, ComponentFacts | None]:
        """Return the components by their id, key, name or number; None for a name of several."""
        if by not in self._by:
            table: dict[str, ComponentFacts | None] = {}
            for number, component in enumerate(self._components.values(), 1):
                place = component.id if by == "id" else component.places.get(by)
                text = str(number) if by == "number" else None if place is None else place.text()
                if text is not None:
                    table[text] = None if text in table else component
            self._by[by] = table
        return self._by[by]

    def _output(self, fact: WireFacts, component: ComponentFacts) -> _Part | None:
        if fact.named is not None:
            return fact.named
        if fact.row is not None:
            return fact.place, str(fact.row.index + 1)
        if fact.port is not None:
            name = component.outputs.get(fact.port.text())
            if name is None:
                raise fact.port.error(f"{component.type.label} {describe(component.id.text())} has no port {fact.port}")
            return fact.port, name
        place = fact.output or fact.position
        if place is None:
            return None
        read = named_output if fact.output is not None else positioned_output
        name = read(self._vocabulary, component, place.text())
        if name is None:
            raise place.error(no_output(component, str(place)))
        return place, name

    def _only_output(self, component: ComponentFacts, source: _Part, target: _Part, *, is_listing: bool) -> _Part:
        outputs = [str(row.index + 1) for row in component.rows] if component.type.has_rows else component.type.outputs
        if len(outputs) == 1:
            return source[0], outputs[0]
        known = self._between.get((source[1], target[1]), [])
        if is_listing and known:
            return source[0], known.pop(0) if len(known) > 1 else known[0]
        raise source[0].error(f"the wire names no output, and {component.type.label} does not have exactly one")

    def _add(self, component: ComponentFacts, output: _Part, target: str) -> None:
        place, name = output
        key = (component.id.text(), name)
        if key not in self._wires:
            self._wires[key] = (place, target)
            self._between.setdefault((key[0], target), []).append(name)
        elif self._wires[key][1] != target:
            key_place, name_place = component.places.get("key"), component.places.get("name")
            label = (key_place or name_place or component.id).text()
            first = self._wires[key][0].pointer
            also = f"; the other one is at {first}" if first != place.pointer else ""
            raise place.error(f"output {describe(name)} of {describe(label)} has two wires{also}")


def _says_nothing(place: JsonValue) -> bool:
    """Whether a value has a null, as the end of a wire that is not there."""
    value = place.value
    return value is None or (isinstance(value, dict) and None in value.values())
