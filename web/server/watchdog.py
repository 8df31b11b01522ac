"""The server's master, which tells systemd that it serves: only while its worker's heart beats."""

import time

from gunicorn.arbiter import Arbiter
from gunicorn.systemd import sd_notify

FRESH = 5.0
"""Seconds: the worker's loop beats each second, whatever its connections do."""


class WatchedArbiter(Arbiter):  # type: ignore[misc]
    """Gunicorn says READY itself; this feeds the watchdog (sd_notify(3)) each second."""

    def murder_workers(self) -> None:
        """Called each second. A worker that hangs starves the watchdog long before gunicorn would end it."""
        super().murder_workers()
        beats = (worker.tmp.last_update() for worker in self.WORKERS.values())
        if any(time.monotonic() - beat <= FRESH for beat in beats):
            sd_notify("WATCHDOG=1", self.log)
