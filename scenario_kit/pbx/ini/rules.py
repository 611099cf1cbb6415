"""The rules for simotel.ini and for the settings that scenarios require."""

from __future__ import annotations

from typing import Final

from scenario_kit.findings.model import Rule, Severity

UNREADABLE_INI: Final = Rule(
    "I301",
    "unreadable-ini",
    Severity.ERROR,
    "The settings file cannot be read: it does not have the given encoding, or is not a valid settings file.",
    "A file that cannot be read reliably cannot be changed safely, so it is not changed.",
)
DUPLICATE_SETTING: Final = Rule(
    "I302",
    "duplicate-setting",
    Severity.ERROR,
    "A section or key is duplicated.",
    "Python's parser refuses the whole file, and other readers use one of the two, so the PBX may not start, or may "
    "run with the wrong value.",
)
SWALLOWED_SETTING: Final = Rule(
    "I303",
    "swallowed-setting",
    Severity.ERROR,
    "A setting is on an indented line and is read as part of the value above it.",
    "The setting has no effect, and the value above it is wrong. The vendor's own example is indented like this.",
)
SPLIT_SETTING: Final = Rule(
    "I304",
    "split-setting",
    Severity.WARNING,
    "A managed setting, or a related one, is also in another section.",
    "Two sections are documented for these settings, but not which one a PBX reads, so the other value may win.",
)
INVALID_BEEPER: Final = Rule(
    "I305",
    "invalid-beeper",
    Severity.ERROR,
    "A value for the call limit's warning is invalid.",
    "The warning is not played, or is played at the wrong time, without any error during the call.",
)
CONFLICTING_SETTINGS: Final = Rule(
    "I306",
    "conflicting-settings",
    Severity.ERROR,
    "Two scenarios for one PBX require different values of one setting.",
    "A setting applies to the whole PBX, so the second scenario would change the calls of the first.",
)
DRIFT: Final = Rule(
    "I307",
    "drift",
    Severity.ERROR,
    "The settings file does not have the required settings.",
    "The PBX runs with settings other than those that the scenarios were written and rehearsed for.",
)
MISPLACED_SETTING: Final = Rule(
    "I308",
    "misplaced-setting",
    Severity.WARNING,
    "A documented key is in the wrong section.",
    "The PBX looks for the key in its documented section and uses the default.",
)
MISSPELT_SETTING: Final = Rule(
    "I309",
    "misspelt-setting",
    Severity.WARNING,
    "An unknown key looks like a documented one.",
    "A misspelt key is silently ignored.",
)
INVALID_SETTING: Final = Rule(
    "I310",
    "invalid-setting",
    Severity.ERROR,
    "The value of a documented key does not have the documented type.",
    "The PBX fails when it starts, or uses the default.",
)
