"""What the control socket answers, typed (docs/control.md). Declared here only: the recorder builds these very types.

Fields that a newer recorder adds are ignored by older clients. Longer than most: every answer, declared once.
"""

from typing import Literal

import msgspec

from control.requests import By, Principle, VisitPlan

State = Literal["starting", "ready", "filming", "sealing", "fault"]
Colour = Literal["amber", "green", "red", "blue"]
Pattern = Literal["steady", "blink", "slow blink", "fast blink", "off"]
ClockSource = Literal["ntp", "rtc", "phone", "none"]
FilmState = Literal["filming", "complete", "cut short", "damaged"]
SyncState = Literal["waiting", "copying", "verifying", "failed", "done"]
CheckName = Literal["camera", "microphone", "card", "clock", "power", "temperature", "memory"]
CheckState = Literal["good", "warning", "bad"]
ConsentGiven = Literal["before", "while filming", "afterwards", "none"]


class Light(msgspec.Struct, frozen=True):
    """What the light shows. Devices take it as it is."""

    colour: Colour
    pattern: Pattern = "steady"


class AlarmStatus(msgspec.Struct, frozen=True):
    """A fault or a warning: a code for programs, a sentence for people."""

    code: str
    message: str


class RunningFilm(msgspec.Struct, frozen=True, kw_only=True):
    """The film being made: seconds so far, frames kept and delivered, marks that stand, the limit in seconds,
    CLOCK_MONOTONIC (ns) at film time 0, null before the first frame, and whether consent to filming was recorded.
    """

    id: str
    elapsed: float
    frames: int = 0
    delivered: int = 0
    marks: int
    limit: float
    zero: int | None = None
    consent: bool = False


class SpaceStatus(msgspec.Struct, frozen=True):
    """Bytes free for films, and how many whole minutes of film that is."""

    free: int
    minutes: int


class ClockStatus(msgspec.Struct, frozen=True):
    """Who set the wall clock, and the box's monotonic clock in nanoseconds."""

    source: ClockSource
    monotonic: int


class SoundStatus(msgspec.Struct, frozen=True):
    """The level of the last tenth of a second in dBFS; null without a microphone."""

    level: float | None = None


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What the box does now. `aiming`: a phone sees the room. `case` is that of the film being made, or of the next."""

    state: State
    light: Light
    pairing: bool = False
    aiming: bool = False
    film: RunningFilm | None = None
    fault: AlarmStatus | None = None
    warnings: tuple[AlarmStatus, ...] = ()
    space: SpaceStatus
    clock: ClockStatus
    sound: SoundStatus
    simulated: bool = False
    films: int = 0
    case: str | None = None


class Sync(msgspec.Struct, frozen=True):
    """How the sync of one film stands; `done` and `total` in bytes, `message` why it failed."""

    state: SyncState
    done: int = 0
    total: int = 0
    message: str | None = None

    @property
    def busy(self) -> bool:
        """Whether the courier still has work with this film."""
        return self.state == "waiting" or self.moving

    @property
    def moving(self) -> bool:
        """Whether `done` changes."""
        return self.state in ("copying", "verifying")


class Timestamp(msgspec.Struct, frozen=True):
    """A time in UTC (ISO 8601), null if no clock could be trusted, and who had set the clock."""

    utc: str | None
    clock: ClockSource


class ReceiptSummary(msgspec.Struct, frozen=True):
    """A receipt in short: which store, when it was taken, how much it covers."""

    store: str
    when: Timestamp
    objects: int
    bytes: int


class Loss(msgspec.Struct, frozen=True):
    """What a film lacks: seconds of film from about `start` to `end`, null for its end."""

    what: Literal["picture", "sound"]
    start: float
    end: float | None = None


class Film(msgspec.Struct, frozen=True):
    """A film on the card: `bytes` with all papers, `seconds` of film, how its sync stands, and its receipt.

    `end` is why it ended, null while it is being made or when its journal is damaged, and `cause` the fault that ended
    it; `lost` is how many frames the camera delivered that are not in it, `losses` what else it lacks, null if nobody
    knows. `consent` says when consent to filming was recorded: null if nobody knows. `copies`: the stores where copying
    was begun, which may hold some of it. A receipt that lacks what was said since is not shown, and `sync` is null.
    """

    id: str
    bytes: int
    seconds: float
    segments: int
    marks: int
    state: FilmState
    sync: Sync | None = None
    receipt: ReceiptSummary | None = None
    end: Literal["stopped", "limit", "space", "fault", "cut"] | None = None
    lost: int = 0
    copies: tuple[str, ...] = ()
    cause: AlarmStatus | None = None
    losses: tuple[Loss, ...] | None = None
    case: str | None = None
    consent: ConsentGiven | None = None


class Leftover(msgspec.Struct, frozen=True):
    """A discarded film that a store may still hold, in the folder or under the prefix of its name.

    `why` is null while the courier has it to remove; else it says why it could not, and somebody else has to.
    """

    film: str
    store: str
    why: str | None = None


class Films(msgspec.Struct, frozen=True):
    """All films on the card, and what stores may still hold of discarded ones."""

    films: tuple[Film, ...]
    leftovers: tuple[Leftover, ...] = ()


class CasePreparation(msgspec.Struct, frozen=True):
    """What a desk sent along with a case's card: the helping question, null if there is none, and the agreed points."""

    case: str
    question: str | None = None
    points: tuple[str, ...] = ()


