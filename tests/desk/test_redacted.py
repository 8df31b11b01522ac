"""What a log is without an erased film: nothing that was told of it, and the same case."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from desk.cases.ending_events import EventErased, FilmErased, HoldLifted, HoldPlaced
from desk.cases.events import (
    AnyEvent,
    CaseOpened,
    ClipAdded,
    ClipChanged,
    ClipChanges,
    ClipRemoved,
    FilmImported,
    HelpingQuestion,
    NoteWritten,
    Redone,
    Saved,
    StillKept,
    Undone,
)
from desk.cases.fold import fold
from desk.cases.handover_events import ClipWatched, HandoverBegun, Keyframe, Obscured, Silenced
from desk.cases.history import next_redo, next_undo
from desk.cases.pack_events import PackMade, PackNote, PackNotesReceived
from desk.cases.redacted import redacted
from desk.cases.review_events import ClipVetoed, PointsAgreed, ReviewBegun, ReviewClipsChosen, WordsReceived
from desk.errors import NothingToUndo
from tests.support.desks import make_desk

GONE, KEPT, DAY = "20261122-1405-aaaa", "20261129-1405-bbbb", date(2027, 1, 1)
A, B, C, R = ("a" * 16, "b" * 16, "c" * 16, "9" * 16)
SECRET = "she waits"


def imported(film: str) -> FilmImported:
    return FilmImported(film=film, started=None, seconds=60, recorder="box-7", finding="complete", source="x")


def clip(id: str, film: str) -> ClipAdded:  # noqa: A002  # the field's name
    return ClipAdded(id=id, film=film, start_ns=0, end_ns=9, title=SECRET if film == GONE else "a smile")


def words(id: str, clip: str | None, text: str) -> WordsReceived:  # noqa: A002
    return WordsReceived(id=id, review=R, clip=clip, sort="idea", voice="parent", text=text)


TOLD: tuple[AnyEvent, ...] = (
    CaseOpened(code="K-17"),
    HelpingQuestion(question="How?"),
    imported(GONE),
    imported(KEPT),
    clip(A, GONE),
    clip(B, KEPT),
    clip(C, GONE),
    ClipChanged(id=C, changes=ClipChanges(note=SECRET)),
    Undone(event=7),
    Redone(event=7),
    ClipRemoved(id=C),
    NoteWritten(film=GONE, text=SECRET),
    NoteWritten(film=KEPT, text="of the other"),
    NoteWritten(film=None, text="of the case"),
    StillKept(id="d" * 16, film=GONE, at_ns=1),
    Obscured(
        id="e" * 16, film=GONE, start_ns=0, end_ns=9, method="solid",
        keyframes=(Keyframe(at_ns=0, x=0, y=0, width=1, height=1),),
    ),
    Silenced(id="f" * 16, film=GONE, start_ns=0, end_ns=9),
    ClipWatched(clip=A, digest="0" * 64),
    ClipWatched(clip=B, digest="1" * 64),
    ReviewBegun(id=R, films=(GONE, KEPT), clips=(A, B), day=DAY),
    ReviewClipsChosen(review=R, clips=(B, A)),
    words("1" * 16, A, SECRET),
    words("2" * 16, B, "he looked"),
    words("3" * 16, A, SECRET),
    words("3" * 16, None, "of both films"),
    ClipVetoed(clip=A, voice="parent", day=DAY),
    PointsAgreed(review=R, strengths=("Waiting",), next=("Sing",), read_back=True),
    PackMade(
        id="4" * 16, day=DAY, purpose="supervision", colleague="M", recipient="SHA256:" + "a" * 43,
        films=(GONE, KEPT), clips=(A,), until=DAY,
    ),
    PackNotesReceived(
        pack="4" * 16,
        notes=(PackNote(film=GONE, at_ns=1, text=SECRET), PackNote(film=KEPT, at_ns=1, text="see how he looks")),
    ),
    HoldPlaced(id="5" * 16, who="A court", why="asked", day=DAY, film=GONE),
    HoldLifted(id="5" * 16, who="A court", day=DAY),
    HelpingQuestion(question="How, at night?"),
    Undone(event=31),
    HandoverBegun(
        id="6" * 16, day=DAY, asked_by="parent", consented=("parent",), clips=(B, C), stills=(), onto="clips", files=(),
        stick="/media/stick", titles={C: SECRET},
    ),
    FilmErased(film=GONE, day=DAY),
)  # fmt: skip


def log(*events: AnyEvent) -> list[Saved]:
    return [Saved(n, "2027-01-01T00:00:00Z", event) for n, event in enumerate(events)]


def test_it_folds_to_the_same_case_and_tells_nothing_of_the_film() -> None:
    before = log(*TOLD)
    after = redacted(before)
    assert SECRET in msgspec.json.encode(before).decode()
    assert SECRET not in msgspec.json.encode(after).decode()
    assert fold(after) == fold(before)
    assert [saved.n for saved in after] == list(range(len(TOLD))), "undo and redo name the others by number"
    kept = fold(after)
    assert (kept.erased, [each.id for each in kept.clips], [each.film for each in kept.films]) == ((GONE,), [B], [KEPT])
    assert [each.text for each in kept.reviews[0].words] == ["he looked", "of both films"]
    assert (kept.watched, [note.film for note in kept.packs[0].notes]) == ({B: "1" * 64}, [KEPT])
    assert kept.holds, "that it was held, and by whom, stays"


def test_a_log_of_which_no_film_was_erased_stays_as_it_is() -> None:
    assert redacted(before := log(*TOLD[:-1])) == before


def test_undo_and_redo_reach_the_same_as_before() -> None:
    before, after = log(*TOLD), redacted(log(*TOLD))
    for scope in (None, KEPT, R):
        assert (next_undo(before, scope), next_redo(before, scope)) == (
            next_undo(after, scope),
            next_redo(after, scope),
        )
    assert (next_undo(after, GONE), next_redo(after, GONE)) == (None, None)


def test_what_was_erased_cannot_be_undone(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.open_case("K-17")
    desk.append("K-17", EventErased())
    with pytest.raises(NothingToUndo):
        desk.undo("K-17")
