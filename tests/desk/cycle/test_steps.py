"""Where a case stands, state by state, and on days that nobody expects."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.cases.case import Case
from desk.cases.ending_events import FilmErased
from desk.cases.events import AnyEvent, ConsentGiven, FilmsPlanned
from desk.cases.handover_events import HandedOver
from desk.cases.review_events import ClipVetoed, ReviewsPlanned
from desk.cycle.agenda import agenda
from desk.cycle.cycles import cycles
from desk.cycle.steps import Due, progress
from tests.support.cycle_cases import FILMED, begun, case_of, clip, ended, film, film_id, whole

DAY = timedelta(days=1)
COPIES = ConsentGiven(consent="copies", day=FILMED)
GIVEN = HandedOver(
    id="ab" * 8, day=FILMED, asked_by="parent", consented=("parent",), clips=(), stills=(), onto="stick", files=()
)
THREE = (*whole(1, FILMED), *whole(2, FILMED + 14 * DAY), *whole(3, FILMED + 28 * DAY))
WEEK = Due(FILMED + 7 * DAY, FILMED + 14 * DAY)


def planned(*days: date | None) -> FilmsPlanned:
    return FilmsPlanned(days=days)


STATES: dict[str, tuple[tuple[AnyEvent, ...], tuple[str, int], Due | None]] = {
    "nothing yet": ((), ("film", 1), None),
    "a film is planned": ((planned(FILMED),), ("film", 1), Due(FILMED, FILMED)),
    "only the second is planned": ((planned(None, FILMED),), ("film", 1), None),
    "filmed, no clip": ((film(1),), ("clips", 1), WEEK),
    "clips are cut": ((film(1), clip(1)), ("review", 1), WEEK),
    "its only clip is not wanted": (
        (film(1), clip(1), ClipVetoed(clip=clip(1).id, voice="parent", day=FILMED)),
        ("clips", 1),
        WEEK,
    ),
    "a day is agreed for the review": (
        (film(1), clip(1), ReviewsPlanned(days=(FILMED + 9 * DAY,))),
        ("review", 1),
        Due(FILMED + 9 * DAY, FILMED + 9 * DAY),
    ),
    "the agreed day lies before the film": (
        (film(1), clip(1), ReviewsPlanned(days=(FILMED - DAY,))),
        ("review", 1),
        WEEK,
    ),
    "a review lasts": ((film(1), clip(1), begun(1, FILMED + 9 * DAY)), ("reviewing", 1), None),
    "one review is over": (whole(1, FILMED), ("film", 2), None),
    "no clock knew the film's day": ((film(1, None), clip(1)), ("review", 1), WEEK),
    "the second film, unnumbered": ((*whole(1, FILMED), film(2, numbered=False)), ("clips", 2), WEEK),
    "the second cycle was left out": ((*whole(1, FILMED), *whole(3, FILMED)), ("complete", 3), None),
    "the second film was erased": (
        (*whole(1, FILMED), film(2), FilmErased(film=film_id(2), day=FILMED)),
        ("film", 2),
        None,
    ),
    "three of three": (THREE, ("complete", 3), None),
    "three of three, copies wished": ((*THREE, COPIES), ("handover", 3), None),
    "copies are given": ((*THREE, COPIES, GIVEN), ("complete", 3), None),
    "a fourth": ((*THREE, planned(None, None, None, FILMED)), ("film", 4), Due(FILMED, FILMED)),
}


@pytest.mark.parametrize("state", STATES)
def test_what_comes_next(state: str) -> None:
    events, expected, due = STATES[state]
    step = progress(case_of(*events), FILMED).step
    assert ((step.kind, step.number), step.due) == (expected, due)


@pytest.mark.parametrize(
    ("day", "is_now", "overdue"),
    [(0, False, False), (6, False, False), (7, True, False), (14, True, False), (15, True, True), (400, True, True)],
)
def test_a_review_is_due_one_to_two_weeks_after_the_film(day: int, is_now: bool, overdue: bool) -> None:
    step = progress(case_of(film(1), clip(1)), FILMED + day * DAY).step
    assert (step.is_now, step.overdue) == (is_now, overdue)


def test_films_and_reviews_are_counted_by_cycle() -> None:
    found = progress(case_of(*whole(1, FILMED), film(2), clip(2), begun(2, FILMED)), FILMED)
    assert (found.films, found.reviews, len(found.cycles)) == (2, 1, 3)


def test_a_film_of_a_shared_review_is_no_film_of_a_cycle() -> None:
    about = msgspec.structs.replace(film(1), about="shared review")
    assert all(not cycle.films for cycle in cycles(case_of(about)))


def test_unnumbered_films_fill_the_gaps_in_the_order_of_their_days() -> None:
    late, early = film(1, FILMED + DAY, numbered=False), film(2, FILMED, numbered=False)
    found = cycles(case_of(late, early, film(3, FILMED)))
    assert [[entry.film for entry in cycle.films] for cycle in found] == [[film_id(2)], [film_id(1)], [film_id(3)]]


def test_a_clock_set_back_is_said_and_makes_nothing_overdue() -> None:
    case = case_of(film(1), clip(1), changed=FILMED)
    behind = progress(case, FILMED.replace(year=FILMED.year - 1))
    assert (behind.clock_behind, behind.step.overdue, behind.step.is_now) == (True, False, False)
    assert behind.step.due == WEEK
    assert not progress(case, FILMED - DAY).clock_behind, "another time zone's day"


def test_what_is_due_first_comes_first() -> None:
    ahead = case_of(film(1, FILMED + 30 * DAY), clip(1), code="AHEAD")
    due = case_of(film(1, FILMED - 8 * DAY), clip(1), code="DUE")
    late = case_of(film(1, FILMED - 20 * DAY), clip(1), code="LATE")
    later = case_of(film(1, FILMED - 30 * DAY), clip(1), code="LATER")
    open_ = case_of(code="OPEN")
    done = case_of(*THREE, code="DONE")
    order = [entry.case.code for entry in agenda([ahead, done, due, late, later, open_], FILMED)]
    assert order == ["LATER", "LATE", "DUE", "DONE", "AHEAD", "OPEN"]


days = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@st.composite
def cases(draw: Any) -> Case:
    events: list[AnyEvent] = []
    for number in range(1, draw(st.integers(0, 4)) + 1):
        day = draw(days)
        events.append(film(number, draw(st.one_of(st.none(), st.just(day))), numbered=draw(st.booleans())))
        steps = draw(st.integers(0, 3))
        follows: list[AnyEvent] = [clip(number), begun(number, draw(days)), ended(number, draw(days))]
        events += follows[:steps]
    events.append(FilmsPlanned(days=tuple(draw(st.lists(st.one_of(st.none(), days), max_size=4)))))
    events.append(ReviewsPlanned(days=tuple(draw(st.lists(st.one_of(st.none(), days), max_size=4)))))
    return case_of(*events, changed=draw(days))


@settings(max_examples=25)
@given(case=cases(), today=st.dates())
def test_whatever_happened_and_whatever_the_clock_says(case: Case, today: date) -> None:
    found = progress(case, today)
    step = found.step
    numbers = [cycle.number for cycle in found.cycles]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 3
    assert step.number in numbers
    assert sum(len(cycle.films) for cycle in found.cycles) == len(case.films)
    assert sum(len(cycle.reviews) for cycle in found.cycles) == len(case.reviews)
    if step.due:
        assert step.due.first <= step.due.last
        assert step.overdue == (today > step.due.last)
    else:
        assert not step.overdue
    assert not (step.overdue and not step.is_now)
