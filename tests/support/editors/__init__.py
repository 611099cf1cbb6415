"""Exports of any scenario in the shapes of real flow editors, to test readers on formats that they were not tuned to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from support.editors import flat_wires, modules, nodes_edges

if TYPE_CHECKING:
    from collections.abc import Mapping

    from support.editors.shape import Shape

SHAPES: Final[Mapping[str, Shape]] = {module.SHAPE.name: module.SHAPE for module in (flat_wires, nodes_edges, modules)}
