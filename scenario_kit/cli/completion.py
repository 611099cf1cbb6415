"""The command `completion`."""

from __future__ import annotations

import click

PROGRAM = "scenario-kit"


@click.command(epilog="Example: scenario-kit completion bash >> ~/.bashrc")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a script for shell completion of commands, options and starters.

    Save it where the shell looks for such scripts:

    \b
    bash  ~/.local/share/bash-completion/completions/scenario-kit
    zsh   _scenario-kit in a folder of $fpath, such as ~/.zfunc
    fish  ~/.config/fish/completions/scenario-kit.fish
    """  # noqa: D301  Click does not wrap the lines after this mark
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None, "Click knows the shells that the argument takes"  # noqa: S101
    variable = f"_{PROGRAM.upper().replace('-', '_')}_COMPLETE"
    click.echo(kind(context.find_root().command, {}, PROGRAM, variable).source())
