"""Checks a whole settings file against the vendor's documentation of its keys.

Unknown keys are ignored. A finding never quotes an unknown line, not even its key, which may be a misplaced secret: it
has the line number, and quotes only the documentation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scenario_kit.findings.model import Severity
from scenario_kit.pbx.ini.check import repeated
from scenario_kit.pbx.ini.keys import documented_keys, documented_sections
from scenario_kit.pbx.ini.rules import (
    INVALID_SETTING,
    MISPLACED_SETTING,
    MISSPELT_SETTING,
    SWALLOWED_SETTING,
)
from scenario_kit.pbx.ini.settings import MANAGED_SECTIONS, is_managed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.findings.model import Finding
    from scenario_kit.pbx.ini.keys import Key
    from scenario_kit.pbx.ini.text import IniEntry, IniText

DEFAULT: Final = "DEFAULT"
"""The section whose settings configparser applies to every section."""

LONG_WORD: Final = 4
"""Minimum length of a word in which one wrong letter counts as a misspelling."""

_SETTING: Final = re.compile(r"[A-Za-z]+(?:_[A-Za-z0-9]+)+\s*=(?!=)")


def lint_ini(text: IniText) -> tuple[Finding, ...]:
    """Check every line of a settings file against the documentation; the plan finds duplicate managed settings."""
    context = LintContext(text)
    checks = (duplicates, swallowed, _misplaced, _misspelt, _invalid)
    return tuple(sorted((f for check in checks for f in check(context)), key=lambda finding: finding.sort_key))


class LintContext:
    """The input of the checks: a file, its settings, and the settings that they have swallowed, by line."""

    def __init__(self, text: IniText) -> None:
        self.text = text
        self.settings = [entry for entry in text.entries if not entry.swallowed]
        self.swallowed: dict[int, list[IniEntry]] = {}
        for entry in text.entries:
            if entry.owner is not None and _is_setting(text, entry):
                self.swallowed.setdefault(entry.owner, []).append(entry)
        self.known = [entry for entry in self.settings if entry.key in documented_keys()]

    def value(self, entry: IniEntry) -> str:
        """Return the value of a setting with its continuation lines, except swallowed settings."""
        swallowed = {other.first for other in self.swallowed.get(entry.first, ())}
        return self.text.value(entry, (index for index in self.text.continuation(entry) if index not in swallowed))


def duplicates(context: LintContext) -> Iterator[Finding]:
    """Find duplicate sections and keys, except those of managed settings, which the plan finds."""
    sections = [
        (s.name, s.header, f"section [{s.name}]" if s.name in documented_sections() else "section")
        for s in context.text.sections
        if s.name not in MANAGED_SECTIONS
    ]
    keys = [
        ((e.section, e.key), e.first, f"key {e.key}" if e.key in documented_keys() else "key")
        for e in context.settings
        if e.section and not is_managed(e.section, e.key)
    ]
    return repeated(context.text, (*sections, *keys))


def swallowed(context: LintContext) -> Iterator[Finding]:
    """Find settings that are read as part of the value above; unknown ones only if they can be nothing else."""
    for owner, entries in context.swallowed.items():
        is_open = _is_open(context.text.lines[owner].body)
        for entry in entries:
            known = entry.key in documented_keys()
            if known or not is_open:
                what = f"{entry.key} is on an indented line, so it" if known else "this line looks like a setting but"
                message = f"{what} is read as part of the value on line {owner + 1}"
                help_, severity = f"indent it like line {owner + 1}", None if known else Severity.WARNING
                yield context.text.finding(SWALLOWED_SETTING, entry.first, message, help_, severity)


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
        message = f"{entry.key} is {where}, but belongs in {belongs}"
        yield context.text.finding(MISPLACED_SETTING, entry.first, message, f"move the line to {belongs}")


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
        candidates = [key for key in choices[entry.section] if _is_misspelling(entry.key, key.name)]
        if len(candidates) == 1:
            message, help_ = "unknown key that looks like a documented one", f"did you mean `{candidates[0].name}`?"
            yield context.text.finding(MISSPELT_SETTING, entry.first, message, help_)


def _is_misspelling(word: str, name: str) -> bool:
    """Whether a word is a misspelling of a key: other separators, or one wrong letter in one or two of its words.

    Numbers are not misspelt: `redis_host2` is another key.
    """
    if abs(len(word) - len(name)) > 2:  # noqa: PLR2004  one letter in each of two words
        return False
    parts, expected = re.split(r"[_\s.-]+", word), name.split("_")
    if list(filter(str.isdigit, word)) != list(filter(str.isdigit, name)):
        return False
    if len(parts) != len(expected):
        return _differs_by_one_letter(word, name)
    wrong = [(part, other) for part, other in zip(parts, expected, strict=True) if part != other]
    are_slips = (min(map(len, pair)) >= LONG_WORD and _differs_by_one_letter(*pair) for pair in wrong)
    return len(wrong) <= 2 and all(are_slips)  # noqa: PLR2004


def _differs_by_one_letter(word: str, other: str) -> bool:
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
            help_ = f"expected {key.expected}{example}"
            yield context.text.finding(INVALID_SETTING, entry.first, f"invalid value for {key.name}", help_)
