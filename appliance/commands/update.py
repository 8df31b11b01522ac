"""`attune update`: what the units of updates run as root, and RAUC's boot loader backend."""

import logging
from pathlib import Path

import click
import msgspec

from appliance.commands.exits import translate_errors
from appliance.commands.visit import as_json
from appliance.system.autoboot import AUTOBOOT, make_usual, usual_slot
from appliance.system.image import SLOTS, booted_slot, installed
from appliance.system.lock import only_one
from appliance.system.rauc import Rauc
from appliance.system.systemctl import Systemctl
from appliance.system.update import Updater
from appliance.system.update_record import read_record
from attune.exits import Exit, Failure
from control.client import Client
from control.errors import ControlError
from control.messages import Status
from control.sockets import SOCKET

QUIET = 1800.0
READY = 300.0
CERTIFICATE = "etc/attune/updates.crt"

root_option = click.option(
    "--root", type=click.Path(file_okay=False, path_type=Path), default="/", help="Where the system is laid out."
)


@click.group()
def update() -> None:
    """Install, try and keep updates of the box's image. The box does so by itself; these are its units' commands."""


@update.command()
@root_option
@as_json
def status(root: Path, as_json: bool) -> None:
    """Show the version, the slot, and how the last update stands.

    \b
    Exit codes
      0  nothing is wrong
      7  the last update was refused, or failed
    Example
      attune update status
    """
    record, image, slot = read_record(root), installed(root), booted_slot(root)
    if as_json:
        facts = {"version": image.version, "kind": image.kind, "slot": slot, "update": record}
        click.echo(msgspec.json.encode(facts).decode())
    else:
        click.echo(f"{image.version}{f' in slot {slot}' if slot else ''}")
        click.echo(record.message or f"Update: {record.state}{f' ({record.version})' if record.version else ''}")
    if record.code:
        raise SystemExit(int(Exit.REFUSED))


@update.command()
@root_option
@click.option("--quiet", type=float, default=QUIET, show_default=True, help="Seconds without a film before a restart.")
def install(root: Path, quiet: float) -> None:
    """Look for an update, and do the next step: install it, or start the box with it. Never while filming.

    \b
    Exit codes
      0  there was nothing to do, or it is done
    Example
      attune update install
    """
    logging.basicConfig(level=logging.INFO, format="update: %(message)s")
    folder = root / "run/attune"
    folder.mkdir(parents=True, exist_ok=True)
    with translate_errors(), only_one("update", folder):
        _updater(root, quiet).run()


@update.command()
@root_option
@click.option("--within", type=float, default=READY, show_default=True, help="Seconds until the recorder is ready.")
def confirm(root: Path, within: float) -> None:
    """Keep the update that was started, once the recorder reports ready; else go back.

    \b
    Exit codes
      0  it is kept, or there was none
      7  the box goes back to the version before
    Example
      attune update confirm
    """
    logging.basicConfig(level=logging.INFO, format="update: %(message)s")
    with translate_errors():
        kept = _updater(root, QUIET).confirm(within)
    if not kept:
        raise Failure("The update is not kept. `attune update status` says why.", Exit.REFUSED)


@update.command(hidden=True)
@root_option
@click.argument("what", type=click.Choice(["get-primary", "set-primary", "get-state", "set-state", "get-current"]))
@click.argument("slot", type=click.Choice(sorted(SLOTS.values())), required=False)
@click.argument("state", required=False)
def backend(root: Path, what: str, slot: str | None, state: str | None) -> None:
    """What RAUC asks of the boot loader (its documentation, "Custom bootloader backend").

    A slot that was installed is started once, by the restart that asks for it. It becomes the usual one only when it
    runs and is marked good.
    """
    path = root / AUTOBOOT
    try:
        usual = usual_slot(path)
    except (OSError, ValueError) as error:
        raise Failure(f"The boot loader's settings cannot be used ({error}).") from error
    match what:
        case "get-primary":
            click.echo(usual)
        case "get-current":
            click.echo(booted_slot(root) or usual)
        case "get-state":
            click.echo("good" if slot == usual else "bad")
        case "set-state" if slot and state == "good" and slot != usual:
            if booted_slot(root) != slot:
                raise Failure(f"Slot {slot} does not run, and so nobody knows whether it is good.", Exit.REFUSED)
            make_usual(path, slot)


def _updater(root: Path, quiet: float) -> Updater:
    return Updater(root, Rauc(root / CERTIFICATE), Systemctl(), lambda: _status(root), quiet)


def _status(root: Path) -> Status | None:
    try:
        with Client(root / "var/lib/attune" / SOCKET) as recorder:
            return recorder.status()
    except ControlError:
        return None
