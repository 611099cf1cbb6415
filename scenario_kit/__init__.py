"""Call scenarios as code for the Simotel PBX: the public API.

A scenario goes one way: bytes are `parse`d to a `Document`, a document is `load`ed to a `Scenario`, a scenario is
compiled to a `CallGraph` and `check`ed, and a graph is `render`ed to `Artifact`s. `check_paths` does the first three
for files; `simulate` walks a call through a graph, and `run_tests` does so for the tests of files. Settings of the PBX
go through `plan_ini`. Nothing here prints; what is wrong with a file is a `Finding`, and only what ends the
work is raised, as a `ScenarioKitError`::

    from scenario_kit import check_paths, render

    run = check_paths(["scenarios"], {"trunk": "Cisco"})
    for finding in run.findings:
        print(finding.file, finding.span.line, finding.code, finding.message)
    if not run.has_errors:
        artifacts = [artifact for file in run.files if file.calls for artifact in render(file.calls)]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from scenario_kit.document import Document
    from scenario_kit.findings import Finding, Problem, Rule, ScenarioKitError, Severity, Span
    from scenario_kit.graph import CallGraph, Component, compile_graph
    from scenario_kit.ini.plan import IniPlan, plan_ini
    from scenario_kit.ini.wanted import Layout, Setting
    from scenario_kit.loading import Loaded, load
    from scenario_kit.reader import read
    from scenario_kit.rehearsal.call import Pbx, Request
    from scenario_kit.rehearsal.plan import Plan
    from scenario_kit.rehearsal.result import Result
    from scenario_kit.rehearsal.simulator import simulate
    from scenario_kit.rendering import Artifact, TemplateError, render
    from scenario_kit.rules import all_rules, check, check_run
    from scenario_kit.run import Run, check_paths
    from scenario_kit.settings import settings_of
    from scenario_kit.source import parse
    from scenario_kit.spec import Scenario
    from scenario_kit.testing import TestRun, run_tests

_HOME = {
    "Document": "document",
    "Finding": "findings",
    "Problem": "findings",
    "Rule": "findings",
    "ScenarioKitError": "findings",
    "Severity": "findings",
    "Span": "findings",
    "CallGraph": "graph",
    "Component": "graph",
    "compile_graph": "graph",
    "IniPlan": "ini.plan",
    "Layout": "ini.wanted",
    "Setting": "ini.wanted",
    "plan_ini": "ini.plan",
    "Loaded": "loading",
    "load": "loading",
    "read": "reader",
    "Pbx": "rehearsal.call",
    "Plan": "rehearsal.plan",
    "Request": "rehearsal.call",
    "Result": "rehearsal.result",
    "simulate": "rehearsal.simulator",
    "Artifact": "rendering",
    "TemplateError": "rendering",
    "render": "rendering",
    "all_rules": "rules",
    "check": "rules",
    "check_run": "rules",
    "Run": "run",
    "check_paths": "run",
    "settings_of": "settings",
    "parse": "source",
    "Scenario": "spec",
    "TestRun": "testing",
    "run_tests": "testing",
}
"""Where each name lives; it is imported when it is first asked for, so that a small command starts fast."""

__all__ = [
    "Artifact",
    "CallGraph",
    "Component",
    "Document",
    "Finding",
    "IniPlan",
    "Layout",
    "Loaded",
    "Pbx",
    "Plan",
    "Problem",
    "Request",
    "Result",
    "Rule",
    "Run",
    "Scenario",
    "ScenarioKitError",
    "Setting",
    "Severity",
    "Span",
    "TemplateError",
    "TestRun",
    "all_rules",
    "check",
    "check_paths",
    "check_run",
    "compile_graph",
    "load",
    "parse",
    "plan_ini",
    "read",
    "render",
    "run_tests",
    "settings_of",
    "simulate",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
