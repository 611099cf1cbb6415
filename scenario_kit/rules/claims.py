"""The claims of a scenario: names, routes and settings that only one scenario of a PBX can have.

Unlike a call graph, claims are small enough to send between processes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scenario_kit.callgraph.routes import cid_of, pattern_of
from scenario_kit.findings.model import NodePath, Span, pointer
from scenario_kit.language.catalogue import ComponentName
from scenario_kit.language.recovery import UNNAMED
from scenario_kit.pbx.ini.settings import settings_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from scenario_kit.callgraph.drafts import Row
    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.language.loading import Loaded
    from scenario_kit.pbx.ini.settings import Setting


class Claim(NamedTuple):
    """A name, route or setting that only one scenario of a PBX can have.

    Attributes:
        key: The unique key.
        words: The key as shown in messages.
        span: Its place in the file.
        pointer: The same place as a JSON pointer.
    """

    key: Hashable
    words: str
    span: Span
    pointer: str


class Claims(NamedTuple):
    """The claims of a file.

    Attributes:
        file: The file.
        names: The scenario's name.
        routes: The rows of its routes, with their context.
        jump_ins: Its Jump Ins.
        services: Its web-service components, with their address.
        settings: Its settings for simotel.ini.
        lost_jumps: Its Jump Outs whose Jump In is not in the scenario itself.
    """

    file: str
    names: tuple[Claim, ...] = ()
    routes: tuple[Claim, ...] = ()
    jump_ins: tuple[Claim, ...] = ()
    services: tuple[Claim, ...] = ()
    settings: tuple[Setting, ...] = ()
    lost_jumps: tuple[Claim, ...] = ()


def claims_of(loaded: Loaded, calls: CallGraph | None) -> Claims:
    """Return the claims of a scenario; none if it could not be read."""
    file = loaded.document.file
    if loaded.scenario is None or calls is None:
        return Claims(file)

    def claim(key: Hashable, words: str, path: NodePath) -> Claim:
        span, located = loaded.document.locate(path)
        return Claim(key, words, span, pointer(located))

    name = loaded.scenario.name
    components = list(calls.components)
    return Claims(
        file,
        () if name == UNNAMED else (claim(name, name, ("name",)),),
        tuple(claim(*row) for component in components for row in _rows(component)),
        tuple(claim(*jump_in) for component in components for jump_in in _jump_ins(component)),
        tuple(claim(*service) for component in components for service in _services(component)),
        () if any(finding.pointer.startswith("/simotel_ini") for finding in loaded.findings) else settings_of(loaded),
        tuple(claim(*jump) for component in components for jump in _lost_jumps(component, calls)),
    )


_Found = tuple["Hashable", str, NodePath]


def _rows(component: Component) -> Iterator[_Found]:
    context = component.parameters.get("context")
    if component.type.name not in (ComponentName.OUTGOING_ROUTE, ComponentName.INCOMING_ROUTE) or not isinstance(
        context, str
    ):
        return
    for row in component.rows:
        meaning = _meaning(component, row)
        if meaning is not None:
            fields = " and ".join(f"{component.type.row[name].label} `{value}`" for name, value in row.fields.items())
            yield (component.type.name, context, meaning), f"context `{context}` and {fields}", row.path


def _meaning(component: Component, row: Row) -> Hashable | None:
    """Return a key that is equal for rows that match the same calls."""
    if component.type.name == ComponentName.OUTGOING_ROUTE:
        return pattern_of(component, row)
    cid, did = cid_of(row, "cid"), cid_of(row, "did")
    return None if cid is None or did is None else (cid, did)


def _jump_ins(component: Component) -> Iterator[_Found]:
    name = component.parameters.get("name")
    if component.type.name == ComponentName.JUMP_IN and not component.generated and isinstance(name, str):
        yield name, name, (*component.path, "name")


def _lost_jumps(component: Component, calls: CallGraph) -> Iterator[_Found]:
    name = component.parameters.get("jump_in")
    if isinstance(name, str) and not calls.wires(component.id):
        yield name, name, (*component.path, "jump_in")


def _services(component: Component) -> Iterator[_Found]:
    address = component.parameters.get("api_address")
    if component.type.web_service and isinstance(address, str):
        yield (component.name, address), component.name, (*component.path, "name")
