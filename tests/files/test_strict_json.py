"""JSON that readers disagree about is refused with its place, and every command refuses the same texts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.clinic import CLINIC, OWN, compiled

from scenario_kit.editor.exported import UnreadableSheetError, read_sheet
from scenario_kit.files.strict_json import StrictJsonError, read_json
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.pbx.api import Credentials, data_of
from scenario_kit.pbx.web import Reply
from scenario_kit.rendering.artifacts import Renderer, TemplateError
from scenario_kit.rendering.sheets import sheets, template_context
from scenario_kit.run.probe.reading import fields_of

if TYPE_CHECKING:
    from pathlib import Path

REFUSED: list[tuple[str, int, int, str, str]] = [
    ("", 1, 1, "", "not JSON: the text is empty"),
    ('{"a": 1,\n "b" 2}', 2, 6, "", "not JSON: expecting ':' delimiter"),
    ("['a']", 1, 2, "", "not JSON: expecting value"),
    ('{"a": [1,\n NaN]}', 2, 2, "/a/1", "`NaN` is not a JSON value"),
    ("[-Infinity]", 1, 2, "/0", "`-Infinity` is not a JSON value"),
    ('{"a": [{}, {"b/c": 1,\n "b/c": 2}]}', 2, 2, "/a/1/b~1c", "duplicate key `b/c`; the first is on line 1"),
    ('{"a": {"b": 1}, "\\u0061": 2}', 1, 17, "/a", "duplicate key `a`; the first is on line 1"),
    ('{"a": "\\ud83d"}', 1, 7, "/a", "half of a surrogate pair is not a character"),
    ('{"\\ude00": 1}', 1, 2, "/\ude00", "half of a surrogate pair is not a character"),
    (f'{{"a": {"9" * 101}}}', 1, 7, "/a", "a number of 101 characters; at most 100 are read"),
    (f"[1.{'9' * 98}e1]", 1, 2, "/0", "a number of 102 characters; at most 100 are read"),
    ("[" * 101 + "]" * 101, 1, 101, "", "nested deeper than 100 levels"),
    ("[" * 200_000, 1, 101, "", "nested deeper than 100 levels"),
    ("\ufeff{}", 1, 1, "", "JSON has no byte order mark"),
]
TEXTS = [text for text, *_ in REFUSED if not text.startswith("\ufeff")]  # a file may begin with a byte order mark


@pytest.mark.parametrize(("text", "line", "column", "pointer", "reason"), REFUSED)
def test_what_readers_disagree_about_is_refused_with_its_place(
    text: str, line: int, column: int, pointer: str, reason: str
) -> None:
    with pytest.raises(StrictJsonError) as raised:
        read_json(text.encode())

    error = raised.value
    assert (error.line, error.column, error.pointer, error.reason) == (line, column, pointer, reason)
    assert str(error) == f"line {line}, column {column}: {reason}"


def test_bytes_that_are_not_utf_8_are_refused_with_their_place() -> None:
    with pytest.raises(StrictJsonError, match=r"^line 2, column 3: not UTF-8: byte 0xff$"):
        read_json('{"é": 1,\n "'.encode() + b'\xff"}')


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(10**99) + 1, 10**99)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    st.booleans(),
)
def test_what_json_writes_is_read_back(value: Any, ascii_: bool) -> None:
    assert read_json(json.dumps(value, ensure_ascii=ascii_).encode()) == value


@pytest.mark.parametrize("text", TEXTS)
def test_every_reader_of_json_refuses_the_same_texts_in_the_same_words(text: str, tmp_path: Path) -> None:
    with pytest.raises(StrictJsonError) as raised:
        read_json(text.encode())
    reason = raised.value.reason
    reply = Reply(200, {"content-type": "application/json"}, text.encode(), truncated=False, seconds=0.1)

    with pytest.raises(UnreadableSheetError) as of_import:
        read_sheet(text.encode(), "x.json", OWN)
    assert reason in str(of_import.value)

    _, (trouble,) = fields_of(reply)
    assert reason in trouble.message

    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/sheet.json.j2").write_text("{% raw %}" + text + "{% endraw %}", "utf-8")
    calls = compiled(CLINIC)
    with pytest.raises(TemplateError) as of_build:
        Renderer(tmp_path).sheet(template_context(calls, sheets(calls)[0]), "mine")
    assert reason in str(of_build.value)

    with pytest.raises(ScenarioKitError, match="is not JSON"):
        data_of(reply, "/path", Credentials("", "", ""))
