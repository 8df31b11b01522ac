"""A case as its events have made it: what pages and commands show."""

from datetime import date

import msgspec

from desk.cases.events import About, Behaviours, ConsentKind, Principles


class Clip(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    film: str
    start_ns: int
    end_ns: int
    title: str = ""
    principles: Principles = ()
    note: str = ""
    sub_behaviours: Behaviours = ()


class Still(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    film: str
    at_ns: int


class CaseConsent(msgspec.Struct, frozen=True, kw_only=True):
    """One consent: when it was given, and when it was revoked if it was."""

    kind: ConsentKind
    given: date
    revoked: date | None = None

    @property
    def stands(self) -> bool:
        """Whether it counts today."""
        return self.revoked is None


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A helping question, and since when (UTC, the desk's clock)."""

    text: str
    when: str


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    rating: int
    day: date
    goal: str = ""


class FilmEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A film of the case as it was imported."""

    film: str
    started: str | None
    seconds: float
    recorder: str
    finding: str
    source: str
    about: About
    number: int | None
    imported: str


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A case after `events` events. Clips are in the order of each film; `consents` hold one entry a kind."""

    code: str
    opened: str = ""
    questions: tuple[Question, ...] = ()
    planned: tuple[date | None, ...] = (None, None, None)
    consents: tuple[CaseConsent, ...] = ()
    ratings: tuple[Rating, ...] = ()
    films: tuple[FilmEntry, ...] = ()
    clips: tuple[Clip, ...] = ()
    stills: tuple[Still, ...] = ()
    note: str = ""
    film_notes: dict[str, str] = {}
    events: int = 0

    @property
    def question(self) -> str | None:
        """The helping question as it stands."""
        return self.questions[-1].text if self.questions else None

    def consents_to(self, kind: ConsentKind) -> bool:
        """Whether this consent was given and stands."""
        return any(each.kind == kind and each.stands for each in self.consents)

    def clips_of(self, film: str) -> tuple[Clip, ...]:
        """The film's clips, in their order."""
        return tuple(clip for clip in self.clips if clip.film == film)

    def clip(self, id: str) -> Clip | None:  # noqa: A002  # the field's name
        """The clip with this id."""
        return next((clip for clip in self.clips if clip.id == id), None)

    def stills_of(self, film: str) -> tuple[Still, ...]:
        """The film's stills, by time."""
        return tuple(still for still in self.stills if still.film == film)
