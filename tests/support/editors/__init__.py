"""Exports of any scenario in the shapes of real flow editors: formats that a reader was not tuned to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from support.editors import (
    bpmn,
    drawflow,
    flat_wires,
    gojs,
    inhouse,
    jointjs,
    jsplumb,
    litegraph,
    modules,
    n8n,
    nodes_edges,
    oryx,
    react_diagrams,
    rete,
    twilio,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from support.editors.shape import Shape

SHAPES: Final[Mapping[str, Shape]] = {
    module.SHAPE.name: module.SHAPE
    for module in (
        flat_wires,
        nodes_edges,
        modules,
        drawflow,
        n8n,
        jointjs,
        gojs,
        litegraph,
        twilio,
        react_diagrams,
        rete,
        bpmn,
        oryx,
        jsplumb,
        inhouse,
    )
}
