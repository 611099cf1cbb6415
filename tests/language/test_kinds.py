"""The kinds of files of this program, and what is said of one that is given in place of another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import AliasChoices

from scenario_kit.files.reader import find, read
from scenario_kit.files.source import parse
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.language.kinds import INVENTORY_SECTIONS, SCENARIO, kind_of
from scenario_kit.language.loading import load
from scenario_kit.language.values_files import values_in
from scenario_kit.pbx.ini.facts import barred_codes
from scenario_kit.pbx.inventory import Inventory, read_inventory

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
SCENARIO_TEXT = "version: 1\nname: a\ncall: {dial: {extension: 553}, unavailable: ~}\n"
NAME_IT = "name it without an option, such as `scenario-kit validate FILE`"
KINDS = {
    SCENARIO_TEXT: ("a scenario", NAME_IT),
    "name: a\nsheets: {}\n": ("a scenario", NAME_IT),
    "call: {dial: {extension: 553}}\n": ("a scenario", NAME_IT),
    "name: a\nparameters: {b: {}}\n": ("a scenario", NAME_IT),
    '{"version": 1, "trunks": []}': ("an inventory of a PBX", "pass it to `validate` with `--inventory FILE`"),
    "users: {data: []}\n": ("an inventory of a PBX", "pass it to `validate` with `--inventory FILE`"),
    "[api]\nx = 1\n": ("a simotel.ini", "pass it to `validate` with `--ini FILE`"),
    "# of the PBX\n\n ; old\n[security]\nbarred_call_pre_codes=9\n": (
        "a simotel.ini",
        "pass it to `validate` with `--ini FILE`",
    ),
    "version: 2\nsheet: {a: $sheet}\n": (
        "the map of a profile",
        "keep it as DIR/NAME/sheet.map.yaml, for `build --templates DIR --profile NAME`",
    ),
    '{"format": "scenario-kit/sheet", "version": 1, "components": []}': (
        "a sheet",
        "import it with `scenario-kit import FILE`",
    ),
    '{"version": 1, "profile": "p", "sheets": {}}': (
        "the editor's notes on a scenario",
        "keep it beside the scenario, where `build` reads it",
    ),
    '{"tool": "scenario-kit", "version": "0.1.0", "outputs": []}': (
        "the manifest of a build",
        "keep it in the folder that `build` wrote",
    ),
}


@pytest.mark.parametrize(
    ("is_kind", "expected", "door"),
    [
        ("a file of parameter values", "--values FILE: ", lambda text: values_in(parse(text.encode(), "FILE"))),
        ("an inventory of a PBX", "inventory FILE: ", lambda text: read_inventory(parse(text.encode(), "FILE"))),
        ("a simotel.ini", "--ini FILE:1: cannot read the file: ", lambda text: barred_codes(text.encode(), "FILE")),
    ],
)
@pytest.mark.parametrize("text", KINDS)
def test_a_file_of_another_kind_is_refused_by_its_name(
    text: str, is_kind: str, expected: str, door: Callable[[str], object]
) -> None:
    name, use = KINDS[text]
    if name == is_kind:
        assert door(text) is not None
        return

    with pytest.raises(ScenarioKitError) as caught:
        door(text)

    assert str(caught.value) == f"{expected}this is {name}, not {is_kind}; {use}"


@pytest.mark.parametrize("text", KINDS)
def test_a_file_of_another_kind_is_no_scenario(text: str) -> None:
    name, use = KINDS[text]

    findings = load(parse(text.encode(), "FILE")).findings

    if name == SCENARIO.name:
        assert all(finding.code != "S016" for finding in findings)
        return
    assert [(finding.code, finding.message, finding.help) for finding in findings] == [
        ("S016", f"this is no scenario; it looks like {name}", use)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "trunk: Asia\n",
        "version: 2\nsheet: front\nname: x\n",
        "trunks: Asia\n",
        "call: 5\nversion: 1\n",
        "[api]\n",
        "- a\n",
        "x = 1\n",
        "",
        "# only a comment\n",
        "a: [\n",
    ],
)
def test_what_may_be_anything_else_is_of_no_known_kind(text: str) -> None:
    assert kind_of(parse(text.encode(), "FILE")) is None


def test_every_scenario_is_one() -> None:
    folders = [ROOT / "scenarios", ROOT / "tests/ok", ROOT / "scenario_kit/cli/data/starters"]
    documents = [read(file) for file in find(folders) if Path(file).stem not in ("values", "inventory")]

    assert len(documents) > len(folders)
    assert {kind_of(document) for document in documents} == {SCENARIO}


def test_the_sections_of_an_inventory_are_those_of_its_model() -> None:
    names: set[str] = set()
    for name, field in Inventory.model_fields.items():
        alias = field.validation_alias
        names |= set(map(str, alias.choices)) if isinstance(alias, AliasChoices) else {name}

    assert names - {"version"} == INVENTORY_SECTIONS