class CaseList(msgspec.Struct, frozen=True):
    """The cases whose cards the box holds, a sentence for each card that it cannot use, and what desks sent along."""

    cases: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    preparations: tuple[CasePreparation, ...] = ()

    def preparation(self, case: str | None) -> CasePreparation | None:
        """What was sent along for a case."""
        return next((each for each in self.preparations if each.case == case), None)


class Check(msgspec.Struct, frozen=True):
    """One preflight check, with a sentence that says what to do."""

    name: CheckName
    state: CheckState
    message: str


class Checks(msgspec.Struct, frozen=True):
    """All preflight checks."""

    checks: tuple[Check, ...] = ()


class PlacedMark(msgspec.Struct, frozen=True):
    """A mark that stands; `at` in nanoseconds on the film's timeline.

    `sealed_principle`, `sealed_note`: one was given, and since the recorder started anew only the desk can read it.
    """

    id: str
    at: int
    by: By
    principle: Principle | None = None
    note: str | None = None
    sealed_principle: bool = False
    sealed_note: bool = False


class Marks(msgspec.Struct, frozen=True):
    """The standing marks of one film; where none is named, of the one that is being made, or of the last one."""

    film: str | None = None
    marks: tuple[PlacedMark, ...] = ()


class Removal(msgspec.Struct, frozen=True):
    """A discarded film for the courier to remove from a store. `facts`: SHA-256 over its film.json, null if unknown."""

    film: str
    store: str
    facts: str | None


class CourierWork(msgspec.Struct, frozen=True):
    """The films that wait for the courier, and those that it has to remove."""

    queued: tuple[str, ...]
    removals: tuple[Removal, ...] = ()


class SignedReport(msgspec.Struct, frozen=True):
    """The box's health report and its signature, as they go to the store."""

    body: str
    signature: str


class Queued(msgspec.Struct, frozen=True):
    """The films that the courier was asked for."""

    queued: tuple[str, ...]


class News(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What pages show. In the event stream a part that has not changed since the last event is left out.

    `before` is what was entered for the film before, while it may be of the same visit; null if there is none.
    """

    status: Status
    films: tuple[Film, ...] | None = None
    leftovers: tuple[Leftover, ...] | None = None
    marks: Marks | None = None
    visit: VisitPlan | None = None
    before: VisitPlan | msgspec.UnsetType | None = msgspec.UNSET
    checks: tuple[Check, ...] | None = None


class PairingStatus(msgspec.Struct, frozen=True):
    """Whether the pairing window is open, the code that was pressed in it while it waits for its phone, who set the
    wall clock, and whether a film is being made.
    """

    open: bool
    code: str | None
    clock: ClockSource
    filming: bool


class Refusal(msgspec.Struct, frozen=True):
    """The body of every error: a code for programs, the cause and what to do, and a command's exit code."""

    error: str
    message: str
    exit: int
