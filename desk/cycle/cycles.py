"""A case's films and shared reviews as cycles: a film, its review, and the days that were planned for both."""

from collections.abc import Iterable
from datetime import date

import msgspec

from desk.cases.case import Case, FilmEntry
from desk.cases.reviews import Review
from desk.writing import local_day

CYCLES = 3
"""How many a case usually has."""


class Cycle(msgspec.Struct, frozen=True, kw_only=True):
    """`films` are those of the interaction, `reviews` the shared reviews of them, both in order."""

    number: int
    films: tuple[FilmEntry, ...] = ()
    reviews: tuple[Review, ...] = ()
    planned_film: date | None = None
    planned_review: date | None = None

    @property
    def filmed(self) -> date | None:
        """The day of the last film."""
        return max(map(day_of, self.films), default=None)

    @property
    def reviewed(self) -> date | None:
        """The day on which the last review ended; null while none did, or one lasts."""
        ended = [review.ended for review in self.reviews]
        return max((day for day in ended if day is not None), default=None) if None not in ended else None

    @property
    def running(self) -> Review | None:
        """The review that was begun and did not end."""
        return next((review for review in self.reviews if review.ended is None), None)


def cycles(case: Case) -> tuple[Cycle, ...]:
    """All cycles, three at least. What has no number goes to the first cycle that lacks it."""
    films = _numbered_films(case)
    of_film = {entry.film: number for number, entry in films}
    reviews = _numbered_reviews(case.reviews, of_film)
    planned = (len(_until_last(case.planned)), len(_until_last(case.reviews_planned)))
    last = max([CYCLES, *planned, *(number for number, _ in films), *(number for number, _ in reviews)])
    return tuple(
        Cycle(
            number=number,
            films=tuple(entry for at, entry in films if at == number),
            reviews=tuple(review for at, review in reviews if at == number),
            planned_film=_at(case.planned, number),
            planned_review=_at(case.reviews_planned, number),
        )
        for number in range(1, last + 1)
    )


def day_of(entry: FilmEntry) -> date:
    """The day of a film: the box's word, or the day of its import where no clock knew it."""
    return local_day(entry.started or entry.imported)


def _numbered_films(case: Case) -> list[tuple[int, FilmEntry]]:
    gone = set(case.erased)
    films = sorted((each for each in case.films if each.about == "interaction" and each.film not in gone), key=_order)
    taken = {entry.number for entry in films if entry.number}
    return [(entry.number or _next_free(taken), entry) for entry in films]


def _numbered_reviews(reviews: Iterable[Review], of_film: dict[str, int]) -> list[tuple[int, Review]]:
    known = [(each.number or max((of_film.get(film, 0) for film in each.films), default=0), each) for each in reviews]
    taken = {number for number, _ in known if number}
    return [(number or _next_free(taken), review) for number, review in known]


def _next_free(taken: set[int]) -> int:
    number = next(number for number in range(1, len(taken) + 2) if number not in taken)
    taken.add(number)
    return number


def _order(entry: FilmEntry) -> tuple[date, str, str]:
    return day_of(entry), entry.started or "", entry.film


def _until_last(days: tuple[date | None, ...]) -> tuple[date | None, ...]:
    last = max((at for at, day in enumerate(days, 1) if day is not None), default=0)
    return days[:last]


def _at(days: tuple[date | None, ...], number: int) -> date | None:
    return days[number - 1] if number <= len(days) else None
