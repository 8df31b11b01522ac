"""Decides who owns a film's name in the store: its first object, film.json, does."""

import asyncio

from appliance.courier.inventory import Inventory, read_item
from sealed.film.journal import INIT
from stores.errors import Taken
from stores.local_file import whole
from stores.read_back import same
from stores.store import Session

FEW = 8
"""Bytes that may differ in a corrupted copy. The keys of two recorders differ in about forty."""


async def claim(session: Session, film: Inventory) -> None:
    """Make sure that the film's name in the store is ours. Raises Taken before anything was written."""
    first = await asyncio.to_thread(read_item, film.paths[0])
    if await session.claim(film.film, first) or await same(session, film.film, first):
        return
    theirs = b""
    async for chunk in session.read(film.film, first.name):
        theirs += chunk
        if len(theirs) > first.size:
            break
    if not spoiled(theirs, await whole(first)):
        # A store that lost part of film.json may still have the header, which is never the same for two films.
        header = next((path for path in film.paths if path.name == INIT), None)
        if header is None or not await same(session, film.film, await asyncio.to_thread(read_item, header)):
            raise Taken(store=session.store, film=film.film)
    await session.replace(film.film, first)


def spoiled(theirs: bytes, ours: bytes) -> bool:
    """Whether `theirs` is a corrupted copy of `ours`: empty, or the same but for a few bytes.

    Another recorder's film.json has another key, which differs in far more.
    """
    if not theirs.strip(b"\0"):
        return True
    return len(theirs) == len(ours) and sum(a != b for a, b in zip(theirs, ours, strict=True)) <= FEW
