"""A scenario's own lines as a page shows them: no secret in them, and each part with the lines it is written on."""

from __future__ import annotations

import pytest

from scenario_kit.files.source import parse
from scenario_kit.report.source_lines import SourceLines


def test_the_lines_hide_secrets_and_their_length() -> None:
    document = parse(b"line:\r\n  password: hunter2\r\n  context: c", "plan.yaml")

    assert SourceLines(document).lines == ["line:", "  password: ***", "  context: c"]


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
        ((), (1, 18)),
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
