"""The papers that a case alone can fill: consent form, agreed points, summary, and the letter of the last hand-over."""

from collections.abc import Callable
from datetime import date

from desk.cases.case import Case, CaseConsent
from desk.cases.handovers import Handover, Obscuring, Silence
from desk.cases.reviews import Review
from desk.paper.consent_form import ALL
from desk.paper.errors import NothingToPrint
from desk.paper.letter import What
from desk.paper.letterhead import Letterhead
from desk.paper.papers import (
    AgreedPoints,
    ConsentAsked,
    ConsentForm,
    FileGiven,
    FilmSummed,
    Letter,
    Paper,
    Rated,
    Summary,
)
from desk.writing import local_day

OTHERS: dict[str, What] = {"all-clips.mp4": "joined", "pictures.pdf": "stills"}
"""Files of a copy that are no clip and that its letter lists (desk/handover/copies.py)."""


def consent_form(case: Case, letterhead: Letterhead, today: date, practitioner: str) -> Paper:
    """With what was answered so far ticked."""
    known = {each.kind: each for each in case.consents}
    asked = tuple(
        ConsentAsked(kind=kind, until=_until(known.get(kind)), given=_answer(known.get(kind), today)) for kind in ALL
    )
    own = {"keeps": letterhead.keeps, "seen_by": letterhead.seen_by}
    return ConsentForm(case=case.code, day=today, practitioner=practitioner, consents=asked, **own)


def agreed_points(case: Case, _letterhead: Letterhead, _today: date, practitioner: str) -> Paper:
    """Those of the last shared review that has some. Raises NothingToPrint."""
    review = next((each for each in reversed(case.reviews) if each.strengths or each.next), None)
    if review is None:
        raise NothingToPrint(lacks="no shared review has agreed points")
    return points_of(case, review, practitioner)


def points_of(case: Case, review: Review, practitioner: str = "") -> AgreedPoints:
    """The agreed points of one shared review."""
    coming = [day for day in (*case.planned, *case.reviews_planned) if day is not None and day > review.day]
    return AgreedPoints(
        day=review.ended or review.day,
        number=review.number,
        question=case.question or "",
        strengths=review.strengths,
        next=review.next,
        meeting=min(coming, default=None),
        practitioner=practitioner,
    )


def summary(case: Case, _letterhead: Letterhead, today: date, practitioner: str) -> Paper:
    """What the practitioner wrote, and what the case's log tells. Raises NothingToPrint."""
    if not case.films:
        raise NothingToPrint(lacks="the case has no film")
    return summary_of(case, today, practitioner)


def summary_of(case: Case, today: date, practitioner: str = "") -> Summary:
    """The summary as it stands, whatever is in it."""
    reviewed = {film: each.day for each in case.reviews if each.ended for film in each.films}
    about = [film for film in case.films if film.about == "interaction"]
    return Summary(
        case=case.code,
        day=today,
        practitioner=practitioner,
        text=case.summary,
        questions=tuple((local_day(each.when), each.text) for each in case.questions),
        films=tuple(
            FilmSummed(
                number=film.number or at,
                filmed=local_day(film.started) if film.started else None,
                reviewed=reviewed.get(film.film),
            )
            for at, film in enumerate(about, 1)
        ),
        strengths=tuple(dict.fromkeys(point for each in case.reviews for point in each.strengths)),
        next=case.next_points,
        ratings=tuple(
            Rated(day=each.day, rating=each.rating, goal=each.goal, moment=each.moment or "") for each in case.ratings
        ),
    )


def letter(case: Case, _letterhead: Letterhead, _today: date, practitioner: str) -> Paper:
    """That of the last copy which the family was given. Raises NothingToPrint."""
    if not case.handovers:
        raise NothingToPrint(lacks="the family was given no copy")
    given = case.handovers[-1]
    files = tuple(
        FileGiven(name=each.name, what=OTHERS.get(each.name, "clip"))
        for each in given.files
        if each.name in OTHERS or each.name.endswith(".mp4")
    )
    return Letter(day=given.day, practitioner=practitioner, files=files, left_out=_left_out(case, given))


KINDS: dict[str, Callable[[Case, Letterhead, date, str], Paper]] = {
    "consent": consent_form,
    "agreed": agreed_points,
    "summary": summary,
    "letter": letter,
}


def _left_out(case: Case, given: Handover) -> bool:
    """Whether somebody is covered or silenced in what was given."""
    spans = [(clip.film, clip.start_ns, clip.end_ns) for clip in case.clips if clip.id in given.clips]
    spans += [(still.film, still.at_ns, still.at_ns + 1) for still in case.stills if still.id in given.stills]
    left_out: tuple[Obscuring | Silence, ...] = (*case.obscurings, *case.silences)
    return any(
        each.film == film and each.start_ns < end and each.end_ns > start
        for each in left_out
        for film, start, end in spans
    )


def _until(consent: CaseConsent | None) -> date | None:
    return consent.until if consent else None


def _answer(consent: CaseConsent | None, today: date) -> bool | None:
    return consent.good_on(today) if consent else None
