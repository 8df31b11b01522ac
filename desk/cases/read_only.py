"""What may happen to a colleague's pack: notes, and clips of one's own that carry a note. What came with it stays."""

from desk.cases.case import Case
from desk.cases.events import (
    AnyEvent,
    ClipAdded,
    ClipChanged,
    ClipRemoved,
    ClipsOrdered,
    NoteWritten,
    Redone,
    Undone,
)
from desk.cases.pack_events import PackOpened


def may(case: Case, event: AnyEvent) -> bool:
    """Whether the event may be saved in a case with the code of a pack."""
    if case.borrowed is None:
        return isinstance(event, PackOpened)
    if isinstance(event, ClipChanged | ClipRemoved | ClipAdded):
        return event.id not in case.borrowed.clips
    return isinstance(event, NoteWritten | ClipsOrdered | Undone | Redone)
