"""Removes from the store what the courier put there of a film that was discarded, if film.json proves that it is that
film.

film.json is removed last: it identifies the film for as long as any of it is there.
"""

from sealed.film.journal import FACTS
from stores.errors import CourierError, NoSuchObject, StoreFailed, StoreRefuses
from stores.read_back import digest
from stores.store import Store


async def remove(store: Store, film: str, facts: str | None) -> str | None:
    """Remove a film; returns None when the store holds nothing of it, else the reason. Raises passing CourierErrors.

    `facts` is SHA-256 over the film's film.json. Another film under the same name is never touched.
    """
    async with store.connect() as session:
        try:
            await session.settle(film)
            there = await session.listing(film)
            if not there:
                await session.remove(film, FACTS)  # the folder, if an interrupted attempt left one
                return None
            try:
                ours = facts is not None and (await digest(session.read(film, FACTS)))[1] == facts
            except NoSuchObject:
                ours = False
            if not ours:
                return "what lies there cannot be told to be this film"
            for name in [*sorted(set(there) - {FACTS}), FACTS]:
                await session.remove(film, name)
            if await session.listing(film):
                return "the store said that it had removed it, and still has it"
            versions = (await session.abilities()).versions
        except (StoreRefuses, StoreFailed) as error:
            return reason(error)
    return "the store keeps earlier versions of what is removed" if versions else None


def reason(error: CourierError) -> str:
    """The error's cause alone, without the sentence around it."""
    return str(error.facts.get("cause") or error.cause.removesuffix("."))
