"""The command line: the commands, the data that they look up, and error messages.

Exit codes: 0 success; 1 findings, differences or failed tests; 2 wrong use, or a file cannot be read or written.
"""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from keyword import iskeyword

import click

from scenario_kit._version import __version__
from scenario_kit.cli.options import WRONG_USE
from scenario_kit.findings.model import ScenarioKitError, did_you_mean

_OUTPUT_ERRORS = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO)
"""Errors of the operating system when standard output cannot be written; they name no file."""

COMMANDS = {
    "Write and check": {"new": "new", "validate": "validate", "fmt": "fmt"},
    "Build": {"build": "build", "diff": "diff", "import": "import_", "graph": "graph", "page": "page"},
    "Sheet formats": {"profile": "profile"},
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
"""The modules of the commands, by name and by heading of the help, in the order in which a user needs them."""

_MODULES = {name: module for commands in COMMANDS.values() for name, module in commands.items()}


class _Commands(click.Group):
    """All commands, listed under headings; the module of a command is imported when the command is looked up."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  Click's signature
        """Return the names of the commands, in the order of the help."""
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  Click's signature
        """Return the command with a name, or None."""
        if cmd_name not in _MODULES:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"{__name__}.{_MODULES[cmd_name]}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an error about an unknown name suggests a similar one."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            hint = did_you_mean(args[0], _MODULES)
            if hint is None:
                raise
            raise click.UsageError(f"{error.message.removesuffix('.')}; {hint}", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, aligned across all headings."""
        longest = max(map(len, _MODULES))
        for heading, names in COMMANDS.items():
            commands = [(name, self.get_command(ctx, name)) for name in names]
            with formatter.section(heading):  # 200 is more characters than any summary has
                formatter.write_dl(
                    [(f"{name:<{longest}}", cmd.get_short_help_str(200)) for name, cmd in commands if cmd]
                )


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: scenario-kit build scenarios -o build",
)
@click.version_option(__version__, prog_name="scenario-kit")
@click.option("--debug", is_flag=True, expose_value=False, help="Show a stack trace on unexpected errors.")
@click.pass_context
def cli(context: click.Context) -> None:
    """Call scenarios as code for the Simotel PBX: validate, build, and merge into simotel.ini.

    Without a command, show the scenarios in this folder and the next steps.
    """
    if context.invoked_subcommand is None:
        from scenario_kit.cli.welcome import welcome

        click.echo(welcome(), nl=False)


def main() -> None:
    """Run the command, and turn any error into a message and an exit code."""
    # Plugins of other packages must not change the meaning of a scenario, and searching for them is slow.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        result = cli.main(standalone_mode=False)
        sys.exit(result if isinstance(result, int) else 0)
    except click.exceptions.Abort:
        sys.exit(130)  # as shells do after Ctrl-C
    except click.ClickException as error:
        error.show()
    except ScenarioKitError as error:
        from scenario_kit.findings.printable import printable

        click.echo(f"scenario-kit: {printable(str(error))}", err=True)
    except BrokenPipeError:
        _discard_output()
    except OSError as error:
        if error.filename is not None or error.errno not in _OUTPUT_ERRORS:
            _unexpected(error)
        else:
            click.echo(f"scenario-kit: cannot write standard output: {os.strerror(error.errno).lower()}", err=True)
            _discard_output()
    except Exception as error:  # noqa: BLE001  the command's edge
        _unexpected(error)
    sys.exit(WRONG_USE)


def _discard_output() -> None:
    """Discard buffered output; otherwise Python tries to write it again at exit, and fails."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unexpected(error: Exception) -> None:
    """Report an unexpected error without its text, which may contain a secret."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    if "--debug" in sys.argv:
        click.echo("".join(traceback.format_list(frames)) + type(error).__name__, err=True)
    place = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}"
    click.echo(
        f"scenario-kit: unexpected {type(error).__name__} at {place}, version {__version__}; please report this line "
        "with the command and, if possible, the file (--debug shows more)",
        err=True,
    )
