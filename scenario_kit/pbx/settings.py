"""Scenarios to wanted settings: what their `simotel_ini` asks of the PBX's settings file, key by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenario_kit.findings.model import NodePath, pointer
from scenario_kit.pbx.ini.wanted import Layout, Setting, section_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenario_kit.language.loading import Loaded
    from scenario_kit.language.spec import SimotelIni

BEEPER = "call_limit_warning_beeper_"


def settings_of(loaded: Loaded) -> tuple[Setting, ...]:
    """Return the settings that one scenario wants, with the places where it says so."""
    if loaded.scenario is None or loaded.scenario.simotel_ini is None:
        return ()
    wanted = loaded.scenario.simotel_ini
    layout = Layout(wanted.section)
    settings = []
    for key, value, path in _wanted(wanted):
        span, found = loaded.document.locate(path)
        settings.append(Setting(section_of(key, layout), key, value, loaded.document.file, span, pointer(found)))
    return tuple(settings)


def _wanted(wanted: SimotelIni) -> Iterator[tuple[str, str, NodePath]]:
    root: NodePath = ("simotel_ini",)
    if wanted.client_api_caller_timeout is not None:
        yield "client_api_caller_timeout", str(wanted.client_api_caller_timeout), (*root, "client_api_caller_timeout")
    for name, value in wanted.beeper or ():
        yield BEEPER + name, str(value), (*root, "beeper", name)
