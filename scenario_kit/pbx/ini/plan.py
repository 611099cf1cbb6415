"""A settings file and what is wanted of it to a plan: the edits, what was found, and the bytes that result. No I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scenario_kit.findings.model import Finding, Severity
from scenario_kit.pbx.ini import check
from scenario_kit.pbx.ini.draft import DraftLine, Edit, IniDraft
from scenario_kit.pbx.ini.text import IniText, read_ini
from scenario_kit.pbx.ini.wanted import (
    BEEPER,
    CALLER_TIMEOUT,
    Layout,
    Setting,
    check_values,
    meaning,
    merge_wanted,
    section_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Targets = dict[tuple[str, str], Setting]
"""The wanted settings by the section they go to, and key."""


@dataclass(frozen=True, slots=True)
class IniPlan:
    """What would be done to a settings file; the same for showing, checking and writing.

    Attributes:
        file: The file as the user named it.
        encoding: Its encoding.
        edits: What is done to the managed settings; nothing where the plan is refused.
        findings: What is wrong with the file or with what is wanted, and stays wrong when the plan is carried out.
        drift: What is wrong now and mended by the edits: the settings that differ, are missing or are swallowed.
        new_bytes: The bytes of the file afterwards; the old ones where there are no edits.
        text: The file as it is, None where it cannot be read.
        rows: Its lines before and after.
    """

    file: str
    encoding: str
    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]
    drift: tuple[Finding, ...]
    new_bytes: bytes = field(repr=False)
    text: IniText | None = field(default=None, repr=False)
    rows: tuple[DraftLine, ...] = field(default=(), repr=False)

    @property
    def changed(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.edits)

    @property
    def refused(self) -> bool:
        """Whether something found forbids any edit."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def plan_ini(
    data: bytes, wanted: Iterable[Setting], *, file: str, layout: Layout | None = None, encoding: str = "utf-8"
) -> IniPlan:
    """Plan what to do to a settings file so that it holds what is wanted, and nothing else of it changes.

    Args:
        data: The bytes of the file.
        wanted: The settings; where two differ, the plan is refused.
        file: The name of the file, for the findings.
        layout: Where the settings go; None for the section that each one names.
        encoding: The encoding of the file.
    """
    merged, conflicts = merge_wanted(wanted)
    text = read_ini(data, file=file, encoding=encoding)
    if isinstance(text, Finding):
        return IniPlan(file, encoding, (), (*conflicts, text), (), data)
    draft = IniDraft(text)
    targets = _targets(text, merged, layout)
    look = check.Look(file, draft, targets)
    findings = (
        *conflicts,
        *check_values(merged, look.held()),
        *check.unwritable(merged, encoding),
        *check.duplicates(look),
        *check.stuck(look),
        *check.split(look),
    )
    if any(finding.severity is Severity.ERROR for finding in findings):
        return IniPlan(file, encoding, (), _sorted(findings), (), data, text)
    drift = _sorted((*check.swallowed(look), *check.drift(look)))
    _edit(draft, targets)
    rows = draft.rows() if draft.edits else ()
    new = text.bom + "".join(row.line.body + row.line.end for row in rows if row.sign != "-")
    new_bytes = new.encode(encoding) if draft.edits else data
    return IniPlan(
        file,
        encoding,
        tuple(sorted(draft.edits, key=lambda edit: edit.line)),
        _sorted(findings),
        drift,
        new_bytes,
        text,
        rows,
    )


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.sort_key))


def _edit(draft: IniDraft, targets: Targets) -> None:
    for owner in draft.text.entries:
        if draft.swallowed_by(owner):
            draft.mend(
                owner, {key: _value(setting) for (section, key), setting in targets.items() if section == owner.section}
            )
    for (section, key), setting in targets.items():
        entry = draft.find(section, key)
        if entry is None:
            draft.add(section, key, _value(setting))
        elif not entry.swallowed and not check.holds(draft, entry, setting):
            draft.change(entry, _value(setting))


def _value(setting: Setting) -> str:
    return meaning(setting.key, setting.value)


def _targets(text: IniText, wanted: Sequence[Setting], layout: Layout | None) -> Targets:
    targets: Targets = {}
    for setting in wanted:
        if layout is None:
            sections = [setting.section]
        elif layout is Layout.AUTO:
            sections = _standing(text, setting.key)
        else:
            sections = [section_of(setting.key, layout)]
        for section in sections:
            targets.setdefault((section, setting.key), setting)
    return targets


def _standing(text: IniText, key: str) -> list[str]:
    """Return the sections where a key stands, else that of the settings it belongs with, else one that exists."""
    homes = [section_of(key, layout) for layout in (Layout.API, Layout.CALL_LIMIT)]
    family = BEEPER if key in BEEPER else (CALLER_TIMEOUT,)
    own = {entry.section for entry in text.entries if entry.key == key}
    kin = {entry.section for entry in text.entries if entry.key in family}
    blocks = {block.name for block in text.blocks}
    for places in (own, kin, blocks):
        if found := [home for home in homes if home in places]:
            return found if places is own else found[:1]
    return homes[:1]
