"""`attune factory-reset`: asked for by a button that is held while the box is switched on.

The light says what would go. Amber, fast: settings, keys, and films that a store has. Red, fast: also films that nobody
else has. A hold confirms; where films would be lost for good, a second one. Anything else, or nothing for half a
minute, leaves all as it is.
"""

import logging
import queue
from pathlib import Path
from typing import Literal

import click

from appliance.commands.exits import translate_errors
from appliance.devices.errors import PanelMissing
from appliance.devices.protocols import Panel
from appliance.devices.real.panel import GpioPanel
from appliance.system.factory_reset import erase, unsynced
from attune.exits import Exit, Failure
from control.messages import Light

ANSWER = 30.0
"""Seconds for each confirmation."""
SETTINGS_GO, FILMS_GO = Light("amber", "fast blink"), Light("red", "fast blink")
LAST_WORD = Light("red", "slow blink")
ERASING = Light("blue", "fast blink")

log = logging.getLogger("attune.factory-reset")
Push = Literal["press", "hold"]


@click.command("factory-reset")
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path("/"), hidden=True)
def factory_reset(root: Path) -> None:
    """Remove films, settings, keys and paired phones, as the button and the light agree. Its unit runs it.

    \b
    Exit codes
      0  everything was removed
      7  nothing was: nobody confirmed it
      8  the card failed: some of it is still there
    Example
      attune factory-reset
    """
    logging.basicConfig(level=logging.INFO, format="factory-reset: %(message)s")
    panel = GpioPanel()
    with translate_errors():
        try:
            failed = ask_and_erase(root, panel, ANSWER)
        except PanelMissing as error:
            raise Failure(str(error), Exit.DEVICE) from error
    if failed is None:
        raise Failure("Nothing was removed: nobody confirmed it.", Exit.REFUSED)
    if failed:
        raise Failure(f"{len(failed)} files were not overwritten or removed. Destroy the card.", Exit.DEVICE)


def ask_and_erase(root: Path, panel: Panel, seconds: float) -> list[str] | None:
    """Ask by the light, and erase if each question was answered by a hold; what could not be erased. None: not done."""
    pushes: queue.SimpleQueue[Push] = queue.SimpleQueue()
    panel.start(lambda _: pushes.put("press"), lambda _: pushes.put("hold"))
    try:
        for question in [FILMS_GO, LAST_WORD] if _loses_films(root) else [SETTINGS_GO]:
            panel.show(question)
            if _answer(pushes, seconds) != "hold":
                log.warning("not confirmed, nothing is removed")
                return None
        panel.show(ERASING)
        failed = erase(root)
        for each in failed:
            log.error("%s", each)
        if not failed:
            log.warning("everything of this box is removed")
        return failed
    finally:
        panel.close()


def _loses_films(root: Path) -> bool:
    """Whether films may be lost for good: also where the card does not tell."""
    try:
        lost = unsynced(root)
    except OSError as error:
        log.warning("asked for; the films cannot be read: %s", error.strerror)
        return True
    log.warning("asked for; no store is known to hold %d films", len(lost))
    return bool(lost)


def _answer(pushes: "queue.SimpleQueue[Push]", seconds: float) -> Push | None:
    try:
        return pushes.get(timeout=seconds)
    except queue.Empty:
        return None
