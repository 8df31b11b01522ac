"""Publishes the status to every follower (fan-out)."""

from threading import Condition

import msgspec

from control.messages import Status


def _lasting(status: Status) -> object:
    """The status without what changes all the time: the clock, the level, the free bytes, the frames."""
    film = status.film and msgspec.structs.replace(status.film, elapsed=int(status.film.elapsed), frames=0, delivered=0)
    return (
        status.state,
        status.light,
        status.pairing,
        status.aiming,
        film,
        status.fault,
        status.warnings,
        status.space.minutes,
        status.films,
    )


class Beat(msgspec.Struct, frozen=True):
    """A status; `version` rises with each lasting change, `changes` when something beside the status changed."""

    status: Status
    version: int
    changes: int


class Publisher:
    """Holds the latest status and wakes its followers."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._latest: Status | None = None
        self._version = self._changes = 0
        self._closed = False

    def publish(self, status: Status, changed: bool = False) -> None:
        """Keep `status`; wake the followers if something lasting changed, or `changed` says that something else did."""
        with self._condition:
            self._changes += changed
            if changed or self._latest is None or _lasting(status) != _lasting(self._latest):
                self._version += 1
                self._condition.notify_all()
            self._latest = status

    def wait(self, seen: int, timeout: float) -> Beat | None:
        """The latest status, as soon as its version is not `seen`, or after `timeout` seconds; None once closed."""
        with self._condition:
            self._condition.wait_for(lambda: self._closed or (self._latest and self._version != seen), timeout)
            self._condition.wait_for(lambda: self._closed or self._latest)
            if self._closed or self._latest is None:
                return None
            return Beat(self._latest, self._version, self._changes)

    def close(self) -> None:
        """Release every follower."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
