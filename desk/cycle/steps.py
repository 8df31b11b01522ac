"""What comes next in a case, and when it is due. Pure: the day is given, and a wrong clock makes nothing overdue."""

from datetime import date, timedelta
from typing import Literal

import msgspec

from desk.cases.case import Case
from desk.cycle.cycles import Cycle, cycles, day_of
from desk.writing import local_day

SOONEST, LATEST = timedelta(days=7), timedelta(days=14)
"""The shared review comes one to two weeks after the film."""

StepKind = Literal["film", "clips", "review", "reviewing", "handover", "complete"]
"""`film`: film, or import what was filmed. `reviewing`: a shared review lasts. The others: as they are called."""


class Due(msgspec.Struct, frozen=True):
    """From the first day to the last; both are the same if a day was agreed."""

    first: date
    last: date

    @property
    def agreed(self) -> bool:
        """Whether a day was agreed, rather than a week that follows from the film."""
        return self.first == self.last


class NextStep(msgspec.Struct, frozen=True, kw_only=True):
    """What comes next. `film` is the one that it is about; `due` is null where no day is known."""

    kind: StepKind
    number: int
    film: str | None = None
    due: Due | None = None
    overdue: bool = False
    is_now: bool = False


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A case's cycles, and its next step. `clock_behind`: this computer's day lies before what was done already."""

    cycles: tuple[Cycle, ...]
    step: NextStep
    clock_behind: bool = False

    @property
    def films(self) -> int:
        """How many cycles have a film."""
        return sum(bool(cycle.films) for cycle in self.cycles)

    @property
    def reviews(self) -> int:
        """How many cycles have had their shared review."""
        return sum(cycle.reviewed is not None for cycle in self.cycles)


def progress(case: Case, today: date) -> Standing:
    """Where the case stands on this day."""
    all_cycles = cycles(case)
    behind = bool(case.changed) and today < local_day(case.changed) - timedelta(days=1)  # a time zone's day apart
    return Standing(cycles=all_cycles, step=_dated(_next(case, all_cycles), today), clock_behind=behind)


def review_due(cycle: Cycle) -> Due | None:
    """When the review of a cycle's film is due: on its planned day, else one to two weeks after the film."""
    filmed = cycle.filmed
    if cycle.planned_review and (filmed is None or cycle.planned_review >= filmed):
        return Due(cycle.planned_review, cycle.planned_review)
    if filmed is None or filmed > date.max - LATEST:
        return None
    return Due(filmed + SOONEST, filmed + LATEST)


def _next(case: Case, all_cycles: tuple[Cycle, ...]) -> NextStep:
    for cycle in all_cycles:
        if cycle.reviewed:
            continue
        if cycle.running:
            return NextStep(kind="reviewing", number=cycle.number, film=cycle.running.films[0])
        if not cycle.films:
            later = any(other.films or other.reviews for other in all_cycles[cycle.number :])
            if later:
                continue  # this one was left out
            planned = cycle.planned_film
            return NextStep(kind="film", number=cycle.number, due=Due(planned, planned) if planned else None)
        film = max(cycle.films, key=day_of).film
        cut = any(clip.film == each.film for clip in case.shown_clips for each in cycle.films)
        return NextStep(kind="review" if cut else "clips", number=cycle.number, film=film, due=review_due(cycle))
    if case.consents_to("copies") and not case.handovers:
        return NextStep(kind="handover", number=len(all_cycles))
    return NextStep(kind="complete", number=len(all_cycles))


def _dated(step: NextStep, today: date) -> NextStep:
    if step.due is None:
        return msgspec.structs.replace(step, is_now=step.kind != "film")
    return msgspec.structs.replace(step, overdue=today > step.due.last, is_now=today >= step.due.first)
