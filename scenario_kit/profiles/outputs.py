"""Finds the output of a component that a word or a position in a file names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenario_kit.profiles.facts import ComponentFacts, OutputFacts
    from scenario_kit.profiles.words import Vocabulary


def output_name(vocabulary: Vocabulary, component: ComponentFacts, output: OutputFacts) -> str | None:
    """Return our name of the output that an item is about; None if the component has none like it."""
    words = output.words
    if "output" in words:
        return named_output(vocabulary, component, words["output"].text())
    position = words["position"].text() if "position" in words else str(output.index)
    return positioned_output(vocabulary, component, position)


def named_output(vocabulary: Vocabulary, component: ComponentFacts, word: str) -> str | None:
    """Return the output of a component that a word names."""
    if component.type.has_rows:
        if not component.row_words:
            for row in component.rows:
                fields = {name: value for name, (_, value) in row.fields.items()}
                component.row_words.setdefault(vocabulary.row_output(row.index, fields), str(row.index + 1))
        return component.row_words.get(word)
    name = vocabulary.output(word, component.type)
    return name if name in component.type.outputs else None


def positioned_output(vocabulary: Vocabulary, component: ComponentFacts, position: str) -> str | None:
    """Return the output of a component at a position, counted from 0."""
    if not position.isdigit():
        return None
    if component.type.has_rows:
        return str(int(position) + 1) if int(position) < len(component.rows) else None
    order = vocabulary.order(component.type)
    return order[int(position)] if int(position) < len(order) else None


def no_output(component: ComponentFacts, word: str) -> str:
    """Return the message about an output that a component does not have."""
    outputs = [str(row.index + 1) for row in component.rows] if component.type.has_rows else component.type.outputs
    return f"{component.type.label} has no output {word}; its outputs are: {', '.join(outputs) or 'none'}"
