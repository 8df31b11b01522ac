"""`attune courier`: the process that copies sealed films to the store and proves that they are there."""

import asyncio
import logging
import signal
from pathlib import Path

import click

from appliance.commands.exits import translate_errors
from appliance.courier.health_report import HealthReporter
from appliance.courier.periodic import every
from appliance.courier.progress_watchdog import ProgressWatchdog
from appliance.courier.service import Courier
from appliance.courier.settings import CourierSettings, read_settings
from appliance.courier.update_fetch import UpdateFetcher
from appliance.system.systemd import ServiceManager
from attune.exits import Exit, Failure
from control.client import Client
from stores.errors import BadStore

HEALTH = 600.0
"""Seconds between two looks whether a health report is due."""
UPDATES = 3600.0
"""Seconds between two looks for an update."""


@click.command()
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Settings (TOML): control, films, [store] url.",
)
def courier(config: Path) -> None:
    """Run the courier: it copies the films that the box asks for to the store, reads every byte back, and hands the
    box a receipt. It waits for a box or a store that is away, and takes up what an earlier run left unfinished.

    \b
    Example
      attune courier --config courier.toml
    with courier.toml
      control = "/var/lib/attune/courier/courier.sock"
      films = "/var/lib/attune/films"
      [store]
      url = "file:///media/films"
    """
    logging.basicConfig(level=logging.INFO, format="courier: %(message)s")
    logging.getLogger("asyncssh").setLevel(logging.ERROR)  # what matters of it is in our own errors
    with translate_errors():
        settings = read_settings(config)
        asyncio.run(_run(settings))


async def _run(settings: CourierSettings) -> None:
    """Serve until SIGTERM or SIGINT; what is under way is broken off and taken up by the next run."""
    watch, manager = ProgressWatchdog(), ServiceManager()
    try:
        store = settings.open_store(watch)
    except BadStore as error:
        raise Failure(str(error), Exit.USAGE) from error
    with Client(Path(settings.control)) as recorder:
        courier = Courier(recorder, Path(settings.films), store, settings.store.early, settings.cards, watch)
        health = HealthReporter(recorder, store, watch)
        work = asyncio.create_task(courier.run())
        beside = [
            asyncio.create_task(watch.feed(manager)),
            asyncio.create_task(every(HEALTH, "health report", health.leave)),
        ]
        if settings.updates is not None:
            fetcher = UpdateFetcher(store, settings.updates)
            beside.append(asyncio.create_task(every(UPDATES, "update", fetcher.fetch)))
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, work.cancel)
        await asyncio.wait({work})
        for task in beside:
            task.cancel()
        manager.stopping()
        if not work.cancelled():
            work.result()
