"""The starters of `new`: commented scenarios, the nine usual ones and some for calls that are not originated."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from scenario_kit.files.document import MappingNode, ScalarNode
from scenario_kit.files.shipped import shipped
from scenario_kit.files.source import parse
from scenario_kit.files.yaml_text import quoted_if_ambiguous
from scenario_kit.findings.model import ScenarioKitError, did_you_mean
from scenario_kit.language.values import NAME_PATTERN

_STARTERS = Path(__file__).parent / "data" / "starters"


class Starter(NamedTuple):
    """A commented scenario from which to create another: its name, its description and the text of the file."""

    name: str
    description: str
    text: str


def starters() -> tuple[Starter, ...]:
    """Return all starters, the nine usual cases first."""
    folders = (shipped("scenarios"), _STARTERS)
    texts = [path.read_text("utf-8") for folder in folders for path in sorted(folder.glob("*.yaml"))]
    return tuple(Starter(_value(text, "name").text, _value(text, "description").text, text) for text in texts)


def find_starter(name: str) -> Starter:
    """Return the starter with a name; an error suggests similar names."""
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


def _value(text: str, key: str) -> ScalarNode:
    root = parse(text.encode(), key).root
    assert isinstance(root, MappingNode), "a starter is a scenario"  # noqa: S101
    scalar = root.entries[key][1]
    assert isinstance(scalar, ScalarNode), "a starter has this key"  # noqa: S101
    return scalar
