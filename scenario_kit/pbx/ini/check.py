"""Compares a settings file with the required settings. No message quotes the value of an unmanaged key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenario_kit.findings.model import START, Finding, Rule
from scenario_kit.pbx.ini.rules import (
    DRIFT,
    DUPLICATE_SETTING,
    INVALID_BEEPER,
    SPLIT_SETTING,
    SWALLOWED_SETTING,
)
from scenario_kit.pbx.ini.settings import BEEPER, MANAGED, MANAGED_SECTIONS, is_managed, meaning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scenario_kit.pbx.ini.edits import IniEditor
    from scenario_kit.pbx.ini.settings import Setting
    from scenario_kit.pbx.ini.text import IniEntry


@dataclass(frozen=True, slots=True)
class CheckContext:
    """The input of the checks: the file's name, its lines, and the required settings by section and key."""

    file: str
    editor: IniEditor
    targets: Mapping[tuple[str, str], Setting]

    def finding(self, rule: Rule, index: int | None, message: str, help_: str | None = None) -> Finding:
        """Return a finding at the line with an index; None is the whole file."""
        span = START if index is None else self.editor.text.span(index)
        return Finding(rule.code, rule.name, rule.severity, message, self.file, span, "", help_)

    def value(self, entry: IniEntry) -> str:
        """Return the value of a managed setting on its own line."""
        return self.editor.text.parts(entry).value

    def current(self) -> dict[str, str]:
        """Return the values that the managed settings have in the sections of the required ones, by key."""
        sections = {section for section, _ in self.targets}
        entries = (e for e in self.editor.text.entries if e.section in sections and is_managed(e.section, e.key))
        return {entry.key: self.value(entry) for entry in entries}


def is_current(editor: IniEditor, entry: IniEntry, setting: Setting) -> bool:
    """Whether an entry has the required value, including its continuation lines except swallowed settings."""
    text = editor.text
    lines = [text.parts(entry).value, *(text.lines[index].body.strip() for index in editor.other_lines(entry))]
    return meaning(setting.key, "\n".join(lines)) == meaning(setting.key, setting.value)


def unencodable(settings: Iterable[Setting], encoding: str) -> Iterator[Finding]:
    """Find the values that cannot be written in the file's encoding."""
    for setting in settings:
        try:
            setting.value.encode(encoding)
        except UnicodeEncodeError:
            message = f"{setting.key}: `{setting.value}` cannot be written in the file's encoding, {encoding}"
            yield setting.finding(INVALID_BEEPER, message, f"use only characters of {encoding}, or another encoding")


def duplicates(context: CheckContext) -> Iterator[Finding]:
    """Find duplicate managed keys, also swallowed ones, and duplicate sections of managed keys."""
    first_lines: dict[tuple[str, ...], int] = {}
    text = context.editor.text
    sections = [((section.name,), section.header) for section in text.sections if section.name in MANAGED_SECTIONS]
    entries = [((e.section, e.key), e.first) for e in text.entries if is_managed(e.section, e.key)]
    for name, index in (*sections, *entries):
        first = first_lines.setdefault(name, index)
        if first != index:
            what = f"section [{name[0]}]" if len(name) == 1 else f"key {name[1]} in [{name[0]}]"
            message = f"duplicate {what}; it is also on line {first + 1}"
            yield context.finding(DUPLICATE_SETTING, index, message, "remove one of them")


def stuck(context: CheckContext) -> Iterator[Finding]:
    """Find required settings that cannot be changed because unmanaged lines continue their value."""
    for (section, key), setting in context.targets.items():
        entry = context.editor.text.find(section, key)
        if entry is not None and not is_current(context.editor, entry, setting):
            yield from continued(context, entry)


def continued(context: CheckContext, entry: IniEntry) -> Iterator[Finding]:
    """Find the first unmanaged line that continues the value of a managed setting."""
    for index in context.editor.other_lines(entry)[:1]:
        message = f"this unmanaged line is read as part of the value of {entry.key} on line {entry.first + 1}"
        yield context.finding(SWALLOWED_SETTING, index, message, "remove its indentation, or remove the line")


def split(context: CheckContext) -> Iterator[Finding]:
    """Find managed settings that are also in a section that is not written to."""
    for key in MANAGED:
        setting = next((target for (_, name), target in context.targets.items() if name == key), None)
        sections = [section for section, name in context.targets if name == key]
        entries = [
            entry
            for entry in context.editor.text.entries
            if entry.key == key and (not entry.swallowed or is_managed(entry.section, key))
        ]
        if setting is None:
            managed = [entry for entry in entries if is_managed(entry.section, key)]
            for entry in managed[1:]:
                first = managed[0]
                yield _also(context, entry, f"[{first.section}] has `{context.value(first)}` on line {first.first + 1}")
            continue
        others = [entry for entry in entries if entry.section not in sections]
        for entry in others:
            yield _also(context, entry, f"the required value in [{sections[0]}] is `{setting.value}`")
        if not others and key in BEEPER and not any(entry.section in sections for entry in entries):
            yield from _apart(context, key, sections[0])


def _also(context: CheckContext, entry: IniEntry, other: str) -> Finding:
    """Return a finding for a key in a second section; it has the value only if the key is documented there."""
    where = "in a section where it is not documented"
    if is_managed(entry.section, entry.key):
        where = f"in [{entry.section}] with `{context.value(entry)}`"
    message = f"{entry.key} is also {where}; {other}"
    return context.finding(
        SPLIT_SETTING, entry.first, message, "remove one of them, or use --layout auto to write to the existing places"
    )


def _apart(context: CheckContext, key: str, section: str) -> Iterator[Finding]:
    for entry in context.editor.text.entries:
        if entry.key in BEEPER and entry.section != section and is_managed(entry.section, entry.key):
            message = f"{key} is added to [{section}], but {entry.key} is in [{entry.section}]"
            help_ = "use --layout auto to write to the section of the others"
            yield context.finding(SPLIT_SETTING, entry.first, message, help_)
            return


def swallowed(context: CheckContext) -> Iterator[Finding]:
    """Find the managed settings that are read as part of another value."""
    for owner in context.editor.text.entries:
        for entry in context.editor.swallowed_by(owner):
            message = (
                f"{entry.key} is on an indented line, so it is read as part of the value on line {owner.first + 1}"
            )
            yield context.finding(SWALLOWED_SETTING, entry.first, message, f"indent it like line {owner.first + 1}")


def drift(context: CheckContext) -> Iterator[Finding]:
    """Find the required settings that are missing in the file or have another value."""
    for (section, key), setting in context.targets.items():
        entry = context.editor.text.find(section, key)
        required = f"{setting.place} requires `{setting.value}`"
        if entry is None:
            header = next((each.header for each in context.editor.text.sections if each.name == section), None)
            missing = f"[{section}] has no {key}" if header is not None else f"no section [{section}] with {key}"
            yield context.finding(DRIFT, header, f"{missing}; {required}")
        elif not is_current(context.editor, entry, setting):
            yield context.finding(DRIFT, entry.first, f"[{section}] {key} is `{context.value(entry)}`; {required}")
