"""Options that commands share, combined with the project's settings."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from scenario_kit.findings.model import Finding
    from scenario_kit.language.values_files import ValuesFile
    from scenario_kit.pbx.facts import PbxFacts
    from scenario_kit.run.checking import CheckedFile, Product, Run
    from scenario_kit.run.config import Config
    from scenario_kit.run.selection import Selection

WRONG_USE = 2
"""The exit code if the command is used wrongly, or a file cannot be read or written."""

DEFAULT_PROFILE = "scenario-kit"

STDOUT = "-"
"""The file of -o that means standard output."""

_OTHER_OUTPUT = "name another file, or `-` for standard output"

PROGRESS_MIN = 50
"""The number of files from which a terminal shows a progress bar."""

paths_argument = click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(allow_dash=True))

inventory_option = click.option(
    "--inventory", metavar="FILE", help="Inventory of the PBX, to check references against."
)

output_option = click.option(
    "-o", "--output", metavar="FILE", default=STDOUT, help="Output file (default: standard output)."
)

jobs_option = click.option(
    "--jobs", type=click.IntRange(min=0), metavar="N", default=0, help="Number of processes (default: automatic)."
)


def _wants_colour(_: click.Context, __: click.Parameter, value: str) -> bool:
    return value == "always" or (value == "auto" and sys.stdout.isatty() and not os.environ.get("NO_COLOR"))


color_option = click.option(
    "--color",
    "colour",
    callback=_wants_colour,
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="When to use colours; `auto` means on a terminal, unless NO_COLOR is set.",
)


def parameter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --set and --values."""
    values = click.option(
        "--values",
        metavar="FILE",
        multiple=True,
        help="YAML or JSON file of parameter values; may be repeated, and a later file takes precedence.",
    )
    sets = click.option("--set", "sets", metavar="NAME=VALUE", multiple=True, help="Set a parameter; may be repeated.")
    return sets(values(command))


