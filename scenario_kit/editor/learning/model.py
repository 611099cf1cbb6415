"""What a learner says about a format, and how sure it is of each thing that it says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scenario_kit.findings.model import ScenarioKitError


class LearningError(ScenarioKitError):
    """A format cannot be learned from the given files; the text says why, and at which pointer."""


class Status(StrEnum):
    """How sure a statement is."""

    KNOWN = "known"
    """An export of a known scenario shows it, or it is the only reading that fits all files."""

    ANSWERED = "answered"
    """A person said it."""

    GUESSED = "guessed"
    """Several readings fit the files; this is the most likely one."""

    UNSEEN = "unseen"
    """No file has it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a learned profile says.

    Attributes:
        topic: What it is about: `structure`, `type`, `parameter`, `field`, `output`, `value`, `variable`, `id`,
            `position` or `style`.
        subject: What it says it of, in our words, such as `trunk`, `trunk.timeout_sec`, `extension.B` or `boolean`.
        says: How the format spells it, such as `ringTime`, or a pointer such as `/nodes/*/data/params`.
        status: How sure it is.
        evidence: A file and a pointer that show it, such as `exported.json#/nodes/3/data/params/ringTime`.
        runner_up: The next likely spelling, if it is guessed.
    """

    topic: str
    subject: str
    says: str
    status: Status
    evidence: str | None = None
    runner_up: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Something that only a person can decide.

    Attributes:
        topic: As in a statement.
        subject: What is asked about, in the format's words.
        text: The question, one sentence.
        candidates: The likely answers, the most likely first.
        example: A place in a file that shows what is asked about.
    """

    topic: str
    subject: str
    text: str
    candidates: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned of a format.

    Attributes:
        tree: The tree of its `sheet.map.yaml`.
        statements: What the map says, and how sure it is.
        questions: What stays open.
        proof: What is not equal after the exports are read and written again, as texts with pointers.
    """

    tree: dict[str, Any]
    statements: tuple[Statement, ...]
    questions: tuple[Question, ...]
    proof: tuple[str, ...] = ()
