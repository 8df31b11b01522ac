"""`attune first-boot`: what a box does before everything else at each start."""

import logging
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from appliance.devices.errors import PanelMissing
from appliance.devices.panel import NoPanel
from appliance.devices.protocols import Panel
from appliance.devices.real.panel import GpioPanel
from appliance.system.bring_up import board, bring_up
from appliance.system.first_boot import first_boot
from appliance.system.provisioning_status import StartStatus
from attune.exits import Exit
from control.messages import Light

PLACES = ("/bootfs", "/boot/firmware", "/media/ATTUNE")
LOOK = 2.0
"""Seconds between two looks for a stick, while a box that is not set up waits for one."""
FAULT = Light("amber", "slow blink")

log = logging.getLogger("attune.first-boot")


@click.command("first-boot")
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path("/"), help="For tests.")
@click.option(
    "--place",
    "places",
    type=click.Path(path_type=Path),
    multiple=True,
    help=f"Look for the bundle here; may be given again. Otherwise in {', '.join(PLACES)}.",
)
@click.option("--once", is_flag=True, help="Do not wait for a bundle when the box is not set up.")
def first_boot_command(root: Path, places: tuple[Path, ...], once: bool) -> None:
    """Set the box up from its bundle, if there is one, and hand its access point to NetworkManager.

    A bundle is checked, applied, and destroyed; one that is refused stays, and the reason is written beside it, into
    the journal, and onto the phone's page. A box that was never set up blinks amber and waits for a stick.

    \b
    Exit codes
      0  the box is set up
      7  it is not, and no bundle can be used (--once)
    Example
      attune first-boot --place /bootfs --place /media/ATTUNE
    """
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="first-boot: %(message)s")
    look_in = places or tuple(map(Path, PLACES))
    status = _look(root, look_in, None)
    if status.prevents and not once:
        panel = _panel()
        try:
            while status.prevents:
                time.sleep(LOOK)
                status = _look(root, look_in, status)
        finally:
            panel.close()
    bring_up(root)
    if status.prevents:
        raise SystemExit(int(Exit.REFUSED))


def _look(root: Path, places: tuple[Path, ...], before: StartStatus | None) -> StartStatus:
    status = first_boot(root, places, board(), datetime.now(UTC))
    if status != before:
        log.log(logging.WARNING if status.code else logging.INFO, "%s", status.message or status.state)
    return status


def _panel() -> Panel:
    """The light, blinking: with the usual pins, since no bundle has named others."""
    try:
        panel = GpioPanel()
        panel.start(lambda _: None, lambda _: None)
    except PanelMissing as error:
        log.warning("%s", error)
        return NoPanel()
    panel.show(FAULT)
    return panel
