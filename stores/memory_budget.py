"""Limits the memory for objects that are held whole: as many at once as fit; one that is larger than the budget,
alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class MemoryBudget:
    """A number of bytes that callers share."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._taken = 0
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def of(self, size: int) -> AsyncIterator[None]:
        """Reserve `size` bytes; waits until they are free."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._taken or self._taken + size <= self._size)
            self._taken += size
        try:
            yield
        finally:
            async with self._changed:
                self._taken -= size
                self._changed.notify_all()
