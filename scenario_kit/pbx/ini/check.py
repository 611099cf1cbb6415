"""What is wrong with a settings file beside what is wanted of it. No message quotes the value of an unmanaged key."""

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
from scenario_kit.pbx.ini.wanted import BEEPER, MANAGED, is_managed, meaning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scenario_kit.pbx.ini.draft import IniDraft
    from scenario_kit.pbx.ini.text import IniEntry
    from scenario_kit.pbx.ini.wanted import Setting


@dataclass(frozen=True, slots=True)
class Look:
    """What the checks look at: the file's name, its lines, and the wanted settings by section and key."""

    file: str
    draft: IniDraft
    targets: Mapping[tuple[str, str], Setting]

    def finding(self, rule: Rule, index: int | None, message: str, help_: str | None = None) -> Finding:
        """Return a finding at a line of the file, None for the file as a whole."""
        span = START if index is None else self.draft.text.span(index)
        return Finding(rule.code, rule.name, rule.severity, message, self.file, span, "", help_)

    def value(self, entry: IniEntry) -> str:
        """Return the value on the line of a managed setting."""
        return self.draft.parts(entry).value

    def held(self) -> dict[str, str]:
        """Return the values of the managed settings that the file has and keeps, by key."""
        sections = {section for section, _ in self.targets}
        entries = (e for e in self.draft.text.entries if e.section in sections and is_managed(e.section, e.key))
        return {entry.key: self.value(entry) for entry in entries}


def holds(draft: IniDraft, entry: IniEntry, setting: Setting) -> bool:
    """Whether a setting of the file has the wanted value, its continuation lines included unless they are mended."""
    lines = [draft.parts(entry).value, *(draft.text.lines[index].body.strip() for index in draft.rest(entry))]
    return meaning(setting.key, "\n".join(lines)) == meaning(setting.key, setting.value)


def unwritable(wanted: Iterable[Setting], encoding: str) -> Iterator[Finding]:
    """Find the values that the file's encoding has no characters for."""
    for setting in wanted:
        try:
            setting.value.encode(encoding)
        except UnicodeEncodeError:
            message = f"{setting.key}: `{setting.value}` cannot be written in {encoding}, the encoding of the file"
            yield setting.finding(INVALID_BEEPER, message, "use a name of letters that it has")


def duplicates(look: Look) -> Iterator[Finding]:
    """Find the sections and keys of the managed settings that stand twice; a swallowed key counts, as it is mended."""
    seen: dict[tuple[str, ...], int] = {}
    blocks = [((block.name,), block.header) for block in look.draft.text.blocks]
    entries = [((e.section, e.key), e.first) for e in look.draft.text.entries if is_managed(e.section, e.key)]
    homes = {section for key in MANAGED for section in _homes(key)}
    for name, index in (*(block for block in blocks if block[0][0] in homes), *entries):
        first = seen.setdefault(name, index)
        if first != index:
            what = f"[{name[0]}]" if len(name) == 1 else f"{name[1]} in [{name[0]}]"
            message = f"{what} stands here and on line {first + 1}"
            yield look.finding(DUPLICATE_SETTING, index, message, "keep one of them; nothing is written until then")


def _homes(key: str) -> list[str]:
    return [section for section in ("api", "call_limit", "client_api_service") if is_managed(section, key)]


def stuck(look: Look) -> Iterator[Finding]:
    """Find wanted settings whose value goes on over lines that are nobody's to remove."""
    for (section, key), setting in look.targets.items():
        entry = look.draft.find(section, key)
        rest = look.draft.rest(entry) if entry is not None else []
        if entry is not None and rest and not holds(look.draft, entry, setting):
            message = (
                f"this line is read as part of the value of {key} on line {entry.first + 1}, and is not managed here"
            )
            yield look.finding(SWALLOWED_SETTING, rest[0], message, "begin it in the first column, or remove it")


def split(look: Look) -> Iterator[Finding]:
    """Find managed settings that also stand in a section where they are not written to."""
    entries = look.draft.text.entries
    for key in MANAGED:
        setting = next((wanted for (_, name), wanted in look.targets.items() if name == key), None)
        sections = [section for section, name in look.targets if name == key]
        standing = [
            entry for entry in entries if entry.key == key and (not entry.swallowed or entry.section in _homes(key))
        ]
        if setting is None:
            managed = [entry for entry in standing if entry.section in _homes(key)]
            for entry in managed[1:]:
                first = managed[0]
                yield _also(look, entry, f"[{first.section}] has `{look.value(first)}` on line {first.first + 1}")
            continue
        others = [entry for entry in standing if entry.section not in sections]
        for entry in others:
            yield _also(look, entry, f"[{sections[0]}] is to have `{setting.value}`")
        if not others and key in BEEPER and not any(entry.section in sections for entry in standing):
            yield from _apart(look, key, sections[0])


def _also(look: Look, entry: IniEntry, other: str) -> Finding:
    """Say where a key also stands; the value only of a section that it is documented for."""
    where = "in a section that it is not documented for"
    if entry.section in _homes(entry.key):
        where = f"in [{entry.section}] with `{look.value(entry)}`"
    message = f"{entry.key} also stands {where}; {other}"
    return look.finding(
        SPLIT_SETTING, entry.first, message, "remove one of them, or write where they are with --layout auto"
    )


def _apart(look: Look, key: str, section: str) -> Iterator[Finding]:
    kin = [e for e in look.draft.text.entries if e.key in BEEPER and e.section in _homes(key) and e.section != section]
    if kin:
        message = f"{key} goes to [{section}], but {kin[0].key} stands in [{kin[0].section}]"
        yield look.finding(SPLIT_SETTING, kin[0].first, message, "write where the others are with --layout auto")


def swallowed(look: Look) -> Iterator[Finding]:
    """Find the managed settings that are read as part of another value."""
    for owner in look.draft.text.entries:
        for entry in look.draft.swallowed_by(owner):
            message = (
                f"{entry.key} is on an indented line, so it is read as part of the value on line {owner.first + 1}"
            )
            yield look.finding(SWALLOWED_SETTING, entry.first, message, "begin the line where the line above it begins")


def drift(look: Look) -> Iterator[Finding]:
    """Find the wanted settings that the file does not have, or has with another value."""
    for (section, key), setting in look.targets.items():
        entry = look.draft.find(section, key)
        wanted = f"{setting.place} wants `{setting.value}`"
        if entry is None:
            header = next((block.header for block in look.draft.text.blocks if block.name == section), None)
            what = f"[{section}] has no {key}" if header is not None else f"there is no [{section}], so no {key}"
            yield look.finding(DRIFT, header, f"{what}; {wanted}")
        elif not holds(look.draft, entry, setting):
            yield look.finding(DRIFT, entry.first, f"[{section}] {key} is `{look.value(entry)}`; {wanted}")
