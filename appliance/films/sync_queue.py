"""The films that were asked to be synced, and the courier's progress."""

import logging
from threading import Lock

from appliance.films import phrases
from control.messages import Sync

log = logging.getLogger("attune.sync")


class SyncQueue:
    """Thread-safe, in memory: after a restart, films without a receipt must be asked for again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._films: dict[str, Sync] = {}

    def ask(self, film: str) -> None:
        """Queue a film, unless the courier has begun with it."""
        with self._lock:
            if (sync := self._films.get(film)) is None or sync.state in ("failed", "done"):
                self._note(film, Sync("waiting"))

    def wanted(self) -> list[str]:
        """The films that are queued, or that a courier began and did not finish: a new courier resumes them."""
        with self._lock:
            return [film for film, sync in self._films.items() if sync.state not in ("failed", "done")]

    def put(self, film: str, sync: Sync) -> None:
        """Note the courier's progress."""
        with self._lock:
            self._note(film, sync)

    def _note(self, film: str, sync: Sync) -> None:
        before = self._films.get(film)
        self._films[film] = sync
        if before is None or before.state != sync.state:
            level = logging.WARNING if sync.state == "failed" else logging.INFO
            why = f": {sync.message}" if sync.message else ""
            log.log(level, "%s: %s%s", film, phrases.SYNC[sync.state], why)

    def of(self, film: str) -> Sync | None:
        """The state of a film's sync; None when it was not asked for."""
        with self._lock:
            return self._films.get(film)

    def forget(self, film: str) -> None:
        """Drop a film that is removed."""
        with self._lock:
            self._films.pop(film, None)
