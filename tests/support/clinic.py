"""A scenario of two sheets, and what it is built into: what the tests of import and diff share."""

from __future__ import annotations

import json
from typing import Any

from support.paths import TESTS

from scenario_kit.callgraph.graph import CallGraph, compile_graph
from scenario_kit.editor.exported import ExportedSheet, Profile, built_sheets, read_profile, read_sheet
from scenario_kit.files.source import parse
from scenario_kit.language.loading import load

PROFILES = str(TESTS / "support/profiles")
OWN = read_profile()
NUMBERED = read_profile("numbered", PROFILES)

CLINIC = """
version: 1
name: clinic
variables:
  - {name: greeting, type: announcement, value: clinic-menu}
sheets:
  front:
    line: {component: incoming_route, context: from-provider, rows: [{did: 02144001000, next: pick-up}]}
    pick-up: {component: answer, type: answer, next: open}
    open:
      component: time_condition
      days_of_week: {mon: [09:00-12:00, 14:00-18:00], wed: [09:00-12:00]}
      next: {match: choose, no_match: out-of-hours}
    choose:
      component: ivr
      announcement: {variable: greeting}
      max_digits: 1
      rows:
        - {case: 1, text: appointments, next: appointments}
        - {case: 2, text: the nurse, next: back/nurse}
        - {case: t, next: back/nurse}
        - {case: i, next: choose}
    appointments: {component: queue, name: Appointments, queue: 0610, next: {F: out-of-hours}}
    out-of-hours: {component: announcement, announcement: call-tomorrow}
  back:
    nurse: {component: extension, extension: 611, next: {B: front/out-of-hours, F: locked}}
    locked: {component: authentication, type: defined_secret, defined_secret: hunter2}
"""


def compiled(data: bytes | str, file: str = "plan.yaml") -> CallGraph:
    """Compile a scenario without findings in the file itself."""
    loaded = load(parse(data if isinstance(data, bytes) else data.encode(), file))
    assert loaded.scenario is not None, loaded.findings
    assert loaded.findings == ()
    return compile_graph(loaded.scenario)


def built(calls: CallGraph, profile: Profile = OWN) -> dict[str, bytes]:
    """Return the bytes of each sheet that a scenario is built into."""
    return {sheet.name: sheet.data for sheet in built_sheets(calls, profile)}


def sheets(text: str = CLINIC) -> dict[str, Any]:
    """Return the JSON of each sheet, with components and wires in an order that does not depend on the layout."""
    found = {name: json.loads(data) for name, data in built(compiled(text)).items()}
    for sheet in found.values():
        sheet["components"].sort(key=lambda one: one["key"])
        sheet["connections"].sort(key=lambda one: (one["from"], one["output"]))
    return found


def exported(sheet: Any, file: str = "sheet.json", profile: Profile = OWN) -> ExportedSheet:
    """Read a sheet as it would be exported to a file."""
    return read_sheet(json.dumps(sheet).encode(), file, profile)


def component(sheet: Any, key: str) -> Any:
    """Return a component of a sheet by its key."""
    return next(one for one in sheet["components"] if one["key"] == key)
