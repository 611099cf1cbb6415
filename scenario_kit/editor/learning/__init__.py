"""Learns the format of sheets from exported files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.editor.learning.model import Learned, LearningError, Question, Statement, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.editor.learning.answers import Answers

__all__ = ["Learned", "LearningError", "Question", "Statement", "Status", "learn"]


def learn(
    exports: Sequence[tuple[str, bytes]], graphs: Sequence[CallGraph] = (), answers: Answers | None = None
) -> Learned:
    """Learn the format of exported sheets.

    Args:
        exports: The names and the bytes of the files.
        graphs: The scenarios that the files show; without them, the format is learned by its structure.
        answers: What a person says about the format.

    Raises:
        LearningError: The files cannot teach a format; the text says why.
    """
    from scenario_kit.editor.learning.learner import learn_format  # noqa: PLC0415  a command that does not learn pays nothing

    return learn_format(exports, graphs, answers)
