"""What the state machine hears (events), says (effects) and knows (situation). Times are CLOCK_MONOTONIC, in ns."""

from dataclasses import dataclass
from typing import Literal

from sealed.film.records import By, Principle

State = Literal["starting", "ready", "filming", "sealing", "fault"]
Reason = Literal["stopped", "limit", "space", "fault"]

SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something is wrong: a code for programs, a sentence for a person, and whether it keeps the box from filming."""

    code: str
    message: str
    prevents: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """When the light reminds and when a film ends by itself, in seconds of film."""

    film: float = 15 * 60
    reminder: float = 10 * 60
    reminder_lasts: float = 10
    last_minute: float = 60
    pairing: float = 60
    room_to_start: float = 120
    room_low: float = 60
    room_to_close: float = 15


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the machine remembers. `began` is the press, `zero` the first picture kept."""

    state: State = "starting"
    troubles: tuple[Alarm, ...] = ()
    pairing_until: int | None = None
    began: int | None = None
    zero: int | None = None
    room_low: bool = False

    @property
    def fault(self) -> Alarm | None:
        """The first trouble that keeps the box from filming."""
        return next((t for t in self.troubles if t.prevents), None)

    @property
    def under_way(self) -> bool:
        """Whether the box is between two states: filming without a picture yet, or sealing the end."""
        return self.state == "sealing" or (self.state == "filming" and self.zero is None)

    def seconds(self, now: int) -> float:
        """How long the film is by now."""
        return 0.0 if self.zero is None else max(0, now - self.zero) / SECOND


# --- events ---


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
    """A phone has been paired: the window is for one."""


@dataclass(frozen=True, slots=True)
class Start:
    """The phone or a command asks to film."""

    at: int


@dataclass(frozen=True, slots=True)
class Stop:
    """The phone or a command asks to end the film."""

    at: int


@dataclass(frozen=True, slots=True)
class Mark:
    """The phone or a command marks a moment. `id` is 16 hex digits that the asker chose, so as to be heard once."""

    at: int
    by: By
    principle: Principle | None = None
    note: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    """A mark is taken back."""

    id: str


@dataclass(frozen=True, slots=True)
class SetPrinciple:
    """A mark is told which principle it stands for (None: none)."""

    id: str
    principle: Principle | None


@dataclass(frozen=True, slots=True)
class FirstFrame:
    """The first picture of the film was kept."""

    at: int


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passes; `room` is how many seconds of film the card can still take."""

    now: int
    room: float


@dataclass(frozen=True, slots=True)
class Fault:
    """A trouble arose."""

    trouble: Alarm


@dataclass(frozen=True, slots=True)
class Mended:
    """A trouble is over."""

    code: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """The film's last line is written and signed."""


Event = (
    DevicesReady
    | Press
    | Hold
    | Paired
    | Start
    | Stop
    | Mark
    | Undo
    | SetPrinciple
    | FirstFrame
    | Tick
    | Fault
    | Mended
    | Sealed
)


# --- effects ---


@dataclass(frozen=True, slots=True)
class BeginFilm:
    """Keep pictures from `at` on."""

    at: int


@dataclass(frozen=True, slots=True)
class EndFilm:
    """Keep pictures up to `at` (None: all that came), seal what is there, close the film."""

    at: int | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class PlaceMark:
    """Seal a mark, or what is said about one, into the film."""

    mark: Mark | Undo | SetPrinciple


@dataclass(frozen=True, slots=True)
class OpenPairing:
    """Let one phone pair until `until`."""

    until: int


@dataclass(frozen=True, slots=True)
class ClosePairing:
    """Let no more phones pair."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Tell who asked that it cannot be done now: the cause, then what to do."""

    message: str


Effect = BeginFilm | EndFilm | PlaceMark | OpenPairing | ClosePairing | Refuse
