"""Files that cannot teach a format, or only in part: an error with a place, and no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from support.editors import SHAPES
from support.editors.cases import EDITORS, calls_of
from support.editors.hostile import NO_EXPORTS, backwards, hostile, large, looping, same_name_twice, survivable
from support.editors.learned import WHOLE, map_of
from support.editors.reading import as_read, as_stated
from support.paths import ROOT, TESTS
from support.tiers import each

from scenario_kit.editor.learning import Learned, LearningError, learn
from scenario_kit.profiles.json_values import UnreadableSheetError, read_exported
from scenario_kit.profiles.reading import read_value

if TYPE_CHECKING:
    from pathlib import Path

NIGHTS = EDITORS / "scenarios/on-call.yaml"
USUAL = ("flat-wires", "litegraph")
every_whole_shape = pytest.mark.parametrize("name", each(WHOLE, USUAL))
MEASURED = ("drawflow", "rete")
"""Shapes whose odd files reach lines that those of the others do not reach."""
MIB = 1024 * 1024


def outcome(data: bytes) -> Learned | str:
    """Return what a file teaches, or why it teaches nothing."""
    try:
        return learn([("bad.json", data)], [calls_of(NIGHTS)])
    except LearningError as error:
        return str(error)


def read(name: str, data: bytes) -> Any:
    """Return what is read of a file by a learned map, or why it cannot be read."""
    try:
        return read_value(read_exported(data, "bad.json"), map_of(name, small=True), data=data).sheet
    except UnreadableSheetError as error:
        return str(error)


# Hostile files.


@pytest.mark.unmeasured
@every_whole_shape
def test_a_hostile_export_teaches_nothing_in_silence(name: str) -> None:
    for what, data in hostile(SHAPES[name], calls_of(NIGHTS), "nights").items():
        result = outcome(data)
        if isinstance(result, str):
            assert result.startswith("bad.json:"), what
        else:
            assert result.proof, what


@pytest.mark.unmeasured
@every_whole_shape
def test_a_hostile_export_is_not_read(name: str) -> None:
    for what, data in hostile(SHAPES[name], calls_of(NIGHTS), "nights").items():
        result = read(name, data)
        assert isinstance(result, str), what
        assert result.startswith("bad.json:"), what


@pytest.mark.parametrize("name", each(WHOLE, MEASURED))
def test_odd_additions_are_refused_or_mean_nothing(name: str) -> None:
    shape, calls = SHAPES[name], calls_of(NIGHTS)
    oracle = shape.oracle(calls, "nights")
    for what, data in survivable(shape, calls, "nights").items():
        result = outcome(data)
        assert isinstance(result, Learned) or result.startswith("bad.json:"), what
        sheet = read(name, data)
        if isinstance(sheet, str):
            assert sheet.startswith("bad.json:"), what
        else:
            assert as_read(sheet) == as_stated(shape, oracle, sheet), what


@pytest.mark.parametrize("what", NO_EXPORTS)
def test_a_file_that_is_no_export_teaches_nothing(what: str) -> None:
    for graphs in ([calls_of(NIGHTS)], []):
        with pytest.raises(LearningError, match=r"^bad\.json:"):
            learn([("bad.json", NO_EXPORTS[what])], graphs)


def test_no_files_teach_nothing() -> None:
    with pytest.raises(LearningError, match=r"^no exported files; name at least one$"):
        learn([], [calls_of(NIGHTS)])


@pytest.mark.unmeasured
def test_links_drawn_backwards_are_not_turned_around_in_silence() -> None:
    data = SHAPES["react-diagrams"].export(calls_of(NIGHTS), "nights")

    result = outcome(backwards(data))

    assert isinstance(result, str) or result.proof


CODE = """
import sys
from pathlib import Path
from support.editors import SHAPES
from support.editors.cases import EDITORS, calls_of
from scenario_kit.editor.learning import LearningError, learn
data = open(sys.argv[1], "rb").read()
try:
    learn([("large.json", data)], [calls_of(EDITORS / "scenarios/on-call.yaml")])
