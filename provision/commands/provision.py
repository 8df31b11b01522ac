"""`attune provision`: the group; each of its commands is imported only when it is used."""

from importlib import import_module

import click

COMMANDS = {
    "service": ("provision.commands.service", "The service's keys: make, back up, restore."),
    "box": ("provision.commands.box", "Boxes: make, write, list, renew, revoke, retire."),
    "accounts": ("provision.commands.accounts", "The boxes' accounts at an S3 store."),
    "labels": ("provision.commands.labels", "Draw the boxes' labels as a PDF."),
    "handout": ("provision.commands.handout", "Write what phones and desks need, and the inventory."),
    "update": ("provision.commands.update", "Make an update of the image, and stage it for boxes."),
    "fleet": ("provision.commands.fleet", "Show how the boxes are, from their health reports."),
}


class ProvisionGroup(click.Group):
    """Commands out of the table above."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name][0]), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The short helps, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in COMMANDS.items()])


@click.command(cls=ProvisionGroup)
def provision() -> None:
    """Prepare boxes: keys of their own, a bundle for each card, labels; later, see how they are.

    Runs on any laptop. Everything secret lies in one folder under one passphrase.

    \b
    From nothing to forty boxes
      attune provision service init --service svc --name "Family Service"
      attune provision box new --service svc --csv boxes.csv --out made
      attune provision labels --service svc --out labels.pdf
      attune provision handout --service svc --out handout
      attune provision box write made/attune-01 /media/bootfs

    The guide is docs/it/provisioning.md.
    """
