"""The values in simotel.ini that a rehearsal depends on, read as the `ini` commands read the file.

A value is refused where `ini check --all` reports that a PBX may read another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scenario_kit.findings.model import Finding, ScenarioKitError, Severity
from scenario_kit.pbx.facts import DEFAULT_BARRED
from scenario_kit.pbx.ini import check, lint
from scenario_kit.pbx.ini.edits import IniEditor
from scenario_kit.pbx.ini.settings import MANAGED, Layout, meaning, section_of
from scenario_kit.pbx.ini.text import IniText, read_ini

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_BARRED_SECTION: Final = "security"
_BARRED_KEY: Final = "barred_call_pre_codes"


def barred_codes(data: bytes, file: str) -> tuple[str, ...]:
    """Return the codes that a settings file bars at the start of a number; the documented ones if it sets none.

    Args:
        data: The bytes of simotel.ini.
        file: Its name, for errors.

    Raises:
        ScenarioKitError: The file cannot be read, or the key or its section is duplicate or swallowed. The message
            never quotes the file.
    """
    text = _read(data, file)
    context = lint.LintContext(text)
    headers = {section.header + 1 for section in text.sections if section.name == _BARRED_SECTION}
    entries = (e for e in text.entries if e.key == _BARRED_KEY and e.section in (_BARRED_SECTION, lint.DEFAULT))
    lines = headers.union(*(range(entry.first + 1, entry.last + 2) for entry in entries))
    _refuse(f for f in (*lint.duplicates(context), *lint.swallowed(context)) if f.span.line in lines)
    entry = text.find(_BARRED_SECTION, _BARRED_KEY) or text.find(lint.DEFAULT, _BARRED_KEY)
    if entry is None or not text.parts(entry).delimiter:
        return DEFAULT_BARRED
    return tuple(filter(None, (code.strip("[]'\" \t\n") for code in context.value(entry).split(","))))


def managed_values(data: bytes, file: str) -> Mapping[str, str]:
    """Return the values of the managed keys in a settings file. Where a key is in two sections, [api] has priority.

    Args:
        data: The bytes of simotel.ini.
        file: Its name, for errors.

    Raises:
        ScenarioKitError: The file cannot be read, or a managed key or its section is duplicate or swallowed. The
            message never quotes the file.
    """
    text = _read(data, file)
    editor = IniEditor(text)
    names = [(section_of(key, layout), key) for layout in (Layout.API, Layout.CALL_LIMIT) for key in MANAGED]
    entries = [entry for name in names if (entry := text.find(*name)) is not None]
    continuations = (finding for entry in entries for finding in check.unmanaged_continuation(editor, entry))
    _refuse((*check.duplicates(text), *check.swallowed(editor), *continuations))
    values: dict[str, str] = {}
    for entry in entries:
        values.setdefault(entry.key, meaning(entry.key, text.value(entry)))
    return values


def _read(data: bytes, file: str) -> IniText:
    text = read_ini(data, file=file)
    if isinstance(text, Finding):
        raise _refusal(text)
    return text


def _refuse(findings: Iterable[Finding]) -> None:
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise _refusal(min(errors, key=lambda finding: finding.sort_key))


def _refusal(finding: Finding) -> ScenarioKitError:
    return ScenarioKitError(f"--ini {finding.file}:{finding.span.line}: {finding.message}; {finding.help}")
