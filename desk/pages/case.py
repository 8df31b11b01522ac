"""One case: where it stands and what comes next; question, planned days, consent, ratings. Each action is an event."""

from datetime import date

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from desk.cases import events
from desk.cases.fold import fold
from desk.cases.history import next_redo, next_undo
from desk.cases.review_events import ReviewsPlanned
from desk.cycle.ratings import lines
from desk.cycle.retention import retention
from desk.cycle.steps import progress, review_due
from desk.handover.broken_off import broken_off
from desk.pages import catalogue, steps
from desk.pages.calendars import write_calendar
from desk.pages.context import desk, done
from desk.writing import today
from sealed.errors import AttuneError

case = Blueprint("case", __name__, url_prefix="/case/<alias:code>")

MOST = 9
QUESTION, NOTE, GOAL = 500, 8000, 200
"""Characters: the box's card for the question, and what is sensible for the others."""


@case.get("")
def page(code: str) -> str:
    """The case as it stands."""
    return _page(code)


def _page(code: str, **more: object) -> str:
    opened, day = desk(), today()
    log, settings = opened.events(code), opened.folder.settings
    folded = fold(log)
    standing = progress(folded, day)
    return render_template(
        "desk/case.html",
        case=folded,
        standing=standing,
        step=standing.step,
        ways=steps.ways(folded, standing.step),
        review_due=review_due,
        lines=lines(folded.ratings),
        limit=retention(folded, day, settings.keep_days, settings.warn_days),
        consents={each.kind: each for each in folded.consents},
        undo=next_undo(log, None) is not None,
        redo=next_redo(log, None) is not None,
        broken_off=broken_off(opened, code),
        today=day,
        goal_longest=GOAL,
        question_longest=QUESTION,
        **more,
    )


@case.post("/question")
def ask(code: str) -> BaseResponse:
    """The family's helping question, as it is now."""
    return _saved(code, events.HelpingQuestion(question=_text("question", QUESTION)))


@case.post("/planned")
def plan(code: str) -> BaseResponse:
    """The days of the planned films."""
    return _saved(code, events.FilmsPlanned(days=_days("film")))


@case.post("/reviews-planned")
def plan_reviews(code: str) -> BaseResponse:
    """The days of the planned shared reviews."""
    return _saved(code, ReviewsPlanned(days=_days("review")))


@case.post("/calendar")
def calendar(code: str) -> BaseResponse | tuple[str, int]:
    """Write the case's days for a calendar program, into a folder."""
    typed = request.form.get("folder", "")
    try:
        write_calendar([desk().case(code)], typed)
    except (AttuneError, ValueError) as error:
        return _page(code, wrong={"folder": str(error)}, folder=typed), 422
    return done(".page", "calendar", code=code)


@case.post("/consent")
def consent(code: str) -> BaseResponse:
    """A consent is given or withdrawn, on a day."""
    kind, on = request.form.get("kind", ""), _day(request.form.get("day", ""))
    if kind not in catalogue.CONSENTS:
        abort(422, str(catalogue.OLD_PAGE))
    last = request.form.get("until")
    until = _day(last) if last and kind in catalogue.ENDING else None
    if "revoke" in request.form:
        return _saved(code, events.ConsentRevoked(consent=kind, day=on))  # type: ignore[arg-type]  # was just checked
    return _saved(code, events.ConsentGiven(consent=kind, day=on, until=until))  # type: ignore[arg-type]


@case.post("/rating")
def rate(code: str) -> BaseResponse:
    """The family rates its goal."""
    rating = request.form.get("rating", type=int)
    if rating is None or not 1 <= rating <= 10:
        abort(422, str(catalogue.RATING_WRONG))
    return _saved(
        code, events.GoalRated(rating=rating, day=_day(request.form.get("day", "")), goal=_text("goal", GOAL))
    )


@case.post("/note")
def note(code: str) -> BaseResponse:
    """The practitioner's note on the case."""
    return _saved(code, events.NoteWritten(film=None, text=_text("note", NOTE)))


@case.post("/undo")
def undo(code: str) -> BaseResponse:
    """Take the last action of this page back."""
    desk().undo(code)
    return done(".page", "undone", code=code)


@case.post("/redo")
def redo(code: str) -> BaseResponse:
    """Do again what was taken back."""
    desk().redo(code)
    return done(".page", "redone", code=code)


def _saved(code: str, event: events.AnyEvent) -> BaseResponse:
    desk().append(code, event)
    return done(".page", "saved", code=code)


def _text(name: str, longest: int) -> str:
    text = request.form.get(name, "").replace("\r\n", "\n").strip()
    if len(text) > longest:
        abort(422, str(catalogue.TOO_LONG))
    return text


def _days(what: str) -> tuple[date | None, ...]:
    numbers = range(1, MOST + 1)
    typed = [request.form.get(f"{what}-{number}") for number in numbers if f"{what}-{number}" in request.form]
    return tuple(_day(value) if value else None for value in typed)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        abort(422, str(catalogue.NOT_A_DAY))
