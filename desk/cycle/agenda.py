"""All cases in the order in which they ask for something: overdue first, then what is due, then what lies ahead."""

from collections.abc import Iterable
from datetime import date

import msgspec

from desk.cases.case import Case
from desk.cycle.retention import Retention, retention
from desk.cycle.steps import Standing, progress


class AgendaEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A case, where it stands, and how long it may be kept."""

    case: Case
    progress: Standing
    retention: Retention | None = None


def agenda(cases: Iterable[Case], today: date, keep: int | None = None, warn: int = 30) -> list[AgendaEntry]:
    """The cases with their next steps, what is due first first."""
    entries = [
        AgendaEntry(case=case, progress=progress(case, today), retention=retention(case, today, keep, warn))
        for case in cases
    ]
    return sorted(entries, key=_urgency)


def _urgency(entry: AgendaEntry) -> tuple[int, date, str]:
    step = entry.progress.step
    if step.overdue and step.due:
        return 0, step.due.last, entry.case.code
    if step.due:
        return (1 if step.is_now else 3), step.due.last, entry.case.code
    return (2 if step.is_now else 4), date.max, entry.case.code
