"""Feeds systemd's watchdog only while the courier makes progress.

Bytes that moved are progress. So is waiting for an answer: every wait has a timeout, and the watchdog is for one that
outlasts it.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from appliance.system.systemd import ServiceManager

QUIET = 60.0
"""Seconds without progress that are normal: an object is read from a slow card."""
FEEDING = 5.0
"""Seconds between two notifications of systemd."""


class ProgressWatchdog:
    """One for each courier. Not thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._moved = clock()
        self._ends: dict[object, float] = {}
        self.status = "starts"

    def moved(self) -> None:
        """Note progress."""
        self._moved = self._clock()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """The body ends, well or not, within so many seconds."""
        mark = object()
        self._ends[mark] = self._clock() + seconds
        try:
            yield
        finally:
            del self._ends[mark]
            self.moved()

    async def sleep(self, seconds: float) -> None:
        """An intended pause."""
        with self.within(seconds + QUIET):
            await asyncio.sleep(seconds)

    @property
    def gets_on(self) -> bool:
        """Whether there was progress lately, or a wait whose timeout has not run out."""
        return self._clock() <= max(self._moved + QUIET, *self._ends.values(), 0.0)

    async def feed(self, manager: ServiceManager, every: float = FEEDING) -> None:
        """Notify systemd until cancelled, every `every` seconds."""
        manager.ready()
        while True:
            if self.gets_on:
                manager.alive(self.status)
            await asyncio.sleep(every)
