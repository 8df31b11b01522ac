"""The state of the state machine: its situation, the alarms that stand, and the limits. Times are in ns."""

from typing import Literal

import msgspec

from appliance.recorder.aiming import CameraView
from appliance.recorder.pairing import Window

State = Literal["starting", "ready", "filming", "sealing", "fault"]

SECOND = 1_000_000_000


class Alarm(msgspec.Struct, frozen=True):
    """A fault or a warning: a code for programs, a sentence for a person, and whether it prevents filming."""

    code: str
    message: str
    prevents: bool = True


class Limits(msgspec.Struct, frozen=True):
    """When the light reminds and when a film ends by itself, in seconds of film."""

    film: float = 15 * 60
    reminder: float = 10 * 60
    reminder_lasts: float = 10
    last_minute: float = 60
    pairing: float = 60
    confirmation: float = 30
    room_to_start: float = 120
    room_low: float = 60
    room_to_close: float = 15


class Situation(msgspec.Struct, frozen=True):
    """The machine's whole state. `began` is the press, `zero` the time of the first frame: the film's time 0."""

    state: State = "starting"
    alarms: tuple[Alarm, ...] = ()
    pairing: Window | None = None
    paired_at: int | None = None
    view: CameraView | None = None
    confirm_until: int | None = None
    began: int | None = None
    zero: int | None = None
    room_low: bool = False

    @property
    def fault(self) -> Alarm | None:
        """The first alarm that prevents filming."""
        return next((a for a in self.alarms if a.prevents), None)

    @property
    def under_way(self) -> bool:
        """Whether the box is between two states: filming without a frame yet, or sealing the end."""
        return self.state == "sealing" or (self.state == "filming" and self.zero is None)

    def seconds(self, now: int) -> float:
        """The film's length so far."""
        return 0.0 if self.zero is None else max(0, now - self.zero) / SECOND


# --- events ---
