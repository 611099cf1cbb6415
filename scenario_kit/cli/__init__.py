"""The command line: arguments to calls of the library, and its results to exit codes. No logic of its own.

Exit codes: 0 fine; 1 findings, differences or failed tests; 2 wrong use, or something could not be read or written.
"""

from __future__ import annotations

import os
import sys
import traceback

import click

from scenario_kit import __version__
from scenario_kit.cli.build import build
from scenario_kit.cli.catalogue import components, explain, rules
from scenario_kit.cli.completion import completion
from scenario_kit.cli.diff import diff
from scenario_kit.cli.fmt import fmt
from scenario_kit.cli.graph import graph
from scenario_kit.cli.import_ import import_
from scenario_kit.cli.ini import ini
from scenario_kit.cli.inventory import inventory
from scenario_kit.cli.new import new
from scenario_kit.cli.originate import originate
from scenario_kit.cli.page import page
from scenario_kit.cli.probe import probe
from scenario_kit.cli.rehearse import simulate, test
from scenario_kit.cli.schema import schema
from scenario_kit.cli.validate import validate
from scenario_kit.findings import ScenarioKitError

SENTENCE = 200
"""Characters of a command's first sentence that the list of commands shows: all of it."""

WRONG_USE = 2
INTERRUPTED = 130


COMMANDS = {
    "Write and check": (new, validate, fmt),
    "Build": (build, diff, import_, graph, page),
    "Rehearse": (simulate, test, probe),
    "The PBX": (ini, inventory, originate),
    "Look up": (rules, explain, components, schema, completion),
}
"""The commands in the order of work, under the headings of the help."""


class _Commands(click.Group):
    """The group of all commands, which its help lists under their headings."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with what they do, one column for all."""
        longest = max(map(len, self.list_commands(ctx)))
        for heading, commands in COMMANDS.items():
            with formatter.section(heading):
                formatter.write_dl(
                    [(f"{command.name:<{longest}}", command.get_short_help_str(SENTENCE)) for command in commands]
                )


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: scenario-kit build scenarios -o build",
)
@click.version_option(__version__, prog_name="scenario-kit")
@click.option("--debug", is_flag=True, help="Show where in the program an unexpected error arose.")
@click.pass_context
def cli(context: click.Context, *, debug: bool) -> None:
    """Call scenarios as code for the Simotel PBX: validate, build, and merge into simotel.ini.

    Without a command it says what is in this folder and what can be done next.
    """
    del debug  # read by `main`, which stands around this
    if context.invoked_subcommand is None:
        from scenario_kit.cli.welcome import welcome

        click.echo(welcome(), nl=False)


for group in COMMANDS.values():
    for command in group:
        cli.add_command(command)


def main() -> None:
    """Run the command; whatever goes wrong becomes one line and an exit code, never a traceback."""
    try:
        result = cli.main(standalone_mode=False)
        sys.exit(result if isinstance(result, int) else 0)
    except click.exceptions.Abort:
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(WRONG_USE)
    except ScenarioKitError as error:
        from scenario_kit.formats.terminal import printable

        click.echo(f"scenario-kit: {printable(str(error))}", err=True)
        sys.exit(WRONG_USE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains at exit
        sys.exit(WRONG_USE)
    except Exception as error:  # noqa: BLE001  the command's edge
        _unexpected(error)
        sys.exit(WRONG_USE)


def _unexpected(error: Exception) -> None:
    """Say what happened without the error's own text, in which a secret could stand."""
    frames = traceback.extract_tb(error.__traceback__)
    if "--debug" in sys.argv:
        click.echo("".join(traceback.format_list(frames)) + type(error).__name__, err=True)
    place = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}"
    click.echo(
        f"scenario-kit: unexpected {type(error).__name__} at {place}, version {__version__}; please report this line "
        "with the command and, if you may, the file (--debug shows more)",
        err=True,
    )
