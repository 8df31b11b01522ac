"""The rate of a film's sync: bytes a second over the last seconds, from the courier's progress reports."""

import time
from collections import deque
from collections.abc import Callable

from control.messages import Film

WINDOW = 10.0  # seconds that count
SHORTEST = 0.5  # seconds before a rate means anything


class TransferRate:
    """Remembers how far each copy had come. One thread feeds it; others may read."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[tuple[str, str], deque[tuple[float, int]]] = {}

    def rates(self, films: tuple[Film, ...]) -> dict[str, float]:
        """The films as they are now; the rate of each that is being copied or verified, by its id."""
        now = self._clock()
        moving = {(film.id, film.sync.state): film.sync.done for film in films if film.sync and film.sync.busy}
        self._seen = {key: self._seen.get(key, deque()) for key in moving}
        found = {}
        for key, done in moving.items():
            seen = self._seen[key]
            if seen and done < seen[-1][1]:  # it started over
                seen.clear()
            seen.append((now, done))
            while len(seen) > 2 and now - seen[0][0] > WINDOW:
                seen.popleft()
            waited, came = now - seen[0][0], done - seen[0][1]
            if waited >= SHORTEST and came > 0:
                found[key[0]] = came / waited
        return found
