"""Reads the parameters of components and the fields of rows in a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scenario_kit.profiles.lookup import knows, placed, required
from scenario_kit.profiles.template import Object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.language.catalogue import Parameter
    from scenario_kit.profiles.facts import Facts, Scope
    from scenario_kit.profiles.json_values import JsonValue
    from scenario_kit.profiles.template import Columns, Each, Spread, Template
    from scenario_kit.profiles.values import Codecs
    from scenario_kit.profiles.words import Vocabulary


class GivenReader:
    """Reads the parameters of one file into the facts about its components and rows."""

    def __init__(self, facts: Facts, vocabulary: Vocabulary, codecs: Codecs) -> None:
        self._facts = facts
        self._vocabulary = vocabulary
        self._codecs = codecs

    def spread(
        self, spread: Spread, value: JsonValue, scope: Scope, named: Mapping[str, Template], prefix: str
    ) -> None:
        """Read the members of an object that are parameters, or fields of a row.

        Args:
            spread: What the members are.
            value: The object.
            scope: The records that it is in.
            named: The members that the map names; parameters may be inside of them.
            prefix: The words of the objects around it.

        Raises:
            UnreadableSheetError: A word or a value is not one of the format.
        """
        component, of_rows = scope.owner, spread.kind == "fields"
        table = self._vocabulary.fields(component.type) if of_rows else self._vocabulary.parameters(component.type)
        nested = {word.rpartition("/")[0] for word in table.words.values() if "/" in word}
        for item in value.items():
            name = str(item.path[-1])
            if prefix + name in nested and isinstance(item.value, dict):
                self.spread(spread, item, scope, _members(named.get(name)), f"{prefix}{name}/")
                continue
            if name in named:
                if prefix + name in nested and item.value not in (None, []):
                    raise item.error("expected a mapping")
                continue
            word = item.name() if not prefix else replace(item, value=prefix + name)
            if spread.keeps_unknown and not knows(table.read, prefix + name):
                continue
            self._parameter(word, item, scope, of_rows=of_rows)

    def named(self, each: Each, item: JsonValue, scope: Scope) -> None:
        """Read an item of a list of parameters, or of fields.

        Raises:
            UnreadableSheetError: A word or a value is not one of the format.
        """
        of_rows = each.records == "fields"
        word = required(each, item, "field" if of_rows else "parameter", "name")
        self._parameter(word, placed(each, item, "value"), scope, of_rows=of_rows, item=item)

    def _parameter(
        self, word: JsonValue, value: JsonValue | None, scope: Scope, *, of_rows: bool, item: JsonValue | None = None
    ) -> None:
        name = self._vocabulary.parameter(word, scope.owner.type, of_rows=of_rows)
        if name is None:
            return
        self._facts.origins[(item or value or word).path] = ("parameter", name)
        if value is not None:
            self.give(name, value, scope, of_rows=of_rows, item=item or value)

    def give(self, name: str, value: JsonValue, scope: Scope, *, of_rows: bool, item: JsonValue) -> None:
        """Read the value of one parameter.

        Raises:
            UnreadableSheetError: A word or a value is not one of the format.
        """
        component = scope.owner
        known: Mapping[str, Parameter] = component.type.row if of_rows else component.type.parameters
        given = scope.row.fields if of_rows and scope.row is not None else component.parameters
        if name not in known:
            return
        read = self._codecs.of(component.type.name, known[name], of_rows=of_rows).read(value)
        if read is None:
            return
        if name in given and (given[name][1] != read or given[name][0].path == value.path or item is not value):
            raise item.error(f"duplicate parameter `{name}`; it is also at {given[name][0].pointer}")
        given.setdefault(name, (value, read))

    def columns(self, template: Columns, value: JsonValue, scope: Scope) -> None:
        """Read a list of values by position.

        Raises:
            UnreadableSheetError: A word or a value is not one of the format.
        """
        if not isinstance(value.value, list):
            return
        type_, of_rows = scope.owner.type, template.kind == "fields"
        for index, (name, item) in enumerate(
            zip(template.of(type_.name, type_.row if of_rows else type_.parameters), value.items(), strict=False)
        ):
            self._facts.origins[item.path] = ("item", index)
            if name is not None:
                self.give(name, item, scope, of_rows=of_rows, item=item)


def _members(template: Template | None) -> Mapping[str, Template]:
    """Return the members that the template of an object names."""
    if not isinstance(template, Object):
        return {}
    return dict(member for member in template.members if isinstance(member, tuple))
