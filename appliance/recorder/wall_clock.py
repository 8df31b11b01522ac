"""What time it is, as far as anybody trustworthy has said: the host's clock, or else a paired phone's."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from appliance.devices.protocols import Clock, Host
from appliance.errors import BadRequest
from sealed.film.facts import Started

EARLIEST = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
LATEST = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


class WallClock:
    """The host's clock if something better than a phone set it; else what the phone said, carried on monotonically.

    Films never wait for it, and are not timed by it: it only dates them.
    """

    def __init__(self, host: Host, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._host = host
        self._monotonic = monotonic
        self._offset: float | None = None

    def now(self) -> Clock:
        """The time, and who set it."""
        clock = self._host.clock()
        if clock.source == "none" and self._offset is not None:
            return Clock(self._monotonic() + self._offset, "phone")
        return clock

    def started(self) -> Started:
        """The time as films and papers write it."""
        clock = self.now()
        return Started.at(datetime.fromtimestamp(clock.utc, UTC), clock.source)

    def set_by_phone(self, utc: float) -> None:
        """A phone says what time it is (seconds since 1970). It counts only while nothing better does."""
        if not EARLIEST <= utc <= LATEST:
            raise BadRequest("That time cannot be. Set the phone's clock.")
        self._offset = utc - self._monotonic()
