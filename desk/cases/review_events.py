"""What happens around a shared review: the clips that are watched, and what the family says to them."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from desk.cases.event import Event, Filmed, Text, Title, Voice
from sealed.film.records import Identifier

WordsSort = Literal["idea", "thought", "concern"]
Points = Annotated[tuple[Title, ...], msgspec.Meta(max_length=12)]


class ReviewsPlanned(Event, frozen=True, tag="reviews-planned"):
    """The days of the shared reviews, in order; null where one has no day yet."""

    days: Annotated[tuple[date | None, ...], msgspec.Meta(max_length=9)]


class ReviewBegun(Event, frozen=True, tag="review-begun"):
    """A shared review of these films begins with these clips, in this order."""

    id: Identifier
    films: Annotated[tuple[Filmed, ...], msgspec.Meta(min_length=1, max_length=9)]
    clips: tuple[Identifier, ...]
    day: date
    number: Annotated[int, msgspec.Meta(ge=1, le=9)] | None = None


class ReviewClipsChosen(Event, frozen=True, tag="review-clips-chosen"):
    """Choice and order changed while they talk."""

    review: Identifier
    clips: tuple[Identifier, ...]


class WordsReceived(Event, frozen=True, tag="words-received"):
    """What somebody said, to a clip or to the review as a whole. The same id again replaces it."""

    id: Identifier
    review: Identifier
    clip: Identifier | None
    sort: WordsSort
    voice: Voice
    text: Text


class WordsRemoved(Event, frozen=True, tag="words-removed"):
    id: Identifier
    review: Identifier


class ClipVetoed(Event, frozen=True, tag="clip-vetoed"):
    """The family's "not this clip": from then on it is shown, exported and given to nobody."""

    clip: Identifier
    voice: Voice
    day: date
    review: Identifier | None = None


class VetoLifted(Event, frozen=True, tag="veto-lifted"):
    """The family changed its mind."""

    clip: Identifier
    voice: Voice
    day: date
    review: Identifier | None = None


class PointsAgreed(Event, frozen=True, tag="points-agreed"):
    """Strengths, and what to work on next, in the family's words. Replaces those of the same review."""

    review: Identifier
    strengths: Points
    next: Points
    read_back: bool


class ReviewEnded(Event, frozen=True, tag="review-ended"):
    """`seconds`: how long they watched and talked."""

    review: Identifier
    day: date
    seconds: Annotated[int, msgspec.Meta(ge=0, le=86_400)]
