"""The plan of an erasure: written before anything is destroyed, and again after each step (docs/desk-format.md).

It names the case's code, films by their ids, and copies; nothing that a family said. It is sealed to the desk's own
key, since the case's is destroyed, and signed, since anybody can seal to a public key.
"""

from datetime import date
from typing import Annotated, Literal

import msgspec

from desk.cases.event import Filmed
from sealed.film.facts import FINGERPRINT, UTC_TIME
from sealed.film.records import Identifier
from sealed.papers.erasure_certificate import Place
from sealed.strict import Strict

Time = Annotated[str, msgspec.Meta(pattern=UTC_TIME)]
Fingerprint = Annotated[str, msgspec.Meta(pattern=FINGERPRINT)]
Why = Literal["completed", "withdrawn"]
State = Literal["waits", "asked", "removed", "left", "outside"]


class KnownCopy(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A copy, and how far its removal is.

    `waits` and `asked` (a box) are under way; `removed` was looked for afterwards, or confirmed under a signature;
    `left`: the practitioner goes on without it; `outside` this desk's reach from the start. `trouble` is the last thing
    that went wrong. `readable`: a key that is not destroyed opens it. `papers`: digests of what a box was sent.
    """

    place: Place
    name: str
    state: State = "waits"
    when: Time | None = None
    objects: int = 0
    trouble: str = ""
    readable: bool = False
    papers: tuple[str, ...] = ()
    cleared: Time | None = None

    @property
    def settled(self) -> bool:
        """Whether nothing more is to be done about it."""
        return self.state in ("removed", "left", "outside")

    def now(self, **changes: object) -> "KnownCopy":
        """The copy with changes; without its trouble, unless that is one of them."""
        changed: KnownCopy = msgspec.structs.replace(self, **{"trouble": "", **changes})
        return changed


class PlannedFilm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A film that goes. `first`: the film that it was sealed anew from; the desk's own key opens that one."""

    film: Filmed
    day: date | None
    first: Filmed | None = None


class WorkCounts(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For the practice log."""

    films: int
    reviews: int
    cycles: int


class Erasure(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`film` is null if the whole case goes. `key` is the fingerprint of the key that goes.

    With one film the case gets a new key, to which all that stays is sealed; the key that the film was sealed to goes
    once that is done, and no box seals to it. `gathered`: nothing in the store needs it any more.

    `latest` is the newest time that the case's log knows: what boxes are sent must not seem older, however this
    computer's clock stands. `sequence`: the keyring's first state without the key.
    """

    erasure: Literal[1] = 1
    id: Identifier
    case: str
    film: Filmed | None = None
    why: Why
    begun: Time
    latest: Time
    key: Fingerprint
    films: tuple[PlannedFilm, ...]
    counts: WorkCounts
    copies: tuple[KnownCopy, ...]
    destroyed: Time | None = None
    sequence: int = 0
    gathered: bool = False
    finished: bool = False

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do."""
        return self.destroyed is not None and all(copy.settled for copy in self.copies)

    @property
    def ready(self) -> bool:
        """Whether nothing needs the key of one film any more: it can go."""
        store = self.gathered or all(copy.state == "left" for copy in self.of("store"))
        return store and all(copy.settled for copy in (*self.of("box"), *self.of("desk")))

    @property
    def resealed_from(self) -> bool:
        """Whether a film was filmed without a card, and so is on its box, or was, under the desk's own key."""
        return any(film.first for film in self.films)

    def of(self, place: Place) -> tuple[KnownCopy, ...]:
        """The copies at one kind of place."""
        return tuple(copy for copy in self.copies if copy.place == place)

    def known(self, place: Place, name: str) -> KnownCopy:
        """The copy of this place and name; a new one, if there is none yet."""
        found = (copy for copy in self.of(place) if copy.name == name)
        return next(found, KnownCopy(place=place, name=name))

    def boxes_settled(self) -> bool:
        """Whether each box confirmed, or the practitioner goes on without it."""
        return all(copy.settled for copy in self.of("box"))

    def without_copy(self, copy: KnownCopy) -> "Erasure":
        """Without this copy: there is none any more."""
        changed: Erasure = msgspec.structs.replace(self, copies=tuple(each for each in self.copies if each != copy))
        return changed

    def with_copy(self, copy: KnownCopy) -> "Erasure":
        """With this copy in the place of the one of its place and name, or as one more."""
        others = [each for each in self.copies if (each.place, each.name) != (copy.place, copy.name)]
        at = next((n for n, each in enumerate(self.copies) if (each.place, each.name) == (copy.place, copy.name)), None)
        others.insert(len(others) if at is None else at, copy)
        changed: Erasure = msgspec.structs.replace(self, copies=tuple(others))
        return changed
