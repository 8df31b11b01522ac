"""What reviews, hand-overs, holds and packs make of a case, and how far an undo reaches."""

from datetime import date
from typing import get_args

import pytest

from desk.cases import events
from desk.cases.ending_events import HoldLifted, HoldPlaced
from desk.cases.event import Event
from desk.cases.events import AnyEvent, CaseOpened, ClipAdded, Saved, Undone
from desk.cases.fold import fold
from desk.cases.handover_events import HandedOver, Keyframe, Obscured, Silenced
from desk.cases.handovers import Obscuring, digest
from desk.cases.history import LASTING, next_redo, next_undo
from desk.cases.pack_events import PackErased, PackMade
from desk.cases.review_events import (
    ClipVetoed,
    PointsAgreed,
    ReviewBegun,
    ReviewEnded,
    VetoLifted,
    WordsReceived,
    WordsRemoved,
)
from sealed.film.facts import fingerprint

FILM, DAY = "20261122-1405-k7qm", date(2026, 12, 3)
REVIEW, CLIP, ONE, TWO = (digit * 16 for digit in "abcd")
WHEN = "2026-12-03T10:00:00Z"


def log(*happened: AnyEvent) -> list[Saved]:
    return [Saved(n, WHEN, event) for n, event in enumerate((CaseOpened(code="K-17"), *happened))]


BEGUN = ReviewBegun(id=REVIEW, films=(FILM,), clips=(CLIP,), day=DAY, number=1)
ADDED = ClipAdded(id=CLIP, film=FILM, start_ns=0, end_ns=5)


def words(id_: str, text: str) -> WordsReceived:
    return WordsReceived(id=id_, review=REVIEW, clip=CLIP, sort="thought", voice="parent", text=text)


def test_what_a_family_says_stays_in_order_and_can_be_put_right() -> None:
    case = fold(log(ADDED, BEGUN, words(ONE, "She lokked"), words(TWO, "I waited"), words(ONE, "She looked")))
    review = case.review(REVIEW)
    assert review is not None
    assert [(each.clip, each.text) for each in review.words] == [(CLIP, "She looked"), (CLIP, "I waited")]
    assert (review.ended, review.begun) == (None, WHEN)


def test_a_review_ends_with_points_that_the_next_film_starts_from() -> None:
    agreed = PointsAgreed(review=REVIEW, strengths=("You wait",), next=("Name what she does",), read_back=True)
    case = fold(log(BEGUN, words(ONE, "x"), WordsRemoved(id=ONE, review=REVIEW), agreed, ended()))
    (review,) = case.reviews
    assert (review.words, review.ended, review.seconds, review.read_back) == ((), DAY, 2400, True)
    assert case.next_points == ("Name what she does",)


def ended() -> ReviewEnded:
    return ReviewEnded(review=REVIEW, day=DAY, seconds=2400)


def test_not_this_clip_takes_it_out_of_what_is_shown_until_it_is_lifted() -> None:
    vetoed = ClipVetoed(clip=CLIP, voice="parent", day=DAY, review=REVIEW)
    assert fold(log(ADDED, BEGUN, vetoed)).shown_clips == ()
    lifted = VetoLifted(clip=CLIP, voice="parent", day=DAY)
    assert [clip.id for clip in fold(log(ADDED, vetoed, lifted)).shown_clips] == [CLIP]


def test_undo_in_a_review_reaches_neither_the_film_nor_the_case() -> None:
    happened = log(events.HelpingQuestion(question="Why?"), ADDED, BEGUN, words(ONE, "x"))
    assert next_undo(happened, REVIEW) == 4
    assert next_undo(happened, FILM) == 2
    assert next_undo(happened, None) == 1
    undone = [*happened, Saved(5, WHEN, Undone(event=4))]
    assert next_undo(undone, REVIEW) is None
    assert next_redo(undone, REVIEW) == 4
    assert next_redo(undone, FILM) is None


def test_what_went_out_of_the_house_cannot_be_undone() -> None:
    given = HandedOver(
        id=ONE, day=DAY, asked_by="parent", consented=("parent",), clips=(), stills=(), onto="stick", files=()
    )
    assert isinstance(given, LASTING)
    assert next_undo(log(given), None) is None


def test_a_hold_stands_until_somebody_lifts_it() -> None:
    placed = HoldPlaced(id=ONE, who="A. Lead", why="a court asked", day=DAY, film=FILM)
    assert [hold.who for hold in fold(log(placed)).held(FILM)] == ["A. Lead"]
    assert fold(log(placed)).held("20261122-1405-other") == ()
    assert len(fold(log(placed)).held()) == 1
    assert fold(log(placed, HoldLifted(id=ONE, who="A. Lead", day=DAY))).held() == ()


def test_a_pack_is_out_of_reach_until_its_desk_signs_that_it_is_gone() -> None:
    made = PackMade(
        id=ONE,
        day=DAY,
        purpose="supervision",
        colleague="B. Guider",
        recipient=fingerprint("age1x"),
        films=(FILM,),
        clips=(),
        until=DAY,
    )
    assert fold(log(made)).packs[0].erased is None
    assert fold(log(made, PackErased(pack=ONE, day=DAY, signer="SHA256:x"))).packs[0].erased == DAY


def test_a_changed_box_asks_to_be_watched_again() -> None:
    def box(x: float) -> Obscuring:
        frame = Keyframe(at_ns=0, x=x, y=0, width=0.5, height=0.5)
        return Obscuring(id=ONE, film=FILM, start_ns=0, end_ns=5, method="solid", keyframes=(frame,))

    assert digest([box(0.1)], 0, 5) == digest([box(0.1)], 0, 5)
    assert digest([box(0.1)], 0, 5) != digest([box(0.2)], 0, 5)
    assert digest([box(0.1)], 5, 9) == digest([], 5, 9), "outside of the clip"


@pytest.mark.parametrize("times", [(5, 5), (9, 3)])
def test_keyframes_follow_one_another(times: tuple[int, int]) -> None:
    frames = tuple(Keyframe(at_ns=at, x=0, y=0, width=1, height=1) for at in times)
    with pytest.raises(ValueError, match="follow one another"):
        Obscured(id=ONE, film=FILM, start_ns=0, end_ns=9, method="mosaic", keyframes=frames)


def test_a_silence_ends_after_it_begins() -> None:
    with pytest.raises(ValueError, match="ends after"):
        Silenced(id=ONE, film=FILM, start_ns=5, end_ns=5)


def test_every_event_can_be_saved_and_has_a_kind_of_its_own() -> None:
    kinds = [kind.__struct_config__.tag for kind in get_args(AnyEvent)]
    assert len(set(kinds)) == len(kinds)
    assert set(get_args(AnyEvent)) == set(_all(Event))


def _all(base: type[Event]) -> list[type[Event]]:
    """Those that nothing is built on; a base is no kind."""
    return [each for kind in base.__subclasses__() for each in (_all(kind) or [kind])]
