"""How often a stranger may ask: a bucket of turns for each address, which fills again slowly."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST = 4096  # addresses remembered; those not seen for longest are forgotten first


class TokenBucket:
    """`burst` turns at once, then one every `every` seconds. Threads may share it.

    With `stubborn`, who asks without a turn waits anew each time: hammering never earns one.
    """

    def __init__(
        self, burst: int, every: float, stubborn: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst = burst
        self._every = every
        self._stubborn = stubborn
        self._clock = clock
        self._lock = threading.Lock()
        self._spent: OrderedDict[str, float] = OrderedDict()  # when an address will have all its turns again

    def take(self, address: str) -> bool:
        """Take a turn; False if there is none."""
        now = self._clock()
        with self._lock:
            full_at = max(self._spent.pop(address, now), now)
            given = full_at + self._every <= now + self._burst * self._every
            if given:
                full_at += self._every
            elif self._stubborn:
                full_at = now + self._burst * self._every
            self._spent[address] = full_at
            while len(self._spent) > MOST:
                self._spent.popitem(last=False)
        return given
