"""The examples in `ok` and `err`: files as integrators write them, and their findings.

An example is a file, or a folder for a run over several, named ``CODE-case``. The findings of one in `err` are in
``CODE-case.out`` beside it: only of that code, or of several if the name begins with ``mixed``. One in `ok` has no
finding. In a folder, `inventory.json` is the inventory of the PBX, and `simotel.ini` its settings.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.paths import TESTS

from scenario_kit import all_rules, check_paths
from scenario_kit.files.reader import read
from scenario_kit.pbx.facts import PbxFacts
from scenario_kit.pbx.ini.facts import barred_codes
from scenario_kit.pbx.inventory import read_inventory
from scenario_kit.run.checking import read_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from scenario_kit import Finding, Rule, Run

BROKEN = sorted(path for path in (TESTS / "err").iterdir() if path.suffix != ".out")
SOUND = sorted((TESTS / "ok").iterdir())
IN_SCENARIOS = [rule for rule in all_rules() if rule.code[0] in "SWCNXT" or rule.code in ("I305", "I306")]


def run_of(example: Path) -> Run:
    inventory, ini = example / "inventory.json", example / "simotel.ini"
    if (example / "values.yaml").exists():
        return check_paths([example / "scenario.yaml"], values_files=[read_values(str(example / "values.yaml"))])
    if not (inventory.exists() or ini.exists()):
        return check_paths([example])
    known = read_inventory(read(str(inventory))) if inventory.exists() else None
    barred = barred_codes(ini.read_bytes(), str(ini)) if ini.exists() else ()
    return check_paths(sorted(example.glob("*.yaml")), facts=PbxFacts(known, barred))


def line_of(finding: Finding, example: Path) -> str:
    span = finding.span
    file = f"{finding.file}:" if example.is_dir() else ""
    place = f"{file}{span.line}:{span.column}-{span.end_line}:{span.end_column}"
    line = f"{place} {finding.severity} {finding.code} {finding.name} {finding.pointer}: {finding.message}\n"
    return line + (f"    help: {finding.help}\n" if finding.help else "")


@pytest.mark.parametrize("example", BROKEN, ids=lambda path: path.name)
def test_a_broken_example_has_exactly_the_findings_in_its_golden_file(
    example: Path, golden: Callable[[Path, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(example.parent)
    findings = run_of(Path(example.name)).findings

    golden(example.with_suffix(".out"), "".join(line_of(finding, example) for finding in findings))
    code = example.name.partition("-")[0]
    assert code == "mixed" or {finding.code for finding in findings} == {code}


@pytest.mark.parametrize("example", SOUND, ids=lambda path: path.name)
def test_a_sound_example_has_no_finding(example: Path) -> None:
    assert run_of(example).findings == ()


def test_every_golden_file_has_its_example() -> None:
    assert {path.stem for path in (TESTS / "err").glob("*.out")} == {path.stem for path in BROKEN}


@pytest.mark.parametrize("rule", IN_SCENARIOS, ids=lambda rule: rule.code)
def test_every_rule_has_a_broken_and_a_sound_example(rule: Rule) -> None:
    assert [rule.code in {path.name[:4] for path in examples} for examples in (BROKEN, SOUND)] == [True, True]
