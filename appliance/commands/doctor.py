"""`attune doctor`: is everything well with the box, and what to do if not."""

import os
from pathlib import Path

import click
import msgspec

from appliance.commands.acceptance import page
from appliance.commands.platform_checks import Platform
from appliance.commands.visit import as_json
from appliance.system.box_files import STATE
from appliance.system.provisioned import read_provisioned
from attune.exits import Exit, Failure
from control.client import Client
from control.errors import ControlError
from control.messages import Check
from control.sockets import SOCKET

SIGNS = {"good": "well", "warning": "look", "bad": "BAD", "unknown": "-"}


@click.command()
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=f"/{STATE}",
    envvar="ATTUNE_DATA",
    show_envvar=True,
    show_default=True,
    help="The box's folder, as given to `attune run`.",
)
@as_json
@click.option("--acceptance", is_flag=True, help="Print the page for the acceptance run of a real Raspberry Pi.")
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default="/", hidden=True)
def doctor(data: Path, as_json: bool, acceptance: bool, root: Path) -> None:
    """Check camera, microphone, card, clock, power and temperature, and say what to do.

    The phone shows the same checks before a film. On a box the machine is checked too, whether the recorder runs or
    not: units, sandbox, versions, the last update, swap, card, space, radio, uplink, boot loader, certificate.

    \b
    Examples
      attune doctor --data box
      attune doctor --acceptance

    \b
    Exit codes
      0  all is well, or worth a look only
      8  something keeps the box from filming well
      1  the box is not running
    """
    found = Platform(root, data).checks() if acceptance or _is_box(root, data) else []
    if acceptance:
        box = read_provisioned(root)
        click.echo(page(box.box if box else "not set up", str(data), found))
        return
    checks, away = _recorders(data)
    shown = [(str(check.name), str(check.state), check.message) for check in checks]
    shown += [(check.name, check.state, check.message) for check in found]
    if as_json:
        parts = ({} if away else {"checks": checks}) | ({"platform": found} if found else {})
        if parts:
            click.echo(msgspec.json.encode(parts).decode())
    else:
        for name, state, message in shown:
            click.echo(f"{SIGNS[state]:<5} {name:<12} {message}")
    if away is not None:
        raise Failure(str(away), away.exit) from away
    if any(state == "bad" for _, state, _ in shown):
        raise SystemExit(int(Exit.DEVICE))


def _is_box(root: Path, data: Path) -> bool:
    """A laptop's box has no machine of its own."""
    return os.path.realpath(data) == os.path.realpath(root / STATE) and (root / "etc/attune").is_dir()


def _recorders(data: Path) -> tuple[tuple[Check, ...], ControlError | None]:
    try:
        with Client(data / SOCKET) as recorder:
            return recorder.checks(), None
    except ControlError as error:
        return (), error
