"""The state machine's input (events) and output (effects). Times are CLOCK_MONOTONIC, in ns."""

from dataclasses import dataclass
from typing import Literal

from appliance.recorder.situation import Alarm
from sealed.film.records import By, Consent, Principle

Reason = Literal["stopped", "limit", "space", "fault"]


@dataclass(frozen=True, slots=True)
class DevicesReady:
    """The devices have been opened."""


@dataclass(frozen=True, slots=True)
class Press:
    """A short press of the button; `at` is when it went down."""

    at: int


@dataclass(frozen=True, slots=True)
class Hold:
    """The button has been down for two seconds; `at` is when that was reached."""

    at: int


@dataclass(frozen=True, slots=True)
class Paired:
    """The phone that shows `code` is paired: each window pairs one phone."""

    code: str
    at: int


@dataclass(frozen=True, slots=True)
class Look:
    """A phone asks for a frame to aim the camera by."""

    at: int


@dataclass(frozen=True, slots=True)
class AskConfirmation:
    """Something that cannot be undone was asked for: a press of the button confirms it."""

    at: int


@dataclass(frozen=True, slots=True)
class Start:
    """The phone or a command asks to film."""

    at: int


@dataclass(frozen=True, slots=True)
class Stop:
    """The phone or a command asks to end the film."""

    at: int


@dataclass(frozen=True, slots=True)
class Tap:
    """The phone, the button or a command marks a moment. Idempotent by `id`: the sender's 16 hex digits.

    With a `film` it is for that film only.
    """

    at: int
    by: By
    principle: Principle | None = None
    note: str | None = None
    id: str | None = None
    film: str | None = None


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Undo a mark."""

    id: str


@dataclass(frozen=True, slots=True)
class SetPrinciple:
    """Set the principle of a mark (None: none)."""

    id: str
    principle: Principle | None


@dataclass(frozen=True, slots=True)
class SetNote:
    """What is noted about a mark (None: nothing)."""

    id: str
    note: str | None


@dataclass(frozen=True, slots=True)
class GiveConsent:
    """What the family consents to, now that the film is being made."""

    consent: Consent


@dataclass(frozen=True, slots=True)
class FirstFrame:
    """The first frame of the film was kept."""

    at: int


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passes; `room` is how many seconds of film the card can still take."""

    now: int
    room: float


@dataclass(frozen=True, slots=True)
class AlarmRaised:
    """A fault or a warning, until AlarmCleared."""

    alarm: Alarm


@dataclass(frozen=True, slots=True)
class AlarmCleared:
    """The cause of this alarm is gone."""

    code: str


@dataclass(frozen=True, slots=True)
class Sealed:
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


@dataclass(frozen=True, slots=True)
class BeginFilm:
    """Keep frames from `at` on."""

    at: int


@dataclass(frozen=True, slots=True)
class EndFilm:
    """Keep frames up to `at` (None: all that came), seal what is there, close the film. `cause`: the fault."""

    at: int | None
    reason: Reason
    cause: Alarm | None = None


@dataclass(frozen=True, slots=True)
class PlaceMark:
    """Seal a mark into the film, at this time (ns) on the film's own timeline."""

    tap: Tap
    at: int


@dataclass(frozen=True, slots=True)
class Amend:
    """Seal what is said about a mark that was placed before, or about the film."""

    change: Change


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The button was pressed: carry out what was asked for."""


@dataclass(frozen=True, slots=True)
class NotConfirmed:
    """It was not pressed: carry out nothing."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Refuse a request: the cause, then what to do."""

    message: str


Effect = BeginFilm | EndFilm | PlaceMark | Amend | Confirmed | NotConfirmed | Refuse
