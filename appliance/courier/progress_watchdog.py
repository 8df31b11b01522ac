"""Knows whether the courier gets on, so that systemd's watchdog is fed on progress, and on nothing else.

Bytes that moved are progress. So is waiting for an answer, as long as it may take: every wait has an end of its own,
and one that outlasts it is what the watchdog is for.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from appliance.system.systemd import ServiceManager

QUIET = 60.0
"""Seconds without progress that are nothing unusual: an object is read from a slow card."""
FEEDING = 5.0
"""Seconds between two words to the service manager."""


class ProgressWatchdog:
    """One for each courier. For one thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._moved = clock()
        self._ends: dict[object, float] = {}
        self.status = "starts"

    def moved(self) -> None:
        """Something was achieved."""
        self._moved = self._clock()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """What is done here comes to an end, good or bad, within so many seconds."""
        mark = object()
        self._ends[mark] = self._clock() + seconds
        try:
            yield
        finally:
            del self._ends[mark]
            self.moved()

    async def sleep(self, seconds: float) -> None:
        """A pause that is meant."""
        with self.within(seconds + QUIET):
            await asyncio.sleep(seconds)

    @property
    def gets_on(self) -> bool:
        """Whether something was achieved lately, or is waited for and may still come."""
        return self._clock() <= max(self._moved + QUIET, *self._ends.values(), 0.0)

    async def feed(self, manager: ServiceManager, every: float = FEEDING) -> None:
        """Tell the service manager, until cancelled; `every` so many seconds."""
        manager.ready()
        while True:
            if self.gets_on:
                manager.alive(self.status)
            await asyncio.sleep(every)
