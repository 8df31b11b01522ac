"""What may be given to a family, and what must have happened before."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from desk.cases.case import Case, Clip, Still
from desk.cases.event import ConsentKind, Voice
from desk.handover.errors import ClipUnwanted, NobodyConsents, NotConsented, NothingChosen, NotWatched
from desk.handover.redaction import Redaction

FAMILY: tuple[Voice, ...] = ("parent", "partner", "child", "other")
"""Who may ask for a copy, and consent to it."""


class CopyRequest(NamedTuple):
    """What a copy shall hold. `titles` are those on the title cards, by clip; a card without one has a number alone.

    `confirmed`: a person looked at the stick, which the computer may not know as one.
    """

    asked_by: Voice
    consented: tuple[Voice, ...]
    clips: tuple[str, ...]
    stills: tuple[str, ...]
    titles: Mapping[str, str] = {}
    practitioner: str = ""
    confirmed: bool = False


class CopyItem(NamedTuple):
    """A clip or a still, as it stands with what is left out of it."""

    id: str
    film: str
    start: int
    end: int
    title: str
    name: str
    unwanted: bool
    redacted: bool
    digest: str
    watched: bool

    @property
    def is_clip(self) -> bool:
        """Or a still, which is of one time."""
        return self.end - self.start > 1

    @property
    def ready(self) -> bool:
        """Whether it may be given, as far as the item itself goes."""
        return not self.unwanted and (self.watched or not self.redacted)


def items(case: Case) -> tuple[list[CopyItem], list[CopyItem]]:
    """All clips and all stills of the case, film after film."""
    place = {entry.film: number for number, entry in enumerate(case.films)}
    clips = sorted((clip for clip in case.clips if clip.film in place), key=lambda clip: place[clip.film])
    stills = sorted((still for still in case.stills if still.film in place), key=lambda still: place[still.film])
    return [_clip(case, n, clip) for n, clip in enumerate(clips, 1)], [
        _still(case, n, s) for n, s in enumerate(stills, 1)
    ]


def find(case: Case, id: str) -> CopyItem:  # noqa: A002  # the field's name
    """The clip or still with this id. Raises NothingChosen."""
    clips, stills = items(case)
    found = next((item for item in (*clips, *stills) if item.id == id), None)
    if found is None:
        raise NothingChosen
    return found


def check(case: Case, asked: CopyRequest, day: date) -> tuple[list[CopyItem], list[CopyItem]]:
    """The clips and the stills that are asked for, in order. Raises HandoverErrors."""
    clips, stills = (_chosen(all_, ids) for all_, ids in zip(items(case), (asked.clips, asked.stills), strict=True))
    if not (clips or stills):
        raise NothingChosen
    for item in (*clips, *stills):
        if item.unwanted:
            raise ClipUnwanted(name=item.name)
    if not asked.consented:
        raise NobodyConsents
    for kind, what in _needed(clips, stills):
        if not consented(case, kind, day):
            raise NotConsented(what=what)
    for item in (*clips, *stills):
        if not item.ready:
            raise NotWatched(name=item.name)
    return clips, stills


def consented(case: Case, kind: ConsentKind, day: date) -> bool:
    """Whether this consent was given by that day, was not revoked, and is not over."""
    return any(each.kind == kind and each.given <= day and each.good_on(day) for each in case.consents)


def _needed(clips: list[CopyItem], stills: list[CopyItem]) -> Iterator[tuple[ConsentKind, str]]:
    if clips:
        yield "copies", "copies of the clips"
    if stills:
        yield "stills", "pictures out of the film"


def _chosen(known: list[CopyItem], ids: tuple[str, ...]) -> list[CopyItem]:
    if not set(ids) <= {item.id for item in known}:
        raise NothingChosen
    return [item for item in known if item.id in ids]


def _clip(case: Case, number: int, clip: Clip) -> CopyItem:
    named = (clip.title, clip.title or f"clip {number}")
    return _item(case, clip.id, clip.film, (clip.start_ns, clip.end_ns), named, case.vetoed(clip.id))


def _still(case: Case, number: int, still: Still) -> CopyItem:
    """A picture out of a clip that the family does not want is not wanted either."""
    unwanted = still not in case.shown_stills
    return _item(case, still.id, still.film, (still.at_ns, still.at_ns + 1), ("", f"picture {number}"), unwanted)


def _item(case: Case, id_: str, film: str, span: tuple[int, int], named: tuple[str, str], unwanted: bool) -> CopyItem:
    redaction = Redaction.of(case, film)
    digest, redacted = redaction.digest(*span), redaction.within(*span)
    return CopyItem(id_, film, *span, *named, unwanted, redacted, digest, case.watched.get(id_) == digest)
