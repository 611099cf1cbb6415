"""The commands and the file beside a scenario: `import` writes it, `build` and `diff` read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support.clinic import CLINIC, PROFILES, built, compiled
from support.command import kit

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the exported sheets of a scenario, which somebody arranged, and what they were imported to."""
    for number, (name, data) in enumerate(built(compiled(CLINIC)).items()):
        sheet = json.loads(data)
        for index, component in enumerate(reversed(sheet["components"])):
            component |= {"id": f"{number}-{index}", "x": 300 * index, "y": 70 * (index % 3)}
        old_ids = {
            one["id"]: two["id"] for one, two in zip(json.loads(data)["components"], sheet["components"], strict=True)
        }
        for wire in sheet["connections"]:
            wire |= {"from": old_ids[wire["from"]], "to": old_ids[wire["to"]]}
        (tmp_path / f"{name}.json").write_text(json.dumps(sheet))
    done = kit("import", "front.json", "back.json", "-o", "clinic.yaml", cwd=tmp_path)
    assert done.code == 0
    assert done.err.startswith("scenario-kit: building it changes only the form of the JSON: spaces, order, ")
    return tmp_path


def sheets_in(folder: Path) -> dict[str, Any]:
    return {path.stem: json.loads(path.read_bytes()) for path in (folder / "out/clinic/sheets").iterdir()}


@pytest.mark.unmeasured
def test_build_gives_the_sheets_that_were_imported(folder: Path) -> None:
    assert kit("build", "clinic.yaml", "-o", "out", cwd=folder).code == 0

    assert sheets_in(folder) == {name: json.loads((folder / f"{name}.json").read_bytes()) for name in ("front", "back")}
    assert kit("build", "clinic.yaml", "-o", "out", "--check", cwd=folder) == (0, "", "")


def test_the_manifest_lists_the_file(folder: Path) -> None:
    kit("build", "clinic.yaml", "-o", "out", cwd=folder)

    inputs = json.loads((folder / "out/manifest.json").read_bytes())["inputs"]
    assert [one["file"] for one in inputs] == ["clinic.editor.json", "clinic.yaml"]


@pytest.mark.unmeasured
def test_without_the_file_build_decides_by_itself(folder: Path) -> None:
    (folder / "clinic.editor.json").unlink()

    assert kit("build", "clinic.yaml", "-o", "out", cwd=folder).code == 0

    assert {name: sheet["components"] for name, sheet in sheets_in(folder).items()} == {
        name: json.loads(data)["components"] for name, data in built(compiled(CLINIC)).items()
    }


@pytest.mark.unmeasured
def test_a_folder_of_scenarios_may_have_such_files(folder: Path) -> None:
    assert kit("validate", ".", cwd=folder).code == 1  # the exported sheets are no scenarios
    for name in ("front", "back"):
        (folder / f"{name}.json").unlink()

    assert kit("validate", ".", cwd=folder).code == 0
    assert kit("build", ".", "-o", "out", cwd=folder).out.startswith("out: 5 files of 1 scenario")


def test_the_file_of_another_profile_is_ignored_and_build_says_so(folder: Path) -> None:
    done = kit("build", "clinic.yaml", "-o", "out", "--profile", "numbered", "--templates", PROFILES, cwd=folder)

    assert (done.code, done.err) == (
        0,
        "scenario-kit: clinic.editor.json: ignored; its sheets are of profile `scenario-kit`, not `numbered`\n",
    )
    inputs = json.loads((folder / "out/manifest.json").read_bytes())["inputs"]
    assert [one["file"] for one in inputs] == ["clinic.yaml"]


@pytest.mark.parametrize("command", [("build", "clinic.yaml", "-o", "out"), ("diff", "clinic.yaml", "front.json")])
def test_an_invalid_file_is_one_line_and_exit_code_2(folder: Path, command: tuple[str, ...]) -> None:
    path = folder / "clinic.editor.json"
    document = json.loads(path.read_bytes())
    document["sheets"]["front"]["components"]["choose"]["x"] = "far right"
    path.write_text(json.dumps(document))

    place = "clinic.editor.json: /sheets/front/components/choose/x"
    assert kit(*command, cwd=folder) == (2, "", f"scenario-kit: {place}: expected a number, got the text `far right`\n")
    assert not (folder / "out").exists()


