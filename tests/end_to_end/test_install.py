"""The templates are found wherever the package is: in a clone, in an editable install, in an installed wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from support.paths import ROOT

from scenario_kit.cli.starters import starters

pytestmark = pytest.mark.install

SHIPPED = ("pyproject.toml", "README.md", "LICENSE", "docs", "scenario_kit", "templates", "scenarios")


def built(python: str | Path, output: Path, cwd: Path) -> dict[str, bytes]:
    command = [python, "-I", "-m", "scenario_kit", "build", ROOT / "scenarios", "-o", output]
    if python == sys.executable:
        command.remove("-I")
    subprocess.run(list(map(str, command)), check=True, capture_output=True, cwd=cwd)
    return {str(path.relative_to(output)): path.read_bytes() for path in output.rglob("*") if path.is_file()}


def environment(folder: Path) -> Path:
    """Make an empty environment that sees the libraries of this one, but not the package itself."""
    venv.create(folder, with_pip=False, symlinks=True)
    site = next(folder.glob("lib/python3*/site-packages"))
    libraries = next(Path(path) for path in sys.path if path.endswith("site-packages"))
    for library in libraries.iterdir():
        if "scenario_kit" not in library.name and library.name != "__pycache__":
            (site / library.name).symlink_to(library)
    return folder / "bin/python"


def install(python: Path, *arguments: str | Path) -> None:
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--quiet",
        "--python",
        python,
        "install",
        "--no-deps",
        "--disable-pip-version-check",
    ]
    environment_ = {**os.environ, "PIP_NO_WARN_SCRIPT_LOCATION": "1"}
    subprocess.run(list(map(str, [*pip, *arguments])), check=True, capture_output=True, env=environment_)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what is shipped, as a clone has it."""
    clone = tmp_path_factory.mktemp("clone")
    for name in SHIPPED:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, clone / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, clone / name)
    return clone


@pytest.fixture(scope="module")
def reference(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return built(sys.executable, tmp_path_factory.mktemp("reference") / "out", source)


def test_a_clone_builds_all_nine(reference: dict[str, bytes]) -> None:
    names = sorted({path.split("/")[0] for path in reference} - {"manifest.json"})
    assert names == [
        "call-limit",
        "extension-to-extension",
        "extension-to-number",
        "hold-music",
        "number-to-extension",
        "number-to-number",
        "recording",
        "survey",
        "warning-before-the-end",
    ]


def test_an_editable_install_builds_the_same(source: Path, reference: dict[str, bytes], tmp_path: Path) -> None:
    python = environment(tmp_path / "env")
    install(python, "--no-build-isolation", "--editable", source)
    assert built(python, tmp_path / "out", tmp_path) == reference


def test_an_installed_wheel_builds_the_same_without_the_clone(
    source: Path, reference: dict[str, bytes], tmp_path: Path
) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path / "dist", source],
        check=True,
        capture_output=True,
    )
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    python = environment(tmp_path / "env")
    install(python, wheel)
    assert built(python, tmp_path / "out", tmp_path) == reference
    shown = subprocess.run([tmp_path / "env/bin/scenario-kit", "--version"], check=True, capture_output=True, text=True)
    assert shown.stdout == "scenario-kit, version 0.1.0\n"
    listed = subprocess.run([tmp_path / "env/bin/scenario-kit", "new", "--list"], check=True, capture_output=True)
    assert listed.stdout.decode() == "".join(f"{one.name:<22}  {one.description}\n" for one in starters())
    schema = subprocess.run([tmp_path / "env/bin/scenario-kit", "schema"], check=True, capture_output=True)
    assert schema.stdout == (ROOT / "scenario_kit/cli/data/reference/scenario.schema.json").read_bytes()
    explained = subprocess.run([tmp_path / "env/bin/scenario-kit", "explain", "W105"], check=True, capture_output=True)
    assert explained.stdout.startswith(b"W105 unhandled-output (warning)\n")
