"""A scenario's own lines as a page shows them: no secret in them, and each part with the lines it is written on."""

from __future__ import annotations

import pytest

from scenario_kit.files.source import parse
from scenario_kit.report.source_lines import SourceLines


def shown(text: str, file: str = "plan.yaml") -> str:
    return "\n".join(SourceLines(parse(text.encode(), file)).lines)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            "line: {component: disa, password: hunter2, context: c}",
            "line: {component: disa, password: ***, context: c}",
        ),
        ('ask:\n  defined_secret: "hunter2"  # why', "ask:\n  defined_secret: ***  # why"),
        ("line:\n  password: >-\n    hunter2\n    hunter2\n  context: c", "line:\n  password: ***\n\n\n  context: c"),
        ("line: {pasword: hunter2}", "line: {pasword: ***}"),
        ('{"line": {"password":"hunter2"}}', '{"line": {"password":***}}'),
        ("a: &pin hunter2\nline: {password: *pin}", "a: ***\nline: {password: ***}"),
        (
            "parameters:\n  pin: {default: hunter2}\nline: {password: 'x${pin}'}",
            "parameters:\n  pin: {default: ***}\nline: {password: ***}",
        ),
        ("- api_address: https://me:hunter2@crm.example/", "- api_address: https://**********@crm.example/"),
        ("a: https://me:hun@ter2@crm.example/", "a: https://***********@crm.example/"),
        ('{"a": "https://crm.example/?api_key=hunter2&for=1"}', '{"a": "https://crm.example/?api_key=*******&for=1"}'),
        ("word: open\npass: 1\nname: password", "word: open\npass: 1\nname: password"),
    ],
)
def test_a_secret_is_stars_and_everything_else_as_it_was_written(written: str, told: str) -> None:
    assert shown(written) == told


def test_what_cannot_be_read_shows_no_secret_either() -> None:
    assert shown('line:\n  password: "hunter2\n  other: 1') == "line:\n  password: ********\n  other: 1"


TEXT = """\
version: 1
# before
sheets:
  main:
    entry:
      component: outgoing_route
      rows:
        - {pattern: 1, next: desk}
        - pattern: 2
          next: desk

      # about what comes next
    desk: {component: extension,
      extension: 1}
    copy: &copy
      component: extension
    again: *copy
    empty:
"""


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        (("version",), (1, 1)),
        (("sheets", "main", "entry"), (5, 10)),
        (("sheets", "main", "entry", "rows", 0), (8, 8)),
        (("sheets", "main", "entry", "rows", 1), (9, 10)),
        (("sheets", "main", "desk"), (13, 14)),
        (("sheets", "main", "copy"), (15, 16)),
        (("sheets", "main", "again"), (17, 17)),
        (("sheets", "main", "empty"), (18, 18)),
        (("sheets",), (3, 18)),
        (("sheets", "main", "nobody"), None),
        (("sheets", "main", "entry", "rows", 2), None),
    ],
)
@pytest.mark.parametrize("break_", ["\n", "\r\n"])
def test_a_part_has_the_lines_from_its_key_to_its_end(
    path: tuple[str | int, ...], lines: tuple[int, int] | None, break_: str
) -> None:
    source = SourceLines(parse(TEXT.replace("\n", break_).encode(), "plan.yaml"))

    assert source.range(path) == lines


def test_a_file_that_is_no_document_has_no_parts() -> None:
    assert SourceLines(parse(b"", "plan.yaml")).range(("sheets",)) is None
