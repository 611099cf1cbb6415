"""What can be wrong with a simotel.ini, or with what is wanted of it."""

from __future__ import annotations

from typing import Final

from scenario_kit.findings.model import Rule, Severity

UNREADABLE_INI: Final = Rule(
    "I301",
    "unreadable-ini",
    Severity.ERROR,
    "The settings file cannot be read as text in the declared encoding, or not as settings.",
    "What cannot be read for certain cannot be changed safely, so the file is left alone.",
)
DUPLICATE_SETTING: Final = Rule(
    "I302",
    "duplicate-setting",
    Severity.ERROR,
    "A section or a key stands twice.",
    "Python's parser refuses the whole file, and other readers take one of the two, so the PBX may not start or may "
    "run with the value you did not mean.",
)
SWALLOWED_SETTING: Final = Rule(
    "I303",
    "swallowed-setting",
    Severity.ERROR,
    "A setting stands on an indented line and is read as part of the value above it.",
    "The setting has no effect, and the value above it is spoilt; the vendor's own example is printed that way.",
)
SPLIT_SETTING: Final = Rule(
    "I304",
    "split-setting",
    Severity.WARNING,
    "A managed setting, or one that belongs with it, also stands in another section.",
    "Two sections are documented for these settings, and which of them a PBX reads is not; the other value may win.",
)
INVALID_BEEPER: Final = Rule(
    "I305",
    "invalid-beeper",
    Severity.ERROR,
    "A value wanted for the call limit's warning is not one that the PBX can use.",
    "The warning is not played, or at the wrong time, and nothing says so during the call.",
)
CONFLICTING_SETTINGS: Final = Rule(
    "I306",
    "conflicting-settings",
    Severity.ERROR,
    "Two scenarios for one PBX want different values of one setting.",
    "The settings hold for the whole PBX, so the second scenario would change the calls of the first.",
)
DRIFT: Final = Rule(
    "I307",
    "drift",
    Severity.ERROR,
    "The settings file does not hold what is wanted.",
    "The scenarios were made and rehearsed for other settings than the PBX runs with.",
)
MISPLACED_SETTING: Final = Rule(
    "I308",
    "misplaced-setting",
    Severity.WARNING,
    "A documented key stands in a section that it is not documented for.",
    "The PBX looks for the key in its own section and takes the default.",
)
MISSPELT_SETTING: Final = Rule(
    "I309",
    "misspelt-setting",
    Severity.WARNING,
    "A key is not documented, and looks like a documented one.",
    "A misspelt key is ignored without a word.",
)
INVALID_SETTING: Final = Rule(
    "I310",
    "invalid-setting",
    Severity.ERROR,
    "The value of a documented key is not of the documented type.",
    "The PBX fails on it when it starts, or takes the default.",
)
