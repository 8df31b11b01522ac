"""The box's status as the control socket gives it (docs/control.md)."""

import msgspec

from appliance.devices.protocols import ClockSource, Light
from appliance.recorder.events import State


class RunningFilm(msgspec.Struct, frozen=True):
    """The film being made: seconds so far, frames kept and delivered, marks that stand, the limit in
    seconds, and CLOCK_MONOTONIC (ns) at film time 0, null before the first frame.
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
    light: Light
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
