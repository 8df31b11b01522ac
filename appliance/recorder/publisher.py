"""Fans the status out to those who follow it."""

from collections.abc import Iterator
from threading import Condition

import msgspec

from appliance.recorder.status import Status


def _lasting(status: Status) -> object:
    """The status without what changes by itself at every moment: the clock, the level, the free bytes, the frames."""
    film = status.film and msgspec.structs.replace(status.film, elapsed=int(status.film.elapsed), frames=0, delivered=0)
    return (
        status.state,
        status.light,
        status.pairing,
        film,
        status.fault,
        status.warnings,
        status.space.minutes,
        status.films,
    )


class Publisher:
    """Holds the latest status and wakes its followers."""

    KEEPALIVE = 15.0

    def __init__(self) -> None:
        self._condition = Condition()
        self._latest: Status | None = None
        self._version = 0
        self._closed = False

    def publish(self, status: Status, changed: bool = False) -> None:
        """Keep `status`; wake the followers if something lasting changed, or `changed` says that something else did."""
        with self._condition:
            if changed or self._latest is None or _lasting(status) != _lasting(self._latest):
                self._version += 1
                self._condition.notify_all()
            self._latest = status

    def follow(self) -> Iterator[Status]:
        """The status at once, at every change, and at least every 15 seconds, until closed."""
        seen = -1
        while True:
            with self._condition:
                if self._version == seen and not self._closed:
                    self._condition.wait(self.KEEPALIVE)
                if self._closed:
                    return
                seen, status = self._version, self._latest
            if status is not None:
                yield status

    def close(self) -> None:
        """End every `follow`."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
