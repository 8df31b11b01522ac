"""The state machine's input (events) and output (effects). Times are CLOCK_MONOTONIC, in ns."""

from typing import Literal

import msgspec

from appliance.recorder.situation import Alarm
from sealed.film.records import By, Consent, Principle

Reason = Literal["stopped", "limit", "space", "fault"]


class DevicesReady(msgspec.Struct, frozen=True):
    """The devices have been opened."""


class Press(msgspec.Struct, frozen=True):
    """A short press of the button; `at` is when it went down."""

    at: int


class Hold(msgspec.Struct, frozen=True):
    """The button has been down for two seconds; `at` is when that was reached."""

    at: int


class Paired(msgspec.Struct, frozen=True):
    """The phone that shows `code` is paired: each window pairs one phone."""

    code: str
    at: int


class Look(msgspec.Struct, frozen=True):
    """A phone asks for a frame to aim the camera by."""

    at: int


class AskConfirmation(msgspec.Struct, frozen=True):
    """Something that cannot be undone was asked for: a press of the button confirms it."""

    at: int


class Start(msgspec.Struct, frozen=True):
    """The phone or a command asks to film."""

    at: int


class Stop(msgspec.Struct, frozen=True):
    """The phone or a command asks to end the film."""

    at: int


class Tap(msgspec.Struct, frozen=True):
    """The phone, the button or a command marks a moment. Idempotent by `id`: the sender's 16 hex digits.

    With a `film` it is for that film only.
    """

    at: int
    by: By
    principle: Principle | None = None
    note: str | None = None
    id: str | None = None
    film: str | None = None


class TakeBack(msgspec.Struct, frozen=True):
    """Undo a mark."""

    id: str


class SetPrinciple(msgspec.Struct, frozen=True):
    """Set the principle of a mark (None: none)."""

    id: str
    principle: Principle | None


class SetNote(msgspec.Struct, frozen=True):
    """What is noted about a mark (None: nothing)."""

    id: str
    note: str | None


class GiveConsent(msgspec.Struct, frozen=True):
    """What the family consents to, now that the film is being made."""

    consent: Consent


class FirstFrame(msgspec.Struct, frozen=True):
    """The first frame of the film was kept."""

    at: int


class Tick(msgspec.Struct, frozen=True):
    """Time passes; `room` is how many seconds of film the card can still take."""

    now: int
    room: float


class AlarmRaised(msgspec.Struct, frozen=True):
    """A fault or a warning, until AlarmCleared."""

    alarm: Alarm


class AlarmCleared(msgspec.Struct, frozen=True):
    """The cause of this alarm is gone."""

    code: str


class Sealed(msgspec.Struct, frozen=True):
    """The film's last line is written and signed."""


Event = (
    DevicesReady
    | Press
    | Hold
    | Paired
    | Look
    | AskConfirmation
    | Start
    | Stop
    | Tap
    | TakeBack
    | SetPrinciple
    | SetNote
    | GiveConsent
    | FirstFrame
    | Tick
    | AlarmRaised
    | AlarmCleared
    | Sealed
)


Change = TakeBack | SetPrinciple | SetNote | GiveConsent
"""What may be said about a film and its marks: while it is made, and after its end."""


# --- effects ---


class BeginFilm(msgspec.Struct, frozen=True):
    """Keep frames from `at` on."""

    at: int


class EndFilm(msgspec.Struct, frozen=True):
    """Keep frames up to `at` (None: all that came), seal what is there, close the film. `cause`: the fault."""

    at: int | None
    reason: Reason
    cause: Alarm | None = None


class PlaceMark(msgspec.Struct, frozen=True):
    """Seal a mark into the film, at this time (ns) on the film's own timeline."""

    tap: Tap
    at: int


class Amend(msgspec.Struct, frozen=True):
    """Seal what is said about a mark that was placed before, or about the film."""

    change: Change


class Confirmed(msgspec.Struct, frozen=True):
    """The button was pressed: carry out what was asked for."""


class NotConfirmed(msgspec.Struct, frozen=True):
    """It was not pressed: carry out nothing."""


class Refuse(msgspec.Struct, frozen=True):
    """Refuse a request: the cause, then what to do."""

    message: str


Effect = BeginFilm | EndFilm | PlaceMark | Amend | Confirmed | NotConfirmed | Refuse
