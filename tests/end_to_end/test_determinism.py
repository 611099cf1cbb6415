"""The same inputs give the same bytes, wherever and however they are built."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from support.command import kit, real_kit
from support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.unmeasured


def build(output: Path, paths: list[Path], cwd: Path = ROOT, env: dict[str, str] | None = None) -> dict[str, bytes]:
    run = kit if env is None else real_kit
    assert run("build", *paths, "-o", output, "--ini", ROOT / "scenarios/simotel.ini", cwd=cwd, env=env).code == 0
    return {str(path.relative_to(output)): path.read_bytes() for path in output.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return build(tmp_path_factory.mktemp("reference"), [ROOT / "scenarios"], env={"PYTHONHASHSEED": "0", "LC_ALL": "C"})


@pytest.mark.process
@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tehran", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "4711", "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "LANG": "fa_IR"},
    ],
)
def test_hash_seed_time_zone_and_locale_change_nothing(
    reference: dict[str, bytes], tmp_path: Path, env: dict[str, str]
) -> None:
    assert build(tmp_path / "out", [ROOT / "scenarios"], env=env) == reference


def test_place_and_order_of_the_files_change_nothing(reference: dict[str, bytes], tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "elsewhere")
    files = sorted((tmp_path / "elsewhere").glob("*.yaml"), reverse=True)
    assert build(tmp_path / "out", files, cwd=tmp_path) == reference


def test_crlf_and_a_byte_order_mark_change_only_the_manifest(reference: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for path in (ROOT / "scenarios").glob("*.yaml"):
        (tmp_path / "in" / path.name).write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    built = build(tmp_path / "out", [tmp_path / "in"])
    del built["manifest.json"]
    assert built == {name: data for name, data in reference.items() if name != "manifest.json"}
