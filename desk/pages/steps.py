"""What the pages say of a case's next step, and where its button leads."""

from datetime import date
from typing import Any, NamedTuple

from babel.dates import format_skeleton
from flask import url_for
from flask_babel import format_date, get_locale

from design.language import _, plural
from desk.cases.case import Case
from desk.cycle.retention import Retention
from desk.cycle.steps import Due, NextStep, Standing
from desk.pages.words import day


class Way(NamedTuple):
    """A button: what it says, and where it leads."""

    label: str
    address: str


def says(step: NextStep) -> str:
    """The next step as one sentence."""
    match step.kind:
        case "film":
            return _film(step)
        case "clips":
            return _("Film {} waits for its clips.").format(step.number)
        case "review":
            return review_due(step)
        case "reviewing":
            return _("Shared review {} has begun.").format(step.number)
        case "handover":
            return _("All shared reviews are done. The family wishes a copy of the clips.")
    return _("All shared reviews are done. What remains is to complete the case.")


def review_due(step: NextStep) -> str:
    """When the shared review is due, or was."""
    due = step.due
    if due is None:
        return _("Shared review {} has no day yet.").format(step.number)
    if step.overdue and due.agreed:
        return _("Shared review {} was planned for {}. Is a new day agreed?").format(step.number, day(due.last))
    if step.overdue:
        return _("Shared review {} was due until {}. Is a new day agreed?").format(step.number, day(due.last))
    if due.agreed:
        return _("Shared review {} is planned for {}.").format(step.number, day(due.first))
    return _("Shared review {} is due between {} and {}.").format(step.number, *span(due))


def span(due: Due) -> tuple[str, str]:
    """Both days of a span, without saying month and year twice."""
    first, last = due.first, due.last
    if first.year != last.year:
        return day(first), day(last)
    if first.month == last.month and get_locale().language == "en":
        return str(first.day), day(last)
    return _without_year(first), day(last)


def week(due: Due) -> str:
    """A day, or the first and the last, in few words."""
    return day(due.first) if due.agreed else _("{} to {}").format(*span(due))


def ways(case: Case, step: NextStep) -> list[Way]:
    """The buttons of the next step that this desk has pages for; the first is the one to press."""
    code, film = case.code, step.film
    match step.kind:
        case "film":
            card = _way(_("Give the case card to a box"), "cards.page", code=code)
            taken = _way(_("Import the film"), "imports.page")
            return [*taken, *card] if step.is_now else [*card, *taken]
        case "clips":
            return _way(_("Cut clips"), "player.page", film=film)
        case "review":
            begin = _way(_("Begin the shared review"), "review.choose", code=code)
            return [*begin, *_way(_("Go through the clips"), "player.page", film=film)]
        case "reviewing":
            running = next((review.id for review in case.reviews if review.ended is None), None)
            return _way(_("Go on with the shared review"), "review.page", code=code, review=running)
        case "handover":
            return _way(_("Hand the clips over"), "handover.page", code=code) + _complete(code)
    return _complete(code)


def counted(standing: Standing) -> str:
    """How many films and reviews there were, of how many."""
    films, reviews, of = standing.films, standing.reviews, len(standing.cycles)
    return _("{} of {} films, {} of {} shared reviews").format(films, of, reviews, of)


def kept(retention: Retention) -> str:
    """What is said when a case's time is nearly over, or over."""
    if retention.held:
        return _("A hold keeps this case, whatever the day.")
    if retention.state == "over":
        return _("By your service's limit this case was to be completed by {}. Nothing is deleted by itself.").format(
            day(retention.until)
        )
    return _("By your service's limit this case is to be completed by {}. Nothing is deleted by itself.").format(
        day(retention.until)
    )


def days_left(step: NextStep, today: date) -> str:
    """How long until it is due, for a glance; nothing where no day is known."""
    if step.due is None or step.is_now or step.kind == "clips":
        return ""
    left = (step.due.first - today).days
    return plural("in %(num)d day", "in %(num)d days", left)


def _film(step: NextStep) -> str:
    if step.due is None:
        return _("Film {} has no day yet.").format(step.number)
    if step.overdue:
        said = _("Film {} was planned for {}. Import it, or agree a new day.")
    else:
        said = _("Film {} is planned for {}.")
    return said.format(step.number, day(step.due.first))


def _complete(code: str) -> list[Way]:
    return _way(_("Complete the case"), "completion.page", code=code)


def _way(label: str, endpoint: str, **values: Any) -> list[Way]:
    return [Way(label, url_for(endpoint, **values))]


def _without_year(when: date) -> str:
    if get_locale().language == "en":
        return str(format_date(when, "d MMMM"))
    return str(format_skeleton("MMMMd", when, locale=get_locale()))
