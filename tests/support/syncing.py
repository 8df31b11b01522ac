"""One film's way to a store, as the courier goes it."""

import asyncio
from pathlib import Path

from appliance.courier.sync import sync
from sealed.papers.receipt import Receipt
from stores.store import Store


def run(film: Path, store: Store, told: list[tuple[str, int, int]] | None = None) -> Receipt:
    """Sync a film; its receipt. What the courier reports of its progress goes into `told`."""

    async def progress(phase: str, done: int, total: int) -> None:
        if told is not None:
            told.append((phase, done, total))

    return asyncio.run(sync(film, store, progress))
