"""A case as its events have made it: what pages and commands show."""

from datetime import date

import msgspec

from desk.cases.event import About, Behaviours, ConsentKind, Principles
from desk.cases.handovers import BegunHandover, Handover, Obscuring, Silence
from desk.cases.packs import Borrowed, LegalHold, Pack
from desk.cases.reviews import Review, Stretch, Veto


class Clip(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    film: str
    start_ns: int
    end_ns: int
    title: str = ""
    principles: Principles = ()
    note: str = ""
    sub_behaviours: Behaviours = ()
    questions: str = ""


class Still(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    film: str
    at_ns: int


class CaseConsent(msgspec.Struct, frozen=True, kw_only=True):
    """One consent: when it was given, and when it was revoked if it was."""

    kind: ConsentKind
    given: date
    revoked: date | None = None
    until: date | None = None

    @property
    def stands(self) -> bool:
        """Whether nobody revoked it."""
        return self.revoked is None

    def good_on(self, day: date) -> bool:
        """Whether it counts on a day: not revoked, and not over."""
        return self.stands and (self.until is None or day <= self.until)


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A helping question, and since when (UTC, the desk's clock)."""

    text: str
    when: str


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    rating: int
    day: date
    goal: str = ""
    review: str | None = None
    moment: str | None = None


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
    """A case after `events` events, the latest at `changed`. Clips are in the order of each film; `consents` hold one
    entry a kind."""

    code: str
    opened: str = ""
    questions: tuple[Question, ...] = ()
    planned: tuple[date | None, ...] = (None, None, None)
    boxes: tuple[str, ...] = ()
    consents: tuple[CaseConsent, ...] = ()
    ratings: tuple[Rating, ...] = ()
    films: tuple[FilmEntry, ...] = ()
    clips: tuple[Clip, ...] = ()
    stills: tuple[Still, ...] = ()
    note: str = ""
    film_notes: dict[str, str] = {}
    reviews_planned: tuple[date | None, ...] = ()
    reviews: tuple[Review, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    obscurings: tuple[Obscuring, ...] = ()
    silences: tuple[Silence, ...] = ()
    watched: dict[str, str] = {}
    handovers: tuple[Handover, ...] = ()
    begun_handovers: tuple[BegunHandover, ...] = ()
    holds: tuple[LegalHold, ...] = ()
    summary: str = ""
    packs: tuple[Pack, ...] = ()
    borrowed: Borrowed | None = None
    erased: tuple[str, ...] = ()
    erased_firsts: tuple[str, ...] = ()
    events: int = 0
    changed: str = ""

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

    def vetoed(self, clip: str) -> bool:
        """Whether the family said "not this clip", to it or to one of the same pictures that was removed since."""
        return bool(self.vetoes_on(clip))

    def vetoes_on(self, clip: str) -> tuple[Veto, ...]:
        """What the family said against this clip."""
        known, found = {each.id for each in self.clips}, self.clip(clip)
        return tuple(each for each in self.vetoes if each.clip == clip or _of_removed(each, known, found))

    @property
    def unwanted(self) -> tuple[Stretch, ...]:
        """The stretches that the family does not want: each such clip as it was then, and as it is now."""
        now = (Stretch(clip.film, clip.start_ns, clip.end_ns) for clip in self.clips if self.vetoed(clip.id))
        return (*(each.seen for each in self.vetoes if each.seen), *now)

    @property
    def shown_clips(self) -> tuple[Clip, ...]:
        """The clips that may be shown, exported and given: all but those that the family does not want."""
        return tuple(clip for clip in self.clips if not self.vetoed(clip.id))

    @property
    def shown_stills(self) -> tuple[Still, ...]:
        """The stills that may leave: none out of a clip that the family does not want."""
        unwanted = self.unwanted
        return tuple(each for each in self.stills if not any(_shows(each, stretch) for stretch in unwanted))

    @property
    def unfinished_handovers(self) -> tuple[BegunHandover, ...]:
        """Copies that are being written now, or were broken off: part of them may lie on a stick."""
        return tuple(each for each in self.begun_handovers if each.state == "open")

    def review(self, id: str) -> Review | None:  # noqa: A002  # the field's name
        """The shared review with this id."""
        return next((review for review in self.reviews if review.id == id), None)

    @property
    def next_points(self) -> tuple[str, ...]:
        """What was agreed last to work on: where the next film starts from."""
        return next((review.next for review in reversed(self.reviews) if review.next), ())

    def held(self, film: str | None = None) -> tuple[LegalHold, ...]:
        """The holds that stand and keep this film, or anything of the case (None), from being erased."""
        return tuple(hold for hold in self.holds if hold.stands and (film is None or hold.film in (None, film)))

    def stills_of(self, film: str) -> tuple[Still, ...]:
        """The film's stills, by time."""
        return tuple(still for still in self.stills if still.film == film)


def _shows(still: Still, stretch: Stretch) -> bool:
    return stretch.meets(still.film, still.at_ns, still.at_ns + 1)


def _of_removed(veto: Veto, known: set[str], clip: Clip | None) -> bool:
    """Whether a clip shows what one showed that the family did not want, and that was removed since."""
    if veto.clip in known or veto.seen is None or clip is None:
        return False
    return veto.seen.meets(clip.film, clip.start_ns, clip.end_ns)
