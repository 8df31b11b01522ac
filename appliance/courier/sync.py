"""Syncs one film: copy, verify, and copy again what verification found wrong."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Literal

from appliance.courier.claim import claim
from appliance.courier.inventory import Inventory, read_item, take, take_begun
from appliance.courier.verify import Told, find_wrong, receipt
from sealed.film.journal import JOURNAL, SIGNATURE
from sealed.papers.receipt import Receipt
from stores.errors import BoxDamaged, NotProven
from stores.parallel import each
from stores.read_back import same
from stores.store import Item, Session, Store

Phase = Literal["copying", "verifying"]
Progress = Callable[[Phase, int, int], Awaitable[None]]
Announce = Callable[[str], Awaitable[None]]
LAST = (JOURNAL, SIGNATURE)


async def sync(
    folder: Path, store: Store, progress: Progress, proven: set[Item] | None = None, announce: Announce | None = None
) -> Receipt:
    """Copy the film in `folder` to the store and verify every byte of it. Raises CourierErrors.

    `announce` is called after the connection is made, before the first object is put.

    May be interrupted at any point and called again: objects that are there are not sent again, and those in the same
    set `proven` are not read again.
    """
    film = await asyncio.to_thread(take, folder)
    async with store.connect() as session:
        await _announce(announce, film.film)
        items = await copy(session, film, store.parallel, Tally("copying", film.size, progress))
    tally = Tally("verifying", film.size, progress)
    wrong = await find_wrong(store, film.film, items.values(), tally.add, proven)
    if wrong:
        mended = await mend(store, film, wrong)
        if still := await find_wrong(store, film.film, mended, _unheard):
            raise NotProven(store=store.name, name=still[0].name)
        items |= {item.name: item for item in mended}
    return receipt(store, film, [items[path.name] for path in film.paths])


async def begin(folder: Path, store: Store, announce: Announce | None = None) -> None:
    """Copy what the signature of a film in the making covers; the journal and its signature are left out.

    Without them the copy is visibly incomplete. Raises as `sync` does.
    """
    film = await asyncio.to_thread(take_begun, folder)
    if film.paths:
        async with store.connect() as session:
            await _announce(announce, film.film)
            await FilmSync(session, film, _unheard).bring(film.paths, store.parallel)


async def copy(session: Session, film: Inventory, parallel: int, tally: "Tally") -> dict[str, Item]:
    """Put what the store lacks; the journal and its signature last, so that a copy is either complete or visibly not.

    An object of the right size is skipped; verification reads it later. Returns what the store must hold, by name: as
    the journal recorded it, or as it is on the box.
    """
    work = FilmSync(session, film, tally.add)
    await work.bring((path for path in film.paths if path.name not in LAST), parallel)
    await session.settle(film.film)
    await work.bring((path for path in film.paths if path.name in LAST), 1)
    await session.settle(film.film)
    return work.items


class FilmSync:
    """Copies objects of one film over one connection."""

    def __init__(self, session: Session, film: Inventory, told: Told) -> None:
        self._session, self._film, self._told = session, film, told
        self._there: dict[str, int] | None = None
        self.items: dict[str, Item] = {}

    async def bring(self, paths: Iterable[Path], parallel: int) -> None:
        """Put these, `parallel` at once."""
        if self._there is None:
            await claim(self._session, self._film)
            self._there = await self._session.listing(self._film.film)
        await each(paths, self._one, parallel)

    async def _one(self, path: Path) -> None:
        there = (self._there or {}).get(path.name)
        item = await asyncio.to_thread(read_item, path, self._film.recorded(path) if there is None else None)
        self.items[path.name] = dataclasses.replace(item, content=None)
        if there is None:
            await self._session.put(self._film.film, item)
        elif there != item.size:
            await replace(self._session, self._film, item)
        await self._told(item.size)


async def mend(store: Store, film: Inventory, wrong: Iterable[Item]) -> list[Item]:
    """Replace what was wrong. Returns the objects as they are on the box."""
    mended: list[Item] = []
    async with store.connect() as session:
        for bad in wrong:
            item = await asyncio.to_thread(read_item, bad.path)
            await replace(session, film, item)
            mended.append(dataclasses.replace(item, content=None))
        await session.settle(film.film)
    return mended


async def replace(session: Session, film: Inventory, item: Item) -> None:
    """Replace one object. Raises BoxDamaged if the box's own object is the wrong one."""
    recorded = film.recorded(item.path)
    if recorded and recorded != item and await same(session, film.film, recorded):
        raise BoxDamaged(store=session.store, name=item.name)
    await session.replace(film.film, item)


async def _announce(announce: Announce | None, film: str) -> None:
    if announce is not None:
        await announce(film)


async def _unheard(_: int) -> None:
    """For a pass that the progress report leaves out."""


class Tally:
    """Adds up bytes and reports the sum."""

    def __init__(self, phase: Phase, total: int, progress: Progress) -> None:
        self._phase: Phase = phase
        self._done = 0
        self._total = total
        self._progress = progress

    async def add(self, count: int) -> None:
        self._done += count
        await self._progress(self._phase, self._done, self._total)
