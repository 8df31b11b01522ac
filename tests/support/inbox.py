"""Keeps what a device hands over until a test looks."""

import threading
from typing import Any

PATIENCE = 60.0


class Inbox:
    """Keeps what a device hands over, and waits for it."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self.threads: set[int] = set()
        self._more = threading.Condition()

    def __call__(self, item: Any) -> None:
        with self._more:
            self.items.append(item)
            self.threads.add(threading.get_ident())
            self._more.notify_all()

    def take(self, number: int, timeout: float = PATIENCE) -> list[Any]:
        """The first `number` items."""
        with self._more:
            arrived = self._more.wait_for(lambda: len(self.items) >= number, timeout)
            assert arrived, f"{len(self.items)} of {number} came within {timeout} s"
            return self.items[:number]

    def quiet(self, seconds: float) -> bool:
        """Whether nothing comes for so long."""
        with self._more:
            number = len(self.items)
            return not self._more.wait_for(lambda: len(self.items) > number, seconds)
