"""The command `profile learn`."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from scenario_kit.cli.options import format_option
from scenario_kit.cli.sheets import call_graphs, read_bytes_of
from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenario_kit.editor.learning.model import Learned
    from scenario_kit.files.output import Changes

_MADE_BY_HAND: Final = ("sheet.map.yaml", "sheet.json.j2", "sheet.read.yaml")


class _Commands(NamedTuple):
    """The command lines that can be next."""

    learn: str
    check: str
    build: str


@click.command(
    epilog="Example: scenario-kit profile learn exported.json --scenario calibrate/calibration.yaml -o templates/my-pbx"
)
@click.argument("exported", metavar="EXPORTED...", nargs=-1, required=True, type=click.Path())
@click.option(
    "--scenario",
    "scenarios",
    metavar="FILE",
    multiple=True,
    help="A scenario that the exported sheets show, such as a calibration; may be repeated.",
)
@click.option("--answers", "answered", metavar="FILE", help="Answers to the questions of an earlier run.")
@click.option(
    "-o", "--output", metavar="DIR", required=True, help="Directory of the profile, such as templates/my-pbx."
)
@format_option(("text", "json"))
@click.pass_context
def learn(
    context: click.Context,
    *,
    exported: tuple[str, ...],
    scenarios: tuple[str, ...],
    answered: str | None,
    output: str,
    format_: str,
) -> None:
    """Learn the format of your editor's sheets from exported ones.

    EXPORTED are sheets that the editor exported. Exits with 1 if a question stays open, or if an exported sheet does
    not come back equal.
    """
    from scenario_kit.editor.learning import learn as learn_format
    from scenario_kit.editor.learning.answers import read_answers
    from scenario_kit.editor.learning.record import record_of, record_text
    from scenario_kit.files.output import write
    from scenario_kit.report.learned import learned_page

    directory = _directory_for(output)
    files = list(dict.fromkeys(exported))
    exports = [(file, read_bytes_of(file)) for file in files]
    answers = None if answered is None else read_answers(read_bytes_of(answered), answered)
    learned = learn_format(exports, call_graphs(scenarios) if scenarios else (), answers)
    commands = _commands(directory, files, scenarios)
    planned, note = _planned(directory, learned, files, answered, commands)
    write(directory, planned)
    record = record_of(learned, files)
    if format_ == "json":
        settings = {"profile": directory.name, "templates": str(directory.parent), "commands": commands._asdict()}
        click.echo(json.dumps(settings | json.loads(record_text(record)), indent=2, ensure_ascii=False))
    else:
        click.echo(f"{directory}: profile `{directory.name}`, learned from {', '.join(files)}\n")
        click.echo(learned_page(record))
        click.echo(note, nl=False)
    context.exit(1 if learned.questions or learned.proof else 0)


def _directory_for(output: str) -> Path:
    """Return the directory of a profile.

    Raises:
        ScenarioKitError: It has no name, or holds a profile that was not learned.
    """
    from scenario_kit.editor.learning.record import RECORD

    directory = Path(output)
    if directory.name in ("", ".."):
        raise ScenarioKitError(f"-o {output}: not a name for a profile; name a folder such as templates/my-pbx")
    own = next((name for name in _MADE_BY_HAND if (directory / name).exists()), None)
    if own is not None and not (directory / RECORD).exists():
        raise ScenarioKitError(
            f"-o {output}: {own} exists, and `profile learn` did not write it; name another directory"
        )
    return directory


def _commands(directory: Path, exported: Sequence[str], scenarios: Sequence[str]) -> _Commands:
    from scenario_kit.editor.learning.files import ANSWERS

    templates, name = str(directory.parent), directory.name
    shown = [word for file in scenarios for word in ("--scenario", file)]
    learn_again = ["learn", *exported, *shown, "--answers", str(directory / ANSWERS), "-o", str(directory)]
    return _Commands(
        shlex.join(["scenario-kit", "profile", *learn_again]),
        shlex.join(["scenario-kit", "profile", "check", name, *exported, "--templates", templates]),
        shlex.join(["scenario-kit", "build", "scenarios", "-o", "build", "--templates", templates, "--profile", name]),
    )


def _planned(
    directory: Path, learned: Learned, exported: Sequence[str], answered: str | None, commands: _Commands
) -> tuple[Changes, str]:
    """Return the changes to the directory, and what to do next."""
    from scenario_kit.editor.learning.files import ANSWERS, answers_text, profile_files
    from scenario_kit.files.artifact import Artifact
    from scenario_kit.files.output import Changes, changes
    from scenario_kit.profiles.loading import MAP

    artifacts = profile_files(learned, exported)
    file = directory / ANSWERS
    has_answers = _has_answers(file)
    stale = (ANSWERS,) if file.exists() and not has_answers and not learned.questions else ()
    if not learned.questions and learned.proof:
        note = f"Correct {directory / MAP} by hand, see docs/profiles.md. Then run:\n  {commands.check}\n"
    elif not learned.questions:
        note = f"Use it:\n  {commands.build}\n  {commands.check}\n"
    elif has_answers:
        command = "" if answered is not None else f" Then run:\n  {commands.learn}\n"
        note = f"{file} has answers and stays as it is; add the open ones to it.{command or chr(10)}"
    else:
        artifacts.append(Artifact(ANSWERS, answers_text(learned.questions, commands.learn).encode()))
        note = f"Answer the questions in {file}. Then run:\n  {commands.learn}\n"
    return Changes(changes(directory, artifacts).write, stale), note


def _has_answers(file: Path) -> bool:
    """Whether a file of answers holds any, or cannot be read."""
    from scenario_kit.editor.learning.answers import Answers, read_answers

    if not file.exists():
        return False
    try:
        return read_answers(read_bytes_of(str(file)), str(file)) != Answers()
    except ScenarioKitError:
        return True