def test_a_file_that_is_a_folder_is_refused(folder: Path) -> None:
    (folder / "clinic.editor.json").unlink()
    (folder / "clinic.editor.json").mkdir()

    assert kit("build", "clinic.yaml", "-o", "out", cwd=folder) == (
        2,
        "",
        "scenario-kit: clinic.editor.json: not a regular file; remove it or rename it\n",
    )


def test_a_component_that_is_gone_from_the_scenario_is_gone_from_the_sheet(folder: Path) -> None:
    tree = yaml.load((folder / "clinic.yaml").read_text(), yaml.BaseLoader)  # noqa: S506  reads texts only
    front, back = tree["sheets"].values()
    del front["out-of-hours"]
    front["appointments"]["next"] = {"F": "~"}
    front["open"]["next"]["no_match"] = "~"
    back["nurse"]["next"]["B"] = "~"
    (folder / "clinic.yaml").write_text(yaml.safe_dump(tree).replace("'~'", "~"))
    before = {one["id"]: one for one in json.loads((folder / "front.json").read_bytes())["components"]}

    assert kit("build", "clinic.yaml", "-o", "out", cwd=folder).err == ""

    after = {one["id"]: one for one in sheets_in(folder)["front"]["components"]}
    gone = [one["key"] for id_, one in before.items() if id_ not in after]
    assert sorted(gone) == ["jump-in:out-of-hours", "out-of-hours"]
    assert after == {id_: before[id_] for id_ in before if id_ in after}


def test_diff_compares_the_positions_that_build_writes(folder: Path) -> None:
    assert kit("diff", "clinic.yaml", "front.json", "back.json", "--positions", cwd=folder).code == 0
    (folder / "clinic.editor.json").unlink()

    done = kit("diff", "clinic.yaml", "front.json", "back.json", "--positions", cwd=folder)

    assert done.code == 1
    assert "position" in done.out


def test_diff_says_that_the_file_of_another_profile_is_ignored(folder: Path) -> None:
    path = folder / "clinic.editor.json"
    path.write_text(path.read_text().replace('"profile": "scenario-kit"', '"profile": "other"'))

    done = kit("diff", "clinic.yaml", "front.json", "back.json", cwd=folder)

    assert (done.code, done.err) == (
        0,
        "scenario-kit: clinic.editor.json: ignored; its sheets are of profile `other`, not `scenario-kit`\n",
    )


@pytest.mark.unmeasured
def test_diff_names_a_sheet_as_the_editor_does_and_finds_its_line(folder: Path) -> None:
    sheet = json.loads((folder / "back.json").read_bytes())
    sheet["sheet"] = "Back Office"
    (folder / "office.json").write_text(json.dumps(sheet))
    kit("import", "front.json", "office.json", "-o", "new.yaml", cwd=folder)
    text = (folder / "new.yaml").read_text()
    (folder / "new.yaml").write_text(text.replace('extension: "611"', 'extension: "612"'))
    line = text[: text.index('extension: "611"')].count("\n") + 1

    done = kit("diff", "new.yaml", "front.json", "office.json", "--format", "json", cwd=folder)

    (changed,) = json.loads(done.out)["scenarios"][0]["sheets"]
    assert changed["sheet"] == "Back Office"
    assert [(one["name"], [detail["line"] for detail in one["details"]]) for one in changed["components"]] == [
        ("nurse", [line])
    ]


@pytest.mark.parametrize("existing", ["new.yaml", "new.editor.json"])
def test_import_writes_both_files_or_none(folder: Path, existing: str) -> None:
    (folder / existing).write_text("mine")

    assert kit("import", "front.json", "back.json", "-o", "new.yaml", cwd=folder) == (
        2,
        "",
        f"scenario-kit: -o {existing}: the file exists; name another file, or remove this one\n",
    )
    assert [path.name for path in sorted(folder.glob("new.*"))] == [existing]
    assert (folder / existing).read_text() == "mine"


@pytest.mark.unmeasured
def test_a_scenario_from_standard_input_has_no_file_beside_it(folder: Path) -> None:
    (folder / "-.editor.json").write_text("broken")

    assert kit("build", "-", "-o", "out", cwd=folder, stdin=(folder / "clinic.yaml").read_bytes()).code == 0
