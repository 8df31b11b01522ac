"""What the pages say about cases and films, put together: days, lengths, counts."""

from datetime import UTC, date, datetime

from flask_babel import format_date, get_locale

from design.amounts import size
from design.language import _, plural
from desk.cases.case import FilmEntry
from desk.imports.boxes import HeardBox
from desk.writing import local_day

LONG_SILENT = 7
"""Days after which the pages say that a box was not heard of."""

__all__ = ["size"]


def day(when: date | str | None) -> str:
    """A day in the browser's language: `3 December 2026`; from a date, or where this computer is from a time in UTC."""
    if when is None:
        return _("No day yet")
    if isinstance(when, str):
        when = local_day(when)
    british = get_locale().language == "en"  # the browser says no more than English, and days come before months here
    return str(format_date(when, "d MMMM y" if british else "long"))


def length(seconds: float) -> str:
    """How long a film is."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return _("{} s").format(rest)
    return _("{} min {} s").format(minutes, rest) if rest else _("{} min").format(minutes)


def films(count: int) -> str:
    """How many films a case has."""
    return plural("%(num)d film", "%(num)d films", count) if count else _("No film yet")


def clips(count: int) -> str:
    """How many clips."""
    return plural("%(num)d clip", "%(num)d clips", count) if count else _("No clips yet")


def film(entry: FilmEntry) -> str:
    """What a person calls a film of a case."""
    if entry.number:
        return _("Film {}").format(entry.number)
    return _("Film {}").format(entry.film.rpartition("-")[2])


def box(heard: HeardBox, today: date) -> str:
    """How a box is, in one line."""
    report = heard.report
    if report is None:
        return _("Its reports cannot be believed: it is not on your list of boxes.")
    said = [_("Heard on {}").format(day(report.when))]
    if (today - local_day(report.when)).days > LONG_SILENT:
        said = [_("Not heard since {}").format(day(report.when))]
    if report.unsynced:
        said.append(plural("%(num)d film is not uploaded", "%(num)d films are not uploaded", report.unsynced))
    if report.alarms or report.card == "failing":
        said.append(_("something is wrong: look at its page, or ask IT"))
    return " · ".join(said)


def named(film: str) -> str:
    """A film by its id alone: its letters, and when it began if a clock knew it."""
    day_and_time, _dash, letters = film.rpartition("/")[2].rpartition("-")
    try:
        began = datetime.strptime(day_and_time, "%Y%m%d-%H%M").replace(tzinfo=UTC)
    except ValueError:
        return _("Film {}, date not known").format(letters)
    return _("Film {}, {}").format(letters, f"{day(began.date())}, {began:%H:%M} UTC")


def waiting(count: int) -> str:
    """How many films wait in the store."""
    return plural("%(num)d film waits in the store", "%(num)d films wait in the store", count)


def progress(done: int, total: int, left: int) -> str:
    """How far an import is."""
    if not total:
        said = _("Beginning …")
    elif done < total:
        said = _("{} of {}").format(size(done), size(total))
    else:
        said = _("Checking every byte …")
    return f"{said} {plural('%(num)d more film after it', '%(num)d more films after it', left)}" if left else said


def boxes(count: int) -> str:
    """How many boxes a desk believes."""
    if not count:
        return _("None yet: no film can be imported before one is listed.")
    return plural("%(num)d box is listed.", "%(num)d boxes are listed.", count)
