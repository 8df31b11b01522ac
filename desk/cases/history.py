"""Undo and redo: which events stand, and which one is undone or redone next.

Each event has a scope: a film's id, a review's, or None for the case as a whole. Undo in one reaches into no other.
"""

from collections.abc import Iterable, Sequence

from desk.cases.ending_events import EventErased, FilmErased, HoldLifted, HoldPlaced
from desk.cases.events import AnyEvent, CardGiven, CaseOpened, FilmImported, Redone, Saved, Undone
from desk.cases.handover_events import ClipWatched, HandedOver, HandoverBegun, HandoverSettled
from desk.cases.pack_events import PackErased, PackMade, PackNotesReceived, PackOpened
from desk.cases.review_events import ReviewBegun, ReviewEnded

LASTING = (
    CaseOpened,
    CardGiven,
    FilmImported,
    FilmErased,
    EventErased,
    ClipWatched,
    HandoverBegun,
    HandoverSettled,
    HandedOver,
    HoldPlaced,
    HoldLifted,
    PackMade,
    PackNotesReceived,
    PackErased,
    PackOpened,
    ReviewBegun,
    ReviewEnded,
    Undone,
    Redone,
)
"""These cannot be undone: a film lies at the desk, a person watched, a copy is with a family, whatever the log says."""


def standing(log: Iterable[Saved]) -> list[Saved]:
    """The events that count, in order: neither undone nor an undo or a redo themselves."""
    kept: dict[int, Saved] = {}
    undone: set[int] = set()
    for saved in log:
        match saved.event:
            case Undone(event=n):
                undone.add(n)
            case Redone(event=n):
                undone.discard(n)
            case _:
                kept[saved.n] = saved
    return [saved for n, saved in kept.items() if n not in undone or isinstance(saved.event, LASTING)]


def next_undo(log: Sequence[Saved], scope: str | None) -> int | None:
    """The number of the event that undo takes back: the last one of this scope that stands."""
    scopes = _scopes(log)
    mine = (
        saved.n
        for saved in reversed(standing(log))
        if not isinstance(saved.event, LASTING) and scopes[saved.n] == scope
    )
    return next(mine, None)


def next_redo(log: Sequence[Saved], scope: str | None) -> int | None:
    """The number of the event that redo brings back. Anything done since in the same scope leaves nothing to redo."""
    scopes = _scopes(log)
    undone: list[int] = []
    for saved in log:
        match saved.event:
            case Undone(event=n) if scopes.get(n) == scope:
                undone.append(n)
            case Redone(event=n) if n in undone:
                undone.remove(n)
            case Undone() | Redone() | CaseOpened() | CardGiven() | FilmImported() | EventErased():
                pass
            case _ if scopes[saved.n] == scope:
                undone.clear()
    return undone[-1] if undone else None


def _scopes(log: Iterable[Saved]) -> dict[int, str | None]:
    """The scope of each event, by the event's number."""
    films: dict[str, str] = {}
    found: dict[int, str | None] = {}
    for saved in log:
        event = saved.event
        film, id_ = getattr(event, "film", None), getattr(event, "id", None)
        if film and id_:
            films[id_] = film
        found[saved.n] = getattr(event, "review", None) or film or _film_of(event, films)
    return found


def _film_of(event: AnyEvent, films: dict[str, str]) -> str | None:
    """The film of the clip, the still or the box that an event names by its id."""
    named = getattr(event, "id", None) or getattr(event, "clip", None)
    return films.get(named) if named else None
