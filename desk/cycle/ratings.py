"""A family's ratings of its goals as lines to be drawn. No mean, no sum, no comparison: they are no score."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from desk.cases.case import Rating

WIDTH, HEIGHT, EDGE = 320, 120, 12
HIGHEST = 10


class Point(msgspec.Struct, frozen=True):
    """Where a rating is drawn."""

    x: float
    y: float
    rating: Rating


class RatingLine(msgspec.Struct, frozen=True):
    """One goal, and its ratings from left to right."""

    goal: str
    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        """The points as an SVG polyline has them."""
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.points)


def lines(ratings: Iterable[Rating]) -> tuple[RatingLine, ...]:
    """A line for each goal, in the order in which they were first rated. A rating without a goal goes to the last."""
    goals: dict[str, list[Rating]] = {}
    last = ""
    for rating in ratings:
        last = rating.goal or last
        goals.setdefault(last, []).append(rating)
    return tuple(RatingLine(goal, _points(sorted(each, key=_moment))) for goal, each in goals.items())


def _points(ratings: Sequence[Rating]) -> tuple[Point, ...]:
    first, last = ratings[0].day, ratings[-1].day
    return tuple(
        Point(_across(each.day, first, last, at, len(ratings)), _up(each.rating), each)
        for at, each in enumerate(ratings)
    )


def _across(day: date, first: date, last: date, at: int, count: int) -> float:
    """By date; evenly where several fall on one day, so that a line is always to be seen."""
    by_day = (day - first).days / (last - first).days if last > first else 0.0
    evenly = at / (count - 1) if count > 1 else 0.5
    share = evenly if last == first else (by_day + evenly) / 2
    return round(EDGE + share * (WIDTH - 2 * EDGE), 1)


def _up(rating: int) -> float:
    return round(HEIGHT - EDGE - (rating - 1) / (HIGHEST - 1) * (HEIGHT - 2 * EDGE), 1)


def _moment(rating: Rating) -> tuple[date, bool]:
    return rating.day, rating.moment == "end"
