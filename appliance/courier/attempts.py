"""How often the courier retries a film, and after which pauses."""

import time
from dataclasses import dataclass, field

from appliance.courier.backoff import Backoff
from stores.store import Item

SOON = 1.0
"""Seconds of the first pause after an attempt."""
TRIES = 3
"""Attempts before a failure is reported; after that the courier retries at longer and longer intervals."""


@dataclass
class Later:
    """A film to be retried: when (monotonic seconds), and the backoff so far."""

    pauses: Backoff = field(default_factory=lambda: Backoff(15, 600))
    due: float = 0.0

    def postpone(self) -> None:
        self.due = time.monotonic() + self.pauses.next()


@dataclass
class Effort:
    """The state of the attempts at one film: the furthest point reached, the objects verified, the backoff."""

    pauses: Backoff = field(default_factory=lambda: Backoff(SOON, 5))
    proven: set[Item] = field(default_factory=set)
    reached: tuple[bool, int] = (False, 0)
    best: tuple[bool, int] = (False, 0)

    def go_on(self) -> bool:
        """After a failure: whether to retry soon. The count starts anew whenever an attempt got further than all before
        it."""
        if self.reached > self.best:
            self.best = self.reached
            self.pauses.reset()
        return self.pauses.failures < TRIES - 1
