"""What follows from a case's days: a calendar file, the limit of how long it is kept, and the line of ratings."""

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from desk.cases.case import Rating
from desk.cases.ending_events import HoldPlaced
from desk.cases.events import FilmsPlanned, HelpingQuestion
from desk.cases.review_events import ReviewsPlanned
from desk.cycle.calendar import calendar
from desk.cycle.cycles import cycles
from desk.cycle.ratings import EDGE, HEIGHT, WIDTH, lines
from desk.cycle.retention import retention
from desk.paper.of_case import summary_of
from desk.writing import local_day
from tests.support.cycle_cases import FILMED, begun, case_of, clip, film, whole

DAY = timedelta(days=1)
NOW = "2026-11-26T08:00:00Z"
QUESTION = HelpingQuestion(question="How do I calm her?")


def entries(data: bytes) -> list[tuple[str, date, date]]:
    parsed = Calendar.from_ical(data)
    assert parsed.errors == []
    assert all(not event.errors for event in parsed.events)
    return [(str(event["SUMMARY"]), event.DTSTART, event.DTEND) for event in parsed.events]


def test_a_calendar_has_what_is_to_come_and_of_a_case_its_code_alone() -> None:
    planned = FilmsPlanned(days=(FILMED, date(2026, 12, 20), None))
    case = case_of(QUESTION, film(1), clip(1), planned, ReviewsPlanned(days=(None, None, date(2027, 1, 30))))
    data = calendar([case, case_of(code="B")], "desk", NOW)
    assert entries(data) == [
        ("K-17", FILMED + 7 * DAY, FILMED + 15 * DAY),
        ("K-17", date(2026, 12, 20), date(2026, 12, 21)),
        ("K-17", date(2027, 1, 30), date(2027, 1, 31)),
    ]
    assert b"calm" not in data
    assert b"DESCRIPTION" not in data
    assert max(map(len, data.split(b"\r\n"))) <= 75
    assert datetime.fromisoformat(NOW) == Calendar.from_ical(data).events[0].DTSTAMP


def test_a_calendar_that_is_read_again_moves_its_entries() -> None:
    before = case_of(FilmsPlanned(days=(FILMED,)))
    after = case_of(FilmsPlanned(days=(FILMED,)), FilmsPlanned(days=(FILMED + DAY,)))
    old, new = (Calendar.from_ical(calendar([case], "desk", NOW)).events[0] for case in (before, after))
    assert old["UID"] == new["UID"]
    assert old.sequence < new.sequence
    other = Calendar.from_ical(calendar([before], "another desk", NOW)).events[0]
    assert other["UID"] != old["UID"]


def test_a_review_that_was_begun_and_a_film_that_was_made_are_in_no_calendar() -> None:
    case = case_of(*whole(1, FILMED), film(2), begun(2, FILMED), FilmsPlanned(days=(FILMED, FILMED)))
    assert entries(calendar([case], "desk", NOW)) == []


@pytest.mark.parametrize(
    ("days", "state"), [(0, "fine"), (60, "fine"), (61, "near"), (90, "near"), (91, "over"), (-365, "fine")]
)
def test_a_limit_warns_before(days: int, state: str) -> None:
    found = retention(case_of(QUESTION), FILMED + days * DAY, keep=90, warn=29)
    assert found is not None
    assert (found.state, found.until, found.held) == (state, FILMED + 90 * DAY, False)


def test_no_limit_no_warning_and_a_hold_is_said() -> None:
    assert retention(case_of(QUESTION), FILMED, keep=None, warn=30) is None
    hold = HoldPlaced(id="ab" * 8, who="court", why="order 7", day=FILMED)
    found = retention(case_of(hold), FILMED + 400 * DAY, keep=90, warn=30)
    assert found is not None
    assert (found.state, found.held) == ("over", True)
    forever = retention(case_of(QUESTION), FILMED, keep=4_000_000, warn=30)
    assert forever is not None
    assert forever.until == date.max


def rated(rating: int, day: date = FILMED, goal: str = "", moment: str | None = None) -> Rating:
    return Rating(rating=rating, day=day, goal=goal, moment=moment)


def test_each_goal_is_a_line_by_time() -> None:
    calm, play = lines(
        [rated(4, goal="Calm"), rated(7, FILMED + 10 * DAY, "Calm", "end"), rated(5, FILMED + 10 * DAY, moment="start"),
         rated(2, goal="Play")]
    )  # fmt: skip
    assert [point.rating.rating for point in calm.points] == [4, 5, 7]
    assert (calm.goal, play.goal) == ("Calm", "Play")
    assert (calm.points[0].x, calm.points[-1].x, play.points[0].x) == (EDGE, WIDTH - EDGE, WIDTH / 2)
    assert calm.path.startswith(f"{EDGE},")


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 10), st.dates()), min_size=1, max_size=12))
def test_a_line_stays_in_its_picture_and_goes_to_the_right(given_: list[tuple[int, date]]) -> None:
    (line,) = lines([rated(rating, day) for rating, day in given_])
    across = [point.x for point in line.points]
    assert across == sorted(across)
    assert len(set(across)) == len(across)
    for point in line.points:
        assert EDGE <= point.x <= WIDTH - EDGE
        assert EDGE <= point.y <= HEIGHT - EDGE


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Moves this computer to another time zone, as POSIX writes it."""

    def move(to: str) -> None:
        monkeypatch.setenv("TZ", to)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(("where", "started"), [("NZDT-13", "2026-12-02T20:30:00Z"), ("PST8", "2026-12-04T01:30:00Z")])
def test_a_film_has_the_day_that_it_was_where_it_was_made(
    zone: Callable[[str], None], where: str, started: str
) -> None:
    zone(where)
    case = case_of(msgspec.structs.replace(film(1), started=started), clip(1))
    (cycle, *_) = cycles(case)
    assert cycle.filmed == date(2026, 12, 3)
    assert entries(calendar([case], "desk", NOW)) == [("K-17", date(2026, 12, 10), date(2026, 12, 18))]
    assert [each.filmed for each in summary_of(case, date(2026, 12, 4)).films] == [date(2026, 12, 3)]


def test_a_day_that_no_time_zone_has_rules_for(zone: Callable[[str], None]) -> None:
    zone("NZDT-13")
    assert local_day("9999-12-31T23:59:59Z") == date.max
