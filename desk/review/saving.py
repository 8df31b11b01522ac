"""What pages and commands do in a shared review, as events."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date

from desk.cases.case import Case, Clip
from desk.cases.event import Voice
from desk.cases.events import GoalRated
from desk.cases.review_events import ClipVetoed, PointsAgreed, ReviewBegun, ReviewEnded, VetoLifted
from desk.cases.reviews import Review
from desk.cycle.cycles import cycles
from desk.errors import NoSuchReview, ReviewOver
from desk.unlocked import Desk

MOST_NUMBERED = 9
POINTS, POINT = 12, 200
"""How many points of a kind may be agreed, and how many characters one may have."""


def find(case: Case, review: str | None = None) -> Review:
    """The review with this id, or the last of the case. Raises NoSuchReview."""
    found = case.review(review) if review else next(reversed(case.reviews), None)
    if found is None:
        raise NoSuchReview(code=case.code)
    return found


def lasting(case: Case, review: str | None = None) -> Review:
    """The same, if it has not ended. Raises NoSuchReview, ReviewOver."""
    found = find(case, review)
    if found.ended is not None:
        raise ReviewOver(code=case.code)
    return found


def choice(case: Case, films: Iterable[str]) -> list[Clip]:
    """The clips of these films that may be shown, film by film, each film's in its order."""
    return [clip for film in films for clip in case.shown_clips if clip.film == film]


def shown(case: Case, review: Review) -> list[Clip]:
    """The clips that are watched in a review, in order, without those that the family does not want."""
    known = {clip.id: clip for clip in case.shown_clips}
    return [known[clip] for clip in review.clips if clip in known]


def begin(desk: Desk, code: str, films: Sequence[str], clips: Sequence[str], day: date) -> Review:
    """Begin a review of these films with these clips, in the cycle of the newest. Raises as `Desk.append`."""
    case = desk.case(code)
    of_films = (cycle.number for cycle in cycles(case) if any(film.film in films for film in cycle.films))
    number = max(of_films, default=len(case.reviews) + 1)
    id_ = secrets.token_hex(8)
    event = ReviewBegun(
        id=id_, films=tuple(films), clips=tuple(clips), day=day, number=number if number <= MOST_NUMBERED else None
    )
    return find(desk.append(code, event), id_)


def rate(desk: Desk, code: str, review: Review, moment: str, rating: int, goal: str, day: date) -> Case:
    """The family rates its goal at the start or the end of a review."""
    event = GoalRated(rating=rating, day=day, goal=goal, review=review.id, moment="end" if moment == "end" else "start")
    return desk.append(code, event)


def veto(desk: Desk, code: str, clip: Clip, voice: Voice, day: date, review: Review | None, lift: bool = False) -> Case:
    """The family says "not this clip", or changes its mind."""
    made = VetoLifted if lift else ClipVetoed
    return desk.append(code, made(clip=clip.id, voice=voice, day=day, review=review.id if review else None))


def points(lines: str | Iterable[str]) -> tuple[str, ...]:
    """The points of a text, one a line, or of several. Raises ValueError if they are too many or too long."""
    given = lines.splitlines() if isinstance(lines, str) else [line for text in lines for line in text.splitlines()]
    found = tuple(dict.fromkeys(text for line in given if (text := " ".join(line.split()))))
    if len(found) > POINTS or any(len(point) > POINT for point in found):
        raise ValueError("too many points, or too long")
    return found


def agree(desk: Desk, code: str, review: Review, points: tuple[tuple[str, ...], tuple[str, ...]], back: bool) -> Review:
    """What was agreed: strengths and next points; `back`: it was read back to the family."""
    strengths, ahead = points
    event = PointsAgreed(review=review.id, strengths=strengths, next=ahead, read_back=back)
    return find(desk.append(code, event), review.id)


def end(desk: Desk, code: str, review: Review, day: date, seconds: int) -> Review:
    """End the review."""
    return find(desk.append(code, ReviewEnded(review=review.id, day=day, seconds=seconds)), review.id)
