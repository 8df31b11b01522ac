"""What happens towards the end of a case: a summary, a hold, one film erased. Its end itself leaves no case to tell."""

from datetime import date

from desk.cases.event import Event, Filmed, Text, Title
from sealed.film.records import Identifier


class SummaryWritten(Event, frozen=True, tag="summary-written"):
    """The summary for the record. Replaces the one before."""

    text: Text


class HoldPlaced(Event, frozen=True, tag="hold-placed"):
    """Law or safeguarding demands that a film (null: the whole case) is kept: who said so, and why."""

    id: Identifier
    who: Title
    why: Text
    day: date
    film: Filmed | None = None


class HoldLifted(Event, frozen=True, tag="hold-lifted"):
    id: Identifier
    who: Title
    day: date


class FilmErased(Event, frozen=True, tag="film-erased"):
    """A film is erased: nothing of it, or said of it, is shown any more. Then the log is written anew without it.

    `first`: the film that it was sealed anew from, which is not taken in again either.
    """

    film: Filmed
    day: date
    first: Filmed | None = None


class EventErased(Event, frozen=True, tag="event-erased"):
    """In the place of an event that told something of an erased film, so that the others keep their numbers."""
