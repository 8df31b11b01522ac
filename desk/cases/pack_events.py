"""What leaves the desk for supervision or intervision: packs, sealed to a named colleague's key."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from desk.cases.event import About, Behaviours, Event, Filmed, Nanoseconds, Principles, Text, Title
from sealed.film.facts import FINGERPRINT
from sealed.film.records import Identifier
from sealed.strict import Strict

Purpose = Literal["supervision", "intervision"]


class PackMade(Event, frozen=True, tag="pack-made"):
    """`recipient` is the fingerprint of the colleague's key; the consent behind it ends on `until`.

    `reply` is the secret key that opens her notes. It is nowhere else: it moves with the log to a new key of the case,
    and goes with it. Null for a pack of before, whose notes come back to the case's key.
    """

    id: Identifier
    day: date
    purpose: Purpose
    colleague: Title
    recipient: Annotated[str, msgspec.Meta(pattern=FINGERPRINT)]
    films: tuple[Filmed, ...]
    clips: tuple[Identifier, ...]
    until: date
    reply: Annotated[str, msgspec.Meta(max_length=200)] | None = None


class PackFilm(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A film of a pack. `source` is the sender's film, in which it begins at `offset_ns`."""

    film: Filmed
    source: Filmed
    offset_ns: Nanoseconds = 0
    seconds: float
    started: str | None
    number: int | None
    about: About


class PackClip(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clip of a pack, at times of the pack's own film."""

    id: Identifier
    film: Filmed
    start_ns: Nanoseconds
    end_ns: Nanoseconds
    title: Title = ""
    principles: Principles = ()
    sub_behaviours: Behaviours = ()


class PackOpened(Event, frozen=True, tag="pack-opened"):
    """A colleague's pack, at the desk that opened it. `sender` and `key` signed it; notes go back to `reply_to`."""

    id: Identifier
    sender: Title
    key: str
    purpose: Purpose
    until: date
    reply_to: str
    films: tuple[PackFilm, ...]
    clips: tuple[PackClip, ...]


class PackNote(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A colleague's note at a time of a film, or on the pack as a whole."""

    film: Filmed | None
    at_ns: Nanoseconds | None
    text: Text


class PackNotesReceived(Event, frozen=True, tag="pack-notes-received"):
    """Replaces the notes that came before for the same pack."""

    pack: Identifier
    notes: tuple[PackNote, ...]


class PackErased(Event, frozen=True, tag="pack-erased"):
    """The colleague's desk signed that it destroyed the pack. `signer`: the fingerprint of that desk's key."""

    pack: Identifier
    day: date
    signer: Title
