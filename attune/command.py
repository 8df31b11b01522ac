"""The root of the command line. Each command is imported only when it is used: the web never loads the recorder."""

import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from attune import __version__
from attune.exits import Failure

COMMANDS = {
    "keygen": ("desk.commands.keygen", "Make an age identity: the key that opens films."),
    "unseal": ("desk.commands.unseal", "Open one age file to standard output."),
    "verify": ("desk.commands.verify", "Check that a film is whole and who recorded it."),
    "open": ("desk.commands.open", "Open a sealed film as an MP4."),
    "marks": ("desk.commands.marks", "List the marks of a film."),
    "desk": ("desk.commands.desk", "Work at the desk: cases, films, clips."),
    "run": ("attune.run", "Run a whole box on this machine."),
    "recorder": ("appliance.commands.recorder", "Run the recorder: films, seals, wipes."),
    "web": ("web.server.command", "Run the phone's pages."),
    "courier": ("appliance.commands.courier", "Run the courier: copies films to the store."),
    "press": ("appliance.commands.visit:press", "Press the button: start filming, or mark."),
    "hold": ("appliance.commands.visit:hold", "Hold the button: stop filming, or open pairing."),
    "mark": ("appliance.commands.visit:mark", "Mark this moment."),
    "status": ("appliance.commands.visit:status", "Show what the box is doing."),
    "first-boot": ("appliance.commands.first_boot:first_boot_command", "Set a box up from its bundle."),
    "factory-reset": (
        "appliance.commands.factory_reset:factory_reset",
        "Remove everything, by the button.",
    ),
    "update": ("appliance.commands.update:update", "Install, try and keep updates of the box's image."),
    "doctor": ("appliance.commands.doctor", "Check the devices, and say what to do."),
    "films": ("appliance.commands.films", "List the films on the box."),
    "sync": ("appliance.commands.sync", "Copy films to the store and verify them."),
    "store": ("appliance.commands.store", "Check that films can go to a store, and what it proves."),
    "receipts": ("appliance.commands.receipts", "Check the proofs that a store holds a film."),
    "wipe": ("appliance.commands.removal:wipe", "Remove a film that has a receipt."),
    "discard": ("appliance.commands.removal:discard", "Remove a film without a receipt, on the family's wish."),
    "provision": ("provision.commands.provision", "Prepare boxes: keys, bundles, labels, the fleet."),
    "completion": ("attune.completion", "Complete commands in a shell."),
    "simulate": ("appliance.commands.visit:simulate", "Make a simulated device fail, or mend it."),
}

ROLES = {"attune": "appliance,web"}
"""The extra that a command of this package needs, where it is not the package's own name."""


class LazyGroup(click.Group):
    """A group whose commands are named here and live elsewhere."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command. What the terminal's encoding lacks is shown as ?, and never ends the command.

        Under --json errors are JSON too, on standard error: what went wrong, and the exit code.
        """
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="replace")
        if "--json" not in (kwargs.get("args") or (args[0] if args else None) or sys.argv[1:]):
            return super().main(*args, **kwargs)
        import json  # noqa: PLC0415 - a sixth of a start, and seldom needed

        try:
            code = super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.ClickException as error:
            print(json.dumps({"error": error.format_message(), "exit": error.exit_code}), file=sys.stderr)
            sys.exit(error.exit_code)
        except click.Abort:
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of a visit, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module; its attribute is named after the colon, or after the command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        try:
            command: click.Command = getattr(import_module(module), attribute or cmd_name)
        except ModuleNotFoundError as error:
            role = ROLES.get(module.partition(".")[0], module.partition(".")[0])
            why = f"`attune {cmd_name}` needs {error.name}, which is not installed."
            raise Failure(f"{why} Install it: pip install 'attune[{role}]'") from error
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the short helps from the table, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in COMMANDS.items()])


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="attune")
def main() -> None:
    """Record a home visit for Video Interaction Guidance: film, seal, sync, wipe, and open at the desk.

    \b
    Exit codes
      0  fine
      1  anything not listed here
      2  usage
      3  cut short: the good part is there
      4  damaged, missing, reordered or swapped
      5  unknown recorder
      6  no key fits
      7  refused: no receipt, no space, wrong state
      8  a device fault
    """
