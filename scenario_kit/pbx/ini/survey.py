"""What is wrong with a settings file as a whole, beside the documentation of its keys; nothing is wanted here.

Unknown keys are left in peace. Of an unknown line nothing is printed, not even the key, which could be a secret that
slipped to the wrong place: a finding has its line, and what is quoted is from the documentation.
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
from scenario_kit.pbx.ini.text import written
from scenario_kit.pbx.ini.wanted import is_managed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.pbx.ini.keys import Key
    from scenario_kit.pbx.ini.text import IniEntry, IniText

DEFAULT: Final = "DEFAULT"
"""The section whose settings configparser takes for every section's."""

LONG_WORD: Final = 4
"""Letters from which on a word is not another word because one letter differs."""

_SETTING: Final = re.compile(r"[A-Za-z]+(?:_[A-Za-z0-9]+)+\s*=(?!=)")


def survey_ini(text: IniText, *, file: str) -> tuple[Finding, ...]:
    """Check every line of a settings file against what is documented.

    Args:
        text: The file.
        file: Its name, for the findings.

    Returns:
        The findings in the order of the lines: settings that stand twice, are swallowed, stand in a section that they
        are not documented for, are misspelt, or have a value that the PBX cannot use. Managed settings that stand
        twice are left to the plan.
    """
    view = _View(text, file)
    findings = [*_duplicates(view), *_swallowed(view), *_misplaced(view), *_misspelt(view), *_invalid(view)]
    return tuple(sorted(findings, key=lambda finding: finding.sort_key))


class _View:
    """A file with its settings, and by their lines those that they have swallowed."""

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
        """Return the value of a setting with its continuation lines, the swallowed settings left out."""
        swallowed = {other.first for other in self.swallowed.get(entry.first, ())}
        parts = written(self.text.lines[entry.first].body)
        first = "" if parts is None else parts.value
        more = (index for index in self.text.continuation(entry) if index not in swallowed)
        return "\n".join([first, *(self.text.lines[index].body.strip() for index in more)])


def _duplicates(view: _View) -> Iterator[Finding]:
    """Find the sections and keys that stand twice, those apart which a plan looks after."""
    managed = {"api", "call_limit", "client_api_service"}
    first: dict[tuple[str, ...], int] = {}
    names = [((block.name,), block.header) for block in view.text.blocks if block.name not in managed]
    keys = [((e.section, e.key), e.first) for e in view.settings if e.section and not is_managed(e.section, e.key)]
    for name, index in (*names, *keys):
        earlier = first.setdefault(name, index)
        if earlier != index:
            known = name[-1] in (documented_sections() if len(name) == 1 else documented_keys())
            what = "this section" if len(name) == 1 else "this key"
            if known:
                what = f"[{name[0]}]" if len(name) == 1 else name[1]
            yield view.finding(
                DUPLICATE_SETTING, index, f"{what} stands here and on line {earlier + 1}", "keep one of them"
            )


def _swallowed(view: _View) -> Iterator[Finding]:
    """Find the settings that are part of the value above; of unknown ones, those that look like nothing else."""
    for owner, entries in view.swallowed.items():
        goes_on = _is_open(view.text.lines[owner].body)
        for entry in entries:
            known = entry.key in documented_keys()
            if known or not goes_on:
                what = f"{entry.key} is on an indented line, so it" if known else "this line looks like a setting, but"
                yield view.finding(
                    SWALLOWED_SETTING,
                    entry.first,
                    f"{what} is read as part of the value on line {owner + 1}",
                    "begin the line where the line above it begins",
                    None if known else Severity.WARNING,
                )


def _is_setting(text: IniText, entry: IniEntry) -> bool:
    return entry.key in documented_keys() or _SETTING.match(text.lines[entry.first].body.lstrip()) is not None


def _is_open(body: str) -> bool:
    """Whether a line begins a bracket that it does not close, so that its value is meant to go on."""
    return any(body.count(opening) > body.count(closing) for opening, closing in ("[]", "()", "{}"))


def _misplaced(view: _View) -> Iterator[Finding]:
    """Find the documented keys in another section."""
    for entry in view.known:
        sections = documented_keys()[entry.key].sections
        if not sections or entry.section in (*sections, DEFAULT):
            continue
        belongs = " or ".join(f"[{section}]" for section in sections)
        where = f"in [{entry.section}]" if entry.section in documented_sections() else "in another section"
        if not entry.section:
            where = "before the first section"
        yield view.finding(
            MISPLACED_SETTING,
            entry.first,
            f"{entry.key} stands {where}, and is documented for {belongs}",
            f"move the line to {belongs}",
        )


def _misspelt(view: _View) -> Iterator[Finding]:
    """Find unknown keys that are a slip away from a key of their section that the section does not have."""
    there = {(entry.section, entry.key) for entry in view.known}
    anywhere = {entry.key for entry in view.known}
    choices: dict[str, list[Key]] = {}
    for entry in view.settings:
        if entry.key in documented_keys():
            continue
        if entry.section not in choices:
            choices[entry.section] = [
                key
                for key in documented_keys().values()
                if (entry.section in key.sections and (entry.section, key.name) not in there)
                or (not key.sections and key.name not in anywhere)
            ]
        meant = [key for key in choices[entry.section] if _is_slip(entry.key, key.name)]
        if len(meant) == 1:
            yield view.finding(
                MISSPELT_SETTING,
                entry.first,
                "this key is not documented, and looks like one that is",
                f"did you mean `{meant[0].name}`?",
            )


def _is_slip(word: str, name: str) -> bool:
    """Whether a word is a misspelling of a key: other signs between the words, or a slip in one or two of them.

    Numbers are not misspelt: `redis_host2` is another key.
    """
    if abs(len(word) - len(name)) > 2:  # noqa: PLR2004  one letter in each of two words
        return False
    parts, meant = re.split(r"[_\s.-]+", word), name.split("_")
    if _digits(word) != _digits(name):
        return False
    if len(parts) != len(meant):
        return _one_letter(word, name)
    wrong = [(part, other) for part, other in zip(parts, meant, strict=True) if part != other]
    return len(wrong) <= 2 and all(len(other) >= LONG_WORD and _one_letter(*pair) for pair in wrong for other in pair)  # noqa: PLR2004


def _digits(word: str) -> list[str]:
    return [character for character in word if character.isdigit()]


def _one_letter(word: str, other: str) -> bool:
    """Whether one letter less, more, changed or moved makes one word the other."""
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


def _invalid(view: _View) -> Iterator[Finding]:
    """Find the values of documented keys that are not of the documented kind."""
    for entry in view.known:
        key = documented_keys()[entry.key]
        if not key.accepts(view.value(entry)):
            such = "" if key.shown is None else f", such as `{key.shown}`"
            yield view.finding(
                INVALID_SETTING, entry.first, f"the value of {key.name} cannot be used", f"write {key.expected}{such}"
            )
