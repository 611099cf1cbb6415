"""A run to everything that `build` writes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scenario_kit.findings import Finding, ScenarioKitError, Severity
from scenario_kit.ini.plan import plan_ini
from scenario_kit.ini.wanted import merge_wanted
from scenario_kit.output import manifest
from scenario_kit.rendering import DEFAULT_PROFILE, Artifact, render
from scenario_kit.settings import settings_of

if TYPE_CHECKING:
    from scenario_kit.ini.wanted import Setting
    from scenario_kit.run import Run


@dataclass(frozen=True, slots=True)
class Built:
    """What a run comes to: every artifact, the manifest among them, and what was found about the settings file."""

    artifacts: tuple[Artifact, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether something found forbids writing."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class IniFile:
    """A settings file to merge into: its name as the user gave it, and its bytes."""

    name: str
    data: bytes


def artifacts_of(
    run: Run, *, ini: IniFile | None = None, templates: str | None = None, profile: str = DEFAULT_PROFILE
) -> Built:
    """Make the artifacts of a run without errors.

    Args:
        run: The run.
        ini: A simotel.ini into which the settings are merged.
        templates: A directory with templates that go before the project's own.
        profile: The sheets' format.

    Raises:
        ScenarioKitError: Two scenarios have one name, and so one folder.
        TemplateError: A template is at fault.
    """
    names = Counter(checked.calls.scenario.name for checked in run.files if checked.calls is not None)
    for name in (name for name, count in names.items() if count > 1):
        raise ScenarioKitError(f"two scenarios are named `{name}` and would be built into one folder; rename one")
    artifacts: list[Artifact] = []
    inputs: list[tuple[str, bytes]] = []
    wanted: list[Setting] = []
    for checked in run.files:
        settings = settings_of(checked.loaded)
        if checked.calls is not None:
            artifacts += render(checked.calls, templates=templates, profile=profile)
            if settings:
                own = plan_ini(b"", settings, file="simotel.ini")
                artifacts.append(Artifact(f"{checked.calls.scenario.name}/simotel.ini", own.new_bytes))
        inputs.append((Path(checked.loaded.document.file).name, checked.loaded.document.data))
        wanted += settings
    findings: tuple[Finding, ...] = ()
    if ini is not None:
        plan = plan_ini(ini.data, merge_wanted(wanted)[0], file=ini.name)
        findings = plan.findings
        artifacts.append(Artifact("simotel.ini", plan.new_bytes))
        inputs.append((Path(ini.name).name, ini.data))
    artifacts.append(manifest(inputs, artifacts))
    return Built(tuple(artifacts), findings)
