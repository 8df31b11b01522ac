"""What all that writes at the desk shares: the clock, and the disk's refusals as one error."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from desk.errors import NotWritten


def now() -> str:
    """The present by the desk's clock, as events and papers hold it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def today() -> date:
    """This computer's own day."""
    return datetime.now().astimezone().date()


def local_day(when: str) -> date:
    """The day of a time in UTC, as events and films hold it, where this computer is."""
    there = datetime.fromisoformat(when)
    try:
        return there.astimezone().date()
    except (OverflowError, ValueError, OSError):  # a clock that was set to a year that the system has no rules for
        return there.date()


@contextmanager
def writing() -> Iterator[None]:
    """Turn what the disk refuses into NotWritten."""
    try:
        yield
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise NotWritten(cause=f"{where}{error.strerror or type(error).__name__}") from error
