"""What `attune desk case show` prints of the cycle."""

from datetime import date

from desk.cases.events import FilmsPlanned, GoalRated, HelpingQuestion
from desk.cases.review_events import ClipVetoed, PointsAgreed
from desk.commands.case_lines import case_lines
from desk.cycle.steps import progress
from tests.support.cycle_cases import FILMED, begun, case_of, clip, ended, film

REVIEWED = date(2026, 12, 5)


def shown(today: date, *happened: object, changed: date = FILMED) -> str:
    case = case_of(*happened, changed=changed)  # type: ignore[arg-type]
    return "\n".join(case_lines(case, progress(case, today)))


def test_a_case_with_one_review_behind_it() -> None:
    review = begun(1, REVIEWED)
    agreed = PointsAgreed(review=review.id, strengths=("You wait",), next=("Name what she does",), read_back=True)
    said = shown(
        FILMED,
        HelpingQuestion(question="How do I calm her?"),
        film(1),
        clip(1),
        ClipVetoed(clip=clip(1).id, voice="parent", day=REVIEWED),
        review,
        GoalRated(rating=4, day=REVIEWED, goal="Calm"),
        agreed,
        ended(1, REVIEWED),
        FilmsPlanned(days=(FILMED, date(2026, 12, 20))),
    )
    for line in (
        "  next       film 2, on 2026-12-20",
        "  cycle 1    filmed 2026-11-26, reviewed 2026-12-05",
        "  cycle 2    to be filmed 2026-12-20",
        "  question   How do I calm her? (2026-11-26)",
        "  strength   You wait",
        "  agreed     Name what she does",
        "  rating     4 of 10, 2026-12-05 Calm",
        "    clip     00:00.0 to 00:05.0  (not this clip)",
    ):
        assert line in said


def test_what_is_due_what_is_overdue_and_what_the_clock_does_not_know() -> None:
    assert "shared review 1, from 2026-12-03 to 2026-12-10" in shown(FILMED, film(1), clip(1))
    late = shown(date(2026, 12, 11), film(1), clip(1))
    assert "shared review 1, was due until 2026-12-10. Is a new day agreed?" in late
    assert "check its date" in shown(date(2025, 12, 11), film(1), clip(1))
