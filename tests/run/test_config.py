"""Settings of a project: where they are read from, and which are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scenario_kit.findings.model import ScenarioKitError, Severity
from scenario_kit.run.config import Config, find_config

if TYPE_CHECKING:
    from pathlib import Path

FULL = """
paths = ["scenarios", "more/night.yaml"]
select = ["C", "W"]
ignore = ["W105"]
severity = {C204 = "error", W108 = "info"}
inventory = "pbx/inventory.json"
values = "values.yaml"
templates = "templates"
profile = "my-pbx"
"""


def test_all_settings_are_read_and_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "scenario-kit.toml").write_text(FULL)

    assert find_config(tmp_path) == Config(
        (str(tmp_path / "scenarios"), str(tmp_path / "more/night.yaml")),
        ("C", "W"),
        ("W105",),
        {"C204": Severity.ERROR, "W108": Severity.INFO},
        str(tmp_path / "pbx/inventory.json"),
        (str(tmp_path / "values.yaml"),),
        str(tmp_path / "templates"),
        "my-pbx",
    )


def test_an_absolute_path_stays(tmp_path: Path) -> None:
    (tmp_path / "scenario-kit.toml").write_text('paths = ["/etc/simotel"]\nvalues = "/etc/values.yaml"\n')

    assert find_config(tmp_path) == Config(paths=("/etc/simotel",), values=("/etc/values.yaml",))


def test_the_nearest_file_upwards_that_has_settings_counts(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    (tmp_path / "scenario-kit.toml").write_text('ignore = ["W105"]\n')
    (tmp_path / "a" / "pyproject.toml").write_text('[project]\nname = "x"\n')
    assert find_config(folder) == Config(ignore=("W105",))

    (tmp_path / "a" / "pyproject.toml").write_text('[tool.scenario-kit]\npaths = ["s"]\n')
    assert find_config(folder) == Config(paths=(str(tmp_path / "a" / "s"),))

    (tmp_path / "a" / "scenario-kit.toml").write_text("")
    assert find_config(folder) == Config()


@pytest.mark.parametrize(
    "text", ["[tool.other]\nscenario-kit = 1\n", "tool = 1\n", "not toml", "[[tool]]\nname = 1\n", ""]
)
def test_a_pyproject_of_other_tools_is_passed_over(tmp_path: Path, text: str) -> None:
    (tmp_path / "scenario-kit.toml").write_text('ignore = ["W105"]\n')
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(text)

    assert find_config(folder) == Config(ignore=("W105",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('pahts = ["s"]', "unknown setting `pahts`; did you mean `paths`?"),
        (
            "jobs = 2",
            "unknown setting `jobs`; known: paths, select, ignore, severity, inventory, values, templates, profile",
        ),
        ('paths = "s"', '`paths` has to be a list of strings, such as paths = ["..."]'),
        ("select = [1]", '`select` has to be a list of strings, such as select = ["..."]'),
        ("ignore = {}", '`ignore` has to be a list of strings, such as ignore = ["..."]'),
        ("values = 1", "`values` has to be a string, or a list of strings"),
        ('inventory = ["a"]', "`inventory` has to be a string"),
        ('severity = "error"', '`severity` has to be a table, such as severity = {W105 = "error"}'),
        (
            'severity = {W105 = "fatal"}',
            "severity of W105: unknown severity `fatal`; known: error, warning, info",
        ),
        ("severity = {W105 = []}", "severity of W105: unknown severity `[]`; known: error, warning, info"),
        ("a = ", "Invalid value (at end of document)"),
    ],
)
def test_what_is_not_known_is_refused_with_the_file(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "scenario-kit.toml"
    path.write_text(text)

    with pytest.raises(ScenarioKitError) as caught:
        find_config(tmp_path)

    assert str(caught.value) == f"{path}: {message}"


def test_a_table_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("[tool]\nscenario-kit = 1\n")

    with pytest.raises(ScenarioKitError) as caught:
        find_config(tmp_path)

    assert str(caught.value) == f"{path}: [tool.scenario-kit] is not a table"


@pytest.mark.parametrize("name", ["scenario-kit.toml", "pyproject.toml"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.mkdir()
    with pytest.raises(ScenarioKitError) as caught:
        find_config(tmp_path)
    assert str(caught.value) == f"{path}: cannot be read: IsADirectoryError"

    path.rmdir()
    path.write_bytes(b"# \xff")
    with pytest.raises(ScenarioKitError) as caught:
        find_config(tmp_path)
    assert str(caught.value) == f"{path}: cannot be read: UnicodeDecodeError"


def test_without_any_file_nothing_is_set(tmp_path: Path) -> None:
    # Above the folder of a test there is none, or this one could not be.
    assert find_config(tmp_path) == Config()
