"""A real store that breaks off after so much work, or whose account may only add."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from stores.errors import StoreAway, StoreRefuses
from stores.store import Abilities, Chunk, Item, Session, Store


@dataclass
class Limits:
    """What a store does before it breaks off, or does not do at all."""

    puts: int = -1
    reads: int = -1
    removes: bool = True


class LimitedSession:
    """A session that breaks off, or whose account may only add."""

    def __init__(self, session: Session, limits: Limits) -> None:
        self._session, self._limits, self.store = session, limits, session.store

    def _count(self, what: str) -> None:
        left = getattr(self._limits, what)
        if left == 0:
            raise StoreAway(store=self.store, cause="the line was cut")
        setattr(self._limits, what, left - 1)

    async def listing(self, film: str) -> dict[str, int]:
        return await self._session.listing(film)

    async def claim(self, film: str, item: Item) -> bool:
        self._count("puts")
        return await self._session.claim(film, item)

    async def put(self, film: str, item: Item) -> None:
        self._count("puts")
        await self._session.put(film, item)

    async def replace(self, film: str, item: Item) -> None:
        await self._session.replace(film, item)

    async def settle(self, film: str) -> None:
        await self._session.settle(film)

    async def read(self, film: str, name: str) -> AsyncIterator[Chunk]:
        self._count("reads")
        async for chunk in self._session.read(film, name):
            yield chunk

    async def remove(self, film: str, name: str) -> None:
        if not self._limits.removes:
            raise StoreRefuses(store=self.store, cause="this account may only add")
        await self._session.remove(film, name)

    async def abilities(self) -> Abilities:
        return await self._session.abilities()


class LimitedStore:
    """A store with limits that a test may change."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self.name, self.parallel, self._store, self.limits = store.name, 1, store, limits

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[LimitedSession]:
        async with self._store.connect() as session:
            yield LimitedSession(session, self.limits)

    def present(self) -> bool | None:
        return self._store.present()
