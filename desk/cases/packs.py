"""Packs that left the desk, and holds that keep a case from being erased, as events have made them."""

from datetime import date

import msgspec

from desk.cases.pack_events import PackFilm, PackNote, Purpose


class LegalHold(msgspec.Struct, frozen=True, kw_only=True):
    """`film` is null if the whole case is held."""

    id: str
    who: str
    why: str
    day: date
    film: str | None
    lifted: date | None = None

    @property
    def stands(self) -> bool:
        """Whether it still holds."""
        return self.lifted is None


class Borrowed(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a case a colleague's pack: who sent it, until when it may be watched, and what came with it."""

    id: str
    sender: str
    key: str
    purpose: Purpose
    until: date
    reply_to: str
    films: tuple[PackFilm, ...]
    clips: tuple[str, ...]


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """`erased`: the day on which the colleague's desk signed that it destroyed it; null: it is out of our reach."""

    id: str
    day: date
    purpose: Purpose
    colleague: str
    recipient: str
    films: tuple[str, ...]
    clips: tuple[str, ...]
    until: date
    notes: tuple[PackNote, ...] = ()
    erased: date | None = None
