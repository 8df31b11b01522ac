"""`attune doctor`: is everything well with the box, and what to do if not."""

from pathlib import Path

import click
import msgspec

from appliance.commands.exits import translate_errors
from appliance.commands.visit import as_json, data
from attune.exits import Exit
from control.client import SOCKET, Client
from control.messages import Checks

SIGNS = {"good": "well", "warning": "look", "bad": "BAD"}


@click.command()
@data
@as_json
def doctor(data: Path, as_json: bool) -> None:
    """Check camera, microphone, card, clock, power and temperature, and say what to do.

    The phone shows the same checks before a film.

    \b
    Example
      attune doctor --data box

    \b
    Exit codes
      0  all is well, or worth a look only
      8  something keeps the box from filming well
      1  the box is not running
    """
    with translate_errors(), Client(data / SOCKET) as recorder:
        checks = recorder.checks()
    if as_json:
        click.echo(msgspec.json.encode(Checks(checks)).decode())
    else:
        for check in checks:
            click.echo(f"{SIGNS[check.state]:<5} {check.name:<12} {check.message}")
    if any(check.state == "bad" for check in checks):
        raise SystemExit(int(Exit.DEVICE))
