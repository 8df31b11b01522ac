"""A store with a timeout for every response, from which only CourierErrors come.

A server that hangs is treated as one that is away; a bug in a store's code becomes an error of that store, and is
logged.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from typing import TypeVar

from stores.errors import CourierError, StoreAway, StoreFailed
from stores.store import CHUNK, Abilities, Chunk, Item, Session, Store
from stores.watch import Watch

log = logging.getLogger("attune.stores")

T = TypeVar("T")
PATIENCE = 90.0  # seconds for any answer, and beyond these a second for so many bytes:
SLOWEST = 2048  # several objects at once share a slow line


class TimeoutStore:
    """`store`, and a `watch` that is notified of every wait. `patience` in seconds, `slowest` in bytes a second."""

    def __init__(self, store: Store, watch: Watch, patience: float = PATIENCE, slowest: float = SLOWEST) -> None:
        self.name, self.parallel = store.name, store.parallel
        self._store = store
        self._wait = Wait(store.name, watch, patience, slowest)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator["TimeoutSession"]:
        """As the store's own, or StoreAway after the timeout."""
        async with AsyncExitStack() as stack:
            session = await self._wait.for_(stack.enter_async_context(self._store.connect()))
            yield TimeoutSession(session, self._wait)

    def present(self) -> bool | None:
        """Whether it is there; False also if that raised."""
        try:
            return self._store.present()
        except Exception:
            log.exception("%s: a fault of the program", self.name)
            return False


class Wait:
    """Awaits responses of one store, each with a timeout."""

    def __init__(self, store: str, watch: Watch, patience: float, slowest: float) -> None:
        self._store, self._watch, self._patience, self._slowest = store, watch, patience, slowest

    async def for_(self, answer: Awaitable[T], size: int = 0) -> T:
        """Await a response with so many bytes. Raises StoreAway after the timeout."""
        seconds = self._patience + size / self._slowest
        with self._watch.within(seconds):
            try:
                async with asyncio.timeout(seconds):
                    return await answer
            except TimeoutError as error:
                raise StoreAway(store=self._store, cause="it takes too long") from error
            except (CourierError, StopAsyncIteration):
                raise
            except Exception as error:
                log.exception("%s: a fault of the program", self._store)
                raise StoreFailed(store=self._store, cause=f"a fault of the program: {type(error).__name__}") from error


class TimeoutSession:
    """Every method of the session, each with a timeout."""

    def __init__(self, session: Session, wait: Wait) -> None:
        self._session, self._wait = session, wait
        self.store = session.store

    async def listing(self, film: str) -> dict[str, int]:
        return await self._wait.for_(self._session.listing(film))

    async def claim(self, film: str, item: Item) -> bool:
        return await self._wait.for_(self._session.claim(film, item), item.size)

    async def put(self, film: str, item: Item) -> None:
        await self._wait.for_(self._session.put(film, item), item.size)

    async def replace(self, film: str, item: Item) -> None:
        await self._wait.for_(self._session.replace(film, item), item.size)

    async def settle(self, film: str) -> None:
        await self._wait.for_(self._session.settle(film))

    async def read(self, film: str, name: str) -> AsyncIterator[Chunk]:
        """A timeout for each chunk."""
        async with aclosing(self._session.read(film, name)) as chunks:  # type: ignore[type-var]
            while chunk := await self._wait.for_(anext(chunks, b""), CHUNK):
                yield chunk

    async def remove(self, film: str, name: str) -> None:
        await self._wait.for_(self._session.remove(film, name))

    async def abilities(self) -> Abilities:
        return await self._wait.for_(self._session.abilities())
