"""Reads exported sheets through the profile that they were written with."""

from __future__ import annotations

from scenario_kit.editor.exported.building import built_sheets
from scenario_kit.profiles.json_values import UnreadableSheetError
from scenario_kit.profiles.loading import Profile, ProfileError, read_profile
from scenario_kit.profiles.reading import read_sheet
from scenario_kit.profiles.sheet import ExportedComponent, ExportedSheet, Point, check_together

__all__ = [
    "ExportedComponent",
    "ExportedSheet",
    "Point",
    "Profile",
    "ProfileError",
    "UnreadableSheetError",
    "built_sheets",
    "check_together",
    "read_profile",
    "read_sheet",
]
