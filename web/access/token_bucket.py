"""A token bucket for each address: how many requests an unpaired client may send."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST = 4096  # addresses remembered; those not seen for longest are forgotten first


class TokenBucket:
    """`burst` tokens at once, then one every `every` seconds. Threads may share it."""

    def __init__(self, burst: int, every: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._every = every
        self._clock = clock
        self._lock = threading.Lock()
        self._full_at: OrderedDict[str, float] = OrderedDict()  # when an address will have all its tokens again

    def take(self, address: str) -> bool:
        """Take a token; False if there is none."""
        now = self._clock()
        with self._lock:
            full_at = max(self._full_at.pop(address, now), now)
            taken = full_at + self._every <= now + self._burst * self._every
            self._full_at[address] = full_at + self._every if taken else full_at
            while len(self._full_at) > MOST:
                self._full_at.popitem(last=False)
        return taken
