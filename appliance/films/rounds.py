"""A thread that looks at something again and again, until it is closed."""

import logging
from collections.abc import Callable
from threading import Event, Thread

log = logging.getLogger("attune.rounds")

PAUSE = 5.0
"""Seconds between two looks."""


class Rounds:
    """Whatever a look fails with, the next one comes."""

    def __init__(self, name: str, look: Callable[[], object], pause: float = PAUSE) -> None:
        """`name`: the thread's, and in the log."""
        self._look, self._pause, self._over = look, pause, Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    @property
    def closing(self) -> bool:
        """Whether a look under way should come to an end."""
        return self._over.is_set()

    def close(self) -> None:
        """Stop; what a look has under way is finished first."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(self._pause):
            try:
                self._look()
            except Exception:  # whatever it is, the next look may succeed, and the films are sealed where they are
                log.exception("%s failed", self._thread.name)
