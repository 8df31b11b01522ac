"""What can happen to a case: an event each, saved as one sealed JSON object (docs/desk-format.md).

An event is never changed after it was saved. Those of reviews, hand-overs, endings and packs stand in *_events.py.
"""

from datetime import date
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

from desk.cases.ending_events import EventErased, FilmErased, HoldLifted, HoldPlaced, SummaryWritten
from desk.cases.event import About, Behaviours, ConsentKind, Event, Filmed, Nanoseconds, Principles, Text, Title
from desk.cases.handover_events import (
    ClipWatched,
    HandedOver,
    HandoverBegun,
    HandoverSettled,
    Obscured,
    ObscuringRemoved,
    Silenced,
    SilenceRemoved,
)
from desk.cases.pack_events import PackErased, PackMade, PackNotesReceived, PackOpened
from desk.cases.review_events import (
    ClipVetoed,
    PointsAgreed,
    ReviewBegun,
    ReviewClipsChosen,
    ReviewEnded,
    ReviewsPlanned,
    VetoLifted,
    WordsReceived,
    WordsRemoved,
)
from sealed.film.facts import UTC_TIME
from sealed.film.records import Identifier
from sealed.strict import Strict, unreadable

LONGEST = 65536


class CaseOpened(Event, frozen=True, tag="case-opened"):
    code: str


class HelpingQuestion(Event, frozen=True, tag="helping-question"):
    question: Text


class FilmsPlanned(Event, frozen=True, tag="films-planned"):
    """The days of the films that are planned, in order; null where a film has no day yet. Usually three."""

    days: Annotated[tuple[date | None, ...], msgspec.Meta(max_length=9)]


class CardGiven(Event, frozen=True, tag="card-given"):
    """Boxes were given a case card: they may film for the case."""

    boxes: tuple[Title, ...]
    day: date


class ConsentGiven(Event, frozen=True, tag="consent-given"):
    """`until`: its last day, if it ends by itself."""

    consent: ConsentKind
    day: date
    until: date | None = None


class ConsentRevoked(Event, frozen=True, tag="consent-revoked"):
    consent: ConsentKind
    day: date


class GoalRated(Event, frozen=True, tag="goal-rated"):
    """The family's own rating of its goal, 1 to 10; at the start or the end of a shared review if it names one."""

    rating: Annotated[int, msgspec.Meta(ge=1, le=10)]
    day: date
    goal: Title = ""
    review: Identifier | None = None
    moment: Literal["start", "end"] | None = None


class FilmImported(Event, frozen=True, tag="film-imported"):
    """A film lies at the desk. `source` is where it came from, `finding` how it was judged there."""

    film: Filmed
    started: Annotated[str, msgspec.Meta(pattern=UTC_TIME)] | None
    seconds: float
    recorder: str
    finding: Literal["complete", "cut short"]
    source: str
    about: About = "interaction"
    number: Annotated[int, msgspec.Meta(ge=1, le=9)] | None = None


class ClipAdded(Event, frozen=True, tag="clip-added"):
    """`note` is for the practitioner alone; `questions` are what she means to ask when the family sees it."""

    id: Identifier
    film: Filmed
    start_ns: Nanoseconds
    end_ns: Nanoseconds
    title: Title = ""
    principles: Principles = ()
    note: Text = ""
    sub_behaviours: Behaviours = ()
    questions: Text = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.end_ns <= self.start_ns:
            raise ValueError("a clip ends after it begins")


class ClipChanges(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is different afterwards; what is left out stays."""

    start_ns: Nanoseconds | UnsetType = UNSET
    end_ns: Nanoseconds | UnsetType = UNSET
    title: Title | UnsetType = UNSET
    principles: Principles | UnsetType = UNSET
    note: Text | UnsetType = UNSET
    sub_behaviours: Behaviours | UnsetType = UNSET
    questions: Text | UnsetType = UNSET


class ClipChanged(Event, frozen=True, tag="clip-changed"):
    id: Identifier
    changes: ClipChanges


class ClipRemoved(Event, frozen=True, tag="clip-removed"):
    id: Identifier


class ClipsOrdered(Event, frozen=True, tag="clips-ordered"):
    """The order of a film's clips. Clips that are not named come last, in their old order."""

    film: Filmed
    ids: tuple[Identifier, ...]


class StillKept(Event, frozen=True, tag="still-kept"):
    """`review`: the shared review in which it was chosen, if it was in one."""

    id: Identifier
    film: Filmed
    at_ns: Nanoseconds
    review: Identifier | None = None


class StillRemoved(Event, frozen=True, tag="still-removed"):
    id: Identifier


class NoteWritten(Event, frozen=True, tag="note-written"):
    """The note on a film, or on the case if `film` is null. Replaces the note before."""

    film: Filmed | None
    text: Text


class Undone(Event, frozen=True, tag="undone"):
    event: int


class Redone(Event, frozen=True, tag="redone"):
    event: int


AnyEvent: TypeAlias = (
    CaseOpened
    | HelpingQuestion
    | FilmsPlanned
    | CardGiven
    | ConsentGiven
    | ConsentRevoked
    | GoalRated
    | FilmImported
    | ClipAdded
    | ClipChanged
    | ClipRemoved
    | ClipsOrdered
    | StillKept
    | StillRemoved
    | NoteWritten
    | ReviewsPlanned
    | ReviewBegun
    | ReviewClipsChosen
    | WordsReceived
    | WordsRemoved
    | ClipVetoed
    | VetoLifted
    | PointsAgreed
    | ReviewEnded
    | Obscured
    | ObscuringRemoved
    | Silenced
    | SilenceRemoved
    | ClipWatched
    | HandoverBegun
    | HandoverSettled
    | HandedOver
    | HoldPlaced
    | HoldLifted
    | SummaryWritten
    | FilmErased
    | EventErased
    | PackMade
    | PackNotesReceived
    | PackErased
    | PackOpened
    | Undone
    | Redone
)


class Saved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event as it was saved: its number in the case's log, and when, by the desk's clock."""

    n: Annotated[int, msgspec.Meta(ge=0)]
    when: Annotated[str, msgspec.Meta(pattern=UTC_TIME)]
    event: AnyEvent


_decoder = msgspec.json.Decoder(Saved)


def encode(saved: Saved) -> bytes:
    """The JSON that is sealed. Raises ValueError if it is too long."""
    data = msgspec.json.encode(saved)
    if len(data) > LONGEST:
        raise ValueError(f"an event may be {LONGEST} bytes at most")
    return data


def decode(data: bytes) -> Saved:
    """Read one event. Raises ValueError."""
    try:
        return _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(unreadable(error)) from error
