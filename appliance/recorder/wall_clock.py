"""The wall-clock time, from the host's clock if it is trusted, or else from a paired phone."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock

from appliance.devices.protocols import Clock, Host
from appliance.errors import BadRequest
from sealed.film.facts import Started

EARLIEST = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
LATEST = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


class WallClock:
    """The host's clock if something better than a phone set it; else a phone's time, carried on monotonically.

    A phone's time is taken once a start, and never earlier than `newest`, the newest time that this box signed. Films
    never wait for this clock, and are not timed by it: it only dates them. Deadlines use `trusted`.
    """

    def __init__(
        self,
        host: Host,
        newest: Callable[[], datetime | None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._host = host
        self._newest = newest
        self._monotonic = monotonic
        self._offset: float | None = None
        self._lock = Lock()

    def now(self) -> Clock:
        """The time, and who set it."""
        clock = self._host.clock()
        if clock.source == "none" and self._offset is not None:
            return Clock(self._monotonic() + self._offset, "phone")
        return clock

    def trusted(self) -> datetime | None:
        """The time by a clock that no phone set; None while there is none. For deadlines and automatic wipes."""
        clock = self._host.clock()
        return None if clock.source == "none" else datetime.fromtimestamp(clock.utc, UTC)

    def started(self) -> Started:
        """The time in the form of films and papers."""
        clock = self.now()
        return Started.at(datetime.fromtimestamp(clock.utc, UTC), clock.source)

    def set_by_phone(self, utc: float) -> None:
        """Take a phone's time, in seconds since 1970. Only the first one since the start counts."""
        if not EARLIEST <= utc <= LATEST:
            raise BadRequest("That time cannot be. Set the phone's clock.")
        with self._lock:
            if self._offset is not None:
                return
            if (newest := self._newest()) is not None and utc < newest.timestamp():
                raise BadRequest("That time is earlier than what this box has recorded. Set the phone's clock.")
            self._offset = utc - self._monotonic()
