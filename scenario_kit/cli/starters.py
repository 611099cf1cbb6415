"""The starters of `new`: commented scenarios, the nine usual ones and some for calls that are not originated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from scenario_kit.files.document import MappingNode, ScalarNode
from scenario_kit.files.shipped import shipped
from scenario_kit.files.source import parse
from scenario_kit.files.yaml_text import quoted_if_ambiguous
from scenario_kit.findings.model import ScenarioKitError, did_you_mean
from scenario_kit.language.values import NAME_PATTERN

_STARTERS = Path(__file__).parent / "data" / "starters"


@dataclass(frozen=True, slots=True)
class Starter:
    """A commented scenario from which to create another.

    Attributes:
        name: The scenario's name.
        description: The scenario's description.
        text: The text of the file.
    """

    name: str
    description: str
    text: str


def starters() -> tuple[Starter, ...]:
    """Return all starters, the nine usual cases first."""
    return tuple(
        _starter(path) for folder in (shipped("scenarios"), _STARTERS) for path in sorted(folder.glob("*.yaml"))
    )


def find_starter(name: str) -> Starter:
    """Return the starter with a name.

    Raises:
        ScenarioKitError: There is none.
    """
    by_name = {starter.name: starter for starter in starters()}
    if name not in by_name:
        hint = did_you_mean(name, by_name) or "`scenario-kit new --list` lists them"
        raise ScenarioKitError(f"unknown starter `{name}`; {hint}")
    return by_name[name]


def is_name(text: str) -> bool:
    """Whether a text can be the name of a scenario."""
    return re.fullmatch(NAME_PATTERN, text) is not None


def renamed(starter: Starter, name: str) -> str:
    """Return the text of a starter with another name of the scenario."""
    scalar = _value(starter.text, "name")
    return starter.text[: scalar.start] + quoted_if_ambiguous(name) + starter.text[scalar.end :]


def _starter(path: Path) -> Starter:
    text = path.read_text("utf-8")
    return Starter(_value(text, "name").text, _value(text, "description").text, text)


def _value(text: str, key: str) -> ScalarNode:
    root = parse(text.encode(), key).root
    assert isinstance(root, MappingNode), "a starter is a scenario"  # noqa: S101
    scalar = root.entries[key][1]
    assert isinstance(scalar, ScalarNode), "and has this key"  # noqa: S101
    return scalar
