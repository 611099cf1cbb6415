"""A call graph made ready to be walked: where each output leads, which row a number takes, what a parameter is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from scenario_kit.callgraph.dialled import skip_and_prefix
from scenario_kit.callgraph.graph import JUMP
from scenario_kit.callgraph.routes import RowTable, row_table
from scenario_kit.language.catalogue import ComponentName, ParameterType
from scenario_kit.language.component_models import VariableReference
from scenario_kit.language.values import BOOLEANS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.callgraph.drafts import Row, Value
    from scenario_kit.callgraph.graph import CallGraph, Component

ENTRIES: Final[Mapping[str, str]] = {
    "outgoing": ComponentName.OUTGOING_ROUTE,
    "incoming": ComponentName.INCOMING_ROUTE,
    "autodialer": ComponentName.AUTODIALER_ROUTE,
}
"""The component type of each kind of entry."""

_NO_VARIABLES: Final = frozenset(
    {
        ParameterType.TEXT_LIST,
        ParameterType.NUMBER_LIST,
        ParameterType.DATE_LIST,
        ParameterType.WEEKLY_RANGES,
    }
)
"""Kinds of values that no variable of the editor can have."""

_WHOLE: Final = re.compile(r"[0-9]{1,9}", re.ASCII)


class Undecided(Exception):  # noqa: N818  no error of the program: the plan leaves open what happens
    """The plan, or the test, does not say what happens next.

    Attributes:
        reason: What is not known.
        help: What to write in the scenario.
        option: What to write on the command line instead, where it can be said there.
    """

    def __init__(self, reason: str, help_: str, option: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.help = help_
        self.option = option


@dataclass(frozen=True)
class Plan:
    """A call graph, with what a rehearsal asks of it again and again.

    Attributes:
        calls: The call graph.
    """

    calls: CallGraph
    _tables: dict[str, RowTable] = field(default_factory=dict, repr=False)
    _resolved: dict[str, tuple[Row, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def targets(self) -> Mapping[str, Mapping[str, str]]:
        """Where each output of each component leads, by their names."""
        return {node: self.calls.targets(node) for node in self.calls}

    @cached_property
    def by_key(self) -> Mapping[str, Sequence[str]]:
        """The components that the author wrote, by their ids; one id may stand on several sheets."""
        found: dict[str, list[str]] = {}
        for component in self.calls.components:
            if not component.generated:
                found.setdefault(component.key, []).append(component.id)
        return found

    def node_of(self, name: str) -> str | None:
        """Return the component that a test means by an id, or by ``sheet/id``; None where there is none, or several."""
        if "/" in name:
            sheet, _, key = name.partition("/")
            return name if name in self.by_key.get(key, ()) and sheet else None
        found = self.by_key.get(name, ())
        return found[0] if len(found) == 1 else None

    def name_of(self, node: str) -> str:
        """Return the shortest name by which a test may mean a component; none of a jump made for a wire."""
        component = self.calls.component(node)
        if component.generated:
            return ""
        return component.key if len(self.by_key.get(component.key, ())) == 1 else node

    def entries(self, enter: str, context: str | None) -> list[Component]:
        """Return the routes of a kind, those with a context where one is given."""
        routes = [one for one in self.calls.components if one.type.name == ENTRIES[enter]]
        return [one for one in routes if context is None or self.parameter(one, "context") == context]

    def next_of(self, component: Component, output: str) -> str | None:
        """Return where an output leads; None where the call ends there.

        Raises:
            Undecided: The wire, or the jump, leads to nothing.
        """
        target = self.targets[component.id].get(output)
        if target is None and output in self.calls.loose_outputs.get(component.id, ()):
            raise Undecided(f"output `{output}` leads to an unknown target", "run `scenario-kit validate`")
        if target is None and output == JUMP:  # a Jump Out of the author's own
            name = component.parameters.get("jump_in")
            help_ = "rehearse up to here, with `caller_hangup: true` at this component"
            raise Undecided(f"the Jump In `{name}` is not in this file", help_)
        return target

    def parameter(self, component: Component, name: str) -> Value | None:
        """Return the value of a parameter; an editor variable stands for its own value.

        Raises:
            Undecided: It is an editor variable without a value that fits.
        """
        value = component.parameters.get(name)
        if not isinstance(value, VariableReference):
            return value
        return self._variable(name, value, component.type.parameters[name].type)

    def _variable(self, name: str, reference: VariableReference, kind: ParameterType) -> Value:
        """Return what an editor variable stands for in a parameter of a kind."""
        text = self._variables.get(reference.variable)
        known: Value | None = text
        if text is not None and kind in (ParameterType.INTEGER, ParameterType.SECONDS):
            known = int(text) if _WHOLE.fullmatch(text) else None
        elif text is not None and kind is ParameterType.BOOLEAN:
            known = BOOLEANS.get(text.lower())
        elif kind in _NO_VARIABLES:
            known = None
        if known is None:
            reason = f"`{name}` is the editor variable `{reference.variable}`, which has no usable value"
            raise Undecided(reason, "set a suitable `value` for it under `variables`")
        return known

    def text(self, component: Component, name: str) -> str | None:
        """Return a parameter that is a text; None where it is not given."""
        value = self.parameter(component, name)
        return value if isinstance(value, str) else None

    def whole(self, component: Component, name: str) -> int | None:
        """Return a parameter that is a whole number; None where it is not given."""
        value = self.parameter(component, name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def texts(self, component: Component, name: str) -> tuple[str, ...]:
        """Return a parameter that is a list of texts; empty where it is not given."""
        value = self.parameter(component, name)
        return value if isinstance(value, tuple) else ()

    def rows(self, component: Component) -> RowTable:
        """Return the rows of an Outgoing Route or a menu, ready to be searched by number or case."""
        table = self._tables.get(component.id)
        if table is None:
            table = self._tables[component.id] = row_table(component, self.rows_of(component))
        return table

    def dialled(self, component: Component, number: str) -> str:
        """Return what a component without a number of its own dials when a number arrives, after skip and prefix.

        Raises:
            Undecided: Skip or prefix is an editor variable without a value that fits.
        """
        return skip_and_prefix(number, self.whole(component, "skip"), self.text(component, "prefix"))

    def rows_of(self, component: Component) -> tuple[Row, ...]:
        """Return the rows of a component, with the values of the editor variables in them.

        Raises:
            Undecided: A variable has no value.
        """
        found = self._resolved.get(component.id)
        if found is None:
            found = self._resolved[component.id] = tuple(
                row._replace(fields={name: self._field(component, name, value) for name, value in row.fields.items()})
                for row in component.rows
            )
        return found

    def _field(self, component: Component, name: str, value: Value) -> Value:
        if not isinstance(value, VariableReference):
            return value
        return self._variable(name, value, component.type.row[name].type)

    @cached_property
    def _variables(self) -> Mapping[str, str]:
        return {one.name: one.value for one in self.calls.scenario.variables if one.value is not None}


def entry_of(plan: Plan) -> str:
    """Return the kind of route where a call enters unless a test says otherwise."""
    there = [enter for enter in ENTRIES if plan.entries(enter, None)]
    if plan.calls.scenario.originate is None and "incoming" in there:
        return "incoming"
    return "autodialer" if there == ["autodialer"] else "outgoing"
