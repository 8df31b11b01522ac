"""`attune desk`: the practitioner's own commands. Each is imported only when it is used."""

from importlib import import_module

import click

COMMANDS = {
    "serve": ("desk.commands.serve", "Open the desk in your browser."),
}


class DeskGroup(click.Group):
    """A group whose commands are named here and live elsewhere."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module; its attribute is named after the colon, or after the command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute or cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the short helps from the table, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in COMMANDS.items()])


@click.group(cls=DeskGroup, invoke_without_command=True)
@click.pass_context
def desk(ctx: click.Context) -> None:
    """The practitioner's computer: cases, films, clips. Without a command, open the desk in your browser."""
    if ctx.invoked_subcommand is None:
        command = DeskGroup().get_command(ctx, "serve")
        assert command is not None  # noqa: S101  # it stands in the table
        ctx.invoke(command)
