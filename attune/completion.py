"""`attune completion`: what makes a shell complete the commands, their options and their values."""

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the completion script of a shell; it asks `attune` itself for what may follow.

    \b
    Examples
      attune completion bash > ~/.local/share/bash-completion/completions/attune
      attune completion zsh  > ~/.zfunc/_attune
      attune completion fish > ~/.config/fish/completions/attune.fish
    """
    kind = get_completion_class(shell)
    if kind is not None:
        root = click.get_current_context().find_root()
        click.echo(kind(root.command, {}, "attune", "_ATTUNE_COMPLETE").source())
