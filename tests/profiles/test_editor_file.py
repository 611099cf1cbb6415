"""The file with what the editor knows: what is wrong with one is said with its file and its place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.profiles.editor_file import EditorFileError, editor_file_text, read_editor_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WRONG: dict[str, Any] = {
    "another version": {"version": 2, "profile": "p", "sheets": {}},
    "no profile": {"version": 1, "sheets": {}},
    "a list": [],
    "a misspelt key": {"version": 1, "profile": "p", "sheets": {"a": {"component": {}}}},
    "a key that there is not": {"version": 1, "profile": "p", "sheets": {"a": {"components": {"b": {"zzz": 1}}}}},
    "an id that is a number": {"version": 1, "profile": "p", "sheets": {"a": {"components": {"b": {"id": 7}}}}},
    "a position that is a text": {"version": 1, "profile": "p", "sheets": {"a": {"components": {"b": {"x": "7"}}}}},
    "a position with a secret": {
        "version": 1,
        "profile": "p",
        "sheets": {"a": {"components": {"b": {"x": {"$number": {"$secret": [["b", "p"]]}}}}}},
    },
    "components in a list": {"version": 1, "profile": "p", "sheets": {"a": {"components": []}}},
    "an order of numbers": {"version": 1, "profile": "p", "sheets": {"a": {"order": [1]}}},
    "an insert without a position": {
        "version": 1,
        "profile": "p",
        "sheets": {"a": {"differs": {"/x": {"insert": [{"a": 1}]}}}},
    },
    "a negative position": {"version": 1, "profile": "p", "sheets": {"a": {"differs": {"/x": {"insert": [[-1, 1]]}}}}},
    "a missing that is an object": {
        "version": 1,
        "profile": "p",
        "sheets": {"a": {"differs": {"": {"missing": [{}]}}}},
    },
    "half a secret": {"version": 1, "profile": "p", "sheets": {"a": {"differs": {"": {"value": {"$secret": [[]]}}}}}},
    "a number that is none": {
        "version": 1,
        "profile": "p",
        "sheets": {"a": {"differs": {"": {"value": {"$number": "x"}}}}},
    },
    "a number that is none, beside something else": {
        "version": 1,
        "profile": "p",
        "sheets": {"a": {"differs": {"": {"value": {"a": 1, "b": [{"$number": "x"}]}}}}},
    },
    "an insert of half a secret": {
        "version": 1,
        "profile": "p",
        "sheets": {"a": {"differs": {"/x": {"insert": [[0, {"$secret": [[]]}]]}}}},
    },
    "members that are none": {
        "version": 1,
        "profile": "p",
        "sheets": {"a": {"differs": {"": {"extra": {"b": {"$members": [1]}}}}}},
    },
    "a style that there is not": {"version": 1, "profile": "p", "sheets": {"a": {"style": {"indent": 1.5}}}},
    "a slash in a name": {"version": 1, "profile": "p", "sheets": {"a/b": {"wires": {"c/d/e": {"id": None, "at": 1}}}}},
}


def message(data: bytes) -> str:
    with pytest.raises(EditorFileError) as raised:
        read_editor_file(data, "x.editor.json")
    return str(raised.value)


def test_what_is_wrong_is_said_with_its_place(
    golden: Callable[[Path, str], None], request: pytest.FixtureRequest
) -> None:
    texts = {what: json.dumps(document).encode() for what, document in WRONG.items()}
    texts |= {
        "no JSON": b"{\n  oops",
        "a duplicate key": b'{"version": 1,\n"version": 1}',
        "nothing": b"",
        "no text": b"\xff",
    }

    said = "".join(f"{what}\n  {message(data)}\n" for what, data in texts.items())

    golden(request.path.parent / "editor_file.txt", said)


def test_a_file_too_large_is_refused() -> None:
    assert "larger than" in message(b" " * (64 * 1024 * 1024))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["$secret", "$number", "$members", "x", "id", "differs", ""]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["components", "wires", "order", "differs", "style", "id"]), json_values))
def test_any_other_json_is_read_or_refused(sheet: Any) -> None:
    text = editor_file_text("p", {"main": sheet})
    try:
        read = read_editor_file(text.encode(), "x.editor.json")
    except EditorFileError:
        assert message(text.encode()).startswith("x.editor.json: /sheets/main")
    else:
        assert read.sheets == {"main": json.loads(text)["sheets"]["main"]}
