"""What several commands take, and what they make of it together with the project's own settings."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scenario_kit.pbx.facts import PbxFacts
    from scenario_kit.run.checking import Checked, Made, Run
    from scenario_kit.run.config import Config
    from scenario_kit.run.selection import Selection

paths_argument = click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(allow_dash=True))


def parameter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --set and --values."""
    values = click.option("--values", metavar="FILE", help="A YAML or JSON file of parameter values.")
    sets = click.option("--set", "sets", metavar="NAME=VALUE", multiple=True, help="The value of a parameter.")
    return sets(values(command))


inventory_option = click.option(
    "--inventory", metavar="FILE", help="What exists on the PBX, to check references against."
)

jobs_option = click.option(
    "--jobs", type=click.IntRange(min=0), metavar="N", default=0, help="Processes; as many as are worth it by default."
)

MANY = 50
"""Files from which on a terminal shows how far a run is."""

color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colours; auto means on a terminal, unless NO_COLOR is set.",
)


def wants_colour(color: str) -> bool:
    """Whether stdout gets colours."""
    return color == "always" or (color == "auto" and sys.stdout.isatty() and not os.environ.get("NO_COLOR"))


class RunOptions(NamedTuple):
    """What a run is to do: the command's arguments over the project's settings.

    Attributes:
        paths: What is checked.
        given: Values of parameters.
        required: Names among them that some scenario has to declare.
        facts: What is outside of the scenarios.
        selection: What is looked for.
        ini: The settings file that was given, by its name and bytes.
    """

    paths: Sequence[str]
    given: dict[str, str]
    required: Sequence[str]
    facts: PbxFacts
    selection: Selection
    ini: tuple[str, bytes] | None = None

    def work(self, then: Callable[[Checked], Made], jobs: int) -> tuple[Run, list[Made]]:
        """Check the scenarios and do something with each, in as many processes as are worth it where `jobs` is 0."""
        from scenario_kit.files.reader import STDIN, find
        from scenario_kit.run.checking import check_files, conclude, jobs_for

        files = find(self.paths)
        processes = 1 if STDIN in files else jobs_for(len(files), jobs, os.cpu_count() or 1)
        done = check_files(files, self.given, then=then, stdin=sys.stdin.buffer, facts=self.facts, jobs=processes)
        if len(files) >= MANY and sys.stderr.isatty():
            with click.progressbar(done, length=len(files), label="Checking", file=sys.stderr) as shown:
                found = list(shown)
        else:
            found = list(done)
        run = conclude([left for left, _ in found], required=self.required, selection=self.selection)
        return run, [made for _, made in found]

    def check(self) -> Run:
        """Check the scenarios and keep their call graphs."""
        from scenario_kit.run.checking import check_paths

        return check_paths(
            self.paths,
            self.given,
            required=self.required,
            stdin=sys.stdin.buffer,
            facts=self.facts,
            selection=self.selection,
        )


def run_options(
    paths: Sequence[str],
    sets: Sequence[str],
    values: str | None,
    *,
    inventory: str | None = None,
    ini: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> RunOptions:
    """Put a command's arguments over the project's settings.

    Raises:
        ScenarioKitError: An argument or a setting is wrong, or a file cannot be read.
    """
    from scenario_kit.rules.checking import all_rules
    from scenario_kit.run.checking import read_values
    from scenario_kit.run.config import find_config
    from scenario_kit.run.selection import Selection, codes_in

    config = find_config(Path.cwd())
    paths = wanted_paths(paths, config)
    values, inventory = values or config.values, inventory or config.inventory
    set_ = dict(map(_pair, sets))
    selection = Selection(
        tuple(code for text in select for code in codes_in(text)) or config.select,
        tuple(code for text in ignore for code in codes_in(text)) or config.ignore,
        config.severity,
    )
    selection.check(rule.code for rule in all_rules())
    settings = None if ini is None else (ini, read_bytes(ini, "--ini"))
    facts = _outside(inventory, settings)
    given = (read_values(values) if values is not None else {}) | set_
    return RunOptions(paths, given, tuple(set_), facts, selection, settings)


def _outside(inventory: str | None, settings: tuple[str, bytes] | None) -> PbxFacts:
    """Return what is known of the PBX; what reads it is imported where there is something to read."""
    from scenario_kit.pbx.facts import PbxFacts

    facts = PbxFacts()
    if inventory is not None:
        from scenario_kit.files.reader import read
        from scenario_kit.pbx.inventory import read_inventory

        facts = replace(facts, inventory=read_inventory(read(inventory)))
    if settings is not None:
        from scenario_kit.pbx.managed import barred_codes, managed_values

        file, data = settings
        facts = replace(facts, barred=barred_codes(data, file), settings=managed_values(data, file))
    return facts


def wanted_paths(paths: Sequence[str], config: Config) -> Sequence[str]:
    """Return the paths of the command, else those of the project's settings.

    Raises:
        click.UsageError: There are none.
    """
    if not paths and not config.paths:
        raise click.UsageError(
            "Missing argument 'PATH...'; give files or directories, or `paths` in the configuration."
        )
    return paths or config.paths


def check_run_of(paths: Sequence[str], sets: Sequence[str], values: str | None) -> Run:
    """Check the scenarios of a command that takes only paths and parameters.

    Raises:
        ScenarioKitError: --set or --values is wrong.
    """
    return run_options(paths, sets, values).check()


def read_bytes(path: str, option: str) -> bytes:
    """Read the file of an option.

    Raises:
        ScenarioKitError: It cannot be read.
    """
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ScenarioKitError(f"{option} {path}: {(error.strerror or 'cannot be read').lower()}") from None


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ScenarioKitError("--set takes NAME=VALUE, for example --set trunk=Cisco")
    return name, value
