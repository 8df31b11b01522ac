"""The box's status as the control socket gives it (docs/control.md), and its publisher."""

from collections.abc import Iterator
from threading import Condition

import msgspec

from appliance.devices.protocols import ClockSource, Colour, Pattern
from appliance.recorder.events import State


class LightShown(msgspec.Struct, frozen=True):
    """What the light shows."""

    colour: Colour
    pattern: Pattern


class RunningFilm(msgspec.Struct, frozen=True):
    """The film being made: seconds so far, pictures kept and delivered, marks that stand, the limit in
    seconds, and CLOCK_MONOTONIC (ns) at film time 0, null before the first picture.
    """

    id: str
    elapsed: float
    frames: int
    delivered: int
    marks: int
    limit: float
    zero: int | None


class Said(msgspec.Struct, frozen=True):
    """A fault or a warning: a code, and a sentence for a person."""

    code: str
    message: str


class Space(msgspec.Struct, frozen=True):
    """Bytes free for films, and how many whole minutes of film that is."""

    free: int
    minutes: int


class ClockNow(msgspec.Struct, frozen=True):
    """Who set the wall clock, and the box's monotonic clock in nanoseconds."""

    source: ClockSource
    monotonic: int


class SoundNow(msgspec.Struct, frozen=True):
    """The level of the last tenth of a second in dBFS; null without a microphone."""

    level: float | None


class Status(msgspec.Struct, frozen=True):
    """Everything a phone needs to show."""

    state: State
    light: LightShown
    pairing: bool
    film: RunningFilm | None
    fault: Said | None
    warnings: list[Said]
    space: Space
    clock: ClockNow
    sound: SoundNow
    simulated: bool
    films: int
    case: str | None


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
    """Holds the latest status and wakes those who follow it."""

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

    def latest(self) -> Status:
        """The status; waits for the first."""
        with self._condition:
            self._condition.wait_for(lambda: self._latest is not None)
            assert self._latest is not None  # noqa: S101 - what was waited for
            return self._latest

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
        """Let every follower go."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