except LearningError as error:
    print(str(error)[:200])
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("utf-8").splitlines())
print(int(status["VmHWM"].split()[0]) / 1024)
"""


@pytest.mark.large
def test_a_large_export_takes_little_memory(tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    file.write_bytes(large(SHAPES["nodes-edges"], calls_of(NIGHTS), "nights"))

    run = subprocess.run(
        ["/usr/bin/env", f"PYTHONPATH={ROOT}:{TESTS}", sys.executable, "-c", CODE, str(file)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )

    assert file.stat().st_size > 10 * MIB
    assert float(run.stdout.splitlines()[-1]) < 300  # MiB; `ru_maxrss` would count this process too


# Exports that do not show their scenario.


@every_whole_shape
def test_the_export_of_another_scenario_is_refused(name: str) -> None:
    other = calls_of(EDITORS / "scenarios/hotel.yaml")

    assert outcome(SHAPES[name].export(other, "lobby")) == (
        "bad.json: shows no sheet of the scenario, whose sheets are `nights`; "
        "draw the components with the names of the scenario"
    )


@every_whole_shape
def test_a_component_that_is_not_drawn_is_named(name: str) -> None:
    calls = calls_of(NIGHTS)
    second = SHAPES[name].oracle(calls, "nights")["components"][1]["name"]
    result = outcome(same_name_twice(SHAPES[name], calls, "nights"))

    assert isinstance(result, str)
    assert f"component `{second}` " in result or "duplicate key" in result


def nodes_edges() -> Any:
    return json.loads(SHAPES["nodes-edges"].export(calls_of(NIGHTS), "nights"))


def dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


def test_a_wire_that_is_not_drawn_is_named() -> None:
    value = nodes_edges()
    names = {node["id"]: node["data"]["label"] for node in value["nodes"]}
    removed = value["edges"].pop()

    result = outcome(dumped(value))

    assert isinstance(result, str)
    assert f"of `{names[removed['source']]}` to `{names[removed['target']]}` is not in the export" in result


def test_two_targets_that_are_swapped_are_noticed() -> None:
    value = nodes_edges()
    first, second = next(
        (one, other)
        for one in value["edges"]
        for other in value["edges"]
        if one["source"] != other["source"] and one["target"] != other["target"]
    )
    first["target"], second["target"] = second["target"], first["target"]

    result = outcome(dumped(value))

    assert isinstance(result, str)
    assert "is not in the export; draw it and export the sheet again" in result


def test_two_outputs_that_are_swapped_are_a_question_or_a_difference() -> None:
    value = nodes_edges()
    sources = [edge["source"] for edge in value["edges"]]
    source = next(source for source in sources if sources.count(source) > 1)
    first, second = [edge for edge in value["edges"] if edge["source"] == source][:2]
    first["sourceHandle"], second["sourceHandle"] = second["sourceHandle"], first["sourceHandle"]

    result = outcome(dumped(value))

    assert isinstance(result, str) or result.proof or result.questions


def test_a_value_that_is_not_as_the_scenario_says_is_asked_for() -> None:
    shape = SHAPES["nodes-edges"]
    data = shape.export(calls_of(NIGHTS), "nights").decode()
    value = json.loads(data)
    params, word = next(
        (node["data"]["params"], word)
        for node in value["nodes"]
        for word, own in node["data"].get("params", {}).items()
        if type(own) is int
    )
    params[word] += 1

    result = outcome(dumped(value))

    assert isinstance(result, Learned)
    assert result.questions


def test_extra_wires_are_noticed() -> None:
    for name in WHOLE:
        result = outcome(looping(SHAPES[name], calls_of(NIGHTS), "nights"))
        assert isinstance(result, str) or result.proof, name
