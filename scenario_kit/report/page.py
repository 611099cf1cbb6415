"""Make one self-contained web page of a run: the drawing of every sheet, the source, findings and rehearsals.

The page loads nothing from a network, and its content security policy only allows its own script and style.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.callgraph.graph import JUMP
from scenario_kit.files.artifact import Artifact
from scenario_kit.files.shipped import shipped
from scenario_kit.findings.model import Severity, pointer
from scenario_kit.rendering.artifacts import Renderer
from scenario_kit.rendering.diagram import note
from scenario_kit.rendering.drawing import draw, short_name
from scenario_kit.rendering.labels import labelled, output_label
from scenario_kit.rendering.sheets import sheets
from scenario_kit.report.replay import replay
from scenario_kit.report.source_lines import SourceLines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.callgraph.graph import CallGraph, Component
    from scenario_kit.findings.model import Finding
    from scenario_kit.run.checking import CheckedFile, Run

    Rehearsals = Mapping[str, Sequence[Mapping[str, Any]]]

TITLE: Final = "Call scenarios"
PAGE: Final = "index.html"


def page(
    run: Run,
    *,
    rehearsals: Rehearsals | None = None,
    unrun: Mapping[str, int] | None = None,
    title: str = TITLE,
) -> Artifact:
    """Return the page of a run.

    Args:
        run: The run with its call graphs. A scenario with errors is shown as far as it can be read.
        rehearsals: The rehearsals of each file by its name, in the format of `replay`.
        unrun: The number of tests of each file that have no rehearsal, because they cannot be read.
        title: The title of the page.
    """
    renderer = Renderer()
    style = (renderer.text("plan/drawing.css", {}) + renderer.text("page/page.css", {})).decode()
    script = (shipped("templates") / "page/page.js").read_text("utf-8")
    content = page_context(run, rehearsals or {}, title, unrun)
    context = {
        **content,
        "data": {"scenarios": [_for_script(scenario) for scenario in content["scenarios"]]},
        "style": style,
        "style_hash": _hash(style),
        "script": script,
        "script_hash": _hash(script),
    }
    return Artifact(PAGE, renderer.text("page/page.html.j2", context))


def _for_script(scenario: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data that the script needs of a scenario; the HTML already has the drawings and lists."""
    kept = ("id", "name", "file", "description", "states", "components", "findings", "source")
    return {
        **{name: scenario[name] for name in kept},
        "sheets": [sheet["name"] for sheet in scenario["sheets"]],
        "rehearsals": [rehearsal["frames"] for rehearsal in scenario["rehearsals"]],
    }


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def page_context(
    run: Run, rehearsals: Rehearsals, title: str, unrun: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """Return the context of the page's template, without style and script; JSON types only."""
    names = Counter(PurePath(checked.loaded.document.file).name for checked in run.files)
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in run.findings:
        findings[finding.file].append(finding)
    scenarios: list[dict[str, Any]] = []
    taken: set[str] = set()
    for checked in run.files:
        file = checked.loaded.document.file
        short = PurePath(file).name
        # The name of a file may have undecodable bytes.
        label = (short if names[short] == 1 else file).encode(errors="backslashreplace").decode()
        scenario = _scenario(checked, findings[file], rehearsals.get(file, ()))
        scenario["states"]["unrun"] += (unrun or {}).get(file, 0)
        scenarios.append({"id": _unique(scenario["name"] or label, taken), "file": label, **scenario})
    totals = Counter(scenarios=len(scenarios))
    for scenario in scenarios:
        totals.update(scenario["states"])
    return {"title": title, "totals": dict(totals), "scenarios": scenarios}


def _unique(name: str, taken: set[str]) -> str:
    """Return a name that no other scenario has in the addresses of the page."""
    unique, number = name, 1
    while unique in taken:
        number += 1
        unique = f"{name}~{number}"
    taken.add(unique)
    return unique


def _scenario(
    checked: CheckedFile, findings: Sequence[Finding], rehearsals: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    calls, source = checked.calls, SourceLines(checked.loaded.document)
    severity = Counter(finding.severity for finding in findings)
    status = Counter(str(rehearsal["status"]) for rehearsal in rehearsals)
    scenario = {
        "name": "",
        "description": "",
        "note": "",
        "states": {
            "errors": severity[Severity.ERROR],
            "warnings": severity[Severity.WARNING],
            "notes": severity[Severity.INFO],
            "passed": status["passed"],
            "failed": status["failed"],
            "unrun": status["error"],
        },
        "sheets": [],
        "components": {},
        "findings": [_finding(finding, None) for finding in findings],
        "source": source.lines,
        "rehearsals": [],
    }
    return scenario if calls is None else {**scenario, **_compiled(calls, source, findings, rehearsals)}


def _compiled(
    calls: CallGraph, source: SourceLines, findings: Sequence[Finding], rehearsals: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the parts of a scenario that need its call graph."""
    places = {pointer(component.path): component.id for component in calls.components if not component.generated}
    owners = [_owner(finding, places) for finding in findings]
    own: dict[str, list[int]] = defaultdict(list)
    for index, owner in enumerate(owners):
        if owner is not None:
            own[owner].append(index)
    badges = {
        component: {
            "severity": min((findings[index].severity for index in indexes), key=list(Severity).index).value,
            "count": len(indexes),
        }
        for component, indexes in own.items()
    }
    return {
        "name": calls.scenario.name,
        "description": calls.scenario.description or "",
        "note": note(calls),
        "sheets": [draw(calls, sheet, badges) for sheet in sheets(calls)],
        "components": {
            component.id: {
                **_component(calls, component),
                "lines": source.range(component.path),
                "findings": own[component.id],
            }
            for component in calls.components
        },
        "findings": [_finding(finding, owner) for finding, owner in zip(findings, owners, strict=True)],
        "rehearsals": [replay(calls, rehearsal) for rehearsal in rehearsals],
    }


def _owner(finding: Finding, places: Mapping[str, str]) -> str | None:
    """Return the component whose place in the document is the closest around a finding."""
    place = finding.pointer
    while place and place not in places:
        place = place.rpartition("/")[0]
    return places.get(place)


def _finding(finding: Finding, owner: str | None) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help or "",
        "line": finding.span.line,
        "component": owner,
    }


def _component(calls: CallGraph, component: Component) -> dict[str, Any]:
    """Return the details that the page shows of a selected component."""
    targets = calls.targets(component.id)
    broken = calls.loose_outputs.get(component.id, set())
    return {
        "key": component.key,
        "sheet": component.sheet,
        "name": short_name(component),
        "type": component.type.label,
        "about": component.type.doc,
        "fields": [list(field) for field in labelled(component.parameters, component.type.parameters)],
        "columns": [parameter.label for parameter in component.type.row.values()],
        "rows": [
            [cells.get(parameter.label, "") for parameter in component.type.row.values()]
            for cells in (dict(labelled(row.fields, component.type.row)) for row in component.rows)
        ],
        "outputs": [
            {
                "name": output_label(component, output),
                "target": targets.get(output),
                "state": "broken" if output in broken else "ended" if output in component.ended else "open",
            }
            for output in component.outputs
        ],
        "jump": targets.get(JUMP),
        "sources": sorted(calls.predecessors(component.id)),
    }
