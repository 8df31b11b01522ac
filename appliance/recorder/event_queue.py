"""The queue between everything that posts events and the one thread that handles them."""

import queue
import time
from concurrent.futures import Future

from appliance.recorder.events import Event

Answer = Future[object]


class Barrier:
    """Not an event: its future is set once everything queued before it was handled."""


Item = tuple[Event | Barrier, Answer | None]


class EventQueue:
    """First in, first out; putting never blocks. `close` is the last item that the loop gets."""

    def __init__(self) -> None:
        self._items: queue.SimpleQueue[Item | None] = queue.SimpleQueue()

    def post(self, event: Event) -> None:
        """Queue an event without a future."""
        self._items.put((event, None))

    def ask(self, event: Event | Barrier) -> Answer:
        """Queue an event; the future gets its answer."""
        answer: Answer = Future()
        self._items.put((event, answer))
        return answer

    def get(self, until: float) -> Item | None:
        """The next item, None for `close`. Raises queue.Empty when there is none by then (seconds, monotonic)."""
        return self._items.get(timeout=max(0.0, until - time.monotonic()))

    def close(self) -> None:
        self._items.put(None)
