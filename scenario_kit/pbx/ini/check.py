"""Compares a settings file with the required settings. No message quotes the value of an unmanaged key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.pbx.ini.rules import (
    DRIFT,
    DUPLICATE_SETTING,
    INVALID_BEEPER,
    SPLIT_SETTING,
    SWALLOWED_SETTING,
)
from scenario_kit.pbx.ini.settings import BEEPER, MANAGED, MANAGED_SECTIONS, Setting, is_managed, meaning

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from scenario_kit.findings.model import Finding
    from scenario_kit.pbx.ini.edits import IniEditor
    from scenario_kit.pbx.ini.text import IniEntry, IniText


Targets = dict[tuple[str, str], Setting]
"""The required settings by the section to write to, and key."""


def is_current(editor: IniEditor, entry: IniEntry, setting: Setting) -> bool:
    """Whether an entry has the required value, including its continuation lines except swallowed settings."""
    value = editor.text.value(entry, editor.other_lines(entry))
    return meaning(setting.key, value) == meaning(setting.key, setting.value)


def unencodable(settings: Iterable[Setting], encoding: str) -> Iterator[Finding]:
    """Find the values that cannot be written in the file's encoding."""
    for setting in settings:
        try:
            setting.value.encode(encoding)
        except UnicodeEncodeError:
            message = f"{setting.key}: `{setting.value}` cannot be written in the file's encoding, {encoding}"
            yield setting.finding(INVALID_BEEPER, message, f"use only characters of {encoding}, or another encoding")


def duplicates(text: IniText) -> Iterator[Finding]:
    """Find duplicate managed keys, also swallowed ones, and duplicate sections of managed keys."""
    sections = [(s.name, s.header, f"section [{s.name}]") for s in text.sections if s.name in MANAGED_SECTIONS]
    entries = [entry for entry in text.entries if is_managed(entry.section, entry.key)]
    keys = [((entry.section, entry.key), entry.first, f"key {entry.key} in [{entry.section}]") for entry in entries]
    return repeated(text, (*sections, *keys))


def repeated(text: IniText, names: Iterable[tuple[Hashable, int, str]]) -> Iterator[Finding]:
    """Find names that are on an earlier line, too; each name has the index of its line, and words for the message."""
    first_lines: dict[Hashable, int] = {}
    for name, index, words in names:
        first = first_lines.setdefault(name, index)
        if first != index:
            message = f"duplicate {words}; it is also on line {first + 1}"
            yield text.finding(DUPLICATE_SETTING, index, message, "remove one of them")


def unchangeable(editor: IniEditor, targets: Targets) -> Iterator[Finding]:
    """Find required settings that cannot be changed because unmanaged lines continue their value."""
    for (section, key), setting in targets.items():
        entry = editor.text.find(section, key)
        if entry is not None and not is_current(editor, entry, setting):
            yield from unmanaged_continuation(editor, entry)


def unmanaged_continuation(editor: IniEditor, entry: IniEntry) -> Iterator[Finding]:
    """Find the first unmanaged line that continues the value of a managed setting."""
    for index in editor.other_lines(entry)[:1]:
        message = f"this unmanaged line is read as part of the value of {entry.key} on line {entry.first + 1}"
        yield editor.text.finding(SWALLOWED_SETTING, index, message, "remove its indentation, or remove the line")


def split(text: IniText, targets: Targets) -> Iterator[Finding]:
    """Find managed settings that are also in a section that is not written to."""
    for key in MANAGED:
        required = {section: setting for (section, name), setting in targets.items() if name == key}
        entries = [e for e in text.entries if e.key == key and (not e.swallowed or is_managed(e.section, key))]
        if not required:
            managed = [entry for entry in entries if is_managed(entry.section, key)]
            for entry in managed[1:]:
                first = managed[0]
                yield _in_second_section(
                    text, entry, f"[{first.section}] has `{text.value(first)}` on line {first.first + 1}"
                )
            continue
        section, setting = next(iter(required.items()))
        for entry in entries:
            if entry.section not in required:
                yield _in_second_section(text, entry, f"the required value in [{section}] is `{setting.value}`")
        if not entries and key in BEEPER:
            yield from _apart_from_group(text, key, section)


def _in_second_section(text: IniText, entry: IniEntry, other: str) -> Finding:
    """Return a finding for a key in a second section; it has the value only if the key is documented there."""
    where = "in a section where it is not documented"
    if is_managed(entry.section, entry.key):
        where = f"in [{entry.section}] with `{text.value(entry)}`"
    help_ = "remove one of them, or use --layout auto to write to the existing places"
    return text.finding(SPLIT_SETTING, entry.first, f"{entry.key} is also {where}; {other}", help_)


def _apart_from_group(text: IniText, key: str, section: str) -> Iterator[Finding]:
    for entry in text.entries:
        if entry.key in BEEPER and entry.section != section and is_managed(entry.section, entry.key):
            message = f"{key} is added to [{section}], but {entry.key} is in [{entry.section}]"
            help_ = "use --layout auto to write to the section of the others"
            yield text.finding(SPLIT_SETTING, entry.first, message, help_)
            return


def swallowed(editor: IniEditor) -> Iterator[Finding]:
    """Find the managed settings that are read as part of another value."""
    for owner, entries in editor.swallowed.items():
        for entry in entries:
            message = f"{entry.key} is on an indented line, so it is read as part of the value on line {owner + 1}"
            yield editor.text.finding(SWALLOWED_SETTING, entry.first, message, f"indent it like line {owner + 1}")


def drift(editor: IniEditor, targets: Targets) -> Iterator[Finding]:
    """Find the required settings that are missing in the file or have another value."""
    text = editor.text
    for (section, key), setting in targets.items():
        entry = text.find(section, key)
        required = f"{setting.place} requires `{setting.value}`"
        if entry is None:
            header = next((each.header for each in text.sections if each.name == section), None)
            missing = f"[{section}] has no {key}" if header is not None else f"no section [{section}] with {key}"
            yield text.finding(DRIFT, header, f"{missing}; {required}")
        elif not is_current(editor, entry, setting):
            yield text.finding(DRIFT, entry.first, f"[{section}] {key} is `{text.value(entry)}`; {required}")
