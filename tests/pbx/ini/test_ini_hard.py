"""The 25 hard files: what becomes of each, and that the page which compares other tools tells the same of ours."""

from __future__ import annotations

import importlib.util
import re
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from support.paths import ROOT

from scenario_kit.cli.ini import ini

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


def script() -> ModuleType:
    name = "compare_ini"
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


compare: Any = script()
CASES = compare.cases()


def test_every_hard_file_is_in_the_table() -> None:
    assert [f"{case.name}.ini" for case in CASES] == sorted(p.name for p in (ROOT / "tests/pbx/ini/hard").glob("*.ini"))
    assert len(CASES) == 25


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.unmeasured
def test_a_hard_file_is_changed_without_harm_or_refused(case: Any, tmp_path: Path) -> None:
    file = tmp_path / "simotel.ini"
    file.write_bytes(case.data)
    result = CliRunner().invoke(ini, compare.ours(file)[4:])
    assert compare.judge(case.data, file.read_bytes(), failed=result.exit_code != 0) == case.expected
    assert case.expected in ("kept", "refused")


def test_the_page_tells_what_became_of_them() -> None:
    rows = re.findall(r"^\| (.+?) \| (kept|refused) \|", (ROOT / "docs" / "ini.md").read_text("utf-8"), re.MULTILINE)
    assert rows == [(case.what, case.expected) for case in CASES]


GIVEN = "[redis]\nredis_host = a\n\n# of ours\n[api]\n{}"
DONE = "".join(f"{key} = {value}\n" for key, value in compare.WANTED.items())


@pytest.mark.parametrize(
    ("new", "failed", "outcome"),
    [
        (GIVEN.format(DONE), False, "kept"),
        (GIVEN.format("old = 1\n"), True, "refused"),
        (GIVEN.format("old = 1\n"), False, "corrupted"),
        (GIVEN.format(DONE), True, "corrupted"),
        (GIVEN.format(DONE).replace("redis_host = a", "redis_host=a"), False, "rewritten"),
        (GIVEN.format(DONE).replace("# of ours\n", ""), False, "rewritten"),
        (GIVEN.format(DONE).replace("redis_host = a", "redis_host = b"), False, "corrupted"),
        (GIVEN.format(DONE) + "[api]\n", False, "corrupted"),
        ("", False, "corrupted"),
    ],
)
def test_the_judge_tells_harm_from_none(new: str, failed: bool, outcome: str) -> None:
    old = GIVEN.format("old = 1\n" if "old" in new else "client_api_caller_timeout = 1\n")
    assert compare.judge(old.encode(), new.encode(), failed=failed) == outcome
