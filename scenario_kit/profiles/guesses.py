"""What a scenario uses of a format that is only guessed, and what to draw in the editor so that it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scenario_kit.language.catalogue import catalogue
from scenario_kit.language.component_models import VariableReference
from scenario_kit.profiles.template import Each, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.callgraph.drafts import Value
    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.findings.model import NodePath
    from scenario_kit.language.catalogue import Parameter
    from scenario_kit.profiles.declaration import SheetMap


class Guess(NamedTuple):
    """Something whose spelling is guessed.

    Attributes:
        topic: `type`, `parameter`, `field`, `output` or `variable`.
        subject: A component type, or what of it, such as `trunk.timeout_sec`; empty for the variable.
    """

    topic: str
    subject: str = ""

    def __str__(self) -> str:
        """Return its name in a message."""
        type_, _, name = self.subject.partition(".")
        match self.topic:
            case "type":
                return f"type `{type_}`"
            case "variable":
                return "reference to an editor variable"
        return f"{self.topic} `{name}` of `{type_}`"

    @property
    def to_draw(self) -> str:
        """What to draw in the editor, so that an export shows it."""
        if self.topic == "variable":
            return "a component with an editor variable as a value"
        name, _, part = self.subject.partition(".")
        type_ = catalogue()[name]
        component = f"a component of type {type_.label}"
        match self.topic:
            case "parameter":
                return f"{component} with a value for `{type_.parameters[part].label}`"
            case "field":
                return f"{component} with a row that has a value for `{type_.row[part].label}`"
            case "output":
                return f"{component} with a wire from `{part}`"
        return f"{component} with a value for each parameter" if type_.parameters else component


class GuessedUse(NamedTuple):
    """The first use of a guess in a scenario.

    Attributes:
        path: The component that uses it, or the variables.
        guess: What is guessed.
    """

    path: NodePath
    guess: Guess


def all_guesses(sheet_map: SheetMap) -> list[Guess]:
    """Return everything that a map guesses, sorted."""
    guesses = sheet_map.guesses
    listed = (
        ("type", guesses.types),
        ("parameter", guesses.parameters),
        ("field", guesses.fields),
        ("output", guesses.outputs),
    )
    found = [Guess(topic, subject) for topic, subjects in listed for subject in sorted(subjects)]
    return [*found, Guess("variable")] if guesses.variable else found


def guessed_uses(calls: CallGraph, sheet_map: SheetMap) -> list[GuessedUse]:
    """Return what a scenario uses of the guesses of a map, in the order of the components."""
    guesses = frozenset(all_guesses(sheet_map))
    if not guesses:
        return []
    writes_open = any(isinstance(node, Each) and node.records == "outputs" for node in walk(sheet_map.sheet))
    first: dict[Guess, GuessedUse] = {}
    for component in calls.components:
        outputs = component.outputs if writes_open else tuple(calls.targets(component.id))
        for guess in _used(component, outputs):
            if guess in guesses:
                first.setdefault(guess, GuessedUse(component.path, guess))
                if guess.topic == "type":
                    break  # nothing of an unknown type is known
    variable = Guess("variable")
    if variable in guesses and calls.scenario.variables:
        first.setdefault(variable, GuessedUse(("variables",), variable))
    return list(first.values())


def _used(component: Component, outputs: tuple[str, ...]) -> Iterator[Guess]:
    """Iterate over everything that a component uses of a format, its type first."""
    type_ = component.type
    yield Guess("type", type_.name)
    tables = [("parameter", component.parameters, type_.parameters)]
    tables += [("field", row.fields, type_.row) for row in component.rows]
    for topic, values, known in tables:
        for name, value in values.items():
            if _is_set(value, known[name]):
                yield Guess(topic, f"{type_.name}.{name}")
            if isinstance(value, VariableReference):
                yield Guess("variable")
    for output in outputs:
        yield Guess("output", f"{type_.name}.{output}")


def _is_set(value: Value, parameter: Parameter) -> bool:
    """Whether a value is set; a documented default is like no value."""
    return value != parameter.default
