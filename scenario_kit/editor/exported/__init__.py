"""Reads exported sheets through the profile that they were written with."""

from __future__ import annotations

from scenario_kit.editor.exported.building import built_sheets
from scenario_kit.editor.exported.declaration import Profile, ProfileError, read_profile
from scenario_kit.editor.exported.json_values import UnreadableSheetError
from scenario_kit.editor.exported.reading import read_sheet
from scenario_kit.editor.exported.sheet import ExportedComponent, ExportedSheet, Point, check_together

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
