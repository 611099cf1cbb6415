"""The settings file of the PBX, simotel.ini: from its bytes and the wanted settings to a plan of edits."""

from __future__ import annotations

from scenario_kit.ini.diff import unified_diff
from scenario_kit.ini.draft import Edit, Kind
from scenario_kit.ini.plan import IniPlan, plan_ini
from scenario_kit.ini.survey import survey_ini
from scenario_kit.ini.wanted import MANAGED, Layout, Setting, check_values, is_managed, merge_wanted, section_of

__all__ = [
    "MANAGED",
    "Edit",
    "IniPlan",
    "Kind",
    "Layout",
    "Setting",
    "check_values",
    "is_managed",
    "merge_wanted",
    "plan_ini",
    "section_of",
    "survey_ini",
    "unified_diff",
]
