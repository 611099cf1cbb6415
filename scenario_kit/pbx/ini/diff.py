"""Shows a plan as a unified diff: for people, with unmanaged values masked, or for `patch`, without context lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.pbx.ini.settings import is_managed
from scenario_kit.pbx.ini.text import split_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scenario_kit.pbx.ini.edits import DiffLine
    from scenario_kit.pbx.ini.plan import IniPlan
    from scenario_kit.pbx.ini.text import IniText, Line

CONTEXT: Final = 3
MASK: Final = "***"

_PLAIN: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")


def unified_diff(plan: IniPlan, *, patch: bool = False) -> str:
    """Return the changes of a plan as a unified diff; empty if nothing changes.

    Args:
        plan: The plan.
        patch: Whether the diff is for the program `patch`, without context. Otherwise it is for people: it has context,
            and shows only the section or key of an unmanaged line.

    Raises:
        ScenarioKitError: The change needs an unmanaged line in the patch.
    """
    if plan.text is None or not plan.changed:
        return ""
    text = plan.text
    if patch:
        _require_patchable(plan, text)
    mask = None if patch else _Mask(text)
    name = "".join(character if character.isprintable() else "?" for character in plan.file)
    return f"--- {name}\n+++ {name}\n" + "".join(
        hunk + "".join(_diff_line(row, text, mask) for row in rows)
        for hunk, rows in _hunks(plan.rows, 0 if patch else CONTEXT)
    )


def _diff_line(row: DiffLine, text: IniText, mask: _Mask | None) -> str:
    """Return a line of the diff. An unfinished last line stays unfinished: `patch` adds its line end."""
    line = row.line if row.old is None else text.lines[row.old]
    end = line.end if mask is None else "\n" * bool(line.end)
    body = line.body if mask is None else mask.managed(line) if row.old is None else mask.old(row.old)
    return f"{row.sign}{body}{end}" if end else f"{row.sign}{body}\n\\ No newline at end of file\n"


def _hunks(rows: Sequence[DiffLine], context: int) -> Iterator[tuple[str, Sequence[DiffLine]]]:
    """Return the header and the rows of each hunk."""
    groups: list[list[int]] = []
    for number in (number for number, row in enumerate(rows) if row.sign != " "):
        if groups and number - groups[-1][-1] <= max(1, 2 * context):
            groups[-1].append(number)
        else:
            groups.append([number])
    old = new = at = 0
    for group in groups:
        start, stop = max(0, group[0] - context), group[-1] + context + 1
        old += start - at - sum(row.sign == "+" for row in rows[at:start])
        new += start - at - sum(row.sign == "-" for row in rows[at:start])
        hunk = rows[start:stop]
        olds, news = (sum(row.sign != sign for row in hunk) for sign in "+-")
        yield f"@@ -{_range(old, olds)} +{_range(new, news)} @@\n", hunk
        old, new, at = old + olds, new + news, start + len(hunk)


def _range(before: int, count: int) -> str:
    first = before + 1 if count else before
    return str(first) if count == 1 else f"{first},{count}"


def _require_patchable(plan: IniPlan, text: IniText) -> None:
    hint = f"{plan.file}: cannot make a patch without unmanaged lines: "
    if "\n".encode(plan.encoding) != b"\n":
        raise ScenarioKitError(f"{hint}`patch` does not support {plan.encoding}; use `ini apply`")
    if any(line.end == "\r" for line in text.lines):
        raise ScenarioKitError(f"{hint}some lines end with a bare carriage return; use `ini apply`")
    last = len(text.lines) - 1
    is_finished = any(row.old == last and row.sign == " " and row.line.end for row in plan.rows)
    if text.lines and not text.lines[last].end and text.newline != "\n" and is_finished:
        raise ScenarioKitError(f"{hint}the last line has no line end; add one, or use `ini apply`")


class _Mask:
    """Returns lines without anything that could be a secret."""

    def __init__(self, text: IniText) -> None:
        self._text = text
        self._headers = {block.header: block.name for block in text.sections}
        self._entries = {entry.first: entry for entry in text.entries}

    def old(self, index: int) -> str:
        """Return a line of the unedited file."""
        line = self._text.lines[index]
        if line.is_blank:
            return ""
        if line.is_comment:
            return f"{line.indent}# {MASK}"
        if index in self._headers:
            name = self._headers[index]
            return f"{line.indent}[{name if _PLAIN.fullmatch(name) else MASK}]"
        entry = self._entries.get(index)
        if entry is not None and is_managed(entry.section, entry.key):
            return self.managed(line)
        parts = split_line(line.body)
        if entry is None or entry.swallowed or parts is None or not parts.delimiter:
            return f"{line.indent}{MASK}"
        return f"{line.indent}{parts.key if _PLAIN.fullmatch(parts.key) else MASK} = {MASK}"

    def managed(self, line: Line) -> str:
        """Return an added header, a blank line, or a managed setting with its comment masked."""
        parts = split_line(line.body)
        if parts is None or not parts.tail.strip():
            return line.body
        return line.body[: -len(parts.tail)] + f" # {MASK}"
