"""What templates are given and what the default profile writes are as their published schemas say."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator
from support.paths import ROOT

from scenario_kit.files.source import parse
from scenario_kit.language.loading import load
from scenario_kit.rendering.artifacts import render
from scenario_kit.rendering.sheets import sheets, template_context
from scenario_kit.rules.checking import check

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATES = ROOT / "templates"
SCENARIOS = sorted([*(ROOT / "scenarios").glob("*.yaml"), *(ROOT / "tests/ok").glob("*.yaml")])


@cache
def validator(name: str) -> Draft202012Validator:
    schema = json.loads((TEMPLATES / name).read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.unmeasured
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_contexts_and_sheets_keep_to_their_schemas(path: Path) -> None:
    context, sheet = validator("context.schema.json"), validator("scenario-kit/sheet.schema.json")
    calls, _ = check(load(parse(path.read_bytes(), path.name)))
    if calls is None:
        return
    for laid_out in sheets(calls):
        assert list(context.iter_errors(template_context(calls, laid_out))) == []
    for artifact in render(calls):
        if "/sheets/" in artifact.path:
            assert list(sheet.iter_errors(json.loads(artifact.data))) == []


def test_a_context_with_a_field_of_a_profile_is_no_context() -> None:
    calls, _ = check(load(parse(SCENARIOS[0].read_bytes(), "x.yaml")))
    assert calls is not None
    given = template_context(calls, sheets(calls)[0]) | {"format": "scenario-kit/sheet"}
    (error,) = validator("context.schema.json").iter_errors(given)
    assert error.validator == "additionalProperties"
