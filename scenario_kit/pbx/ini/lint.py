"""Checks a whole settings file against the vendor's documentation of its keys.

Unknown keys are ignored. A finding never quotes an unknown line, not even its key, which may be a misplaced secret: it
has the line number, and quotes only the documentation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scenario_kit.findings.model import Finding, Rule, Severity
from scenario_kit.pbx.ini.keys import documented_keys, documented_sections
from scenario_kit.pbx.ini.rules import (
    DUPLICATE_SETTING,
    INVALID_SETTING,
    MISPLACED_SETTING,
    MISSPELT_SETTING,
    SWALLOWED_SETTING,
)
from scenario_kit.pbx.ini.settings import MANAGED_SECTIONS, is_managed
from scenario_kit.pbx.ini.text import split_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.pbx.ini.keys import Key
    from scenario_kit.pbx.ini.text import IniEntry, IniText

DEFAULT: Final = "DEFAULT"
"""The section whose settings configparser applies to every section."""

LONG_WORD: Final = 4
"""Minimum length of a word in which one wrong letter counts as a misspelling."""

_SETTING: Final = re.compile(r"[A-Za-z]+(?:_[A-Za-z0-9]+)+\s*=(?!=)")


def lint_ini(text: IniText, *, file: str) -> tuple[Finding, ...]:
    """Check every line of a settings file against the documentation.

    Args:
        text: The file.
        file: Its name, for the findings.

    Returns:
        The findings in the order of the lines: duplicate, swallowed, misplaced and misspelt settings, and invalid
        values. The plan finds duplicate managed settings.
    """
    context = LintContext(text, file)
    findings = [
        *duplicates(context),
        *swallowed(context),
        *_misplaced(context),
        *_misspelt(context),
        *_invalid(context),
    ]
    return tuple(sorted(findings, key=lambda finding: finding.sort_key))


class LintContext:
    """The input of the checks: a file, its settings, and the settings that they have swallowed, by line."""

    def __init__(self, text: IniText, file: str) -> None:
        self.text = text
        self.file = file
        self.settings = [entry for entry in text.entries if not entry.swallowed]
        self.swallowed: dict[int, list[IniEntry]] = {}
        for entry in text.entries:
            if entry.owner is not None and _is_setting(text, entry):
                self.swallowed.setdefault(entry.owner, []).append(entry)
        self.known = [entry for entry in self.settings if entry.key in documented_keys()]

    def finding(
        self, rule: Rule, index: int, message: str, help_: str | None = None, severity: Severity | None = None
    ) -> Finding:
        """Return a finding at a line."""
        span = self.text.span(index)
        return Finding(rule.code, rule.name, severity or rule.severity, message, self.file, span, "", help_)

    def value(self, entry: IniEntry) -> str:
        """Return the value of a setting with its continuation lines, except swallowed settings."""
        swallowed = {other.first for other in self.swallowed.get(entry.first, ())}
        parts = split_line(self.text.lines[entry.first].body)
        first = "" if parts is None else parts.value
        continuation = (index for index in self.text.continuation(entry) if index not in swallowed)
        return "\n".join([first, *(self.text.lines[index].body.strip() for index in continuation)])


def duplicates(context: LintContext) -> Iterator[Finding]:
    """Find duplicate sections and keys, except those of managed settings, which the plan finds."""
    first_lines: dict[tuple[str, ...], int] = {}
    names = [((each.name,), each.header) for each in context.text.sections if each.name not in MANAGED_SECTIONS]
    keys = [((e.section, e.key), e.first) for e in context.settings if e.section and not is_managed(e.section, e.key)]
    for name, index in (*names, *keys):
        first = first_lines.setdefault(name, index)
        if first != index:
            what = "section" if len(name) == 1 else "key"
            if name[-1] in (documented_sections() if len(name) == 1 else documented_keys()):
                what = f"section [{name[0]}]" if len(name) == 1 else f"key {name[1]}"
            message = f"duplicate {what}; it is also on line {first + 1}"
            yield context.finding(DUPLICATE_SETTING, index, message, "remove one of them")


def swallowed(context: LintContext) -> Iterator[Finding]:
    """Find settings that are read as part of the value above; unknown ones only if they can be nothing else."""
    for owner, entries in context.swallowed.items():
        is_open = _is_open(context.text.lines[owner].body)
        for entry in entries:
            known = entry.key in documented_keys()
            if known or not is_open:
                subject = (
                    f"{entry.key} is on an indented line, so it" if known else "this line looks like a setting but"
                )
                yield context.finding(
                    SWALLOWED_SETTING,
                    entry.first,
                    f"{subject} is read as part of the value on line {owner + 1}",
                    f"indent it like line {owner + 1}",
                    None if known else Severity.WARNING,
                )


def _is_setting(text: IniText, entry: IniEntry) -> bool:
    return entry.key in documented_keys() or _SETTING.match(text.lines[entry.first].body.lstrip()) is not None


def _is_open(body: str) -> bool:
    """Whether a line opens a bracket without closing it, so that its value continues."""
    return any(body.count(opening) > body.count(closing) for opening, closing in ("[]", "()", "{}"))


def _misplaced(context: LintContext) -> Iterator[Finding]:
    """Find documented keys in the wrong section."""
    for entry in context.known:
        sections = documented_keys()[entry.key].sections
        if not sections or entry.section in (*sections, DEFAULT):
            continue
        belongs = " or ".join(f"[{section}]" for section in sections)
        where = f"in [{entry.section}]" if entry.section in documented_sections() else "in another section"
        if not entry.section:
            where = "before the first section"
        yield context.finding(
            MISPLACED_SETTING,
            entry.first,
            f"{entry.key} is {where}, but belongs in {belongs}",
            f"move the line to {belongs}",
        )


def _misspelt(context: LintContext) -> Iterator[Finding]:
    """Find unknown keys that look like a documented key which their section does not have."""
    present = {(entry.section, entry.key) for entry in context.known}
    anywhere = {entry.key for entry in context.known}
    choices: dict[str, list[Key]] = {}
    for entry in context.settings:
        if entry.key in documented_keys():
            continue
        if entry.section not in choices:
            choices[entry.section] = [
                key
                for key in documented_keys().values()
                if (entry.section in key.sections and (entry.section, key.name) not in present)
                or (not key.sections and key.name not in anywhere)
            ]
        candidates = [key for key in choices[entry.section] if _is_slip(entry.key, key.name)]
        if len(candidates) == 1:
            yield context.finding(
                MISSPELT_SETTING,
                entry.first,
                "unknown key that looks like a documented one",
                f"did you mean `{candidates[0].name}`?",
            )


def _is_slip(word: str, name: str) -> bool:
    """Whether a word is a misspelling of a key: other separators, or one wrong letter in one or two of its words.

    Numbers are not misspelt: `redis_host2` is another key.
    """
    if abs(len(word) - len(name)) > 2:  # noqa: PLR2004  one letter in each of two words
        return False
    parts, expected = re.split(r"[_\s.-]+", word), name.split("_")
    if _digits(word) != _digits(name):
        return False
    if len(parts) != len(expected):
        return _one_letter(word, name)
    wrong = [(part, other) for part, other in zip(parts, expected, strict=True) if part != other]
    return len(wrong) <= 2 and all(len(other) >= LONG_WORD and _one_letter(*pair) for pair in wrong for other in pair)  # noqa: PLR2004


def _digits(word: str) -> list[str]:
    return [character for character in word if character.isdigit()]


def _one_letter(word: str, other: str) -> bool:
    """Whether removing, adding, changing or moving one letter turns one word into the other."""
    if abs(len(word) - len(other)) > 1:
        return False
    same = 0
    while same < min(len(word), len(other)) and word[same] == other[same]:
        same += 1
    word, other = word[same:], other[same:]
    while word and other and word[-1] == other[-1]:
        word, other = word[:-1], other[:-1]
    if max(len(word), len(other)) <= 1:
        return True
    return len(word) == len(other) and (word[1:] + word[0] == other or word[-1] + word[:-1] == other)


def _invalid(context: LintContext) -> Iterator[Finding]:
    """Find values of documented keys that do not have the documented type."""
    for entry in context.known:
        key = documented_keys()[entry.key]
        if not key.accepts(context.value(entry)):
            example = "" if key.shown is None else f", such as `{key.shown}`"
            yield context.finding(
                INVALID_SETTING, entry.first, f"invalid value for {key.name}", f"expected {key.expected}{example}"
            )
