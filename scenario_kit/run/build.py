"""A run to everything that `build` writes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scenario_kit.files.artifact import Artifact
from scenario_kit.files.output import manifest
from scenario_kit.findings.model import Finding, ScenarioKitError, Severity
from scenario_kit.language.loading import blockers
from scenario_kit.pbx.ini.plan import plan_ini
from scenario_kit.pbx.ini.settings import merge_settings, settings_of
from scenario_kit.rendering.artifacts import DEFAULT_PROFILE, TemplateError, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenario_kit.pbx.ini.settings import Setting
    from scenario_kit.run.checking import Checked


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


class Made(NamedTuple):
    """What one file comes to, fit to go from one process to another.

    Attributes:
        scenario: The scenario's name; None where there are no calls in it, or it does not say what its author means.
        artifacts: What is made of the scenario.
        settings: What it wants in simotel.ini.
        source: The file's own name, and its bytes.
        trouble: What a template is at fault with.
    """

    scenario: str | None
    artifacts: tuple[Artifact, ...]
    settings: tuple[Setting, ...]
    source: tuple[str, bytes]
    trouble: TemplateError | None = None


def make(checked: Checked, *, templates: str | None = None, profile: str = DEFAULT_PROFILE) -> Made:
    """Make the artifacts of one file.

    Args:
        checked: The file.
        templates: A directory with templates that go before the project's own.
        profile: The sheets' format.
    """
    loaded, calls = checked
    source = (Path(loaded.document.file).name, loaded.document.data)
    if calls is None or blockers(loaded):
        return Made(None, (), (), source)
    name, settings = calls.scenario.name, settings_of(loaded)
    try:
        artifacts = render(calls, templates=templates, profile=profile)
    except TemplateError as error:
        return Made(name, (), settings, source, error)
    if settings:
        own = plan_ini(b"", settings, file="simotel.ini")
        artifacts.append(Artifact(f"{name}/simotel.ini", own.new_bytes))
    return Made(name, tuple(artifacts), settings, source)


def bring_together(made: Sequence[Made], *, ini: IniFile | None = None) -> Built:
    """Bring together what was made of the files of a run without errors.

    Args:
        made: What was made of each file.
        ini: A simotel.ini into which the settings are merged.

    Raises:
        ScenarioKitError: Two scenarios have one name, and so one folder.
        TemplateError: A template is at fault.
    """
    names = Counter(one.scenario for one in made if one.scenario is not None)
    for name in (name for name, count in names.items() if count > 1):
        raise ScenarioKitError(f"two scenarios are named `{name}` and would be built into one folder; rename one")
    for trouble in (one.trouble for one in made if one.trouble is not None):
        raise trouble
    artifacts = [artifact for one in made for artifact in one.artifacts]
    inputs = [one.source for one in made]
    wanted = [setting for one in made for setting in one.settings]
    findings: tuple[Finding, ...] = ()
    if ini is not None:
        plan = plan_ini(ini.data, merge_settings(wanted)[0], file=ini.name)
        findings = plan.findings
        artifacts.append(Artifact("simotel.ini", plan.new_bytes))
        inputs.append((Path(ini.name).name, ini.data))
    artifacts.append(manifest(inputs, artifacts))
    return Built(tuple(artifacts), findings)
