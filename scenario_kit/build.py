"""A run to everything that `build` writes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scenario_kit.findings import Finding, ScenarioKitError, Severity
from scenario_kit.ini import merge_wanted, plan_ini
from scenario_kit.output import manifest
from scenario_kit.rendering import DEFAULT_PROFILE, Artifact, render
from scenario_kit.settings import settings_of

if TYPE_CHECKING:
    from scenario_kit.ini import Setting
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


def artifacts_of(
    run: Run, *, ini: str | None = None, templates: str | None = None, profile: str = DEFAULT_PROFILE
) -> Built:
    """Make the artifacts of a run without errors.

    Args:
        run: The run.
        ini: A simotel.ini into which the settings are merged; it is only read.
        templates: A directory with templates that go before the project's own.
        profile: The sheets' format.

    Raises:
        ScenarioKitError: A template is at fault, or `ini` cannot be read.
    """
    artifacts: list[Artifact] = []
    inputs: list[tuple[str, bytes]] = []
    wanted: list[Setting] = []
    for checked in run.files:
        loaded, calls = checked.loaded, checked.calls
        if calls is None:
            continue
        settings = settings_of(loaded)
        artifacts += render(calls, templates=templates, profile=profile)
        if settings:
            own = plan_ini(b"", settings, file="simotel.ini")
            artifacts.append(Artifact(f"{calls.scenario.name}/simotel.ini", own.new_bytes))
        inputs.append((Path(loaded.document.file).name, loaded.document.data))
        wanted += settings
    merged, _ = merge_wanted(wanted)
    findings: list[Finding] = []
    if ini is not None:
        data = _read(ini)
        plan = plan_ini(data, merged, file=ini)
        findings += plan.findings
        artifacts.append(Artifact("simotel.ini", plan.new_bytes))
        inputs.append((Path(ini).name, data))
    artifacts.append(manifest(inputs, artifacts))
    return Built(tuple(artifacts), tuple(sorted(findings, key=lambda finding: finding.sort_key)))


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ScenarioKitError(f"--ini {path}: {(error.strerror or 'cannot be read').lower()}") from None
