"""Plans the edits to a settings file: the edits, the findings and the new bytes. No I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scenario_kit.findings.model import Finding, Severity
from scenario_kit.pbx.ini import check
from scenario_kit.pbx.ini.edits import DiffLine, Edit, IniEditor
from scenario_kit.pbx.ini.settings import (
    BEEPER,
    CALLER_TIMEOUT,
    Layout,
    check_values,
    is_managed,
    meaning,
    merge_settings,
    section_of,
)
from scenario_kit.pbx.ini.text import IniText, read_ini

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scenario_kit.pbx.ini.check import Targets
    from scenario_kit.pbx.ini.settings import Setting


@dataclass(frozen=True, slots=True)
class IniPlan:
    """A plan to edit a settings file, used by `ini diff`, `ini check`, `ini apply` and `build`.

    Attributes:
        file: The file as the user named it.
        encoding: Its encoding.
        edits: The edits to the managed settings; empty if the plan is refused.
        findings: What is wrong with the file or the required settings and is not corrected by the edits.
        drift: What the edits correct: settings that differ, are missing or are swallowed.
        new_bytes: The edited file; the old bytes if there are no edits.
        text: The unedited file; None if it cannot be read.
        rows: All lines, as a diff.
    """

    file: str
    encoding: str
    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]
    drift: tuple[Finding, ...]
    new_bytes: bytes = field(repr=False)
    text: IniText | None = field(default=None, repr=False)
    rows: tuple[DiffLine, ...] = field(default=(), repr=False)

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.edits)

    @property
    def refused(self) -> bool:
        """Whether an error prevents all edits."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def plan_ini(
    data: bytes, settings: Iterable[Setting], *, file: str, layout: Layout | None = None, encoding: str = "utf-8"
) -> IniPlan:
    """Plan the edits that bring the required settings into a file and change nothing else.

    Args:
        data: The bytes of the file.
        settings: The required settings; if two conflict, the plan is refused.
        file: The name of the file, for the findings.
        layout: The sections to write to; None for the section of each setting.
        encoding: The encoding of the file.
    """
    merged, conflicts = merge_settings(settings)
    text = read_ini(data, file=file, encoding=encoding)
    if isinstance(text, Finding):
        return IniPlan(file, encoding, (), (*conflicts, text), (), data)
    editor = IniEditor(text)
    targets = _targets(text, merged, layout)
    sections = {section for section, _ in targets}
    managed = [entry for entry in text.entries if entry.section in sections and is_managed(entry.section, entry.key)]
    findings = (
        *conflicts,
        *check_values(merged, {entry.key: text.value(entry) for entry in managed}),
        *check.unencodable(merged, encoding),
        *check.duplicates(text),
        *check.unchangeable(editor, targets),
        *check.split(text, targets),
    )
    if any(finding.severity is Severity.ERROR for finding in findings):
        return IniPlan(file, encoding, (), _sorted(findings), (), data, text)
    drift = _sorted((*check.swallowed(editor), *check.drift(editor, targets)))
    _edit(editor, targets)
    rows = editor.rows() if editor.edits else ()
    new = text.bom + "".join(row.line.body + row.line.end for row in rows if row.sign != "-")
    new_bytes = new.encode(encoding) if editor.edits else data
    edits = tuple(sorted(editor.edits, key=lambda edit: edit.line))
    return IniPlan(file, encoding, edits, _sorted(findings), drift, new_bytes, text, rows)


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.sort_key))


def _edit(editor: IniEditor, targets: Targets) -> None:
    values = {(section, key): meaning(key, setting.value) for (section, key), setting in targets.items()}
    for owner in editor.text.entries:
        if owner.first in editor.swallowed:
            editor.detach(owner, {key: value for (section, key), value in values.items() if section == owner.section})
    for (section, key), setting in targets.items():
        entry = editor.text.find(section, key)
        if entry is None:
            editor.add(section, key, values[section, key])
        elif not entry.swallowed and not check.is_current(editor, entry, setting):
            editor.change(entry, values[section, key])


def _targets(text: IniText, settings: Sequence[Setting], layout: Layout | None) -> Targets:
    targets: Targets = {}
    for setting in settings:
        if layout is None:
            sections = [setting.section]
        elif layout is Layout.AUTO:
            sections = _existing_sections(text, setting.key)
        else:
            sections = [section_of(setting.key, layout)]
        for section in sections:
            targets.setdefault((section, setting.key), setting)
    return targets


def _existing_sections(text: IniText, key: str) -> list[str]:
    """Return the sections that have a key, or else a related key, or else the first documented one that exists."""
    documented = [section_of(key, layout) for layout in (Layout.API, Layout.CALL_LIMIT)]
    related_keys = BEEPER if key in BEEPER else (CALLER_TIMEOUT,)
    with_key = {entry.section for entry in text.entries if entry.key == key}
    with_related = {entry.section for entry in text.entries if entry.key in related_keys}
    existing = {section.name for section in text.sections}
    for names in (with_key, with_related, existing):
        if sections := [section for section in documented if section in names]:
            return sections if names is with_key else sections[:1]
    return documented[:1]
