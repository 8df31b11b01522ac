"""Notified of waits and of progress: the courier's watchdog, or nothing."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Watch(Protocol):
    """What a store reports while it works."""

    def within(self, seconds: float) -> AbstractContextManager[None]:
        """The body ends, well or not, within so many seconds."""
        ...

    async def sleep(self, seconds: float) -> None:
        """An intended pause."""
        ...


class Unwatched:
    """For callers without a watchdog."""

    @contextmanager
    def within(self, _: float) -> Iterator[None]:
        yield

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
