"""One film's way to the store: copy, prove, and copy once more what the proof found wrong."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Literal

from appliance.courier.card import whole
from appliance.courier.errors import NotProven, Taken
from appliance.courier.inventory import Inventory, take, take_begun
from appliance.courier.parallel import each
from appliance.courier.proof import Told, find_wrong, receipt, same
from appliance.courier.store import Item, Session, Store
from appliance.receipts import Receipt
from sealed.journal import INIT, JOURNAL, SIGNATURE

Phase = Literal["copying", "verifying"]
Progress = Callable[[Phase, int, int], Awaitable[None]]
LAST = (JOURNAL, SIGNATURE)
FEW = 8
"""Bytes that may differ in a spoiled copy. Two recorders' keys differ in about forty."""


async def sync(
    folder: Path,
    store: Store,
    progress: Progress,
    proven: set[Item] | None = None,
) -> Receipt:
    """Bring the film in `folder` to the store and prove that it is there. Raises CourierErrors only.

    Can be broken off at any point and called again: what is there already is not sent twice, and with the same set
    `proven` what came back right is not read twice.
    """
    film = await asyncio.to_thread(take, folder)
    async with store.connect() as session:
        await copy(session, film, store, Tally("copying", film.size, progress))
    tally = Tally("verifying", film.size, progress)
    wrong = await find_wrong(store, film.film, film.items, tally.add, proven)
    if wrong:
        await mend(store, film.film, wrong)
        if still := await find_wrong(store, film.film, wrong, _unheard):
            raise NotProven(store=store.name, name=still[0].name)
    return receipt(store, film)


async def begin(folder: Path, store: Store) -> None:
    """Bring what the signature of a film that is still being made vouches for; journal and signature stay here.

    Without them the film there is visibly not whole. Raises CourierErrors.
    """
    film = await asyncio.to_thread(take_begun, folder)
    if film.items:
        async with store.connect() as session:
            await _claim(session, film, store)
            await _fill(session, film, store, _unheard)


async def copy(session: Session, film: Inventory, store: Store, tally: "Tally") -> None:
    """Put what the store lacks; the journal and its signature last, so that a film there is whole or visibly not.

    An object that is there with the right size is taken for ours; the proof reads it and finds out.
    """
    await _claim(session, film, store)
    put = await _fill(session, film, store, tally.add)
    await session.settle(film.film)
    for item in film.items:
        if item.name in LAST:
            await put(item)
    await session.settle(film.film)


async def _fill(session: Session, film: Inventory, store: Store, told: Told) -> Callable[[Item], Awaitable[None]]:
    """Put all but the last two that the store lacks; returns what does so for one object."""
    there = await session.listing(film.film)

    async def put(item: Item) -> None:
        if item.name not in there:
            await session.put(film.film, item)
        elif there[item.name] != item.size:
            await session.replace(film.film, item)
        await told(item.size)

    await each((item for item in film.items if item.name not in LAST), put, store.parallel)
    return put


async def mend(store: Store, film: str, wrong: Iterable[Item]) -> None:
    """Put again what came back wrong."""
    async with store.connect() as session:
        for item in wrong:
            await session.replace(film, item)
        await session.settle(film)


async def _claim(session: Session, film: Inventory, store: Store) -> None:
    """Make sure that the film's name at the store is ours. Raises Taken, and then nothing was touched."""
    first = film.items[0]
    if await session.claim(film.film, first) or await same(session, film.film, first):
        return
    theirs = b""
    async for chunk in session.read(film.film, first.name):
        theirs += chunk
        if len(theirs) > first.size:
            break
    if not spoiled(theirs, await asyncio.to_thread(whole, first)):
        # What a store lost of film.json it may have kept of the header: that is never the same for two films.
        header = next((item for item in film.items if item.name == INIT), None)
        if header is None or not await same(session, film.film, header):
            raise Taken(store=store.name, film=film.film)
    await session.replace(film.film, first)


def spoiled(theirs: bytes, ours: bytes) -> bool:
    """Whether `theirs` is what a bad store left of `ours`: nothing, or the same but for a few bytes.

    Another recorder's film.json has another key, which differs in far more.
    """
    if not theirs.strip(b"\0"):
        return True
    return len(theirs) == len(ours) and sum(a != b for a, b in zip(theirs, ours, strict=True)) <= FEW


async def _unheard(_: int) -> None:
    """For a second pass, which the progress bar has no room for."""


class Tally:
    """Adds up bytes and tells the sum."""

    def __init__(self, phase: Phase, total: int, progress: Progress) -> None:
        self._phase: Phase = phase
        self._done = 0
        self._total = total
        self._progress = progress

    async def add(self, count: int) -> None:
        """So many bytes more."""
        self._done += count
        await self._progress(self._phase, self._done, self._total)
