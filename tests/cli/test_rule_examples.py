"""Every rule comes with an example of what breaks it and the same mended, and the commands say so of both."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hatchling.builders.wheel import WheelBuilder
from support.paths import ROOT

from scenario_kit import all_rules
from scenario_kit.cli import cli
from scenario_kit.cli.rule_examples import VALUES, Example, example, findings_in
from scenario_kit.report.formats import Report
from scenario_kit.report.report import as_json

if TYPE_CHECKING:
    from scenario_kit import Rule
    from scenario_kit.cli.rule_examples import Sample

FOLDER = files("scenario_kit.rules") / "examples"
each_rule = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)


def example_of(rule: Rule) -> Example:
    found = example(rule.code)
    assert found is not None, f"{rule.code} has no example; add scenario_kit/rules/examples/{rule.code}.wrong.yaml"
    return found


def told(sample: Sample, beside: Sample | None) -> list[dict[str, Any]]:
    """Return what the command that a sample is for finds in the current folder."""
    if sample.language == "json":  # what a web service answers; tests/test_probe.py asks real ones
        found = findings_in(sample, beside)
        return json.loads(as_json(Report(found, 1)))["findings"]  # type: ignore[no-any-return]
    for one in filter(None, (sample, beside)):
        Path(one.name).write_bytes(one.data)
    arguments = ["validate", sample.name]
    if sample.language == "ini":
        arguments = ["ini", "check", "--all", "--file", sample.name]
    if sample.name == VALUES and beside is not None:
        arguments = ["validate", beside.name, "--values", sample.name]
    elif beside is not None:
        arguments += ["--inventory", beside.name] if beside.language == "json" else [beside.name]
    result = CliRunner().invoke(cli, [*arguments, "--format", "json"])
    findings: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
    return findings


@pytest.mark.unmeasured
@each_rule
def test_the_wrong_example_breaks_its_rule_and_no_other(
    rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = example_of(rule)

    found = told(shown.wrong, shown.beside)

    place = shown.beside if shown.wrong.language == "json" and shown.beside is not None else shown.wrong
    assert {(finding["code"], finding["file"]) for finding in found} == {(rule.code, place.name)}
    assert [finding.message for finding in findings_in(shown.wrong, shown.beside)] == [one["message"] for one in found]
    assert shown.message == "{file}:{line}:{column}: {severity}[{code}] {message}".format(**found[0])


@pytest.mark.unmeasured
@each_rule
def test_in_the_right_example_nothing_is_found(rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shown = example_of(rule)

    assert told(shown.right, shown.beside) == []
    assert findings_in(shown.right, shown.beside) == ()


@each_rule
def test_explain_shows_the_example(rule: Rule) -> None:
    shown = example_of(rule)

    explained = CliRunner().invoke(cli, ["explain", rule.code])

    assert explained.exit_code == 0
    samples = [indent(one.text, "    ") for one in (shown.wrong, shown.right, shown.beside) if one is not None]
    for text in (rule.summary, rule.why, shown.message, *samples):
        assert text in explained.stdout
    assert shown.beside is None or indent(shown.beside.text, "    ") in explained.stdout


@pytest.mark.unmeasured
def test_the_list_of_rules_for_programs_has_the_examples() -> None:
    listed = json.loads(CliRunner().invoke(cli, ["rules", "--format", "json"]).stdout)

    for rule, fields in zip(all_rules(), listed, strict=True):
        shown = example_of(rule)
        assert (fields["wrong"], fields["told"], fields["right"]) == (shown.wrong.text, shown.message, shown.right.text)
        assert fields["beside"] == (None if shown.beside is None else shown.beside.text)


def test_every_file_in_the_folder_belongs_to_a_rule() -> None:
    codes = {rule.code for rule in all_rules()}
    parts = [path.name.split(".") for path in FOLDER.iterdir() if path.name not in ("inventory.json", "asked.yaml")]
    assert [name for name in parts if name[0] not in codes or name[1] not in ("wrong", "right", "beside")] == []


def test_no_rule_has_two_examples() -> None:
    wrong = [path.name.split(".")[0] for path in FOLDER.iterdir() if ".wrong." in path.name]
    assert sorted(wrong) == [rule.code for rule in all_rules()]


def test_there_is_no_example_of_what_is_no_rule() -> None:
    assert example("W999") is None


def test_the_examples_are_in_the_wheel() -> None:
    shipped = {file.distribution_path for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    assert {f"scenario_kit/rules/examples/{path.name}" for path in FOLDER.iterdir()} <= shipped
