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

from typing import TYPE_CHECKING

from scenario_kit._version import __version__ as __version__

if TYPE_CHECKING:
    from scenario_kit.run.api import *  # noqa: F403


def __getattr__(name: str) -> object:
    # Commands import this package first and need little of it, so the public names are imported when asked for.
    from scenario_kit.run import api  # noqa: PLC0415

    try:
        return getattr(api, name)
    except AttributeError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
