"""A case's events without what they told of an erased film: what its log is when it is sealed to a new key.

The others keep their numbers, which undo and redo name, and fold to the same case.
"""

from collections.abc import Iterable, Sequence

import msgspec

from desk.cases.ending_events import EventErased, FilmErased, HoldPlaced
from desk.cases.events import AnyEvent, Redone, Saved, Undone
from desk.cases.handover_events import HandoverBegun
from desk.cases.pack_events import PackNotesReceived
from desk.cases.review_events import ReviewBegun, ReviewClipsChosen


def redacted(log: Sequence[Saved]) -> list[Saved]:
    """The log without what was told of the films that it calls erased."""
    films = {saved.event.film for saved in log if isinstance(saved.event, FilmErased)}
    named = _named(log, films)
    last = max((saved.n for saved in log if isinstance(saved.event, FilmErased)), default=-1)
    told = {saved.n for saved in log if _tells(saved.event, films, named)}
    told |= {saved.n for saved in log if isinstance(saved.event, Undone | Redone) and saved.event.event in told}
    return [_without(saved, films, named, last) if saved.n not in told else _erased(saved) for saved in log]


def _named(log: Iterable[Saved], films: set[str]) -> set[str]:
    """The ids that clips, stills, covers and silences of the films ever had."""
    events = (saved.event for saved in log if not isinstance(saved.event, HoldPlaced))
    found = (getattr(event, "id", None) for event in events if getattr(event, "film", None) in films)
    return {id_ for id_ in found if id_}


def _tells(event: AnyEvent, films: set[str], named: set[str]) -> bool:
    """Whether it tells something of them. That one was erased or held, and of which films a review was, is kept."""
    if isinstance(event, FilmErased | HoldPlaced):
        return False
    told_of = {getattr(event, name, None) for name in ("id", "clip")}
    return getattr(event, "film", None) in films or not named.isdisjoint(told_of)


def _without(saved: Saved, films: set[str], named: set[str], last: int) -> Saved:
    """Of a colleague's notes on a pack, those on the films go; of a review's clips, those of the films.

    Of a copy that was broken off, the words on its title cards go, whichever clip's.
    """
    match saved.event:
        case PackNotesReceived() as event:
            kept: dict[str, object] = {"notes": tuple(note for note in event.notes if note.film not in films)}
        case ReviewBegun() | ReviewClipsChosen() as event:
            kept = {"clips": tuple(clip for clip in event.clips if clip not in named)}
        case HandoverBegun() as event:
            kept = {"titles": {} if saved.n < last else event.titles}
        case _:
            return saved
    return msgspec.structs.replace(saved, event=msgspec.structs.replace(event, **kept))


def _erased(saved: Saved) -> Saved:
    return msgspec.structs.replace(saved, event=EventErased())
