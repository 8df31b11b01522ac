"""Undo and redo: which events stand, and which one is undone or redone next. Neither reaches into another film."""

from collections.abc import Iterable, Sequence

from desk.cases.events import (
    AnyEvent,
    CaseOpened,
    ClipAdded,
    ClipChanged,
    ClipRemoved,
    ClipsOrdered,
    FilmImported,
    NoteWritten,
    Redone,
    Saved,
    StillKept,
    StillRemoved,
    Undone,
)

LASTING = (CaseOpened, FilmImported, Undone, Redone)
"""These cannot be undone: a film lies at the desk whatever the log says."""


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


def next_undo(log: Sequence[Saved], film: str | None) -> int | None:
    """The number of the event that undo takes back: the last that stands of this film, or of none (None)."""
    films = _films(log)
    mine = (
        saved.n for saved in reversed(standing(log)) if not isinstance(saved.event, LASTING) and films[saved.n] == film
    )
    return next(mine, None)


def next_redo(log: Sequence[Saved], film: str | None) -> int | None:
    """The number of the event that redo brings back. Anything done since to the same film leaves nothing to redo."""
    films = _films(log)
    undone: list[int] = []
    for saved in log:
        match saved.event:
            case Undone(event=n) if films.get(n) == film:
                undone.append(n)
            case Redone(event=n) if n in undone:
                undone.remove(n)
            case CaseOpened() | FilmImported() | Undone() | Redone():
                pass
            case _ if films[saved.n] == film:
                undone.clear()
    return undone[-1] if undone else None


def _films(log: Iterable[Saved]) -> dict[int, str | None]:
    """The film that each event is about, by the event's number; None for the case as a whole."""
    owner: dict[str, str] = {}
    found: dict[int, str | None] = {}
    for saved in log:
        event = saved.event
        if isinstance(event, ClipAdded | StillKept):
            owner[event.id] = event.film
        found[saved.n] = _film(event, owner)
    return found


def _film(event: AnyEvent, owner: dict[str, str]) -> str | None:
    match event:
        case ClipAdded() | ClipsOrdered() | StillKept() | NoteWritten() | FilmImported():
            return event.film
        case ClipChanged() | ClipRemoved() | StillRemoved():
            return owner.get(event.id)
        case _:
            return None
