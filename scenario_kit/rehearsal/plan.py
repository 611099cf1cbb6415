"""A call graph prepared for rehearsals: targets of outputs, rows by number, and parameters without variables."""

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
    from scenario_kit.language.catalogue import Parameter

ENTRIES: Final[Mapping[str, str]] = {
    "outgoing": ComponentName.OUTGOING_ROUTE,
    "incoming": ComponentName.INCOMING_ROUTE,
    "autodialer": ComponentName.AUTODIALER_ROUTE,
}
"""The component type of each kind of entry."""

_NO_VARIABLES: Final = frozenset(
    {ParameterType.TEXT_LIST, ParameterType.NUMBER_LIST, ParameterType.DATE_LIST, ParameterType.WEEKLY_RANGES}
)
"""Types of parameters that an editor variable cannot replace."""

_WHOLE: Final = re.compile(r"[0-9]{1,9}", re.ASCII)


class Undecided(Exception):  # noqa: N818  not an error of the program
    """The plan or the test does not decide what happens next.

    Attributes:
        reason: What is unknown.
        help: What to write in the scenario.
        option: What to write on the command line instead, where possible.
    """

    def __init__(self, reason: str, help_: str, option: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.help = help_
        self.option = option


@dataclass(frozen=True)
class Plan:
    """A call graph with cached lookups for rehearsals.

    Attributes:
        calls: The call graph.
    """

    calls: CallGraph
    _tables: dict[str, RowTable] = field(default_factory=dict, repr=False)
    _resolved: dict[str, tuple[Row, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def targets(self) -> Mapping[str, Mapping[str, str]]:
        """The targets of all outputs, by component and output."""
        return {node: self.calls.targets(node) for node in self.calls}

    @cached_property
    def by_key(self) -> Mapping[str, Sequence[str]]:
        """The components that the author wrote, by id; several sheets may use the same id."""
        nodes: dict[str, list[str]] = {}
        for component in self.calls.components:
            if not component.generated:
                nodes.setdefault(component.key, []).append(component.id)
        return nodes

    def node_of(self, name: str) -> str | None:
        """Return the component with an id, or ``sheet/id``; None if there is none, or several."""
        if "/" in name:
            return name if name in self.by_key.get(name.partition("/")[2], ()) else None
        nodes = self.by_key.get(name, ())
        return nodes[0] if len(nodes) == 1 else None

    def name_of(self, node: str) -> str:
        """Return the shortest name of a component in tests; empty for a generated jump."""
        component = self.calls.component(node)
        if component.generated:
            return ""
        return component.key if len(self.by_key.get(component.key, ())) == 1 else node

    def entries(self, enter: str, context: str | None) -> list[Component]:
        """Return the routes of a kind, with the given context if it is not None."""
        routes = [one for one in self.calls.components if one.type.name == ENTRIES[enter]]
        return [one for one in routes if context is None or self.parameter(one, "context") == context]

    def next_of(self, component: Component, output: str) -> str | None:
        """Return the target of an output; None if the call ends there.

        Raises:
            Undecided: The target of the wire or jump is unknown.
        """
        target = self.targets[component.id].get(output)
        if target is None and output in self.calls.loose_outputs.get(component.id, ()):
            raise Undecided(f"output `{output}` leads to an unknown target", "run `scenario-kit validate`")
        if target is None and output == JUMP:
            name = component.parameters.get("jump_in")
            help_ = "rehearse up to here, with `caller_hangup: true` at this component"
            raise Undecided(f"the Jump In `{name}` is not in this file", help_)
        return target

    def parameter(self, component: Component, name: str) -> Value | None:
        """Return the value of a parameter, with an editor variable replaced by its value.

        Raises:
            Undecided: The editor variable has no suitable value.
        """
        value = component.parameters.get(name)
        return None if value is None else self._resolve(name, value, component.type.parameters)

    def _resolve(self, name: str, value: Value, parameters: Mapping[str, Parameter]) -> Value:
        if not isinstance(value, VariableReference):
            return value
        type_ = parameters[name].type
        text = self._variables.get(value.variable)
        resolved: Value | None = text
        if text is not None and type_ in (ParameterType.INTEGER, ParameterType.SECONDS):
            resolved = int(text) if _WHOLE.fullmatch(text) else None
        elif text is not None and type_ is ParameterType.BOOLEAN:
            resolved = BOOLEANS.get(text.lower())
        elif type_ in _NO_VARIABLES:
            resolved = None
        if resolved is None:
            reason = f"`{name}` is the editor variable `{value.variable}`, which has no usable value"
            raise Undecided(reason, "set a suitable `value` for it under `variables`")
        return resolved

    def text(self, component: Component, name: str) -> str | None:
        """Return the value of a text parameter; None if not given."""
        value = self.parameter(component, name)
        return value if isinstance(value, str) else None

    def whole(self, component: Component, name: str) -> int | None:
        """Return the value of an integer parameter; None if not given."""
        value = self.parameter(component, name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def texts(self, component: Component, name: str) -> tuple[str, ...]:
        """Return the value of a list parameter; empty if not given."""
        value = self.parameter(component, name)
        return value if isinstance(value, tuple) else ()

    def rows(self, component: Component) -> RowTable:
        """Return the rows of an Outgoing Route or a menu, indexed by number and case."""
        if component.id not in self._tables:
            self._tables[component.id] = row_table(component, self.rows_of(component))
        return self._tables[component.id]

    def dialled(self, component: Component, number: str) -> str:
        """Return the number that a component dials for an arriving number, after skip and prefix.

        Raises:
            Undecided: Skip or prefix is an editor variable without a suitable value.
        """
        return skip_and_prefix(number, self.whole(component, "skip"), self.text(component, "prefix"))

    def rows_of(self, component: Component) -> tuple[Row, ...]:
        """Return the rows of a component, with editor variables replaced by their values.

        Raises:
            Undecided: An editor variable has no suitable value.
        """
        if component.id not in self._resolved:
            fields = component.type.row
            self._resolved[component.id] = tuple(
                row._replace(fields={name: self._resolve(name, value, fields) for name, value in row.fields.items()})
                for row in component.rows
            )
        return self._resolved[component.id]

    @cached_property
    def _variables(self) -> Mapping[str, str]:
        return {one.name: one.value for one in self.calls.scenario.variables if one.value is not None}


def entry_of(plan: Plan) -> str:
    """Return the default kind of route where the call of a test enters."""
    kinds = [enter for enter in ENTRIES if plan.entries(enter, None)]
    if plan.calls.scenario.originate is None and "incoming" in kinds:
        return "incoming"
    return "autodialer" if kinds == ["autodialer"] else "outgoing"
