"""Call scenarios as code for the Simotel PBX: the public API.

`parse` reads bytes to a `Document`, `load` a document to a `Scenario`, `compile_graph` a scenario to a `CallGraph`,
`check` finds what is wrong with it, and `render` writes it as `Artifact`s. `check_paths` does the first four for files;
`simulate` walks a call through a graph, and `run_tests` runs the tests of files. `plan_ini` plans the settings of the
PBX. Nothing here prints. Faults in a file are `Finding`s; only what ends the work is raised, as a `ScenarioKitError`::

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

    if name == "__all__":
        return [public for public in vars(api) if not public.startswith("_")]
    try:
        return getattr(api, name)
    except AttributeError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None


def __dir__() -> list[str]:
    from scenario_kit.run import api  # noqa: PLC0415  as above

    return sorted({*globals(), *vars(api)})
