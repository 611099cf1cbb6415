"""Paths of a call through the call graph: where it can be before it is answered, recorded or has had a conversation."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

import networkx as nx

from scenario_kit.language.catalogue import ComponentName, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from scenario_kit.callgraph.graph import CallGraph, Component, Wire
    from scenario_kit.callgraph.intended import IntendedGraph


_OUTSIDE: Final = ""
"""The node where numbers enter; no component has this name."""

PROGRAMS: Final = (ComponentName.AGI, ComponentName.CUSTOM_PLAN, ComponentName.DISA)
"""Component types that may do anything with a call, such as answer it or dial."""


def walk(calls: CallGraph, starts: Iterable[str], goes_on: Callable[[Component, str], bool]) -> dict[str, None]:
    """Return the components that calls reach from `starts`, nearest first.

    Args:
        calls: The call graph.
        starts: The nodes to start at.
        goes_on: Whether to follow an output of a component.
    """
    taken = nx.DiGraph(
        (source, target)
        for source, target, output in calls.edges(keys=True)
        if goes_on(calls.component(source), output)
    )
    taken.add_nodes_from(starts := list(starts))
    return dict.fromkeys(chain.from_iterable(nx.bfs_layers(taken, starts)))


def entries(calls: CallGraph, *types: str) -> list[Component]:
    """Return the components of the given types."""
    return [component for component in calls.components if component.type.name in types]


def is_talk(component: Component, output: str) -> bool:
    """Whether a call that leaves by this output has had a conversation.

    A dialling component with output S leaves by it after a conversation. One with a single output leaves by it if
    nobody answers, too; only a conference room takes every caller.
    """
    return component.type.role is Role.DIAL and (output == "S" or component.type.outcomes == ("answered",))


def may_talk(component: Component, output: str) -> bool:
    """Whether a call that leaves by this output may have had a conversation, for all that a scenario says."""
    return is_talk(component, output) or component.type.name in PROGRAMS


def is_answered(component: Component, output: str) -> bool:
    """Whether a call has been answered once it leaves by this output, or may have been, for all that a scenario says.

    An Answer component answers unless its type is `progress`; without a type it counts as answering. A call goes on
    after a Callback only if the party that is called back answers. What a program does is unknown.
    """
    if component.type.name == ComponentName.ANSWER:
        return component.parameters.get("type") != "progress"
    return component.type.name == ComponentName.CALLBACK or may_talk(component, output)


def may_dial(component: Component) -> bool:
    """Whether a conversation may start here: in a dialling component, or in one whose behaviour is unknown."""
    return (
        component.type.role is Role.DIAL
        or component.type.name in PROGRAMS
        or bool(component.parameters.get("enable_direct_dial"))
    )


def recorded_before(intended: IntendedGraph, is_target: Callable[[Component], bool]) -> set[str]:
    """Return the components from which a call may reach a target before a recording is stopped.

    A component with a broken wire counts as a target, since the wire may have been intended to lead to one.
    """
    calls = intended.calls
    targets = {node.id for node in calls.components if is_target(node) or node.id in intended.open_ends}
    stops = {node.id for node in calls.components if is_recording(node, "stop")}
    recorded = nx.DiGraph((target, source) for source, target in calls.edges() if source not in stops)
    recorded.add_nodes_from(targets)
    before = chain.from_iterable(nx.bfs_layers(recorded, targets))
    return {source for node in before for source in recorded[node]}


def loops(
    graph: nx.MultiDiGraph, nodes: Iterable[str], takes: Callable[[str, str], bool] = lambda *_: True
) -> list[list[str]]:
    """Return the loops: strongly connected components of several nodes, and nodes that lead to themselves.

    Args:
        graph: The graph.
        nodes: The nodes to look at. The loops, and the nodes of each, are sorted in this order.
        takes: Whether to follow an output of a node; by default, every output is followed.
    """
    order = {node: index for index, node in enumerate(nodes)}
    among = nx.DiGraph(
        (source, target)
        for source, target, output in graph.edges(order, keys=True)
        if target in order and takes(source, output)
    )
    unsorted = [
        sorted(loop, key=order.__getitem__)
        for loop in nx.strongly_connected_components(among)
        if len(loop) > 1 or any(among.has_edge(node, node) for node in loop)
    ]
    return sorted(unsorted, key=lambda loop: order[loop[0]])


def is_recording(component: Component, type_: str) -> bool:
    """Whether a component is a Mix Monitor of this type."""
    return component.type.name == ComponentName.MIX_MONITOR and component.parameters.get("type") == type_


def fewest_digits(
    calls: CallGraph, leaving: Mapping[tuple[str, str], int], changed_at: Callable[[Component], bool]
) -> dict[str, int]:
    """Return the fewest digits of a number that can arrive at each component.

    Args:
        calls: The call graph.
        leaving: The fewest digits that leave by an output, by component and output.
        changed_at: Whether a component may change the number, so that the digits behind it are unknown.
    """
    targets = {node: calls.targets(node) for node in {node for node, _ in leaving}}
    changing = {component.id for component in calls.components if changed_at(component)}
    graph = nx.MultiDiGraph((source, target) for source, target in calls.edges() if source not in changing)
    graph.add_nodes_from((_OUTSIDE, *calls))
    for (node, output), digits in leaving.items():
        if output in targets[node]:
            graph.add_edge(_OUTSIDE, targets[node][output], digits=digits)
    fewest: dict[str, int] = nx.single_source_dijkstra_path_length(graph, _OUTSIDE, weight=_digits)
    del fewest[_OUTSIDE]
    return fewest


def _digits(_: str, __: str, edges: Mapping[str, Mapping[str, int]]) -> int:
    """Return the weight of parallel edges: the digits of a number that enters, else 0."""
    return min(edge.get("digits", 0) for edge in edges.values())


def wires_past_jumps(calls: CallGraph, node: str) -> Iterator[Wire]:
    """Return the wires of a component, each with the first target that is not a jump."""
    for wire in calls.wires(node):
        target, passed = wire.target, {wire.target}
        while calls.component(target).type.role is Role.JUMP:
            following = next(calls.successors(target), None)
            if following is None or following in passed:
                break
            target = following
            passed.add(following)
        yield wire._replace(target=target)
