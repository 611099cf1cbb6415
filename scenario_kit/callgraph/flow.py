"""Ways of a call through its graph: what can come after what, in which state.

A way is followed with a step function that says which wires a call in a certain state takes; so "before it was
answered" and "without a conversation" are walks that stop where the state changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.language.catalogue import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph, Component, Wire
    from scenario_kit.callgraph.intended import IntendedGraph


def walk(calls: CallGraph, starts: Iterable[str], goes_on: Callable[[Component, Wire], bool]) -> dict[str, None]:
    """Return the components that calls come to from `starts`, in the order of finding.

    Args:
        calls: The call graph.
        starts: Names of components where calls are.
        goes_on: Whether a call leaves a component by a wire in the state that is asked for.
    """
    found = dict.fromkeys(starts)
    left = list(found)
    while left:
        component = calls.component(left.pop())
        for wire in calls.wires(component.id):
            if wire.target not in found and goes_on(component, wire):
                found[wire.target] = None
                left.append(wire.target)
    return found


def entries(calls: CallGraph, *types: str) -> list[Component]:
    """Return the components of some types where calls enter."""
    return [component for component in calls.components if component.type.name in types]


def is_talk(component: Component, wire: Wire) -> bool:
    """Whether a call that leaves by this wire has had a conversation.

    A dialling component with an output S has had one there; of one with a single output nobody can say, so it counts.
    """
    return component.type.role is Role.DIAL and (wire.output == "S" or "S" not in component.outputs)


def is_answered(component: Component, wire: Wire) -> bool:
    """Whether a call has been answered once it leaves by this wire.

    Audio passes after every type of Answer component but one; where none is given, it is taken for one of those.
    """
    if component.type.name == "answer":
        return component.parameters.get("type") != "progress"
    return is_talk(component, wire)


def may_dial(component: Component) -> bool:
    """Whether a call may come to talk to somebody here: by a dialling component, or by one that can do anything."""
    return (
        component.type.role is Role.DIAL
        or component.type.name in ("agi", "custom_plan", "disa")
        or bool(component.parameters.get("enable_direct_dial"))
    )


def recorded_before(intended: IntendedGraph, is_wanted: Callable[[Component], bool]) -> set[str]:
    """Return the components from which a call can come, or may, to a wanted one before a recording is stopped.

    Where a wire is broken, what it was meant to lead to may be one.
    """
    calls = intended.calls
    left = [node.id for node in calls.components if is_wanted(node) or node.id in intended.open_ends]
    found: set[str] = set()
    while left:
        for node in calls.sources(left.pop()):
            if node not in found and not is_recording(calls.component(node), "stop"):
                found.add(node)
                left.append(node)
    return found


def loops(nodes: Iterable[str], successors: Callable[[str], Iterable[str]]) -> list[list[str]]:
    """Return the largest sets of components that all lead to each other; a single one that leads to itself is one too.

    Kosaraju's algorithm, linear in the wires and without recursion. Networkx has one as well, but its import takes
    longer than all checks of a usual scenario, and an IVR that asks again is a loop already.

    Args:
        nodes: The components to look at, in the order in which those of a loop are given.
        successors: What a component leads to; those not among `nodes` are passed over.
    """
    order = {node: index for index, node in enumerate(nodes)}
    leads_to = {node: [target for target in successors(node) if target in order] for node in order}
    sources: dict[str, list[str]] = {node: [] for node in order}
    for node, targets in leads_to.items():
        for target in targets:
            sources[target].append(node)
    found: list[list[str]] = []
    placed: set[str] = set()
    for node in reversed(_left_for_good(leads_to)):
        if node in placed:
            continue
        loop, left = [], [node]
        placed.add(node)
        while left:
            loop.append(left.pop())
            left += (before := [source for source in sources[loop[-1]] if source not in placed])
            placed.update(before)
        if len(loop) > 1 or node in leads_to[node]:
            found.append(sorted(loop, key=order.__getitem__))
    return sorted(found, key=lambda loop: order[loop[0]])


def _left_for_good(leads_to: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the components in the order in which a walk that goes deep first has seen all that lies behind them."""
    left_for_good: list[str] = []
    seen: set[str] = set()
    for start in leads_to:
        ways = [(start, iter(leads_to[start]))] if start not in seen else []
        seen.add(start)
        while ways:
            node, targets = ways[-1]
            target = next((one for one in targets if one not in seen), None)
            if target is None:
                left_for_good.append(node)
                ways.pop()
            else:
                seen.add(target)
                ways.append((target, iter(leads_to[target])))
    return left_for_good


def is_recording(component: Component, type_: str) -> bool:
    """Whether a component is a Mix Monitor of this type."""
    return component.type.name == "mix_monitor" and component.parameters.get("type") == type_


def fewest_digits(calls: CallGraph, leaving: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """Return the fewest digits of a number that can arrive at each component.

    Args:
        calls: The call graph.
        leaving: The fewest digits that leave by an output, by the name of its component and its own.
    """
    fewest: dict[str, int] = {}
    for (node, output), digits in sorted(leaving.items(), key=lambda item: item[1]):
        wire = calls.wire(node, output)
        starts = [wire.target] if wire is not None and wire.target not in fewest else []
        found = walk(calls, starts, lambda _, wire: wire.target not in fewest)
        fewest.update(dict.fromkeys(found, digits))
    return fewest


def wires_past_jumps(calls: CallGraph, node: str) -> Iterator[Wire]:
    """Return the wires of a component with the target where a call arrives once it has passed the jumps between."""
    for wire in calls.wires(node):
        target, passed = wire.target, {wire.target}
        while calls.component(target).type.role is Role.JUMP:
            after = next((onward.target for onward in calls.wires(target)), None)
            if after is None or after in passed:
                break
            target = after
            passed.add(after)
        yield wire._replace(target=target)
