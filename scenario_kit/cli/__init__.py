"""The command line: arguments to calls of the library, and its results to exit codes. No logic of its own.

Exit codes: 0 fine; 1 findings, differences or failed tests; 2 wrong use, or something could not be read or written.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from keyword import iskeyword

import click

from scenario_kit._version import __version__
from scenario_kit.findings.model import ScenarioKitError, did_you_mean

SENTENCE = 200
"""Characters of a command's first sentence that the list of commands shows: all of it."""

WRONG_USE = 2
INTERRUPTED = 130


COMMANDS = {
    "Write and check": {"new": "new", "validate": "validate", "fmt": "fmt"},
    "Build": {"build": "build", "diff": "diff", "import": "import_", "graph": "graph", "page": "page"},
    "Rehearse": {"simulate": "rehearse", "test": "rehearse", "probe": "probe"},
    "The PBX": {"ini": "ini", "inventory": "inventory", "originate": "originate"},
    "Look up": {
        "rules": "catalogue",
        "explain": "catalogue",
        "components": "catalogue",
        "schema": "schema",
        "completion": "completion",
    },
}
"""The commands with their module, in the order of work, under the headings of the help."""


class _Commands(click.Group):
    """The group of all commands, listed under their headings; the module of one is imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  as Click has it
        """Return the names of the commands, in the order of work."""
        return [name for commands in COMMANDS.values() for name in commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  as Click has it
        """Return a command by its name."""
        module = next((commands[cmd_name] for commands in COMMANDS.values() if cmd_name in commands), None)
        if module is None:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"{__name__}.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant; where there is none, say which was probably."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            hint = did_you_mean(args[0], self.list_commands(ctx))
            if hint is None:
                raise
            raise click.UsageError(f"{error.message.removesuffix('.')}; {hint}", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with what they do, one column for all."""
        longest = max(map(len, self.list_commands(ctx)))
        for heading, names in COMMANDS.items():
            rows = [
                (f"{name:<{longest}}", command.get_short_help_str(SENTENCE))
                for name in names
                if (command := self.get_command(ctx, name)) is not None
            ]
            with formatter.section(heading):
                formatter.write_dl(rows)


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


def main() -> None:
    """Run the command; whatever goes wrong becomes one line and an exit code, never a traceback."""
    # What else is installed must not change what a scenario means, and to look for it takes time at each start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        result = cli.main(standalone_mode=False)
        sys.exit(result if isinstance(result, int) else 0)
    except click.exceptions.Abort:
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(WRONG_USE)
    except ScenarioKitError as error:
        from scenario_kit.findings.printable import printable

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
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    if "--debug" in sys.argv:
        click.echo("".join(traceback.format_list(frames)) + type(error).__name__, err=True)
    place = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}"
    click.echo(
        f"scenario-kit: unexpected {type(error).__name__} at {place}, version {__version__}; please report this line "
        "with the command and, if you may, the file (--debug shows more)",
        err=True,
    )
