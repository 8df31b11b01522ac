"""A store with a limit on bytes a second, both ways together, so that a sync leaves room on a family's line."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from stores.store import Abilities, Chunk, Item, Session, Store
from stores.watch import Unwatched, Watch


class Budget:
    """A token bucket without burst: unused bytes are not saved up."""

    def __init__(
        self,
        rate: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._rate, self._clock, self._sleep = rate, clock, sleep
        self._free_at = clock()

    async def take(self, count: int) -> None:
        """Wait until all earlier bytes are accounted for, then take `count`."""
        now = self._clock()
        begin = max(now, self._free_at)
        self._free_at = begin + count / self._rate
        if begin > now:
            await self._sleep(begin - now)


class ThrottledStore:
    """`store`, at most `rate` bytes a second on average: a single object is sent at the speed of the line."""

    def __init__(self, store: Store, rate: float, watch: Watch | None = None) -> None:
        self.name, self.parallel = store.name, store.parallel
        self._store = store
        self._budget = Budget(rate, sleep=(watch or Unwatched()).sleep)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator["ThrottledSession"]:
        """A connection that shares the limit with all others of this store."""
        async with self._store.connect() as session:
            yield ThrottledSession(session, self._budget)

    def present(self) -> bool | None:
        return self._store.present()


class ThrottledSession:
    """Counts the bytes of objects; listings and the like are not counted."""

    def __init__(self, session: Session, budget: Budget) -> None:
        self._session, self._budget = session, budget
        self.store = session.store

    async def listing(self, film: str) -> dict[str, int]:
        return await self._session.listing(film)

    async def claim(self, film: str, item: Item) -> bool:
        await self._budget.take(item.size)
        return await self._session.claim(film, item)

    async def put(self, film: str, item: Item) -> None:
        await self._budget.take(item.size)
        await self._session.put(film, item)

    async def replace(self, film: str, item: Item) -> None:
        await self._budget.take(item.size)
        await self._session.replace(film, item)

    async def settle(self, film: str) -> None:
        await self._session.settle(film)

    async def read(self, film: str, name: str) -> AsyncIterator[Chunk]:
        """Each chunk is counted when it was read: the socket's buffer then holds back the next."""
        async for chunk in self._session.read(film, name):
            await self._budget.take(len(chunk))
            yield chunk

    async def remove(self, film: str, name: str) -> None:
        await self._session.remove(film, name)

    async def abilities(self) -> Abilities:
        return await self._session.abilities()
