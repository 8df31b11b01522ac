"""The dates of cases as an iCalendar file (RFC 5545). An entry has a day and the case's code, and not a word more."""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta

from desk.cases.case import Case
from desk.cycle.cycles import cycles
from desk.cycle.steps import Due, review_due

BEGIN = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Attune//Desk//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")


def calendar(cases: Iterable[Case], desk: str, now: str) -> bytes:
    """All days that are planned, and the weeks in which reviews are due. `desk` is the desk's id, `now` a time in UTC.

    An entry keeps its identity from one file to the next: a calendar that read an earlier one moves it.
    """
    stamp = now.replace("-", "").replace(":", "")
    lines = [*BEGIN, _of(desk)]
    for case in cases:
        for what, due in _dates(case):
            identity = hashlib.sha256(f"{desk} {case.code} {what}".encode()).hexdigest()[:32]
            lines += [
                "BEGIN:VEVENT",
                f"UID:{identity}@attune.invalid",
                f"DTSTAMP:{stamp}",
                f"SEQUENCE:{case.events}",
                f"DTSTART;VALUE=DATE:{due.first:%Y%m%d}",
                f"DTEND;VALUE=DATE:{_after(due.last):%Y%m%d}",
                f"SUMMARY:{case.code}",
                "CLASS:PRIVATE",
                "TRANSP:TRANSPARENT",
                "END:VEVENT",
            ]
    return "".join(f"{line}\r\n" for line in (*lines, "END:VCALENDAR")).encode()


def is_of(desk: str, data: bytes) -> bool:
    """Whether it is a file that this desk wrote, which a newer one may replace."""
    return _of(desk).encode() in data.split(b"\r\n")[: len(BEGIN) + 1]


def _of(desk: str) -> str:
    return f"X-WR-RELCALID:{hashlib.sha256(f'{desk} calendar'.encode()).hexdigest()[:32]}"


def _dates(case: Case) -> Iterable[tuple[str, Due]]:
    """What is still to come, and what each date is for."""
    for cycle in cycles(case):
        day, due = cycle.planned_film, review_due(cycle)
        if day and not cycle.films:
            yield f"film {cycle.number}", Due(day, day)
        if due and not cycle.reviews:
            yield f"review {cycle.number}", due


def _after(day: date) -> date:
    """The end of an entry is the day after its last."""
    return day + timedelta(days=1) if day < date.max else day
