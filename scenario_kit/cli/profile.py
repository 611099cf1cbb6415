"""The commands `profile ...`."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scenario_kit.cli.learn import learn
from scenario_kit.cli.options import counted, format_option, paths_argument
from scenario_kit.cli.profiles import check, list_, show
from scenario_kit.cli.sheets import call_graphs
from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.group(epilog="Example: scenario-kit profile guide scenarios -o calibrate")
def profile() -> None:
    """Learn the format of your editor's sheets."""


@profile.command(epilog="Example: scenario-kit profile guide scenarios -o calibrate --lang fa")
@paths_argument
@click.option("-o", "--output", metavar="DIR", required=True, help="Directory for the calibration and its guide.")
@click.option("--all", "everything", is_flag=True, help="Use every component type; no scenarios are needed.")
@click.option(
    "--lang",
    "language",
    type=click.Choice(["en", "fa"]),
    default="en",
    show_default=True,
    help="Language of the guide.",
)
@click.option("--force", is_flag=True, help="Overwrite a calibration that was changed.")
@format_option(("text", "json"))
def guide(paths: tuple[str, ...], *, output: str, everything: bool, language: str, force: bool, format_: str) -> None:
    """Write a calibration sheet, and a guide to draw it in the editor.

    The sheet has what the scenarios use, in values that occur only once. `profile learn` then knows what each place in
    the exported file means.
    """
    from scenario_kit.editor.calibration import calibration_graph, calibration_text
    from scenario_kit.files.artifact import Artifact
    from scenario_kit.files.output import Changes, changes, write
    from scenario_kit.report.guide import SCENARIO, guide_context
    from scenario_kit.report.guide import guide as guide_of

    text = calibration_text(() if everything else call_graphs(paths), everything=everything)
    calls = calibration_graph(text)
    directory = Path(output)
    commands = _next_commands(directory / SCENARIO, ("scenarios",) if everything and not paths else paths)
    artifacts = [
        Artifact(SCENARIO, text.encode()),
        *guide_of(calls, commands, language, file=str(directory / SCENARIO)),
    ]
    planned = changes(directory, artifacts).write
    if artifacts[0] in planned and (directory / SCENARIO).exists() and not force:
        remedy = "use --force to overwrite it, or name another directory"
        raise ScenarioKitError(f"-o {output}: {SCENARIO} exists and is different; {remedy}")
    # Other files in the directory stay, whether a manifest lists them or not.
    write(directory, Changes(planned, ()))
    context = guide_context(calls)
    counts = {"components": len(context["components"]), "types": context["types"], "wires": context["wires"]}
    files = sorted(str(directory / artifact.path) for artifact in artifacts)
    if format_ == "json":
        click.echo(
            json.dumps({"files": files, **counts, "commands": list(commands.values())}, indent=2, ensure_ascii=False)
        )
        return
    drawn = f"{counted(counts['components'], 'component')} of {counted(counts['types'], 'type')}"
    click.echo(f"{directory}: {counted(len(files), 'file')}; {drawn}, {counted(counts['wires'], 'wire')}")
    click.echo(f"Open {directory / 'calibration.html'}, draw the sheet in the editor and export it. Then run:")
    click.echo(f"  {commands['learn']}")


def _next_commands(calibration: Path, paths: Sequence[str]) -> dict[str, str]:
    """Return the commands that learn the format and build scenarios in it, quoted for a shell."""
    learn = ["profile", "learn", "exported.json", "--scenario", str(calibration), "-o", "templates/my-pbx"]
    build = ["build", *paths, "-o", "build", "--profile", "my-pbx", "--templates", "templates"]
    return {"learn": shlex.join(["scenario-kit", *learn]), "build": shlex.join(["scenario-kit", *build])}


for command in (learn, check, list_, show):
    profile.add_command(command)
