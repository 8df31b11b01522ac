"""Keeps what a device hands over until a test looks."""

import threading

PATIENCE = 10.0


class Inbox:
    """Keeps what a device hands over, and waits for it."""

    def __init__(self):
        self.items = []
        self.threads = set()
        self._more = threading.Condition()

    def __call__(self, item):
        with self._more:
            self.items.append(item)
            self.threads.add(threading.get_ident())
            self._more.notify_all()

    def take(self, number, timeout=PATIENCE):
        """The first `number` items."""
        with self._more:
            arrived = self._more.wait_for(lambda: len(self.items) >= number, timeout)
            assert arrived, f"{len(self.items)} of {number} came within {timeout} s"
            return self.items[:number]

    def quiet(self, seconds):
        """Whether nothing comes for so long."""
        with self._more:
            number = len(self.items)
            return not self._more.wait_for(lambda: len(self.items) > number, seconds)
