"""Copies films to a store named on the command line, without the courier: for the odd disk that IT plugs in."""

import asyncio
from pathlib import Path

from rich.progress import Progress

from appliance.courier.removal import remove
from appliance.courier.sync import Phase, sync
from attune.progress import transfers
from control.client import Client
from control.sockets import COURIER_SOCKET
from stores.store import Store


def carry(data: Path, films: list[str], store: Store, quiet: bool) -> None:
    """Remove what was discarded since, copy each film, verify it, hand the box the receipt.

    The first failure ends it (CourierError, ControlError).
    """
    with (
        Client(data / COURIER_SOCKET) as recorder,
        transfers(quiet) as bars,
    ):
        for removal in recorder.sync_queue().removals:
            if removal.store == store.name:
                left = asyncio.run(remove(store, removal.film, removal.facts))
                recorder.copy_removed(removal.film, store.name, left)
        for film in films:
            receipt = asyncio.run(_one(recorder, data / "films" / film, store, bars))
            recorder.put_receipt(film, receipt)


async def _one(recorder: Client, folder: Path, store: Store, bars: Progress) -> bytes:
    bar = bars.add_task(folder.name, total=None)

    async def progress(phase: Phase, done: int, total: int) -> None:
        bars.update(bar, description=f"{folder.name} {phase}", total=total, completed=done)

    async def announce(film: str) -> None:
        await asyncio.to_thread(recorder.begin_copy, film, store.name)

    return (await sync(folder, store, progress, announce=announce)).encode()
