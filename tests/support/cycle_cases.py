"""Cases as their events make them, for tests of the cycle."""

from datetime import date, timedelta

from desk.cases.case import Case
from desk.cases.events import AnyEvent, CaseOpened, ClipAdded, FilmImported, Saved
from desk.cases.fold import fold
from desk.cases.review_events import ReviewBegun, ReviewEnded

OPENED = date(2026, 11, 20)
FILMED = date(2026, 11, 26)


def case_of(*happened: AnyEvent, changed: date = FILMED, code: str = "K-17") -> Case:
    """A case after these events, all saved on one day."""
    when = f"{changed}T10:00:00Z"
    return fold([Saved(n, when, event) for n, event in enumerate((CaseOpened(code=code), *happened))])


def film_id(number: int) -> str:
    return f"20261126-1405-aaa{'bcdefghi'[number - 1]}"


def film(number: int, day: date | None = FILMED, numbered: bool = True) -> FilmImported:
    """The film of a cycle, filmed on this day; on one that no clock knew (None)."""
    return FilmImported(
        film=film_id(number),
        started=f"{day}T09:00:00Z" if day else None,
        seconds=600.0,
        recorder="box-7",
        finding="complete",
        source="store",
        number=number if numbered else None,
    )


def clip(number: int) -> ClipAdded:
    return ClipAdded(id=f"{number:016x}", film=film_id(number), start_ns=0, end_ns=5_000_000_000)


def begun(number: int, day: date) -> ReviewBegun:
    return ReviewBegun(id=f"{0xAA00 + number:016x}", films=(film_id(number),), clips=(), day=day, number=number)


def ended(number: int, day: date) -> ReviewEnded:
    return ReviewEnded(review=f"{0xAA00 + number:016x}", day=day, seconds=2400)


def whole(number: int, day: date) -> tuple[AnyEvent, ...]:
    """A cycle from its film on this day to the end of its review ten days later."""
    after = day + timedelta(days=10)
    return film(number, day), clip(number), begun(number, after), ended(number, after)
