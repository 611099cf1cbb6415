"""The files that `build` writes, made from the files of a run."""

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
from scenario_kit.profiles.guesses import guessed_uses
from scenario_kit.profiles.loading import DEFAULT_PROFILE
from scenario_kit.rendering.artifacts import Renderer, render
from scenario_kit.run.beside import notes_beside

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.files.document import Document
    from scenario_kit.pbx.ini.settings import Setting
    from scenario_kit.run.checking import CheckedFile


@dataclass(frozen=True, slots=True)
class BuildResult:
    """The result of building a run.

    Attributes:
        artifacts: The files to write, the manifest among them.
        findings: Findings in the settings file.
        guessed: What the scenarios use that the profile only guesses, as lines.
    """

    artifacts: tuple[Artifact, ...]
    findings: tuple[Finding, ...]
    guessed: tuple[str, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether the settings file has an error, or something is guessed, so that nothing may be written."""
        return bool(self.guessed) or any(finding.severity is Severity.ERROR for finding in self.findings)


class BuiltFile(NamedTuple):
    """The result of building one file; can be pickled.

    Attributes:
        scenario: The scenario's name; None if nothing can be built from the file.
        artifacts: The files built from the scenario.
        settings: The settings that it needs in simotel.ini.
        sources: The name without its folder, and the bytes, of the file and of the editor's file beside it.
        error: What is wrong with a template, or with the editor's file.
        remark: Why the editor's file was ignored.
        guessed: What the scenario uses that the profile only guesses, as lines.
    """

    scenario: str | None
    artifacts: tuple[Artifact, ...]
    settings: tuple[Setting, ...]
    sources: tuple[tuple[str, bytes], ...]
    error: ScenarioKitError | None = None
    remark: str | None = None
    guessed: tuple[str, ...] = ()


def build_file(
    checked: CheckedFile, *, templates: str | None = None, profile: str = DEFAULT_PROFILE, guess: bool = False
) -> BuiltFile:
    """Build the artifacts of one file.

    Args:
        checked: The file.
        templates: A directory of templates that replace the built-in ones.
        profile: The format of the sheets.
        guess: Also write what the profile only guesses.
    """
    loaded, calls = checked
    document = loaded.document
    sources = ((Path(document.file).name, document.data),)
    if calls is None or blockers(loaded):
        return BuiltFile(None, (), (), sources)
    name, settings = calls.scenario.name, settings_of(loaded)
    try:
        beside = notes_beside(document.file, profile)
        artifacts = render(calls, templates=templates, profile=profile, notes=beside.sheets)
    except ScenarioKitError as error:
        return BuiltFile(name, (), settings, sources, error)
    if settings:
        plan = plan_ini(b"", settings, file="simotel.ini")
        artifacts.append(Artifact(f"{name}/simotel.ini", plan.new_bytes))
    guessed = () if guess else tuple(_guessed(loaded.document, calls, templates, profile))
    found = (*sources, *beside.sources)
    return BuiltFile(name, tuple(artifacts), settings, found, remark=beside.remark, guessed=guessed)


def _guessed(document: Document, calls: CallGraph, templates: str | None, profile: str) -> Iterator[str]:
    """Iterate over the messages about what a scenario uses that the profile only guesses."""
    sheet_map = Renderer(templates).map(profile)
    for use in () if sheet_map is None else guessed_uses(calls, sheet_map):
        span, _ = document.locate(use.path, on_key=True)
        place = f"{document.file}:{span.line}:{span.column}"
        yield f"{place}: profile `{profile}` only guesses how the {use.guess} is written"
        yield f"  help: draw {use.guess.to_draw} in the editor"


def combine_built(files: Sequence[BuiltFile], *, ini: tuple[str, bytes] | None = None) -> BuildResult:
    """Combine what was built from the files of a run without errors, and add the manifest.

    Args:
        files: What was built from each file.
        ini: The name and the bytes of a simotel.ini into which to merge the settings.

    Raises:
        ScenarioKitError: Two scenarios have one name, and so one folder.
        TemplateError: A template is wrong.
        EditorFileError: The editor's file beside a scenario is wrong.
    """
    names = Counter(built.scenario for built in files if built.scenario is not None)
    for name in (name for name, count in names.items() if count > 1):
        raise ScenarioKitError(f"two scenarios are named `{name}` and would be built into one folder; rename one")
    for error in (built.error for built in files if built.error is not None):
        raise error
    artifacts = [artifact for built in files for artifact in built.artifacts]
    inputs = [source for built in files for source in built.sources]
    settings = [setting for built in files for setting in built.settings]
    findings: tuple[Finding, ...] = ()
    if ini is not None:
        file, data = ini
        plan = plan_ini(data, merge_settings(settings)[0], file=file)
        findings = plan.findings
        artifacts.append(Artifact("simotel.ini", plan.new_bytes))
        inputs.append((Path(file).name, data))
    artifacts.append(manifest(inputs, artifacts))
    return BuildResult(tuple(artifacts), findings, tuple(line for built in files for line in built.guessed))
