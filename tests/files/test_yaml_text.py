"""Which texts need quotes: one answer for `fmt`, `import` and `new`."""

from __future__ import annotations

import re
from typing import Any, Final

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from yaml.resolver import Resolver

from scenario_kit.cli.starters import find_starter, renamed
from scenario_kit.files.document import ListNode, ScalarNode
from scenario_kit.files.source import parse
from scenario_kit.files.yaml_text import is_ambiguous, quoted_if_ambiguous, yaml_text

_CORE_1_2: Final = re.compile(
    r"null|Null|NULL|~||true|True|TRUE|false|False|FALSE|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
"""The tags of the core schema, https://yaml.org/spec/1.2.2/#103-core-schema."""

words = (
    st.text("0123456789abxoeE_.:-+~<=TZ ", max_size=12)
    | st.from_regex(_CORE_1_2, fullmatch=True)
    | st.sampled_from(["yes", "No", "ON", "off", "y", "N", "1:30:00", "2026-03-21 10:00:00", "<<", "=", "1_000", "0b1"])
)


@given(words)
@example("0o17")
@example(".5e3")
def test_what_yaml_1_1_or_1_2_takes_for_something_else_is_ambiguous(text: str) -> None:
    resolver: Any = Resolver()
    is_text_in_1_1 = resolver.resolve(yaml.ScalarNode, text, (True, False)) == "tag:yaml.org,2002:str"

    assert is_ambiguous(text) or (is_text_in_1_1 and not _CORE_1_2.fullmatch(text))


@given(words)
def test_a_written_text_is_that_text_to_our_own_reader(text: str) -> None:
    root = parse(yaml_text([text]).encode(), "x.yaml").root
    assert isinstance(root, ListNode)
    (item,) = root.items

    assert isinstance(item, ScalarNode)
    assert (item.text, item.null) == (text, False)


@pytest.mark.unmeasured
def test_import_fmt_and_new_quote_by_the_same_answer() -> None:
    for name in ("no", "on", "y", "true", "null"):
        assert quoted_if_ambiguous(name) == f'"{name}"'
        assert yaml_text([name]) == f'- "{name}"\n'
        assert f'\nname: "{name}"\n' in renamed(find_starter("survey"), name)
