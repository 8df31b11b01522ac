"""How often, and after which pauses, the courier tries the same film again."""

import time
from dataclasses import dataclass, field

from appliance.courier.backoff import Backoff
from stores.store import Item

SOON = 1.0
"""Seconds of the first pause after an attempt."""
TRIES = 3
"""Attempts before the person is told; after that the courier goes on trying, at longer and longer intervals."""


@dataclass
class Later:
    """A film that will be tried again: when (monotonic seconds), and how long the pauses have become."""

    pauses: Backoff = field(default_factory=lambda: Backoff(15, 600))
    due: float = 0.0

    def postpone(self) -> None:
        """Not now."""
        self.due = time.monotonic() + self.pauses.next()


@dataclass
class Effort:
    """What the attempts at one film came to: the furthest point, the objects proven, the pauses between attempts."""

    pauses: Backoff = field(default_factory=lambda: Backoff(SOON, 5))
    proven: set[Item] = field(default_factory=set)
    reached: tuple[bool, int] = (False, 0)
    best: tuple[bool, int] = (False, 0)

    def go_on(self) -> bool:
        """After a failure: whether to try again soon. As often as an attempt comes further than all before it."""
        if self.reached > self.best:
            self.best = self.reached
            self.pauses.reset()
        return self.pauses.failures < TRIES - 1