def _configured(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Return the value of an option, or else the project's setting of that name."""
    if value is not None:
        return value
    from scenario_kit.run.config import find_config

    setting: str | None = getattr(find_config(Path.cwd()), str(option.name))
    return setting


templates_option = click.option(
    "--templates", metavar="DIR", callback=_configured, help="Directory of templates that replace built-in ones."
)


def profile_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --profile and --templates."""
    profile = click.option(
        "--profile",
        metavar="NAME",
        callback=lambda *arguments: _configured(*arguments) or DEFAULT_PROFILE,
        help=f"Format of the sheets (default: {DEFAULT_PROFILE}).",
    )
    return profile(templates_option(command))


def format_option(formats: Collection[str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option --format; the first format is the default."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(list(formats)),
        default=next(iter(formats)),
        show_default=True,
        help="Output format.",
    )


def ini_option(purpose: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option --ini of a command that reads the file for a purpose."""
    return click.option("--ini", metavar="FILE", help=f"simotel.ini of the PBX, {purpose}; it is not changed.")


def counted(number: int, noun: str) -> str:
    """Return a number of things, such as `1 file` or `2 files`."""
    return f"{number} {noun}" + ("s" if number != 1 else "")


class RunOptions(NamedTuple):
    """The options of a run: the command's arguments, and the project's settings where there is no argument.

    Attributes:
        paths: The files and directories.
        given: Values of parameters.
        required: Names in `given` that at least one scenario must declare.
        facts: Facts about the PBX.
        selection: The rules to report.
        ini: The name and the bytes of the settings file of --ini.
        values_files: The files that values are from.
    """

    paths: Sequence[str]
    given: dict[str, str]
    required: Sequence[str]
    facts: PbxFacts
    selection: Selection
    ini: tuple[str, bytes] | None = None
    values_files: Sequence[ValuesFile] = ()

    def check(self) -> Run:
        """Check the scenarios and keep their call graphs."""
        from scenario_kit.run.checking import keep

        run, files = self.check_and_make(keep, jobs=1)
        return run._replace(files=tuple(files))

    def check_and_make(self, make: Callable[[CheckedFile], Product], jobs: int) -> tuple[Run, list[Product]]:
        """Check the scenarios and make something of each, in `jobs` processes; 0 is automatic."""
        from scenario_kit.files.reader import STDIN, find
        from scenario_kit.run.checking import check_files, combine_results, jobs_for

        files = find(self.paths)
        processes = 1 if STDIN in files else jobs_for(len(files), jobs)
        stdin = sys.stdin.buffer
        checked = check_files(files, self.given, make=make, stdin=stdin, facts=self.facts, jobs=processes)
        if len(files) >= PROGRESS_MIN and sys.stderr.isatty():
            with click.progressbar(checked, length=len(files), label="Checking", file=sys.stderr) as shown:
                pairs = list(shown)
        else:
            pairs = list(checked)
        results, products = [result for result, _ in pairs], [product for _, product in pairs]
        run = combine_results(
            results,
            self.given,
            required=self.required,
            values_files=self.values_files,
            selection=self.selection,
        )
        return run, products


def resolve_options(
    paths: Sequence[str],
    sets: Sequence[str],
    values: Sequence[str],
    *,
    inventory: str | None = None,
    ini: str | None = None,
    merge_into: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> RunOptions:
    """Return the options of a run; the project's settings fill in for missing arguments.

    Raises:
        ScenarioKitError: An argument or a setting is wrong, or a file cannot be read.
    """
    from scenario_kit.language.values_files import merged
    from scenario_kit.rules.checking import all_rules
    from scenario_kit.run.checking import read_values
    from scenario_kit.run.config import find_config
    from scenario_kit.run.selection import Selection, codes_in

    config = find_config(Path.cwd())
    paths = paths_or_configured(paths, config)
    inventory = inventory or config.inventory
    set_values = dict(map(_split_assignment, sets))
    selection = Selection(
        tuple(code for text in select for code in codes_in(text)) or config.select,
        tuple(code for text in ignore for code in codes_in(text)) or config.ignore,
        config.severity,
    )
    selection.require_known(rule.code for rule in all_rules())
    file = ini or merge_into
    ini_file = None if file is None else (file, _read_ini(file))
    facts = _read_facts(inventory, ini_file, merges=merge_into is not None)
    values_files = [read_values(file)._replace(is_shared=not values) for file in values or config.values]
    return RunOptions(
        paths, merged(values_files) | set_values, tuple(set_values), facts, selection, ini_file, values_files
    )


def _read_facts(inventory: str | None, ini_file: tuple[str, bytes] | None, *, merges: bool) -> PbxFacts:
    """Read the facts in the inventory and the settings file; the readers are imported when needed."""
    from scenario_kit.pbx.facts import PbxFacts

    facts = PbxFacts()
    if inventory is not None:
        from scenario_kit.files.reader import read
        from scenario_kit.pbx.inventory import read_inventory

        facts = replace(facts, inventory=read_inventory(read(inventory, is_scenario=False)))
    if ini_file is not None:
        from scenario_kit.pbx.ini.facts import barred_codes, managed_values

        file, data = ini_file
        facts = replace(facts, barred=barred_codes(data, file))
        if not merges:  # a merge reports and corrects the managed settings itself
            facts = replace(facts, settings=managed_values(data, file))
    return facts


def paths_or_configured(paths: Sequence[str], config: Config) -> Sequence[str]:
    """Return the paths of the command, or else those of the project's settings; a usage error if there are none."""
    if not paths and not config.paths:
        raise click.UsageError("Missing argument 'PATH...'; name files or directories, or set `paths` in the project.")
    return paths or config.paths


def check_scenarios(paths: Sequence[str], sets: Sequence[str], values: Sequence[str]) -> Run:
    """Check the scenarios of a command whose only options are paths and parameters."""
    return resolve_options(paths, sets, values).check()


def single_file(run: Run, path: str) -> CheckedFile:
    """Return the only file of a run; an error if the path is a directory with several scenarios."""
    if len(run.files) != 1:
        raise ScenarioKitError(f"{path}: {len(run.files)} scenarios; name one file")
    return run.files[0]


def print_findings(run: Run, findings: Sequence[Finding], *, colour: bool) -> None:
    """Print findings in the files of a run to stderr."""
    from scenario_kit.report.report import report_of, text

    click.echo(text(report_of(run, findings=findings, colour=colour)), nl=False, err=True, color=colour)


def warn_of_values(run: Run, *, colour: bool = False) -> None:
    """Print the findings in files of values to stderr, for a command that does not print all findings."""
    if run.values_findings:
        from scenario_kit.report.report import findings_text, report_of

        report = report_of(run, findings=run.values_findings, colour=colour)
        click.echo(findings_text(report), nl=False, err=True, color=colour)


def write_file(path: str, data: bytes) -> None:
    """Write or replace the file of -o: all of the data or none."""
    from scenario_kit.files.replace import write_whole

    try:
        write_whole(path, data)
    except ScenarioKitError as error:
        raise ScenarioKitError(f"-o {error}; {_OTHER_OUTPUT}") from None


def write_new_file(path: str, data: bytes, remedy: str) -> None:
    """Write the file of -o, all of the data or none; if it exists, raise an error that names the remedy."""
    try:
        Path(path).touch(exist_ok=False)  # takes the name, so that no other program can create the file meanwhile
    except FileExistsError:
        raise ScenarioKitError(f"-o {path}: the file exists; {remedy}") from None
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise ScenarioKitError(f"-o {path}: cannot be written: {why}; {_OTHER_OUTPUT}") from None
    try:
        write_file(path, data)
    except BaseException:
        Path(path).unlink()
        raise


def write_new_files(files: Mapping[str, bytes], remedy: str) -> None:
    """Write files as `write_new_file` does: all of them or none."""
    written: list[str] = []
    try:
        for path, data in files.items():
            write_new_file(path, data, remedy)
            written.append(path)
    except BaseException:
        for path in written:
            Path(path).unlink()
        raise


def _read_ini(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ScenarioKitError(f"--ini {path}: {(error.strerror or 'cannot be read').lower()}") from None


def _split_assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ScenarioKitError("--set takes NAME=VALUE, for example --set trunk=Cisco")
    return name, value
