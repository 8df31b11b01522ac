"""The letter of the last hand-over once more: what was given stands in it, and whether anybody was left out of that."""

from collections.abc import Iterable

import pytest

from desk.cases.events import AnyEvent, ClipAdded, StillKept
from desk.cases.handover_events import GivenFile, HandedOver, Keyframe, Obscured, Silenced
from desk.paper.letter import Letter
from desk.paper.letterhead import Letterhead
from desk.paper.of_case import letter
from tests.support.cycle_cases import FILMED, case_of, film, film_id

SECOND = 10**9
GIVEN, OTHER, STILL = "1" * 16, "2" * 16, "3" * 16
ID = "a" * 16


def written(*left_out: AnyEvent) -> Letter:
    """After a copy of the first of two clips, and of a still at nine seconds."""
    names = ("clip-1.mp4", "picture-1.jpg", "pictures.pdf", "letter.pdf")
    case = case_of(
        film(1), film(2),
        ClipAdded(id=GIVEN, film=film_id(1), start_ns=0, end_ns=2 * SECOND),
        ClipAdded(id=OTHER, film=film_id(1), start_ns=4 * SECOND, end_ns=6 * SECOND),
        StillKept(id=STILL, film=film_id(1), at_ns=9 * SECOND),
        *left_out,
        HandedOver(
            id=ID, day=FILMED, asked_by="parent", consented=("parent",), clips=(GIVEN,), stills=(STILL,), onto="clips",
            files=tuple(GivenFile(name=name, size=1, sha256="0" * 64) for name in names),
        ),
    )  # fmt: skip
    found = letter(case, Letterhead(), FILMED, "Anna Berg")
    assert isinstance(found, Letter)
    return found


def obscured(start: int, end: int, number: int = 1) -> Obscured:
    place = Keyframe(at_ns=0, x=0, y=0, width=0.5, height=0.5)
    span = {"start_ns": start * SECOND, "end_ns": end * SECOND}
    return Obscured(id=ID, film=film_id(number), method="solid", keyframes=(place,), **span)


def silenced(start: int, end: int) -> Silenced:
    return Silenced(id=ID, film=film_id(1), start_ns=start * SECOND, end_ns=end * SECOND)


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ((), False),
        ((obscured(1, 3),), True),
        ((silenced(1, 3),), True),
        ((obscured(8, 10),), True),
        ((obscured(4, 6), silenced(2, 4)), False),
        ((obscured(1, 3, number=2),), False),
    ],
)
def test_says_that_somebody_was_left_out_of_what_was_given(left_out: Iterable[AnyEvent], said: bool) -> None:
    assert written(*left_out).left_out == said


def test_lists_what_was_given_and_not_itself() -> None:
    assert [(each.name, each.what) for each in written().files] == [("clip-1.mp4", "clip"), ("pictures.pdf", "stills")]
